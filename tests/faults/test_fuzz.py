"""Hostile input: every parser says no by name; one that crashes, hangs or eats is noticed."""

from __future__ import annotations

import json
from random import Random

import pytest

from tests.faults.mutants import mutant
from tests.faults.parsers import PARSERS
from tests.faults.playing import faults_found, played, require_nothing_lost


@pytest.mark.asvs("1.5.2", "2.2.1")
@pytest.mark.slow
@pytest.mark.fault("F17")
@pytest.mark.threat("T3", "T6", "T7", "T9", "T10", "T12", "T14", "T15", "T18", "T19")
def test_no_parser_fails_without_a_name_and_a_sick_one_is_noticed():
    rows = played("fuzz:150", "fuzz:60:crash", "fuzz:25:eat")
    assert len(rows["fuzz:150"]) == len(PARSERS)
    require_nothing_lost(rows["fuzz:150"], at_least=150 * len(PARSERS))
    assert faults_found(rows["fuzz:60:crash"]) == {"T12"}
    assert faults_found(rows["fuzz:25:eat"]) == {"T12"}


def test_every_parser_takes_its_own_samples():
    for name, parser in PARSERS.items():
        for sample in parser.samples():
            assert len(sample) >= 4, name
            parser.read(sample)


def test_mutants_are_of_many_kinds_and_the_same_for_the_same_seed():
    samples = [b'{"a": [1, 2, {"b": "c"}], "d": "2026-01-01"}', b"plain text, no JSON at all"]
    made = [mutant(samples, Random(seed)) for seed in range(600)]
    assert made == [mutant(samples, Random(seed)) for seed in range(600)]
    assert len(set(made)) > 450
    readable = 0
    for content in made:
        try:
            readable += isinstance(json.loads(content), dict)
        except (ValueError, RecursionError):
            continue
    assert 60 < readable < 400
    assert samples == [b'{"a": [1, 2, {"b": "c"}], "d": "2026-01-01"}', samples[1]]
