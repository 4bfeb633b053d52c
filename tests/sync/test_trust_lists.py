"""Whom a counter trusts: devices, the county, and those who publish."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update

from counter_app.domain.device_trust import DeviceStatus
from sync.publication import TRUST
from sync.server import admission, trust
from sync.server.publications import announced as publications_of
from sync.server.schema import device_key_aliases, device_keys, devices
from sync.server.schema_publications import publications as table
from sync.server.schema_publications import publisher_keys
from tests.fakes.publishers import (
    APPROVER,
    PUBLISHER,
    STRANGER,
    hex_of,
    name_publishers,
    publish_anything,
)
from tests.sync.publication_counter import publication_counter


@pytest.fixture
def counter(county, tmp_path):
    with publication_counter(county, tmp_path / "counter") as counter:
        yield counter


@pytest.fixture
def ready(county, counter):
    """A counter that knows who may publish."""
    name_publishers(county)
    counter.sync()
    return counter


class TestTrust:
    def test_a_list_is_made_when_devices_change_and_only_then(self, county, counter):
        counter.sync()
        first = counter.published.version(TRUST)
        counter.sync()
        assert counter.published.version(TRUST) == first
        assert counter.published.trust().status(counter.side.device, 1) is DeviceStatus.TRUSTED
        assert counter.published.device_key(counter.side.device, 1) is not None

    def test_new_devices_are_gathered_for_a_while(self, county, counter, new_counter):
        counter.sync()
        first = counter.published.version(TRUST)
        other = new_counter("51089910102")
        counter.sync()
        assert counter.published.version(TRUST) == first
        county.time.ms += trust.GATHER_MS
        counter.sync()
        status = counter.published.trust().status(other.store.device, 1)
        assert status is DeviceStatus.TRUSTED

    def test_a_revoked_device_is_told_apart_and_its_key_still_checks(self, county, counter):
        key = Ed25519PrivateKey.generate()
        with county.database.writing() as connection:
            connection.execute(
                devices.insert().values(
                    device="ee" * 8, counter_code="51089910102", enrolled_at_ms=1, approved_at_ms=1
                )
            )
            connection.execute(
                device_keys.insert().values(
                    device="ee" * 8, generation=1, public_key=key.public_key().public_bytes_raw()
                )
            )
        county.time.ms += trust.GATHER_MS
        counter.sync()
        first = counter.published.trust()
        assert first.status("ee" * 8, 1) is DeviceStatus.TRUSTED
        county.time.ms += 2_000
        with county.database.writing() as connection:
            connection.execute(
                update(devices)
                .where(devices.c.device == "ee" * 8)
                .values(revoked_at_ms=county.time())
            )
        counter.sync()
        second = counter.published.trust()
        assert second.version > first.version
        assert second.status("ee" * 8, 1) is DeviceStatus.REVOKED
        assert second.key("ee" * 8, 1) is not None
        assert second.status("ee" * 8, 2) is DeviceStatus.UNKNOWN
        assert second.status("ff" * 8, 1) is DeviceStatus.UNKNOWN

    def test_old_lists_are_not_hoarded(self, county, counter):
        for _ in range(trust.LISTS_KEPT + 5):
            county.time.ms += 1_000
            with county.database.writing() as connection:
                connection.execute(update(devices).values(revoked_at_ms=county.time()))
            trust.refresh(county.database, county.county.key, at_ms=county.time())
        assert len(county.rows(select(table.c.version))) == trust.LISTS_KEPT

    @pytest.mark.asvs("9.1.3")
    @pytest.mark.threat("T9")
    @pytest.mark.expects_warnings
    def test_a_county_server_cannot_name_publishers_by_itself(self, county, ready):
        """Somebody who holds the server, but not the offline keys, writes their own in."""
        before = ready.published.trust().publishers
        county.time.ms += 5_000
        with county.database.writing() as connection:
            connection.execute(delete(publisher_keys))
        name_publishers(county, publisher=STRANGER)
        name_publishers(county, publisher=STRANGER, endorsing=(STRANGER, APPROVER))
        ready.sync()
        assert ready.published.trust().publishers == before
        assert ready.facts()[-1].reason == "keys-changed"

    @pytest.mark.threat("T9")
    @pytest.mark.expects_warnings
    def test_a_list_that_the_county_did_not_sign_stays_out(self, county, ready):
        before = ready.published.trust()
        newest = ready.published.version(TRUST)
        packed = county.rows(select(table.c.packed).where(table.c.version == newest))[0][0]
        publish_anything(county, TRUST, newest + 9, bytes(packed), "0" * 64, PUBLISHER, APPROVER)
        ready.sync()
        assert ready.published.trust() is before
        assert ready.facts()[-1].reason == "unsigned"

    def test_publishers_that_changed_twice_while_a_counter_was_away_are_followed(
        self, county, ready
    ):
        county.time.ms += 5_000
        name_publishers(county, publisher=STRANGER, endorsing=(PUBLISHER, APPROVER))
        last = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
        name_publishers(county, publisher=last, endorsing=(STRANGER, APPROVER))
        ready.sync()
        assert ready.published.trust().publishers.publication == (hex_of(last),)

    def test_a_device_that_nobody_let_in_is_not_listed_and_is_told_of_nothing(
        self, county, counter, tmp_path
    ):
        with county.database.writing() as connection:
            connection.execute(update(devices).values(approved_at_ms=None))
        counter.sync()
        assert counter.cycle.county.publications == {}
        assert counter.published.trust() is None

    def test_a_generation_that_two_copies_began_is_left_to_the_county(self, county, counter):
        with county.database.writing() as connection:
            connection.execute(
                device_key_aliases.insert().values(
                    device=counter.side.device, generation=1, public_key=b"k" * 32
                )
            )
        counter.sync()
        listed = counter.published.trust().devices[counter.side.device]
        assert listed.keys == {}

    def test_a_key_that_alone_was_withdrawn_is_told_apart(self, county, counter):
        with county.database.writing() as connection:
            connection.execute(
                device_keys.insert().values(
                    device=counter.side.device,
                    generation=2,
                    public_key=hex_bytes(STRANGER),
                    registered_at_ms=1,
                    revoked_at_ms=2,
                )
            )
        counter.sync()
        trust_list = counter.published.trust()
        found = [trust_list.status(counter.side.device, n).value for n in (1, 2, 3)]
        assert found == ["trusted", "revoked", "unknown"]


def hex_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


class TestARevocation:
    def test_is_in_the_list_as_soon_as_the_county_has_said_it(self, county, counter, new_counter):
        """Nobody has to come by first: the list lies ready for whoever asks next."""
        other = new_counter("51089910102").store.device
        counter.sync()
        before = counter.published.version(TRUST)
        county.time.ms += 5_000
        assert admission.revoke(county.database, county.county.key, other, at_ms=county.time())
        with county.database.reading() as connection:
            announced = publications_of(connection)[TRUST]
        assert announced > before
        counter.sync()
        assert counter.published.trust().status(other, 1) is DeviceStatus.REVOKED
        county.time.ms += 5_000
        admission.reinstate(county.database, county.county.key, other, at_ms=county.time())
        counter.sync()
        assert counter.published.trust().status(other, 1) is DeviceStatus.TRUSTED
