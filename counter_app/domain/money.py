"""Amounts of money in figures and in capital numerals (大写金额), as banks and the treasury ask.

Amounts are whole fen (1/100 yuan): no floating point comes near money.

Source: 支付结算办法 (银发〔1997〕393号), 附一《正确填写票据和结算凭证的基本规定》.  Where
those rules leave a 零 to the writer (万 or yuan is zero and what follows is not), none is written.
"""

from __future__ import annotations

from typing import Final

FEN_MAX: Final = 10**14 - 1
"""999,999,999,999.99 yuan: the last amount below 壹万亿, which no fee comes near."""

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_SECTIONS: Final = ("", "万", "亿")
_SECTION: Final = 10_000


def yuan_in_figures(fen: int) -> str:
    """Write an amount in figures with two decimals: 100530 → 1005.30."""
    assert 0 <= fen <= FEN_MAX, "no amount of a fee"
    return f"{fen // 100}.{fen % 100:02}"


def yuan_in_capitals(fen: int) -> str:
    """Write an amount in capital numerals: 100530 → 壹仟零伍元叁角整.

    整 closes an amount that ends in yuan or in jiao; one that ends in fen has none.  A zero
    before the fen is written (元零贰分), one between yuan and jiao is not.
    """
    assert 0 <= fen <= FEN_MAX, "no amount of a fee"
    yuan, cents = divmod(fen, 100)
    jiao, rest = divmod(cents, 10)
    words = f"{_whole(yuan)}元" if yuan or not cents else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif yuan and rest:
        words += "零"
    return words + (f"{_DIGITS[rest]}分" if rest else "整")


def _whole(number: int) -> str:
    """Write a whole number, in sections of four digits."""
    if not number:
        return _DIGITS[0]
    words = ""
    is_skipped = False
    for power in reversed(range(len(_SECTIONS))):
        section = number // _SECTION**power % _SECTION
        if not section:
            is_skipped = True
            continue
        has_gap = bool(words) and (is_skipped or section < _SECTION // 10)
        words += (_DIGITS[0] if has_gap else "") + _section(section) + _SECTIONS[power]
        is_skipped = False
    return words


def _section(number: int) -> str:
    """Write 1 to 9999; zeros between digits become one 零, zeros at the end none."""
    words = ""
    has_gap = False
    for power in reversed(range(len(_PLACES))):
        digit = number // 10**power % 10
        if not digit:
            has_gap = bool(words)
            continue
        words += (_DIGITS[0] if has_gap else "") + _DIGITS[digit] + _PLACES[power]
        has_gap = False
    return words
