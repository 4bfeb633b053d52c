"""What the county answers to whoever speaks HTTP to it by hand: nothing more than it has to."""

from __future__ import annotations

import json
import re
import socket
from urllib.parse import urlsplit

import pytest

from sync.server.address import Address
from sync.server.service import CountyService
from sync.wire import EXCHANGE_PATH, HEALTH_PATH
from tools.openapi import text as openapi_text

WAIT_S = 10
HEALTH = f"GET {HEALTH_PATH} HTTP/1.1\r\nHost: county\r\nConnection: close\r\n\r\n"


@pytest.fixture
def say(county):
    """Send bytes on a connection of its own; returns all that comes back."""

    def send(request: str) -> str:
        where = urlsplit(county.url)
        with socket.create_connection((where.hostname, where.port), timeout=WAIT_S) as line:
            line.sendall(request.encode("latin-1"))
            return b"".join(iter(lambda: line.recv(65_536), b"")).decode("latin-1")

    return send


def statuses(answer: str) -> list[str]:
    return re.findall(r"HTTP/1\.1 (\d+)", answer)


def asked(method: str, path: str, *headers: str) -> str:
    lines = [f"{method} {path} HTTP/1.1", "Host: county", "Connection: close", *headers]
    return "\r\n".join(lines) + "\r\n\r\n"


@pytest.mark.asvs("13.4.4")
@pytest.mark.asvs("4.1.4")
def test_a_method_that_no_route_takes_is_refused_and_repeats_nothing(say):
    for method in ("TRACE", "OPTIONS", "DELETE", "PATCH", "CONNECT", "PROPFIND"):
        for path in (EXCHANGE_PATH, HEALTH_PATH):
            answer = say(asked(method, path, "X-Canary: do-not-repeat-me"))
            assert statuses(answer) in (["405"], ["404"]), method
            assert "do-not-repeat-me" not in answer


@pytest.mark.asvs("4.1.2")
@pytest.mark.threat("T7")
def test_nobody_is_sent_elsewhere(say):
    """A redirect would name whatever host the caller claims, and in plain HTTP."""
    for path in (HEALTH_PATH + "/", EXCHANGE_PATH + "/", "//", "/v1", "/v1/.."):
        answer = say(asked("GET", path).replace("Host: county", "Host: evil.example"))
        assert statuses(answer) in (["404"], ["405"]), path
        assert "location:" not in answer.lower()
        assert "evil.example" not in answer


@pytest.mark.asvs("4.2.1")
@pytest.mark.expects_warnings  # The HTTP library says that it heard nonsense.
def test_a_message_without_one_clear_end_is_not_heard(say):
    for headers in (
        ("Content-Length: 4", "Content-Length: 5"),
        ("Content-Length: -4",),
        ("Content-Length: 4, 5",),
        ("Content-Length: +4",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding : chunked",),
        ("X-Name: a\0b",),
        ("X-Name\t: a",),
    ):
        answer = say(asked("POST", EXCHANGE_PATH, *headers) + "abcd" + HEALTH)
        assert statuses(answer) == ["400"], f"{headers}: what stands behind it is no request"


@pytest.mark.asvs("4.2.1")
def test_of_two_ways_to_end_a_message_the_chunks_count(say):
    head = asked("POST", EXCHANGE_PATH, "Content-Length: 900", "Transfer-Encoding: chunked")
    answer = say(head.replace("Connection: close\r\n", "") + "0\r\n\r\n" + HEALTH)
    assert statuses(answer) == ["401", "200"], "the second request is where the chunks end"


@pytest.mark.asvs("13.4.3")
@pytest.mark.asvs("5.3.2")
@pytest.mark.threat("T15")
def test_no_path_of_the_disk_is_a_path_of_the_county(say):
    for path in ("/../county.key.pem", "/%2e%2e/county.key.pem", "/v1/", "/county.db", "/.git/x"):
        answer = say(asked("GET", path))
        assert statuses(answer) == ["404"], path
        assert answer.endswith('{"error":"not-found"}')


@pytest.mark.asvs("4.1.1")
def test_every_answer_says_what_it_holds(say):
    for request in (
        asked("GET", HEALTH_PATH),
        asked("GET", "/nothing"),
        asked("POST", EXCHANGE_PATH, "Content-Length: 0"),
        asked("GET", "/v1/county-keys"),
    ):
        head, _, body = say(request).partition("\r\n\r\n")
        assert "\r\ncontent-type: application/json" in head.lower(), request
        assert body.startswith("{")


@pytest.mark.asvs("14.2.2")
def test_nobody_between_may_keep_an_answer_of_the_county(say):
    """A GET could be kept by a cache on the way; what may hold data of a case says no."""
    some = "ab" * 32
    for method, path in (
        ("GET", f"/v1/attachments/{some}?event={some}"),
        ("HEAD", f"/v1/attachments/{some}?event={some}"),
        ("GET", "/v1/publications/trust/1?from=0"),
        ("POST", EXCHANGE_PATH),
    ):
        answer = say(asked(method, path, "Content-Length: 0"))
        assert "\r\ncache-control: no-store\r\n" in answer.lower(), path


@pytest.mark.asvs("4.1.3")
@pytest.mark.asvs("15.3.4")
def test_no_header_of_a_gateway_says_who_asks(county, say):
    """The server takes the address of the socket; figures are for this machine's programs."""
    service = CountyService(county.county, Address("127.0.0.1", 0))
    try:
        assert not service._server.config.proxy_headers
    finally:
        service._socket.close()
    for header in ("X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1"):
        assert statuses(say(asked("GET", "/v1/metrics", header))) == ["404"]
    assert statuses(say(asked("GET", "/v1/metrics"))) == ["200"]


@pytest.mark.asvs("14.2.1")
def test_what_stands_in_a_url_names_nobody():
    """Paths and queries end up in logs of gateways: hashes, numbers and kinds only."""
    paths = json.loads(openapi_text())["paths"]
    told = [
        (parameter["name"], parameter["schema"]["pattern"])
        for operations in paths.values()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] in {"path", "query"}
    ]
    assert {name for name, _ in told} == {"event", "from", "kind", "sha256", "version"}
    for name, pattern in told:
        for word in ("110199199001010023", "张三", "a b"):
            assert not re.fullmatch(pattern, word), name
