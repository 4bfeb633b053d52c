"""What the clerk of a simulated counter does, drawn with dice."""

from __future__ import annotations

import random
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.conflict import base_of
from counter_app.domain.ids import CaseId
from sync.client.attachments import FileCarrier
from sync.protocol import HEADER_VERSION
from sync.simulation import lives, papers
from sync.simulation.disk import Disk
from sync.simulation.network import Network
from sync.simulation.timeline import MachineClock

RECENT_CASES: Final = 12


class Clerk:
    """The part of `Node` that writes acts."""

    disk: Disk
    clock: MachineClock
    desk: lives.Desk
    network: Network
    dice: random.Random
    carrier: FileCarrier

    def work(self) -> str:
        """Do one act: take a case in, or go on with one; returns the event's id."""
        dice, now = self.dice, self.clock.now()
        known = list(self.disk.cases)
        if known and dice.random() < 0.7:
            case_id = dice.choice(known[-RECENT_CASES:])
            case = self.disk.case(case_id)
            if case is not None and self._is_about_a_file():
                return self.work_with_files(case_id, case)
            fact = lives.next_fact(dice, self.desk, case, now) if case else None
            if case is not None and fact is not None:
                return self.disk.write(fact, case_id=case_id, base=base_of(case, fact))
        return self.work_plainly()

    def _is_about_a_file(self) -> bool:
        chances = self.network.plan.files_a_hundred
        return chances > 0 and self.dice.random() * 100 < chances

    def work_with_files(self, case_id: str, case: Case) -> str:
        """Look at a file that is not here, perhaps; then add one to a case, or take one off."""
        dice, now, files = self.dice, self.clock.now(), self.disk.files
        elsewhere = [sha256 for sha256 in files.acts if not files.is_here(sha256)]
        if elsewhere and dice.random() < papers.LOOKS:
            self.carrier.wishes.add(dice.choice(elsewhere))
        off = papers.detached(dice, case, now)
        if off is not None:
            return self.disk.write(off, case_id=case_id, base=base_of(case, off))
        content = papers.scan(dice)
        files.keep(content)
        fact = papers.attached(content, now)
        return self.disk.write(fact, case_id=case_id, base=base_of(case, fact))

    def work_plainly(self) -> str:
        """Take a case in."""
        case_id = CaseId(f"{self.dice.getrandbits(128):032x}")
        fact = lives.received(self.dice, self.desk, self.clock.now())
        return self.disk.write(fact, case_id=case_id)

    def work_unreadably(self) -> str:
        """Write an event whose header only a newer program understands."""
        return self.disk.write_raw("device.noted", {}, version=HEADER_VERSION + 1)
