from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from counter_app.domain.case_event import UnknownFact
from counter_app.domain.case_field import BASE_FIELDS_MAX, Field
from counter_app.domain.conflict import (
    DETAIL_RULES,
    KIND_OF,
    ROWS,
    Kind,
    Rule,
    agree,
    fields_of,
    row_of,
)
from counter_app.domain.handling_facts import DecisionKind
from counter_app.domain.life_facts import CaseWithdrawn
from counter_app.domain.service_facts import DetailField
from counter_app.domain.terms import name_of
from sync.codec import type_name, types_on_the_wire
from tests.fakes.people import accepted, noticed, refused, supplemented
from tests.fakes.two_sides import amended, concluded, decided, ended, paid, pledged, slip
from tools.conflict_table import table_lines

WIRE = dict(types_on_the_wire())


@pytest.mark.fault("F20")
@pytest.mark.lesson(21)
@pytest.mark.parametrize("first", sorted(WIRE))
def test_every_pair_of_event_types_has_one_rule_in_both_orders(first):
    for later in WIRE.values():
        row = row_of(WIRE[first], later)
        assert isinstance(row.rule, Rule)
        assert row.words
        assert row_of(later, WIRE[first]) is row, (first, later)


def test_no_type_is_forgotten_and_none_is_invented():
    assert {*WIRE.values(), UnknownFact} == set(KIND_OF)
    assert set(KIND_OF.values()) == set(Kind)


def test_every_row_is_used_by_some_pair():
    used = {id(row_of(first, later)) for first, later in product(KIND_OF, KIND_OF)}
    assert [row for row in ROWS if id(row) not in used] == []


@pytest.mark.parametrize(
    ("first", "later", "rule"),
    [
        ("print.intended", "case.service_rated", Rule.UNION),
        ("case.supplemented", "case.supplemented", Rule.UNION),
        ("case.supplemented", "case.accepted", Rule.UNION),
        ("case.supplemented", "case.terminated", Rule.PERSON),
        ("case.amended", "case.amended", Rule.BY_DETAIL),
        ("case.amended", "case.voided", Rule.UNION),
        ("case.payment_slip_issued", "case.payment_slip_issued", Rule.PERSON),
        ("case.accepted", "case.accepted", Rule.REPEAT),
        ("case.accepted", "case.acceptance_refused", Rule.PERSON),
        ("case.concluded", "case.one_time_notice_issued", Rule.PERSON),
        ("case.concluded", "case.returned", Rule.PERSON),
        ("case.withdrawn", "case.concluded", Rule.PERSON),
        ("case.voided", "case.forwarded", Rule.PERSON),
        ("case.one_time_notice_issued", "case.one_time_notice_issued", Rule.EARLIEST_NOTICE),
        ("case.provisionally_accepted", "case.provisionally_accepted", Rule.LATER_DATE),
        ("post.handed_over", "post.taken_over", Rule.LATER_OWNER),
        ("case.dates_recounted", "case.accepted", Rule.COMPUTED),
        ("time.anchored", "case.voided", Rule.COMPUTED),
        ("conflict.resolved", "conflict.resolved", Rule.PERSON),
    ],
)
def test_the_rows_of_the_design(first, later, rule):
    assert row_of(WIRE[first], WIRE[later]).rule is rule


def test_who_somebody_is_waits_for_a_person_and_how_to_reach_them_does_not():
    assert set(DETAIL_RULES) == set(DetailField)
    person = {detail for detail, rule in DETAIL_RULES.items() if rule is Rule.PERSON}
    assert person == {
        DetailField.NAME,
        DetailField.NUMBER,
        DetailField.PROXY_NAME,
        DetailField.PROXY_NUMBER,
        DetailField.PROXY_AUTHORITY,
    }


@pytest.mark.parametrize(
    ("first", "later", "is_same"),
    [
        (decided(), decided(), True),
        (decided(), decided(DecisionKind.DENIED), False),
        (concluded("1"), concluded("2"), False),
        (slip(100), slip(200), False),
        (paid("b1"), paid("b1"), True),
        (accepted(), accepted(), True),
        (accepted(), refused(), False),
    ],
)
def test_two_facts_agree_when_they_say_the_same(first, later, is_same):
    assert agree(first, later) is is_same


@pytest.mark.parametrize(
    ("fact", "fields"),
    [
        (accepted(), {Field.STATUS, Field.MATERIALS}),
        (noticed(), {Field.STATUS, Field.MATERIALS, Field.NOTICE}),
        (supplemented(), {Field.STATUS, Field.MATERIALS}),
        (pledged(), {Field.STATUS, Field.MATERIALS, Field.PLEDGE}),
        (amended(DetailField.PHONE, "1"), {Field.STATUS, Field.PHONE, Field.CONFLICTS}),
        (slip(), {Field.STATUS, Field.AMOUNTS}),
        (ended(CaseWithdrawn), {Field.STATUS}),
    ],
)
def test_what_an_act_rests_upon(fact, fields):
    assert set(fields_of(fact)) == fields
    assert len(fields_of(fact)) <= BASE_FIELDS_MAX


def test_every_detail_and_field_has_a_chinese_name():
    assert all(name_of(field) for field in Field)
    assert {detail.value for detail in DetailField} <= {field.value for field in Field}


def test_the_table_in_the_documents_is_the_table_of_the_program():
    written = (Path(__file__).parents[2] / "docs" / "sync.md").read_text("utf-8")
    missing = [line for line in table_lines() if line not in written]
    assert missing == [], "run: python -m tools.conflict_table, and put it into docs/sync.md"


def test_names_on_the_wire():
    assert all(type_name_of(kind) == name for name, kind in WIRE.items())


def type_name_of(kind) -> str:
    return type_name(kind.__new__(kind))
