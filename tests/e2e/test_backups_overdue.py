"""An overdue rehearsal and a backup that fails: on the lamp and in 今日待办, gone when done."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from counter_app.bootstrap.backup_care import proven_now
from counter_app.bootstrap.backups import back_up
from counter_app.bootstrap.county import exchange_once
from counter_app.domain.backup import BackupReason
from counter_app.domain.backup_care import REHEARSE_AFTER
from counter_app.ui.keys import Action
from tests.bootstrap.conftest import county, enrolled, site
from tests.bootstrap.sites import work
from tests.e2e.test_backups_at_the_window import at, let_in, to_devices

__all__ = ["county", "enrolled", "site"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def lamp(clerk):
    return clerk.window.built.window.findChild(QAbstractButton, "lamp_backup")


@pytest.mark.expects_warnings
@pytest.mark.fault("F27")
def test_what_is_overdue_is_told_calmly_and_goes_when_it_is_done(enrolled, qtbot):
    with enrolled.opened() as profile:
        work(profile)
        assert exchange_once(profile).unsynced == 0
        back_up(profile, BackupReason.HAND)
        rehearsed = proven_now(profile) - 1.5 * REHEARSE_AFTER
        (profile.paths.backups / "rehearsal.txt").write_text(rehearsed.isoformat(), "ascii")
    with at(enrolled) as clerk:
        let_in(clerk)
        clerk.wait_for_county()
        clerk.window.counter.backups.look_again()
        clerk.wait(lambda: lamp(clerk).isVisible(), "the lamp")
        assert lamp(clerk).text() == "该演练恢复了"
        clerk.window.built.presenter.do(Action.POST)
        clerk.wait_for_words("请演练一次恢复")
        clerk.picture("30-rehearsal-due")
        lamp(clerk).click()
        clerk.wait_for_words("天没有演练恢复", "可以照常办", "按“演练恢复”")
        clerk.hands.press("Esc")
        to_devices(clerk)
        clerk.hands.go_to("devices_backup_rehearse")
        clerk.hands.press("Return")
        clerk.wait_for_words("演练成功")
        clerk.wait(lambda: not lamp(clerk).isVisible(), "the lamp is gone")
        clerk.window.built.presenter.do(Action.POST)
        clerk.wait(lambda: "请演练一次恢复" not in clerk.read_screen(), "the task is gone")

        folder = enrolled.profile / "backups"
        folder.rename(enrolled.profile / "elsewhere")
        folder.write_bytes(b"")  # A folder that cannot be written into.
        clerk.window.counter.backups.ask(BackupReason.HAND)
        clerk.wait(lambda: lamp(clerk).isVisible(), "the lamp")
        assert lamp(clerk).text() == "备份没做成"
        clerk.window.built.presenter.do(Action.FIND)
        clerk.window.built.presenter.do(Action.POST)
        clerk.wait_for_words("请备份数据")
        clerk.picture("31-backup-failing")
        folder.unlink()
        clerk.window.counter.backups.ask(BackupReason.HAND)
        clerk.wait(lambda: not lamp(clerk).isVisible(), "done, and gone by itself")
