"""Words about files of cases that more than one page says; no widgets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """Translate one text about files."""
    return QCoreApplication.translate("Attachments", text)


def size_words(size_bytes: int) -> str:
    """Return how large a file is: 860 字节, 350 KB, 1.2 MB."""
    if size_bytes < 1_024:
        return tr("{} 字节").format(size_bytes)
    if size_bytes < 1 << 20:
        return f"{size_bytes >> 10} KB"
    return f"{size_bytes / (1 << 20):.1f} MB"
