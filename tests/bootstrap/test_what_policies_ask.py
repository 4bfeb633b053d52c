"""What each policy asks of a password, and what docs/access.md says that it asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.bootstrap.password_judge import judged
from counter_app.domain.auth_policy import _BOUNDS, DENGBAO2, DENGBAO3, NIST, PROFILES
from counter_app.domain.password_rule import PASSWORD_CHARACTERS_MAX, PasswordRule
from counter_app.runtime.shipped_data import shipped_common_passwords
from tests.fakes.people import PROFILE

ACCESS_PAPER = Path(__file__).parents[2] / "docs" / "access.md"
PERSON = ("zhouxh", "QH0107", "周小禾")
LONG_ENOUGH = "Morgen-Nebel-31 und Tau"


def told(policy) -> list[str]:
    """Return the cells of one column of the paper's table, as the policy has them."""
    kinds = "any" if policy.kinds_min == 1 else f"{policy.kinds_min} of 4"
    age = "none"
    if policy.age_days_max:
        age = f"{policy.age_days_max} days, {policy.age_warning_days} before"
    pause = f"{policy.tries_before_pause}: {policy.pause_minutes} minutes, "
    return [
        f"{policy.characters_min}, {kinds}",
        age,
        str(policy.history or "none"),
        f"{pause if policy.tries_before_pause else ''}{policy.tries_max}: disabled",
        f"{policy.idle_lock_minutes} minutes",
    ]


@pytest.mark.asvs("6.1.1", "7.1.1")
def test_the_paper_says_what_the_policies_ask():
    text = ACCESS_PAPER.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and line.count("|") == 4]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    table = [row for row in cells if row[0] not in {"what", "wraps"}][-5:]
    assert [row[1] for row in table] == told(DENGBAO3) == told(DENGBAO2)
    assert [row[2] for row in table] == told(NIST)


@pytest.mark.asvs("6.2.1")
def test_no_policy_and_no_county_lets_a_password_be_shorter_than_eight():
    assert min(_BOUNDS["characters_min"]) >= 8
    for policy in PROFILES.values():
        assert policy.characters_min >= 8
        rule = PasswordRule(characters_min=policy.characters_min, kinds_min=policy.kinds_min)
        assert policy.password_rule == rule
        assert judged("Aa1-xyQ"[:7], policy, PROFILE, PERSON).characters_missing > 0


@pytest.mark.asvs("6.2.4")
def test_three_thousand_common_words_are_refused_even_with_signs_around():
    common = sorted(word for word in shipped_common_passwords() if word.isalpha())
    assert len(common) >= 3_000
    for word in common[:: len(common) // 60]:
        for password in (word.capitalize() + "@2026.", f"!!{word}_{word}9."):
            assert judged(password, DENGBAO3, PROFILE, PERSON).is_common, password
    assert not judged(LONG_ENOUGH, DENGBAO3, PROFILE, PERSON).is_common


@pytest.mark.asvs("6.1.2", "6.2.11")
def test_names_of_place_and_person_are_refused_in_characters_pinyin_and_digits():
    paper = ACCESS_PAPER.read_text(encoding="utf-8")
    assert "the names of person and place in characters and pinyin, and telephone numbers" in paper
    digits = "".join(char for char in PROFILE.enquiry_phone if char.isdigit())
    guessed = [*PERSON, "zhouxiaohe", digits, PROFILE.counter_code]
    for word in guessed:
        assert judged(f"Kt-{word}-Vq7", DENGBAO3, PROFILE, PERSON).has_own_word, word
        assert judged(f"Kt-{word.upper()}-Vq7", NIST, PROFILE, PERSON).has_own_word, word
    assert not judged(LONG_ENOUGH, NIST, PROFILE, PERSON).has_own_word


def test_the_profile_without_rules_of_composition_takes_any_and_never_ends():
    assert NIST.age_days_max is None
    for password in ("kesselflickernebel", "海上生明月天涯共此时情人怨遥夜", "8302 9174 6650 2291"):
        assert judged(password, NIST, PROFILE, PERSON).will_do, password


@pytest.mark.asvs("6.2.9")
def test_long_passwords_are_taken_whole():
    long = "Kessel-Flicker 7 " * 8
    assert 64 <= len(long) <= PASSWORD_CHARACTERS_MAX
    assert all(judged(long, policy, PROFILE, PERSON).will_do for policy in PROFILES.values())
