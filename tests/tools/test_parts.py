"""The list of parts and the list of licences are true, and what ships may be handed on."""

from __future__ import annotations

import json

import pytest

from tools import licences, sbom
from tools.locked import Place, read_lock


@pytest.mark.asvs("15.1.2")
@pytest.mark.threat("T19")
def test_the_list_of_parts_is_that_of_the_locks():
    assert sbom.main(["--check"]) == 0, "run `python3 make.py parts` and read the difference"


def test_the_list_of_licences_is_true():
    assert licences.main(["--check"]) == 0, "run `python3 make.py parts` and read the difference"


def test_everything_that_ships_may_be_handed_on():
    shipped = [one for one in read_lock() if one.place is not Place.WORKSHOP]
    refused = {one.name: licences.licence_of(one) for one in shipped}
    assert not {name: said for name, said in refused.items() if not licences.may_ship(said)}


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("LGPL-3.0-only OR GPL-2.0-only", True),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("MIT AND AGPL-3.0-only", False),
        ("", False),
    ],
)
def test_one_side_of_a_choice_is_enough_and_both_of_a_sum_are_needed(expression, answer):
    assert licences.may_ship(expression) is answer


def test_the_list_of_parts_says_what_needs_what_and_what_lies_inside():
    document = json.loads(sbom.document())
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    parts = {part["name"]: part for part in document["components"]}
    inside = {one["name"]: one["version"] for one in parts["sqlcipher3"]["components"]}
    assert set(inside) == {"SQLite", "SQLCipher"}
    needs = {one["ref"]: one.get("dependsOn", []) for one in document["dependencies"]}
    assert parts["shiboken6"]["bom-ref"] in needs[parts["pyside6-essentials"]["bom-ref"]]
    assert parts["requests"]["bom-ref"] in needs["township-counter"]
    assert "pytest" not in parts
    assert "timestamp" not in document["metadata"]
    every = {part["bom-ref"] for part in document["components"]} | {"township-counter"}
    assert set(needs) <= every
    assert {child for children in needs.values() for child in children} <= every


def test_another_hash_is_another_serial_number():
    packages = read_lock()
    import dataclasses

    other = [dataclasses.replace(packages[0], hashes=("0" * 64,)), *packages[1:]]
    assert sbom._serial(packages) == sbom._serial(read_lock())
    assert sbom._serial(packages) != sbom._serial(other)
