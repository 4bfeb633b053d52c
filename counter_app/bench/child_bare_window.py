"""The least that a PySide6 program can do: an empty main window, painted."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMainWindow


def main() -> None:
    """Show it, and end once it is painted."""
    application = QApplication([])
    window = QMainWindow()
    window.resize(1_280, 800)
    window.show()
    from counter_app.bench.first_paint import FirstPaint

    FirstPaint(window)
    application.exec()


if __name__ == "__main__":
    main()
