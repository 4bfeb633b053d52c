"""Every rule of the law names the code that keeps it and a test that shows it."""

from __future__ import annotations

import pytest

from tools.law_table import Rule, marked_tests, problems, rules, unresolved


@pytest.mark.asvs("2.1.2", "2.1.3", "8.1.1")
def test_the_table_is_true():
    assert problems() == []


def test_most_rules_have_tests_and_the_open_ones_say_so():
    tests = marked_tests()
    kept = [rule for rule in rules() if tests.get(rule.id)]

    assert len(kept) >= 0.8 * len(rules())


def test_code_that_is_gone_is_noticed():
    gone = Rule("x", "y", ("counter_app.domain.deemed:seen_never",))

    assert unresolved(gone) == ["counter_app.domain.deemed:seen_never"]
