"""Writes down what the county signed for after a push, and what it does not take."""

from __future__ import annotations

from counter_app.domain.errors import CountyFault
from counter_app.domain.ids import EventId
from counter_app.fault_points import fault_point
from sync.client import belief
from sync.client.batches import Batch, Batches
from sync.client.conversation import CounterSide
from sync.client.report import SyncReport
from sync.protocol import Ack, ExchangeAnswer
from sync.segments import NOT_VOUCHED


def settle(
    side: CounterSide, batches: Batches, report: SyncReport, sent: tuple[Batch, ExchangeAnswer]
) -> None:
    """Take the county's word on a batch.

    Args:
        side: This counter.
        batches: Told which events are done with and which are not taken.
        report: Counted in.
        sent: The batch, and what came back.

    Raises:
        CountyFault: The push was not handled.
        NotTheCounty: The acks are not the county's, or answer something else.
    """
    batch, answer = sent
    push = answer.push
    if push is None or push.refused:
        raise CountyFault("the county did not handle the push")
    acks: tuple[Ack, ...] = ()
    if push.acks is not None:
        signed = belief.checked_acks(push.acks, side.county_key)
        belief.require_meant_for(signed, device=side.device, epoch=answer.hello.epoch, sent=batch)
        acks = signed.acks
        if taken := [ack for ack in acks if ack.outcome in belief.SEQUENCED]:
            side.store.acknowledge(taken, data=push.acks.data, signature=push.acks.signature)
        fault_point("sync.after_acknowledge")
    report.pushed += len(batch)
    refusals = {refused.event_id: refused for refused in push.refusals}
    for ack in acks:
        name = EventId(ack.event_id)
        batches.clear(name)
        if ack.outcome in belief.SEQUENCED:
            report.acknowledged += 1
            continue
        why = refusals.pop(name, None)
        reason = f"quarantined:{why.reason}" if why else "quarantined"
        side.store.park(name, reason, field=why.field if why else "", tries=1)
        report.quarantined += 1
    for refused in refusals.values():
        if refused.reason == NOT_VOUCHED:
            batches.wait(EventId(refused.event_id))
        elif refused.event_id in batch:
            batches.blame(EventId(refused.event_id), refused.reason, refused.field)
