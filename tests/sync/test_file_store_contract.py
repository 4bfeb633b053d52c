"""What the carrier relies on in a counter's files; the same for the real ones and the simulated."""

from __future__ import annotations

from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.domain.attachment import MaterialAttached, MaterialDetached
from counter_app.domain.device_facts import GenerationReason, GenerationStarted
from counter_app.domain.errors import AttachmentDamaged, AttachmentOnTheWay
from counter_app.domain.ids import CaseId
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, open_store
from sync.codec import event_id
from sync.protocol import PREFIX_START, PullEntry
from sync.signing import Purpose, sign
from sync.simulation.disk import Disk
from tests.domain.test_attachment import attachment
from tests.fakes.clocks import SettableClock
from tests.fakes.people import CLERK, MONDAY, PROFILE, received
from tests.sync.real_counter import KEYS
from tests.sync.test_store_contract import EPOCH, acknowledge

DEVICE, CASE = "0a" * 8, CaseId("c" * 32)
SMALL, LARGE = b"%PDF-1 small", b"%PDF-1 large" * 20


class NoWitness:
    def wrote(self, name) -> None: ...

    def acknowledged(self, names) -> None: ...


class Memory:
    def __init__(self, _folder, key) -> None:
        self.store = Disk(NoWitness(), device=DEVICE, counter_code=PROFILE.counter_code, key=key)
        self.files = self.store.files

    def write(self, fact, case_id=CASE) -> str:
        return self.store.write(fact, case_id=case_id)

    def event(self, name):
        return self.store.kept[name].event

    def unlink(self, sha256) -> None:
        del self.files.folder[sha256]

    def sweep_late(self) -> int:
        self.store.clock.pass_by(days=9_999)
        return self.files.sweep()

    def close(self) -> None: ...


class Sql:
    def __init__(self, folder, key) -> None:
        desk = SignedInDesk(PROFILE)
        desk.sign_in(CLERK)
        signatory = Signatory(
            device=DEVICE,
            generation=1,
            sign=partial(sign, key, Purpose.EVENT),
            public_key=key.public_key(),
        )
        self._clock, self._folder = SettableClock(), folder
        setting = Setting(desk=desk, clock=self._clock, rulebook=PublishedRules())
        self._opened = open_store(folder, KEYS, signatory, setting, run="r1")
        self.store, self.files = self._opened.sync_store, self._opened.attachments
        self.close = self._opened.close

    def write(self, fact, case_id=CASE) -> str:
        with self._opened.unit_of_work() as work:
            name = work.record(case_id, fact, base={})
            work.commit()
        return name

    def event(self, name):
        found = self.store.unacknowledged(limit=99, bytes_max=1 << 20)
        return next(event for event in found if event_id(event.data) == name)

    def unlink(self, sha256) -> None:
        (self._folder / "attachments" / sha256[:2] / sha256).unlink()

    def sweep_late(self) -> int:
        return self.files.sweep(self._clock.now().timestamp() + 9_999 * 86_400)


@pytest.fixture(params=[Memory, Sql], ids=["memory", "sql"])
def make(request, tmp_path):
    made = []

    def begin(key, name="one"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(request.param(folder, key))
        made[-1].store.restart_stream(epoch=EPOCH)
        return made[-1]

    yield begin
    for each in made:
        each.close()


@pytest.fixture
def side(make):
    made = make(Ed25519PrivateKey.generate())
    made.write(received())
    return made


def added(side, content: bytes) -> tuple[str, str]:
    """Add a file as a clerk does; returns its SHA-256 and the act."""
    sha256 = side.files.keep(content)
    fact = MaterialAttached(attachment=attachment(sha256=sha256, size_bytes=len(content)))
    return sha256, side.write(fact)


def test_a_file_goes_after_its_act_the_smallest_first_until_the_county_has_it(side):
    (large, act), (small, other_act) = added(side, LARGE), added(side, SMALL)
    files = side.files
    assert files.to_send() == (2, len(LARGE) + len(SMALL))
    assert files.next_to_send() is files.act_of(large) is None
    packed = files.to_pack(bytes_max=10_000, limit=9)
    assert packed == [(small, other_act, len(SMALL)), (large, act, len(LARGE))]
    assert [sha256 for sha256, *_ in files.to_pack(bytes_max=200, limit=9)] == [small]

    acknowledge(side.store, act)
    assert files.next_to_send() == (large, act)
    acknowledge(side.store, other_act, first=2)
    assert files.next_to_send() == (small, other_act)
    assert files.next_to_send(beside=frozenset({small})) == (large, act)
    side.write(MaterialDetached(attached=(act,), detached_at=MONDAY))
    assert files.to_send()[0] == 2, "what was taken off goes all the same"

    files.at_county(small)
    files.at_county(large)
    assert files.to_send() == (0, 0)
    assert files.next_to_send() is None
    side.store.restart_stream(epoch="e1" * 16)
    assert files.to_send()[0] == 2, "the county was put back"


@pytest.mark.expects_warnings
def test_what_is_gone_from_the_folder_is_noticed_once_and_fetched(side):
    sha256, act = added(side, SMALL)
    acknowledge(side.store, act)
    assert (side.files.is_here(sha256), side.files.size_of(sha256)) == (True, len(SMALL))
    side.unlink(sha256)
    with pytest.raises(AttachmentDamaged):
        side.files.read(sha256)
    assert not side.files.is_here(sha256)
    with pytest.raises(AttachmentOnTheWay):
        side.files.read(sha256)
    assert side.files.to_send() == (0, 0)
    assert side.files.take(SMALL) == sha256
    assert side.files.read(sha256) == SMALL
    assert side.files.next_to_send() is None


@pytest.mark.fault("F13")
def test_an_act_that_comes_back_finds_its_file_where_it_was(make):
    """The database was put back to before the act; the folder was not."""
    key = Ed25519PrivateKey.generate()
    before = make(key)
    sha256, act = added(before, SMALL)
    entry = PullEntry(
        position=1, server_sequence=1, event_id=act, event=before.event(act), received_at_ms=5
    )
    after = make(key, "two")
    assert after.files.keep(SMALL) == sha256
    assert not after.files.is_here(sha256)
    after.store.take([entry], epoch=EPOCH, prefix_hash=PREFIX_START)
    assert after.files.is_here(sha256)
    assert after.files.next_to_send() == (sha256, act)


@pytest.mark.fault("F13")
def test_nothing_is_swept_while_acts_are_missing_that_a_restored_database_had_lost(side):
    orphan = side.files.keep(LARGE)
    named, act = added(side, SMALL)
    n = side.store.head()[1]
    began = GenerationStarted(
        generation_before=1,
        known_n=n,
        known_id=act,
        reason=GenerationReason.RESTORED,
        missing_from=n + 2,
        missing_to=n + 3,
    )
    side.write(began, CaseId(""))
    assert side.sweep_late() == 0
    added(side, b"%PDF-1 and")
    assert side.sweep_late() == 0
    added(side, b"%PDF-1 more")
    assert side.sweep_late() == 1
    assert side.files.read(named) == SMALL
    with pytest.raises(AttachmentOnTheWay):
        side.files.read(orphan)
