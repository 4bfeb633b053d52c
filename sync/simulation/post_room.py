"""What people say and do when a post changes hands: real facts, on the disks of counters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.case_card import Draft
from counter_app.domain.case_status import ENDED
from counter_app.domain.conflict import base_of
from counter_app.domain.courier import WaitingEvent
from counter_app.domain.custody import held_by
from counter_app.domain.errors import CounterError
from counter_app.domain.handover_facts import (
    HandoverAnswer,
    HandoverAnswered,
    TakeoverAnswer,
    TakeoverAnswered,
    TakeoverRequested,
)
from counter_app.domain.ids import CaseId
from counter_app.domain.post_book import PassState, post_of
from counter_app.domain.post_facts import PostHandedOver
from counter_app.domain.service_facts import Holder
from counter_app.services.settle_drafts import drafts_of, keep_drafts
from sync.bundle_keys import recipient_key
from sync.client.handover_bundle import PostToCarry, export_post, read_post
from sync.signing import key_id
from sync.simulation import lives
from sync.simulation.memory_store import CHIEF, CLERK
from sync.simulation.node import Node
from sync.simulation.post_books import PostBooks
from sync.simulation.readings import header_of
from sync.simulation.world import World

COVER_DAYS: Final = 5
TRIED_MAX: Final = 30
_POST: Final = "窗口"


@dataclass(frozen=True)
class PostRoom:
    """The people of a world who hand posts over; `told` is the witness of what they said."""

    world: World
    dice: random.Random
    told: PostBooks

    # What the giver does

    def begin_drafts(self, giver: Node) -> None:
        """Leave intakes unfinished."""
        for _ in range(self.dice.randint(0, 2)):
            draft = Draft(
                draft_id=f"{self.dice.getrandbits(128):032x}",
                staff=giver.disk.staff,
                saved_at=giver.clock.now(),
                title="草稿",
                payload={},
            )
            giver.drafts.save(draft)
            self.told.drafts[draft.draft_id] = draft.staff

    def hand_over(self, giver: Node, taker: Node, *, is_here: bool) -> str:
        """Hand the giver's post over; returns the number of the sheet."""
        cases = list(self._open_cases(giver))
        fact = PostHandedOver(
            document_number=giver.desk.paper("交", giver.clock.now()),
            post=_POST,
            handed_by=giver.disk.staff,
            handed_to=taker.disk.staff,
            handed_at=giver.clock.now(),
            open_cases=tuple(case.number for case in cases),
            originals=sum(n for case in cases for _, n in held_by(case, Holder.COUNTER)),
            drafts=len(drafts_of(giver.drafts, giver.disk.staff)),
            post_code=giver.disk.counter_code,
            to_counter="" if is_here else taker.disk.counter_code,
        )
        giver.disk.write(fact)
        self.told.counts["handed over"] += 1
        return fact.document_number

    def answer(self, node: Node, number: str, answer: HandoverAnswer, staff: str) -> bool:
        """Say a word to a hand-over at a counter, if it is known there and open."""
        passing = self.told.book(node.disk).passings.get(number)
        if passing is None or passing.state is not PassState.OPEN:
            return False
        is_taken = answer is HandoverAnswer.ACCEPTED
        drafts = drafts_of(node.drafts, passing.fact.handed_by) if is_taken else ()
        fact = HandoverAnswered(
            document_number=number,
            post_code=passing.fact.post_code,
            answer=answer,
            answered_by=staff,
            answered_at=node.clock.now(),
            at_counter=node.disk.counter_code,
            originals_counted=passing.fact.in_drawer if is_taken else 0,
            drafts=tuple(draft.draft_id for draft in drafts),
        )
        with node.disk.seated(staff, CLERK):
            node.disk.write(fact)
        self.told.counts[answer.value] += 1
        return True

    # What the backup and the chief do

    def ask(self, taker: Node, absent: Node) -> str:
        """Ask to stand in; returns the number of the sheet."""
        now = taker.clock.now()
        fact = TakeoverRequested(
            document_number=taker.desk.paper("交", now),
            post=_POST,
            post_code=absent.disk.counter_code,
            taken_by=taker.disk.staff,
            acting_for=absent.disk.staff,
            at_counter=taker.disk.counter_code,
            requested_at=now,
            until=now.date() + timedelta(days=COVER_DAYS),
            reason="急病",
        )
        taker.disk.write(fact)
        self.told.counts["asked to take over"] += 1
        return fact.document_number

    def settle(self, node: Node, number: str, answer: TakeoverAnswer, who: tuple[str, str]) -> bool:
        """Answer or end a take-over at a counter, as (staff, role)."""
        covering = self.told.book(node.disk).coverings.get(number)
        wanted = PassState.IN_FORCE if answer is TakeoverAnswer.ENDED else PassState.OPEN
        if covering is None or covering.state is not wanted:
            return False
        fact = TakeoverAnswered(
            document_number=number,
            post_code=covering.post_code,
            answer=answer,
            answered_by=who[0],
            answered_at=node.clock.now(),
        )
        with node.disk.seated(*who):
            node.disk.write(fact)
        self.told.counts[f"take-over {answer.value}"] += 1
        return True

    def chief_of(self, node: Node) -> tuple[str, str]:
        """Return the chief representative who sits at a counter."""
        return f"chief of {node.name}", CHIEF

    # What both do meanwhile

    def act_on(self, node: Node, post_code: str) -> None:
        """Go on with a case of a post, whoever holds it by now."""
        known = list(node.disk.cases)
        self.dice.shuffle(known)
        for case_id in known[:TRIED_MAX]:
            case = node.disk.case(case_id)
            if case is None or post_of(case.number) != post_code:
                continue
            fact = lives.next_fact(self.dice, node.desk, case, node.clock.now())
            if fact is not None:
                base = base_of(case, fact)
                self.told.acts.append(node.disk.write(fact, case_id=case_id, base=base))
                return

    # On a stick

    def write_post(self, giver: Node, taker: Node, folder: Path) -> tuple[Path, frozenset[str]]:
        """Write the post for the taker's computer; returns the file and the events on it."""
        wanted = {
            CaseId(case_id)
            for case_id in giver.disk.cases
            if (case := giver.disk.case(case_id)) is not None
            and post_of(case.number) == giver.disk.counter_code
        }
        rows: list[WaitingEvent] = []
        names: set[str] = set()
        for row, (name, kept) in enumerate(giver.disk.kept.items(), start=1):
            header = header_of(kept.event.data)
            is_of_post = header.case in wanted or name in giver.disk.posts
            if not kept.parked and (is_of_post or kept.sequence is None):
                size = len(kept.event.data)
                rows.append(
                    WaitingEvent(row, header.type, header.device, header.generation, header.n, size)
                )
                names.add(name)
        post = PostToCarry(events=rows, drafts=drafts_of(giver.drafts, giver.disk.staff))
        key = taker.machine.keyring.identity.signing_key
        note = export_post(giver.courier_side(), post, recipient_key(key).public_key(), folder)
        self.told.counts["posts on sticks"] += 1
        return folder / note.name, frozenset(names)

    def take_post(self, node: Node, path: Path) -> bool:
        """Take a post in from a stick; False when it is no good."""
        senders = {
            key_id(key): key
            for key in (
                each.machine.keyring.identity.signing_key.public_key() for each in self.world.ours
            )
        }
        try:
            carried = read_post(node.courier_side(), path, senders.get)
        except CounterError as error:
            self.told.counts[f"post told: {error.code}"] += 1
            return False
        for event in carried.events:
            header = header_of(event.data)
            is_nobody = header.device in self.world.office.revoked or not event.signature
            is_ours = header.device == node.disk.device
            if not is_ours and not is_nobody and self.world.county.knows_key_of(event):
                node.disk.take_peer(event)
        keep_drafts(node.drafts, carried.drafts)
        self.told.counts["posts taken in"] += 1
        return True

    def _open_cases(self, node: Node) -> Iterator[Case]:
        for case_id in node.disk.cases:
            case = node.disk.case(case_id)
            is_open = case is not None and case.status not in ENDED
            if case is not None and is_open and post_of(case.number) == node.disk.counter_code:
                yield case
