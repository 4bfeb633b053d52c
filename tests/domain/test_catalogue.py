from __future__ import annotations

import json
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.catalogue import parse_catalogue
from counter_app.domain.catalogue_rules import is_catch_all, is_longer
from counter_app.domain.errors import CatalogueInvalid
from counter_app.domain.item import DayUnit, HandlingType, Necessity, TimeLimit
from counter_app.domain.pinyin import parse_pinyin
from resources import load_catalogue, load_pinyin
from resources.catalogue.build_catalogue import OUT, build

CONTENT = load_catalogue().content
CATALOGUE = parse_catalogue(CONTENT, pinyin=parse_pinyin(load_pinyin().content))
RAW = json.loads(CONTENT)

SEARCH_MS_MAX = 2.0


def altered(change) -> bytes:
    raw = json.loads(CONTENT)
    change(raw)
    return json.dumps(raw).encode()


def names(text: str, limit: int = 20) -> list[str]:
    return [item.name for item in CATALOGUE.search(text, limit)]


def test_all_items_that_were_seen_are_in_the_shipped_catalogue():
    assert len(CATALOGUE.items) == 88
    assert len(CATALOGUE.usable_items) == 30
    assert sum(len(item.materials) for item in CATALOGUE.items) == 108
    assert CATALOGUE.is_in_force(date(2024, 1, 1))
    assert CATALOGUE.is_in_force(date(2026, 12, 31))
    assert not CATALOGUE.is_in_force(date(2027, 1, 1))


def test_the_shipped_file_is_what_the_build_script_makes():
    assert json.loads(OUT.read_bytes()) == build()


def test_the_old_age_allowance_is_committed_to_22_of_30_working_days_and_extendable():
    item = CATALOGUE.by_name("80周岁以上老年人高龄津贴")
    assert item.handling_type is HandlingType.COMMITTED
    assert (item.promised_limit.days, item.promised_limit.unit) == (22, DayUnit.WORKING)
    assert (item.statutory_limit.days, item.statutory_limit.unit) == (30, DayUnit.WORKING)
    assert item.is_extendable


def test_the_proof_of_premises_of_a_rural_collective_may_follow_later():
    item = CATALOGUE.by_name("农村集体经济组织登记")
    assert [line.name for line in item.deferrable_materials] == ["住所证明"]
    others = {line.necessity for line in item.materials if line.name != "住所证明"}
    assert others == {Necessity.REQUIRED}


def test_an_unpublished_necessity_counts_as_required():
    assert all(
        line.necessity is Necessity.REQUIRED
        for item in CATALOGUE.items
        for line in item.materials
        if line.name != "住所证明"
    )


def test_an_unpublished_promise_is_the_statutory_limit_or_nothing():
    for item, row in zip(CATALOGUE.items, RAW["items"], strict=True):
        if row["promised_limit"] is None:
            assert item.promised_limit == item.statutory_limit
        assert not is_longer(item.promised_limit, item.statutory_limit)


def test_an_unknown_handling_type_stays_null_in_the_file_and_is_read_as_committed():
    unknown = [row["item_id"] for row in RAW["items"] if row["handling_type"] is None]
    assert unknown
    assert {CATALOGUE.by_id(item_id).handling_type for item_id in unknown} == {
        HandlingType.COMMITTED
    }


def test_nothing_that_reaches_paper_is_left_in_the_researchers_english():
    for item in CATALOGUE.items:
        texts = [line.note for line in item.materials] + list(item.legal_basis)
        texts += [limit.basis for limit in (item.statutory_limit, item.promised_limit) if limit]
        texts += [item.fee.note] if item.fee else []
        words = [
            word for text in texts for word in text.split() if word.isascii() and word.isalpha()
        ]
        assert words == [], item.item_id


def test_items_are_found_by_id_code_and_name():
    item = CATALOGUE.by_id("T001")
    assert CATALOGUE.by_code("512B0003600029") is item
    assert [CATALOGUE.resolve(key) for key in ("T001", "512B0003600029", "最低生活保障")] == [
        item
    ] * 3
    assert CATALOGUE.resolve("") is None
    assert CATALOGUE.by_id("T999") is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dbsq", "最低生活保障"),
        ("DBSQ", "最低生活保障"),
        ("ｄｂｓｑ", "最低生活保障"),
        ("db", "最低生活保障"),
        ("低保", "最低生活保障"),
        ("低保申请", "最低生活保障"),
        ("dibao", "最低生活保障"),
        ("di bao", "最低生活保障"),
        ("zdshbz", "最低生活保障"),
        ("glbt", "80周岁以上老年人高龄津贴"),
        ("gaolingjintie", "80周岁以上老年人高龄津贴"),
        ("老人津贴", "80周岁以上老年人高龄津贴"),
        ("512B0003600037", "80周岁以上老年人高龄津贴"),
        ("512b0003600037", "80周岁以上老年人高龄津贴"),
        ("残疾 护理", "重度残疾人护理补贴"),
        ("护理　残疾", "重度残疾人护理补贴"),
        ("结婚", "内地居民结婚登记"),
        ("jhz", "内地居民结婚登记"),
        ("宅基地", "农村村民宅基地审批"),
        ("砍树", "林木采伐许可证核发"),
        ("nongcunjiti", "农村集体经济组织登记"),
        ("医保", "城乡居民参保登记（医保）"),
        ("五保", "特困人员救助供养"),
    ],
)
def test_clerks_find_an_item_by_what_people_call_it(typed, first):
    assert names(typed)[0] == first


def test_every_word_must_fit():
    assert "最低生活保障" in names("民政 低保")
    assert names("残联 低保") == []
    assert names("没有这种事项") == []


def test_items_that_cannot_be_used_come_last_even_when_they_fit_best():
    found = CATALOGUE.search("身份证挂失", 88)
    assert [item.is_usable for item in found] == sorted(
        (item.is_usable for item in found), reverse=True
    )
    everything = CATALOGUE.search("登记", 88)
    usable = [item.is_usable for item in everything]
    assert True in usable
    assert False in usable
    assert usable == sorted(usable, reverse=True)


def test_a_dormant_item_comes_after_those_in_use():
    def put_to_sleep(raw):
        raw["items"][0]["is_dormant"] = True

    catalogue = parse_catalogue(altered(put_to_sleep))
    found = [item.item_id for item in catalogue.search("生活", 88)]
    assert found[0] != "T001"
    assert "T001" in found


def test_nothing_typed_lists_everything_and_the_limit_is_kept():
    assert len(CATALOGUE.search("", 88)) == 88
    assert len(CATALOGUE.search("  ", 5)) == 5
    assert CATALOGUE.search("低保", 0) == ()


@given(st.one_of(st.sampled_from([item.name for item in CATALOGUE.items]), st.text(max_size=200)))
def test_any_text_can_be_typed_and_a_whole_name_finds_its_item(text):
    found = CATALOGUE.search(text, 88)
    assert len(set(found)) == len(found)
    item = CATALOGUE.by_name(text)
    assert item is None or item in found


def test_a_search_takes_less_than_two_milliseconds():
    for typed in ("dbsq", "低保", "民政 补贴", "gaolingjintie", "a b c d e f g h"):
        started = time.process_time()
        for _ in range(20):
            CATALOGUE.search(typed)
        assert (time.process_time() - started) * 1_000 / 20 < SEARCH_MS_MAX, typed


def _item(**changes):
    return lambda raw: raw["items"][5].update(changes)


FEE_LINE = {"name": "工本费", "standard": "10元/证", "basis": "虚构收费办法第3条"}
JOINT = {"name": "林业", "order": 1, "reply_limit_days": 5}


def _line(**changes):
    return lambda raw: raw["items"][5]["materials"][0].update(changes)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.update(format=2),
        lambda raw: raw.update(version=0),
        lambda raw: raw.update(version="1"),
        lambda raw: raw.update(valid_until="2023-12-31"),
        lambda raw: raw.update(valid_from="2024-13-01"),
        lambda raw: raw.update(items=[]),
        lambda raw: raw.update(items=None),
        lambda raw: raw["items"].append(raw["items"][0]),
        lambda raw: raw["items"].append("T001"),
        _item(name=""),
        _item(name=7),
        _item(name="长" * 501),
        _item(name="虚构\x1b[2J事项"),
        _item(name="虚构\u202e事项"),
        _item(department=" "),
        _item(handling_type="sometimes"),
        _item(promised_limit={"days": 31, "unit": "working"}),
        _item(promised_limit={"days": 5}),
        _item(promised_limit={"days": 5, "unit": None}),
        _item(promised_limit={"days": -1, "unit": "working"}),
        _item(promised_limit={"days": True, "unit": "working"}),
        _item(promised_limit={"days": 1.5, "unit": "working"}),
        _item(statutory_limit={"days": 366, "unit": "calendar"}),
        _item(notice_limit_days=8),
        _item(item_type="01", notice_limit_days=6),
        _item(fee={"amount_fen": -1}),
        _item(fee={"amount_fen": "0"}),
        _item(nicknames="津贴"),
        _item(legal_basis=[1]),
        _item(is_extendable="yes"),
        _item(materials_known=False),
        _item(materials_known=None),
        _line(name=""),
        _line(name="审批表"),
        _line(name="其他材料"),
        _line(necessity="maybe"),
        _line(source="30"),
        _line(originals=-1),
        _line(copies=100),
        _line(is_shared_data=1),
        lambda raw: raw["items"][5].pop("materials"),
        _item(fees=[{"name": "工本费", "standard": "10元/证", "basis": ""}]),
        _item(fees=[{"name": "工本费", "standard": "", "basis": "虚构办法"}]),
        _item(fees=[{"name": "", "standard": "10元/证", "basis": "虚构办法"}]),
        _item(fees=[FEE_LINE, FEE_LINE]),
        _item(fees=[FEE_LINE | {"amount_fen": -1}]),
        _item(deemed_decision="granted"),
        _item(deemed_decision="perhaps", deemed_decision_basis="虚构办法"),
        _item(supplement_limit={"days": 0, "unit": "working"}),
        _item(supplement_limit={"days": 366, "unit": "working"}),
        _item(supplement_lapse="forgotten"),
        _item(joint_departments=[JOINT | {"silence": "agrees"}]),
        _item(
            joint_departments=[
                JOINT | {"silence": "agrees", "silence_basis": "虚构办法", "reply_limit_days": None}
            ]
        ),
        _item(joint_departments=[JOINT, JOINT]),
        _item(joint_departments=[JOINT | {"name": ""}]),
        _item(joint_departments=[JOINT | {"order": 0}]),
        _item(joint_departments=[JOINT | {"reply_limit_days": 0}]),
        _item(joint_departments={}),
        _item(seal="any"),
        _item(guide=[]),
        _item(guide={"conditions": "条" * 2_001}),
        _item(guide={"conditions": "条件\x1b[2J"}),
        _item(situations=[{"name": "换证", "materials": ["没有这份材料"]}]),
        _item(situations=[{"name": "换证", "materials": ["审批表", "审批表"]}]),
        _item(situations=[{"name": "", "materials": []}]),
        _item(levels="5"),
        _item(single_visit="yes"),
    ],
)
def test_a_catalogue_that_breaks_form_or_law_is_refused(change):
    with pytest.raises(CatalogueInvalid):
        parse_catalogue(altered(change))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, CONTENT[:-20]]
)
def test_rubbish_is_refused_as_a_catalogue(content):
    with pytest.raises(CatalogueInvalid):
        parse_catalogue(content)


def test_a_catalogue_whose_hash_does_not_fit_is_refused():
    assert parse_catalogue(CONTENT, expected_sha256=CATALOGUE.sha256).sha256 == CATALOGUE.sha256
    with pytest.raises(CatalogueInvalid):
        parse_catalogue(CONTENT + b"\n", expected_sha256=CATALOGUE.sha256)


@pytest.mark.parametrize(
    "name",
    [
        "其他材料", "有关材料", "其它材料", "其他有关材料", "其他相关证明材料", "相关资料",
        "其他需要提供的材料",
        "法律、法规规定的其他材料", "其他材料（视情况）", "其他有关文件。", "要求提交的其他材料",
    ],
)  # fmt: skip
def test_a_material_that_demands_anything_is_a_catch_all(name):
    assert is_catch_all(name)


@pytest.mark.parametrize(
    "name",
    [
        "申请表",
        "病历资料",
        "村集体讨论和公示材料",
        "公示材料",
        "批准文件",
        "材料清单",
        "其他家庭成员户口簿",
    ],
)
def test_a_material_that_is_named_is_no_catch_all(name):
    assert not is_catch_all(name)


def test_a_promise_is_compared_with_the_law_across_units_only_where_that_is_certain():
    working, calendar = (
        (lambda n: TimeLimit(n, DayUnit.WORKING)),
        (lambda n: TimeLimit(n, DayUnit.CALENDAR)),
    )
    assert is_longer(working(16), calendar(15))
    assert not is_longer(calendar(25), working(20))
    assert not is_longer(working(20), working(20))
    assert not is_longer(None, working(1))
    assert not is_longer(working(1), None)
