"""Nothing that the county did not sign is believed, whoever sends it."""

from __future__ import annotations

import base64
import threading
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.domain.errors import (
    CountyBusy,
    CountyFault,
    DeviceRevoked,
    DeviceUnknown,
    NotTheCounty,
    Offline,
    ProgramTooOld,
    SettingsInvalid,
)
from sync.client.http_transport import CountyAddress, HttpLine
from sync.protocol import Exchange
from sync.server.county_key import CountyKey
from sync.wire import ANSWER_BYTES_MAX, EXCHANGE_PATH, NONCE_HEADER
from tests.fakes.counties import line_to
from tests.fakes.stub_servers import Forwarder, answering, http, listening, read_request
from tests.sync.made_up import a_hello, note

WAIT_S = 10.0
LOGIN_PAGE = http("200 OK", b"<html>Please log in</html>")
DEVICE_KEY = Ed25519PrivateKey.generate()
COUNTY_KEY = CountyKey(Ed25519PrivateKey.generate())


def ask(url: str):
    with line_to(url, "00" * 8, DEVICE_KEY, COUNTY_KEY.public) as transport:
        return transport.exchange(Exchange(hello=a_hello()))


def nonce_in(request: bytes) -> str:
    for line in request.split(b"\r\n"):
        name, _, value = line.partition(b": ")
        if name.decode().lower() == NONCE_HEADER.lower():
            return value.decode()
    raise AssertionError("no nonce")


def signed_answer(status: str, body: bytes, *, key: CountyKey = COUNTY_KEY, nonce: str = ""):
    """A server that signs whatever it says, over the nonce it was asked with or another."""

    def serve(connection) -> None:
        asked = nonce_in(read_request(connection))
        signature = key.sign_response(nonce or asked, int(status[:3]), body)
        header = f"Counter-Signature: {base64.b64encode(signature).decode()}"
        connection.sendall(http(status, body, header, content_type="application/json"))

    return listening(serve)


class TestAnswersOfOthers:
    @pytest.mark.fault("F15")
    @pytest.mark.threat("T7")
    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            pytest.param(LOGIN_PAGE, NotTheCounty, id="captive portal"),
            pytest.param(
                http("200 OK", b"{}", content_type="application/json"), NotTheCounty, id="json"
            ),
            pytest.param(
                http("302 Found", b"", "Location: http://127.0.0.1:9/login"),
                NotTheCounty,
                id="redirect",
            ),
            pytest.param(
                http("200 OK", b"{}", "Counter-Signature: AAAA", content_type="application/json"),
                NotTheCounty,
                id="signature of four letters",
            ),
            pytest.param(
                http("200 OK", b"{}", "Counter-Signature: ä", content_type="application/json"),
                NotTheCounty,
                id="signature that is no base64",
            ),
            pytest.param(http("403 Forbidden", b"blocked"), NotTheCounty, id="firewall"),
            pytest.param(http("502 Bad Gateway", b"<html>"), Offline, id="502"),
            pytest.param(http("503 Unavailable", b"", "Retry-After: 9"), Offline, id="503"),
            pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", Offline, id="another protocol"),
            pytest.param(b"", Offline, id="nothing"),
        ],
    )
    def test_is_never_the_county(self, answer, error):
        with answering(answer) as url, pytest.raises(error):
            ask(url)

    @pytest.mark.asvs("16.5.3")
    @pytest.mark.fault("F15")
    def test_a_login_page_changes_nothing_and_the_event_goes_later(self, county, counter):
        name = note(counter.store)
        with (
            answering(LOGIN_PAGE) as url,
            line_to(url, counter.store.device, counter.store.key, county.key) as line,
            pytest.raises(NotTheCounty),
        ):
            counter.over(line).run()
        assert counter.store.position() == ("", 0, "")
        assert counter.store.unacknowledged_count() == 1

        counter.sync()
        assert counter.store.kept[name].sequence is not None

    @pytest.mark.asvs("15.3.2")
    @pytest.mark.threat("T7")
    def test_a_redirect_is_not_followed(self):
        asked: list[bytes] = []
        with answering(LOGIN_PAGE, asked) as elsewhere:
            redirect = http("307 Temporary Redirect", b"", f"Location: {elsewhere}{EXCHANGE_PATH}")
            with answering(redirect) as url, pytest.raises(NotTheCounty):
                ask(url)
        assert asked == []

    @pytest.mark.threat("T7")
    def test_an_answer_without_an_end_is_not_read_to_the_end(self):
        def serve(connection) -> None:
            read_request(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            for _ in range(ANSWER_BYTES_MAX // 65536 + 2):
                connection.sendall(b" " * 65536)

        with listening(serve) as url, pytest.raises(NotTheCounty, match="without an end"):
            ask(url)


class TestAnswersWithSignature:
    @pytest.mark.threat("T7")
    def test_of_another_key_is_not_the_countys(self):
        other = CountyKey(Ed25519PrivateKey.generate())
        with signed_answer("200 OK", b"{}", key=other) as url, pytest.raises(NotTheCounty):
            ask(url)

    @pytest.mark.threat("T8")
    def test_of_an_earlier_request_is_not_taken_for_this_one(self):
        with signed_answer("200 OK", b"{}", nonce="11" * 16) as url, pytest.raises(NotTheCounty):
            ask(url)

    @pytest.mark.parametrize(
        ("status", "code", "error"),
        [
            ("401 Unauthorized", "device-unknown", DeviceUnknown),
            ("403 Forbidden", "device-revoked", DeviceRevoked),
            ("409 Conflict", "replayed", CountyBusy),
            ("409 Conflict", "program-too-old", ProgramTooOld),
            ("429 Too Many Requests", "wait", CountyBusy),
            ("503 Service Unavailable", "county-busy", CountyBusy),
            ("500 Internal Server Error", "county-fault", CountyFault),
            ("418 I'm a teapot", "teapot", CountyFault),
        ],
    )
    def test_that_refuses_is_named(self, status, code, error):
        body = b'{"error":"%s"}' % code.encode()
        with signed_answer(status, body) as url, pytest.raises(error, match=code):
            ask(url)

    @pytest.mark.fault("F15")
    @pytest.mark.parametrize(
        ("body", "asked_s"),
        [
            (b'{"error":"county-busy","retry_after_s":7}', 7),
            (b'{"error":"county-busy"}', None),
            (b'{"error":"county-busy","retry_after_s":-7}', None),
            (b'{"error":"county-busy","retry_after_s":"soon"}', None),
        ],
    )
    def test_that_asks_to_wait_says_how_long_in_what_is_signed(self, body, asked_s):
        """The header beside it is nobody's word: anyone on the way can write it."""
        busy = "503 Service Unavailable\r\nRetry-After: 86400"
        with signed_answer(busy, body) as url, pytest.raises(CountyBusy) as caught:
            ask(url)
        assert caught.value.retry_after_s == asked_s

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"hello":null}', b"\xff"])
    def test_that_makes_no_sense_is_the_countys_fault(self, body):
        with signed_answer("200 OK", body) as url, pytest.raises(CountyFault):
            ask(url)


class TestTheLine:
    @pytest.mark.asvs("13.2.4")
    @pytest.mark.threat("T7")
    @pytest.mark.parametrize(
        "name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY", "REQUESTS_CA_BUNDLE"]
    )
    def test_takes_nothing_from_the_environment(self, county, counter, monkeypatch, name):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert counter.sync().county_reachable

    @pytest.mark.asvs("12.2.1")
    @pytest.mark.parametrize(
        "url",
        [
            "http://county.example.cn",
            "http://10.1.2.3:8420",
            "ftp://127.0.0.1",
            "https://user:secret@county.example.cn",
            "https://county.example.cn/v1",
            "https://",
            "county.example.cn",
        ],
    )
    def test_refuses_an_address_that_is_open_or_none(self, url):
        with pytest.raises(SettingsInvalid):
            CountyAddress(url=url)

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://a.cn/"]
    )
    def test_takes_plain_http_on_this_machine_and_tls_anywhere(self, url):
        assert CountyAddress(url=url).base == url.rstrip("/")

    def test_may_be_told_to_use_plain_http_elsewhere(self):
        assert CountyAddress(url="http://10.1.2.3", may_use_plain_http=True).base

    @pytest.mark.fault("F14")
    def test_wakes_at_once_when_it_is_hung_up_in_the_middle_of_an_answer(self):
        is_asked = threading.Event()
        ended: list[Exception] = []

        def say_nothing(connection) -> None:
            read_request(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
            is_asked.set()
            connection.recv(1)  # Until the counter goes.

        with listening(say_nothing) as url:
            line = HttpLine(CountyAddress(url=url))

            def post() -> None:
                try:
                    line.post(EXCHANGE_PATH, b"{}", {})
                except Offline as error:
                    ended.append(error)

            thread = threading.Thread(target=post)
            thread.start()
            assert is_asked.wait(WAIT_S)
            line.hang_up()
            thread.join(1.0)
            assert not thread.is_alive()
            line.close()
        assert len(ended) == 1

    def test_keeps_one_connection_for_several_exchanges(self, county, counter):
        seen: list[str] = []
        sockets = counter.transport._line._sockets
        for _ in range(3):
            counter.sync()
            seen.append(str(sockets._sockets[-1].getsockname()))
        assert len(set(seen)) == 1

    def test_sends_no_more_than_it_must(self, county, counter):
        forwarder = Forwarder(county.url)
        store = counter.store
        with (
            listening(forwarder) as url,
            line_to(url, store.device, store.key, county.key) as line,
        ):
            counter.over(line).run()
        head, _, body = forwarder.requests[0].partition(b"\r\n\r\n")
        assert b"Content-Type: application/x-township-packed" in head
        assert len(body) < 250
        assert b"Accept-Encoding: identity" in head
        assert b"Cookie" not in head


def test_an_answer_is_not_held_back_by_the_network_layer(counter):
    """Two writes on a socket that waits for acknowledgements cost 40 ms, each time."""
    counter.sync()
    seconds = []
    for _ in range(10):
        began = time.perf_counter()
        counter.sync()
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.035
