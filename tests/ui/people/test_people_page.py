"""The page of people: listed, enrolled, helped; by keys, with what is wrong beside the field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from counter_app.domain.errors import NotAuthorised, PasswordUsedBefore
from counter_app.domain.password_rule import PasswordRule, judge_password
from counter_app.domain.people_here import Candidate, PeopleHere, PersonHere, SignInState
from counter_app.domain.staff import Role
from counter_app.ui.keys import Action
from counter_app.ui.people.dialogs import EnrolDialog, LendDialog
from counter_app.ui.people_parts import PeopleParts
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import Doorkeeper, PreferencesInMemory
from tests.fakes.people import CLERK, MONDAY
from tests.services.life import PEOPLE
from tests.ui.devices.conftest import device_parts, device_tasks
from tests.ui.test_every_widget import everything, what_is_cut

__all__ = ["device_parts", "device_tasks"]

CHIEF = PEOPLE[Role.CHIEF]
RULE = PasswordRule(characters_min=10, kinds_min=3)
GOOD = "Lend-me-4-once"
ME = PersonHere(
    user="gaoyuan",
    staff=CHIEF.staff,
    name="高远",
    role=Role.CHIEF,
    state=SignInState.OPEN,
    last_act_at=MONDAY,
    is_me=True,
)
ZHOU = PersonHere(
    user="zhouxh",
    staff="QH0107",
    name="周小禾",
    role=Role.CLERK,
    state=SignInState.DISABLED,
    last_act_at=MONDAY,
)
OTHERS = (
    replace(ZHOU, user="li", staff="QH0112", name="李得水", state=SignInState.TEMPORARY),
    replace(
        ZHOU,
        user="adi",
        staff="QH0113",
        name="阿依古丽·买买提",
        state=SignInState.ENDING,
        days_left=9,
    ),
    replace(ZHOU, user="chen", staff="QH0114", name="陈望山", state=SignInState.ENDED),
)
LISTED = (
    Candidate(staff="QH0201", name="㐱䶮", role=Role.BACKUP),
    Candidate(staff="QH0202", name="何中心", role=Role.DIRECTOR),
)


class House:
    """Keeps who can sign in, as the services would."""

    def __init__(self):
        self.people = [ME, ZHOU, *OTHERS]
        self.lent = []
        self.fails_with = None

    def parts(self):
        return PeopleParts(people=self.here, judge=self.judge, enrol=self.enrol, lend=self.lend)

    def here(self):
        return PeopleHere(people=tuple(self.people), candidates=LISTED, rule=RULE)

    def enrol(self, new, temporary):
        if self.fails_with is not None:
            raise self.fails_with
        self.lent.append((new.user, temporary))
        self.people.append(
            replace(
                ZHOU,
                user=new.user,
                staff=new.staff,
                name=new.name,
                role=new.role,
                state=SignInState.TEMPORARY,
                last_act_at=None,
            )
        )

    def lend(self, user, temporary):
        if self.fails_with is not None:
            raise self.fails_with
        self.lent.append((user, temporary))
        self.people = [
            replace(one, state=SignInState.TEMPORARY) if one.user == user else one
            for one in self.people
        ]

    @staticmethod
    def judge(new, password):
        return judge_password(password, RULE, own_words=(new.user, new.staff), common={GOOD[:4]})


@pytest.fixture
def house():
    return House()


@pytest.fixture
def at_people(open_counter, house, desk):
    def open_one(**more):
        counter = open_counter(people=house.parts(), sign_in=Doorkeeper(desk, CHIEF), **more)
        counter.sign_in(CHIEF)
        counter.presenter.do(Action.PEOPLE)
        counter.settle()
        return counter

    return open_one


def rows(page):
    return [row.cells for row in page.table.rows_model.rows]


def dialog_of(counter, kind):
    counter.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def type_into(dialog, name, words):
    edit = dialog.fields[name].edit
    edit.clear()
    QApplication.sendEvent(edit, committed(words))


def committed(words):
    """Return words as an input method hands them over."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    return event


def choose(page, user):
    place = [row.key for row in page.table.rows_model.rows].index(user)
    page.table.selectRow(place)


def test_everybody_is_listed_with_how_their_sign_in_stands(at_people):
    page = at_people().window.page()
    said = {cells[2]: cells for cells in rows(page)}
    assert said["gaoyuan"][0] == "高远（本人）"
    assert said["zhouxh"][1] == "已停用：输错太多"
    assert said["li"][1] == "临时密码，登录时要换"
    assert said["adi"][1] == "可以登录，密码还有 9 天到期"
    assert said["chen"][1] == "县局名单已离岗，不能登录"
    assert said["zhouxh"][5] == "2026-11-02 09:30"
    choose(page, "gaoyuan")
    assert "由别人代设" in page.lend_button.accessibleDescription()
    choose(page, "chen")
    assert not page.lend_button.isEnabled()


def test_a_disabled_colleague_gets_a_temporary_password_by_keys_alone(at_people, house):
    counter = at_people()
    page = counter.window.page()
    choose(page, "zhouxh")
    page.table.setFocus()
    counter.press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    dialog = dialog_of(counter, LendDialog)
    QTest.keyClicks(dialog.fields["password"].edit, "kurz")
    assert "还差 6 个字符" in dialog.fields["password"].remark.text()
    counter.press(Qt.Key.Key_F10)
    assert dialog.fields["repeat"].has_problem, "typed once is typed too rarely"
    type_into(dialog, "password", GOOD)
    type_into(dialog, "repeat", GOOD)
    assert dialog.fields["repeat"].remark.text() == "两次一致"
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert house.lent == [("zhouxh", GOOD)]
    assert "请当面告诉本人" in page.result.text()
    assert {cells[2]: cells[1] for cells in rows(page)}["zhouxh"] == "临时密码，登录时要换"
    assert page.chosen().user == "zhouxh", "whoever was chosen stays chosen"


def test_somebody_on_the_countys_list_is_found_and_their_role_is_not_edited(at_people, house):
    counter = at_people()
    counter.press(Qt.Key.Key_F10)
    dialog = dialog_of(counter, EnrolDialog)
    type_into(dialog, "staff", "QH0202")
    assert dialog.fields["name"].text() == "何中心"
    assert dialog.fields["name"].edit.isReadOnly()
    assert dialog.findChild(QComboBox, "people_enrol_dialog_role").currentText() == "中心主任"
    type_into(dialog, "staff", "QH0299")
    assert dialog.fields["name"].text() == ""
    assert not dialog.fields["name"].edit.isReadOnly()
    offered = dialog.fields["staff"].edit.completer().completionModel()
    dialog.fields["staff"].edit.completer().setCompletionPrefix("䶮")
    assert offered.rowCount() == 1, "a name finds them too"
    dialog.choose(str(offered.index(0, 0).data()))
    assert dialog.person().role is Role.BACKUP
    type_into(dialog, "user", "zhenyan")
    type_into(dialog, "password", GOOD)
    type_into(dialog, "repeat", GOOD)
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert house.lent == [("zhenyan", GOOD)]
    page = counter.window.page()
    assert "已登记 㐱䶮（用户名 zhenyan）" in page.result.text()
    assert rows(page)[-1][5] == "近期没有"


def test_what_is_wrong_stands_beside_its_field_and_goes_when_it_is_mended(at_people, house):
    counter = at_people()
    counter.press(Qt.Key.Key_F10)
    dialog = dialog_of(counter, EnrolDialog)
    counter.press(Qt.Key.Key_F10)
    assert {name for name, field in dialog.fields.items() if field.has_problem} == {
        "staff",
        "name",
        "user",
        "password",
    }
    for name, words in (("staff", "QH0107"), ("name", "王满仓"), ("user", "li")):
        type_into(dialog, name, words)
        assert not dialog.fields[name].has_problem
    type_into(dialog, "password", GOOD)
    type_into(dialog, "repeat", GOOD)
    counter.press(Qt.Key.Key_F10)
    assert "周小禾 已经能在本机登录" in dialog.fields["staff"].remark.text()
    assert "李得水 已用这个用户名" in dialog.fields["user"].remark.text()
    assert house.lent == []
    type_into(dialog, "staff", "QH0300")
    type_into(dialog, "user", "wangmc")
    house.fails_with = NotAuthorised("请先登记一位首席代表")
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert NotAuthorised.advice in dialog.message.words.text()
    assert dialog.fields["user"].text() == "wangmc", "what was typed stays"
    house.fails_with = PasswordUsedBefore()
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert PasswordUsedBefore.advice in dialog.fields["password"].remark.text()
    counter.press(Qt.Key.Key_Escape)
    counter.wait(lambda: QApplication.activeModalWidget() is None)
    assert house.lent == []


def test_who_is_alone_is_told_what_colleagues_are_good_for(at_people, house):
    house.people = [ME]
    page = at_people().window.page()
    assert "只有您一个人能在本机登录" in page.alone.text()


def test_a_clerk_is_told_why_the_page_is_closed(open_counter, house):
    counter = open_counter(people=house.parts())
    counter.sign_in()
    counter.press(Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier)
    assert "不能登记本机登录人、代设临时密码" in counter.window.message.words.text()
    assert counter.window.page().objectName() == "worklist_page"


def test_who_lets_people_in_finds_their_page_here_and_a_clerk_does_not(
    open_counter, device_parts, desk
):
    house = House()
    counter = open_counter(
        devices=device_parts.parts, people=house.parts(), sign_in=Doorkeeper(desk, CHIEF, CLERK)
    )
    counter.sign_in(CHIEF)
    counter.presenter.do(Action.DEVICES)
    page = counter.window.page()
    assert page.people.isVisible()
    counter.shoot("devices-with-people")
    page.people.button.click()
    counter.settle()
    assert counter.window.page().objectName() == "people_page"
    counter.presenter.lock()
    counter.sign_in(CLERK)
    counter.presenter.do(Action.DEVICES)
    assert not counter.window.page().people.isVisible()


@pytest.mark.parametrize("percent", [100, 200])
def test_pictures_of_page_and_dialogs(at_people, percent):
    looks = PreferencesInMemory(WindowPreferences(scale_percent=percent))
    counter = at_people(preferences=looks)
    page = counter.window.page()
    page.table.setFocus()
    counter.shoot(f"people-{percent}")
    cut = [fault for one in everything(counter.window) if (fault := what_is_cut(one))]
    counter.press(Qt.Key.Key_F10)
    dialog = dialog_of(counter, EnrolDialog)
    type_into(dialog, "staff", "QH0202")
    type_into(dialog, "password", "kurz")
    counter.shoot(f"people-enrol-{percent}", dialog)
    cut += [fault for one in everything(dialog) if (fault := what_is_cut(one))]
    dialog.reject()
    choose(page, "zhouxh")
    page.lend_button.click()
    dialog = dialog_of(counter, LendDialog)
    counter.shoot(f"people-lend-{percent}", dialog)
    cut += [fault for one in everything(dialog) if (fault := what_is_cut(one))]
    dialog.reject()
    assert cut == []
