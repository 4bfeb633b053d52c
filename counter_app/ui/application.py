"""The Qt application: style, fonts, Qt's own words in Chinese, and what happens on a bug."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from counter_app.ui.theme import FALLBACK_FAMILIES, Theme
from resources.fonts import font_path

_QT_WORDS: Final = ("qtbase_zh_CN",)


def prepare_application(arguments: Sequence[str]) -> QApplication:
    """Return the one application, in Chinese and in Fusion style."""
    present = QApplication.instance()
    application = present if isinstance(present, QApplication) else QApplication(list(arguments))
    application.setApplicationName("township-counter")
    application.setStyle("Fusion")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    install_qt_words(application)
    return application


def install_qt_words(application: QApplication) -> int:
    """Load Qt's own translation, for context menus and standard buttons; returns how many."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    loaded = 0
    for name in _QT_WORDS:
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)
            loaded += 1
    return loaded


def load_font_families(paths: Sequence[Path] | None = None) -> tuple[str, ...]:
    """Load the fonts that ship with the program; system fonts stand in for missing files.

    Returns:
        Families in the order in which they are tried.
    """
    files = [font_path("regular"), font_path("bold")] if paths is None else paths
    families: list[str] = []
    for file in files:
        if file.exists():
            number = QFontDatabase.addApplicationFont(str(file))
            families += QFontDatabase.applicationFontFamilies(number)
    return (*dict.fromkeys(families), *FALLBACK_FAMILIES)


def apply_theme(application: QApplication, theme: Theme) -> Callable[[], None]:
    """Dress the application in a theme, now and whenever it changes.

    Returns:
        A function that dresses it again.
    """

    def dress() -> None:
        application.setPalette(theme.qt_palette())
        application.setStyleSheet(theme.stylesheet())

    theme.changed.connect(dress)
    dress()
    return dress
