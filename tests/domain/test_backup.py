from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.backup import (
    DAYS_KEPT,
    EVERY,
    WEEKS_KEPT,
    BackupReason,
    Kept,
    age_words,
    is_due,
    to_keep,
    words_of_missing,
)

CHINA = timezone(timedelta(hours=8))
START = datetime(2026, 3, 2, 9, tzinfo=CHINA)
MOMENTS = st.integers(0, 120 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def folders(draw):
    made = draw(st.lists(st.tuples(MOMENTS, st.sampled_from(BackupReason), st.integers(1, 3))))
    return [
        Kept(name=f"{place}", made_at=at, reason=reason, schema=schema)
        for place, (at, reason, schema) in enumerate(made)
    ]


def day(backup):
    return backup.made_at.date()


def week(backup):
    return backup.made_at.isocalendar()[:2]


@given(folders())
def test_rotation_keeps_what_was_promised_and_little_more(backups):
    kept = to_keep(backups)
    names = {backup.name: backup for backup in backups}
    assert kept <= names.keys()
    if backups:
        assert max(backups, key=lambda b: (b.made_at, b.name)).name in kept
    for group, many in ((day, DAYS_KEPT), (week, WEEKS_KEPT)):
        for each in sorted({group(backup) for backup in backups}, reverse=True)[:many]:
            newest = max(b.made_at for b in backups if group(b) == each)
            assert any(names[n].made_at == newest for n in kept if group(names[n]) == each)
    for schema in {b.schema for b in backups if b.reason is BackupReason.MIGRATION}:
        before = [b for b in backups if b.reason is BackupReason.MIGRATION and b.schema == schema]
        assert max(before, key=lambda b: (b.made_at, b.name)).name in kept
    by_hand = sum(backup.reason is BackupReason.HAND for backup in backups)
    assert len(kept) <= DAYS_KEPT + WEEKS_KEPT + 3 + by_hand


@given(folders())
def test_thinning_out_twice_removes_nothing_more(backups):
    kept = to_keep(backups)
    assert to_keep([backup for backup in backups if backup.name in kept]) == kept


@given(folders(), MOMENTS)
def test_a_new_backup_never_costs_the_newest_of_this_week(backups, at):
    new = Kept(name="new", made_at=at, reason=BackupReason.PERIOD, schema=0)
    kept = to_keep([*backups, new])
    newest = max([*backups, new], key=lambda b: (b.made_at, b.name))
    assert newest.name in kept


def test_one_is_due_after_two_hours_of_work_and_never_without_any():
    assert is_due(None, START, has_changed=True)
    assert not is_due(None, START, has_changed=False)
    assert not is_due(START, START + EVERY, has_changed=False)
    assert not is_due(START, START + EVERY - timedelta(seconds=1), has_changed=True)
    assert is_due(START, START + EVERY, has_changed=True)
    assert is_due(START + timedelta(days=900), START, has_changed=True), "the clock went back"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "刚刚"), (59, "59 分钟前"), (60, "1 小时前"), (47 * 60, "47 小时前"), (49 * 60, "2 天前")],
)
def test_the_age_is_told_in_words(minutes, words):
    assert age_words(START, START + timedelta(minutes=minutes)) == words
    assert age_words(None, START) == "还没有备份"


def test_what_is_missing_is_named_by_number():
    assert words_of_missing(1, [], []) == ["没有缺少的记录"]
    told = words_of_missing(2, [(3, 3), (5, 9)], ["510899101012026110201000017"])
    assert "第 2 代密钥的记录还缺第 3 号、第 5 至 9 号" in told[0]
    assert "510899101012026110201000017" in told[1]
