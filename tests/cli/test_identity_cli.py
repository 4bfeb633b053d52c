from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app.cli.parser import main

VECTORS = json.loads(
    (Path(__file__).parents[1] / "domain" / "vectors" / "identity.json").read_bytes()
)["vectors"]

HEAVY = ("PySide6", "sqlalchemy", "reportlab", "pydantic", "serial", "escpos", "requests", "PIL")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_the_command_answers_every_published_vector(vector, capfdbinary):
    assert main(["identity", "check", "--json", vector["input"]]) == 0
    answer = json.loads(capfdbinary.readouterr().out)
    assert set(answer) == {
        "kind", "valid", "normalized", "birth_date", "sex", "problems", "warnings",
    }  # fmt: skip
    assert {key: answer[key] for key in vector["expected"]} == vector["expected"]


def test_an_invalid_number_is_an_answer_and_not_a_failure(capfdbinary):
    assert main(["identity", "check", "--json", ""]) == 0
    printed = capfdbinary.readouterr()
    assert json.loads(printed.out)["problems"] == ["length"]
    assert printed.out.count(b"\n") == 1
    assert printed.err == b""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110199199912310014", ["居民身份证号码：有效", "出生日期：1999-12-31", "男", "地区代码"]),
        ("110105194912310020", ["居民身份证号码：无效", "校验码不符"]),
        ("12", ["无法识别的号码：无效", "位数不对"]),
    ],
)
def test_a_person_reads_the_judgement_in_chinese(number, words, capsys):
    assert main(["identity", "check", number]) == 0
    text = capsys.readouterr().out
    assert all(word in text for word in words)


@pytest.mark.parametrize(
    "line",
    [
        ["identity"],
        ["identity", "check"],
        ["identity", "guess", "1"],
        ["identity", "check", "1", "2"],
        ["identity", "check", "--jso", "1"],
    ],
)
def test_wrong_usage_exits_with_2_and_prints_nothing_on_standard_output(line, capsys):
    assert main(line) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err


@pytest.mark.parametrize(
    "line",
    [
        ["identity", "check", "--json", "110199199912310014"],
        ["deadline", "--json", "--from", "2026-02-11", "--days", "20", "--unit", "working"],
    ],
    ids=["identity", "deadline"],
)
def test_the_pure_commands_import_nothing_heavy(line):
    program = (
        "import json, sys; from counter_app.cli.parser import main; code = main(sys.argv[1:]);"
        "print(json.dumps([code, sorted({name.split('.')[0] for name in sys.modules})]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *line], capture_output=True, check=True, timeout=60
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    assert set(modules).isdisjoint(HEAVY)
