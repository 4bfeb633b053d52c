"""How one signing key of the county follows another: statements that prove themselves.

A succession (canonical JSON `{v, kind, number, old, new, made_at_ms, from_ms}`) is signed by the
old key, by the new one, and, where publishers are named, by a publication key and an approver.
Whoever believes one key of a chain can follow it to its end, however long it was away, and on
whatever way the chain came.  Pure: bytes in, plain values out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.codec import canonical
from sync.json_values import bytes_of, bytes_to_text, rows_of
from sync.signing import Purpose, is_signed, sign
from sync.trust_list import (
    KEY_SETS_MAX,
    Signatures,
    SignedKeySet,
    followed_keys,
    is_twice_signed,
    open_key_set,
    signatures_from_json,
    signatures_to_json,
)

PAPER_BYTES_MAX: Final = 256 << 10
SUCCESSIONS_MAX: Final = 64
COUNTY_KEYS_PATH: Final = "/v1/county-keys"
_KIND: Final = "county-key"
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_NUMBERS: Final = ("number", "made_at_ms", "from_ms")
_ENDS: Final = ("old", "new")


class KeyNotFollowed(ValueError):
    """A new key of the county is not vouched for by one that is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """One key after another.

    Attributes:
        number: From 1, without a hole.
        old, new: Ed25519, 64 hex digits each.
        made_at_ms: When it was announced, by the county's clock.
        from_ms: From when on the county signs with the new key.
    """

    number: int
    old: str
    new: str
    made_at_ms: int
    from_ms: int


@dataclass(frozen=True, slots=True)
class SignedSuccession:
    """The exact bytes, and who vouches: both keys, and those who publish."""

    data: bytes
    by_old: bytes
    by_new: bytes
    endorsements: Signatures = ()


@dataclass(frozen=True, slots=True)
class KeyPaper:
    """Everything that is needed to follow the county's keys, as it travels.

    Attributes:
        successions: All since the first key, in order.
        key_sets: Every set of publishing keys since the first.
    """

    successions: tuple[SignedSuccession, ...] = ()
    key_sets: tuple[SignedKeySet, ...] = ()


def encode_succession(succession: Succession) -> bytes:
    """Return the canonical bytes."""
    return canonical(
        {
            "v": 1,
            "kind": _KIND,
            "number": succession.number,
            "old": succession.old,
            "new": succession.new,
            "made_at_ms": succession.made_at_ms,
            "from_ms": succession.from_ms,
        }
    )


def open_succession(data: bytes) -> Succession:
    """Read one, strictly.

    Raises:
        ValueError: The bytes are none.
    """
    value = _object(data)
    if (value.pop("v", None), value.pop("kind", None)) != (1, _KIND):
        raise ValueError("no succession")
    if set(value) != {"old", "new", *_NUMBERS}:
        raise ValueError("a succession of another form")
    if not all(type(value[name]) is int and 0 <= value[name] < 2**53 for name in _NUMBERS):
        raise ValueError("a succession without numbers")
    if not all(isinstance(value[name], str) and _KEY.fullmatch(value[name]) for name in _ENDS):
        raise ValueError("a succession without keys")
    succession = Succession(**value)
    if encode_succession(succession) != data or succession.old == succession.new:
        raise ValueError("not the canonical form")
    return succession


def announce(
    succession: Succession, old: Ed25519PrivateKey, new: Ed25519PrivateKey
) -> SignedSuccession:
    """Sign a succession with both of its keys."""
    data = encode_succession(succession)
    return SignedSuccession(
        data, sign(old, Purpose.COUNTY_KEY, data), sign(new, Purpose.COUNTY_KEY, data)
    )


def chain_of(pin: str, offered: Sequence[SignedSuccession]) -> tuple[tuple[str, ...], int]:
    """Return every key of a chain, oldest first, and where in it the believed one stands.

    Args:
        pin: The key that is believed, 64 hex digits.
        offered: Successions since the first key.

    Raises:
        KeyNotFollowed: One is not signed by both of its keys, there is a hole, a key comes twice,
            or the believed key is none of them.
        ValueError: One is no succession.
    """
    keys = [pin]
    for number, signed in enumerate(offered, start=1):
        each = open_succession(signed.data)
        if number == 1:
            keys = [each.old]
        if each.number != number or each.old != keys[-1] or each.new in keys:
            raise KeyNotFollowed("a chain of county keys with a hole")
        if not (_has_signed(each.old, signed, signed.by_old) and _is_by_new(each, signed)):
            raise KeyNotFollowed("a county key without the signature of the one before")
        keys.append(each.new)
    if pin not in keys:
        raise KeyNotFollowed("the county key that is believed is not among them")
    return tuple(keys), keys.index(pin)


def require_endorsed(paper: KeyPaper, held_sets: Sequence[SignedKeySet], since: int) -> None:
    """See that those who publish agreed to every key beyond a place; they hold the county's word.

    Whoever steals the server's key cannot name another by it.

    Args:
        paper: What came.
        held_sets: The sets of publishing keys that are known here; none before the first, then
            the old key's word is enough.
        since: How many successions are believed already.

    Raises:
        KeyNotFollowed: One is not endorsed by a set that follows from the one held here.
        ValueError: Something is no set.
    """
    if not held_sets:
        return
    held = open_key_set(held_sets[-1].data)
    offered = paper.key_sets or tuple(held_sets)
    followed_keys(held, offered)  # Raises, too, if the set held here is none of them.
    sets = [open_key_set(each.data) for each in offered]
    agreeing = [each for each in sets if each.version >= held.version]
    for signed in paper.successions[since:]:
        if not any(is_twice_signed(signed.data, signed.endorsements, each) for each in agreeing):
            raise KeyNotFollowed("a county key without the two signatures of those who publish")


def encode_paper(paper: KeyPaper) -> bytes:
    """Return what travels, and what is kept beside the keys: canonical JSON, all of it public."""
    successions = [
        {
            "data": bytes_to_text(each.data),
            "by_old": bytes_to_text(each.by_old),
            "by_new": bytes_to_text(each.by_new),
            "endorsements": signatures_to_json(each.endorsements),
        }
        for each in paper.successions
    ]
    key_sets = [
        {"data": bytes_to_text(each.data), "signatures": signatures_to_json(each.signatures)}
        for each in paper.key_sets
    ]
    return canonical({"v": 1, "successions": successions, "key_sets": key_sets})


def parse_paper(content: bytes) -> KeyPaper:
    """Read a paper, strictly; nothing of it is believed yet.

    Raises:
        ValueError: It is none.
    """
    if len(content) > PAPER_BYTES_MAX:
        raise ValueError("a paper without an end")
    value = _object(content)
    try:
        if value["v"] != 1:
            raise ValueError("a paper of another form")
        return KeyPaper(
            tuple(
                SignedSuccession(
                    bytes_of(row["data"]),
                    bytes_of(row["by_old"]),
                    bytes_of(row["by_new"]),
                    signatures_from_json(row["endorsements"]),
                )
                for row in rows_of(value["successions"], SUCCESSIONS_MAX)
            ),
            tuple(
                SignedKeySet(bytes_of(row["data"]), signatures_from_json(row["signatures"]))
                for row in rows_of(value["key_sets"], KEY_SETS_MAX)
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no paper: {type(error).__name__}") from error


def _is_by_new(each: Succession, signed: SignedSuccession) -> bool:
    return _has_signed(each.new, signed, signed.by_new)


def _has_signed(key: str, signed: SignedSuccession, signature: bytes) -> bool:
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    return is_signed(public, Purpose.COUNTY_KEY, signed.data, signature)


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested without an end") from error
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of failure for what came in
    return value
