"""接班 in the real window: given by one, counted and confirmed by the other, seen by the chief."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from counter_app.domain.case_card import WorkQueue
from counter_app.domain.courier import (
    BundleNote,
    BundleState,
    BundleWay,
    PeerEventsTaken,
    PostCarried,
    PostTaken,
)
from counter_app.domain.errors import HandoverNotOpen
from counter_app.domain.post_book import PassState
from counter_app.domain.post_stick import FilesCarried, FilesTaken
from counter_app.domain.service_facts import DetailField
from counter_app.domain.staff import Operator, Role
from counter_app.services.amend_case import AmendRequest
from counter_app.services.change_post import ChangePost
from counter_app.services.cover_post import CoverPost, CoverRequest
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.hand_over_post import HandOverPost
from counter_app.services.perform_step import PerformStep
from counter_app.ui.keys import Action
from counter_app.ui.passing_parts import StickParts
from tests.fakes.desks import Doorkeeper
from tests.fakes.passing import passing_parts, with_posts
from tests.fakes.people import CLERK, PROFILE
from tests.ui.post.test_post_page import choose, press_in_dialog

HANDOVER, PASSING = 2, 6
FULL = "U 盘空间不够"
BACKUP = Operator(staff="QH0112", name="李得水", role=Role.BACKUP, login="b" * 16)
CHIEF = Operator(staff="QH0101", name="高远", role=Role.CHIEF, login="c" * 16)
POSTS = ((PROFILE.counter_code, PROFILE.counter_name), ("51089910102", "综合窗口2号（02号）"))


@pytest.fixture
def stick_folder(filled, tmp_path):
    """A stick beside a desk with something of everything on it."""
    return tmp_path


@pytest.fixture
def at(open_post, post_parts, office, store, desk, stick_folder):
    """A counter where three people can sign in, and posts pass from hand to hand."""
    known = with_posts(office, store, desk)
    read = ReadDesk(known, store.finder, store.drafts)
    change = ChangePost(known, HandOverPost(known, store.finder, store.drafts), read, desk.sign_in)
    parts = replace(
        post_parts,
        read_desk=read,
        hand_over=change.hand_over,
        take_over=change.take_over,
        passing=passing_parts(known, store, POSTS, stick_of(known, stick_folder)),
    )
    at = open_post(HANDOVER, post=parts, sign_in=Doorkeeper(desk, CLERK, BACKUP, CHIEF))
    at.office = known

    def enter(person: Operator, place: int = PASSING) -> None:
        at.counter.presenter.lock()
        at.counter.sign_in(person)
        at.counter.presenter.do(Action.POST)
        at.page.show_panel(at.page.panels[place])
        at.page.panel.begin()
        at.counter.settle_post()

    at.enter = enter
    return at


def stick_of(office, folder) -> StickParts:
    """A stick with one computer's card on it, and a post for this one."""

    def carry(device, progress, is_cancelled, path):
        del path
        assert not is_cancelled()
        progress(12, 14)
        open_ones = office.posts().open_passings
        if not open_ones:
            raise HandoverNotOpen(device)
        note = BundleNote(
            way=BundleWay.HANDOVER,
            number=3,
            bundle="b" * 32,
            sha256="",
            name=f"{device}.tcbundle",
            made_at="",
            state=BundleState.MADE,
            events=41,
        )
        return PostCarried(note=note, files=FilesCarried(written=12, total=14, why=FULL))

    events = PeerEventsTaken(taken=41, known=2, unproven=1)
    files = FilesTaken(
        taken=11,
        known=1,
        absent=("510899101012026110901000031（户口簿.jpg）",),
        altered=("510899101012026110901000031（低保证.pdf）",),
    )
    post = PostTaken(
        bundle="b" * 32,
        number=3,
        is_new=True,
        events=events,
        drafts=1,
        waiting=("交1",),
        files=files,
        missing=("交接包第 2 号（02号窗口，设备 dddd）",),
    )
    return StickParts(
        sticks=lambda: [(str(folder), f"红色U盘（{folder}）")],
        receivers=lambda _folder: [("d" * 16, "综合窗口2号（02号，dddd）")],
        announce=lambda path: f"{path}/51089910101.tccard",
        carry=carry,
        bring=lambda _folder: (post,),
    )


def give(at) -> None:
    choose(at.page.handover.second.people, BACKUP.staff)
    at.counter.press(Qt.Key.Key_F10)
    press_in_dialog(at.counter, Qt.Key.Key_Return)
    at.counter.settle_post()


def words_of_rows(at) -> list[str]:
    return [" ".join(row.cells) for row in at.page.passing.table.rows_model.rows]


@pytest.mark.law("9 ab-post")
def test_the_taker_signs_in_counts_and_confirms_and_the_sheet_says_so(at, printer):
    give(at)
    at.enter(CLERK)
    assert at.page.passing.offer_words[Action.SUBMIT] == "撤回交班"
    at.enter(BACKUP)
    panel = at.page.passing
    assert at.page.tabs.tabText(PASSING) == "接班 1"
    assert "把“综合窗口1号”交给您" in panel.asked.text()
    assert "原件 3 份，草稿 1 件" in panel.asked.text()
    at.counter.shoot("passing-asked")
    at.counter.press(Qt.Key.Key_F10)
    assert "请先清点" in panel.counted.remark.text()
    panel.counted.edit.setText("２")
    at.counter.press(Qt.Key.Key_F10)
    at.counter.settle_post()
    assert "原件应为3份，实清2份" in panel.remarks.remark.text()
    panel.remarks.edit.setText("少身份证复印件一份，已告知周小禾")
    at.counter.press(Qt.Key.Key_F10)
    at.counter.settle_post()
    holder = at.office.posts().holder(PROFILE.counter_code, at.office.today())
    assert holder.staff == BACKUP.staff
    assert "李得水" in panel.holder.text()
    said = printer.said()
    for words in ("接班人确认：", "实清原件：2份，记录3份", "少身份证复印件一份", "接班人签名"):
        assert words in said
    at.counter.shoot("passing-taken")
    at.enter(CLERK)
    assert at.page.tabs.tabText(PASSING) == "接班"
    assert "已接班" in words_of_rows(at)[0]
    at.page.show_panel(at.page.handover)
    give(at)
    assert "R450" not in at.page.handover.second.problem.text()
    assert "这个岗位现在由别人负责" in at.page.handover.second.problem.text()


def test_the_giver_takes_it_back_before_anybody_confirmed(at):
    give(at)
    at.enter(CLERK)
    at.counter.press(Qt.Key.Key_F10)
    press_in_dialog(at.counter, Qt.Key.Key_Return)
    at.counter.settle_post()
    assert "已撤回" in words_of_rows(at)[0]
    at.enter(BACKUP)
    assert at.page.tabs.tabText(PASSING) == "接班"
    at.counter.press(Qt.Key.Key_F10)
    assert "不用您答复" in at.counter.window.message.words.text()


def test_the_taker_objects_with_a_reason_and_the_post_stays(at):
    give(at)
    at.enter(BACKUP)
    panel = at.page.passing
    at.counter.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert "请写明原因" in panel.remarks.remark.text()
    panel.remarks.edit.setText("抽屉打不开")
    at.counter.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    at.counter.settle_post()
    assert "不接岗：抽屉打不开" in words_of_rows(at)[0]
    (passing,) = at.office.posts().passings.values()
    assert passing.state is PassState.OBJECTED


@pytest.mark.law("9 ab-post")
def test_a_take_over_without_a_chief_in_the_room_waits_and_decides_nothing(at, desk):
    at.enter(BACKUP, HANDOVER)
    panel = at.page.handover
    panel.taking.setChecked(True)
    choose(panel.second.people, CLERK.staff)
    choose(panel.chief.people, "\0absent")
    at.counter.press(Qt.Key.Key_F10)
    assert "请填 1 到 31" in panel.days.remark.text()
    panel.days.edit.setText("3")
    at.counter.press(Qt.Key.Key_F10)
    assert "请写明原因" in panel.cause.remark.text()
    panel.cause.edit.setText("急病住院")
    at.counter.shoot("cover-asked")
    at.counter.press(Qt.Key.Key_F10)
    press_in_dialog(at.counter, Qt.Key.Key_Return)
    at.counter.settle_post()
    assert "等首席代表、中心主任或县局批准" in panel.result.text()
    assert desk.operator().unapproved_posts == {PROFILE.counter_code}
    at.enter(CHIEF)
    assert at.page.tabs.tabText(PASSING) == "接班 1"
    assert "急病住院" in at.page.passing.asked.text()
    at.counter.shoot("cover-to-approve")
    at.counter.press(Qt.Key.Key_F10)
    press_in_dialog(at.counter, Qt.Key.Key_Return)
    at.counter.settle_post()
    at.enter(BACKUP)
    assert desk.operator().unapproved_posts == frozenset()
    assert desk.operator().acting_for == CLERK.staff, "in every sign-in, until it ends"
    at.counter.press(Qt.Key.Key_F10)
    press_in_dialog(at.counter, Qt.Key.Key_Return)
    at.counter.settle_post()
    assert desk.operator().acting_for == ""


def test_what_was_done_before_a_refusal_is_asked_about_once(at, desk, store):
    at.enter(BACKUP, HANDOVER)
    request = CoverRequest(
        post=PROFILE.counter_name,
        absent=CLERK.staff,
        reason="急病住院",
        until=at.office.today() + timedelta(days=2),
    )
    asked = CoverPost(at.office).ask(request)
    case_id = store.finder.worklist(WorkQueue.ALL, today=at.office.today()).cards[0].case_id
    changed = AmendRequest(details={DetailField.PHONE: "13900000001"}, reason="报错了")
    PerformStep(at.office)(case_id, changed)
    at.enter(CHIEF)
    at.page.passing.remarks.edit.setText("本人已到岗")
    at.counter.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    at.counter.settle_post()
    assert "不批准：本人已到岗" in words_of_rows(at)[0]
    at.enter(CLERK)
    panel = at.page.passing
    assert at.page.tabs.tabText(PASSING) == "接班 1"
    assert "李得水（QH0112） 申请顶岗，不批准；其间办了 1 项，都保留，请复核" in panel.asked.text()
    assert "51089910101-2026" in panel.asked.text()  # In groups, as it is read out.
    at.counter.shoot("cover-to-review")
    at.counter.press(Qt.Key.Key_F10)
    press_in_dialog(at.counter, Qt.Key.Key_Return)
    at.counter.settle_post()
    assert at.page.tabs.tabText(PASSING) == "接班"
    assert at.office.posts().coverings[asked.document_number].reviewed_by == CLERK.staff


@pytest.mark.threat("T2")
def test_a_chief_in_the_room_signs_with_their_own_password_or_not_at_all(at, desk, printer):
    at.enter(BACKUP, HANDOVER)
    panel = at.page.handover
    panel.taking.setChecked(True)
    choose(panel.second.people, CLERK.staff)
    assert not panel.password.isVisible()
    choose(panel.chief.people, "\0other")
    panel.chief.staff.edit.setText("QH0199")
    at.counter.press(Qt.Key.Key_F10)
    assert "申请远程批准" in panel.chief.staff.remark.text()
    choose(panel.chief.people, CHIEF.staff)
    at.counter.press(Qt.Key.Key_F10)
    assert "请首席代表本人输入" in panel.password.remark.text()
    for password, words in (("wrong", "还可以试 4 次"), (CHIEF.staff[::-1], "")):
        panel.password.edit.setText(password)
        at.counter.press(Qt.Key.Key_F10)
        press_in_dialog(at.counter, Qt.Key.Key_Return)
        at.counter.settle_post()
        assert panel.password.edit.text() == "", "it does not stay on the screen"
        assert words in panel.password.remark.text()
    assert desk.operator().acting_for == CLERK.staff
    assert printer.papers[-1].fact.countersigned_by == CHIEF.staff


def test_without_a_network_the_post_goes_and_comes_on_a_stick(at):
    at.enter(CLERK)
    stick = at.page.passing.stick
    assert stick.isVisible()
    assert "请先交班" in stick.carry_button.toolTip()
    at.counter.press(Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    at.counter.settle_post()
    assert "接岗卡已写到 U 盘" in stick.result.text()
    at.page.show_panel(at.page.handover)
    give(at)
    at.enter(CLERK)
    assert stick.device() == "d" * 16
    at.counter.press(Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    at.counter.settle_post()
    assert "交接包第 3 号（41 条）" in stick.result.text()
    assert "附件 12 / 14 个（U 盘空间不够），其余的联网后由县局送去" in stick.result.text()
    at.counter.shoot("passing-stick-written")
    at.counter.press(Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    at.counter.settle_post()
    for words in (
        *("新记录 41 条", "草稿 1 件", "有 1 条核对不了签名", "清点原件后确认"),
        *(
            "附件新收 11 个",
            "户口簿.jpg） 没有带来",
            "低保证.pdf） 读不出或被改过",
            "第 2 号（02号",
        ),
    ):
        assert words in stick.result.text()
    at.counter.shoot("passing-stick")


def test_nothing_is_cut_off_in_large_text(at, theme):
    give(at)
    at.enter(BACKUP)
    theme.set_scale(200)
    at.counter.breathe()
    at.counter.shoot("passing-200")
    assert at.page.passing.asked.isVisible()
