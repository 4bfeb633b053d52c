"""The auditor's page: verified in words, broken off, refused; who has seen whose data."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog, QScrollArea

from counter_app.domain.access_record import Access
from counter_app.domain.audit_words import AuditOutcome, findings_of
from counter_app.domain.destruction_list import DestructionList
from counter_app.domain.errors import NotAuthorised, UnreadableFile
from counter_app.domain.print_job import PrintState
from counter_app.domain.privacy_facts import CopiesDestroyed, DestroyedCopy
from counter_app.domain.retention import RULE
from counter_app.domain.staff import Role
from counter_app.ui.audit.destruction_presenter import FILE_DIALOG
from counter_app.ui.keys import Action
from counter_app.ui.preferences import WindowPreferences
from counter_app.ui.privacy_parts import DestructionParts, PrivacyParts, SheetPrinted
from tests.fakes.desks import Doorkeeper, PreferencesInMemory
from tests.fakes.people import MONDAY
from tests.services.life import PEOPLE
from tests.ui.test_every_widget import everything, what_is_cut

AUDITOR = PEOPLE[Role.AUDITOR]
SEEN = Access(
    at=MONDAY,
    staff="QH0107",
    role="clerk",
    kind="reveal",
    what="证件号码、联系电话",
    cases=("510899101012026110201000017",),
    reason="电话通知申请人来领取结果",
)
SEARCHED = replace(SEEN, kind="search", what="按证件号后六位", reason="", cases=SEEN.cases * 3)
BROKEN = AuditOutcome(
    events=1834,
    devices=2,
    is_complete=True,
    findings=findings_of(
        [("gap", "ab" * 32), ("number-missing", "20261102-00004"), ("back-dated", "cd" * 32)]
    ),
)


def destroyed(number, cases):
    copies = tuple(
        DestroyedCopy(
            case=f"{n:032x}",
            number=f"5108991010120261102010{n:05d}",
            last_event="ab" * 32,
            files=("cd" * 32,) * 2,
        )
        for n in range(cases)
    )
    fact = CopiesDestroyed(
        document_number=number, rule=RULE.words, copies=copies, blocked=(), destroyed_at=MONDAY
    )
    return DestructionList(record=f"{cases:064x}", device="d" * 16, destroyed=fact)


LATER = destroyed("销〔2026〕10101-00002号", 40)
EARLIER = destroyed("销〔2026〕10101-00001号", 3)


class Auditing:
    """Answers what a test wants, and lets it watch."""

    def __init__(self, tasks):
        self.outcome = AuditOutcome(events=1834, devices=2, is_complete=True, findings=())
        self.fails_with = None
        self.asked = []
        self.lists = (LATER, EARLIER)
        self.printed = []
        self.comes_out = SheetPrinted(PrintState.PRINTED)
        self.may_go_on = threading.Event()
        self.parts = PrivacyParts(
            tasks=tasks,
            reveal=lambda *_: pytest.fail("nothing is revealed here"),
            give_copy=lambda *_: pytest.fail("nobody asks here"),
            print_sheet=lambda _: pytest.fail("nothing is printed here"),
            audit=self.audit,
            accesses=lambda: (SEEN, SEARCHED),
            destruction=DestructionParts(
                lists=lambda: self.lists, print_list=self.print_list, save_list=self.save_list
            ),
        )

    def print_list(self, one):
        self.printed.append(one.number)
        return self.comes_out

    def save_list(self, one, path):
        if path.is_dir():
            raise UnreadableFile(path.name)
        path.write_text(one.number, "utf-8")

    def audit(self, told):
        if self.fails_with is not None:
            raise self.fails_with
        self.asked.append(told(500, 1834))
        if len(self.asked) > 1 or not self.outcome.is_complete:
            assert self.may_go_on.wait(5)
            self.asked.append(told(1000, 1834))
        return self.outcome


@pytest.fixture
def auditing(tasks):
    return Auditing(tasks)


@pytest.fixture
def open_audit(open_counter, auditing, desk):
    def open_one(**more):
        counter = open_counter(privacy=auditing.parts, sign_in=Doorkeeper(desk, AUDITOR), **more)
        counter.sign_in(AUDITOR)
        return counter

    return open_one


def words(page):
    return "\n".join([page.card.words.text(), *(line.text() for line in page.card.lines)])


def test_an_auditor_begins_here_and_reads_who_has_seen_whom(open_audit):
    counter = open_audit()
    page = counter.window.page()
    assert page.objectName() == "audit_page"
    model = page.table.model()
    cells = [str(model.index(row, c).data()) for row in range(2) for c in range(5)]
    assert "QH0107" in cells
    assert "电话通知申请人来领取结果" in cells
    assert any("等3件" in cell for cell in cells)


def test_a_sound_record_and_a_broken_one_are_told_in_words(open_audit, auditing):
    counter = open_audit()
    page = counter.window.page()
    counter.presenter.do(Action.SUBMIT)
    counter.settle()
    assert "核验 1834 条记录、2 台设备：全部有效" in words(page)

    auditing.outcome = BROKEN
    auditing.may_go_on.set()
    counter.presenter.do(Action.SUBMIT)
    counter.settle()
    assert "发现3类问题" in words(page)
    assert "之前缺少事件（1处）" in words(page)
    assert "20261102-00004" in words(page)
    assert "不要删除任何文件" in words(page)
    assert page.card.button.text() == "再核验一遍"


def test_the_same_button_breaks_off_and_nothing_is_claimed_then(open_audit, auditing):
    counter = open_audit()
    page = counter.window.page()
    auditing.outcome = replace(auditing.outcome, is_complete=False)
    page.card.button.click()
    counter.wait(lambda: "500 / 1834" in words(page))
    assert page.card.button.text() == "停止核验"
    page.card.button.click()
    auditing.may_go_on.set()
    counter.settle()
    assert auditing.asked == [True, False]
    assert "没有核验完，不能下结论" in words(page)


def test_who_may_not_is_told_so(open_audit, auditing):
    counter = open_audit()
    auditing.fails_with = NotAuthorised("窗口人员")
    counter.presenter.do(Action.SUBMIT)
    counter.settle()
    assert NotAuthorised.advice in words(counter.window.page())


def rows(table):
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_what_was_destroyed_is_listed_and_the_chosen_list_printed(open_audit, auditing):
    counter = open_audit()
    card = counter.window.page().destructions
    assert rows(card.table) == [
        [LATER.number, "2026-11-02 09:30", "40件", "80个"],
        [EARLIER.number, "2026-11-02 09:30", "3件", "6个"],
    ]
    card.table.selectRow(1)
    counter.presenter.do(Action.PRINT_RECEIPT)
    counter.settle()
    assert auditing.printed == [EARLIER.number]
    assert f"{EARLIER.number}已出纸" in card.result.text()

    auditing.comes_out = SheetPrinted(PrintState.FAILED, "缺纸")
    counter.presenter.do(Action.PRINT_RECEIPT)
    counter.settle()
    assert "没有打印：缺纸" in card.result.text()
    assert card.print_button.isEnabled(), "it can be printed again"


def test_a_list_is_saved_where_somebody_says_and_a_place_that_is_none_is_told(open_audit, tmp_path):
    counter = open_audit()
    card = counter.window.page().destructions
    card.save_button.click()
    dialog = card.findChild(QFileDialog, FILE_DIALOG)
    assert dialog.selectedFiles()[0].endswith(f"{LATER.number}.pdf")
    dialog.fileSelected.emit(str(tmp_path / "清单.pdf"))
    dialog.reject()
    counter.settle()
    assert (tmp_path / "清单.pdf").read_text("utf-8") == LATER.number
    assert "已保存" in card.result.text()

    card.save_button.click()
    dialog = counter.window.page().destructions.findChildren(QFileDialog, FILE_DIALOG)[-1]
    dialog.fileSelected.emit(str(tmp_path))
    dialog.reject()
    counter.settle()
    assert UnreadableFile.advice in card.result.text()


def test_where_nothing_was_destroyed_the_page_says_so_and_the_key_says_why_not(
    open_audit, auditing
):
    auditing.lists = ()
    counter = open_audit()
    card = counter.window.page().destructions
    assert "还没有到期销毁的副本" in card.words.text()
    assert not card.table.isVisible()
    counter.presenter.do(Action.PRINT_RECEIPT)
    assert "现在不能“打印清单”：还没有销毁清单" in counter.window.message.words.text()
    assert auditing.printed == []
    counter.shoot("audit-nothing-destroyed")


@pytest.mark.parametrize("percent", [100, 200])
def test_a_picture_of_the_page(open_audit, auditing, percent):
    looks = PreferencesInMemory(WindowPreferences(scale_percent=percent))
    counter = open_audit(preferences=looks)
    auditing.outcome = BROKEN
    counter.presenter.do(Action.SUBMIT)
    counter.settle()
    counter.shoot(f"audit-{percent}")
    page = counter.window.page()
    page.destructions.print_button.setFocus()
    page.findChild(QScrollArea, "audit_scroll").ensureWidgetVisible(page.destructions.print_button)
    counter.shoot(f"audit-destroyed-{percent}")
    cut = [fault for one in everything(counter.window) if (fault := what_is_cut(one))]
    assert cut == []
