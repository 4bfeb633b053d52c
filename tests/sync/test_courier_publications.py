"""What the county publishes reaches a counter that lives on sticks alone."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from counter_app.domain.courier import words_of_return
from counter_app.domain.errors import BundleInvalid
from sync.bundle_keys import public_bytes
from sync.bundle_publications import PublicationReader
from sync.client.county_keys import CountyKeys
from sync.client.courier import CourierSide, export_bundles
from sync.client.courier_return import import_return
from sync.publication import CATALOGUE, TRUST
from sync.server import admission, publication_route
from sync.server.county_key import KeyFiles, load_or_create
from sync.server.key_rotation import rotate
from sync.wire_publications import PIECE_BYTES, PieceWire
from tests.fakes.counties import CountyTime, running_county, sqlite_url
from tests.fakes.people import PROFILE
from tests.fakes.publishers import (
    APPROVER,
    PUBLISHER,
    STRANGER,
    catalogue,
    name_publishers,
    publish,
    publish_anything,
)
from tests.storage.conftest import DEVICE_KEY
from tests.sync.couriers import answer_from_county, open_at_county
from tests.sync.publication_counter import publication_counter


@pytest.fixture
def files(tmp_path):
    time = CountyTime()
    load_or_create(tmp_path / "county.key.pem", time)
    return KeyFiles(tmp_path / "county.key.pem", time)


@pytest.fixture
def county(tmp_path, files):
    key = load_or_create(files.first, files._now_ms)
    url = sqlite_url(tmp_path / "county.db")
    with running_county(url, key=key, time=files._now_ms) as running:
        yield running


class StickOnly:
    """A counter with its real store; the network was there for the enrolment and never again."""

    def __init__(self, county, counter, folder) -> None:
        self.county, self.counter, self.folder = county, counter, folder
        folder.mkdir()
        store = counter.store
        store.courier.keep_county_bundle_key(public_bytes(county.county.key.private))
        self.keys = CountyKeys(county.key, counter.published.trust)
        self.side = CourierSide(
            store=store.sync_store,
            courier=store.courier,
            unit_of_work=store.unit_of_work,
            clock=counter.published.clock,
            device=counter.side.device,
            counter_code=PROFILE.counter_code,
            signing_key=DEVICE_KEY,
            county_key=self.keys,
            earliest=lambda: None,
            publications=counter.published,
        )

    def round_trip(self):
        (note,) = export_bundles(self.side, self.folder)
        open_at_county(self.county, self.folder / note.name)
        back = answer_from_county(self.county, self.side.device, self.folder)
        return import_return(self.side, back)


@pytest.fixture
def stick(county, tmp_path):
    with publication_counter(county, tmp_path / "counter") as counter:
        yield StickOnly(county, counter, tmp_path / "stick")


def test_a_return_brings_what_is_newest_in_order_and_says_so(county, stick):
    name_publishers(county)
    for version in (6, 7):
        publish(county, CATALOGUE, catalogue(version))
    report = stick.round_trip()
    kinds = [kind for kind, _ in report.published]
    assert kinds == [TRUST, CATALOGUE], "whom to trust comes first"
    assert dict(report.published)[CATALOGUE] == 7
    assert stick.counter.rules.catalogue.version == 7
    assert "事项目录第7版已启用" in words_of_return(report)
    again = stick.round_trip()
    assert again.published == ()
    assert [fact.version for fact in stick.counter.facts() if fact.kind == CATALOGUE] == [7]


def test_a_revocation_travels_with_it(county, stick):
    stick.round_trip()
    before = stick.counter.published.trust().version
    county.time.ms += 5_000
    with county.database.writing() as connection:
        connection.execute(
            text("INSERT INTO devices (device, counter_code, enrolled_at_ms, approved_at_ms)"
                 " VALUES ('eeeeeeeeeeeeeeee', '51089910102', 1, 1)")
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO device_keys (device, generation, public_key)"
                 " VALUES ('eeeeeeeeeeeeeeee', 1, :key)"), {"key": b"k" * 32},
        )  # fmt: skip
    admission.revoke(county.database, county.county.key, "ee" * 8, at_ms=county.time())
    stick.round_trip()
    trust = stick.counter.published.trust()
    assert trust.version > before
    assert trust.status("ee" * 8, 1).value == "revoked"


@pytest.mark.threat("T9")
@pytest.mark.expects_warnings
def test_one_that_may_not_count_is_refused_and_spoils_nothing_else(county, stick):
    name_publishers(county)
    stick.round_trip()
    publish_anything(county, CATALOGUE, 9, b"no zstd", "0" * 64, STRANGER, STRANGER)
    report = stick.round_trip()
    assert report.published == ()
    assert stick.counter.facts()[-1].reason == "unsigned"
    assert stick.counter.published.notice()
    assert stick.round_trip().published == ()
    refused = [fact for fact in stick.counter.facts() if fact.version == 9]
    assert len(refused) == 1, "it is told once"


def test_a_new_county_key_is_followed_by_stick_during_the_overlap(county, files, stick):
    name_publishers(county)
    stick.round_trip()
    old = stick.keys.believed
    made = rotate(county.database, files, (PUBLISHER, APPROVER), at_ms=county.time())
    stick.round_trip()
    assert stick.keys.believed == (*old, made.new)
    county.time.ms += 31 * 24 * 3_600_000
    stick.round_trip()
    assert stick.keys.believed == (made.new,)


def test_pieces_that_do_not_belong_together_are_no_publication(county):
    name_publishers(county)
    publish(county, CATALOGUE, catalogue(7))
    with county.database.reading() as connection:
        whole = [PieceWire.model_validate_json(each) for each in _small(connection)]
    assert len(whole) > 3
    first, second, third = whole[:3]
    for wrong in (
        [second],
        [first, third],
        [first, replace_piece(second, packed_sha256="0" * 64)],
        [first] * 5,
        [replace_piece(first, size=1 << 40)],
    ):
        with pytest.raises(BundleInvalid):
            read(wrong)
    with pytest.raises(BundleInvalid):
        PublicationReader().add(b"{")
    with pytest.raises(BundleInvalid, match="cut off"):
        read(whole[:-1])
    assert [len(each.packed) for each in read(whole)] == [first.size]


def _small(connection):
    """Every piece of the catalogue, cut far smaller than they travel."""
    offset = 0
    while piece := publication_route.publications.piece(connection, CATALOGUE, 7, offset, 256):
        if not piece.data:
            return
        yield publication_route.piece_json(piece, offset)
        offset += len(piece.data)
    assert offset < PIECE_BYTES


def replace_piece(piece: PieceWire, **changes) -> PieceWire:
    return piece.model_copy(update=changes)


def read(pieces):
    reader = PublicationReader()
    for piece in pieces:
        reader.add(piece.model_dump_json().encode())
    return list(reader.whole())
