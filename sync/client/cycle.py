"""One cycle of the exchange: what to ask, and what an answer means.  No HTTP, no Qt, no thread.

Sending is at least once: when an answer is lost the same bytes go again, and the county answers
with the same sequence.  Nothing counts as received until the county has signed for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from counter_app.domain.errors import (
    CountyBusy,
    CountyFault,
    EpochChanged,
    MassChangeHeld,
    NotTheCounty,
    Offline,
)
from sync.client import belief
from sync.client.anchoring import RIDING_MAX, Anchoring, is_riding
from sync.client.batches import Batch, Batches
from sync.client.brake import Brake
from sync.client.contact_book import ContactBook
from sync.client.conversation import Conversation, CounterSide, Message, Stand
from sync.client.county_ear import SET_ASIDE_THERE
from sync.client.key_change import lacks_own
from sync.client.pieces import HalfWay
from sync.client.reconcile import Mending, is_put_back
from sync.client.report import Progress, SyncReport
from sync.client.settlement import settle
from sync.protocol import (
    ExchangeAnswer,
    HelloAnswer,
    PullAnswer,
    Transport,
)

ROUNDS_MAX: Final = 500
"""Exchanges in one cycle: 100,000 events; what is left goes in the next cycle."""

EPOCHS_MAX: Final = 3
TELL_EVERY_S: Final = 0.25

__all__ = ["CounterSide", "SyncCycle"]


class _Seen:
    """What others may see of a cycle, whatever thread they are on."""

    talk: Conversation
    _brake: Brake
    _mending: Mending

    @property
    def report(self) -> SyncReport:
        """What the last run has done so far."""
        return self.talk.report

    @property
    def county(self) -> HelloAnswer | None:
        """How the county stood at its last answer; None before the first."""
        return self.talk.county

    @property
    def held(self) -> MassChangeHeld | None:
        """The pull that the brake holds back until a person accepts it; sending goes on."""
        return self._brake.held

    @property
    def state_differs(self) -> bool:
        """Whether the open cases are not those of the county, though folded again."""
        return self._mending.state_differs


class _Alongside(_Seen):
    """What a cycle does beside exchanging."""

    _side: CounterSide
    progress: Progress
    on_progress: Callable[[Progress], None] | None
    _batches: Batches
    _own: str
    _epochs: int
    _is_pulling_first: bool
    _told_s: float = 0.0

    def _change_key(self) -> None:
        """Go on under another key if the county's answer or the calendar asks for it."""
        if self._side.keys is not None and self.county is not None:
            self._side.keys.heard(self.county)

    def _tell_progress(self) -> None:
        self.progress = replace(self.progress, sent=self.report.pushed, sent_bytes=0, total_bytes=0)
        if self.on_progress is not None:
            self.on_progress(self.progress)

    def _tell_sending(self, sent_bytes: int, total_bytes: int) -> None:
        """Tell how far a large message is, but not with every packet of a fast line."""
        now_s = time.monotonic()
        if now_s - self._told_s < TELL_EVERY_S:
            return
        self._told_s = now_s
        self.progress = replace(self.progress, sent_bytes=sent_bytes, total_bytes=total_bytes)
        if self.on_progress is not None:
            self.on_progress(self.progress)

    def _batch(self, stand: Stand) -> Batch:
        """Return what to send; nothing while we learn what the county has already."""
        if not stand.hello.epoch or self._is_pulling_first or not self.talk.ear.may_send:
            return {}
        return self._batches.next()

    def _message(self, stand: Stand, batch: Batch) -> Message:
        is_pulling = bool(stand.hello.epoch) and self.held is None
        page_bytes = self._batches.page_bytes
        return Message(push=batch, is_pulling=is_pulling, page_bytes=page_bytes, own=self._own)

    def _count_epoch(self) -> None:
        """Note a restore in the middle of this cycle; too many of them are none."""
        self._epochs += 1
        if self._epochs > EPOCHS_MAX:
            raise EpochChanged("the county's log changes with every exchange")

    def _follow(self) -> bool:
        """Fetch what was published; answers whether that left something to be sent."""
        follower = self._side.publications
        if follower is None or self.county is None:
            return False
        return follower.follow(self.county.publications) > 0


class SyncCycle(_Alongside):
    """Exchanges with the county; lives as long as the program, and `run` is called by one thread.

    Attributes:
        accept_mass_change: Lets the next run take what the brake holds back.
        progress: How far the present run is; `on_progress` is told after each exchange.
        may_leave_for_later: Another run will follow soon: our record of the county's time goes with
            the next message, and what the calendar asks for waits until acts have been sent.
        may_go_on: Asked after each exchange; the run ends there when the answer is no.
    """

    def __init__(self, side: CounterSide, transport: Transport) -> None:
        self._side = side
        self._store = side.store
        self.talk = Conversation(side, transport)
        if isinstance(transport, HalfWay):
            transport.on_sending = self._tell_sending
        self._batches = Batches(side.store)
        self._anchoring = Anchoring(side.unit_of_work, side.clock)
        self.book = ContactBook(side.store)
        self._mending = Mending(side.store, side.clock, self.book)
        self._epochs = 0
        self._has_shown_proof = False
        self._is_pulling_first = False
        self._is_due = False
        self._own = "ids"
        self._brake = Brake(side.store)
        self.accept_mass_change = self._brake.accept
        self.progress = Progress()
        self.on_progress: Callable[[Progress], None] = _tell_nobody
        self.may_go_on: Callable[[], bool] = lambda: True
        self.may_leave_for_later = False

    def run(self) -> SyncReport:
        """Exchange until there is nothing more to send or to fetch.

        Returns:
            What was done; `report` holds the same after an exception.

        Raises:
            Offline, NotTheCounty, CountyBusy: Nothing is lost; try again later.
            CountyFault: The county answers, but not with anything that can be used.
            DeviceUnknown, DeviceRevoked, ProgramTooOld: The county does not want this device,
                or this program.
            EpochChanged: The county's log keeps changing under us.
        """
        self.talk.begin()
        self._epochs = 0
        self._has_shown_proof = False
        self._brake.begin()
        self.progress = Progress(to_send=self._store.unacknowledged_count())
        self._batches.begin()
        self._mending.begin()
        self._is_due = True  # The first exchange asks for news, whatever waits here.
        try:
            for _ in range(ROUNDS_MAX):
                if not self._turn():
                    break
                self._tell_progress()
                if not self.may_go_on():
                    break
        finally:
            self.report.standing = self.talk.ear.word.standing.value
            self.report.unsynced = self._store.unacknowledged_count()
        return self.report

    def _turn(self) -> bool:
        """Do what comes next; answers whether anything may follow."""
        stand = self.talk.stand(parked=self._batches.parked)
        if (begun := self.talk.take_unfinished(stand.hello)) is not None:
            stand, message = begun.stand, begun.message
            goes_on = self._ask if message.evidence else self._round
            self._is_due = goes_on(stand, message)
            self._change_key()
            return True
        batch = self._batch(stand)
        is_idle = not batch or (self.may_leave_for_later and is_riding(batch, self._side.device))
        if self._is_due and is_idle and self._is_quiet(stand):
            return False
        self._mending.is_busy = self.may_leave_for_later and self.report.pushed > RIDING_MAX
        if self._is_due or not is_idle:
            self._is_due = self._round(stand, self._message(stand, batch))
            self._change_key()
        elif (question := self._mending.question(stand.hello, self.county)) is not None:
            self._is_due = self._ask(stand, question)
        elif not self._follow():
            return False
        return True

    def _is_quiet(self, stand: Stand) -> bool:
        """Ask the short question, when nothing waits, no word on time and no digest is due."""
        hello, county, talk = stand.hello, self.county, self.talk
        is_busy = self.report.round_trips or self._is_pulling_first or not talk.ear.may_send
        if county is None or is_busy or not hello.epoch or self._mending.is_waiting(county):
            return False
        published, follower = county.publications, self._side.publications
        is_due = follower is not None and follower.is_waiting(published)
        if is_due or self._anchoring.is_due(hello.head["id"]):
            return False
        return talk.ask_if_quiet(stand, published)

    def _round(self, stand: Stand, message: Message) -> bool:
        """Do one exchange; answers whether another is due even if nothing waits to be sent."""
        batch = message.push
        try:
            answer = self.talk.exchange(stand, message)
        except CountyFault:
            if not batch:
                raise
            if len(batch) == 1:
                self.talk.exchange(stand, replace(message, push={}))  # Fails too: not its fault.
            self._batches.at_fault(batch)
            return False
        except (Offline, NotTheCounty, CountyBusy) as error:
            # Smaller batches make a busy county busier, and what is half-way there goes on.
            if not _is_put_off(error) and self.talk.unfinished is None:
                self._batches.failed()
            raise
        if not self._agrees(stand, answer):
            return True
        if batch:
            settle(self._side, self._batches, self.report, (batch, answer))
            self._batches.succeeded()
        has_more = self._take(stand, answer.pull)
        self._is_pulling_first = self._is_pulling_first and has_more
        now = self._side.clock.now()
        self.book.relied_on(answer.hello, acknowledged_at=now if batch else None)
        self._anchoring.heard(answer.hello.anchor, head=stand.hello.head["id"])
        return has_more

    def _ask(self, stand: Stand, question: Message) -> bool:
        """Show evidence, or compare both logs; answers whether a round is due."""
        answer = self.talk.exchange(stand, question)
        if not self._agrees(stand, answer):
            return True
        if question.evidence:
            self._store.evidence_shown(question.evidence[-1][0])
        elif answer.hello.position_max == stand.hello.position and answer.digest is not None:
            self._mending.settle(answer.digest)
        return answer.hello.position_max != stand.hello.position

    def _agrees(self, stand: Stand, answer: ExchangeAnswer) -> bool:
        """Answer whether both sides mean the same log; if not, find out how far they do."""
        hello, county = stand.hello, answer.hello
        if not hello.epoch:
            self._store.restart_stream(epoch=county.epoch)
            return False
        if not self._has_shown_proof and is_put_back(hello, county, self.book.reached(hello.epoch)):
            self._has_shown_proof = True
            self._align()
            return False
        if county.epoch != hello.epoch or "reconcile" in _refusals(answer):
            self._count_epoch()
            self._align()
            return False
        if "epoch" in _refusals(answer):  # It changed between the hello and the rest.
            self._count_epoch()
            return False
        return True

    def _align(self) -> None:
        """Find out how far both streams are one, and take back what lies beyond."""
        stand = self.talk.stand(parked=self._batches.parked)
        question = self._mending.alignment()
        answer = self.talk.exchange(stand, Message(digest=question))
        county = answer.hello
        common = answer.digest.common_position if answer.digest is not None else 0
        common = common if common in {place for place, _ in question.checkpoints} else 0
        self._mending.want()
        is_proven = (common, stand.prefix_hash) in question.checkpoints
        if (county.epoch, common, is_proven) == (stand.hello.epoch, stand.hello.position, True):
            return  # Nothing proves that our order is not the county's; the digest will tell.
        self._brake.held = None
        self._store.restart_stream(epoch=county.epoch, position=common)
        self._store.unpark(SET_ASIDE_THERE)  # What it had set aside may be gone there too.
        self._is_pulling_first = True

    def _take(self, stand: Stand, pull: PullAnswer | None) -> bool:
        """Store what others did; answers whether there is more to fetch."""
        if pull is None and self.held is not None:
            return False
        if pull is None or pull.refused:
            raise CountyFault("the county did not handle the pull")
        hello = stand.hello
        belief.require_stream(pull, position=hello.position, prefix_hash=stand.prefix_hash)
        if not pull.entries:
            return False
        if lacks_own(self._store, pull, self._own):
            self._own = "data"
            return True
        taken = self._brake.take(pull, epoch=hello.epoch)
        if taken is None:
            return False
        self.report.pulled += taken
        self._batches.page_came()
        self._own = self._own if pull.more else "ids"
        self.progress = replace(self.progress, pages=self.progress.pages + 1)
        return pull.more


def _tell_nobody(_progress: Progress) -> None: ...


def _refusals(answer: ExchangeAnswer) -> set[str]:
    return {part.refused for part in (answer.push, answer.pull) if part is not None}


def _is_put_off(error: Exception) -> bool:
    return isinstance(error, CountyBusy) and error.retry_after_s is not None
