"""Adding files to a case, taking wrong ones off, and what stands against it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app import fault_points
from counter_app.bootstrap.desk import PublishedRules, SignedInDesk, new_case_id
from counter_app.domain.attachment import AttachmentState, MediaType
from counter_app.domain.case_event import UnknownFact
from counter_app.domain.ending_facts import EndingKind
from counter_app.domain.errors import (
    AlreadyDone,
    AttachmentDamaged,
    AttachmentRefused,
    NotAuthorised,
    UnknownMaterial,
)
from counter_app.domain.staff import Role
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.services.end_case import EndRequest
from counter_app.services.office import Office
from counter_app.services.open_scan import OpenedScans, OpenScan
from sync.codec import event_of, open_header
from tests.fakes.clocks import SettableClock
from tests.fakes.people import CLERK, PROFILE
from tests.fakes.pictures import jpeg, jpeg_with_place, pdf, png
from tests.fakes.second_person import proven
from tests.services.life import PEOPLE, Life
from tests.storage.fresh_store import fresh_store

ROOT = Path(__file__).parents[2]


@pytest.fixture
def life(office, store, desk, clock):
    life = Life(office, store, desk, clock)
    life.begin()
    return life


@pytest.fixture
def attachments(office, store):
    return CaseAttachments(office, store.attachments)


@pytest.fixture
def opens(office, store):
    return OpenScan(office, store.attachments, OpenedScans())


@pytest.fixture
def scan(tmp_path):
    def make(content: bytes, name: str = "扫描.jpg") -> FileToAdd:
        path = tmp_path / name
        path.write_bytes(content)
        return FileToAdd(path=path)

    return make


def shown(case) -> list[str]:
    return [file.attachment.name for file in case.files.shown]


def headers(store, case_id):
    with store.ledger.transaction() as transaction:
        rows = transaction.connection.execute(
            "SELECT data FROM events WHERE case_id = ? ORDER BY id", (case_id,)
        ).fetchall()
    return [open_header(data) for (data,) in rows]


def test_a_photograph_is_kept_without_its_place_and_named_by_its_event(
    life, attachments, scan, store, opens
):
    case = attachments.add(life.case_id, scan(jpeg_with_place(), "身份证正面.JPEG"))
    (file,) = case.files.shown
    assert file.attachment.name == "身份证正面.jpg"
    assert file.attachment.media_type is MediaType.JPEG
    header = headers(store, life.case_id)[-1]
    assert header.type == "material.attached"
    assert header.attachments == (file.attachment.sha256,)
    seen = opens(life.case_id, file.attachment.sha256)
    assert len(seen.content) == file.attachment.size_bytes
    assert b"SECRET" not in seen.content
    states = attachments.states(life.case_id)
    assert states == {file.attachment.sha256: AttachmentState.HERE}


def test_a_wrong_file_goes_and_comes_back_and_all_of_it_is_on_record(
    life, attachments, scan, store
):
    case = attachments.add(life.case_id, scan(png(), "a.png"))
    attachments.add(life.case_id, scan(pdf(), "b.pdf"))
    (wrong, _) = attachments.add(life.case_id, scan(jpeg(), "c.jpg")).files.shown[:2]
    case = attachments.take_off(life.case_id, wrong.attachment.sha256)
    assert shown(case) == ["b.pdf", "c.jpg"]
    case = attachments.take_off(life.case_id, wrong.attachment.sha256)  # Nothing is left to do.
    assert len(case.files.detached) == 1
    case = attachments.put_back(life.case_id, wrong.attachment)
    assert sorted(shown(case)) == ["a.png", "b.pdf", "c.jpg"]
    kinds = [header.type for header in headers(store, life.case_id)[-5:]]
    assert kinds == [*["material.attached"] * 3, "material.detached", "material.attached"]
    with pytest.raises(AlreadyDone):
        attachments.put_back(life.case_id, wrong.attachment)


def test_the_same_file_is_not_added_twice_and_nothing_unknown_is_shown(
    life, attachments, scan, opens
):
    attachments.add(life.case_id, scan(jpeg()))
    with pytest.raises(AlreadyDone):
        attachments.add(life.case_id, scan(jpeg()))
    with pytest.raises(AttachmentRefused):
        opens(life.case_id, "a" * 64)


def test_a_file_belongs_to_a_line_of_the_checklist_or_to_none(life, attachments, scan, office):
    line = life.file().case.materials[0].name
    wanted = scan(jpeg())
    case = attachments.add(life.case_id, FileToAdd(path=wanted.path, name="x", material=line))
    assert case.files.shown[0].attachment.material == line
    with pytest.raises(UnknownMaterial):
        attachments.add(life.case_id, FileToAdd(path=wanted.path, material="房产证明"))


def test_a_refused_file_leaves_the_case_as_it_was(life, attachments, scan, store):
    before = len(headers(store, life.case_id))
    for content in (b"GIF89a", jpeg()[:200], b"x"):
        with pytest.raises(AttachmentRefused):
            attachments.add(life.case_id, scan(content))
    assert len(headers(store, life.case_id)) == before


def test_files_may_come_after_the_end_but_not_from_everybody(life, attachments, scan, desk):
    void = EndRequest(
        kind=EndingKind.VOID,
        reason="录错",
        second=proven(PEOPLE[Role.BACKUP].staff, Role.BACKUP),
    )
    life.do(void, by=Role.CHIEF)
    assert shown(attachments.add(life.case_id, scan(jpeg()))) == ["扫描.jpg"]
    desk.sign_in(PEOPLE[Role.AUDITOR])
    with pytest.raises(NotAuthorised):
        attachments.add(life.case_id, scan(png(), "b.png"))


@pytest.mark.expects_warnings
def test_a_damaged_file_is_named_when_it_is_opened(life, attachments, scan, tmp_path, opens):
    (file,) = attachments.add(life.case_id, scan(jpeg())).files.shown
    sha256 = file.attachment.sha256
    path = tmp_path / "attachments" / sha256[:2] / sha256
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(AttachmentDamaged):
        opens(life.case_id, sha256)


def test_an_event_that_names_another_file_than_it_tells_of_is_set_aside(
    life, attachments, scan, store
):
    attachments.add(life.case_id, scan(jpeg()))
    header = headers(store, life.case_id)[-1]
    for named in ((), ("b" * 64,), (*header.attachments, "b" * 64)):
        lying = type(header)(**{**_fields(header), "attachments": named})
        assert isinstance(event_of(lying, "e").fact, UnknownFact)


def _fields(header):
    return {name: getattr(header, name) for name in type(header).__dataclass_fields__}


KILLED = """
import sys
from pathlib import Path
from tests.services.test_attach_file import add_one
add_one(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def add_one(folder: Path, path: Path) -> None:
    """Take a case in, and die while a file is added to it."""
    with fresh_store(folder) as store:
        desk = SignedInDesk(PROFILE)
        desk.sign_in(CLERK)
        office = Office(
            unit_of_work=store.unit_of_work,
            desk=desk,
            clock=SettableClock(),
            rulebook=PublishedRules(),
            new_case_id=new_case_id,
            new_query_code=lambda: "100000",
        )
        case_id = Life(office, store, desk, None).begin().case_id
        fault_points.arm("attachment.kept", lambda: os.kill(os.getpid(), signal.SIGKILL))
        CaseAttachments(office, store.attachments).add(case_id, FileToAdd(path=path))


@pytest.mark.fault("F1")
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_kill_between_file_and_event_leaves_no_trace_after_the_next_sweep(tmp_path):
    profile, path = tmp_path / "profile", tmp_path / "scan.jpg"
    profile.mkdir()
    path.write_bytes(jpeg())
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(profile), str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    (orphan,) = [path for path in (profile / "attachments").rglob("*") if path.is_file()]
    with fresh_store(profile) as store:
        with store.ledger.transaction() as transaction:
            count = "SELECT COUNT(*) FROM events WHERE type = 'material.attached'"
            assert transaction.connection.execute(count).fetchone() == (0,)
        assert store.attachments.sweep(orphan.stat().st_mtime + 9_999) == 1
    assert not orphan.exists()
