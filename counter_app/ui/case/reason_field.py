"""The question why somebody looks at what is kept covered; the same wherever it is asked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from counter_app.ui.forms.spec import FieldSpec


def reason_field(label: str, *suggestions: str) -> FieldSpec:
    """Return the field for a reason that goes on record; its name in what is entered: reason."""
    return FieldSpec(
        name="reason",
        label=label,
        is_required=True,
        hint=QCoreApplication.translate("reason", "至少4个字，按下箭头选常用的理由"),
        suggestions=suggestions,
    )
