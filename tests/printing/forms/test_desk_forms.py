"""What the papers of the desk must never do, beyond saying what they owe."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from counter_app.domain.errors import FormDataInvalid
from counter_app.domain.numbering import case_number, grouped
from counter_app.domain.print_job import FormId
from printing.document import PageBreak, QrCode, SignatureLine, Text
from printing.forms.bulletin import GradeCounts, percent
from printing.forms.day_close_lists import DUTIES, DutyCheck, DutyChecks
from printing.forms.desk_forms import DESK_FORMS
from printing.forms.originals import OriginalKept
from printing.forms.rating_slip import GRADES
from printing.forms.registry import FORMS, PAPER_NAMES, lay_out, parse_data, to_object
from printing.render_pdf import render_pdf
from printing.render_text import render_text

COLUMNS = {"58": 32, "80": 48, "a4": 80}


def document(form, paper, **changes):
    return lay_out(form, replace(FORMS[form].sample, **changes), paper=paper)


def said(form, paper="80", **changes):
    return "".join(render_text(document(form, paper, **changes), COLUMNS[paper]).split())


def alarms(form, **changes):
    blocks = document(form, "a4", **changes).blocks
    return [x.content.strip() for x in blocks if isinstance(x, Text) and x.is_reversed]


def drawer_of(count):
    return tuple(
        OriginalKept(
            case_number=case_number(
                counter_code="51089910101", on=date(2026, 11, 2), generation=1, sequence=n
            ),
            owner_name=f"物主{n}",
            material=f"第{n}份户口簿",
            originals=1,
            kept_since=FORMS[FormId.DRAWER_INVENTORY].sample.counted_at,
            holder="周小禾",
        )
        for n in range(1, count + 1)
    )


class TestRatingSlip:
    @pytest.mark.parametrize("paper", PAPER_NAMES)
    def test_all_five_levels_look_alike_and_none_is_chosen(self, paper):
        blocks = document(FormId.RATING_SLIP, paper).blocks
        levels = [x for x in blocks if isinstance(x, Text) and x.content.startswith("□")]

        assert [x.content for x in levels] == [f"□ {grade}" for grade in GRADES]
        assert len({replace(x, content="") for x in levels}) == 1
        assert "√非" not in said(FormId.RATING_SLIP, paper)

    def test_there_is_no_field_for_a_grade_and_none_for_who_rates(self):
        names = {field.name for field in fields(FORMS[FormId.RATING_SLIP].data_type)}
        assert not any("grade" in name or "applicant" in name for name in names)

    def test_the_code_holds_the_token_and_nothing_about_the_citizen(self):
        sample = FORMS[FormId.RATING_SLIP].sample
        (code,) = (x for x in document(FormId.RATING_SLIP, "58").blocks if isinstance(x, QrCode))
        assert code.content == sample.rating_page + sample.token

    def test_without_a_telephone_line_none_is_promised(self):
        assert "电话：拨" not in said(FormId.RATING_SLIP, rating_phone="")


class TestDayClose:
    def test_equal_counts_agree_and_nothing_is_black(self):
        kept = dict.fromkeys(("not_told_at_once",), DutyCheck(breaches=0))
        duties = replace(FORMS[FormId.DAY_CLOSE_SHEET].sample.duties, **kept)
        changes = {"acknowledgements": 12, "differences": (), "duties": duties}

        assert "三数相符" in said(FormId.DAY_CLOSE_SHEET, **changes)
        assert alarms(FormId.DAY_CLOSE_SHEET, **changes) == []

    @pytest.mark.parametrize(
        ("counts", "words"),
        [
            ((11, 12, 12), ["不相符：凭证比办件少 1 份"]),
            ((13, 12, 12), ["不相符：凭证比办件多 1 份"]),
            ((12, 12, 10), ["不相符：回执比办件少 2 件"]),
            ((12, 12, 13), ["不相符：回执比办件多 1 件"]),
            ((10, 12, 11), ["不相符：凭证比办件少 2 份", "不相符：回执比办件少 1 件"]),
            ((11, 12, 11), ["不相符：凭证比办件少 1 份", "不相符：回执比办件少 1 件"]),
        ],
    )
    def test_counts_are_printed_as_given_and_every_difference_is_named(self, counts, words):
        names = ("receipts_printed", "cases_stored", "acknowledgements")
        changes = dict(zip(names, counts, strict=True))
        text = said(FormId.DAY_CLOSE_SHEET, **changes)

        receipts, cases, county = counts
        assert f"凭证：{receipts}份" in text
        assert f"办件：{cases}件" in text
        assert f"回执：{county}件" in text
        assert "三数相符" not in text
        assert alarms(FormId.DAY_CLOSE_SHEET, **changes)[: len(words)] == words

    def test_a_difference_without_a_word_is_named_too(self):
        assert "差异还没有逐件说明" in alarms(FormId.DAY_CLOSE_SHEET, differences=())

    @pytest.mark.parametrize("paper", PAPER_NAMES)
    def test_the_five_duties_are_always_there(self, paper):
        assert {name for name, _ in DUTIES} == {field.name for field in fields(DutyChecks)}
        text = said(FormId.DAY_CLOSE_SHEET, paper)
        assert all(words in text for _, words in DUTIES)

    def test_a_check_that_was_not_made_is_not_a_clean_one(self):
        clean = {name: DutyCheck(breaches=0) for name, _ in DUTIES}
        unchecked = DutyChecks(**clean | {"not_displayed": DutyCheck(breaches=None)})

        assert "没有核查" in said(FormId.DAY_CLOSE_SHEET, duties=unchecked)
        assert "1 项需要处理" in alarms(FormId.DAY_CLOSE_SHEET, duties=unchecked)
        assert "五项都没有发现问题" in said(FormId.DAY_CLOSE_SHEET, duties=DutyChecks(**clean))

    def test_an_unanswered_print_and_an_unexplained_delay_say_so(self):
        sample = FORMS[FormId.DAY_CLOSE_SHEET].sample
        unknown = (replace(sample.unknown[0], answer=""),)
        overdue = (replace(sample.overdue[0], why=""),)
        text = said(FormId.DAY_CLOSE_SHEET, unknown=unknown, overdue=overdue)

        assert "核实：还没有核实" in text
        assert "原因：还没有说明" in text


class TestDrawerInventory:
    @pytest.mark.parametrize("paper", ["58", "80"])
    def test_forty_originals_are_all_on_a_roll(self, paper):
        originals = drawer_of(40)
        text = said(FormId.DRAWER_INVENTORY, paper, originals=originals, total=40, counted=40)

        for original in originals:
            assert original.material in text
            assert grouped(original.case_number) in text
        assert "账实相符" in text
        assert "不相符" not in text

    def test_forty_originals_are_all_on_a4_with_their_numbers_whole(self):
        originals = drawer_of(40)
        changes = {"originals": originals, "total": 40, "counted": 40}
        pdf = render_pdf(document(FormId.DRAWER_INVENTORY, "a4", **changes))
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.data)).pages)

        assert pdf.pages > 1
        assert all(grouped(original.case_number) in text for original in originals)

    def test_what_does_not_add_up_is_named_and_never_mended(self):
        changes = {"originals": drawer_of(3), "total": 4, "counted": 5, "discrepancy": ""}

        assert alarms(FormId.DRAWER_INVENTORY, **changes) == [
            "不相符：上面各项相加 3 份，账上合计 4 份",
            "不相符：实际比账上多 1 份",
        ]
        text = said(FormId.DRAWER_INVENTORY, **changes)
        assert "账上合计：4份" in text
        assert "尚未查明" in text

    def test_an_empty_drawer_is_said_to_be_empty(self):
        text = said(FormId.DRAWER_INVENTORY, originals=(), total=0, counted=0)
        assert "保管中的原件（0项）无" in text
        assert "账实相符" in text


class TestHandwrittenSlips:
    @pytest.mark.parametrize("paper", PAPER_NAMES)
    def test_every_slip_has_its_number_on_both_parts(self, paper):
        numbers = tuple(f"手10101-{n:05d}" for n in range(1, 21))
        text = said(FormId.HANDWRITTEN_SLIP, paper, numbers=numbers)

        assert all(text.count(number) == 2 for number in numbers)
        assert text.count("申请人联") == text.count("窗口联") == 20

    def test_a_slip_is_a_sheet_and_no_slip_shares_one(self):
        numbers = tuple(f"手10101-{n:05d}" for n in range(1, 6))
        blocks = document(FormId.HANDWRITTEN_SLIP, "a4", numbers=numbers)
        assert render_pdf(blocks).pages == 5

    def test_on_a_roll_the_parts_are_torn_apart(self):
        blocks = document(FormId.HANDWRITTEN_SLIP, "58", numbers=("手1", "手2")).blocks
        assert sum(isinstance(x, PageBreak) for x in blocks) == 3

    def test_only_the_part_that_stays_asks_for_the_cards_number(self):
        text = said(FormId.HANDWRITTEN_SLIP, "80")
        citizen, counter = text.split("窗口联", 1)
        assert "证件号码" not in citizen
        assert "证件号码" in counter


class TestBulletin:
    @pytest.mark.parametrize(
        ("period", "title"), [("day", "日通报"), ("week", "周报"), ("month", "月报")]
    )
    def test_the_period_names_the_paper(self, period, title):
        assert document(FormId.BULLETIN, "a4", period=period).title == title

    def test_a_period_that_is_none_is_refused(self):
        with pytest.raises(FormDataInvalid):
            document(FormId.BULLETIN, "a4", period="hour")

    def test_six_classes_that_do_not_add_up_are_named(self):
        assert alarms(FormId.BULLETIN) == []
        assert alarms(FormId.BULLETIN, total=13) == ["不相符：六类相加 12 件，合计 13 件"]

    def test_unrated_is_in_no_satisfaction(self):
        grades = GradeCounts(
            very_satisfied=0,
            satisfied=0,
            basically_satisfied=0,
            dissatisfied=0,
            very_dissatisfied=0,
        )
        text = said(FormId.BULLETIN, grades=grades, rated=0, unrated=12)

        assert "评价率：0.0%" in text
        assert "满意率：—（没有人评价）" in text

    def test_ratings_that_do_not_add_up_are_named(self):
        assert alarms(FormId.BULLETIN, rated=7) == ["不相符：五档相加 6 次，已评价 7 次"]

    @pytest.mark.parametrize(
        ("part", "whole", "share"),
        [(1, 3, "33.3%"), (2, 3, "66.7%"), (1, 8, "12.5%"), (0, 5, "0.0%"), (1, 2000, "0.1%")],
    )
    def test_a_share_has_one_decimal(self, part, whole, share):
        assert percent(part, whole, "没有") == share


class TestGuideSheet:
    def test_what_was_not_published_is_neither_free_nor_without_papers(self):
        changes = {"fees": (), "required": (), "is_fee_known": False, "materials_known": False}
        text = said(FormId.GUIDE_SHEET, **changes)

        assert text.count("未公布，请向窗口咨询") == 2
        assert "不收费。" not in text
        assert "不需要提交材料" not in text

    def test_a_free_item_says_so(self):
        assert "不收费。" in said(FormId.GUIDE_SHEET, fees=())

    def test_a_shared_paper_is_not_asked_for(self):
        assert "低保证原件：不用交复印件：不用交" in said(FormId.GUIDE_SHEET, "58")

    def test_both_limits_stand_side_by_side(self):
        text = said(FormId.GUIDE_SHEET, statutory_limit_words="", statutory_limit_basis="")
        assert "法定时限：法律没有规定" in text
        assert "承诺时限：22个工作日" in text

    def test_whoever_must_come_in_person_is_told(self):
        text = said(FormId.GUIDE_SHEET, applicant_must_attend=True)
        assert "须申请人本人到场" in text
        assert "可以委托他人代办" not in text


class TestOtherPapers:
    @pytest.mark.parametrize(
        ("form", "field"),
        [
            (FormId.RATING_SLIP, "valid_is_provisional"),
            (FormId.COMPLAINT_SLIP, "answer_is_provisional"),
            (FormId.APPOINTMENT_SLIP, "day_is_provisional"),
            (FormId.HANDOVER_SHEET, "until_is_provisional"),
        ],
    )
    def test_a_day_beyond_the_calendar_carries_its_word(self, form, field):
        assert "预计2026年" not in said(form)
        assert "预计2026年" in said(form, **{field: True})

    def test_every_due_day_of_a_handover_carries_it_too(self):
        sample = FORMS[FormId.HANDOVER_SHEET].sample
        cases = tuple(replace(case, due_is_provisional=True) for case in sample.open_cases)
        promises = tuple(replace(x, due_is_provisional=True) for x in sample.promises)
        text = said(FormId.HANDOVER_SHEET, open_cases=cases, promises=promises)
        assert text.count("到期：预计") == 3

    @pytest.mark.parametrize("paper", PAPER_NAMES)
    def test_a_handover_and_an_authority_are_signed_by_both(self, paper):
        for form in (FormId.HANDOVER_SHEET, FormId.AUTHORIZATION):
            blocks = document(form, paper).blocks
            assert sum(isinstance(x, SignatureLine) for x in blocks) == 2

    def test_who_complains_need_not_say_who_they_are(self):
        assert "投诉人：未留姓名" in said(FormId.COMPLAINT_SLIP, complainant_name="")

    def test_a_ticket_names_nobody(self):
        names = {field.name for field in fields(FORMS[FormId.QUEUE_TICKET].data_type)}
        assert not any("applicant" in name or "id_number" in name for name in names)

    @pytest.mark.parametrize("form", DESK_FORMS, ids=lambda form: form.form.value)
    def test_a_data_object_is_the_same_after_its_way_through_json(self, form):
        import json

        text = json.dumps(to_object(form, form.sample), ensure_ascii=False)
        assert parse_data(form, text) == form.sample
