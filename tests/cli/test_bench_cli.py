"""The command that measures: names, options, and the form of its answer."""

from __future__ import annotations

import json

import pytest

from counter_app.cli.parser import main

KEYS = ["name", "value", "unit", "floor", "ratio", "n"]


def ask(capfdbinary, *words: str):
    assert main(["bench", *words, "--json"]) == 0
    return json.loads(capfdbinary.readouterr().out)


def test_one_row_is_one_object_with_exactly_the_promised_keys(capfdbinary):
    answer = ask(capfdbinary, "receipt.bytes", "--quick")
    assert list(answer) == ["rows"]
    (row,) = answer["rows"]
    assert list(row) == KEYS
    assert row["name"] == "receipt.bytes"
    assert row["ratio"] == pytest.approx(row["value"] / row["floor"], rel=1e-3)


def test_a_group_is_all_its_rows_and_a_slow_figure_is_no_failure(capfdbinary):
    rows = ask(capfdbinary, "receipt", "--quick")["rows"]
    assert [row["name"] for row in rows] == [
        "receipt.bytes",
        "receipt.wire_19200",
        "receipt.first_byte",
        "receipt.gui_blocked",
    ]
    assert all(list(row) == KEYS for row in rows)


def test_without_json_a_person_can_read_it(capfd):
    assert main(["bench", "receipt.wire_19200"]) == 0
    line = capfd.readouterr().out
    assert line.startswith("receipt.wire_19200")
    assert "下限" in line


@pytest.mark.parametrize("name", ["speed", "save.p51", ""])
def test_an_unknown_name_is_a_mistake_of_use(capfd, name):
    assert main(["bench", name]) == 2
    assert "save" in capfd.readouterr().err


def test_without_a_name_nothing_is_measured(capfd):
    assert main(["bench"]) == 2
    assert "NAME" in capfd.readouterr().err
