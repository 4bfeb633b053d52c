"""The county's signing key is changed: announced, believed beside the old one, then alone."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from counter_app.domain.errors import BundleForeign, NotTheCounty, PublisherUnknown, UnreadableFile
from sync.client.county_keys import CountyKeys, Evidence, KeyFollowingLine, believed_keys, is_county
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.http_transport import CountyAddress, HttpLine, HttpTransport
from sync.client.pieces import PieceLine
from sync.client.publications import PublicationFetcher
from sync.county_succession import (
    COUNTY_KEYS_PATH,
    KeyNotFollowed,
    KeyPaper,
    SignedSuccession,
    Succession,
    announce,
    chain_of,
    encode_paper,
    open_succession,
    parse_paper,
)
from sync.protocol import Signed
from sync.publication import TRUST, sign_publication
from sync.server import key_rotation
from sync.server.county_key import KeyFiles, load_key, load_or_create
from sync.server.key_rotation import rotate
from sync.signing import Purpose, is_signed, key_id, sign
from sync.trust_list import TrustList
from tests.fakes.counties import CountyTime, running_county, sqlite_url
from tests.fakes.people import received
from tests.fakes.publishers import APPROVER, PUBLISHER, STRANGER, name_publishers
from tests.sync.couriers import answer_from_county, enrolled, open_at_county
from tests.sync.publication_counter import publication_counter

DAY_MS = 24 * 3_600_000


@pytest.fixture
def time():
    return CountyTime()


@pytest.fixture
def files(tmp_path, time):
    load_or_create(tmp_path / "county.key.pem", time)
    return KeyFiles(tmp_path / "county.key.pem", time)


@pytest.fixture
def county(tmp_path, time, files):
    key = load_or_create(files.first, time)
    with running_county(sqlite_url(tmp_path / "county.db"), key=key, time=time) as running:
        yield running


class Book:
    """Keeps a paper in memory, as the profile's file does."""

    def __init__(self) -> None:
        self.content = b""

    def read(self) -> bytes:
        return self.content

    def write(self, content: bytes) -> None:
        self.content = content


@pytest.fixture
def counter(county, tmp_path):
    """A counter over the real line that follows the county's keys; `start` is a new run of it."""
    with publication_counter(county, tmp_path / "counter") as opened:
        line, book, pin = opened.transport._line, Book(), county.key

        def start() -> None:
            keys = CountyKeys(pin, opened.published.trust, book)
            following = KeyFollowingLine(line, keys)
            transport = HttpTransport(following, opened.transport._identity, keys)
            fetcher = PublicationFetcher(opened.published, transport.fetch, keys)
            side = CounterSide(
                store=opened.store.sync_store,
                unit_of_work=opened.store.unit_of_work,
                clock=opened.published.clock,
                device=opened.side.device,
                county_key=keys,
                publications=fetcher,
            )
            made.keys, made.cycle = keys, SyncCycle(side, transport)

        made = SimpleNamespace(start=start, opened=opened, book=book)
        start()
        made.cycle.run()
        yield made


def hex_of(key) -> str:
    return key.public_key().public_bytes_raw().hex()


def audit_of(counter):
    return counter.opened.store.audit(Evidence(counter.keys))


class TestTheChange:
    @pytest.mark.asvs("11.2.2")
    def test_is_announced_then_made_and_nobody_notices(self, county, files, time, counter):
        made = rotate(county.database, files, at_ms=time(), overlap_days=30)
        assert hex_of(county.county.key.private) == made.old, "the old key goes on signing"
        counter.cycle.run()
        listed = counter.opened.published.trust()
        assert listed.county_keys == (made.old, made.new)
        newest = counter.opened.published.version(TRUST)
        kept = counter.opened.store.sync_store
        assert kept.unacknowledged_count() == 0
        counter.cycle.run()
        assert counter.keys.believed == (made.old, made.new)
        time.ms += 31 * DAY_MS
        assert hex_of(county.county.key.private) == made.new
        counter.cycle.run()
        assert counter.opened.published.version(TRUST) > newest
        assert counter.keys.believed == (made.new,), "the old one is retired"
        assert audit_of(counter).is_valid, "what the old one signed remains evidence"

    def test_the_list_of_the_overlap_bears_both_signatures(self, county, files, time, counter):
        rotate(county.database, files, at_ms=time())
        newest = "SELECT manifest, signatures FROM publications ORDER BY version DESC LIMIT 1"
        manifest, signatures = county.rows(text(newest))[0]
        names = [name for name, _ in json.loads(signatures)]
        assert names == [key_id(each.public_key()) for each in county.county.key.listed]
        assert len(names) == 2
        assert b"trust" in bytes(manifest)

    def test_a_counter_that_was_away_follows_two_changes(self, county, files, time, counter):
        pin = counter.keys.believed
        for _ in range(2):
            rotate(county.database, files, at_ms=time(), overlap_days=7)
            time.ms += 8 * DAY_MS
        counter.start()
        assert counter.keys.believed == pin
        counter.cycle.run()
        newest = hex_of(county.county.key.private)
        assert counter.keys.believed == (newest,)
        assert len(counter.keys.ever) == 3
        counter.start()
        assert counter.keys.believed == (newest,), "it is kept"
        assert audit_of(counter).is_valid

    @pytest.mark.expects_warnings
    def test_a_key_that_no_believed_one_signed_is_not_believed(self, county, files, time, counter):
        """Somebody has the county's address, and a key of their own."""
        stranger = Ed25519PrivateKey.generate()
        old = Ed25519PrivateKey.generate()
        forged = announce(_succession(old, stranger), old, stranger)
        files.paper.write_bytes(encode_paper(KeyPaper((forged,))))
        _put_key(files.file_of(1), stranger)
        assert county.county.key.id == key_id(stranger.public_key())
        with pytest.raises(NotTheCounty):
            counter.cycle.run()
        assert counter.book.content == b""

    @pytest.mark.threat("T9")
    @pytest.mark.expects_warnings
    def test_the_server_alone_cannot_change_the_key_where_publishers_are_named(
        self, county, files, time, counter
    ):
        """The key was stolen with the server; the offline keys were not."""
        name_publishers(county)
        counter.cycle.run()
        with pytest.raises(PublisherUnknown):
            rotate(county.database, files, (PUBLISHER, STRANGER), at_ms=time())
        assert not files.paper.exists()
        thief = Ed25519PrivateKey.generate()
        old = county.county.key.private
        bare = announce(_succession(old, thief), old, thief)
        both = tuple(sign_publication(key, bare.data) for key in (STRANGER, APPROVER))
        stolen = SignedSuccession(bare.data, bare.by_old, bare.by_new, both)
        sets = counter.opened.published.trust().key_sets
        assert not counter.keys.learn(encode_paper(KeyPaper((stolen,), sets)))
        assert not counter.keys.learn(encode_paper(KeyPaper((bare,))))
        made = rotate(county.database, files, (PUBLISHER, APPROVER), at_ms=time())
        counter.cycle.run()
        counter.cycle.run()
        assert counter.keys.believed[-1] == made.new

    @pytest.mark.expects_warnings
    def test_never_goes_back_to_a_chain_that_is_beside(self, county, files, time, counter):
        old = county.county.key.private
        rotate(county.database, files, at_ms=time(), overlap_days=0)
        counter.cycle.run()
        believed = counter.keys.believed
        beside = Ed25519PrivateKey.generate()
        other = announce(_succession(old, beside), old, beside)
        for content in (
            encode_paper(KeyPaper((other,))),
            encode_paper(KeyPaper()),
            b"{}",
            b"[" * 200_000,
            b"\xff",
        ):
            assert not counter.keys.learn(content)
        assert counter.keys.believed == believed
        with pytest.raises(InvalidSignature):
            counter.keys.verify(sign(old, Purpose.ACKS, b"x"), Purpose.ACKS.value + b"x")
        assert is_signed(Evidence(counter.keys), Purpose.ACKS, b"x", sign(old, Purpose.ACKS, b"x"))

    def test_is_announced_once_however_often_it_is_asked_for(self, county, files, time):
        first = rotate(county.database, files, at_ms=time())
        assert rotate(county.database, files, at_ms=time()) == first
        assert key_rotation.standing(files, at_ms=time()).is_over is False
        time.ms += 31 * DAY_MS
        now = key_rotation.standing(files, at_ms=time())
        assert now.is_over
        assert now.retired_files == (files.first,)
        assert key_rotation.drop_retired(files, at_ms=time()) == (files.first,)
        ring = load_or_create(files.first, time).ring
        assert (ring.former, ring.coming, len(ring.successions)) == ((), None, 1)
        assert rotate(county.database, files, at_ms=time()).number == 2

    def test_what_the_county_signed_with_a_former_key_is_still_its_own_word(
        self, county, files, time
    ):
        key = county.county.key
        before = Signed(data=b"x", signature=sign(key.private, Purpose.ACKS, b"x"))
        rotate(county.database, files, at_ms=time(), overlap_days=0)
        assert key.has_signed(Purpose.ACKS, before)
        assert not key.has_signed(Purpose.ANCHOR, before)
        assert len(key.publics) == 2

    def test_anybody_may_ask_and_is_told_nothing_secret(self, county, files, time):
        rotate(county.database, files, at_ms=time())
        answer = requests.get(county.url + COUNTY_KEYS_PATH, timeout=10)
        paper = parse_paper(answer.content)
        assert len(paper.successions) == 1
        for number in (0, 1):
            secret = load_key(files.file_of(number)).private_bytes_raw().hex()
            assert secret not in answer.text

    def test_a_key_that_is_gone_stops_the_county_and_is_named(self, county, files, time):
        rotate(county.database, files, at_ms=time(), overlap_days=0)
        files.file_of(1).unlink()
        with pytest.raises(UnreadableFile, match=r"key\.1\.pem"):
            KeyFiles(files.file_of(0), time)()
        files.paper.write_bytes(b"{")
        with pytest.raises(UnreadableFile, match="successions"):
            KeyFiles(files.file_of(0), time)()


class TestBundles:
    """Sticks are under way for days, so they may meet another key than the one they left."""

    def test_sealed_to_the_old_key_are_opened_and_answered_with_the_new_one(
        self, county, files, time, tmp_path
    ):
        counter = enrolled(county, tmp_path)
        keys = CountyKeys(county.key, lambda: None)
        counter.side = replace(counter.side, county_key=keys)
        counter.store.write(received())
        sent = counter.export()
        rotate(county.database, files, at_ms=time(), overlap_days=0)
        imported = open_at_county(county, sent)
        assert imported.stored == 1
        back = answer_from_county(county, counter.store.device, counter.folder)
        with pytest.raises(BundleForeign):
            counter.take_in(back)
        assert keys.learn(key_rotation.paper_of(county.database, county.county.key))
        assert counter.take_in(back).acknowledged == 1

    def test_sealed_to_a_key_that_was_dropped_are_foreign(self, county, files, time, tmp_path):
        counter = enrolled(county, tmp_path)
        counter.store.write(received())
        sent = counter.export()
        rotate(county.database, files, at_ms=time(), overlap_days=0)
        key_rotation.drop_retired(files, at_ms=time())
        again = replace(
            county, county=replace(county.county, key=load_or_create(files.first, time))
        )
        with pytest.raises(BundleForeign):
            open_at_county(again, sent)


class TestTheBytes:
    KEYS = tuple(Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(4))

    def chain(self):
        pairs = zip(self.KEYS, self.KEYS[1:], strict=False)
        return tuple(announce(_succession(*each, n), *each) for n, each in enumerate(pairs, 1))

    def test_of_a_paper_come_back_as_they_were(self):
        ends = tuple(sign_publication(PUBLISHER, b"x") for _ in range(2))
        first = self.chain()[0]
        endorsed = SignedSuccession(first.data, first.by_old, first.by_new, ends)
        for paper in (KeyPaper(), KeyPaper(self.chain()), KeyPaper((endorsed,))):
            assert parse_paper(encode_paper(paper)) == paper

    def test_a_chain_is_followed_from_any_of_its_keys_and_only_whole(self):
        chain = self.chain()
        names = [hex_of(key) for key in self.KEYS]
        for place, name in enumerate(names):
            assert chain_of(name, chain) == (tuple(names), place)
        swapped = SignedSuccession(chain[0].data, chain[0].by_new, chain[0].by_old)
        ring = announce(_succession(self.KEYS[1], self.KEYS[0], 2), self.KEYS[1], self.KEYS[0])
        for broken in (
            chain[1:],
            (chain[0], chain[2]),
            (chain[0], chain[0]),
            (swapped,),
            (chain[0], ring),
            (SignedSuccession(chain[0].data, bytes(64), chain[0].by_new),),
        ):
            with pytest.raises(KeyNotFollowed):
                chain_of(names[0], broken)
        with pytest.raises(KeyNotFollowed, match="believed"):
            chain_of(hex_of(STRANGER), chain)

    def test_hostile_ones_are_no_successions(self):
        good = json.loads(self.chain()[0].data)
        for change in (
            {"v": 2},
            {"kind": "keys"},
            {"number": True},
            {"from_ms": -1},
            {"old": "x"},
            {"new": good["old"]},
            {"more": 1},
            {"made_at_ms": 1.5},
        ):
            with pytest.raises(ValueError, match=r"."):
                open_succession(json.dumps(good | change).encode())
        with pytest.raises(ValueError, match="canonical"):
            open_succession(json.dumps(good).encode())

    def test_one_key_and_a_chain_of_keys_are_asked_alike(self):
        pin = self.KEYS[0].public_key()
        listed = TrustList(1, (hex_of(self.KEYS[0]), hex_of(self.KEYS[1])), {})
        keys = CountyKeys(pin, lambda: listed)
        assert keys.lacks_listed()
        assert keys.learn(encode_paper(KeyPaper(self.chain()[:1])))
        assert not keys.lacks_listed()
        assert believed_keys(pin) == (hex_of(self.KEYS[0]),)
        assert believed_keys(keys) == listed.county_keys
        assert is_county(keys, key_id(self.KEYS[1].public_key()))
        assert not is_county(pin, key_id(self.KEYS[1].public_key()))


def _succession(old, new, number: int = 1) -> Succession:
    return Succession(number=number, old=hex_of(old), new=hex_of(new), made_at_ms=1, from_ms=2)


def _put_key(path, key) -> None:
    from tests.fakes.publishers import keep_key

    keep_key(key, path)


def test_a_line_that_follows_keys_carries_pieces_as_the_line_below_does(county):
    line = HttpLine(CountyAddress(url=county.url))
    following = KeyFollowingLine(line, CountyKeys(county.key, lambda: None, None))
    assert isinstance(following, PieceLine)
    line.break_off()
    assert following.is_called_off
    following.begin()
    assert not line.is_called_off
    line.close()
