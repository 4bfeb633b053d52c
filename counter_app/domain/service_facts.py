"""How a citizen is served: modes, money without cash, originals, ratings, complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.ids import CaseId
from counter_app.domain.privacy import Pi


class ServiceMode(Enum):
    """服务方式: how the case is served, beside the usual way."""

    GREEN_CHANNEL = "green-channel"
    APPOINTMENT = "appointment"
    AFTER_HOURS = "after-hours"
    OFF_PEAK = "off-peak"
    HOME_VISIT = "home-visit"
    ERRAND = "errand"
    COURIER = "courier"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ServiceTerms:
    """What was agreed about the service of one case.

    Attributes:
        modes: In the order of `ServiceMode`; empty for the usual way.
        reason: Why the green channel or a home visit; "" otherwise.
        appointed_at: With APPOINTMENT.
        errand_runner: 代办员, with ERRAND.
        courier_address: With COURIER: where the result goes.
        guardian_of_minor: The proxy is the guardian of an applicant under age.
    """

    modes: Annotated[tuple[ServiceMode, ...], Pi.P1] = ()
    reason: Annotated[str, Pi.P2] = ""
    appointed_at: Annotated[datetime | None, Pi.P1] = None
    errand_runner: Annotated[str, Pi.P2] = ""
    courier_address: Annotated[str, Pi.P2] = ""
    guardian_of_minor: Annotated[bool, Pi.P2] = False


USUAL_TERMS: Final = ServiceTerms()


class DetailField(Enum):
    """What of an application can be put right; everything else is another application."""

    NAME = "name"
    NUMBER = "number"
    PHONE = "phone"
    ADDRESS = "address"
    PROXY_NAME = "proxy-name"
    PROXY_NUMBER = "proxy-number"
    PROXY_PHONE = "proxy-phone"
    PROXY_AUTHORITY = "proxy-authority"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Amendment:
    """更正 of what was written down: the old words stay in the record.

    Attributes:
        reason: Why, after the intake was answered; may be "" on the spot.
        is_on_the_spot: 当场更正 (行政许可法 art. 32(1)(3)).
    """

    detail: Annotated[DetailField, Pi.P1]
    before: Annotated[str, Pi.P3]
    after: Annotated[str, Pi.P3]
    reason: Annotated[str, Pi.P2]
    is_on_the_spot: Annotated[bool, Pi.P1]
    amended_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedFee:
    """One line of a payment slip, copied from the item's fee table.

    Attributes:
        amount_fen: Of one unit, in fen.
        quantity: Units, 1 or more.
    """

    name: Annotated[str, Pi.P1]
    standard: Annotated[str, Pi.P1]
    basis: Annotated[str, Pi.P1]
    amount_fen: Annotated[int, Pi.P1]
    quantity: Annotated[int, Pi.P1] = 1

    @property
    def total_fen(self) -> int:
        return self.amount_fen * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSlip:
    """缴费通知单: what is to be paid at the bank; the counter takes no cash (art. 58-59, 75)."""

    document_number: Annotated[str, Pi.P1]
    lines: Annotated[tuple[ChargedFee, ...], Pi.P1]
    collecting_unit: Annotated[str, Pi.P1]
    account: Annotated[str, Pi.P1]
    issued_at: Annotated[datetime, Pi.P1]
    pay_by: Annotated[date | None, Pi.P1] = None

    @property
    def total_fen(self) -> int:
        return sum(line.total_fen for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPayment:
    """The bank's word that a slip was paid; there is nothing like it for cash."""

    bank_reference: Annotated[str, Pi.P1]
    confirmed_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FeeWaiver:
    """减免: with its basis, from the fee table."""

    basis: Annotated[str, Pi.P1]
    reason: Annotated[str, Pi.P2]
    waived_at: Annotated[datetime, Pi.P1]


class Holder(Enum):
    """Who has a paper original; one of them, always."""

    CITIZEN = "citizen"
    COUNTER = "counter"
    COURIER = "courier"
    COUNTY = "county"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OriginalMove:
    """原件流转: a paper original went from hand to hand.

    Attributes:
        document_number: Of the custody slip; what went together bears one number.
        person: Who took it over, by name.
    """

    document_number: Annotated[str, Pi.P1]
    material: Annotated[str, Pi.P1]
    originals: Annotated[int, Pi.P1]
    came_from: Annotated[Holder, Pi.P1]
    went_to: Annotated[Holder, Pi.P1]
    moved_at: Annotated[datetime, Pi.P1]
    person: Annotated[str, Pi.P2] = ""


class RatingChannel(Enum):
    """Where a citizen rates; never the clerk's own screen."""

    SECOND_SCREEN = "second-screen"
    TOKEN = "token"  # noqa: S105 - a way to rate, not a secret
    TELEPHONE = "telephone"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rating:
    """好差评 of one service.

    Attributes:
        grade: 5 非常满意 … 1 非常不满意; None: the citizen was asked and did not rate.  There is
            no default, and unrated is in no average.
    """

    grade: Annotated[int | None, Pi.P2]
    channel: Annotated[RatingChannel, Pi.P1]
    rated_at: Annotated[datetime, Pi.P1]

    @property
    def is_negative(self) -> bool:
        """Whether it is a 差评: 2 or 1."""
        return self.grade is not None and self.grade <= 2


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Complaint:
    """投诉, with its own number and the day by which it is answered."""

    document_number: Annotated[str, Pi.P1]
    text: Annotated[str, Pi.P2]
    filed_at: Annotated[datetime, Pi.P1]
    answer_by: Annotated[date, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ComplaintAnswer:
    """What the citizen was answered, and by whom.

    Attributes:
        complaint_number: Of the complaint it answers.
    """

    complaint_number: Annotated[str, Pi.P1]
    text: Annotated[str, Pi.P2]
    answered_by: Annotated[str, Pi.P1]
    answered_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DuplicateJudgement:
    """What somebody found out about another case of the same person and item.

    Attributes:
        other: The other case.
        is_duplicate: False: two matters, each goes on.  True takes that back.
    """

    other: Annotated[CaseId, Pi.P1]
    is_duplicate: Annotated[bool, Pi.P1]
    reason: Annotated[str, Pi.P2]
    judged_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything about how one case was served, as the fold gathers it."""

    slip: PaymentSlip | None = None
    payment: BankPayment | None = None
    waiver: FeeWaiver | None = None
    moves: tuple[OriginalMove, ...] = ()
    ratings: tuple[Rating, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    complaint_answers: tuple[ComplaintAnswer, ...] = ()
    amendments: tuple[Amendment, ...] = ()

    @property
    def open_complaints(self) -> tuple[Complaint, ...]:
        """Complaints that nobody has answered yet, oldest first."""
        answered = {answer.complaint_number for answer in self.complaint_answers}
        return tuple(one for one in self.complaints if one.document_number not in answered)

    @property
    def waits_for_payment(self) -> bool:
        """Whether a slip was given out and neither paid nor waived."""
        return self.slip is not None and self.payment is None and self.waiver is None


UNTOUCHED: Final = Service()
