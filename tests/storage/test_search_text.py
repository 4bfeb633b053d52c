from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.applicant import Proxy
from counter_app.domain.case import Case
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.ids import EventId
from counter_app.domain.pinyin import parse_pinyin
from counter_app.domain.search_words import QUERY_WORDS_MAX, normalised
from counter_app.storage.search_text import (
    SearchEntry,
    entry_of,
    parse_query,
)
from resources import load_pinyin
from tests.storage.made_up_cases import received

PINYIN = parse_pinyin(load_pinyin().content)


def case_of(**more) -> Case:
    fact = received("510899101012026110201000075", **more)
    return Case(
        case_id="c" * 32,
        number=fact.number,
        query_code=fact.query_code,
        received_document_number=fact.document_number,
        item=fact.item,
        applicant=fact.applicant,
        proxy=None,
        channel=fact.channel,
        received_at=fact.received_at,
        receiver="QH-07",
        materials=(),
        status=CaseStatus.RECEIVED,
        status_set_by=EventId("e" * 64),
        history=(),
    )


def is_found(text: str, case: Case) -> bool:
    query = parse_query(text)
    return query is not None and query.finds(entry_of(case, PINYIN))


@pytest.mark.parametrize(
    "text",
    [
        "张三丰",
        "张三",
        "三丰",
        "张",
        "丰",
        "zsf",
        "ZS",
        "zhangsan",
        "zhang",
        "低保",
        "保申",
        "dbsq",
        "青禾镇 张",
        "低保 zsf",
        "3号",
        "510899101012026110201000075",
        "51089910101-20261102-01-000075",
        "000075",
        "110199199001011234",
        "011234",
        "13800000001",
        "138 0000 0001",
        "收〔2026〕",
        "２０２６",
        "  张　三丰 ".replace("　三", "三"),
    ],
)
def test_the_box_finds_a_case_by(text):
    assert is_found(text, case_of())


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\t\n",
        "张四",
        "丰三",
        "sf",
        "hang",
        "10199",
        "11234",
        "380",
        "张 李",
        "\ufdd0",
        "%",
        "*",
    ],
)
def test_the_box_does_not_find_it_by(text):
    assert not is_found(text, case_of())


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单小月", "shan"),
        ("单小月", "dxy"),
        ("曾敏", "zeng"),
        ("仇英", "qy"),
        ("吕布", "lv"),
        ("吕布", "lu"),
    ],
)
def test_surnames_are_found_by_every_reading(name, typed):
    assert is_found(typed, case_of(name=name))


@pytest.mark.parametrize("name", ["㐱", "䶮某", "𬘘", "李·阿依古丽", "O'Neil", "欧阳娜娜"])
def test_rare_short_and_foreign_names_are_found_by_each_of_their_characters(name):
    case = case_of(name=name)
    assert is_found(name, case)
    assert all(is_found(character, case) for character in name if not character.isascii())


def test_whoever_hands_the_papers_in_is_found_too():
    proxy = Proxy(name="钱七", id_kind="resident-id", number="310199197501011111", phone="135000")
    case = replace(case_of(), proxy=proxy)
    assert is_found("钱", case)
    assert is_found("011111", case)
    assert is_found("135000", case)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ", "abc"),
        ("郞", "郞"),
        ("Straße", "STRASSE"),
        ("a\x00b", "a b"),
        ("张\u200b三", "张三"),
    ],
)
def test_two_ways_to_write_a_word_are_one(one, other):
    assert normalised(one) == normalised(other)


@given(st.text())
def test_normalising_twice_changes_nothing_and_leaves_only_what_can_be_stored(text):
    once = normalised(text)
    assert normalised(once) == once
    once.encode("utf-8")
    assert "  " not in once


@given(st.text())
def test_a_query_is_limited_whatever_is_typed(text):
    query = parse_query(text)
    assert query is None or 1 <= len(query.words) <= QUERY_WORDS_MAX


def test_no_token_of_plain_text_can_pass_for_a_key():
    entry = SearchEntry(text=normalised("\ufdd0123456 \ufdd1zs"), keys="")
    query = parse_query("23456")
    assert query is not None
    assert not query.finds(entry)
    assert not any(token[0] in "\ufdd0\ufdd1" for token in entry.tokens().split())
