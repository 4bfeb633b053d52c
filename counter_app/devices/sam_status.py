"""What SW3, the status byte of the security module (安全模块), means, and what to do about it.

Source: the SAM serial protocol's status list; unknown codes keep their number in their name.
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final


class Group(Enum):
    """What an unwelcome status asks of the person at the counter."""

    PUT = "put"
    LIFT = "lift"
    OTHER_CARD = "other-card"
    SERVICE = "service"
    OUR_REQUEST = "our-request"
    NOTHING_THERE = "nothing-there"


SW3_FIND_FAILED: Final = 0x80
SW3_NO_SUCH_ITEM: Final = 0x91

_NAMES: Final = MappingProxyType(
    {
        0x10: ("host-checksum-error", Group.OUR_REQUEST),
        0x11: ("host-length-error", Group.OUR_REQUEST),
        0x21: ("host-command-error", Group.OUR_REQUEST),
        0x23: ("no-permission", Group.SERVICE),
        0x24: ("unknown-error", Group.SERVICE),
        0x31: ("card-rejects-sam", Group.LIFT),
        0x32: ("sam-rejects-card", Group.LIFT),
        0x33: ("info-verify-failed", Group.LIFT),
        0x37: ("finger-verify-failed", Group.LIFT),
        0x3F: ("info-length-error", Group.LIFT),
        0x40: ("wrong-card", Group.OTHER_CARD),
        0x41: ("read-failed", Group.LIFT),
        0x47: ("random-failed", Group.LIFT),
        0x60: ("sam-selftest-failed", Group.SERVICE),
        0x66: ("sam-not-authorised", Group.SERVICE),
        SW3_FIND_FAILED: ("find-failed", Group.PUT),
        0x81: ("select-failed", Group.LIFT),
        SW3_NO_SUCH_ITEM: ("no-such-item", Group.NOTHING_THERE),
    }
)


def status_name(sw3: int) -> str:
    """Return the stable name of a failing status: `read-failed`, or `undefined-7e`."""
    return _NAMES[sw3][0] if sw3 in _NAMES else f"undefined-{sw3:02x}"


def status_group(sw3: int) -> Group:
    """Return what a failing status asks for; one that is in no list needs service."""
    return _NAMES[sw3][1] if sw3 in _NAMES else Group.SERVICE
