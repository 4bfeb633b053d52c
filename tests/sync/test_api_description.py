"""What docs/openapi.json says of the county is what the county does."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sync.client.http_transport import RawAnswer, new_nonce
from sync.county_succession import COUNTY_KEYS_PATH
from sync.publication import TRUST
from sync.server import publications, trust
from sync.server.api_description import ROUTES, describe
from sync.server.enrolment import enrol
from sync.signing import Purpose, request_bytes, sign
from sync.wire import DEVICE_HEADER, EXCHANGE_PATH, NONCE_HEADER, SIGNATURE_HEADER, EnrolWire
from sync.wire_attachments import ATTACHMENTS_PATH
from sync.wire_pieces import TOLD_HEADER
from sync.wire_publications import PUBLICATIONS_PATH, CountyKeysWire, PieceWire, piece_target
from tools import openapi

COUNTER = "51089910101"
SIGNED_PATHS = (EXCHANGE_PATH, PUBLICATIONS_PATH, ATTACHMENTS_PATH)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_dict(describe())


@pytest.mark.asvs("2.1.1")
def test_the_file_is_up_to_date():
    assert openapi.FILE.read_text("utf-8") == openapi.text(), "run python -m tools.openapi"


def test_every_route_that_is_described_is_there(county):
    with requests.Session() as session:
        session.trust_env = False
        for route in ROUTES:
            answer = session.request(route.method, county.url + route.path, data=b"", timeout=10)
            assert answer.status_code not in {404, 405}, route.path


class Signer:
    """A county, and a device of it that signs whatever is sent."""

    def __init__(self, county) -> None:
        self.county = county
        self.key = Ed25519PrivateKey.generate()
        asked = EnrolWire(
            code=county.code(COUNTER),
            public_key=self.key.public_key().public_bytes_raw(),
            counter_code=COUNTER,
        )
        self.device = enrol(county.database, asked, at_ms=county.time()).device
        self.session = requests.Session()
        self.session.trust_env = False

    def headers(self, body: bytes) -> dict[str, str]:
        nonce = new_nonce()
        signature = sign(self.key, Purpose.REQUEST, request_bytes(nonce, body))
        return {
            DEVICE_HEADER: f"{self.device}.1",
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii"),
            "Content-Type": "application/json",
        }

    def send(self, case) -> tuple[requests.Response, str]:
        """Send what was made up; a device's request is signed, so that it gets past the door."""
        has_body = isinstance(case.body, dict | list | str | int | float | None)
        body = json.dumps(case.body).encode() if has_body and case.method == "POST" else b""
        target = case.formatted_path + (f"?{urlencode(case.query)}" if case.query else "")
        headers = self.headers(body if case.method == "POST" else target.encode())
        url = self.county.url + target
        answer = self.session.request(case.method, url, data=body, headers=headers, timeout=10)
        return answer, headers[NONCE_HEADER]


@pytest.fixture
def signer(county):
    signer = Signer(county)
    yield signer
    signer.session.close()


@pytest.mark.asvs("2.1.1", "2.2.1", "16.5.1")
@pytest.mark.slow
@pytest.mark.threat("T6")
@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_described_and_signed(signer, case):
    """No 500, no answer of another shape, and none without a signature to whoever has a nonce."""
    answer, nonce = signer.send(case)
    case.validate_response(answer, checks=CHECKS)
    told = answer.headers.get(TOLD_HEADER, "").encode()  # HEAD has no body: what it would be.
    raw = RawAnswer(answer.status_code, answer.headers, answer.content or told)
    if case.method.upper() == "POST" or case.path.startswith(SIGNED_PATHS):
        assert raw.is_signed_by(signer.county.key, nonce)


def test_what_is_published_is_told_as_described(signer):
    county = signer.county
    trust.refresh(county.database, county.county.key, at_ms=county.time())
    with county.database.reading() as connection:
        version = publications.announced(connection)[TRUST]
    target = piece_target(TRUST, version, 0)
    headers = signer.headers(target.encode())
    piece = signer.session.get(county.url + target, headers=headers, timeout=10)
    assert PieceWire.model_validate_json(piece.content).offset == 0
    assert piece.headers["Content-Type"] == "application/json"
    keys = signer.session.get(county.url + COUNTY_KEYS_PATH, timeout=10)
    assert CountyKeysWire.model_validate_json(keys.content).successions == []


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/exchange"), ("POST", "/v9/news")])
def test_what_no_route_takes_is_refused_with_a_signature_too(signer, method, path):
    headers = signer.headers(b"")
    answer = signer.session.request(
        method, signer.county.url + path, data=b"", headers=headers, timeout=10
    )
    raw = RawAnswer(answer.status_code, answer.headers, answer.content)
    assert raw.is_signed_by(signer.county.key, headers[NONCE_HEADER])
    assert raw.problem() in {"not-found", "method-not-allowed"}
