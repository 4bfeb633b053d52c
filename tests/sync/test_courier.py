"""Courier bundles between counters and a county: everything counts once, nothing is lost."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from counter_app.domain.courier import BundleState
from counter_app.domain.errors import (
    BundleForeign,
    BundleInvalid,
    BundleOutdated,
    DeviceRevoked,
    DeviceUnknown,
)
from sync.codec import open_anchor
from sync.server.admission import revoke
from sync.server.engine import new_epoch
from sync.server.schema import events, ledger_head, quarantine, security_events
from tests.fakes.counties import silent_county, sqlite_url
from tests.sync.conftest import SAME_TOWNSHIP
from tests.sync.couriers import answer_from_county, enrolled, open_at_county, round_trip
from tests.sync.made_up import note


@pytest.fixture
def counter(silent, tmp_path):
    return enrolled(silent, tmp_path)


def stored(county) -> set[str]:
    return {row.event_id for row in county.rows(select(events.c.event_id))}


def kinds(county) -> list[str]:
    return [row.kind for row in county.rows(select(security_events.c.kind))]


def change_epoch(county) -> None:
    with county.database.writing() as connection:
        connection.execute(ledger_head.update().values(epoch=new_epoch()))


class TestThereAndBack:
    def test_everything_is_signed_for_without_any_network(self, silent, counter):
        names = [note(counter.store, str(i)) for i in range(450)]
        path = counter.export()
        (made,) = counter.courier.notes()
        assert (made.number, made.events, made.first, made.last) == (1, 450, 1, 450)
        assert made.counts == {"case.noted": 450}
        assert counter.store.unacknowledged_count() == 450, "packed is not received"

        imported = open_at_county(silent, path)
        assert (imported.stored, imported.duplicate, imported.is_new) == (450, 0, True)
        back = answer_from_county(silent, counter.store.device, counter.folder)
        report = counter.take_in(back)

        assert set(names) == stored(silent)
        assert (report.acknowledged, report.answers, report.gaps) == (450, 1, ())
        assert report.unsynced == 0  # The county's time goes with the next one and does not count.
        assert counter.courier.note_of(made.bundle).state is BundleState.ANSWERED

    def test_what_others_did_comes_back_too(self, silent, counter, tmp_path):
        other = enrolled(silent, tmp_path, SAME_TOWNSHIP)
        theirs = [note(other.store, str(i)) for i in range(3)]
        other.sync()

        report = round_trip(silent, counter)

        assert report.pulled >= 3
        assert set(theirs) <= set(counter.store.kept)
        assert counter.store.position()[1] == other.store.position()[1]

    def test_a_peers_events_are_carried_along(self, silent, counter, tmp_path):
        peer = enrolled(silent, tmp_path, SAME_TOWNSHIP)
        name = note(peer.store)
        counter.store.kept[name] = peer.store.kept[name]  # By a handover, say.
        counter.store._open[name] = None
        open_at_county(silent, counter.export())
        assert name in stored(silent)

    def test_the_same_event_by_wire_and_by_stick_counts_once(self, silent, counter):
        name = note(counter.store)
        path = counter.export()
        counter.sync()
        before = counter.settled()

        imported = open_at_county(silent, path)
        report = counter.take_in(answer_from_county(silent, counter.store.device, counter.folder))

        assert (imported.stored, imported.duplicate) == (0, 1)
        assert [row.event_id for row in silent.rows(select(events))].count(name) == 1
        assert report.acknowledged == 1
        assert before.items() <= counter.settled().items()

    def test_a_bundle_without_events_asks_for_news(self, silent, counter):
        report = round_trip(silent, counter)
        assert (report.acknowledged, report.answers) == (0, 1)
        assert counter.store.position()[0]

    def test_the_countys_time_is_kept_and_is_known_to_be_old(self, silent, counter):
        round_trip(silent, counter)
        assert counter.store.anchor
        sealed = open_anchor_of(counter)
        assert sealed.by == "bundle"
        assert sealed.nonce == counter.courier.notes()[-1].anchor_nonce

    def test_a_time_that_is_older_than_the_last_is_not_kept(self, silent, counter):
        counter.earliest = datetime.fromisoformat("2030-01-01T00:00:00+08:00")
        round_trip(silent, counter)
        assert not counter.store.anchor

    @pytest.mark.lesson(45)
    def test_a_return_may_be_written_again_and_later(self, silent, counter):
        note(counter.store)
        open_at_county(silent, counter.export())
        first = answer_from_county(silent, counter.store.device, counter.folder)
        again = answer_from_county(silent, counter.store.device, counter.folder)
        assert first != again
        report = counter.take_in(again)
        assert report.acknowledged == 1
        assert report.gaps == ("县局的回执包第 1 号没有收到",)


def open_anchor_of(counter):
    body = json.loads(counter.store.kept[counter.store.anchor].event.data)["body"]
    return open_anchor(base64.b64decode(body["data"]))


@pytest.mark.threat("T10")
class TestLostDoubledAndLate:
    def test_a_lost_stick_is_made_good_by_the_next_and_is_named(self, silent, counter):
        name = note(counter.store)
        counter.export()
        counter.store.clock.pass_by(hours=1)
        note(counter.store)

        imported = open_at_county(silent, counter.export())
        report = counter.take_in(answer_from_county(silent, counter.store.device, counter.folder))

        assert name in stored(silent)
        assert imported.missing_bundles == (1,)
        assert report.gaps == ("县局说送件包第 1 号没有收到",)
        assert counter.store.unacknowledged_count() == 0
        assert len(counter.store.unacknowledged(limit=9, bytes_max=1 << 20)) == 1, "its time"

    def test_the_same_bundle_twice_stores_nothing_more(self, silent, counter):
        note(counter.store)
        path = counter.export()
        open_at_county(silent, path)
        before = stored(silent)

        again = open_at_county(silent, path)

        assert (again.is_new, again.stored, again.duplicate) == (False, 0, 1)
        assert stored(silent) == before
        assert kinds(silent) == []

    def test_the_same_return_twice_changes_nothing(self, silent, counter):
        note(counter.store)
        open_at_county(silent, counter.export())
        back = answer_from_county(silent, counter.store.device, counter.folder)
        counter.take_in(back)
        before = (counter.settled(), list(counter.store.acks), counter.courier.notes())

        report = counter.take_in(back)

        assert not report.is_new
        assert (counter.settled(), list(counter.store.acks), counter.courier.notes()) == before

    def test_returns_out_of_order_end_the_same(self, silent, counter):
        backs = []
        for _ in range(3):
            note(counter.store)
            open_at_county(silent, counter.export())
            backs.append(answer_from_county(silent, counter.store.device, counter.folder))

        for back in reversed(backs):
            counter.take_in(back)

        own = {row.event_id: row.server_sequence for row in silent.rows(select(events))}
        kept = {n: k.sequence for n, k in counter.store.kept.items() if k.sequence is not None}
        assert kept == own
        assert counter.store.position()[1] == 3

    def test_bundles_out_of_order_are_named_only_while_one_is_missing(self, silent, counter):
        paths = []
        for _ in range(3):
            note(counter.store)
            paths.append(counter.export())
        last = open_at_county(silent, paths[2])
        assert last.missing_bundles == (1, 2)
        assert open_at_county(silent, paths[0]).missing_bundles == (2,)
        middle = open_at_county(silent, paths[1])
        assert (middle.missing_bundles, middle.is_beside) == ((), False)
        assert kinds(silent) == []

    def test_a_list_of_bundles_that_was_put_back_is_noticed(self, silent, counter):
        note(counter.store)
        open_at_county(silent, counter.export())
        counter.courier._notes.clear()  # The database comes back from a backup.
        note(counter.store)
        imported = open_at_county(silent, counter.export())
        assert imported.is_beside
        assert imported.stored == 1, "evidence, never a gate"
        assert kinds(silent) == ["bundle-beside"]

    def test_a_hole_in_the_chain_is_named_in_the_return(self, silent, counter):
        names = [note(counter.store, str(i)) for i in range(3)]
        kept = counter.store.kept[names[1]]
        kept.parked = "county-fault"
        report = round_trip(silent, counter)
        assert report.gaps == (f"设备 {counter.store.device} 第 1 代缺记录 2",)


@pytest.mark.threat("T10")
class TestWhoseBundle:
    @pytest.mark.asvs("9.2.3")
    def test_a_return_for_another_device_is_refused(self, silent, counter, tmp_path):
        other = enrolled(silent, tmp_path, SAME_TOWNSHIP)
        open_at_county(silent, other.export())
        back = answer_from_county(silent, other.store.device, tmp_path)
        before = counter.settled()
        with pytest.raises(BundleForeign):
            counter.take_in(back)
        assert counter.settled() == before

    def test_ones_own_outgoing_bundle_is_no_return(self, counter):
        with pytest.raises(BundleForeign):
            counter.take_in(counter.export())

    def test_a_return_is_no_outgoing_bundle(self, silent, counter):
        open_at_county(silent, counter.export())
        back = answer_from_county(silent, counter.store.device, counter.folder)
        with pytest.raises(BundleForeign):
            open_at_county(silent, back)

    @pytest.mark.asvs("9.2.3")
    def test_a_bundle_for_another_county_is_refused(self, silent, counter, tmp_path):
        with silent_county(sqlite_url(tmp_path / "other.db")) as elsewhere:
            with pytest.raises(BundleForeign):
                open_at_county(elsewhere, counter.export())
            assert stored(elsewhere) == set()

    @pytest.mark.asvs("16.3.2")
    @pytest.mark.threat("T6")
    def test_an_unknown_device_leaves_one_security_event_and_nothing_else(
        self, silent, counter, tmp_path
    ):
        note(counter.store)
        counter.side = replace(counter.side, signing_key=Ed25519PrivateKey.generate())
        with pytest.raises(DeviceUnknown):
            open_at_county(silent, counter.export())
        assert stored(silent) == set()
        assert kinds(silent) == ["device-unknown"]

    @pytest.mark.threat("T6")
    def test_a_revoked_device_leaves_one_security_event_and_nothing_else(self, silent, counter):
        name = note(counter.store)
        path = counter.export()
        revoke(silent.database, silent.county.key, counter.store.device, at_ms=silent.time())
        with pytest.raises(DeviceRevoked):
            open_at_county(silent, path)
        assert name not in stored(silent)
        assert silent.rows(select(quarantine)) == []
        assert sorted(kinds(silent)) == ["device-revoked", "revoked-by-county"]

    def test_events_of_a_revoked_peer_go_to_quarantine_as_by_wire(self, silent, counter, tmp_path):
        peer = enrolled(silent, tmp_path, SAME_TOWNSHIP)
        name = note(peer.store)
        counter.store.kept[name] = peer.store.kept[name]
        counter.store._open[name] = None
        revoke(silent.database, silent.county.key, peer.store.device, at_ms=silent.time())
        report = round_trip(silent, counter)
        assert [row.event_id for row in silent.rows(select(quarantine))] == [name]
        assert (report.quarantined, report.acknowledged) == (1, 0)
        assert counter.store.parked() == {name: "quarantined"}
        assert peer.store.device in report.revoked

    def test_nothing_goes_back_to_a_device_that_sent_nothing(self, silent, counter, tmp_path):
        with pytest.raises(DeviceUnknown):
            answer_from_county(silent, counter.store.device, tmp_path)

    @pytest.mark.threat("T10")
    def test_a_changed_return_is_refused_whole(self, silent, counter):
        for i in range(3):
            note(counter.store, str(i))
        open_at_county(silent, counter.export())
        back = answer_from_county(silent, counter.store.device, counter.folder)
        data = back.read_bytes()
        before = counter.settled()
        for place in range(0, len(data), 197):
            changed = bytearray(data)
            changed[place] ^= 1
            back.write_bytes(changed)
            with pytest.raises((BundleInvalid, BundleForeign)):
                counter.take_in(back)
        assert counter.settled() == before
        assert counter.store.unacknowledged_count() == 3


@pytest.mark.fault("F12")
class TestACountyThatWasPutBack:
    def test_takes_a_bundle_of_the_epoch_before_and_says_so(self, silent, counter):
        counter.sync()
        name = note(counter.store)
        path = counter.export()
        change_epoch(silent)

        imported = open_at_county(silent, path)
        report = counter.take_in(answer_from_county(silent, counter.store.device, counter.folder))

        assert imported.stored == 1
        assert report.acknowledged == 1
        assert counter.store.kept[name].sequence is not None
        assert counter.store.position()[0] == silent.rows(select(ledger_head.c.epoch))[0][0]

    def test_keeps_what_comes_from_a_counter_that_stands_beyond_and_signs_for_nothing(
        self, silent, counter
    ):
        """Nobody has proved yet that the log was put back: a sequence could mean another event."""
        counter.sync()
        epoch, position, _ = counter.store.position()
        counter.store.stream = (epoch, position + 5, "ab" * 32)
        name = note(counter.store)
        waiting = counter.store.unacknowledged_count()

        report = round_trip(silent, counter)

        assert name in stored(silent)
        assert report.acknowledged == 0
        assert counter.store.kept[name].sequence is None
        assert counter.store.unacknowledged_count() >= waiting

    def test_a_return_from_before_does_not_take_the_counter_back(self, silent, counter):
        counter.sync()
        note(counter.store)
        open_at_county(silent, counter.export())
        old = answer_from_county(silent, counter.store.device, counter.folder)
        change_epoch(silent)
        counter.sync()
        before = counter.settled()

        with pytest.raises(BundleOutdated):
            counter.take_in(old)
        assert counter.settled() == before
