"""Service items (政务服务事项) as the county publishes them: what is asked, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Final

from counter_app.domain.fee_table import Fee, FeeLine
from counter_app.domain.guide import NO_TEXTS, GuideTexts, Situation
from counter_app.domain.handling_rules import (
    DeemedDecision,
    JointDepartment,
    Seal,
    SupplementLapse,
)
from counter_app.domain.privacy import Pi

NOTICE_LIMIT_DAYS_MAX: Final = 5
"""A one-time notice must be out within five working days of receipt (行政许可法 art. 32(4))."""

PERMIT_ITEM_TYPE: Final = "01"
"""National item type code of administrative permits (许可)."""


class HandlingType(Enum):
    """办件类型: fixed by the item, never by what happens to a case.

    Exchange tables number these in four different ways, so numbers are mapped at the edge.
    """

    INSTANT = "instant"  # 即办件
    COMMITTED = "committed"  # 承诺件
    JOINT = "joint"  # 联办件
    ESCALATED = "escalated"  # 上报件


class DayUnit(Enum):
    """How a limit is counted: 工作日 or 自然日."""

    WORKING = "working"
    CALENDAR = "calendar"


class Necessity(Enum):
    """Whether a case can be accepted without a material (必要, 非必要, 可容缺)."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    DEFERRABLE = "deferrable"


class MaterialSource(Enum):
    """来源渠道: the national codes 10, 20 and 99."""

    APPLICANT = "applicant"
    GOVERNMENT = "government"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit (时限) of an item.

    Attributes:
        days: 0 = decided on the spot (当场办结), otherwise 1 or more.
        unit: Working or calendar days.
        basis: Where the limit comes from: an article, or the county's promise.
    """

    days: Annotated[int, Pi.P0]
    unit: Annotated[DayUnit, Pi.P0]
    basis: Annotated[str, Pi.P0] = ""

    def __post_init__(self) -> None:
        """A negative limit is a bug of the caller: parsers refuse it before."""
        assert self.days >= 0, self.days

    @property
    def is_on_the_spot(self) -> bool:
        return self.days == 0


@dataclass(frozen=True, slots=True)
class RequiredMaterial:
    """One line of an item's list of materials (申请材料, 应交).

    Attributes:
        name: As published; unique within its item.
        originals: How many originals to hand in or show; None = the county does not say.
        copies: How many copies; None = the county does not say.
        necessity: An unpublished necessity counts as required.
        source: Who issues it; None = the county does not say.
        standard: What makes it acceptable (受理标准).
        note: A condition, such as "only with an agent".
        is_shared_data: Data sharing supplies it, so it may not be asked for (国令716 art. 7).
    """

    name: str
    originals: int | None
    copies: int | None
    necessity: Necessity
    source: MaterialSource | None
    standard: str = ""
    note: str = ""
    is_shared_data: bool = False

    @property
    def is_deferrable(self) -> bool:
        return self.necessity is Necessity.DEFERRABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceItem:
    """One item of the catalogue, in the version that was published.

    Attributes:
        item_id: Stable inside the county's catalogue; cases cite it with the version.
        code: Code in the province's own scheme, kept as it came; None = not published.
        department: The competent line or unit (accepting unit, 受理机关).
        item_type: Code of the county's dictionary, kept as it came; None = not published.
        statutory_limit: From law; None = the law sets none, or none was published.
        promised_limit: What applicants are promised: the published promise, or else the
            statutory limit; None = neither is known, so nothing may be promised.
        materials: In published order.
        materials_known: False = the list was not published; an empty list means nothing then.
        fee: None = not published.
        nicknames: What people call it, such as 低保.
        initials: Pinyin initials of name and nicknames, lower-case, for the search box.
        notice_limit_days: Working days for the one-time notice, 0 (on the spot) to 5.
        is_extendable: Whether the decision clock may be extended (行政许可法 art. 42).
        is_dormant: Listed but never used (零办理事项).
        lead_department: Leads a joint case (牵头部门); "" = not published.
        joint_departments: Give opinions on a joint case, in published order.
        supplement_limit: The applicant's time to supplement; no national rule sets one.
        supplement_lapse: What follows when that time passes.
        deemed_decision: What follows when the decision's time passes (超时默认).
        deemed_decision_basis: The rule that says so; needed for anything but NONE.
        applicant_must_attend: No agent may apply (须本人到场).
        civil_document: Electronic papers do not serve (电子签名法 art. 3).
        informed_pledge: The applicant may promise a condition (告知承诺).
        restricted_item: Needs a definite written answer (控制事项).
        hosted_item: Done here for an absent department (接办件).
        single_visit: One visit is enough (一次办好).
        fees: The fee table; `fee` is the published summary of it.
        collecting_unit: Who collects the fees.
        bank_account: Where they are paid to; the counter takes no cash.
        seal: Whose seal the item's papers carry; see `approval_seal`.
        levels: Levels of government at which it is offered, as published.
        channels: Ways to apply, as published.
        guide: The texts of its service guide.
        situations: Variants with their own materials.
        remarks: What the county's list says and nothing here understands, kept to be shown.
        blocked_because: Why the import could not make it usable; "" = nothing stops it.
    """

    item_id: str
    code: str | None
    name: str
    department: str
    handling_type: HandlingType
    item_type: str | None
    statutory_limit: TimeLimit | None
    promised_limit: TimeLimit | None
    materials: tuple[RequiredMaterial, ...]
    materials_known: bool
    fee: Fee | None = None
    legal_basis: tuple[str, ...] = ()
    result_name: str | None = None
    nicknames: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    notice_limit_days: int = NOTICE_LIMIT_DAYS_MAX
    is_extendable: bool = False
    is_dormant: bool = False
    lead_department: str = ""
    joint_departments: tuple[JointDepartment, ...] = ()
    supplement_limit: TimeLimit | None = None
    supplement_lapse: SupplementLapse = SupplementLapse.NONE
    deemed_decision: DeemedDecision = DeemedDecision.NONE
    deemed_decision_basis: str = ""
    applicant_must_attend: bool = False
    civil_document: bool = False
    informed_pledge: bool = False
    restricted_item: bool = False
    hosted_item: bool = False
    single_visit: bool = False
    fees: tuple[FeeLine, ...] = ()
    collecting_unit: str = ""
    bank_account: str = ""
    seal: Seal = Seal.CENTRE
    levels: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    guide: GuideTexts = NO_TEXTS
    situations: tuple[Situation, ...] = ()
    remarks: tuple[str, ...] = ()
    blocked_because: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether a case can be started; otherwise only a consultation can be recorded."""
        return self.why_not_usable is None

    @property
    def why_not_usable(self) -> str | None:
        """The reason in the clerk's Chinese, or None when the item is usable.

        Without a published list nothing may be demanded and nothing can be judged
        (优化营商环境条例 art. 40, 44).  An unknown limit does not stop a case: then no date
        is promised.
        """
        if self.blocked_because:
            return self.blocked_because
        if not self.materials_known:
            return "县局尚未公布该事项的材料清单，请电话询问主管部门；可先登记咨询"
        return None

    @property
    def is_free(self) -> bool:
        """Whether it is published as free; an item whose fee is unknown is not called free."""
        return self.fee is not None and self.fee.is_free and not self.fees

    @property
    def approval_seal(self) -> Seal:
        """Whose seal its decision carries: what goes up carries the department's own."""
        if self.handling_type is HandlingType.ESCALATED:
            return Seal.DEPARTMENT
        return self.seal

    @property
    def is_permit(self) -> bool:
        return self.item_type == PERMIT_ITEM_TYPE

    @property
    def demanded_materials(self) -> tuple[RequiredMaterial, ...]:
        """The lines an applicant may be asked for: all but those data sharing supplies."""
        return tuple(line for line in self.materials if not line.is_shared_data)

    @property
    def deferrable_materials(self) -> tuple[RequiredMaterial, ...]:
        """The lines that may follow after acceptance (可容缺)."""
        return tuple(line for line in self.materials if line.is_deferrable)

    @property
    def may_defer(self) -> bool:
        """Whether 容缺受理 is possible for this item at all."""
        return bool(self.deferrable_materials)

    def material(self, name: str) -> RequiredMaterial | None:
        """Return the line of that exact name, or None when the item has no such line."""
        return next((line for line in self.materials if line.name == name), None)
