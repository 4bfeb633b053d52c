from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.password_rule import (
    PASSWORD_CHARACTERS_MAX,
    CharacterKind,
    PasswordRule,
    judge_password,
    kind_of,
)
from counter_app.domain.people_here import GIVEN_HERE
from counter_app.domain.terms import name_of
from counter_app.runtime.settings import Settings, parse_settings, settings_text
from counter_app.ui.setup.counter_fields import (
    NAMES,
    in_words,
    problem_of,
    problems_of,
    profile_of,
    words_of,
)
from counter_app.ui.setup.person_fields import (
    problem_of_name,
    problem_of_password,
    problem_of_repeat,
    problem_of_staff,
    problem_of_user,
)

WORDS = st.text(max_size=210) | st.from_regex(r"[0-9０-９ -]{0,14}")


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, WORDS | st.just("51089910101"))))
def test_what_the_form_takes_the_settings_file_takes_too(texts):
    if not problems_of(texts):
        settings = Settings(counter=profile_of(texts))
        assert parse_settings(settings_text(settings).encode()) == settings


@given(st.text(min_size=1, max_size=50))
def test_fields_never_stumble_over_what_is_pasted(text):
    for name in NAMES:
        assert isinstance(problem_of(name, text), str)
    for check in (problem_of_user, problem_of_staff, problem_of_name, problem_of_password):
        assert isinstance(check(text), str)


def test_every_field_has_a_name_and_an_example():
    labels = [words_of(name).label for name in NAMES]
    assert len(set(labels)) == len(labels)
    assert all(words_of(name).example for name in NAMES)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("agency_name", " ", "没有填"),
        ("agency_name", "青" * 201, "最多 200"),
        ("agency_name", "青禾\u200b县", "看不见"),
        ("counter_code", "5108991010", "现在 10 位"),
        ("counter_code", "5108991010Ⅰ", "只能是数字"),
        ("enquiry_phone", "没有", "电话"),
    ],
)
def test_what_is_wrong_with_a_field_is_said(name, text, words):
    assert words in problem_of(name, text)


def test_a_field_that_shares_letters_with_another_word_is_not_renamed():
    assert in_words("[counter] counter_codes：缺") == "[counter] counter_codes：缺"


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (problem_of_user, ("zhouxh", "周小禾"), ("", "zhou xh", "a\u200bb", "x" * 33)),
        (problem_of_staff, ("QH0107", "a.b_c-1"), ("", "工号1", "QH 01", "1" * 33)),
        (problem_of_name, ("周小禾", "阿依古丽·买买提"), ("", "周\n禾", "名" * 51)),
    ],
)
def test_persons_are_checked(check, good, bad):
    assert [check(text) for text in good] == [""] * len(good)
    assert all(check(text) for text in bad)


def test_the_repeat_must_be_the_same():
    assert problem_of_repeat("a", "") == "请再输入一次"
    assert problem_of_repeat("a", "b") == "两次不一样"
    assert problem_of_repeat("a", "a") == ""


@given(st.text(max_size=40))
def test_a_password_will_do_exactly_when_nothing_is_said_against_it(password):
    assert judge_password(password).will_do == (problem_of_password(password) == "")


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=10, max_size=64))
def test_length_and_kinds_alone_decide_about_plain_passwords(password):
    kinds = {kind_of(char) for char in password}
    assert judge_password(password).will_do == (len(kinds) >= 3)


@given(st.text(max_size=30), st.text(max_size=5))
def test_more_characters_never_make_a_password_shorter_of_kinds(password, more):
    before, after = judge_password(password), judge_password(password + more)
    assert after.kinds_missing <= before.kinds_missing


@pytest.mark.asvs("6.2.9")
def test_a_password_may_be_long_but_is_no_file():
    assert judge_password("Aa1-" * 16).will_do
    assert judge_password("Aa1-" * (PASSWORD_CHARACTERS_MAX // 4 + 1)).is_too_long
    assert "太长" in problem_of_password("Aa1-" * 65)


def test_a_password_is_counted_as_the_vault_takes_it():
    assert judge_password("Ａａ１２３４５６７").characters_missing == 1
    assert judge_password("Abc123\t4567").has_invisible
    assert "看不见" in problem_of_password("Abc123\t4567")


def test_own_words_are_found_in_any_writing_and_short_ones_do_not_count():
    assert judge_password("xZHOUXHx-2026", own_words=("zhouxh",)).has_own_word
    assert judge_password("Abc-周小禾-2026", own_words=("周小禾",)).has_own_word
    assert not judge_password("Abc-2026-xyz", own_words=("ab", "", "周")).has_own_word


def test_another_rule_asks_for_something_else():
    rule = PasswordRule(characters_min=15, kinds_min=0)
    assert judge_password("correct horse battery", rule).will_do
    assert judge_password("Aa1-", rule).characters_missing == 11
    assert judge_password("", rule).kinds_absent == tuple(CharacterKind)


def test_no_role_of_the_county_can_be_taken_by_oneself():
    assert {name_of(role) for role in GIVEN_HERE}.isdisjoint(
        {"系统管理员", "审计员", "中心主任", "本机"}
    )
