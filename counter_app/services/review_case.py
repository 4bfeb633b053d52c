"""审查: site visits, interested parties, opinions of departments."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.errors import (
    FieldMissing,
    OpinionGiven,
    OpinionsMissing,
    ReasonMissing,
    TwoPersonsNeeded,
    UnknownDepartment,
)
from counter_app.domain.handling_facts import (
    InterestedParty,
    Opinion,
    PartyWord,
    SiteVisit,
    Stance,
)
from counter_app.domain.ids import CaseId
from counter_app.domain.joint import waiting_before
from counter_app.domain.life_facts import (
    InterestedPartyHeard,
    OpinionRecorded,
    SiteVisitRecorded,
)
from counter_app.domain.print_job import FormId
from counter_app.domain.steps import Act
from counter_app.domain.two_persons import person_key
from counter_app.ports import UnitOfWork
from counter_app.services.item_of_case import item_of
from counter_app.services.office import Office
from counter_app.services.standing import stand

VISITORS_MIN = 2
"""行政许可法 art. 34 ¶3, 55: two or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRequest:
    """Where, who went, and what they found."""

    place: str
    staff: tuple[str, ...]
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PartyRequest:
    """Who was told of their interest, and what they said."""

    name: str
    word: PartyWord
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRequest:
    """Which department says what."""

    department: str
    stance: Stance
    text: str = ""


def record_visit(
    office: Office, work: UnitOfWork, case_id: CaseId, request: VisitRequest
) -> tuple[FormId, ...]:
    """Record a site visit; the clock runs on.

    Raises:
        TwoPersonsNeeded: Fewer than two different names.
        FieldMissing: Place or finding is blank.

    Source: 行政许可法 art. 34 ¶3.
    """
    standing = stand(office, work, case_id, Act.VISIT)
    people = {person_key(name): name.strip() for name in reversed(request.staff) if name.strip()}
    staff = tuple(reversed(people.values()))
    if len(staff) < VISITORS_MIN:
        raise TwoPersonsNeeded("现场踏勘")
    if not request.place.strip() or not request.finding.strip():
        raise FieldMissing("踏勘地点、情况")
    visit = SiteVisit(
        document_number=standing.number(FormId.SITE_VISIT_RECORD),
        visited_at=standing.now,
        place=request.place.strip(),
        staff=staff,
        finding=request.finding.strip(),
    )
    standing.record(SiteVisitRecorded(visit=visit))
    return (FormId.SITE_VISIT_RECORD,)


def hear_party(
    office: Office, work: UnitOfWork, case_id: CaseId, request: PartyRequest
) -> tuple[FormId, ...]:
    """Record that an interested third party was told, and what they said.

    Source: 行政许可法 art. 36, 46, 47.
    """
    standing = stand(office, work, case_id, Act.HEAR_PARTY)
    if not request.name.strip():
        raise FieldMissing("利害关系人姓名或名称")
    party = InterestedParty(
        name=request.name.strip(),
        told_at=standing.now,
        word=request.word,
        text=request.text.strip(),
    )
    standing.record(InterestedPartyHeard(party=party))
    return ()


def record_opinion(
    office: Office, work: UnitOfWork, case_id: CaseId, request: OpinionRequest
) -> tuple[FormId, ...]:
    """Record what a department says.

    Raises:
        UnknownDepartment: It has no part in the item, where the item names the parts.
        OpinionGiven: It has spoken already.
        OpinionsMissing: Departments that come before it have not spoken.
        ReasonMissing: It disagrees and does not say why.
    """
    standing = stand(office, work, case_id, Act.OPINION)
    department = request.department.strip()
    if not department:
        raise FieldMissing("出具意见的部门")
    case = standing.case
    parts = {*case.item.joint_departments, case.item.department}
    if case.item.joint_departments and department not in parts:
        raise UnknownDepartment(department)
    if department in {opinion.department for opinion in case.opinions}:
        raise OpinionGiven(department)
    first = waiting_before(item_of(office, case), case, department)
    if first:
        raise OpinionsMissing("请先取得意见：" + "、".join(first))
    if request.stance is Stance.DISAGREE and not request.text.strip():
        raise ReasonMissing("不同意的意见")
    opinion = Opinion(
        department=department,
        stance=request.stance,
        text=request.text.strip(),
        recorded_at=standing.now,
    )
    standing.record(OpinionRecorded(opinion=opinion))
    return ()
