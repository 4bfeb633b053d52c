"""What becomes of two acts of which neither knew the other: one table, the same everywhere.

Two acts are concurrent when the later one, in the county's order, names in its `base` another
event than the one that had set the field.  The table says what the fold makes of such a pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain import access_facts as access
from counter_app.domain import attachment as files
from counter_app.domain import case_event as intake
from counter_app.domain import handover_facts as handover
from counter_app.domain import life_facts as life
from counter_app.domain import post_facts as post
from counter_app.domain import privacy_facts as privacy
from counter_app.domain import publication_facts as published
from counter_app.domain.case import Case
from counter_app.domain.case_field import FIELD_OF_DETAIL, Field
from counter_app.domain.conflict_facts import ConflictResolved
from counter_app.domain.conflict_record import Rule
from counter_app.domain.device_facts import GenerationStarted
from counter_app.domain.ids import EventId
from counter_app.domain.service_facts import DetailField


class Kind(Enum):
    """Acts that the table treats alike."""

    INTAKE = "收件"
    NOTE = "材料、附注、通话、打印、评价、原件"
    ONCE = "只办一次的事项"
    SUPPLEMENT = "补正材料"
    DETAIL = "更正"
    MONEY = "金额"
    NOTICE = "一次性告知"
    ACCEPT = "受理"
    PROVISIONAL = "容缺受理"
    REFUSE = "不予受理"
    PAUSE = "特别程序开始"
    RESUME = "特别程序结束"
    FORWARD = "转报"
    DECIDE = "决定"
    CONCLUDE = "办结"
    DELIVER = "送达"
    RETURN = "退件"
    WITHDRAW = "撤回"
    TERMINATE = "终止"
    VOID = "作废"
    CLOCK = "期限与时间"
    OWNER = "岗位交接"
    DAY = "日清"
    RULING = "裁决"


K = Kind

KIND_OF: Final[Mapping[type[Any], Kind]] = MappingProxyType(
    {
        intake.CaseReceived: K.INTAKE,
        intake.CaseCorrected: K.NOTE,
        intake.MaterialsJudged: K.NOTE,
        intake.OneTimeNoticeIssued: K.NOTICE,
        intake.CaseSupplemented: K.SUPPLEMENT,
        intake.CaseAccepted: K.ACCEPT,
        intake.AcceptanceRefused: K.REFUSE,
        intake.PrintIntended: K.NOTE,
        intake.PrintSent: K.NOTE,
        intake.PrintPrinted: K.NOTE,
        intake.PrintFailed: K.NOTE,
        intake.PrintUnknown: K.NOTE,
        intake.PrintSettled: K.NOTE,
        intake.TimeAnchored: K.CLOCK,
        intake.UnknownFact: K.NOTE,
        ConflictResolved: K.RULING,
        life.CaseAmended: K.DETAIL,
        life.CaseProvisionallyAccepted: K.PROVISIONAL,
        life.SpecialProcedureStarted: K.PAUSE,
        life.SpecialProcedureEnded: K.RESUME,
        life.LimitExtended: K.ONCE,
        life.DatesRecounted: K.CLOCK,
        life.SiteVisitRecorded: K.NOTE,
        life.InterestedPartyHeard: K.NOTE,
        life.OpinionRecorded: K.ONCE,
        life.CaseForwarded: K.FORWARD,
        life.UpperBodyAnswered: K.NOTE,
        life.CaseDecided: K.DECIDE,
        life.OverdueExplained: K.ONCE,
        life.CaseConcluded: K.CONCLUDE,
        life.ResultDelivered: K.DELIVER,
        life.CaseReturned: K.RETURN,
        life.CaseWithdrawn: K.WITHDRAW,
        life.CaseTerminated: K.TERMINATE,
        life.CaseVoided: K.VOID,
        life.PaymentSlipIssued: K.MONEY,
        life.PaymentConfirmed: K.MONEY,
        life.FeeWaived: K.MONEY,
        life.OriginalMoved: K.NOTE,
        life.ServiceRated: K.NOTE,
        life.ComplaintFiled: K.NOTE,
        life.ComplaintAnswered: K.ONCE,
        life.InformedPledgeSigned: K.ONCE,
        life.InformedPledgeChecked: K.NOTE,
        life.DuplicateJudged: K.NOTE,
        files.MaterialAttached: K.NOTE,
        files.MaterialDetached: K.NOTE,
        post.PostHandedOver: K.OWNER,
        post.PostTakenOver: K.OWNER,
        handover.HandoverAnswered: K.OWNER,
        handover.TakeoverRequested: K.OWNER,
        handover.TakeoverAnswered: K.OWNER,
        handover.TakeoverRuled: K.OWNER,
        handover.ReceiverAnnounced: K.NOTE,
        post.DayClosed: K.DAY,
        privacy.DataRevealed: K.NOTE,
        privacy.DataCopyGiven: K.NOTE,
        privacy.PersonSearched: K.NOTE,
        privacy.CopiesDestroyed: K.NOTE,
        published.PublicationInstalled: K.NOTE,
        published.PublicationRefused: K.NOTE,
        access.DisasterModeSet: K.NOTE,
        access.PasswordReplaced: K.NOTE,
        access.PersonEnrolled: K.NOTE,
        GenerationStarted: K.NOTE,
    }
)
"""Type of fact → kind.  A type that is not named here stops the program at its first test."""

STEPS: Final = frozenset(
    {
        K.ACCEPT,
        K.PROVISIONAL,
        K.REFUSE,
        K.PAUSE,
        K.RESUME,
        K.FORWARD,
        K.DECIDE,
        K.CONCLUDE,
        K.DELIVER,
        K.RETURN,
        K.WITHDRAW,
        K.TERMINATE,
        K.VOID,
    }
)
"""Acts that say where a case stands; two different ones say two different things."""

_ENDS: Final = frozenset({K.REFUSE, K.RETURN, K.WITHDRAW, K.TERMINATE, K.VOID})
_KEPT: Final = frozenset({K.NOTE, K.ONCE})
_ALL: Final = frozenset(Kind)
_CASE: Final = _ALL - {K.INTAKE, K.CLOCK, K.OWNER, K.DAY, K.RULING}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; it holds in both orders.

    Attributes:
        alike: True for two acts of one type only, False for two types only, None for both.
        words: What the row means, for the documents.
    """

    first: frozenset[Kind]
    later: frozenset[Kind]
    rule: Rule
    words: str
    alike: bool | None = None


def _kinds(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


ROWS: Final[tuple[Row, ...]] = (
    Row(_kinds(K.INTAKE), _kinds(K.INTAKE), Rule.REPEAT, "先收的为准，后收的连到它"),
    Row(_kinds(K.INTAKE), _ALL - {K.INTAKE, K.CLOCK}, Rule.UNION, "收件总是最先计入"),
    Row(_kinds(K.CLOCK), _ALL, Rule.COMPUTED, "期限、超期、评分从不合并，由事实和日历算出"),
    Row(_kinds(K.OWNER), _kinds(K.OWNER), Rule.LATER_OWNER, "两次都记，后一次的人在岗"),
    Row(_kinds(K.OWNER), _CASE | {K.DAY, K.RULING}, Rule.UNION, "岗位的事不改变办件"),
    Row(_kinds(K.DAY), _CASE | {K.DAY, K.RULING}, Rule.UNION, "日清只是对账"),
    Row(_kinds(K.RULING), _kinds(K.RULING), Rule.PERSON, "两次裁决不同，重新裁决"),
    Row(_kinds(K.RULING), _CASE, Rule.UNION, "裁决只涉及它点名的冲突"),
    Row(_KEPT, _CASE - _KEPT, Rule.UNION, "都保留，自动；作废的办件上也照样保留、照样显示"),
    Row(_kinds(K.NOTE), _kinds(K.NOTE), Rule.UNION, "都保留，自动"),
    Row(_kinds(K.NOTE), _kinds(K.ONCE), Rule.UNION, "都保留，自动"),
    Row(
        _kinds(K.ONCE),
        _kinds(K.ONCE),
        Rule.REPEAT,
        "同一件事（延期、同一部门意见、同一投诉的答复）：先办的为准，后办的连到它",
        alike=True,
    ),
    Row(_kinds(K.ONCE), _kinds(K.ONCE), Rule.UNION, "不同的事都保留", alike=False),
    Row(
        _kinds(K.DETAIL),
        _kinds(K.DETAIL),
        Rule.BY_DETAIL,
        "同一项改成不同内容：电话、住址按后改的显示并注明另有一值；姓名、证件号码、代理人由首席代表定",
    ),
    Row(_kinds(K.DETAIL), _CASE - _KEPT - {K.DETAIL}, Rule.UNION, "更正照样保留、照样显示"),
    Row(
        _kinds(K.MONEY),
        _kinds(K.MONEY),
        Rule.PERSON,
        "金额、流水号、减免依据不同，由首席代表定；相同的连到先办的",
    ),
    Row(
        _kinds(K.MONEY),
        STEPS | {K.NOTICE, K.SUPPLEMENT},
        Rule.UNION,
        "缴费记录照样保留、照样显示",
    ),
    Row(
        _kinds(K.SUPPLEMENT),
        STEPS - _ENDS | {K.SUPPLEMENT, K.NOTICE},
        Rule.UNION,
        "材料在哪个窗口收到都算收到",
    ),
    Row(_kinds(K.SUPPLEMENT), _ENDS, Rule.PERSON, "材料已补来，办件却在别处结束"),
    Row(
        _kinds(K.NOTICE),
        _kinds(K.NOTICE),
        Rule.EARLIEST_NOTICE,
        "日期最早的为准，清单合并；多要求了材料的，标出违反一次性告知",
    ),
    Row(_kinds(K.NOTICE), STEPS, Rule.PERSON, "要求补正，与受理、不予受理、办结、退件等矛盾"),
    Row(
        _kinds(K.PROVISIONAL),
        _kinds(K.PROVISIONAL),
        Rule.LATER_DATE,
        "先办的为准；承诺日期不同：只有一份出了纸，按较晚的日期，否则由首席代表定",
        alike=True,
    ),
    Row(
        STEPS - {K.PROVISIONAL},
        STEPS - {K.PROVISIONAL},
        Rule.REPEAT,
        "同一步办了两次：先办的编号为准，后办的标“重复受理”等并连到它；内容相反的由首席代表定",
        alike=True,
    ),
    Row(STEPS, STEPS, Rule.PERSON, "两步互相矛盾；裁决前以已出纸的为准", alike=False),
)
"""The table of section 9 of the design.  Every pair of kinds has exactly one row."""


def _looked_up() -> Mapping[tuple[Kind, Kind, bool], Row]:
    found: dict[tuple[Kind, Kind, bool], Row] = {}
    for row in ROWS:
        alikes = (True, False) if row.alike is None else (row.alike,)
        for first, later in product(row.first, row.later):
            for alike in alikes:
                for pair in {(first, later, alike), (later, first, alike)}:
                    assert found.get(pair, row) is row, f"two rows for {pair}"
                    found[pair] = row
    return MappingProxyType(found)


_ROW_OF: Final = _looked_up()


def row_of(first: type[Any], later: type[Any]) -> Row:
    """Return the row for two types of facts.

    Raises:
        KeyError: A type has no kind, or a pair has no row.  A test walks all pairs.
    """
    return _ROW_OF[(KIND_OF[first], KIND_OF[later], first is later)]


DETAIL_RULES: Final[Mapping[DetailField, Rule]] = MappingProxyType(
    {
        DetailField.NAME: Rule.PERSON,
        DetailField.NUMBER: Rule.PERSON,
        DetailField.PHONE: Rule.LATER_SHOWN,
        DetailField.ADDRESS: Rule.LATER_SHOWN,
        DetailField.PROXY_NAME: Rule.PERSON,
        DetailField.PROXY_NUMBER: Rule.PERSON,
        DetailField.PROXY_PHONE: Rule.LATER_SHOWN,
        DetailField.PROXY_AUTHORITY: Rule.PERSON,
    }
)
"""Contacts only bring a person to the telephone; who somebody is decides a right."""


def agree(first: object, later: object) -> bool:
    """Whether two facts of one type say the same, so that the later one is only a repeat.

    Two decisions, say, agree when both grant; when one denies, neither may win by itself.
    """
    return type(first) is type(later) and _meaning(first) == _meaning(later)


def _meaning(fact: object) -> object:
    tell = _MEANING.get(type(fact))
    return tell(fact) if tell is not None else None


_MEANING: Final[Mapping[type[Any], Callable[[Any], object]]] = MappingProxyType(
    {
        intake.AcceptanceRefused: attrgetter("refusal.ground"),
        life.CaseDecided: attrgetter("decision.kind"),
        life.SpecialProcedureStarted: attrgetter("procedure.kind"),
        life.CaseForwarded: attrgetter("forwarding.to"),
        life.CaseConcluded: attrgetter("conclusion.result"),
        life.ResultDelivered: attrgetter("delivery.received_by"),
        life.PaymentSlipIssued: attrgetter("slip.lines"),
        life.PaymentConfirmed: attrgetter("payment.bank_reference"),
        life.FeeWaived: attrgetter("waiver.basis"),
    }
)
"""What two facts of one type must have in common to say the same; the others always do."""


_JUDGING: Final = frozenset({K.NOTICE, K.ACCEPT, K.PROVISIONAL, K.REFUSE, K.SUPPLEMENT})


def fields_of(fact: object) -> tuple[Field, ...]:
    """Return the parts of a case that a fact changes or relies on; its `base` names each."""
    kind = KIND_OF[type(fact)]
    fields = [Field.STATUS]
    if kind in _JUDGING or isinstance(fact, intake.MaterialsJudged | life.InformedPledgeSigned):
        fields.append(Field.MATERIALS)
    match fact:
        case intake.OneTimeNoticeIssued():
            fields.append(Field.NOTICE)
        case life.CaseAmended(amendment=amendment):
            fields += [FIELD_OF_DETAIL[amendment.detail], Field.CONFLICTS]
        case life.CaseProvisionallyAccepted():
            fields.append(Field.PLEDGE)
        case life.OriginalMoved():
            fields.append(Field.ORIGINALS)
        case ConflictResolved():
            fields.append(Field.CONFLICTS)
    if kind is K.MONEY:
        fields.append(Field.AMOUNTS)
    return tuple(fields)


def base_of(case: Case, fact: object) -> dict[Field, EventId]:
    """Return the `base` of an act on a case as its maker sees it."""
    return {field: case.setter_of(field) for field in fields_of(fact)}
