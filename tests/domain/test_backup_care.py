"""When a backup or a rehearsal is somebody's task, whose, and in which words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.backup_care import BackupCare, BackupFacts, care_of
from counter_app.domain.staff import Role
from counter_app.domain.task_codes import TaskCode

NOW = datetime(2026, 11, 20, 9, tzinfo=timezone(timedelta(hours=8)))
DAY = timedelta(days=1)
GOOD = BackupFacts(
    made_at=NOW - DAY, has_changed=True, first_at=NOW - 20 * DAY, rehearsed_at=NOW - 3 * DAY
)
MOMENTS = st.none() | st.integers(-400, 400).map(lambda days: NOW + days * DAY)


def codes(care, role):
    return [task.code for task in care.tasks(role)]


def facts(**other):
    return BackupFacts(
        **{name: other.get(name, getattr(GOOD, name)) for name in BackupFacts.__slots__}
    )


def test_nothing_is_asked_of_anybody_while_all_is_well():
    for each in (
        GOOD,
        facts(made_at=NOW - 2 * DAY),
        facts(made_at=NOW - 30 * DAY, has_changed=False),  # A holiday: nothing is lost.
        facts(rehearsed_at=None, first_at=NOW - 6 * DAY),
        facts(rehearsed_at=None, first_at=None, made_at=None),
    ):
        care = care_of(each, NOW)
        assert (care.words, care.story) == ("", "")
        assert not any(codes(care, role) for role in Role)


def test_the_clerk_is_told_first_and_the_chief_after_a_week():
    table = (
        (facts(made_at=NOW - 3 * DAY), [TaskCode.BACKUP_OLD], []),
        (facts(made_at=NOW - 8 * DAY), [TaskCode.BACKUP_OLD], [TaskCode.BACKUP_OLD]),
        (facts(is_failing=True), [TaskCode.BACKUP_OLD], []),
        (facts(rehearsed_at=NOW - 31 * DAY), [TaskCode.REHEARSAL_DUE], []),
        (facts(rehearsed_at=None), [TaskCode.REHEARSAL_DUE], []),
        (
            facts(rehearsed_at=NOW - 61 * DAY),
            [TaskCode.REHEARSAL_DUE],
            [TaskCode.REHEARSAL_DUE],
        ),
    )
    for each, clerk, chief in table:
        care = care_of(each, NOW)
        assert codes(care, Role.CLERK) == clerk, each
        assert codes(care, Role.CHIEF) == codes(care, Role.DIRECTOR) == chief, each
        assert care.words
        assert "可以照常办" in care.story
        (task, *_) = care.tasks(Role.CLERK)
        assert "Ctrl+F12" in task.detail, "the one thing to do"
        assert task.due_on is None, "calm: no date turns red"


def test_the_words_say_how_long_what_to_do_and_who_knows():
    care = care_of(facts(made_at=NOW - 8 * DAY), NOW)
    assert care.words == "8天没备份"
    (clerk,), (chief,) = care.tasks(Role.CLERK), care.tasks(Role.CHIEF)
    assert clerk.detail == (
        "最近 8 天的办件还没有备份。首席代表的待办里也有；"
        "插上备份 U 盘，到“设备”页（Ctrl+F12）按“现在备份”"
    )
    assert "请联系运维人员" in chief.detail
    assert care_of(facts(is_failing=True), NOW).words == "备份没做成"


@given(made=MOMENTS, first=MOMENTS, rehearsed=MOMENTS, has_changed=st.booleans())
def test_a_clock_that_nobody_vouches_for_makes_nothing_old(made, first, rehearsed, has_changed):
    told = BackupFacts(
        made_at=made, first_at=first, rehearsed_at=rehearsed, has_changed=has_changed
    )
    assert care_of(told, None) == BackupCare(has_rehearsed=rehearsed is not None)
    care = care_of(told, NOW)
    assert care.old_days is None or (has_changed and care.old_days >= 2)
    if made is not None and made >= NOW:
        assert care.old_days is None, "a backup of a clock set forward is not old"
