"""What every paper says about the counter it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COUNTER_CODE_DIGITS: Final = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterProfile:
    """One counter (窗口) of one service centre (乡镇便民服务中心).  All fields are public.

    Attributes:
        agency_name: Accepting unit, as its seal says.
        counter_code: 11 digits: 6 county, 3 township, 2 counter.
        review_body: Where an administrative review is asked for (复议机关).
        court: Where a suit is brought.
        hours: Opening hours in words.
    """

    agency_name: str
    center_name: str
    counter_code: str
    counter_name: str
    county_name: str
    enquiry_phone: str
    complaint_phone: str
    address: str
    hours: str
    review_body: str
    court: str

    def __post_init__(self) -> None:
        assert len(self.counter_code) == COUNTER_CODE_DIGITS, self.counter_code
        assert self.counter_code.isascii(), self.counter_code
        assert self.counter_code.isdigit(), self.counter_code
