"""What the fuzzer found once, each as small as it can be: it stays mended."""

from __future__ import annotations

import base64
import json

import pytest

from counter_app.runtime.single_instance import notify_first
from counter_app.storage.backup_note import FORMAT
from tests.fakes.certificates import Authority
from tests.faults.parsers import PARSERS

DEEP = b'{"people":' * 2_000
NOTE = {"format": FORMAT, "made_at": "2026-11-02T09:00:00+08:00", "reason": "hand"}
STAND = {"schema": float("inf"), "events": 1, "device": "", "generation": 1, "n": 1, "head": ""}
DEVICE = {"public_key": "00" * 32, "device": "d", "generation": float("inf"), "status": "trusted"}
HEADER = {"type": "case.noted", "device": "d" * 16, "generation": 1}

FOUND = {
    "keys.json": DEEP,
    "data of a form (JSON)": b"[" * 5_000,
    "looks and favourites of a window": b"[" * 5_000,
    "notes beside a backup": json.dumps(NOTE | {"stand": STAND, "recovery": None}).encode(),
    "lists of devices beside the settings": json.dumps({"devices": [DEVICE]}).encode(),
    "a post that is handed over on a stick": json.dumps(
        {"manifest": {}, "headers": [HEADER | {"n": 1}, HEADER | {"n": "2"}], "draft": {}}
    ).encode(),
}


@pytest.mark.threat("T7", "T10", "T14")
def test_what_failed_without_a_name_once_has_one_now():
    for name, content in FOUND.items():
        parser = PARSERS[name]
        try:
            parser.read(content)
        except parser.expected:
            continue
        assert parser.expected == (), f"{name} takes that"


@pytest.mark.threat("T7")
def test_a_certificate_of_a_strange_version_is_no_authority(tmp_path):
    text = Authority(tmp_path, "ca").file.read_text("ascii")
    raw = base64.b64decode("".join(text.splitlines()[1:-1]))
    strange = raw.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x6e", 1)
    assert strange != raw
    body = base64.encodebytes(strange)
    pem = b"-----BEGIN CERTIFICATE-----\n" + body + b"-----END CERTIFICATE-----\n"
    parser = PARSERS["certificates of authorities"]
    with pytest.raises(parser.expected):
        parser.read(pem)


def test_a_lock_file_of_brackets_reaches_nobody(tmp_path):
    (tmp_path / "lock").write_bytes(b"[" * 5_000)
    assert not notify_first(tmp_path / "lock")
