"""The shipped policies, what a county may make of them, and how tries are counted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.auth_policy import (
    DENGBAO2,
    DENGBAO3,
    NIST,
    PROFILES,
    PasswordState,
    password_standing,
    policy_from,
)
from counter_app.domain.context_words import context_words, own_words
from counter_app.domain.errors import SettingsInvalid, StaffListInvalid
from counter_app.domain.login_tries import (
    NO_TRIES,
    Moment,
    Tries,
    counted,
    left_before,
    minutes_up,
    without_record,
    worse,
)
from counter_app.domain.password_rule import PASSWORD_CHARACTERS_MAX, judge_password
from counter_app.domain.staff_list import parse_staff_list
from counter_app.runtime.shipped_data import shipped_common_passwords, shipped_pinyin
from tests.fakes.people import PROFILE

DAY = date(2026, 11, 2)


@pytest.mark.asvs("6.1.1", "6.2.1", "6.2.5", "6.2.10", "7.1.1")
def test_the_shipped_policies_are_those_of_the_papers():
    assert asdict(DENGBAO3) == {
        "name": "dengbao3",
        "characters_min": 10,
        "kinds_min": 3,
        "age_days_max": 90,
        "age_warning_days": 14,
        "history": 5,
        "tries_before_pause": 5,
        "pause_minutes": 30,
        "tries_max": 10,
        "idle_lock_minutes": 5,
    }
    assert {**asdict(DENGBAO2), "name": ""} == {**asdict(DENGBAO3), "name": ""}
    assert (NIST.characters_min, NIST.kinds_min, NIST.age_days_max) == (15, 1, None)
    assert (NIST.history, NIST.tries_before_pause, NIST.tries_max) == (0, None, 10)
    assert judge_password("correct horse battery", NIST.password_rule).will_do
    assert not judge_password("kurzer Satz", NIST.password_rule).will_do


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "characters_min": st.integers(8, 64),
        "kinds_min": st.integers(1, 4),
        "age_days_max": st.integers(1, 3_650),
        "history": st.integers(0, 24),
        "tries_before_pause": st.integers(1, 10),
        "pause_minutes": st.integers(1, 1_440),
        "tries_max": st.integers(3, 10),
        "idle_lock_minutes": st.integers(1, 30),
    },
)


@given(st.sampled_from(sorted(PROFILES)), VALUES)
def test_a_county_asks_for_more_and_never_for_less(name, wanted):
    base, policy = PROFILES[name], policy_from({"profile": name, **wanted})
    for field in ("characters_min", "kinds_min", "history", "pause_minutes"):
        assert getattr(policy, field) == max(getattr(base, field), wanted.get(field, 0))
    for field in ("age_days_max", "tries_before_pause", "tries_max", "idle_lock_minutes"):
        given_ones = [each for each in (getattr(base, field), wanted.get(field)) if each]
        assert getattr(policy, field) == min(given_ones, default=None)


@pytest.mark.parametrize(
    "table",
    [{"profile": "none"}, {"characters_min": 4}, {"tries_max": 100}, {"x": 1}, {"history": True}],
)
def test_a_slip_of_the_pen_is_no_policy(table):
    with pytest.raises(SettingsInvalid):
        policy_from(table)


def test_the_county_publishes_its_policy_with_its_staff():
    head = b'{"format": 1, "version": 3, "valid_from": "2026-01-01", "valid_until": "2026-12-31",'
    listed = parse_staff_list(head + b'"people": [], "sign_in": {"profile": "nist"}}')
    assert policy_from(listed.sign_in) == NIST
    assert parse_staff_list(head + b'"people": []}').sign_in is None
    for policy in (b'{"profile": "none"}', b'"nist"', b'{"tries_max": 99}'):
        with pytest.raises(StaffListInvalid):
            parse_staff_list(head + b'"people": [], "sign_in": ' + policy + b"}")


def test_a_password_is_good_then_ending_then_expired():
    states = {
        days: password_standing(DENGBAO3, DAY, DAY + timedelta(days=days), is_temporary=False)
        for days in (-5, 0, 75, 76, 89, 90)
    }
    told = {days: (each.state.value, each.days_left) for days, each in states.items()}
    assert told == {
        -5: ("good", 90), 0: ("good", 90), 75: ("good", 15),
        76: ("ending", 14), 89: ("ending", 1), 90: ("expired", 0),
    }  # fmt: skip
    assert password_standing(NIST, DAY, DAY, is_temporary=True).state is PasswordState.TEMPORARY
    late = DAY + timedelta(days=5_000)
    for policy, set_on in ((NIST, DAY), (DENGBAO3, None)):
        standing = password_standing(policy, set_on, late, is_temporary=False)
        assert (standing.state, standing.wants_new) == (PasswordState.GOOD, False)


@pytest.mark.asvs("6.3.1")
@given(st.lists(st.integers(0, 3_600_000), max_size=14), st.sampled_from([DENGBAO3, NIST]))
def test_nobody_gets_more_than_ten_tries_in_a_row(waits, policy):
    tries, at = NO_TRIES, 0
    judged = 0
    for wait in waits:
        at += wait
        now = Moment(at, "b0070001")
        if tries.is_disabled or tries.left_ms(now):
            continue
        tries = counted(tries, policy, now)
        judged += 1
        assert tries.failed == judged
        assert tries.is_disabled == (judged >= 10)
        paused = policy.tries_before_pause is not None and judged % 5 == 0
        assert tries.left_ms(now) == (30 * 60_000 if paused else 0)
        elsewhere = Moment(0, "b0070002")
        assert tries.left_ms(elsewhere) == tries.pause_ms, "another boot has served nothing"
    assert judged <= 10


def test_of_two_copies_the_worse_one_counts():
    four, five = Tries(failed=4), Tries(failed=5, pause_ms=1, boot_id="b")
    assert worse(four, five) == worse(five, four) == five
    ended = Tries(failed=1, is_disabled=True)
    assert worse(ended, five) == ended
    assert without_record(DENGBAO3).failed == 4
    assert without_record(NIST).failed == 9
    assert left_before(Tries(failed=6), DENGBAO3) == (4, True)
    assert left_before(Tries(failed=2), DENGBAO3) == (3, False)
    assert (minutes_up(1), minutes_up(60_000), minutes_up(60_001)) == (1, 1, 2)


COMMON = [
    "Password2026!", "P@ssw0rd123!", "Qwerty@12345", "WangFang1988!", "Admin@Admin1",
    "密码Mima12345", "zhengwufuwu2026!", "1QAZ2wsx!@#$", "Ｐａｓｓｗｏｒｄ１２３！", "iLoveYou.520",
]  # fmt: skip
UNCOMMON = ["blue.Kestrel-77-tide", "Morgen-Nebel-31", "一位窗口的长密码-Ab1", "Kessel.Flicker-8"]


@pytest.mark.asvs("6.2.4")
def test_what_strangers_try_first_is_refused_however_it_is_dressed():
    common = shipped_common_passwords()
    assert len(common) >= 3_000
    for password in COMMON:
        assert judge_password(password, common=common).is_common, password
    for password in UNCOMMON:
        verdict = judge_password(password, DENGBAO3.password_rule, common=common)
        assert verdict.will_do, password


@pytest.mark.asvs("6.1.2", "6.2.11")
def test_names_and_numbers_of_the_place_are_refused_in_every_spelling():
    words = context_words(PROFILE, shipped_pinyin())
    assert {"石桥", "shiqiao", "青禾", "qinghe", "08395550101", "5550101"} <= set(words)
    mine = own_words("zhou", "QH0107", "周小禾", shipped_pinyin())
    assert "zhouxiaohe" in mine
    for password in (
        "Shiqiao!Kestrel7", "blue-5550101-Tide", "kestrel.QINGHE.7", "石桥kestrel-7Tide",
        "Sh1q1a0!Kestrel7", "zhouxiaohe-Tide7", "qh0107-Kestrel!",
    ):  # fmt: skip
        assert judge_password(password, own_words=(*words, *mine)).has_own_word, password
    assert judge_password("blue.Kestrel-77", own_words=(*words, *mine)).will_do


@pytest.mark.asvs("6.2.9", "6.2.7")
def test_long_and_pasted_passwords_are_taken_whole():
    long = "Kessel.Flicker-8 " * 15
    assert len(long) >= 64
    assert judge_password(long, DENGBAO3.password_rule).will_do
    assert judge_password("x" * (PASSWORD_CHARACTERS_MAX + 1)).is_too_long
