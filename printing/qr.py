"""QR codes as modules and as pictures of dots; the symbol is segno's."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from counter_app.domain.errors import FormDataInvalid
from printing.raster import Bitmap

QUIET_MODULES = 4
"""White modules round a symbol (ISO/IEC 18004)."""

MODULE_DOTS_MIN = 4
"""0.5 mm at 203 dpi: what cheap scanners still read."""

_CONTENT_MAX = 1200


@lru_cache(maxsize=64)
def qr_modules(content: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a QR code at level M, True for dark, without the quiet zone.

    Raises:
        FormDataInvalid: There is nothing to encode, or more than a receipt's symbol can hold, or
            something else than printable ASCII, which readers decode in different ways.
    """
    symbol = _symbol(content)
    return tuple(tuple(bool(module) for module in row) for row in symbol.matrix)


@lru_cache(maxsize=64)
def qr_side(content: str) -> int:
    """Return how many modules wide the symbol is; for a printer that draws it by itself.

    The size does not depend on the mask, and choosing one takes nine tenths of the work.

    Raises:
        FormDataInvalid: As `qr_modules`.
    """
    return len(_symbol(content, mask=0).matrix)


def _symbol(content: str, *, mask: int | None = None) -> Any:
    import segno

    if not 0 < len(content) <= _CONTENT_MAX:
        raise FormDataInvalid("a QR code holds 1 to 1,200 characters")
    if not all(" " <= char <= "~" for char in content):
        raise FormDataInvalid("a QR code holds printable ASCII only")
    try:
        return segno.make(content, error="m", micro=False, boost_error=False, mask=mask)
    except (segno.DataOverflowError, ValueError) as error:
        raise FormDataInvalid(f"no QR code can hold this: {type(error).__name__}") from error


def module_dots(modules: int, width_dots: int, wanted_dots: int) -> int:
    """Return how many dots wide a module is drawn so that symbol and quiet zone fit.

    Args:
        modules: Modules on a side, without the quiet zone.
        width_dots: Width of the paper.
        wanted_dots: More than this is not needed.

    Raises:
        FormDataInvalid: The symbol needs modules smaller than scanners read.
    """
    fitting = width_dots // (modules + 2 * QUIET_MODULES)
    if fitting < MODULE_DOTS_MIN:
        raise FormDataInvalid("the QR code holds too much for this paper")
    return min(wanted_dots, fitting)


def qr_bitmap(content: str, dots_a_module: int) -> Bitmap:
    """Return the symbol without its quiet zone."""
    modules = qr_modules(content)
    dark = (1 << dots_a_module) - 1
    rows: list[int] = []
    for row in modules:
        bits = 0
        for module in row:
            bits = bits << dots_a_module | (dark if module else 0)
        rows.extend([bits] * dots_a_module)
    return Bitmap(len(modules) * dots_a_module, tuple(rows))
