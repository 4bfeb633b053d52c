"""Requests that the tests of the law make again and again."""

from __future__ import annotations

from dataclasses import replace

from counter_app.domain.ending_facts import DeliveryManner, Result
from counter_app.domain.fee_table import FeeLine
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.item import Necessity
from counter_app.domain.material import Verdict
from counter_app.services.conclude_case import ConcludeRequest
from counter_app.services.decide_case import DecisionRequest
from counter_app.services.deliver_case import DeliverRequest
from counter_app.services.submit_intake import Outcome
from tests.services.life import COMMITTED

GRANT = DecisionRequest(kind=DecisionKind.GRANTED)
RESULT = Result(name="高龄津贴审批表", number="青津〔2026〕1号")
CONCLUDE = ConcludeRequest(result=RESULT)
HANDED = DeliverRequest(manner=DeliveryManner.DIRECT, received_by="沈桂兰")
FEE = FeeLine(
    name="工本费",
    standard="10元/证",
    basis="省价费〔2020〕1号",
    amount_fen=1000,
    is_reducible=True,
    reduction_note="低保对象免收",
)


def defer_second(life, rules) -> None:
    """Publish the second material of the item as deferrable, and leave it open."""
    item = rules.catalogue.by_id(COMMITTED)
    second = replace(item.materials[1], necessity=Necessity.DEFERRABLE)
    rules.change(COMMITTED, materials=(item.materials[0], second, *item.materials[2:]))
    life.begin(Verdict.COMPLETE, Verdict.MISSING, outcome=Outcome.RECEIVE)
