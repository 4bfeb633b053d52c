"""The service guide (办事指南) of an item: the five parts that are published (五公开)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from counter_app.domain.catalogue import Catalogue
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.errors import ItemNotFound
from counter_app.domain.fee_table import FeeLine
from counter_app.domain.item import RequiredMaterial, ServiceItem, TimeLimit
from counter_app.domain.terms import name_of
from counter_app.services.office import Office

NOT_PUBLISHED: Final = "未公布，请向主管部门咨询"


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One line of a guide.

    Attributes:
        label: "" for a line of a list.
        text: May have several lines.
    """

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class GuideSection:
    """One part of a guide with its title."""

    title: str
    lines: tuple[GuideLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What is published about one item, as a counter tells it.

    Attributes:
        catalogue_version: Of the catalogue that this is from.
        published_on: First day of that version.
        expired_on: Last day of that version, when it has passed; None while it is in force.
        sections: The five parts, then basis and result, then where to go and whom to ask.
    """

    item: ServiceItem
    catalogue_version: int
    published_on: date
    expired_on: date | None
    sections: tuple[GuideSection, ...]


class ShowGuide:
    """Looks a guide up; needs no network (行政许可法 art. 30)."""

    def __init__(self, office: Office) -> None:
        """Show guides of this office's catalogue."""
        self._office = office

    def __call__(self, reference: str) -> Guide:
        """Return the guide of the item whose id, code or exact name is given.

        Raises:
            ItemNotFound: The catalogue of today has no such item.
        """
        today = self._office.today()
        catalogue = self._office.rulebook.catalogue_on(today)
        return guide_of(catalogue, reference, self._office.desk.profile, today)


def guide_of(catalogue: Catalogue, reference: str, profile: CounterProfile, today: date) -> Guide:
    """Return a guide from a catalogue; what the county leaves out, the counter's own facts fill.

    Raises:
        ItemNotFound: The catalogue has no such item.
    """
    item = catalogue.resolve(reference)
    if item is None:
        raise ItemNotFound(reference)
    return Guide(
        item=item,
        catalogue_version=catalogue.version,
        published_on=catalogue.valid_from,
        expired_on=catalogue.valid_until if catalogue.valid_until < today else None,
        sections=(*item_sections(item), _where(item, profile)),
    )


def item_sections(item: ServiceItem) -> tuple[GuideSection, ...]:
    """Return everything that the catalogue says of an item, part by part."""
    return (
        GuideSection("办理内容", tuple(_content(item))),
        GuideSection("办理程序", tuple(_procedure(item))),
        GuideSection("申请材料", tuple(_materials(item))),
        GuideSection("办理时限", tuple(_limits(item))),
        GuideSection("收费和依据", tuple(_fees(item))),
        GuideSection("设定依据和结果", tuple(_basis(item))),
        *([GuideSection("目录附注", _listed(item.remarks))] if item.remarks else []),
    )


def limit_text(limit: TimeLimit | None) -> str:
    """Return a limit as it is said: 22个工作日, 当场办结, or that none was published."""
    if limit is None:
        return NOT_PUBLISHED
    return "当场办结" if limit.is_on_the_spot else f"{limit.days}{name_of(limit.unit)}"


def _content(item: ServiceItem) -> Iterator[GuideLine]:
    if item.why_not_usable is not None:
        yield GuideLine("不能收件", item.why_not_usable)
    yield GuideLine("内容", item.guide.summary or item.name)
    yield GuideLine("受理单位", item.department)
    yield GuideLine("办件类型", name_of(item.handling_type))
    yield from _given("事项编码", item.code or "")
    yield from _given("受理条件", item.guide.conditions)
    yield from _given("数量限制", item.guide.quantity_limit)
    attends = "须申请人本人到场，不能代办" if item.applicant_must_attend else "可以委托他人代办"
    yield GuideLine("谁来办", attends)
    yield from _given("特别说明", "；".join(_specials(item)))


def _specials(item: ServiceItem) -> Iterator[str]:
    if item.is_dormant:
        yield "零办理事项：多年没有人办"
    if item.hosted_item:
        yield "接办件：代主管部门在本窗口办理"
    if item.restricted_item:
        yield "控制事项：须给出明确的书面答复"
    if item.informed_pledge:
        yield "可以选择告知承诺"
    if item.civil_document:
        yield "不能用电子文书（电子签名法第3条）"
    if item.single_visit:
        yield "最多来一次"


def _procedure(item: ServiceItem) -> Iterator[GuideLine]:
    yield GuideLine("", item.guide.procedure or NOT_PUBLISHED)
    yield from _given("牵头部门", item.lead_department)
    yield from _given("联办部门", "、".join(each.name for each in item.joint_departments))
    yield from _given("办理渠道", "、".join(item.channels))


def _materials(item: ServiceItem) -> Iterator[GuideLine]:
    if not item.materials_known:
        yield GuideLine("", NOT_PUBLISHED)
    elif not item.materials:
        yield GuideLine("", "不需要提交材料")
    for number, line in enumerate(item.materials, start=1):
        yield GuideLine("", f"{number}. {line.name}（{_asked_for(line)}）")
    for situation in item.situations:
        yield GuideLine(f"情形“{situation.name}”", "、".join(situation.materials))


def _asked_for(line: RequiredMaterial) -> str:
    if line.is_shared_data:
        return "部门共享，不用提交"
    counts = (("原件", line.originals), ("复印件", line.copies))
    parts = [f"{name}{count}份" for name, count in counts if count]
    if line.originals is None and line.copies is None:
        parts.append("份数未公布")
    parts.append(name_of(line.necessity))
    parts += [name_of(line.source)] if line.source else []
    parts += [text for text in (line.standard, line.note) if text]
    return "；".join(parts)


def _limits(item: ServiceItem) -> Iterator[GuideLine]:
    for label, limit in (("法定时限", item.statutory_limit), ("承诺时限", item.promised_limit)):
        basis = f"（{limit.basis}）" if limit and limit.basis else ""
        yield GuideLine(label, f"{limit_text(limit)}{basis}")
    if item.supplement_limit is not None:
        lapse = name_of(item.supplement_lapse)
        yield GuideLine("补正时限", f"{limit_text(item.supplement_limit)}；{lapse}")


def _fees(item: ServiceItem) -> Iterator[GuideLine]:
    if item.is_free:
        yield GuideLine("", "不收费")
    for line in item.fees:
        yield GuideLine(line.name, _fee(line))
    if item.fee is not None and item.fee.note:
        yield GuideLine("说明", item.fee.note)
    if item.fee is not None and item.fee.amount_fen and not item.fees:
        yield GuideLine("", f"{item.fee.amount_fen / 100:.2f}元")
    if item.fee is None and not item.fees:
        yield GuideLine("", NOT_PUBLISHED)
    if item.fees:
        yield GuideLine("缴费", "窗口不收现金，凭缴费通知单到银行缴纳")


def _fee(line: FeeLine) -> str:
    reduced = line.reduction_note or "可以减免"
    reduction = f"；减免：{reduced}" if line.is_reducible or line.reduction_note else ""
    return f"{line.standard}；依据：{line.basis}{reduction}"


def _basis(item: ServiceItem) -> Iterator[GuideLine]:
    yield from _listed(item.legal_basis or (NOT_PUBLISHED,))
    yield from _given("办理结果", item.result_name or "")
    yield from _given("送达方式", item.guide.delivery_ways)


def _where(item: ServiceItem, profile: CounterProfile) -> GuideSection:
    guide = item.guide
    return GuideSection(
        "地点、时间和电话",
        (
            GuideLine("办理地点", guide.service_address or profile.address),
            GuideLine("办理时间", guide.service_hours or profile.hours),
            GuideLine("咨询电话", guide.enquiry_phone or profile.enquiry_phone),
            GuideLine("投诉电话", guide.complaint_phone or profile.complaint_phone),
        ),
    )


def _given(label: str, text: str) -> Iterator[GuideLine]:
    if text:
        yield GuideLine(label, text)


def _listed(texts: tuple[str, ...]) -> tuple[GuideLine, ...]:
    return tuple(GuideLine("", text) for text in texts)
