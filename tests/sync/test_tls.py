"""TLS to the county: its own authority only, whatever the machine or the line says."""

from __future__ import annotations

import pytest

from counter_app.domain.errors import NotTheCounty
from sync.client.http_transport import CountyAddress, HttpLine
from sync.wire import ENROL_PATH
from tests.fakes.certificates import Authority
from tests.fakes.counties import running_county, sqlite_url

ANY_BODY = b"{}"


@pytest.fixture
def authority(tmp_path) -> Authority:
    return Authority(tmp_path, "county-ca")


@pytest.fixture
def ask(tmp_path):
    """Ask a county that shows these TLS files, trusting one authority; returns the status."""

    def send(tls, ca_file, url=lambda url: url) -> int:
        with running_county(sqlite_url(tmp_path / "c.db"), tls=tls) as county:
            assert county.url.startswith("https://")
            line = HttpLine(CountyAddress(url=url(county.url), ca_file=ca_file))
            try:
                return line.post(ENROL_PATH, ANY_BODY, {}).status
            finally:
                line.close()

    return send


@pytest.mark.threat("T7")
@pytest.mark.fault("F16")
class TestACertificate:
    def test_of_the_countys_authority_is_taken(self, authority, ask):
        assert ask(authority.certify("127.0.0.1"), authority.file) == 422

    @pytest.mark.asvs("12.3.2", "12.3.4")
    def test_of_another_authority_is_refused(self, authority, ask, tmp_path):
        other = tmp_path / "other"
        other.mkdir()
        with pytest.raises(NotTheCounty, match="TLS"):
            ask(authority.certify("127.0.0.1"), Authority(other, "other-ca").file)

    @pytest.mark.asvs("12.3.4")
    def test_of_a_private_authority_is_refused_when_none_is_named(self, authority, ask):
        with pytest.raises(NotTheCounty, match="TLS"):
            ask(authority.certify("127.0.0.1"), None)

    @pytest.mark.asvs("12.3.2")
    @pytest.mark.parametrize(
        "validity",
        [
            pytest.param({"valid_from_days": -40, "valid_days": 30}, id="expired"),
            pytest.param({"valid_from_days": 5}, id="not yet valid"),
        ],
    )
    def test_out_of_its_time_is_refused(self, authority, ask, validity):
        with pytest.raises(NotTheCounty, match="TLS"):
            ask(authority.certify("127.0.0.1", **validity), authority.file)

    @pytest.mark.parametrize("shown", ["present", "next"])
    def test_of_either_of_two_authorities_is_taken_while_they_change(
        self, authority, ask, tmp_path, shown
    ):
        later = tmp_path / "later"
        later.mkdir()
        following = Authority(later, "county-ca-2")
        both = tmp_path / "both.pem"
        both.write_bytes(authority.file.read_bytes() + following.file.read_bytes())
        of = authority if shown == "present" else following
        assert ask(of.certify("127.0.0.1"), both) == 422

    @pytest.mark.asvs("12.3.2")
    def test_of_another_host_is_refused(self, authority, ask):
        with pytest.raises(NotTheCounty, match="TLS"):
            ask(authority.certify("elsewhere.example.cn"), authority.file)

    def test_is_not_taken_because_the_environment_says_so(self, authority, ask, monkeypatch):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        with pytest.raises(NotTheCounty, match="TLS"):
            ask(authority.certify("127.0.0.1"), None)


@pytest.mark.asvs("12.2.1")
@pytest.mark.threat("T7")
@pytest.mark.expects_warnings  # The county is spoken to in a language it does not know.
def test_plain_http_where_tls_was_agreed_is_not_the_county(authority, tmp_path):
    with running_county(sqlite_url(tmp_path / "c.db")) as county:
        address = CountyAddress(
            url=county.url.replace("http://", "https://"), ca_file=authority.file
        )
        line = HttpLine(address)
        with pytest.raises(NotTheCounty):
            line.post(ENROL_PATH, ANY_BODY, {})
        line.close()
