"""Files of cases on a stick: with their events, the smallest first, kept once."""

from __future__ import annotations

import hashlib
import random
from contextlib import ExitStack
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from counter_app.domain.attachment import AttachmentState
from counter_app.domain.errors import BundleInvalid
from sync.bundle import SealedBundle
from sync.bundle_attachments import (
    PackedFile,
    attachment_record,
    read_attachment,
    record_bytes,
    require_files,
)
from sync.bundle_file import read_bundle
from sync.bundle_keys import public_bytes, recipient_key
from sync.bundle_records import HEADER_BYTES, Manifest, decode_manifest, read_records
from sync.client.courier import CourierSide, Watching, export_bundles
from sync.client.courier_return import import_return
from sync.server import courier_log
from sync.server.schema_pieces import attachments
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.pictures import jpeg, pdf
from tests.sync.couriers import answer_from_county, open_at_county
from tests.sync.filing import TOWNSHIP, Filing

ROOM = 1 << 20


@pytest.fixture
def county(tmp_path):
    with running_county(sqlite_url(tmp_path / "county.db")) as running:
        yield running


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def one(stack, tmp_path, county):
    return Filing(stack, tmp_path / "one", county, TOWNSHIP + "01")


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def side_of(counter, county) -> CourierSide:
    courier = counter.store.courier
    courier.keep_county_bundle_key(public_bytes(county.county.key.private))
    return CourierSide(
        store=counter.store.sync_store,
        courier=courier,
        unit_of_work=counter.store.unit_of_work,
        clock=counter.clock,
        device=counter.device,
        counter_code=TOWNSHIP + "01",
        signing_key=counter.key,
        county_key=county.key,
        earliest=lambda: None,
        files=counter.files,
    )


def export(counter, county, stick, *, room: int = 200 << 20):
    notes = export_bundles(side_of(counter, county), stick, Watching(plain_bytes_max=room))
    return [stick / note.name for note in notes]


def listed(county, path) -> tuple:
    """Return the files that a bundle's manifest names."""
    with read_bundle(path) as (file, size):
        plain = SealedBundle(file, size).open(
            _sender(county, path), recipient_key(county.county.key.private)
        )
        _, payload = next(iter(read_records(plain())))
        return decode_manifest(payload).attachments


def _sender(county, path):
    with read_bundle(path) as (file, size):
        sender = SealedBundle(file, size).cover.sender
    with county.database.reading() as connection:
        return courier_log.sender_of(connection, sender, at_ms=county.time()).key


def kept(county) -> set[str]:
    return {row.sha256 for row in county.rows(select(attachments.c.sha256))}


def test_files_go_with_their_events_and_the_return_says_that_they_are_there(
    county, one, stick, stack, tmp_path
):
    case_id = one.receive()
    contents = [jpeg(60, 40), pdf(random.Random(1).randbytes(90_000))]
    names = [one.add(case_id, content) for content in contents]
    (path,) = export(one, county, stick)
    imported = open_at_county(county, path)
    assert (imported.stored, imported.files, imported.files_left) == (3, 2, 0)
    assert kept(county) == set(names)
    assert open_at_county(county, path).files == 2  # Twice changes nothing.
    assert one.files.to_send()[0] == 2  # Until the county's word is here.

    back = answer_from_county(county, one.device, stick, imported.bundle)
    import_return(side_of(one, county), back)
    assert {one.state(case_id, name) for name in names} == {AttachmentState.AT_COUNTY}
    (empty,) = export(one, county, stick)
    assert listed(county, empty) == ()

    other = Filing(stack, tmp_path / "other", county, TOWNSHIP + "02")
    other.cycle.run()
    for name in names:
        other.carrier.wishes.add(name)
    other.cycle.run()
    assert [other.files.read(name) for name in names] == contents


def test_the_smallest_go_first_and_what_has_no_room_stays_for_the_next_stick(county, one, stick):
    case_id = one.receive()
    sizes = (700_000, 400_000, 300_000)
    for seed, size in enumerate(sizes):
        one.add(case_id, pdf(random.Random(seed).randbytes(size)))
    (path,) = export(one, county, stick, room=ROOM)
    assert [size // 100_000 for _, size in listed(county, path)] == [3, 4]
    assert path.stat().st_size < ROOM + (64 << 10)
    open_at_county(county, path)
    import_return(side_of(one, county), answer_from_county(county, one.device, stick))
    (path,) = export(one, county, stick, room=ROOM)
    assert [size // 100_000 for _, size in listed(county, path)] == [7]


@pytest.mark.expects_warnings
def test_a_file_that_cannot_be_read_holds_no_bundle_back(county, one, stick):
    case_id = one.receive()
    lost, good = one.add(case_id, jpeg(40, 30)), one.add(case_id, jpeg(60, 40))
    (one.folder / "attachments" / lost[:2] / lost).write_bytes(b"rot")
    (path,) = export(one, county, stick)
    assert [name for name, _ in listed(county, path)] == [good]


def test_a_file_whose_act_the_county_does_not_have_is_left(county, one, stick):
    """Its event was set aside; the file waits, and the rest of the bundle is taken."""
    case_id = one.receive()
    content = jpeg(60, 40)
    sha256 = one.add(case_id, content)
    side = side_of(one, county)
    files = side.files
    act = files.to_pack(bytes_max=ROOM, limit=9)[0][1]

    class Lying:
        """Names another act than the one that names the file."""

        def to_pack(self, **_given):
            return [(sha256, act[::-1], len(content))]

        read, at_county = files.read, files.at_county

    notes = export_bundles(replace(side, files=Lying()), stick, Watching())
    imported = open_at_county(county, stick / notes[0].name)
    assert (imported.stored, imported.files, imported.files_left) == (2, 0, 1)
    assert kept(county) == set()


class TestRecords:
    @given(st.binary(min_size=1, max_size=2_000), st.binary(min_size=32, max_size=32))
    def test_a_file_comes_back_as_it_went(self, content, event):
        file = PackedFile(hashlib.sha256(content).hexdigest(), event.hex(), content)
        record = attachment_record(file)
        assert len(record) == record_bytes(len(content))
        assert read_attachment(record[HEADER_BYTES:]) == file

    @given(st.binary(max_size=300))
    def test_other_bytes_are_refused_as_a_bundle_that_is_damaged(self, payload):
        with pytest.raises(BundleInvalid):
            read_attachment(payload)

    def test_the_manifest_names_every_file_in_its_order(self):
        manifest = Manifest(attachments=(("a" * 64, 1), ("b" * 64, 2)))
        require_files(manifest, iter(manifest.attachments))
        for came in (manifest.attachments[:1], manifest.attachments[::-1], ()):
            with pytest.raises(BundleInvalid):
                require_files(manifest, came)
