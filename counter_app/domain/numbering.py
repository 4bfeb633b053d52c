"""Numbers that a counter can issue alone: for ever, gapless, with a check digit.

A case number is 27 digits, so that a one-dimensional bar code can carry it and no input
method can swallow it:

    51089910101 20261102 01 00007 5
    counter     date     gen seq  check

counter: 6 county + 3 township + 2 counter; gen: generation of the device (a cloned disk gets
another one); seq: gapless within counter, generation and day; check: ISO 7064 MOD 11,10.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from counter_app.domain.counter_profile import COUNTER_CODE_DIGITS

CASE_NUMBER_DIGITS: Final = 27
SEQUENCE_MAX: Final = 99_999
GENERATION_MAX: Final = 99
_DIGITS: Final = frozenset("0123456789")


def case_number(*, counter_code: str, on: date, generation: int, sequence: int) -> str:
    """Compose a case number (办件编号).

    Args:
        counter_code: 11 digits.
        on: Local date of receipt, as the counter's clock stood.
        generation: Generation of the device's key, 1 to 99.
        sequence: 1 to 99,999; the caller takes it from the database, in the same transaction.
    """
    assert len(counter_code) == COUNTER_CODE_DIGITS, counter_code
    assert 1 <= generation <= GENERATION_MAX, generation
    assert 1 <= sequence <= SEQUENCE_MAX, sequence
    body = f"{counter_code}{on:%Y%m%d}{generation:02d}{sequence:05d}"
    return body + check_digit(body)


def sequence_key(*, on: date, generation: int) -> str:
    """Return the name of the counter that hands out the day's case sequence."""
    return f"case/{generation:02d}/{on:%Y%m%d}"


def check_digit(digits: str) -> str:
    """Return the check digit of a string of ASCII digits, by ISO 7064 MOD 11,10.

    It finds every single wrong digit and nearly every swap of two neighbours.
    """
    product = 10
    for digit in digits:
        assert digit in _DIGITS, digit
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def is_case_number(text: str) -> bool:
    """Answer whether a text has the form and the check digit of a case number."""
    return (
        len(text) == CASE_NUMBER_DIGITS
        and set(text) <= _DIGITS
        and check_digit(text[:-1]) == text[-1]
    )


def grouped(number: str) -> str:
    """Write a case number as people read it out: 51089910101-20261102-01-000075."""
    if len(number) != CASE_NUMBER_DIGITS:
        return number
    return f"{number[:11]}-{number[11:19]}-{number[19:21]}-{number[21:]}"


def document_number(
    *, kind: str, counter_code: str, year: int, sequence: int, generation: int = 1
) -> str:
    """Compose the number of a paper: 受〔2026〕10101-00012号, 受〔2026〕10101-2-00012号.

    Args:
        kind: One or two characters that name the kind of paper (受, 告, 拒, 收).
        counter_code: The last five digits, township and counter, stand in the number, so that
            two counters of a county never give one number twice.
        year: Year of the paper's date.
        sequence: From 1, by order of issue, per kind, year and generation.
        generation: Of the device's key; it stands in the number from the second on, because a
            restored counter begins its sequences again.
    """
    assert sequence >= 1, sequence
    place = counter_code[-5:] if generation == 1 else f"{counter_code[-5:]}-{generation}"
    return f"{kind}〔{year}〕{place}-{sequence:05d}号"
