"""Full disks, wrong clocks, wrong passwords and long texts: what is on the screen stays there."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from counter_app.demo.people import FARMER, GRANDMOTHER
from counter_app.demo.world import PASSWORD, USER
from counter_app.domain.numbering import is_case_number
from tests.e2e.bad_days_desk import at_the_window
from tests.fakes.clocks import SettableClock

FILLED = ("name", "number", "address", "phone")
CHARACTERS_KEPT = {
    "intake_applicant_name": 120,  # More than a name may have, so that it is noticed.
    "intake_applicant_number": 40,
    "intake_applicant_phone": 40,
    "intake_applicant_address": 200,
    "intake_proxy_name": 120,
    "intake_proxy_number": 40,
    "intake_proxy_phone": 40,
    "intake_proxy_authority": 100,
    "intake_item_search": 400,
}


def set_room(clerk, pages):
    """Let the database grow to so many pages; 0 lets it be as it is."""
    with clerk.store.ledger.transaction() as transaction:
        connection = transaction.connection
        (now,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages or now}")


@pytest.mark.fault("F4")
def test_a_full_disk_keeps_the_form_and_the_numbers_gapless(clerk):
    clerk.sign_in()
    clerk.fill(FARMER, "ybcb")
    clerk.submit()
    clerk.wait_for_papers()
    clerk.fill(GRANDMOTHER)
    clerk.hands.look(400)  # The draft is on disk.
    before = [clerk.text(f"intake_applicant_{field}") for field in FILLED]
    events = clerk.rows("SELECT count(*) FROM events")

    set_room(clerk, 0)
    clerk.hands.press("F10")
    clerk.wait_for_words("磁盘已满", "本件未保存", "内容仍在屏幕上", "清理磁盘后再按提交")
    clerk.picture("06-disk-full")
    assert [clerk.text(f"intake_applicant_{field}") for field in FILLED] == before
    assert clerk.hands.sees("intake_form")
    assert clerk.rows("SELECT count(*) FROM events") == events
    clerk.hands.press("F3")
    clerk.wait_for_words("何守田")

    set_room(clerk, 1_000_000)
    clerk.hands.press("F2")
    clerk.submit()
    clerk.wait_for_papers()
    numbers = sorted(card.number for card in clerk.cards())
    assert [number[-6:-1] for number in numbers] == ["00001", "00002"]
    clerk.picture("06-disk-has-room")
    assert clerk.profile.audit().is_valid


@pytest.mark.fault("F9")
@pytest.mark.lesson(19)
@pytest.mark.lesson(25)
@pytest.mark.parametrize("year", [2009, 2031])
def test_a_wrong_clock_is_shown_and_stops_nobody(world, qtbot, year):
    clock = SettableClock()
    clock.set_wall(clock.now().replace(year=year))
    with at_the_window(world, clock) as clerk:
        clerk.wait_for_words(f"{year}年11月2日")
        clerk.sign_in()
        clerk.fill(FARMER, "ybcb")
        clerk.submit()
        clerk.fill(GRANDMOTHER)
        clerk.submit()
        clerk.wait_for_papers()
        numbers = [card.number for card in clerk.cards()]
        assert len(set(numbers)) == 2
        assert all(is_case_number(number) for number in numbers)

        world.line.connect()
        clerk.wait_for_county()
        clerk.hands.press("F12")
        clerk.wait_for_words("本机时钟比县局", "快" if year == 2031 else "慢", "不影响办件")
        clerk.picture(f"09-clock-{year}")
        assert clerk.profile.audit().is_valid


def test_wrong_passwords_let_nobody_in_and_a_few_lock_nobody_out(clerk):
    hands = clerk.hands
    hands.press("Return")
    hands.press("Return")
    clerk.wait_for_words("请输入用户名和密码")
    hands.go_to("sign_in_people")
    hands.write(USER)
    hands.press("Return")
    for attempt in range(4):  # The fifth in a row begins a pause.
        hands.write(f"错误的密码{attempt}")
        hands.press("Return")
        password = clerk.widget(QLineEdit, "sign_in_password")
        clerk.wait(password.isEnabled, "an answer")
        clerk.wait_for_words("用户名或密码")
        assert not clerk.window.built.window.is_shell_shown
    clerk.picture("10-wrong-password")
    hands.write(PASSWORD)
    hands.press("Return")
    clerk.wait(lambda: clerk.window.built.window.is_shell_shown, "signed in at last")


def test_ten_thousand_characters_in_every_field_and_nothing_at_all(clerk):
    clerk.sign_in()
    clerk.begin()
    clerk.hands.press("F10")
    clerk.wait_for_words("请读身份证或填写申请人姓名")
    clerk.hands.go_to("intake_proxy_toggle")
    clerk.hands.press("Space")
    form = clerk.window.built.window.findChildren(QLineEdit)
    fields = [f.objectName() for f in form if f.isVisible() and f.objectName()]
    for name in fields:
        clerk.paste_in(name, "长" * 10_000)
    clerk.hands.look(300)
    clerk.picture("10-long-texts")
    assert {name: len(clerk.text(name)) for name in fields} == CHARACTERS_KEPT
    clerk.hands.press("F10")
    clerk.wait_for_words("姓名超过100字，请核对")
    for person, words in (("applicant", "何守田"), ("proxy", "周小川")):
        clerk.put_in(f"intake_{person}_name", words)
    clerk.give_reason()
    clerk.widget(QLineEdit, "intake_item_search").clear()
    clerk.choose("ybcb")
    clerk.hands.press("0")
    clerk.submit()
    clerk.wait_for_papers()
    case = clerk.case()
    assert (case.applicant.name, len(case.applicant.address)) == ("何守田", 200)
    assert clerk.world.printer.originals == 1
