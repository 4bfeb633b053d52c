"""Inputs that a parser has not met: valid ones with a few things wrong, and noise."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

NASTY_TEXT = (
    "", " ", "0", "-1", "NaN", "true", "=1+1", "'", '"', "\\", "\x00", "\x1b@", "\u202e", "\ufeff",
    "𠮷", "\ud800", "长" * 300, "1e999", "９", "2026-02-30", "../../x", "9" * 400, "<b>", "${x}",
)  # fmt: skip
NASTY_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, 10**400, 1.5, float("nan"),
    float("inf"), "", [], {}, [[]], {"": {}}, "0", "2026-01-01", "ff" * 32, "长" * 70,
)  # fmt: skip
NASTY_BYTES = (
    b"", b"\0", b"\xff" * 8, b"\x7f\xff\xff\xff", b"\x80" * 12, b"[[[[", b'{"a":{"a":',
    b"\xaa\xaa\xaa\x96\x69", b"\x1b@", b"\xef\xbb\xbf", b"\xed\xa0\x80",
)  # fmt: skip
DEEP_BYTES = (b"[" * 4_000, b'{"a":' * 2_000)
"""Nested as deep as no parser can follow; seldom, because there is much to read."""

DEEP = 0.05
CHANGES_MAX = 4
PURE_NOISE = 0.08
STRUCTURED = 0.4


def mutant(samples: list[bytes], chance: Random, *, noise_max: int = 400) -> bytes:
    """Return a sample with up to four things wrong with it, or nothing but noise."""
    if chance.random() < PURE_NOISE:
        return chance.randbytes(chance.randrange(noise_max))
    content = chance.choice(samples)
    if content[:1] in {b"{", b"["} and chance.random() < STRUCTURED:
        return _structured(content, chance)
    for _ in range(chance.randint(1, CHANGES_MAX)):
        content = chance.choice(_WAYS)(content, samples, chance)
    return content


def _flipped(content: bytes, _samples: list[bytes], chance: Random) -> bytes:
    if not content:
        return b"\xff"
    place = chance.randrange(len(content))
    return (
        content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]
    )


def _replaced(content: bytes, _samples: list[bytes], chance: Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.randbytes(1) + content[place + 1 :]


def _cut(content: bytes, _samples: list[bytes], chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _left_out(content: bytes, _samples: list[bytes], chance: Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + content[place + chance.randint(1, 40) :]


def _doubled(content: bytes, _samples: list[bytes], chance: Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    end = place + chance.randint(1, 60)
    return content[:end] + content[place:]


def _grown(content: bytes, _samples: list[bytes], chance: Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    kind = DEEP_BYTES if chance.random() < DEEP else NASTY_BYTES
    nasty = chance.choice((chance.choice(kind), _as_bytes(chance.choice(NASTY_TEXT))))
    return content[:place] + nasty + content[place:]


def _spliced(content: bytes, samples: list[bytes], chance: Random) -> bytes:
    other = chance.choice(samples)
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


_Way = Callable[[bytes, list[bytes], Random], bytes]
_WAYS: tuple[_Way, ...] = (_flipped, _replaced, _cut, _left_out, _doubled, _grown, _spliced)


def _structured(content: bytes, chance: Random) -> bytes:
    """Return JSON with some values of another kind, missing, doubled, or nasty."""
    value = json.loads(content)
    for _ in range(chance.randint(1, CHANGES_MAX)):
        _change_somewhere(value, chance)
    return _as_bytes(json.dumps(value, ensure_ascii=False))


def _change_somewhere(value: Any, chance: Random) -> None:
    """Go down a random way, and change what is found at its end."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.8:
            value = value[key]
            continue
        break
    fate = chance.random()
    if fate < 0.2:
        del value[key]
    elif fate < 0.3 and isinstance(value, list):
        value.append(deepcopy(value[key]))
    elif fate < 0.65:
        value[key] = deepcopy(chance.choice(NASTY_VALUES))
    else:
        value[key] = chance.choice(NASTY_TEXT)


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
