from __future__ import annotations

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from counter_app.domain.catalogue import parse_catalogue
from counter_app.domain.catalogue_import import import_catalogue, report_csv
from counter_app.domain.errors import CounterError
from counter_app.domain.importing.columns import COLUMNS
from tests.domain.test_catalogue_import import HEADING, PLAIN_CODE, SHIPPED, table
from tests.domain.test_exchange_import import EXCHANGE


def holds(content: bytes) -> None:
    """Whatever comes in: a catalogue that stands and stays, or an expected failure."""
    try:
        made = import_catalogue(content, HEADING)
    except CounterError:
        return
    catalogue = parse_catalogue(made.content)
    assert len(catalogue.items) == made.item_count
    again = import_catalogue(made.content, HEADING)
    assert (again.content, again.repairs) == (made.content, ())
    report_csv(made.repairs)


NASTY = (
    *(
        "",
        "-",
        "无",
        "1",
        "２",
        "3.0",
        "20个工作日",
        "当场",
        "400",
        "工作日",
        "N",
        "是",
        "01",
        "21",
    ),
    *("其他材料", "1.身份证\n2.照片；照片", "10元/证", "=1+1", '="="x""', "+", "\x1b[2J", "\u202e"),
    *("5.12E+25", PLAIN_CODE, "（）", "\u2028", "\u3000", "'", '"', "长" * 600),
)
CELLS = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))
HEADINGS = st.lists(st.sampled_from([name for name, key in COLUMNS.items() if key]), max_size=12)


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
def test_any_bytes_are_a_catalogue_or_an_expected_failure(content):
    holds(content)


@settings(max_examples=300)
@given(
    HEADINGS,
    st.lists(st.lists(CELLS, max_size=14), max_size=6),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_any_table_is_a_catalogue_or_an_expected_failure(headings, rows, encoding):
    content = table(*rows, headings=["事项名称", *headings]).decode()
    holds(content.encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace"))


INNER_KEYS = st.sampled_from(["name", "days", "unit", "basis", "standard", "order", "silence"])
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), CELLS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(INNER_KEYS, inner, max_size=4),
    ),
    max_leaves=8,
)
KEYS = sorted(
    {key for row in json.loads(SHIPPED)["items"] for key in row}
    | {"fees", "joint_departments", "situations", "guide", "remarks", "supplement_limit"}
    | {"deemed_decision", "seal", "blocked_because", "supplement_lapse", "single_visit", "row"}
)


@settings(max_examples=300)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12), max_size=4))
def test_any_values_in_our_own_form_are_a_catalogue_or_an_expected_failure(items):
    whole = {"format": 1, "version": 3, "valid_from": "2026-01-01", "valid_until": "2026-12-31"}
    holds(json.dumps(whole | {"items": items}).encode())


TABLE_KEYS = st.sampled_from([*EXCHANGE["up_task_general_basic"][0], "other_dept", "task_guid"])
TABLE_ROWS = st.lists(st.dictionaries(TABLE_KEYS, VALUES, max_size=10), max_size=3)


@settings(max_examples=150)
@given(TABLE_ROWS, TABLE_ROWS, st.one_of(TABLE_ROWS, VALUES))
def test_any_exchange_tables_are_a_catalogue_or_an_expected_failure(basic, extend, fees):
    tables = {"up_task_public_basic": basic, "up_task_public_extend": extend}
    holds(json.dumps(tables | {"up_task_public_fee_project": fees}).encode())
