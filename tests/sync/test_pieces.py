"""A body that is cut goes on where it was cut, and what it brings is there once."""

from __future__ import annotations

import json
import socket

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from counter_app.bench.cutting_line import CuttingLine, cutting_line
from counter_app.domain.errors import CountyFault
from sync.client.pieces import NoPieces, Parcel
from sync.server.engine import lock_head
from sync.server.enrolment import enrol
from sync.server.pieces import PIECE_BYTES, Body
from sync.server.schema import nonces
from sync.server.schema_pieces import pieces
from sync.simulation.memory_store import MemoryStore
from sync.wire import EXCHANGE_PATH, JSON_TYPE, REQUEST_BYTES_MAX, EnrolWire, decode_answer
from tests.fakes.certificates import Authority
from tests.fakes.counties import running_county, sqlite_url
from tests.sync.made_up import signed_headers
from tests.sync.parcels import (
    EVENTS,
    a_body,
    a_parcel,
    brought,
    kept,
    path_of,
    put,
    put_signed,
    sender_of,
    stored,
)

WAIT_S = 10.0


@pytest.fixture
def epoch(county) -> str:
    with county.database.writing() as connection:
        return lock_head(connection)[0]


@pytest.fixture
def line(county):
    with cutting_line(county.url) as cutting:
        yield cutting


class TestACut:
    @pytest.mark.fault("F11", "F14")
    def test_at_any_byte_costs_no_more_than_a_piece_and_loses_or_doubles_nothing(
        self, county, counter, line: CuttingLine, epoch
    ):
        body = a_body(counter.store, epoch=epoch)
        assert 36_000 < len(body) < 60_000
        for cut in range(1, len(body) + 600, 797):
            line.connections.clear()
            line.cuts = [("up", cut)]
            came = brought(line.url, counter.store, county.key, body)
            acks = json.loads(decode_answer(came.raw.body).push.acks.data)["acks"]
            assert len({ack[0] for ack in acks}) == EVENTS
            assert line.put_bytes() - len(body) <= PIECE_BYTES
            assert stored(county) == EVENTS

    @pytest.mark.expects_warnings
    def test_of_the_answer_sends_nothing_again(self, county, counter, line: CuttingLine, epoch):
        body = a_body(counter.store, epoch=epoch)
        whole = len(brought(line.url, counter.store, county.key, body).raw.body)
        for cut in range(0, whole, 397):
            line.connections.clear()
            line.cuts = [("down", cut)]
            came = brought(line.url, counter.store, county.key, body)
            assert decode_answer(came.raw.body).push.acks is not None
            assert line.put_bytes() == len(body)
        assert stored(county) == EVENTS

    def test_after_cut_goes_on_within_one_try_as_long_as_each_gets_further(
        self, county, counter, line: CuttingLine, epoch
    ):
        body = a_body(counter.store, epoch=epoch)
        line.cuts = [("up", 4_000)] * 100
        told: list[tuple[int, int]] = []
        with sender_of(line.url, counter.store, county.key) as sender:
            sender.told = lambda sent, total: told.append((sent, total))
            came = sender.send(a_parcel(body))
        assert came.raw.status == 200
        assert len(line.connections) > 8
        assert line.starts() == sorted(set(line.starts()))
        assert {total for _, total in told} == {len(body)}
        assert max(sent for sent, _ in told) == len(body)

    def test_is_one_request_on_a_good_line(self, county, counter, line: CuttingLine, epoch):
        body = a_body(counter.store, epoch=epoch)
        brought(line.url, counter.store, county.key, body)
        assert (line.starts(), line.put_bytes()) == ([0], len(body))
        assert bytes(line.connections[0]).count(b" HTTP/1.1\r\n") == 1


class TestOverTls:
    def test_a_cut_goes_on_as_well(self, tmp_path):
        """That the line ended is no sign of somebody else."""
        authority = Authority(tmp_path, "county-ca")
        tls = authority.certify("127.0.0.1")
        with (
            running_county(sqlite_url(tmp_path / "c.db"), tls=tls) as county,
            cutting_line(county.url.removeprefix("https://")) as line,
        ):
            store = MemoryStore("", "51089910101")
            key = store.key.public_key().public_bytes_raw()
            code = county.code("51089910101")
            asked = EnrolWire(code=code, public_key=key, counter_code="51089910101")
            store.device = enrol(county.database, asked, at_ms=county.time()).device
            with county.database.writing() as connection:
                body = a_body(store, epoch=lock_head(connection)[0])
            url = line.url.replace("http:", "https:")
            for cut in (("up", 900), ("up", 12_000), ("up", 30_000), ("down", 3_000)):
                line.cuts = [cut]
                came = brought(url, store, county.key, body, ca_file=authority.file)
                assert came.raw.status == 200
            assert stored(county) == EVENTS


class TestWhoAndWhat:
    def test_only_the_device_that_sends_it_can_go_on_with_a_body(
        self, county, counter, new_counter, epoch
    ):
        body = a_body(counter.store, epoch=epoch)
        other = new_counter("11019901202")
        begin = Body(owner=counter.store.device, sha256=path_of(body)[-64:])
        kept(county).append(begin, 0, body[:10_000])
        with sender_of(county.url, counter.store, county.key) as sender:
            assert sender.offset(path_of(body)) == 10_000
        with sender_of(county.url, other.store, county.key) as sender:
            assert sender.offset(path_of(body)) == 0

    @pytest.mark.threat("T6")
    def test_nobody_without_the_key_leaves_a_byte(self, county, counter, epoch):
        body = a_body(counter.store, epoch=epoch)
        thief = Ed25519PrivateKey.generate()
        with sender_of(county.url, counter.store, county.key, thief) as sender:
            assert sender.send(a_parcel(body)).raw.status == 401
        assert county.rows(select(pieces.c.owner)) == []
        assert stored(county) == 0

    @pytest.mark.threat("T8")
    def test_a_piece_that_is_played_again_is_refused(self, county, counter, epoch):
        body = a_body(counter.store, epoch=epoch)
        target = f"{path_of(body)}?from=0"
        headers = signed_headers(counter.store.device, counter.store.key, target.encode())
        raw = [put(county, target, body, headers) for _ in range(2)]
        assert [each.status for each in raw] == [200, 409]
        assert raw[1].problem() == "replayed"
        assert len(county.rows(select(nonces))) == 1

    @pytest.mark.asvs("15.3.7")
    @pytest.mark.threat("T6")
    def test_what_is_no_offset_and_no_hash_is_refused_signed_and_keeps_nothing(
        self, county, counter
    ):
        name = "ab" * 32
        offsets = ["", "?from=", "?from=-1", "?from=1e3", "?from=00", "?from=0&from=0", "?to=0"]
        targets = [f"{name}{query}" for query in (*offsets, "?from=" + "9" * 13)]
        targets += [f"{other}?from=0" for other in ("ab" * 31, "AB" * 32, "x" * 64, "ab" * 33)]
        for target in targets:
            raw = put_signed(county, counter.store, f"{EXCHANGE_PATH}/{target}", b"x")
            assert (raw.status, raw.problem()) == (422, "unreadable-request"), target
        raw = put_signed(county, counter.store, f"{EXCHANGE_PATH}/{name}?from=7", b"x")
        assert (raw.status, raw.problem()) == (409, "offset-differs")
        assert county.rows(select(pieces.c.owner)) == []

    @pytest.mark.asvs("5.2.1")
    def test_a_body_that_is_too_large_is_refused_before_it_is_read(self, county, counter):
        target = f"{EXCHANGE_PATH}/{'ab' * 32}?from=0"
        headers = signed_headers(counter.store.device, counter.store.key, target.encode())
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        host = county.url.removeprefix("http://")
        request = f"PUT {target} HTTP/1.1\r\nHost: {host}\r\n{head}"
        request += f"Content-Length: {REQUEST_BYTES_MAX + 1}\r\n\r\n"
        with socket.create_connection((host.split(":")[0], int(host.split(":")[1]))) as raw:
            raw.settimeout(WAIT_S)
            raw.sendall(request.encode())
            assert raw.recv(4_096).startswith(b"HTTP/1.1 413")

    def test_other_bytes_than_the_name_says_are_never_an_exchange(self, county, counter, epoch):
        body = a_body(counter.store, epoch=epoch)
        wrong = body[:-3] + b"000"
        with sender_of(county.url, counter.store, county.key) as sender:
            parcel = Parcel(path=path_of(body), body=wrong, headers={"Content-Type": JSON_TYPE})
            with pytest.raises(CountyFault, match="other pieces"):
                sender.send(parcel)
            assert stored(county) == 0
            assert sender.send(a_parcel(body, is_begun=True)).raw.status == 200
        assert stored(county) == EVENTS

    def test_what_is_no_message_is_answered_as_any_other(self, county, counter):
        with sender_of(county.url, counter.store, county.key) as sender:
            came = sender.send(a_parcel(b"[" * 20_000))
        assert (came.raw.status, came.raw.problem()) == (422, "unreadable-request")


class TestOthersThatAnswer:
    def test_a_county_before_this_is_noticed(self, county, counter):
        with sender_of(county.url, counter.store, county.key) as sender:
            parcel = Parcel(path="/v1/nothing/" + "ab" * 32, body=b"x" * 9_000, headers={})
            with pytest.raises(NoPieces):
                sender.send(parcel)
            with pytest.raises(NoPieces):
                sender.offset(parcel.path)
