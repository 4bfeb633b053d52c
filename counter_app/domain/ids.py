"""Identifiers that a counter makes by itself, without asking anyone."""

from __future__ import annotations

from typing import NewType

CaseId = NewType("CaseId", str)
"""32 lower-case hex digits, random; names a case for machines, for ever."""

EventId = NewType("EventId", str)
"""64 lower-case hex digits: SHA-256 of the signed bytes of an event."""

DeviceId = NewType("DeviceId", str)
"""16 lower-case hex digits, given at enrolment."""
