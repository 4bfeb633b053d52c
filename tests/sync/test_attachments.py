"""Files from one counter over the county to another, over a real line that breaks."""

from __future__ import annotations

import random
from contextlib import ExitStack

import pytest
from sqlalchemy import select, update

from counter_app.bench.cutting_line import cutting_line
from counter_app.domain.attachment import AttachmentState, MediaType
from counter_app.domain.errors import (
    AttachmentNotTaken,
    AttachmentNotThere,
    DeviceRevoked,
    NotTheCounty,
    Offline,
)
from counter_app.domain.ids import EventId
from sync.server import attachments as at_county
from sync.server.admission import revoke
from sync.server.case_scopes import link
from sync.server.pieces import PIECE_BYTES
from sync.server.schema_pieces import attachments, pieces
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.pictures import jpeg, pdf
from tests.sync.filing import TOWNSHIP, Filing


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
def other(stack, tmp_path, county):
    return Filing(stack, tmp_path / "other", county, TOWNSHIP + "02")


@pytest.fixture
def elsewhere(stack, tmp_path, county):
    return Filing(stack, tmp_path / "elsewhere", county, "51089920101")


def large_pdf(size: int, seed: int = 1) -> bytes:
    return pdf(random.Random(seed).randbytes(size))


def kept(county) -> dict[str, bytes]:
    return {row.sha256: row.content for row in county.rows(select(attachments))}


def test_a_file_goes_after_its_event_and_comes_to_the_other_window_when_it_is_opened(
    county, one, other
):
    case_id = one.receive()
    content = jpeg(400, 300)
    sha256 = one.add(case_id, content)
    assert one.state(case_id, sha256) is AttachmentState.HERE
    one.cycle.run()
    assert one.state(case_id, sha256) is AttachmentState.AT_COUNTY
    assert kept(county) == {sha256: content}
    assert county.rows(select(pieces.c.sha256)) == []

    other.cycle.run()
    assert other.state(case_id, sha256) is AttachmentState.ON_THE_WAY
    other.cycle.run()
    assert other.state(case_id, sha256) is AttachmentState.ON_THE_WAY  # Nobody asked for it.
    other.carrier.wishes.add(sha256)
    other.cycle.run()
    assert other.files.read(sha256) == content
    assert other.state(case_id, sha256) is AttachmentState.AT_COUNTY
    assert other.cycle.progress.files_moved == 1


def test_the_smallest_goes_first_and_nothing_is_sent_twice(county, one):
    case_id = one.receive()
    contents = [large_pdf(30_000, 1), jpeg(40, 30), large_pdf(700_000, 2)]
    for content in contents:
        one.add(case_id, content)
    one.cycle.run()
    assert sorted(kept(county).values(), key=len) == sorted(contents, key=len)
    rows = county.rows(select(attachments.c.size_bytes).order_by(attachments.c.stored_at_ms))
    assert [row.size_bytes for row in rows] == sorted(map(len, contents))
    again = one.files.to_send()
    assert again == (0, 0)


@pytest.mark.fault("F14")
def test_a_cut_at_any_byte_costs_no_more_than_a_piece_and_no_byte_is_lost(stack, tmp_path, county):
    with cutting_line(county.url) as line:
        counter = Filing(stack, tmp_path / "cut", county, TOWNSHIP + "03", url=line.url)
        case_id = counter.receive()
        counter.cycle.run()
        content = large_pdf(60_000)
        for number, cut in enumerate(range(700, 66_000, 9_307)):
            marked = content[:-6] + f"{number:05d}\n".encode()
            sha256 = counter.add(case_id, marked + b"startxref\n9\n%%EOF\n")
            one_more = counter.files.size_of(sha256)
            counter.line.close()
            line.connections.clear()
            line.cuts = [("up", cut)]
            for _ in range(4):
                try:
                    counter.cycle.run()
                except Offline:
                    continue
            assert counter.state(case_id, sha256) is AttachmentState.AT_COUNTY, cut
            sent = [size for start, size in _file_puts(line)]
            assert sum(sent) - one_more <= PIECE_BYTES, cut
    assert len(kept(county)) == number + 1


def _file_puts(line) -> list[tuple[int, int]]:
    """Return where pieces of files began and how much of each arrived."""
    found = []
    for stream in line.connections:
        rest = bytes(stream)
        while b"\r\n\r\n" in rest:
            head, _, rest = rest.partition(b"\r\n\r\n")
            fields = head.split(b"\r\n")
            length = next(
                (int(f.split(b":")[1]) for f in fields if f.lower().startswith(b"content-length")),
                0,
            )
            if fields[0].startswith(b"PUT /v1/attachments/"):
                start = int(fields[0].split(b"from=")[1].split(b" ")[0])
                found.append((start, min(length, len(rest))))
            rest = rest[length:]
    return found


@pytest.mark.fault("F14")
def test_a_download_goes_on_where_it_was_cut(stack, tmp_path, county, one):
    case_id = one.receive()
    content = large_pdf(300_000)
    sha256 = one.add(case_id, content)
    one.cycle.run()
    with cutting_line(county.url) as line:
        far = Filing(stack, tmp_path / "far", county, TOWNSHIP + "04", url=line.url)
        far.cycle.run()
        far.carrier.wishes.add(sha256)
        far.line.close()
        line.cuts = [("down", 90_000), ("down", 90_000)]
        for _ in range(3):
            try:
                far.cycle.run()
            except Offline:
                continue
        assert far.files.read(sha256) == content


class TestWhoMay:
    @pytest.mark.threat("T6")
    def test_nobody_brings_a_file_that_no_event_names(self, one, other):
        case_id = one.receive()
        content = jpeg(60, 40)
        sha256 = one.add(case_id, content)
        waiting = one.store.sync_store.unacknowledged(limit=10, bytes_max=1 << 20)
        assert len(waiting) == 2
        event = _act(one, sha256)
        for wrong in (event, "0" * 64):  # Not there yet; and never.
            with pytest.raises(AttachmentNotTaken, match="event-first"):
                one.transport.put(sha256, EventId(wrong), 0, content)
        one.cycle.run()
        with pytest.raises(AttachmentNotTaken, match="event-first"):
            other.transport.put("a" * 64, event, 0, content)

    @pytest.mark.asvs("8.2.2", "8.4.1")
    @pytest.mark.threat("T6")
    def test_another_township_sees_and_brings_nothing_until_the_case_is_shown_to_it(
        self, county, one, elsewhere
    ):
        case_id = one.receive()
        content = jpeg(60, 40)
        sha256 = one.add(case_id, content)
        one.cycle.run()
        event = _act(one, sha256)
        asks = (
            lambda: elsewhere.transport.get(sha256, event, 0, 10),
            lambda: elsewhere.transport.stand(sha256, event),
            lambda: elsewhere.transport.put(sha256, event, 0, content),
        )
        for ask in asks:
            with pytest.raises(AttachmentNotTaken, match="event-first"):
                ask()
        link(county.database, case_id, "510899201", at_ms=county.time())
        elsewhere.cycle.run()
        elsewhere.carrier.wishes.add(sha256)
        elsewhere.cycle.run()
        assert elsewhere.files.read(sha256) == content

    def test_a_revoked_device_gets_and_brings_nothing(self, county, one):
        case_id = one.receive()
        sha256 = one.add(case_id, jpeg(60, 40))
        one.cycle.run()
        event = _act(one, sha256)
        revoke(county.database, county.county.key, one.device, at_ms=county.time())
        with pytest.raises(DeviceRevoked):
            one.transport.get(sha256, event, 0, 10)
        with pytest.raises(DeviceRevoked):
            one.transport.stand(sha256, event)


class TestWhatIsRefused:
    @pytest.mark.asvs("5.2.2")
    def test_what_does_not_fit_its_act_is_forgotten_and_what_has_not_come_is_not_given(
        self, county, one
    ):
        case_id = one.receive()
        content, program = large_pdf(20_000), b"MZ" + bytes(500)
        sha256 = one.add(case_id, content)
        wrong_kind = one.add(case_id, program, media_type=MediaType.JPEG)
        super_run(one)
        event = _act(one, sha256)

        def refused(code: str, offset: int, piece: bytes, *named) -> None:
            name, act = named or (sha256, event)
            with pytest.raises(AttachmentNotTaken, match=code):
                one.transport.put(name, act, offset, piece)

        refused("hash-differs", 0, content[:-30] + b"x" * 30)
        refused("hash-differs", 0, program, wrong_kind, _act(one, wrong_kind))
        refused("too-large", 0, content + b"x")
        refused("offset-differs", 5, content[5:])
        with pytest.raises(AttachmentNotThere):
            one.transport.get(sha256, event, 0, 10)
        assert kept(county) == {}
        assert county.rows(select(pieces.c.sha256)) == []

        one.transport.put(sha256, event, 0, content)
        assert kept(county) == {sha256: content}
        size = len(content)
        assert one.transport.get(sha256, event, size - 5, size + 100) == content[-5:]
        assert one.transport.get(sha256, event, 0, 3) == content[:3]

    @pytest.mark.asvs("2.4.1", "5.2.4")
    @pytest.mark.expects_warnings
    def test_a_device_that_brings_too_much_in_a_day_waits(self, county, one, monkeypatch):
        case_id = one.receive()
        small, large = jpeg(20, 20), large_pdf(50_000)
        monkeypatch.setattr(at_county, "DAY_BYTES_MAX", len(small) + len(large) - 1)
        one.add(case_id, small)
        sha256 = one.add(case_id, large)
        one.cycle.run()
        assert one.state(case_id, sha256) is AttachmentState.HERE
        with county.database.writing() as connection:
            day_before = county.time() - at_county.DAY_MS
            connection.execute(update(attachments).values(stored_at_ms=day_before))
        one.cycle.run()
        assert one.state(case_id, sha256) is AttachmentState.AT_COUNTY

    def test_an_answer_that_the_county_did_not_sign_is_not_believed(self, stack, tmp_path, county):
        with running_county(sqlite_url(tmp_path / "false.db")) as false:
            counter = Filing(stack, tmp_path / "lured", county, TOWNSHIP + "05", url=false.url)
            for ask in (
                lambda: counter.transport.stand("a" * 64, EventId("b" * 64)),
                lambda: counter.transport.put("a" * 64, EventId("b" * 64), 0, b"x"),
                lambda: counter.transport.get("a" * 64, EventId("b" * 64), 0, 1),
            ):
                with pytest.raises(NotTheCounty):
                    ask()


@pytest.mark.fault("F12")
def test_a_county_put_back_gets_the_files_again(county, one):
    case_id = one.receive()
    sha256 = one.add(case_id, jpeg(60, 40))
    one.cycle.run()
    with county.database.writing() as connection:
        connection.execute(attachments.delete())
    one.store.sync_store.restart_stream(epoch=one.store.sync_store.position()[0])
    one.cycle.run()
    assert set(kept(county)) == {sha256}


def super_run(counter) -> None:
    """Exchange events only: the files of this counter stay where they are."""
    super(type(counter.cycle), counter.cycle).run()


def _act(counter, sha256: str) -> EventId:
    rows = counter.store.ledger
    with rows.transaction() as transaction:
        found = transaction.connection.execute(
            "SELECT event_id, data FROM events WHERE type = 'material.attached'"
        ).fetchall()
    return EventId(next(event for event, data in found if sha256.encode() in bytes(data)))
