"""Files on the case page: by keys alone, with states, an undo, and words for what goes wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from counter_app.bootstrap.attachment_work import AttachmentWork
from counter_app.domain.attachment import AttachmentState
from counter_app.domain.errors import ScanReasonMissing
from counter_app.domain.staff import Role
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.settings import Settings
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.ui.attachment_words import size_words
from counter_app.ui.case.attachments_card import ADD_KEY
from counter_app.ui.case.paper_dialog import PaperDialog
from counter_app.ui.case.scan_presenter import ScanPresenter
from counter_app.ui.case.timeline import timeline
from counter_app.ui.dialogs import QuestionDialog
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import Doorkeeper, PreferencesInMemory
from tests.fakes.people import PROFILE
from tests.fakes.pictures import jpeg, pdf, png
from tests.services.life import PEOPLE
from tests.ui.test_every_widget import everything, what_is_cut


class RunningStandIn:
    """The running counter, as far as files ask it."""

    def __init__(self, paths, profile) -> None:
        self.paths, self.profile = paths, profile
        self.settings = Settings(counter=PROFILE)
        self.wanted: list[str] = []

    def send_files(self) -> None:
        raise AssertionError("nobody asks this here")

    def nudging(self, service):
        return service

    def want_file(self, sha256: str) -> None:
        self.wanted.append(sha256)


@pytest.fixture
def running(tmp_path, office, store):
    paths = ProfilePaths(tmp_path)
    profile = type("Profile", (), {"office": office, "store": store})()
    return RunningStandIn(paths, profile)


@pytest.fixture
def files(parts, running):
    return AttachmentWork(running).parts(parts.tasks)


@pytest.fixture
def keys(open_keys, files, life):
    life.begin()
    keys = open_keys(attachments=files)
    keys.open(life.case_id)
    return keys


@pytest.fixture
def scans(tmp_path):
    """Three good files and a bad one, as a scanner's folder has them."""
    folder = tmp_path / "scans"
    folder.mkdir()
    contents = {
        "户口本.jpg": jpeg(),
        "申请表.png": png(),
        "合同.pdf": pdf(),
        "坏.jpg": b"\xff\xd8\xff",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def readable_in_memory() -> list[str]:
    """The copies for other programs that this process holds."""
    handles = (
        path.readlink().name for path in Path("/proc/self/fd").iterdir() if path.is_symlink()
    )
    return [name for name in handles if name.startswith("memfd:attachment")]


def add(keys, *paths) -> None:
    """Choose files and confirm the material, as a clerk does."""
    keys.tap(ADD_KEY)
    dialog = keys.page.findChild(QFileDialog, "attachment_file_dialog")
    dialog.filesSelected.emit([str(path) for path in paths])
    dialog.close()
    keys.breathe()
    keys.do_form()
    keys.wait(lambda: not keys.page.attachments.busy.text())
    keys.settle()


def shown(life) -> list[str]:
    return [file.attachment.name for file in life.file().case.files.shown]


def press(keys, name: str) -> None:
    keys.page.attachments.findChild(QPushButton, name).click()
    keys.settle()
    keys.breathe()


def test_files_are_added_opened_taken_off_and_put_back_by_keys(keys, life, scans, running):
    card = keys.page.attachments
    assert "JPG、PNG 或 PDF" in card.empty.text()
    add(keys, scans / "户口本.jpg", scans / "合同.pdf")
    assert card.count.text() == "共2个"
    assert not card.empty.isVisible()
    assert card.findChild(QPushButton, "attachment_1_open").accessibleName() == "打开 合同.pdf"
    assert shown(life) == ["户口本.jpg", "合同.pdf"]
    assert keys.window.toast.words.text() == "已添加2个附件"

    press(keys, "attachment_0_open")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PaperDialog)
    assert dialog.preview.has_picture
    dialog.accept()
    press(keys, "attachment_0_open")  # A page of a scanner, far wider than the screen.
    dialog = QApplication.activeModalWidget()
    dialog.preview.show_scan(png(3_000, 40), "扫描", width=1_000)
    assert dialog.preview.paper.pixmap().width() == 1_000
    for _ in range(9):
        dialog.preview.zoom_in.click()
    assert dialog.preview.paper.pixmap().width() == 4_000
    dialog.accept()
    assert not running.paths.spool.exists()  # A picture leaves nothing readable on the disk.

    press(keys, "attachment_0_off")
    assert isinstance(QApplication.activeModalWidget(), QuestionDialog)
    keys.tap("Esc")
    assert len(shown(life)) == 2
    press(keys, "attachment_0_off")
    keys.tap("Return")
    keys.settle()
    assert shown(life) == ["合同.pdf"]
    keys.tap("Ctrl+Z")
    keys.settle()
    assert shown(life) == ["合同.pdf", "户口本.jpg"]

    add(keys, scans / "坏.jpg", scans / "申请表.png")  # The good one is added all the same.
    assert shown(life) == ["合同.pdf", "户口本.jpg", "申请表.png"]
    assert "办件没有改动" in keys.window.message.words.text()


@pytest.mark.asvs("14.3.1")
def test_a_pdf_goes_when_the_screen_locks_and_what_is_on_its_way_is_asked_for(
    keys, life, scans, running, files
):
    add(keys, scans / "合同.pdf")
    (file,) = life.file().case.files.shown
    sha256 = file.attachment.sha256
    for _ in range(2):
        seen = files.look(life.case_id, sha256)
        assert seen.path.read_bytes() == pdf()
        assert seen.path.parent == Path(f"/proc/{os.getpid()}/fd")  # In memory, on no disk.
    keys.presenter.lock()
    assert not seen.path.exists() or seen.path.read_bytes() != pdf()  # The number may live on.
    keys.sign_in()
    with life.store.ledger.transaction() as transaction:
        transaction.connection.execute("UPDATE attachments SET is_here = 0")
        transaction.commit()
    (running.paths.attachments / sha256[:2] / sha256).unlink()
    keys.open(life.case_id)
    states = life.store.attachments.states(life.case_id)
    assert states == {sha256: AttachmentState.ON_THE_WAY}
    press(keys, "attachment_0_open")
    assert "附件在途" in keys.window.message.words.text()
    assert running.wanted == [sha256]
    keys.find_act("附件")
    assert keys.page.findChild(QFileDialog, "attachment_file_dialog") is not None


def test_who_may_not_add_sees_the_files_only(open_keys, files, life, scans, desk):
    life.begin()
    CaseAttachments(life.office, life.store.attachments).add(
        life.case_id, FileToAdd(path=scans / "户口本.jpg")
    )
    director = PEOPLE[Role.DIRECTOR]
    keys = open_keys(director, attachments=files, sign_in=Doorkeeper(desk, director))
    keys.open(life.case_id)
    card = keys.page.attachments
    assert card.count.text() == "共1个"
    assert not card.findChild(QPushButton, "attachment_0_off").isVisible()
    assert not card.add_button.isEnabled()


@pytest.mark.threat("T2")
@pytest.mark.parametrize("percent", [100, 200])
def test_who_does_not_handle_the_case_is_asked_why_once_and_a_lock_keeps_it_shut(
    open_keys, files, life, scans, theme, percent
):
    life.begin()
    adds = CaseAttachments(life.office, life.store.attachments)
    for name in ("户口本.jpg", "申请表.png", "合同.pdf"):
        adds.add(life.case_id, FileToAdd(path=scans / name))
    director = PEOPLE[Role.DIRECTOR]
    theme.set_scale(percent)
    sizes = PreferencesInMemory(WindowPreferences(scale_percent=percent))
    door = Doorkeeper(life.desk, director)
    keys = open_keys(director, attachments=files, sign_in=door, preferences=sizes)
    keys.open(life.case_id)
    press(keys, "attachment_0_open")
    assert keys.form.objectName() == "form_scan_reason"
    keys.shoot(f"scan-reason-{percent}", keys.form)
    keys.go_to("form_scan_reason_reason")
    keys.type("看看")
    keys.tap("F10")
    keys.settle()
    assert ScanReasonMissing.advice in keys.form.message.words.text()
    assert life.file().case.reveals == ()
    keys.go_to("form_scan_reason_reason")
    keys.tap("Ctrl+A")
    keys.type("核查投诉情况")
    keys.do_form()
    assert isinstance(QApplication.activeModalWidget(), PaperDialog)
    QApplication.activeModalWidget().accept()
    press(keys, "attachment_1_open")  # Not asked again.
    assert isinstance(QApplication.activeModalWidget(), PaperDialog)
    QApplication.activeModalWidget().accept()
    told = [(seen.staff, seen.reveal.reason) for seen in life.file().case.reveals]
    assert told == [(director.staff, "核查投诉情况")] * 2
    entries = [entry.words for entry in timeline(life.file())]
    assert entries[0] == "打开扫描件：核查投诉情况"

    presenter = keys.page.findChild(ScanPresenter)
    for file in life.file().case.files.shown[1:]:
        presenter.open(file)
    keys.presenter.lock()
    keys.settle()
    keys.breathe()
    assert QApplication.activeModalWidget() is None
    assert readable_in_memory() == []
    assert len(life.file().case.reveals) == 3  # It was opened, and nobody saw it.


@pytest.mark.threat("T2")
@pytest.mark.fault("F22")
def test_where_nothing_can_be_written_no_scan_opens_and_the_words_say_which(keys, life, scans):
    add(keys, scans / "户口本.jpg")
    keys.window.view_only.take("只能查看：磁盘或文件夹写不进去")
    keys.breathe()
    button = keys.page.attachments.findChild(QPushButton, "attachment_0_open")
    assert not button.isEnabled()
    assert "磁盘或文件夹写不进去" in button.toolTip()
    assert life.file().case.reveals == ()


def test_sizes_are_told_as_people_read_them():
    assert [size_words(n) for n in (860, 350 << 10, int(1.25 * (1 << 20)))] == [
        "860 字节",
        "350 KB",
        "1.2 MB",
    ]


@pytest.mark.parametrize("percent", [100, 200])
def test_a_picture_of_the_card(open_keys, files, life, scans, theme, percent):
    store = life.store
    life.begin()
    theme.set_scale(percent)
    sizes = PreferencesInMemory(WindowPreferences(scale_percent=percent))
    keys = open_keys(attachments=files, preferences=sizes)
    keys.open(life.case_id)
    keys.shoot(f"attachments-empty-{percent}", keys.page.attachments)
    add(keys, scans / "户口本.jpg", scans / "申请表.png", scans / "合同.pdf")
    first, second, _ = life.file().case.files.shown
    store.attachments.at_county(first.attachment.sha256)
    with store.ledger.transaction() as transaction:
        statement = "UPDATE attachments SET is_here = 0 WHERE sha256 = ?"
        transaction.connection.execute(statement, (second.attachment.sha256,))
        transaction.commit()
    keys.open(life.case_id)
    keys.breathe()
    keys.shoot(f"attachments-{percent}", keys.page.attachments)
    cut = [fault for one in everything(keys.window) if (fault := what_is_cut(one))]
    assert cut == []
