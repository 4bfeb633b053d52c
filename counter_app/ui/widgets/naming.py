"""Names of widgets, for tests and for screen readers."""

from __future__ import annotations

from html import escape
from typing import TypeVar

from PySide6.QtWidgets import QWidget

Named = TypeVar("Named", bound=QWidget)


def named(widget: Named, object_name: str, accessible_name: str) -> Named:
    """Give a widget its name for programs and the one that screen readers speak."""
    widget.setObjectName(object_name)
    widget.setAccessibleName(accessible_name)
    return widget


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet asks about, and have the widget drawn anew."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_plain_tooltip(widget: QWidget, text: str) -> None:
    """Set a tool tip that shows `text` as it is: Qt would take a name like <b> for markup."""
    widget.setToolTip(f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else "")
