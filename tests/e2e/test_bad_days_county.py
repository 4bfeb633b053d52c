"""Lines that end at somebody else: the lamp says offline, the desk goes on, nothing is taken."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.demo.people import FARMER, GRANDMOTHER
from counter_app.domain.case_card import SyncStage
from sync.server.county_key import CountyKey
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.stub_servers import answering, http, listening, read_request

INSTANT_S = 2.0
ANSWER = http("200 OK", b"x" * 400, content_type="application/json")
PORTAL = b"<html><script>location='http://portal/login'</script></html>"


def cut_off(connection: socket.socket) -> None:
    """Begin an answer and end the line in the middle of it."""
    read_request(connection)
    connection.sendall(ANSWER[:120])


def dripping(connection: socket.socket) -> None:
    """Begin an answer and say no more; the line stays up until the caller has enough."""
    read_request(connection)
    connection.sendall(ANSWER[:120])
    connection.recv(1)


@contextmanager
def leading_to(world, server):
    """Have the counter's line end at another server."""
    county = world.line._county
    with server as url:
        host, _, port = url.removeprefix("http://").partition(":")
        world.line.cut()
        world.line._county = (host, int(port))
        world.line.connect()
        try:
            yield
        finally:
            world.line.cut()
            world.line._county = county


@contextmanager
def another_county(folder):
    """A real county server with a key that this counter has never seen."""
    key = CountyKey(Ed25519PrivateKey.generate())
    with running_county(sqlite_url(folder / "other.db"), key=key) as county:
        yield county.url


@pytest.mark.expects_warnings
@pytest.mark.fault("F15")
@pytest.mark.lesson(13)
def test_whoever_answers_instead_of_the_county_is_taken_for_no_line(clerk, tmp_path):
    servers = (
        ("portal", answering(http("200 OK", PORTAL)), "可能需要网页登录"),
        ("redirect", answering(http("302 Found", b"", "Location: /login")), "可能需要网页登录"),
        ("gateway", answering(http("502 Bad Gateway", PORTAL)), "网络未接通"),
        ("another county", another_county(tmp_path), "未连到县服务器"),
        ("cut", listening(cut_off), "网络未接通"),
        ("dripping", listening(dripping), ""),
    )
    clerk.sign_in()
    clerk.fill(FARMER, "ybcb")
    for name, server, words in servers:
        with leading_to(clerk.world, server):
            clerk.hands.press("F5")
            if words:
                clerk.wait_for_words("县局", "都已保存在本机", words)
                clerk.wait(lambda: clerk.lamp("county").startswith("县局 离线可办"), "the lamp")
                clerk.picture(f"05-county-{name.replace(' ', '-')}")
            if name in {"portal", "dripping"}:
                must_be_instant(clerk)
                clerk.fill(GRANDMOTHER)

    assert clerk.rows("SELECT count(*) FROM events WHERE server_sequence IS NOT NULL") == [(0,)]
    assert clerk.rows("SELECT count(*) FROM acks") == [(0,)]
    assert {card.stage for card in clerk.cards()} == {SyncStage.STORED}

    clerk.world.line.connect()
    clerk.wait_for_county()
    clerk.wait(lambda: clerk.lamp("county") == "县局 在线", "the lamp of the county")
    assert clerk.world.county.event_count() == clerk.rows("SELECT count(*) FROM events")[0][0]
    assert all(card.stage.is_at_county for card in clerk.cards())


def must_be_instant(clerk):
    """Whatever the line does, the number is there at once."""
    begun = time.monotonic()
    clerk.submit()
    assert time.monotonic() - begun < INSTANT_S
    clerk.wait_for_papers()
