"""Invented cases, the same again for the same seed: a township's years at the counter.

Numbers carry region codes that never existed, so that none of them can belong to anybody.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Final

from counter_app.domain.applicant import Applicant
from counter_app.domain.case import Case, ItemSnapshot
from counter_app.domain.case_event import CaseEvent, CaseReceived
from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import Channel
from counter_app.domain.catalogue import Catalogue
from counter_app.domain.identity_number import check_character_mod11_2
from counter_app.domain.ids import CaseId, EventId
from counter_app.domain.material import JudgedMaterial, Verdict, checklist
from counter_app.domain.numbering import case_number
from counter_app.domain.staff import Role

SEED: Final = 20_261_102
COUNTER_CODE: Final = "51089910101"
CHINA: Final = timezone(timedelta(hours=8))
LAST_DAY: Final = datetime(2026, 11, 2, 9, 0, tzinfo=CHINA)
CASES_A_DAY: Final = 150

_REGIONS: Final = ("110199", "310199", "371699", "440199", "510899", "513499", "540199", "650199")
_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段章钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰英华玉红建国庆文志春梅海燕雪松鹏飞宇浩轩梓涵欣怡子萱诗雨晨曦思源家豪俊"
    "杰一诺可馨嘉懿煜城博文昊天晓东立新学友德福永康淑珍凤琴素云"
)
_VILLAGES: Final = ("青杠", "石桥", "柳河", "新街", "双龙", "白马", "长岭", "大湾", "凉水", "马鞍")
_MINUTES_OPEN: Final = 420


@dataclass(frozen=True, slots=True)
class MadeCase:
    """One invented case and what a clerk would look for it by.

    Attributes:
        case_id: 32 hex digits.
        case: Received, nothing more.
    """

    case_id: CaseId
    case: Case


class CaseMaker:
    """Makes cases one after the other; the n-th is the same for the same seed."""

    def __init__(self, catalogue: Catalogue, seed: int = SEED) -> None:
        # Repeatable, and nothing secret depends on it.
        self._dice = random.Random(seed)  # noqa: S311
        version = str(catalogue.version)
        self._items = [
            (ItemSnapshot.of(item, catalogue_version=version), judged(checklist(item.materials)))
            for item in catalogue.items
            if item.is_usable
        ]

    def cases(self, count: int) -> Iterator[MadeCase]:
        """Yield so many cases, oldest first; the newest are of the last day."""
        days = (count - 1) // CASES_A_DAY
        for number in range(count):
            yield self._case(number, LAST_DAY - timedelta(days=days))

    def applicant(self) -> Applicant:
        """Return one invented person."""
        dice = self._dice
        born = f"{dice.randint(1940, 2007)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
        digits = f"{dice.choice(_REGIONS)}{born}{dice.randint(0, 999):03d}"
        given = dice.choice(_GIVEN) + (dice.choice(_GIVEN) if dice.random() < 0.8 else "")
        village = dice.choice(_VILLAGES)
        return Applicant(
            name=dice.choice(_SURNAMES) + given,
            id_kind="resident-id",
            number=digits + check_character_mod11_2(digits),
            phone=f"1{dice.randint(3_000_000_000, 9_999_999_999)}",
            address=f"石桥镇{village}村{dice.randint(1, 12)}组{dice.randint(1, 300)}号",
        )

    def _case(self, number: int, first_day: datetime) -> MadeCase:
        day, of_day = divmod(number, CASES_A_DAY)
        minutes = of_day * _MINUTES_OPEN // CASES_A_DAY
        received_at = first_day + timedelta(days=day, minutes=minutes)
        item, materials = self._dice.choice(self._items)
        case_id = CaseId(f"{number:032x}")
        fact = CaseReceived(
            number=case_number(
                counter_code=COUNTER_CODE, on=received_at.date(), generation=1, sequence=of_day + 1
            ),
            query_code=f"{number % 1_000_000:06d}",
            document_number=f"收〔{received_at.year}〕10101-{number % 100_000:05d}号",
            item=item,
            applicant=self.applicant(),
            proxy=None,
            channel=Channel.COUNTER,
            received_at=received_at,
            materials=materials,
        )
        case = fold([_event(case_id, fact)])
        assert case is not None, "an intake makes a case"
        return MadeCase(case_id, case)


def judged(lines: tuple[JudgedMaterial, ...]) -> tuple[JudgedMaterial, ...]:
    """Return a checklist on which everything is there."""
    return tuple(replace(line, verdict=Verdict.COMPLETE, originals=1, copies=1) for line in lines)


def _event(case_id: CaseId, fact: CaseReceived) -> CaseEvent:
    at_ms = int(fact.received_at.timestamp() * 1_000)
    return CaseEvent(
        event_id=EventId(case_id),
        case_id=case_id,
        fact=fact,
        base={},
        made_at=fact.received_at,
        staff="QH0107",
        role=Role.CLERK.value,
        place=(at_ms, 0, "d" * 16, 1, 1),
    )
