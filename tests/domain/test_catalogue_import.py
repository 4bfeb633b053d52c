from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from counter_app.domain.catalogue import parse_catalogue
from counter_app.domain.catalogue_import import (
    Dialect,
    Heading,
    import_catalogue,
    report_csv,
)
from counter_app.domain.errors import CatalogueInvalid, CatalogueUnreadable
from counter_app.domain.item import DayUnit, HandlingType, MaterialSource, Necessity
from resources import load_catalogue

HEADING = Heading(2, date(2026, 1, 1), date(2026, 12, 31))
SHIPPED = load_catalogue().content
PLAIN_CODE = "512B0003600031"


def table(*rows, headings=("事项名称", "主管部门", "申请材料")) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def imported(content: bytes, **choices):
    made = import_catalogue(content, HEADING, **choices)
    again = import_catalogue(made.content, HEADING)
    assert again.content == made.content
    assert again.repairs == ()
    return parse_catalogue(made.content), made.repairs


def one(values, **choices):
    """Import one item, given by headings, and return it with the report's reasons."""
    values = {"事项名称": "虚构事项", "主管部门": "民政", "申请材料": "身份证"} | values
    catalogue, repairs = imported(table(values.values(), headings=values), **choices)
    assert len(catalogue.items) == 1
    return catalogue.items[0], repairs


def field_changed(repairs, field: str) -> tuple[str, str]:
    (found,) = [(each.before, each.after) for each in repairs if each.field == field]
    return found


def test_what_ships_is_imported_without_a_single_change_of_meaning():
    catalogue, repairs = imported(SHIPPED)
    assert repairs == ()
    assert catalogue.items == parse_catalogue(SHIPPED).items
    assert (catalogue.version, catalogue.valid_from) == (1, date(2024, 1, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_of_spreadsheet_programs_is_read(encoding):
    text = "事项名称,主管部门,申请材料\n最低生活保障,民政,身份证\n"
    catalogue, repairs = imported(text.encode(encoding))
    assert catalogue.items[0].name == "最低生活保障"
    assert repairs == ()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_every_delimiter_and_line_end_is_read(sign, line_end):
    rows = [["县清单"], ["事项名称", "主管部门"], ["低保", "民政"], ["", ""], ["高龄津贴", "民政"]]
    catalogue, _ = imported(line_end.join(sign.join(row) for row in rows).encode())
    assert [item.name for item in catalogue.items] == ["低保", "高龄津贴"]


@pytest.mark.parametrize(
    ("value", "dialect", "kind"),
    [
        ("即办件", None, HandlingType.INSTANT),
        ("1", None, HandlingType.INSTANT),
        ("０２", None, HandlingType.COMMITTED),
        ("3", Dialect.EXCHANGE, HandlingType.JOINT),
        ("4", Dialect.EXCHANGE, HandlingType.ESCALATED),
        ("4", Dialect.VENDOR, HandlingType.JOINT),
        ("5", None, HandlingType.ESCALATED),
        ("上报件", None, HandlingType.ESCALATED),
    ],
)
def test_numbers_of_handling_types_mean_what_their_dictionary_says(value, dialect, kind):
    item, _ = one({"办件类型": value}, dialect=dialect)
    assert item.handling_type is kind
    assert item.remarks == ()


@pytest.mark.parametrize("value", ["3", "4", "9", "特殊件"])
def test_a_handling_type_on_which_dictionaries_disagree_is_kept_and_shown_not_guessed(value):
    item, repairs = one({"办件类型": value})
    assert item.handling_type is HandlingType.COMMITTED
    assert item.remarks == (f"办件类型：{value}（字典未登记）",)
    assert field_changed(repairs, "办件类型") == (value, "")


def test_the_way_of_handling_stands_in_where_there_is_no_handling_type():
    assert one({"办理方式": "转报"})[0].handling_type is HandlingType.ESCALATED
    assert one({"办理方式": "3"})[0].handling_type is HandlingType.JOINT
    both, _ = one({"办件类型": "即办件", "办理方式": "自办"})
    assert (both.handling_type, both.remarks) == (HandlingType.INSTANT, ("办理方式：自办",))


@pytest.mark.parametrize(
    ("value", "dialect", "code"),
    [
        ("行政许可", None, "01"),
        ("1", None, "01"),
        ("公共服务", None, "20"),
        ("20", None, "20"),
        ("20", Dialect.GUANGDONG, "10"),
        ("21", None, "20"),
        ("XK", None, "01"),
        ("08", Dialect.SHANDONG, "09"),
        ("其他行政权力", None, "10"),
        ("55", None, "55"),
        ("什么", None, "什么"),
    ],
)
def test_types_of_items_become_national_codes_and_unknown_ones_stay(value, dialect, code):
    assert one({"事项类型": value}, dialect=dialect)[0].item_type == code


@pytest.mark.parametrize(
    ("limit", "unit", "days", "kind"),
    [
        ("20", "工作日", 20, DayUnit.WORKING),
        ("２０", "自然日", 20, DayUnit.CALENDAR),
        ("20.0", "workday", 20, DayUnit.WORKING),
        ("20", "G", 20, DayUnit.WORKING),
        ("20", "w", 20, DayUnit.WORKING),
        ("20", "N", 20, DayUnit.CALENDAR),
        ("20个工作日", "", 20, DayUnit.WORKING),
        ("15 工作日内", "", 15, DayUnit.WORKING),
        ("自受理之日起15个工作日内办结", "", 15, DayUnit.WORKING),
        ("当场办结", "", 0, DayUnit.WORKING),
        ("即办", "", 0, DayUnit.WORKING),
        ("0", "", 0, DayUnit.WORKING),
    ],
)
def test_limits_are_read_however_they_are_written(limit, unit, days, kind):
    item, _ = one({"承诺时限": limit, "承诺时限单位": unit})
    assert (item.promised_limit.days, item.promised_limit.unit) == (days, kind)
    assert item.remarks == ()


@pytest.mark.parametrize(
    ("limit", "unit"),
    [("20", "Z"), ("3个月", ""), ("20", ""), ("20天", ""), ("400", "工作日"), ("视情况", "")],
)
def test_a_limit_that_is_not_understood_promises_nothing_and_is_kept_in_words(limit, unit):
    item, repairs = one({"承诺时限": limit, "承诺时限单位": unit})
    assert item.promised_limit is None
    assert item.remarks[0].startswith(f"承诺时限：{limit}")
    assert field_changed(repairs, "承诺时限")[1] == ""


def test_a_permits_limit_without_a_unit_counts_working_days_by_law():
    item, repairs = one({"法定时限": "20", "事项类型": "行政许可"})
    assert item.statutory_limit.unit is DayUnit.WORKING
    assert "第82条" in next(each.why for each in repairs if each.field == "法定时限单位")


def test_the_unit_may_stand_in_the_heading():
    item, _ = one({"承诺时限（工作日）": "7"})
    assert (item.promised_limit.days, item.promised_limit.unit) == (7, DayUnit.WORKING)


def test_a_promise_beyond_the_law_is_brought_down_to_it():
    item, repairs = one({"法定时限": "20个工作日", "承诺时限": "30个工作日"})
    assert item.promised_limit.days == 20
    assert ("30个工作日", "20个工作日") in [(each.before, each.after) for each in repairs]


@pytest.mark.parametrize(
    ("code", "warns"),
    [
        ("11440100007483172Q3440106043001", False),
        ("11440100007483172Q344010604300101", False),
        (PLAIN_CODE, False),
        (f"{PLAIN_CODE}-511602000000-000-11511301008778298W-1-00", False),
        (f"{PLAIN_CODE}-511602000000-000-1151130100877829W-1-00", True),
        (f"{PLAIN_CODE}-511602000000-000-115113010-1-00", True),
        (f"{PLAIN_CODE}-511602000000-000-11511301008778298w-1-00", True),
        ("虚构-1", True),
        ("12", True),
    ],
)
def test_codes_are_accepted_with_a_warning_when_they_look_damaged(code, warns):
    item, repairs = one({"事项编码": code})
    assert item.code == code
    assert item.is_usable
    assert [each.before == each.after for each in repairs] == [True] * warns


def test_a_code_is_freed_of_spaces_and_full_width_forms():
    item, _ = one({"事项编码": " ５１２B0003600031 "})
    assert (item.code, item.item_id) == (PLAIN_CODE, PLAIN_CODE)


def test_a_code_that_a_spreadsheet_program_has_rounded_is_not_used_as_a_code():
    item, repairs = one({"事项编码": "5.12E+25"})
    assert item.code is None
    assert item.remarks == ("原编码：5.12E+25（已损坏）",)
    assert "科学计数" in repairs[0].why


def test_materials_in_one_cell_are_taken_apart_and_freed_of_catch_alls_and_doubles():
    cell = "1.申请表\n2、身份证；身份证\n（3）其他材料\n④ 户口簿 "
    item, repairs = one({"申请材料": cell})
    assert [line.name for line in item.materials] == ["申请表", "身份证", "户口簿"]
    assert {each.field for each in repairs} == {"材料名称"}
    assert len(repairs) == 2


def test_one_row_a_material_and_merged_cells_make_one_item():
    headings = ("事项名称", "主管部门", "材料名称", "是否必要", "原件份数", "来源渠道")
    catalogue, _ = imported(
        table(
            ("低保", "民政", "申请表", "1", "１", "10"),
            ("", "", "户口簿", "3", "", "20"),
            ("高龄津贴", "民政", "身份证", "7", "两", "55"),
            ("低保", "民政", "照片", "2", "2", "99"),
            headings=headings,
        )
    )
    first, second = catalogue.items
    assert [line.name for line in first.materials] == ["申请表", "户口簿", "照片"]
    assert [line.necessity for line in first.materials] == [
        Necessity.REQUIRED,
        Necessity.DEFERRABLE,
        Necessity.OPTIONAL,
    ]
    assert [line.originals for line in first.materials] == [1, None, 2]
    assert first.materials[1].source is MaterialSource.GOVERNMENT
    unknown = second.materials[0]
    assert (unknown.necessity, unknown.source, unknown.originals) == (
        Necessity.REQUIRED,
        None,
        None,
    )
    assert unknown.note == "必要性：7（字典未登记）；来源：55（字典未登记）"


def test_no_list_is_not_an_empty_list():
    catalogue, _ = imported(table(("甲事项", "民政", ""), ("乙事项", "民政", "无需材料")))
    unknown, none = catalogue.items
    assert not unknown.is_usable
    assert none.is_usable
    assert none.materials == ()


def test_a_double_is_joined_when_it_is_the_same_and_kept_aside_when_it_is_not():
    headings = ("事项名称", "主管部门", "事项编码", "申请材料")
    same, other = ("低保", "民政", PLAIN_CODE, "身份证"), ("低保金", "民政", PLAIN_CODE, "照片")
    catalogue, repairs = imported(table(same, same, other, headings=headings))
    first, second = catalogue.items
    assert first.is_usable
    assert second.item_id == f"{PLAIN_CODE}#2"
    assert "与第2行" in second.why_not_usable
    assert catalogue.by_code(PLAIN_CODE) is first
    assert [each.row for each in repairs if each.field.startswith("事项")] == [3, 4]


@pytest.mark.parametrize(("name", "department"), [("", "民政"), ("低保", ""), ("=", "-")])
def test_an_item_without_name_or_department_stays_with_its_reason(name, department):
    catalogue, _ = imported(table((name, department, "身份证"), ("高龄津贴", "民政", "")))
    assert "请县局补正" in catalogue.items[0].why_not_usable
    assert catalogue.items[0].materials


def test_a_fee_without_basis_is_not_charged():
    item, repairs = one({"收费标准": "10元/证", "收费项目": "工本费"})
    assert item.fees == ()
    assert item.remarks == ("收费项目“工本费”缺收费依据，未启用",)
    assert not item.is_free
    assert repairs[0].field == "收费项目"


def test_a_fee_with_standard_and_basis_is_read_with_its_amount():
    item, _ = one(
        {
            "收费标准": "10.5元/证",
            "收费项目": "工本费",
            "收费依据": "虚构办法第3条",
            "减免说明": "低保户免",
        }
    )
    (line,) = item.fees
    assert (line.amount_fen, line.unit, line.is_reducible) == (1050, "证", True)
    assert one({"是否收费": "否"})[0].is_free
    assert one({"是否收费": "是"})[0].remarks == ("是否收费：是（未公布标准）",)


@pytest.mark.asvs("1.2.10")
@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '="低保"'])
def test_nothing_that_a_spreadsheet_program_would_run_gets_in_or_out(name):
    item, repairs = one({"事项名称": name})
    assert item.name[0] not in "=+-@"
    for cells in csv.reader(io.StringIO(report_csv(repairs).decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_control_characters_do_not_get_in():
    item, repairs = one({"事项名称": "低\x1b[2J保\u202e", "受理条件": "一\x07\n\n二"})
    assert item.name == "低[2J保"
    assert item.guide.conditions == "一\n二"
    assert len(repairs) == 2


def test_unknown_columns_are_told_once_and_kept_with_the_item():
    item, repairs = one({"虚构栏目": "甲"})
    assert item.remarks == ("虚构栏目：甲",)
    assert repairs[0].field == "表头"


def test_our_own_form_is_mended_too():
    raw = json.loads(SHIPPED)
    raw["items"] = raw["items"][:1]
    raw["items"][0] |= {
        "name": " 低保 ",
        "materials": ["身份证", "其他材料"],
        "deemed_decision": "granted",
    }
    raw["valid_until"] = "never"
    catalogue, repairs = imported(json.dumps(raw).encode())
    assert catalogue.items[0].name == "低保"
    assert [line.name for line in catalogue.items[0].materials] == ["身份证"]
    assert catalogue.version == HEADING.version
    assert {each.field for each in repairs} == {"版本和有效期", "事项名称", "材料名称", "超时默认"}


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{}", b"[]", b"{", b"null", b"\xff\xfe", b"[" * 100_000),
        *("没有表头\n".encode(), "事项名称,主管部门\n".encode(), b'{"format": 9, "items": []}'),
        *(b'{"format": 1, "items": []}', b'{"up_task_general_basic": 7}'),
        "事项名称,主管部门\n".encode() + b'"' + b"x" * 200_000,
    ],
)
def test_what_holds_no_items_is_refused_with_advice(content):
    with pytest.raises(CatalogueUnreadable):
        import_catalogue(content, HEADING)


def test_too_many_items_are_refused():
    rows = [(f"事项{number}", "民政", "") for number in range(5_001)]
    with pytest.raises(CatalogueInvalid):
        import_catalogue(table(*rows), HEADING)
