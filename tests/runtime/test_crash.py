from __future__ import annotations

import re
import subprocess
import sys
import threading

import pytest

from counter_app.runtime.crash import REPORTS_MAX, CrashReporter
from tests.fakes.clocks import SettableClock

pytestmark = pytest.mark.expects_warnings


@pytest.fixture
def told():
    return []


@pytest.fixture
def reporter(tmp_path, told):
    clock = SettableClock()
    return CrashReporter(tmp_path, told.append, now=clock.now, version="0.1.0")


def broken(text="张三 110199199001011234"):
    try:
        int(text)
    except ValueError as error:
        return error
    raise AssertionError("not broken")


def test_a_crash_leaves_a_report_and_a_name_to_read_out(reporter, told, tmp_path):
    report = reporter.report(broken())
    assert told == [report]
    assert re.fullmatch(r"1102-0930-[0-9A-F]{4}", report.name)
    text = report.path.read_text(encoding="utf-8")
    assert "in broken" in text
    assert "program 0.1.0" in text
    assert report.path.parent == tmp_path


@pytest.mark.threat("T21")
def test_a_report_holds_nobodys_data(reporter):
    text = reporter.report(broken()).path.read_text(encoding="utf-8")
    assert "张三" not in text
    assert "110199" not in text


@pytest.mark.asvs("16.3.4", "16.5.4")
def test_an_exception_on_another_thread_is_reported_with_its_name(reporter, told):
    with reporter.hooked():
        thread = threading.Thread(target=lambda: int("x"), name="printer")
        thread.start()
        thread.join()
    assert [report.thread for report in told] == ["printer"]


def test_the_hooks_go_with_their_block(reporter):
    before = sys.excepthook, threading.excepthook
    with reporter.hooked():
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook) == before


@pytest.mark.asvs("16.5.4")
def test_an_exception_at_the_top_of_the_main_thread_is_reported(reporter, told):
    error = broken()
    with reporter.hooked():
        sys.excepthook(type(error), error, error.__traceback__)
    assert [report.thread for report in told] == ["MainThread"]


def test_an_interrupt_from_the_keyboard_is_no_crash(reporter, told, capsys, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    with reporter.hooked():
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert told == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_a_dialog_that_breaks_in_turn_does_not_begin_again(tmp_path):
    def dialog(report):
        assert reporter.report(broken()) is None
        raise RuntimeError("no dialog")

    reporter = CrashReporter(tmp_path, dialog, now=SettableClock().now, version="0.1.0")
    with pytest.raises(RuntimeError, match="no dialog"):
        reporter.report(broken())
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(RuntimeError, match="no dialog"):
        reporter.report(broken())  # The guard is free again.


def test_without_a_folder_the_clerk_is_still_told(told, tmp_path):
    gone = tmp_path / "gone"
    CrashReporter(gone, told.append, now=SettableClock().now, version="0").report(broken())
    assert [report.path for report in told] == [None]


def test_only_the_newest_reports_are_kept(reporter, tmp_path):
    for _ in range(REPORTS_MAX + 5):
        reporter.report(broken())
    assert len(list(tmp_path.glob("crash-*.txt"))) == REPORTS_MAX


def test_a_death_below_python_leaves_where_every_thread_stood(tmp_path):
    program = (
        "import ctypes, pathlib, sys\n"
        "from counter_app.runtime.crash import hard_crashes_to\n"
        "def touch_nothing(): ctypes.string_at(0)\n"
        "with hard_crashes_to(pathlib.Path(sys.argv[1])): touch_nothing()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], check=False, timeout=30, capture_output=True
    )
    assert run.returncode != 0
    assert "in touch_nothing" in (tmp_path / "fault.txt").read_text(encoding="utf-8")
