from __future__ import annotations

import csv
import io
import json

import pytest

from counter_app.cli.parser import main
from counter_app.domain.catalogue import parse_catalogue
from resources import load_catalogue

TABLE = """青禾县政务服务事项清单,,,,
事项名称,主管部门,法定时限（工作日）,承诺时限（工作日）,申请材料
最低生活保障,民政,30,40,"1.申请表
2.其他材料"
=虚构事项,,,,身份证
"""


@pytest.fixture
def answer(capfdbinary):
    """Return a function that runs a command with `--json` and reads its answer."""

    def ask(*words, fails=False):
        code = main(["catalogue", *(str(word) for word in words), "--json"])
        printed = capfdbinary.readouterr()
        assert code == (1 if fails else 0)
        assert printed.err == b""
        return json.loads(printed.out)

    return ask


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "items.csv"
    path.write_bytes(TABLE.encode("gb18030"))
    return path


def test_what_ships_is_listed_where_nothing_is_installed(answer, tmp_path):
    listed = answer("list", "--profile", tmp_path)
    assert (listed["version"], listed["count"], listed["usable_count"]) == (1, 88, 30)
    first = listed["items"][0]
    assert (first["item_id"], first["usable"], first["why_not_usable"]) == ("T001", True, None)
    assert any(not row["usable"] and "材料清单" in row["why_not_usable"] for row in listed["items"])


def test_an_item_is_shown_by_id_code_or_name(answer, tmp_path):
    shown = [
        answer("show", reference, "--profile", tmp_path)
        for reference in ("T006", "512B0003600037", "80周岁以上老年人高龄津贴")
    ]
    assert shown[0] == shown[1] == shown[2]
    assert shown[0]["promised_limit"] == {"days": 22, "unit": "working", "basis": "岳塘示例"}
    assert shown[0]["materials"][0] == {"name": "申请书", "necessity": "required"}


def test_the_guide_reads_in_chinese(capfd, tmp_path):
    assert main(["catalogue", "show", "T006", "--profile", str(tmp_path)]) == 0
    text = capfd.readouterr().out
    for words in ("办理内容", "承诺时限：22个工作日", "1. 申请书（原件1份；必要）", "不收费"):
        assert words in text


def test_an_item_that_is_not_there_is_told_with_what_comes_near(answer, tmp_path):
    error = answer("show", "高龄津贴", "--profile", tmp_path, fails=True)["error"]
    assert error["code"] == "item-not-found"
    assert "80周岁以上老年人高龄津贴" in error["message"]


def test_dirty_data_is_imported_with_every_repair_in_a_report(answer, table, tmp_path):
    out, report = tmp_path / "catalogue.json", tmp_path / "repairs.csv"
    made = answer(
        *("import", table, "--out", out, "--report", report, "--version", "7"),
        *("--valid-from", "2026-01-01", "--valid-until", "2026-12-31"),
    )
    assert (made["kind"], made["dialect"]) == ("csv", None)
    assert (made["items"], made["usable"]) == (2, 1)
    catalogue = parse_catalogue(out.read_bytes())
    assert catalogue.version == 7
    assert catalogue.items[0].promised_limit.days == 30
    rows = list(csv.reader(io.StringIO(report.read_bytes().decode("utf-8-sig"))))
    assert rows[0] == ["行", "栏目", "原值", "改为", "原因"]
    assert len(rows) == 1 + len(made["repairs"])
    assert not any(cell.startswith("=") for row in rows for cell in row)
    again = answer("import", out, "--out", tmp_path / "again.json")
    assert again["repairs"] == []
    assert (tmp_path / "again.json").read_bytes() == out.read_bytes()


def test_without_a_place_to_write_an_import_is_a_rehearsal(capfd, table, tmp_path):
    assert main(["catalogue", "import", str(table)]) == 0
    text = capfd.readouterr().out
    assert "读到 2 个事项，1 个可收件" in text
    assert "第3行 承诺时限" in text
    assert "没有写出文件" in text
    assert list(tmp_path.iterdir()) == [table]


def test_what_is_imported_can_be_listed_and_checked(answer, table, tmp_path):
    out = tmp_path / "catalogue.json"
    answer("import", table, "--out", out)
    checked = answer("check", out)
    assert checked["count"] == 2
    assert "请县局补正" in checked["unusable"][0]["why_not_usable"]
    assert answer("list", "--file", out)["count"] == 2


def test_a_file_that_breaks_the_law_does_not_pass_the_check(answer, tmp_path):
    raw = json.loads(load_catalogue().content)
    raw["items"][0]["materials"][0]["name"] = "其他材料"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    error = answer("check", path, fails=True)["error"]
    assert error["code"] == "catalogue-invalid"
    assert "T001" in error["message"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "unreadable-file"),
        (b"hello", "catalogue-unreadable"),
        (b"{}", "catalogue-unreadable"),
    ],
)
def test_what_cannot_be_imported_is_told(answer, tmp_path, content, code):
    path = tmp_path / "items.json"
    if content is not None:
        path.write_bytes(content)
    assert answer("import", path, fails=True)["error"]["code"] == code


@pytest.mark.parametrize(
    "words",
    [
        ("import", "x", "--version", "0"),
        ("import", "x", "--valid-from", "soon"),
        ("import", "x", "--valid-from", "2026-12-31", "--valid-until", "2026-01-01"),
        ("import", "x", "--dialect", "klingon"),
        ("install", "x"),
    ],
)
def test_a_slip_on_the_command_line_is_a_usage_error(words, capfd):
    try:
        code = main(["catalogue", *words])
    except SystemExit as leaving:
        code = leaving.code
    assert code == 2
    assert capfd.readouterr().err
