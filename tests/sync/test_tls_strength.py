"""How strong TLS between counter and county is, whatever the system's defaults allow."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from counter_app.domain.errors import NotTheCounty, Offline
from sync.client.http_transport import CountyAddress, HttpLine
from sync.wire import HEALTH_PATH
from tests.fakes.certificates import Authority
from tests.fakes.counties import running_county, sqlite_url

WAIT_S = 10
OLD = pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")


@pytest.fixture
def authority(tmp_path) -> Authority:
    return Authority(tmp_path, "county-ca")


@pytest.fixture
def county(authority, tmp_path):
    tls = authority.certify("127.0.0.1")
    with running_county(sqlite_url(tmp_path / "c.db"), tls=tls) as county:
        yield county


def knock(county, ca_file, *, newest=None, ciphers="") -> tuple[str, str]:
    """Shake hands as a client of this kind would; returns version and cipher."""
    context = ssl.create_default_context(cafile=str(ca_file))
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = newest or ssl.TLSVersion.MAXIMUM_SUPPORTED
    context.set_ciphers(ciphers or "ALL:@SECLEVEL=0")
    where = urlsplit(county.url)
    with (
        socket.create_connection((where.hostname, where.port), timeout=WAIT_S) as line,
        context.wrap_socket(line, server_hostname=where.hostname) as secured,
    ):
        return secured.version(), secured.cipher()[0]


@OLD
@pytest.mark.threat("T7")
@pytest.mark.asvs("12.1.1")
def test_the_county_speaks_tls_1_3_and_1_2_and_nothing_older(county, authority):
    assert knock(county, authority.file)[0] == "TLSv1.3"
    assert knock(county, authority.file, newest=ssl.TLSVersion.TLSv1_2)[0] == "TLSv1.2"
    for old in (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1):
        with pytest.raises(ssl.SSLError):
            knock(county, authority.file, newest=old)


@OLD
@pytest.mark.threat("T7")
@pytest.mark.asvs("12.1.2")
def test_only_ciphers_that_authenticate_and_forget_are_agreed_on(county, authority):
    _, cipher = knock(county, authority.file, newest=ssl.TLSVersion.TLSv1_2)
    assert cipher.startswith("ECDHE-")
    assert cipher.endswith(("GCM-SHA384", "GCM-SHA256", "POLY1305"))
    for weak in ("ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-CCM8"):
        with pytest.raises(ssl.SSLError):
            knock(
                county,
                authority.file,
                newest=ssl.TLSVersion.TLSv1_2,
                ciphers=f"{weak}:@SECLEVEL=0",
            )


@contextmanager
def an_old_server(files, newest):
    """Answer one handshake with this version at most; gives the URL and what became of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = newest
    became: list[str] = []

    def serve() -> None:
        connection, _ = listening.accept()
        connection.settimeout(WAIT_S)
        try:
            with context.wrap_socket(connection, server_side=True) as secured:
                became.append(secured.version())
                secured.recv(65_536)
                secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        except OSError as error:
            became.append(type(error).__name__)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}", became
        thread.join(WAIT_S)


@OLD
@pytest.mark.threat("T7")
@pytest.mark.asvs("12.1.1")
def test_a_counter_does_not_go_down_to_old_tls_with_anybody(authority):
    files = authority.certify("127.0.0.1")
    for newest, is_good in ((ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_1, False)):
        with an_old_server(files, newest) as (url, became):
            line = HttpLine(CountyAddress(url=url, ca_file=authority.file))
            if is_good:
                assert line.get(HEALTH_PATH).status == 200
            else:
                with pytest.raises((NotTheCounty, Offline)):
                    line.get(HEALTH_PATH)
            line.close()
        assert became == ["TLSv1.2"] if is_good else became != ["TLSv1.1"]


@pytest.mark.threat("T7")
@pytest.mark.asvs("12.2.1")
@pytest.mark.asvs("12.3.3")
def test_where_tls_is_agreed_nothing_is_told_without_it(county):
    where = urlsplit(county.url)
    with socket.create_connection((where.hostname, where.port), timeout=WAIT_S) as line:
        line.sendall(f"GET {HEALTH_PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        try:
            told = b"".join(iter(lambda: line.recv(4_096), b""))
        except ConnectionResetError:
            told = b""
    assert b"HTTP" not in told
    assert b"status" not in told
