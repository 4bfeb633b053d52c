"""A second start, and an end by force in the middle of an intake."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt

from counter_app.demo.people import FARMER, GRANDMOTHER
from counter_app.demo.world import PASSWORD
from counter_app.domain.print_job import PrintState
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.single_instance import SingleInstance
from counter_app.ui.program_bridge import ProgramBridge
from tests.e2e.bad_days_desk import at_the_window

NUMBER = FARMER.fields["number"]
START_S = 30


@pytest.mark.fault("F23")
@pytest.mark.lesson(10)
@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_second_start_brings_the_first_window_to_the_front(clerk):
    window = clerk.window.built.window
    bridge = ProgramBridge(clerk.window.built)
    paths = ProfilePaths(clerk.world.profile)
    clerk.sign_in()
    clerk.fill(GRANDMOTHER)
    window.showMinimized()
    with SingleInstance(paths.lock, bridge.started_again.emit):
        second = subprocess.Popen(
            [sys.executable, "-m", "counter_app", "run", "--profile", str(paths.root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        clerk.wait(
            lambda: second.poll() is not None, "the end of the second one", timeout_s=START_S
        )
        out, err = second.communicate()
    assert second.returncode == 1
    assert "程序已经打开，请切换到已打开的窗口" in out + err
    clerk.wait(lambda: not window.windowState() & Qt.WindowState.WindowMinimized, "in front")
    clerk.submit()
    assert len(clerk.cards()) == 1


def killed_in_the_middle(world, word):
    """Run the program until somebody is typed in, and kill it; "submit" at the worst time."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.bad_days_program", str(world.profile), NUMBER, word],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        assert program.stdout.readline() == "ready\n"
    finally:
        program.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        program.wait(START_S)
        program.stdout.close()


@pytest.mark.lesson(32)
def test_a_page_that_was_killed_is_offered_and_comes_back(world, qtbot):
    killed_in_the_middle(world, "wait")
    with at_the_window(world) as clerk:
        clerk.sign_in()
        assert list(clerk.cards()) == []
        clerk.begin()
        clerk.wait_for_words("城乡居民参保登记（医保）", "何**")
        clerk.picture("08-draft-offered")
        assert clerk.hands.focus_name() != "intake_applicant_name"
        clerk.hands.press("Return")
        clerk.wait(lambda: clerk.text("intake_applicant_name") == "何守田", "the draft")
        assert clerk.text("intake_applicant_number") == NUMBER
        assert clerk.text("intake_applicant_phone") == "08395550123"
        clerk.submit()
        clerk.wait_for_papers()
        assert clerk.world.printer.originals == 1
        assert list(clerk.store.drafts.all()) == []


@pytest.mark.fault("F1")
@pytest.mark.lesson(32)
def test_a_case_that_was_killed_is_there_whole_or_not_at_all(world, qtbot):
    killed_in_the_middle(world, "submit")
    printed = world.printer.received
    with at_the_window(world) as clerk:
        clerk.sign_in()
        clerk.begin()
        clerk.hands.look(500)
        assert clerk.profile.audit().is_valid
        cases = [clerk.case(card) for card in clerk.cards()]
        assert len(cases) <= 1
        assert len(cases) + len(clerk.store.drafts.all()) >= 1
        for case in cases:
            assert {document.state for document in case.documents} <= set(PrintState)
            assert len(case.documents) == 2
        assert world.printer.received == printed, "nothing prints by itself"


@pytest.mark.asvs("7.4.1", "14.3.1")
@pytest.mark.threat("T2")
def test_a_locked_window_says_nothing_about_the_citizen(clerk):
    window = clerk.window.built.window
    clerk.sign_in()
    clerk.fill(GRANDMOTHER)
    clerk.put_in("intake_applicant_phone", "08395550123")
    number = GRANDMOTHER.fields["number"]
    assert "沈桂兰" in clerk.read_screen()

    clerk.hands.press("F12")
    clerk.wait(lambda: clerk.hands.sees("sign_in_password"), "the lock")
    said = clerk.read_screen()
    for canary in ("沈", "桂兰", number, number[-4:], "08395550123", "柏林村", "高龄津贴"):
        assert canary not in said
    assert "周小禾正在办理的内容都在" in said
    clerk.picture("11-locked")
    for key in ("F2", "F3", "F10", "Ctrl+Z", "Esc"):
        clerk.hands.press(key)
    assert not window.is_shell_shown

    clerk.hands.write(PASSWORD)
    clerk.hands.press("Return")
    clerk.wait(lambda: window.is_shell_shown, "unlocked")
    assert clerk.text("intake_applicant_name") == "沈桂兰"
    assert clerk.text("intake_applicant_phone") == "08395550123"
    clerk.submit()
    assert clerk.case().applicant.phone == "08395550123"
