"""Parsers of files: what comes on a stick or by mail, and what lies on the counter's own disk."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from counter_app.domain.backup import BackupNote, BackupReason, BackupStand
from counter_app.domain.case_card import Draft
from counter_app.domain.catalogue_import import import_catalogue
from counter_app.domain.device_trust import DeviceStatus, KnownDevice
from counter_app.domain.errors import CounterError
from counter_app.runtime.known_devices import FILE_NAME, load_known_devices, save_known_devices
from counter_app.runtime.pinned_authorities import ends_of, joined
from counter_app.runtime.release import Release, ReleasedFile, manifest_bytes, read_manifest
from counter_app.runtime.settings import CountySettings, Settings, parse_settings, settings_text
from counter_app.scenario.player import parse_script
from counter_app.storage.backup_note import NoteFile, Recovery, note_of, read_note, write_note
from counter_app.storage.recovery_file import RecoveryFile, read_recovery_file, write_recovery_file
from counter_app.storage.vault import people_in
from counter_app.ui.favourites import FavouriteFile
from counter_app.ui.preferences import PreferenceFile
from sync.bundle import SealedBundle
from sync.bundle_attachments import PackedFile, attachment_record, read_attachment
from sync.bundle_records import RecordKind, Tally, decode_manifest, encode_record, read_records
from sync.bundle_records import encode_manifest as encode_bundle_manifest
from sync.client.handover_bundle import _content, encode_draft
from sync.client.receiver_card import read_card, write_card
from sync.protocol import Exchange, Push, SignedEvent
from sync.recovery_envelope import open_envelope, seal_envelope
from sync.wire import encode_exchange
from tests.domain.test_catalogue_import import HEADING, PLAIN_CODE, table
from tests.domain.test_exchange_import import EXCHANGE
from tests.fakes.certificates import Authority
from tests.fakes.people import MONDAY, PROFILE
from tests.fakes.publishers import catalogue
from tests.faults.parser import Parser, as_text, folder, in_file
from tests.faults.parsers_of_the_county import message
from tests.sync.made_up import a_hello
from tests.sync.test_bundle import READER, SENDER, sealed
from tests.sync.test_bundle_records import MANIFEST as BUNDLE_MANIFEST
from tests.sync.test_packing import a_chain

COUNTY = CountySettings(
    url="https://county.example:8443/api", public_key="0f" * 32, ca_file="/etc/county/ca.pem"
)
DRAFT = Draft(
    draft_id="0e" * 16,
    staff="staff-1",
    saved_at=MONDAY,
    title="未选事项",
    payload={"name": "张三丰", "materials": [1, None]},
)
SECRET = bytes(range(48))
COUNTER, DEVICE = "11019901201", "0d" * 8
NOW = datetime(2026, 11, 2, tzinfo=UTC)


def _read_bundle(content: bytes) -> None:
    bundle = SealedBundle(io.BytesIO(content), len(content))
    _read_records(b"".join(bundle.open(SENDER.public_key(), READER)()))


def _read_records(content: bytes) -> None:
    for kind, payload in read_records([content]):
        if kind is RecordKind.MANIFEST:
            decode_manifest(payload)
        elif kind is RecordKind.ATTACHMENT:
            read_attachment(payload)


def _records() -> list[bytes]:
    first = encode_record(RecordKind.MANIFEST, encode_bundle_manifest(BUNDLE_MANIFEST))
    file = attachment_record(PackedFile(sha256(b"scan").hexdigest(), "cd" * 32, b"scan"))
    return [first, first + encode_record(RecordKind.MESSAGE, b"x" * 100), first + file]


def _bundles() -> list[bytes]:
    first, second, _ = _records()
    return [sealed(first), sealed(second)]


def _posts() -> list[bytes]:
    tally = Tally()
    for event in message().push.events:
        tally.add_event(event)
    manifest = replace(BUNDLE_MANIFEST, events=dict(tally.events), chains=tally.chains())
    parts = [encode_bundle_manifest(manifest), encode_exchange(message()), encode_draft(DRAFT)]
    told = {
        "manifest": json.loads(parts[0]),
        "headers": [json.loads(event.data) for event in message().push.events],
        "draft": json.loads(parts[2]),
    }
    return [json.dumps(told).encode(), APART + APART.join(parts)]


APART = b"\xf5\xf6\xf7"


def _read_post(content: bytes) -> None:
    """Have the records of a hand-over hold whatever it is."""
    is_told = content[:1] == b"{"
    parts = _told(content) if is_told else [*content.split(APART), b"", b"", b""][1:4]
    kinds = (RecordKind.MANIFEST, RecordKind.MESSAGE, RecordKind.DRAFT)
    records = zip(kinds, parts, strict=True)
    _content([encode_record(kind, part) for kind, part in records])


def _told(content: bytes) -> list[bytes]:
    """Return manifest, message and draft of a post that is told as JSON, headers laid open."""
    try:
        told = json.loads(content)
        headers = told["headers"] if isinstance(told["headers"], list) else []
        events = tuple(SignedEvent(data=_json(each), signature=bytes(64)) for each in headers)
        pushed = Exchange(hello=a_hello(), push=Push(epoch="ab" * 16, events=events))
        return [_json(told["manifest"]), encode_exchange(pushed), _json(told["draft"])]
    except (ValueError, KeyError, TypeError, RecursionError):
        return [b"", b"", b""]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _cards() -> list[bytes]:
    (event,) = a_chain([{"text": "接岗"}])
    return [write_card(folder(), "a", event).read_bytes()]


def _read_cards(_path: object) -> None:
    if not list(read_card(folder())):
        raise ValueError("no card")


def _envelopes() -> list[bytes]:
    public = READER.public_key()
    return [seal_envelope(SECRET, public, counter=COUNTER, device=DEVICE)]


def _recovery_files() -> list[bytes]:
    path = folder() / "sample-recovery"
    path.unlink(missing_ok=True)
    write_recovery_file(path, RecoveryFile(counter=COUNTER, device=DEVICE, secret=SECRET))
    return [path.read_bytes()]


def _notes() -> list[bytes]:
    backup = folder() / "sample.backup"
    stand = BackupStand(schema=3, events=9, device=DEVICE, generation=1, n=9, head="ab" * 32)
    note = BackupNote(
        path=str(backup),
        made_at=MONDAY,
        reason=BackupReason.HAND,
        stand=stand,
        size_bytes=4_096,
        sha256="cd" * 32,
        files=("ab" * 32,),
    )
    envelope = _envelopes()[0]
    recovery = Recovery(recipient="0c" * 8, counter=COUNTER, device=DEVICE, envelope=envelope)
    write_note(NoteFile(note=note, keys=b"{}", recovery=recovery))
    return [note_of(backup).read_bytes()]


def _releases() -> list[bytes]:
    files = (ReleasedFile("counter", 4, "ab" * 32), ReleasedFile("a/b.pyc", 1, "cd" * 32))
    release = Release(name="counter", version="1.2", parts_sha256="ef" * 32, files=files)
    return [manifest_bytes(release)]


def _known_devices() -> list[bytes]:
    known = KnownDevice(
        device=DEVICE,
        generation=1,
        public_key=bytes(32),
        status=DeviceStatus.TRUSTED,
        counter_code=COUNTER,
    )
    save_known_devices(folder(), [known])
    return [(folder() / FILE_NAME).read_bytes()]


def _certificates() -> list[bytes]:
    own, other = (Authority(folder(), name).file.read_bytes() for name in ("one", "two"))
    return [own, own + other]


def _read_certificates(path: object) -> None:
    ends_of(path)
    joined(path, path, NOW)


def _key_files() -> list[bytes]:
    person = {"user": "li", "staff": "staff-1", "name": "李四", "role": "clerk"}
    return [json.dumps({"format": 1, "people": [{"person": person}]}).encode()]


def _small_files() -> list[bytes]:
    looks = {"scale_percent": 150, "is_high_contrast": True, "last_login": "li"}
    return [json.dumps(looks).encode(), json.dumps({"staff-1": ["T1", "T2"]}).encode()]


def _read_small_files(path: object) -> None:
    PreferenceFile(path).load()
    FavouriteFile(path).of("staff-1")


def _tables() -> list[bytes]:
    raw = json.loads(catalogue())
    raw["items"] = raw["items"][:1]
    own = json.dumps(raw, ensure_ascii=False).encode()
    plain = table(
        ["老年卡", "民政", "照片；2.户口簿", "20个工作日", PLAIN_CODE],
        headings=("事项名称", "主管部门", "申请材料", "承诺时限", "事项编码"),
    )
    national = json.dumps(EXCHANGE, ensure_ascii=False).encode()
    return [own, national, plain, plain.decode().encode("gb18030")]


def _settings() -> list[bytes]:
    return [settings_text(Settings(counter=PROFILE, county=COUNTY, reader_url="auto")).encode()]


def _scenarios() -> list[bytes]:
    lines = ({"at": "2026-03-02T09:00:00+08:00", "do": "receive", "case": "a"}, {"do": "print"})
    return ["".join(f"\n{json.dumps(line)}" for line in lines).encode()]


def _read_scenario(text: str) -> None:
    if all(line.problem for line in parse_script(text.split("\n"))):
        raise ValueError("not one line")


def _only(*expected: type[Exception]) -> tuple[type[Exception], ...]:
    return expected or (CounterError,)


OF_FILES = {
    "courier bundles": Parser("T10", _bundles, _read_bundle, _only()),
    "records of a bundle": Parser("T10", _records, _read_records, _only()),
    "a post that is handed over on a stick": Parser("T10", _posts, _read_post, _only(), share=0.5),
    "key cards": Parser("T10", _cards, in_file("a.tccard", _read_cards), (ValueError,), share=0.5),
    "recovery envelopes": Parser(
        "T10",
        _envelopes,
        lambda c: open_envelope(c, READER, counter=COUNTER, device=DEVICE),
        _only(),
    ),
    "recovery files": Parser(
        "T10", _recovery_files, in_file("recovery", read_recovery_file), _only()
    ),
    "notes beside a backup": Parser(
        "T10",
        _notes,
        in_file("b.note", lambda path: read_note(path.with_suffix(""))),
        _only(),
        share=0.5,
    ),
    "manifests of a release": Parser("T19", _releases, read_manifest, _only()),
    "lists of devices beside the settings": Parser(
        "T7",
        _known_devices,
        in_file(FILE_NAME, lambda p: load_known_devices(p.parent)),
        _only(),
        share=0.5,
    ),
    "certificates of authorities": Parser(
        "T7", _certificates, in_file("ca.pem", _read_certificates), _only()
    ),
    "keys.json": Parser("T7", _key_files, in_file("keys.json", people_in), _only()),
    "looks and favourites of a window": Parser(
        "T7", _small_files, in_file("small.json", _read_small_files), (), share=0.5
    ),
    "settings": Parser("T7", _settings, parse_settings, _only()),
    "scenarios": Parser("T14", _scenarios, as_text(_read_scenario), (ValueError,)),
    "tables of a catalogue (CSV, JSON, national exchange)": Parser(
        "T14", _tables, lambda c: import_catalogue(c, HEADING), _only(), share=0.15
    ),
}
