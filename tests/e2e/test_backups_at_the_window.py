"""Backups through the real window: made, rehearsed, restored, and the way back from damage."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QListWidget

from counter_app.bootstrap.county import exchange_once
from counter_app.domain.errors import DatabaseDamaged
from counter_app.storage.engine import SCHEMA_VERSION
from counter_app.ui.backups.restore_dialog import RestoreDialog
from counter_app.ui.keys import Action
from tests.bootstrap.conftest import county, enrolled, site
from tests.bootstrap.sites import PASSWORD, PERSON, ids, work
from tests.bootstrap.test_damage import CLOCK, flags
from tests.e2e.bad_days_desk import SCREENS, at_the_window
from tests.storage.made_up_cases import receive

__all__ = ["county", "enrolled", "site"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # Said of every dialog.

SAFE = "现在还没有改动任何东西"


def at(site):
    return at_the_window(SimpleNamespace(profile=site.profile))


def worked(site, number):
    """Let somebody work at the counter before the window opens; the county has all of it."""
    with site.opened() as profile:
        work(profile, number)
        assert exchange_once(profile).unsynced == 0
        return ids(profile)


def try_to_sign_in(clerk):
    if clerk.hands.focus_name() != "sign_in_password":
        clerk.hands.write(PERSON.user)
        clerk.hands.press("Return")
    clerk.hands.write(PASSWORD)
    clerk.hands.press("Return")


def let_in(clerk):
    try_to_sign_in(clerk)
    clerk.wait(lambda: clerk.window.built.window.is_shell_shown, "signed in")


def to_devices(clerk):
    clerk.window.built.presenter.do(Action.DEVICES)
    clerk.wait(lambda: clerk.hands.sees("devices_backup"), "the card")


def backed_up(clerk):
    duty = clerk.window.counter.backups
    events = len(ids(clerk.profile))
    clerk.hands.go_to("devices_backup_make")
    clerk.hands.press("Return")
    clerk.wait_for_words("备份好了，已打开核对")
    assert duty.news.last.stand.events >= events


def dialog(clerk):
    return clerk.window.built.window.findChild(RestoreDialog)


def picture(widget, name):
    SCREENS.mkdir(parents=True, exist_ok=True)
    QCoreApplication.sendPostedEvents()  # What was just said has its room before it is seen.
    assert widget.grab().save(str(SCREENS / f"bad-{name}.png"))


def restored(clerk):
    """Press Enter from the list to the end; returns what was said on the way."""
    clerk.wait(lambda: dialog(clerk) is not None, "the dialog")
    shown = dialog(clerk)
    clerk.wait(lambda: shown.findChild(QListWidget, "restore_list").count(), "the list")
    picture(shown, "20-restore-choose")
    clerk.hands.press("Return")
    clerk.wait_for_words(SAFE)
    looked = shown.findChild(QLabel, "restore_told").text()
    picture(shown, "21-restore-look")
    clerk.hands.press("Return")
    clerk.wait_for_words("恢复好了")
    said = shown.findChild(QLabel, "restore_outcome").text()
    picture(shown, "22-restore-done")
    clerk.hands.press("Return")
    clerk.wait(lambda: not clerk.window.built.window.is_shell_shown, "signed out")
    clerk.wait(lambda: dialog(clerk) is None, "the dialog is gone")
    return looked, said


@pytest.mark.fault("F27")
def test_a_clerk_backs_up_rehearses_and_goes_back_by_keyboard(enrolled, qtbot):
    with at(enrolled) as clerk:
        let_in(clerk)
        for _ in range(2):
            receive(clerk.store)
        to_devices(clerk)
        clerk.wait_for_words("备份只在本机硬盘上")
        backed_up(clerk)
        clerk.picture("18-backup-made")
        clerk.hands.go_to("devices_backup_rehearse")
        clerk.hands.press("Return")
        clerk.wait_for_words("演练成功")
        clerk.picture("19-backup-rehearsed")
        receive(clerk.store)
        identity = clerk.profile.keyring.identity.generation
        before = ids(clerk.profile)

        clerk.hands.go_to("devices_backup_restore")
        clerk.hands.press("Return")
        clerk.wait(lambda: dialog(clerk) is not None, "the dialog")
        clerk.wait(dialog(clerk).list.count, "the list")
        clerk.hands.press("Return")
        clerk.wait_for_words("请输入密码")
        clerk.hands.write("不是这个密码")
        clerk.hands.press("Return")
        clerk.wait_for_words("密码不对")
        assert clerk.window.counter.is_open
        clerk.hands.write(PASSWORD)
        clerk.hands.press("Return")
        clerk.wait_for_words(SAFE)
        clerk.hands.press("Esc")
        clerk.wait_for_words("选一份备份")
        looked, said = restored(clerk)
        assert "逐页核对完好" in looked
        assert "没有缺少的记录" in said
        let_in(clerk)
        assert clerk.profile.keyring.identity.generation == identity + 1
        assert before <= ids(clerk.profile)
        clerk.wait_for_county()
        assert flags(clerk.profile) <= {*CLOCK, "restored"}


@pytest.mark.expects_warnings
@pytest.mark.fault("F7")
def test_a_damaged_database_is_set_aside_and_the_county_gives_back_what_is_missing(
    enrolled, county, qtbot
):
    worked(enrolled, 2)
    with at(enrolled) as clerk:
        let_in(clerk)
        to_devices(clerk)
        backed_up(clerk)
    everything = worked(enrolled, 3)
    database = enrolled.profile / "counter.db"
    damaged = bytes(4096) + database.read_bytes()[4096:]
    database.write_bytes(damaged)

    with at(enrolled) as clerk:
        try_to_sign_in(clerk)
        clerk.wait_for_words("原来的数据会另存，不会删除")
        looked, said = restored(clerk)
        assert "比本机记录少第" in looked
        (aside,) = (enrolled.profile / "set-aside").glob("*/counter.db")
        assert hashlib.sha256(aside.read_bytes()).digest() == hashlib.sha256(damaged).digest()
        assert "没有删除" in said
        assert "的记录还缺第" in said
        let_in(clerk)
        clerk.wait_for_county()
        clerk.wait(lambda: everything <= ids(clerk.profile), "all of it")
        receive(clerk.store)
        clerk.wait_for_county()
        assert flags(clerk.profile) <= {*CLOCK, "restored"}


@pytest.mark.expects_warnings
@pytest.mark.fault("F7")
def test_damage_that_is_met_at_work_stops_it_and_leads_to_the_backups(enrolled, qtbot):
    with at(enrolled) as clerk:
        let_in(clerk)
        receive(clerk.store)
        to_devices(clerk)
        backed_up(clerk)
        clerk.window.built.presenter.show_error(DatabaseDamaged("page 7"))
        clerk.wait(lambda: dialog(clerk) is not None, "the dialog")
        clerk.wait_for_words("数据库损坏了")
        assert dialog(clerk).password.isVisible(), "whoever sits here now has to say who they are"
        clerk.wait(dialog(clerk).list.count, "the list")
        clerk.hands.press("Esc")
        clerk.wait(lambda: dialog(clerk) is None, "left")
        assert clerk.window.built.window.is_shell_shown


@pytest.mark.expects_warnings
@pytest.mark.fault("F7")
def test_without_any_backup_the_dialog_says_what_to_do(enrolled, qtbot):
    worked(enrolled, 1)
    (enrolled.profile / "counter.db").rename(enrolled.profile / "counter.db.gone")
    with at(enrolled) as clerk:
        try_to_sign_in(clerk)
        clerk.wait_for_words("没有找到备份")
        picture(dialog(clerk), "23-restore-nothing")
        clerk.hands.press("F5")
        clerk.wait_for_words("请插上备份用的 U 盘")
        clerk.hands.press("Return")
        assert dialog(clerk) is not None
        clerk.hands.press("Esc")
        clerk.wait(lambda: dialog(clerk) is None, "left")
        assert not (enrolled.profile / "counter.db").exists(), "an empty one is no replacement"


@pytest.mark.fault("F22")
def test_a_newer_database_is_shown_under_a_band_that_stays(enrolled, qtbot):
    with enrolled.opened() as profile:
        (number,) = work(profile)
        with profile.store.ledger.transaction() as transaction:
            transaction.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
            transaction.commit()
    content = (enrolled.profile / "counter.db").read_bytes()
    with at(enrolled) as clerk:
        let_in(clerk)
        clerk.wait_for_words("只能查看", f"数据版本 {SCHEMA_VERSION + 1}")
        clerk.picture("24-view-only")
        (card,) = clerk.cards()
        assert card.number == number
        clerk.window.built.presenter.open_case(card.case_id)
        clerk.wait_for_words(card.item_name, timeout_s=5)
        clerk.picture("25-view-only-case")
        assert clerk.window.built.window.view_band.isVisible()
    assert (enrolled.profile / "counter.db").read_bytes() == content
