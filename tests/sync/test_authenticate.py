"""Who may speak to the county, and what is left behind when somebody may not."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from counter_app.domain.errors import DeviceRevoked, DeviceUnknown
from sync.protocol import PUSH_EVENTS_MAX, Exchange, Push, SignedEvent
from sync.server import security_log
from sync.server.admission import revoke
from sync.server.schema import events, nonces, quarantine, security_events
from sync.wire import NONCE_HEADER, REQUEST_BYTES_MAX, SIGNATURE_HEADER, encode_exchange
from tests.fakes.counties import line_to
from tests.sync.made_up import a_hello, hello_body, note, post, signed_headers


def security(county) -> list[tuple[str, str, int]]:
    table = security_events
    return [tuple(row) for row in county.rows(select(table.c.kind, table.c.device, table.c.times))]


def count(county, table) -> int:
    return county.rows(select(func.count()).select_from(table))[0][0]


@pytest.mark.threat("T6")
class TestAStranger:
    def test_that_the_county_never_met_stores_nothing(self, county, counter):
        note(counter.store)
        stranger = "fe" * 8
        with (
            line_to(county.url, stranger, counter.store.key, county.key) as line,
            pytest.raises(DeviceUnknown),
        ):
            counter.over(line).run()
        assert (count(county, events), count(county, quarantine)) == (0, 0)
        assert security(county) == [("device-unknown", stranger, 1)]

    @pytest.mark.asvs("8.3.1")
    def test_with_another_key_under_a_known_name_stores_nothing(self, county, counter):
        forger = Ed25519PrivateKey.generate()
        with (
            line_to(county.url, counter.store.device, forger, county.key) as line,
            pytest.raises(DeviceUnknown),
        ):
            counter.over(line).run()
        assert security(county) == [("device-unknown", counter.store.device, 1)]

    @pytest.mark.asvs("6.5.6")
    @pytest.mark.parametrize("verb", ["push", "pull"])
    def test_that_was_revoked_stores_nothing_and_sees_nothing(self, county, counter, verb):
        counter.sync()
        assert revoke(county.database, county.county.key, counter.store.device, at_ms=county.time())
        before = count(county, events)
        if verb == "push":
            note(counter.store)

        with pytest.raises(DeviceRevoked):
            counter.sync()

        assert count(county, events) == before
        assert ("device-revoked", counter.store.device, 1) in security(county)

    @pytest.mark.parametrize("claimed", ["", "x", "00.1", f"{'00' * 8}.0", f"{'00' * 8}.1.1", "é"])
    def test_that_says_no_proper_name_is_refused_with_a_signed_word(self, county, claimed):
        headers = signed_headers("00" * 8, Ed25519PrivateKey.generate(), b"{}")
        headers["Counter-Device"] = claimed.encode("latin-1")
        answer = post(county.url, b"{}", headers)
        assert answer.status_code == 401
        assert answer.json() == {"error": "device-unknown"}
        assert SIGNATURE_HEADER in answer.headers

    def test_without_a_nonce_gets_no_signature(self, county, counter):
        headers = signed_headers(counter.store.device, counter.store.key, b"{}")
        del headers[NONCE_HEADER]
        answer = post(county.url, b"{}", headers)
        assert answer.status_code == 401
        assert SIGNATURE_HEADER not in answer.headers

    @pytest.mark.asvs("4.1.5", "9.1.1")
    def test_that_changed_a_byte_of_the_body_is_refused(self, county, counter):
        body = hello_body()
        headers = signed_headers(counter.store.device, counter.store.key, body)
        assert post(county.url, body.replace(b"0.1.0", b"0.1.1"), headers).status_code == 401

    def test_that_invents_names_cannot_fill_the_disk(self, county, monkeypatch):
        monkeypatch.setattr(security_log, "ROWS_AN_HOUR_MAX", 3)
        with county.database.writing() as connection:
            for number in range(10):
                security_log.note(connection, "device-unknown", f"{number:016x}", at_ms=5)
        rows = security(county)
        assert len(rows) == 4
        assert rows[-1] == ("device-unknown", security_log.ANY_DEVICE, 7)


@pytest.mark.threat("T8")
class TestAnOldRequest:
    @pytest.mark.asvs("16.3.3")
    def test_played_again_is_refused_and_changes_nothing(self, county, counter):
        counter.sync()
        note(counter.store)
        event = counter.store.unacknowledged(limit=1, bytes_max=1)[0]
        epoch, position, prefix_hash = counter.store.position()
        hello = a_hello(epoch=epoch, position=position, prefix_hash=prefix_hash)
        body = encode_exchange(Exchange(hello=hello, push=Push(epoch=epoch, events=(event,))))
        headers = signed_headers(counter.store.device, counter.store.key, body)
        assert post(county.url, body, headers).status_code == 200
        after_first = count(county, events)

        statuses = {post(county.url, body, headers).status_code for _ in range(20)}

        assert statuses == {409}
        assert count(county, events) == after_first
        assert ("replayed", counter.store.device, 20) in security(county)

    def test_is_refused_by_its_nonce_after_the_county_restarted_too(self, county, counter):
        body = hello_body()
        headers = signed_headers(counter.store.device, counter.store.key, body)
        assert post(county.url, body, headers).status_code == 200
        county.database.engine.dispose()
        assert post(county.url, body, headers).status_code == 409


@pytest.mark.threat("T6")
class TestSizes:
    def test_a_body_over_the_limit_is_refused_while_it_comes(self, county, counter):
        body = b" " * (REQUEST_BYTES_MAX + 1)
        headers = signed_headers(counter.store.device, counter.store.key, body)
        answer = post(county.url, body, headers)
        assert (answer.status_code, answer.json()) == (413, {"error": "too-large"})

    @pytest.mark.asvs("2.2.2")
    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"hello":{}}', b"\xff\xfe", b"[" * 9999])
    def test_a_signed_body_that_is_no_exchange_is_refused(self, county, counter, body):
        headers = signed_headers(counter.store.device, counter.store.key, body)
        answer = post(county.url, body, headers)
        assert (answer.status_code, answer.json()) == (422, {"error": "unreadable-request"})

    def test_more_events_than_a_push_may_hold_are_refused(self, county, counter):
        event = SignedEvent(data=b"{}", signature=b"")
        push = Push(epoch="", events=(event,) * (PUSH_EVENTS_MAX + 1))
        body = encode_exchange(Exchange(hello=a_hello(), push=push))
        headers = signed_headers(counter.store.device, counter.store.key, body)
        assert post(county.url, body, headers).status_code == 422


def test_old_nonces_are_forgotten_after_a_day(county, counter):
    body = hello_body()
    headers = signed_headers(counter.store.device, counter.store.key, body)
    post(county.url, body, headers)
    county.time.ms += 25 * 3_600_000
    post(county.url, body, signed_headers(counter.store.device, counter.store.key, body))

    assert count(county, nonces) == 1
