"""Base45: bytes as the characters that a QR code holds most densely.

Digits, capitals and ` $%*+-./:` only, so that a keyboard-wedge scanner types what was printed
under every keyboard layout and no input method swallows it.  Source: RFC 9285.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_BASE: Final = len(ALPHABET)


def encode(data: bytes) -> str:
    """Return three characters for every two bytes, and two for a last single one."""
    characters: list[str] = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, value = divmod(number, _BASE)
            characters.append(ALPHABET[value])
    return "".join(characters)


def decode(text: str) -> bytes:
    """Return the bytes that `encode` made this of.

    Raises:
        ValueError: A character of another alphabet, a group of one character, or a group that
            says more than its bytes hold: nothing of ours.
    """
    data = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        size = len(group) - 1
        number = 0
        for character in reversed(group):
            value = _VALUES.get(character)
            if value is None:
                raise ValueError("a character that base45 does not have")
            number = number * _BASE + value
        if size == 0 or number >= 1 << (8 * size):
            raise ValueError("a group that holds no bytes")
        data += number.to_bytes(size, "big")
    return bytes(data)
