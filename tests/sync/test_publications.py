"""From the county's desk to the counter's: published, fetched, checked, in force; or refused."""

from __future__ import annotations

import hashlib
import json

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, text, update

from counter_app.domain.errors import (
    CatalogueInvalid,
    Offline,
    PublicationNotNewer,
    PublisherUnknown,
    StaffListInvalid,
)
from counter_app.domain.publication_facts import (
    REFUSAL_WORDS,
    PublicationInstalled,
    PublicationRefused,
)
from counter_app.runtime.shipped_data import shipped_catalogue
from sync.publication import pack
from sync.server import publications
from sync.server.schema_publications import publications as table
from sync.wire_publications import PIECE_BYTES
from tests.fakes.publishers import (
    APPROVER,
    PUBLISHER,
    STRANGER,
    calendar,
    catalogue,
    name_publishers,
    publish,
    publish_anything,
    staff,
)
from tests.sync.publication_counter import opened_counter, publication_counter


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


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class TestTheWayDown:
    def test_of_a_catalogue_ends_at_the_desk_and_in_the_log(self, county, ready):
        publish(county, "catalogue", catalogue(7))
        ready.sync()
        assert ready.rules.catalogue.version == 7
        assert len(ready.rules.catalogue.items) == 3
        fact = ready.facts()[-1]
        assert (fact.kind, fact.version, fact.replaced_version) == ("catalogue", 7, 0)
        assert fact.content_sha256 == sha256(catalogue(7))

    def test_the_county_hears_of_it_at_once(self, county, ready):
        publish(county, "catalogue", catalogue(7))
        ready.sync()
        rows = county.rows(text("SELECT data FROM events WHERE type = 'publication.installed'"))
        kinds = [json.loads(bytes(row[0]))["body"]["kind"] for row in rows]
        assert kinds.count("catalogue") == 1

    def test_a_case_keeps_the_version_it_began_with(self, county, ready):
        publish(county, "catalogue", catalogue(7))
        ready.sync()
        publish(county, "catalogue", catalogue(8))
        ready.sync()
        assert ready.rules.catalogue.version == 8
        assert ready.rules.catalogue_of(7).version == 7

    def test_what_is_there_is_not_fetched_again(self, county, ready):
        publish(county, "calendar", calendar(4))
        ready.sync()
        asked = len(ready.asked)
        ready.sync()
        assert len(ready.asked) == asked
        assert ready.rules.calendar.version == 4

    def test_all_is_there_again_when_the_program_starts(self, county, ready, tmp_path):
        publish(county, "catalogue", catalogue(7))
        publish(county, "calendar", calendar(4))
        ready.sync()
        device = ready.side.device
        ready.store.close()
        with opened_counter(county, tmp_path / "counter", device) as again:
            assert again.rules.catalogue.version == 7
            assert again.rules.calendar.version == 4
            assert again.published.trust().publishers is not None

    def test_a_broken_line_loses_no_piece(self, county, ready):
        items = json.loads(catalogue(7))["items"]
        noise = Ed25519PrivateKey.generate  # Keys do not compress: the content has many pieces.
        remarks = "".join(noise().public_key().public_bytes_raw().hex() for _ in range(9_000))
        items[0]["remarks"] = [remarks[at : at + 500] for at in range(0, len(remarks), 500)]
        publish(county, "catalogue", catalogue(7, items=items))
        ready.asked.clear()
        ready.break_after = 2
        with pytest.raises(Offline):
            ready.sync()
        ready.break_after = 0
        ready.asked.clear()
        ready.sync()
        assert ready.rules.catalogue.version == 7
        offsets = [int(target.rpartition("=")[2]) for target in ready.asked]
        assert offsets[0] == 2 * PIECE_BYTES

    def test_is_signed_and_for_enrolled_devices_only(self, county, ready):
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(county.url + "/v1/publications/trust/1?from=0", timeout=10)
        assert answer.status_code == 401

    @pytest.mark.parametrize(
        "target", ["/v1/publications/secrets/1?from=0", "/v1/publications/trust/1?from=0&x=1"]
    )
    def test_what_is_not_published_is_not_found(self, ready, target):
        from counter_app.domain.errors import CountyFault

        with pytest.raises(CountyFault, match="404 not-found"):
            ready.transport.fetch(target)

    def test_what_waits_for_a_signature_is_shown_to_no_counter(self, county, ready):
        publish(county, "catalogue", catalogue(7), PUBLISHER)
        ready.sync()
        assert ready.published.version("catalogue") == 0
        assert ready.cycle.county.publications.keys() == {"trust"}


POISON = {
    "unsigned": ((), "unsigned"),
    "one signature": ((PUBLISHER,), "one-signature"),
    "the other one alone": ((APPROVER,), "one-signature"),
    "twice the same": ((PUBLISHER, PUBLISHER), "one-signature"),
    "a stranger's key": ((PUBLISHER, STRANGER), "one-signature"),
    "two strangers": ((STRANGER, Ed25519PrivateKey.from_private_bytes(b"t" * 32)), "unsigned"),
}


@pytest.mark.threat("T9")
@pytest.mark.expects_warnings
class TestPoison:
    """Whatever comes that may not count: the old one stays, and the desk is told why."""

    @pytest.fixture
    def ready(self, county, ready):
        publish(county, "catalogue", catalogue(7))
        ready.sync()
        return ready

    def refused(self, ready, reason: str, kind: str = "catalogue") -> None:
        before = ready.rules.catalogue
        ready.sync()
        assert ready.rules.catalogue is before
        assert ready.published.version("catalogue") == 7
        fact = ready.facts()[-1]
        assert isinstance(fact, PublicationRefused)
        assert (fact.kind, fact.reason) == (kind, reason)
        assert REFUSAL_WORDS[reason] in ready.published.notice()
        asked, facts = len(ready.asked), len(ready.facts())
        ready.sync()
        assert (len(ready.asked), len(ready.facts())) == (asked, facts), "fetched or told again"

    @pytest.mark.asvs("2.3.5", "9.1.1")
    def test_without_both_signatures(self, county, ready):
        for version, (keys, reason) in enumerate(POISON.values(), start=9):
            content = catalogue(version)
            publish_anything(county, "catalogue", version, pack(content), sha256(content), *keys)
            self.refused(ready, reason)

    def test_older(self, county, ready):
        content = catalogue(3)
        keys = (PUBLISHER, APPROVER)
        with county.database.writing() as connection:
            connection.execute(delete(table).where(table.c.kind == "catalogue"))
        publish_anything(county, "catalogue", 3, pack(content), sha256(content), *keys)
        asked = len(ready.asked)
        ready.sync()
        assert ready.published.version("catalogue") == 7
        assert len(ready.asked) == asked

    def test_of_the_same_version_with_other_content(self, county, ready):
        other = catalogue(7, items=json.loads(catalogue(7))["items"][:1])
        with county.database.writing() as connection:
            connection.execute(delete(table).where(table.c.kind == "catalogue"))
        publish_anything(county, "catalogue", 7, pack(other), sha256(other), PUBLISHER, APPROVER)
        ready.sync()
        assert len(ready.rules.catalogue.items) == 3

    def test_an_old_one_under_a_new_number(self, county, ready):
        """Replayed whole, with its genuine signatures, where a newer one is announced."""
        with county.database.writing() as connection:
            connection.execute(update(table).where(table.c.kind == "catalogue").values(version=9))
        self.refused(ready, "not-newer")

    def test_cut_off(self, county, ready):
        content = catalogue(9)
        packed = pack(content)[:-9]
        publish_anything(county, "catalogue", 9, packed, sha256(content), PUBLISHER, APPROVER)
        self.refused(ready, "unreadable")

    def test_that_is_not_what_was_signed(self, county, ready):
        publish_anything(county, "catalogue", 9, pack(catalogue(9)), "0" * 64, PUBLISHER, APPROVER)
        self.refused(ready, "other-content")

    def test_well_signed_with_a_bad_content(self, county, ready):
        for version, content in enumerate(
            (
                b"{}",
                b"[" * 5_000,
                catalogue(11, format=2),
                catalogue(1_000),
                catalogue(13, valid_until="2027-12-31"),
                catalogue(14, items=[{"item_id": "X"}]),
            ),
            start=9,
        ):
            keys = (PUBLISHER, APPROVER)
            publish_anything(county, "catalogue", version, pack(content), sha256(content), *keys)
            self.refused(ready, "content-invalid")

    def test_huge(self, county, ready):
        packed = bytes(4 << 20) + b"!"
        publish_anything(county, "catalogue", 9, packed, "0" * 64, PUBLISHER, APPROVER)
        self.refused(ready, "too-large")
        assert len([each for each in ready.asked if "catalogue/9" in each]) == 1

    @pytest.mark.asvs("5.2.3")
    def test_a_bomb(self, county, ready):
        bomb = bytes(64 << 20)
        packed = pack(bomb)
        assert len(packed) < 16_000
        publish_anything(county, "catalogue", 9, packed, sha256(bomb), PUBLISHER, APPROVER)
        self.refused(ready, "too-large")

    def test_is_judged_again_under_another_trust_list(self, county, ready):
        content = catalogue(9)
        publish_anything(county, "catalogue", 9, pack(content), sha256(content), STRANGER, APPROVER)
        self.refused(ready, "one-signature")
        county.time.ms += 5_000
        name_publishers(county, publisher=STRANGER, endorsing=(PUBLISHER, APPROVER))
        ready.sync()
        assert ready.rules.catalogue.version == 9
        assert ready.published.notice() == ""

    def test_a_damaged_page_brings_the_version_before_and_no_older_one_in(
        self, county, ready, tmp_path
    ):
        publish(county, "catalogue", catalogue(8))
        ready.sync()
        with ready.store.ledger.transaction() as transaction:
            transaction.connection.execute(
                "UPDATE publications SET content = x'7b7d' WHERE kind = 'catalogue' AND version = 8"
            )
            transaction.commit()
        device = ready.side.device
        ready.store.close()
        with opened_counter(county, tmp_path / "counter", device) as again:
            assert again.rules.catalogue.version == 7
            assert again.published.version("catalogue") == 8


class TestTheCounty:
    def test_says_what_is_different(self, county):
        name_publishers(county)
        first, _ = publish(county, "catalogue", catalogue(2))
        assert [change.kind for change in first.changes] == ["新增"] * 3
        items = json.loads(catalogue(3))["items"]
        items[0]["name"] = "另一个名字"
        second, told = publish(county, "catalogue", catalogue(3, items=items[:2]))
        assert [change.kind for change in second.changes] == ["变更", "取消"]
        assert "另一个名字" in second.changes[0].detail
        assert told.is_public

    @pytest.mark.parametrize("version", [1, 2])
    def test_publishes_no_version_twice_or_backwards(self, county, version):
        name_publishers(county)
        publish(county, "catalogue", catalogue(2))
        with pytest.raises(PublicationNotNewer):
            publish(county, "catalogue", catalogue(version))

    def test_checks_the_content_before_anything_is_kept(self, county):
        name_publishers(county)
        for kind, content, error in (
            ("catalogue", b"{}", CatalogueInvalid),
            ("staff", staff(1, {"staff": "", "name": "x", "role": "clerk"}), StaffListInvalid),
        ):
            with pytest.raises(error):
                publish(county, kind, content)
        assert publications.overview(county.database) == []

    @pytest.mark.parametrize("key", [STRANGER])
    def test_takes_no_signature_of_a_stranger(self, county, key):
        name_publishers(county)
        with pytest.raises(PublisherUnknown):
            publish(county, "catalogue", catalogue(2), key)

    def test_takes_nobody_for_both_signatures(self, county):
        with pytest.raises(PublisherUnknown):
            name_publishers(county, publisher=APPROVER)

    def test_names_new_publishers_with_the_old_ones_only(self, county):
        name_publishers(county)
        for endorsing in ((), (PUBLISHER,), (STRANGER, APPROVER)):
            with pytest.raises(PublisherUnknown):
                name_publishers(county, publisher=STRANGER, endorsing=endorsing)
        assert (
            name_publishers(county, publisher=STRANGER, endorsing=(PUBLISHER, APPROVER)).version
            == 2
        )

    def test_restored_from_a_backup_does_not_count_from_below(self, county, ready):
        publish(county, "catalogue", catalogue(7))
        ready.sync()  # The county hears what is installed.
        with county.database.writing() as connection:
            connection.execute(delete(table))
        with pytest.raises(PublicationNotNewer, match="第7版"):
            publish(county, "catalogue", catalogue(7, valid_until="2027-12-31"))


def test_installing_is_one_transaction_with_its_event(county, ready, monkeypatch):
    """The power goes between the two: neither is there, and both come with the next exchange."""
    publish(county, "catalogue", catalogue(7))
    real = type(ready.store.ledger.log).append

    def fail(*_):
        raise RuntimeError("the power is cut")

    monkeypatch.setattr(type(ready.store.ledger.log), "append", fail)
    with pytest.raises(RuntimeError):
        ready.cycle._side.publications.follow({"catalogue": 7})
    monkeypatch.setattr(type(ready.store.ledger.log), "append", real)
    assert ready.store.publications.newest().keys() == {"trust"}
    ready.sync()
    assert ready.rules.catalogue.version == 7
    assert isinstance(ready.facts()[-1], PublicationInstalled)


def test_the_shipped_catalogue_counts_until_the_county_has_published(counter):
    counter.sync()
    assert counter.rules.catalogue is shipped_catalogue()
