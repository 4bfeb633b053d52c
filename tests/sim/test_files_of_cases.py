"""Files and large messages in worlds where things go wrong, and saboteurs that must be caught."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from sync.client.attachments import FileCarrier
from sync.server.attachments import CountyFiles
from sync.server.pieces import Pieces
from sync.server.schema_pieces import attachments
from sync.simulation.disk import Disk
from sync.simulation.memory_files import MemoryFiles
from sync.simulation.plan import Plan, faults_of
from sync.simulation.report import simulate
from tests.sim.conftest import require_good, run
from tests.sim.test_worlds import SEEDS

MANY = {"counters": 4, "days": 2, "files_a_hundred": 60, "events_a_day": 6}


def failures(**how) -> str:
    outcome = run(**MANY | how)
    assert not outcome.is_good
    return "\n".join(outcome.found.failures)


@pytest.mark.fault("F10")
def test_files_go_and_come_over_a_line_that_breaks_at_any_byte():
    quiet, cut = run(**MANY), run(**MANY, faults="cut,lost-answer,duplicate,late,kill")
    for outcome in (quiet, cut):
        require_good(outcome)
        assert outcome.found.files > 5
        assert outcome.found.files_lost == outcome.found.files_unavoidable == 0
    assert quiet.as_object()["files"] == quiet.found.files
    assert cut.faults["cut"] > 5
    assert cut.pieces["file"] > cut.found.files


@pytest.mark.fault("F12")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_county_put_back_is_brought_its_files_again(seed):
    outcome = run(**MANY, seed=seed, faults="rollback,cut,offline")
    require_good(outcome)
    assert outcome.found.files > 5
    assert outcome.found.files_lost == outcome.found.files_unavoidable == 0


def test_files_go_by_stick_too_whatever_befalls_it():
    faults = "courier,bundle-lost,bundle-torn,bundle-repeated,bundle-swapped,rollback"
    outcome = run(**MANY | {"days": 4}, faults=faults)
    require_good(outcome)
    assert outcome.faults["files by bundle"] > 0
    assert outcome.found.files_lost == 0


def test_a_large_message_goes_in_pieces_over_a_line_that_breaks():
    outcome = run(counters=3, days=3, faults="absence,cut,lost-answer,rollback", events_a_day=12)
    require_good(outcome)
    assert outcome.pieces["body"] > 10
    assert outcome.found.lost == outcome.found.unavoidable == 0


class TestSaboteurs:
    def test_a_county_that_turns_a_bit_of_a_file_over(self, monkeypatch):
        honest = CountyFiles.keep

        def flips(self, asked, content):
            honest(self, asked, content)
            is_it = attachments.c.sha256 == asked.described.sha256
            with self._database.writing() as connection:
                hurt = content[:-1] + bytes([content[-1] ^ 1])
                connection.execute(update(attachments).where(is_it).values(content=hurt))

        monkeypatch.setattr(CountyFiles, "keep", flips)
        assert "at the county is not what it is named" in failures()

    def test_a_county_that_signs_for_a_file_and_loses_it(self, monkeypatch):
        monkeypatch.setattr(CountyFiles, "keep", lambda *_: None)
        found = failures()
        assert "lost: only" in found
        assert "is not at the county as" in found

    def test_a_county_that_loses_a_piece_of_what_comes(self, monkeypatch):
        honest = Pieces.append

        def loses(self, body, start, content):
            honest(self, body, start, content[:-1] or content)
            return start + len(content)

        monkeypatch.setattr(Pieces, "append", loses)
        found = failures()
        assert "lost: only" in found
        assert "stall" in found

    def test_a_counter_that_takes_sent_for_received(self, monkeypatch):
        def believes(self, sha256, _event, _may_go_on):
            self._store.at_county(sha256)
            return True

        monkeypatch.setattr(FileCarrier, "_send", believes)
        assert "is not at the county as" in failures()

    def test_a_counter_whose_disk_turns_a_bit_over(self, monkeypatch):
        """The county takes nothing that is not what it is named."""
        monkeypatch.setattr(
            MemoryFiles, "read", lambda self, sha256: self.folder[sha256].content[:-1] + b"\0"
        )
        found = failures(seed=2)
        assert "stall" in found
        assert "named" not in found

    @pytest.mark.fault("F12")
    def test_a_counter_that_does_not_ask_a_restored_county_again(self, monkeypatch):
        monkeypatch.setattr(MemoryFiles, "county_forgot", lambda _: None)
        assert "is not at the county as" in failures(faults="rollback", seed=2)

    @pytest.mark.fault("F13")
    def test_a_counter_that_sweeps_what_a_lost_act_had_named(self, monkeypatch):
        """What the program did before the simulation found it out."""
        monkeypatch.setattr(Disk, "lacks_own_acts", lambda _: False)
        assert "nobody has it any more" in _again("file-swept-before-its-act-came-back")

    @pytest.mark.fault("F13")
    def test_a_counter_that_does_not_know_its_file_again(self, monkeypatch):
        """The same."""
        honest = MemoryFiles.heard_of

        def forgets(self, event):
            here = set(self.here)
            honest(self, event)
            if self.holder.kept[event.event_id].sequence is not None:
                self.here = here

        monkeypatch.setattr(MemoryFiles, "heard_of", forgets)
        assert "lost: only" in _again("file-of-an-act-that-came-back")


def _again(name: str) -> str:
    kept = json.loads((SEEDS / f"{name}.json").read_text("utf-8"))
    kept.pop("why")
    kept["faults"] = faults_of(kept["faults"])
    return "\n".join(simulate(Plan(**kept)).found.failures)
