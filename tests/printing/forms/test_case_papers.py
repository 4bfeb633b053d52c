"""What single papers of a case say when the case is not the sample's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.errors import FormDataInvalid
from counter_app.domain.print_job import FormId
from printing.document import Pair, QrCode, SealArea, SignatureLine, Text
from printing.forms.collection_notice import collection_message
from printing.forms.progress_slip import SENTENCE_CHARACTERS_MAX
from printing.forms.registry import FORMS, PAPER_NAMES, lay_out
from printing.render_text import render_text
from tests.printing.forms.variants import KINDS, variant

GRANTED = {
    "outcome": "granted",
    "content": "准予采伐自有林地杉木6立方米",
    "result_title": "林木采伐许可证",
    "result_number": "采字〔2026〕第0118号",
}


def said(form, paper="80", **changed):
    data = replace(FORMS[form].sample, **changed)
    columns = {"58": 32, "80": 48, "a4": 80}[paper]
    return "".join(render_text(lay_out(form, data, paper=paper), columns).split())


def blocks(form, paper="80", **changed):
    return lay_out(form, replace(FORMS[form].sample, **changed), paper=paper).blocks


class TestNoticesOfIntake:
    def test_a_local_deadline_and_what_follows_stand_on_the_one_time_notice(self):
        words = said(
            FormId.ONE_TIME_NOTICE,
            supplement_due_on=date(2027, 1, 5),
            supplement_within="告知后15个工作日内",
            supplement_is_provisional=True,
            supplement_consequence="逾期未补正的，视为撤回申请。",
        )

        assert "补正期限：预计2027年1月5日（告知后15个工作日内）" in words
        assert "逾期后果：逾期未补正的，视为撤回申请。" in words

    def test_a_new_demand_names_who_allowed_it_and_why(self):
        changed = {"overridden_by": "陈望山", "override_reason": "发证机关撤销了原证明"}
        words = said(FormId.ONE_TIME_NOTICE, **changed)

        assert "批准人：陈望山" in words
        assert "理由：发证机关撤销了原证明" in words
        assert "没有告知的材料" not in said(FormId.ONE_TIME_NOTICE)

    @pytest.mark.parametrize("paper", PAPER_NAMES)
    def test_a_notice_that_nobody_signed_for_says_why(self, paper):
        reason = {"no_signature_reason": "申请人拒绝签收"}
        assert "未签收原因：申请人拒绝签收" in said(FormId.ONE_TIME_NOTICE, paper, **reason)

    def test_a_sheet_with_a_reason_has_no_line_to_sign_on(self):
        unsigned = blocks(FormId.ONE_TIME_NOTICE, "a4", no_signature_reason="申请人拒绝签收")
        assert not [block for block in unsigned if isinstance(block, SignatureLine)]

    def test_the_acceptance_tells_what_is_not_counted_and_what_comes_next(self):
        words = said(
            FormId.ACCEPTANCE_NOTICE,
            excluded_days_words="检验检测15个工作日",
            next_step="由民政审查，办结后电话通知领取",
        )

        assert "不计时间：检验检测15个工作日" in words
        assert "下一步：由民政审查，办结后电话通知领取" in words

    def test_the_receipt_tells_the_service_mode(self):
        assert "服务方式：绿色通道" in said(FormId.INTAKE_RECEIPT, service_mode="绿色通道")
        assert "服务方式" not in said(FormId.INTAKE_RECEIPT)


class TestRemedies:
    @pytest.mark.parametrize(
        ("form", "changed"),
        [
            (FormId.TERMINATION_NOTICE, {"court": ""}),
            (FormId.TERMINATION_NOTICE, {"review_body": ""}),
            (FormId.RETURN_NOTICE, {"court": ""}),
            (FormId.DECISION_NOTICE, {"review_body": ""}),
            (FormId.DECISION_NOTICE, {"reason": ""}),
        ],
    )
    @pytest.mark.parametrize("paper", PAPER_NAMES)
    def test_an_end_without_remedies_or_reason_is_not_printed(self, form, changed, paper):
        with pytest.raises(FormDataInvalid):
            blocks(form, paper, **changed)

    def test_a_return_that_does_not_end_the_matter_needs_no_remedies(self):
        open_end = {"ends_matter": False, "review_body": "", "court": ""}
        assert "行政复议" not in said(FormId.RETURN_NOTICE, **open_end)

    @pytest.mark.parametrize(
        ("ground", "words"),
        [
            ("supplement-lapsed", "您未在告知的期限内补正材料"),
            ("pledge-lapsed", "您未在容缺承诺的期限内补齐材料"),
            ("by-rule", "依照规定应当终止办理"),
        ],
    )
    def test_a_termination_names_its_ground(self, ground, words):
        assert words in said(FormId.TERMINATION_NOTICE, ground=ground)

    def test_nothing_given_back_is_said_and_not_signed_for(self):
        words = said(FormId.TERMINATION_NOTICE, given_back=())

        assert "没有" not in words.partition("存根")[2]
        assert "未留存需要退还的材料" in words
        assert "退还材料" not in words


class TestDecision:
    def test_a_permit_granted_names_certificate_and_the_ten_days(self):
        words = said(FormId.DECISION_NOTICE, **GRANTED)

        assert "准予行政许可决定书" in words
        assert "决定准予行政许可" in words
        assert "证件：林木采伐许可证采字〔2026〕第0118号" in words
        assert "10个工作日内颁发、送达" in words
        assert "内容：准予采伐自有林地杉木6立方米" in words

    def test_another_service_is_called_no_permit(self):
        words = said(FormId.DECISION_NOTICE, is_permit=False)

        assert "不予决定书" in words
        assert "行政许可" not in words

    @pytest.mark.parametrize("paper", PAPER_NAMES)
    @pytest.mark.law("XKF 39")
    def test_a_delegated_decision_carries_the_departments_name_and_seal(self, paper):
        own = [x for x in blocks(FormId.DECISION_NOTICE, paper) if isinstance(x, SealArea)]
        assert [area.agency for area in own] == ["青禾县林业局"]

        agency = blocks(FormId.DECISION_NOTICE, paper, delegated_by="")
        assert [x.agency for x in agency if isinstance(x, SealArea)] == ["青禾县石桥镇人民政府"]


class TestClocks:
    def test_joint_handling_is_extended_by_the_second_paragraph(self):
        words = said(FormId.EXTENSION_NOTICE, is_joint=True, approver_rank="县人民政府负责人")
        assert "第四十二条第二款" in words

    def test_an_extension_of_a_provisional_date_says_so(self):
        assert "延长至：预计2026年12月14日" in said(FormId.EXTENSION_NOTICE, is_provisional=True)

    def test_an_extension_without_published_dates_still_says_how_long(self):
        words = said(FormId.EXTENSION_NOTICE, old_due_on=None, new_due_on=None)

        assert "原定期限：未公布" in words
        assert "延长至" not in words
        assert "延长：10个工作日" in words

    def test_a_special_procedure_without_new_date_says_that_the_clock_goes_on_after_it(self):
        assert "程序结束后，办理期限继续计算" in said(FormId.SPECIAL_PROCEDURE_NOTICE, due_on=None)

    def test_a_provisional_acceptance_may_count_from_the_supplement(self):
        words = said(FormId.PROVISIONAL_ACCEPTANCE_NOTICE, due_on=None)
        assert "办理时限自材料补齐之日起计算" in words

    def test_one_person_alone_visits_no_site(self):
        with pytest.raises(FormDataInvalid):
            blocks(FormId.SITE_VISIT_RECORD, staff=("周小禾",))


class TestSignatures:
    @pytest.mark.parametrize(
        "form", [FormId.SUPPLEMENT_PLEDGE, FormId.INFORMED_PLEDGE, FormId.WITHDRAWAL_REQUEST]
    )
    def test_a_natural_person_signs_by_itself_and_with_the_proxy(self, form):
        with_proxy = said(form, legal_representative="")
        case = replace(FORMS[form].sample.case, proxy_name="")
        alone = said(form, legal_representative="", case=case)

        assert "申请人签名" in with_proxy
        assert "代理人签名" in with_proxy
        assert "代理人签名" not in alone
        assert "法定代表人" not in alone


class TestDelivery:
    @pytest.mark.parametrize(
        ("manner", "changed", "owed"),
        [
            ("direct", {}, ("直接送达", "第八十七条", "受送达人签名或者盖章")),
            (
                "direct",
                {"received_by": "买买提·艾山", "relation": "同住成年家属"},
                ("代收人：买买提·艾山", "与受送达人关系：同住成年家属", "代收人签名或者盖章"),
            ),
            ("proxy", {"received_by": "林䶮"}, ("委托送达", "签收人：林䶮")),
            (
                "mail",
                {"tracking_number": "EX900000018CN", "return_slip_on": date(2026, 11, 28)},
                ("邮寄送达", "邮件号：EX900000018CN", "回执日期：2026年11月28日", "第九十一条"),
            ),
            (
                "courier",
                {"tracking_number": "EX900000018CN"},
                ("快递送达", "EX900000018CN", "第九十一条"),
            ),
            (
                "public-notice",
                {"published_on": date(2026, 11, 29)},
                ("公告送达", "公告日期：2026年11月29日", "30日（自然日）", "第九十五条"),
            ),
            (
                "electronic",
                {"electronic_consent": "2026年11月2日书面同意"},
                ("电子送达", "2026年11月2日书面同意", "第九十条"),
            ),
        ],
    )
    def test_every_manner_of_service_shows_what_the_law_asks_of_it(self, manner, changed, owed):
        empty = {"refusal_reason": "", "witness": "", "is_filmed": False, "delivered_at": None}
        words = said(FormId.DELIVERY_RECEIPT, manner=manner, **(empty | changed))

        assert [word for word in owed if word not in words] == []
        assert "拒收" not in words

    def test_an_unknown_manner_is_refused(self):
        with pytest.raises(FormDataInvalid):
            blocks(FormId.DELIVERY_RECEIPT, manner="pigeon")


class TestCollection:
    def test_the_message_names_nobody_and_no_secret(self):
        data = FORMS[FormId.COLLECTION_NOTICE].sample
        message = collection_message(data)

        assert data.case.item_name in message
        assert "预计2026年12月8日" in message
        assert data.issuer.complaint_phone in message
        for secret in (data.case.applicant_name, data.case.query_code, data.result_number):
            assert secret not in message

    def test_what_comes_by_post_needs_no_fetching(self):
        data = replace(FORMS[FormId.COLLECTION_NOTICE].sample, way="mail")

        assert "邮寄送达" in collection_message(data)
        assert "领取地点" not in said(FormId.COLLECTION_NOTICE, way="mail")
        assert "最迟送达" in said(FormId.COLLECTION_NOTICE, way="mail")


class TestMoney:
    def test_the_sum_is_that_of_the_lines_less_the_reduction(self):
        data = FORMS[FormId.PAYMENT_SLIP].sample
        twice = replace(data.lines[0], quantity=2)
        words = said(FormId.PAYMENT_SLIP, lines=(twice,), reduction_fen=0, reduction_basis="")

        assert "￥80.00" in words
        assert "捌拾元整" in words
        assert "减免" not in words

    @pytest.mark.parametrize(
        "changed", [{"reduction_basis": ""}, {"reduction_fen": 50_01}], ids=["basis", "too much"]
    )
    def test_a_reduction_without_basis_or_above_the_sum_is_not_printed(self, changed):
        with pytest.raises(FormDataInvalid):
            blocks(FormId.PAYMENT_SLIP, **changed)

    @pytest.mark.parametrize("kind", KINDS)
    def test_no_slip_asks_for_cash(self, kind):
        words = render_text(
            lay_out(FormId.PAYMENT_SLIP, variant(FormId.PAYMENT_SLIP, kind), paper="58"), 32
        )
        assert "窗口不收现金" in "".join(words.split())


class TestPublicAndPlain:
    @pytest.mark.parametrize("paper", PAPER_NAMES)
    def test_the_public_statement_is_about_nobody(self, paper):
        sample = FORMS[FormId.OVERDUE_STATEMENT].sample
        words = said(FormId.OVERDUE_STATEMENT, paper)

        assert sample.issuer.clerk_name not in words
        assert sample.issuer.clerk_number not in words
        assert "申请人：" not in words
        assert "办件编号" not in words

    @pytest.mark.parametrize(
        "changed",
        [{}, {"missing": ()}, {"due_on": None}, {"is_overdue": True}, {"is_done": True}],
        ids=["sample", "nothing missing", "no date", "overdue", "done"],
    )
    @pytest.mark.parametrize("paper", PAPER_NAMES)
    def test_every_sentence_of_the_progress_slip_is_short(self, paper, changed):
        for block in blocks(FormId.PROGRESS_SLIP, paper, **changed):
            if isinstance(block, Text) and block.field not in {"agency_name", "case_number"}:
                printed = block.content.startswith("打印时间") or block.field == "as_of"
                assert printed or len(block.content) <= SENTENCE_CHARACTERS_MAX, block.content
            if isinstance(block, Pair):
                assert len(block.label) <= 8

    @pytest.mark.parametrize("paper", ["58", "80"])
    def test_the_status_is_large_and_the_age_of_the_data_stands_under_it(self, paper):
        shown = blocks(FormId.PROGRESS_SLIP, paper)
        at = next(i for i, x in enumerate(shown) if isinstance(x, Text) and x.field == "status")

        assert shown[at].size == 2
        assert shown[at + 1].content == "截至2026年11月10日 08:05"

    def test_a_late_case_says_so_and_where_to_complain(self):
        words = said(FormId.PROGRESS_SLIP, is_overdue=True)

        assert "已经超过这一天" in words
        assert "您可以打投诉电话" in words

    def test_the_unit_of_the_limit_is_said_plainly(self):
        assert "周末和放假不算在内" in said(FormId.PROGRESS_SLIP)
        assert "周末和放假也算在内" in said(FormId.PROGRESS_SLIP, counts_working_days=False)

    def test_a_bundle_without_list_code_is_found_by_its_first_case(self):
        shown = blocks(FormId.TRANSFER_SLIP, manifest_code="")
        codes = [block.content for block in shown if isinstance(block, QrCode)]
        assert codes == [FORMS[FormId.TRANSFER_SLIP].sample.cases[0].case_number]
