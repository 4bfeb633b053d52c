"""缴费通知单: what is to be paid at the bank, and why; the counter takes no cash."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from counter_app.domain.errors import FormDataInvalid
from counter_app.domain.money import yuan_in_capitals, yuan_in_figures
from printing.document import Align, Block, Cell, Document, Pair, Rule, Table, Text
from printing.forms.case_samples import at
from printing.forms.data import CaseHead, FormData, Issuer
from printing.forms.notice_parts import INDENT_COLUMNS, copies_for_two, until
from printing.forms.parts import (
    Sheet,
    case_lines,
    counterfoil,
    day,
    foot,
    head,
    progress,
    seal,
)
from printing.forms.samples import CASE, ISSUER

TITLE: Final = "缴费通知单"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCharged:
    """One line of the slip, as the fee table has it.

    Attributes:
        standard: The published standard, 40元/证.
        basis: Law or regulation that allows it.
        unit_fen: Amount of one unit, in fen (1/100 yuan).
        quantity: Units, 1 or more.
    """

    name: str
    standard: str
    basis: str
    unit_fen: int
    quantity: int = 1

    @property
    def total_fen(self) -> int:
        return self.unit_fen * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSlipData(FormData):
    """缴费通知单.

    Attributes:
        payer_name: Who pays; mostly the applicant.
        reduction_fen: Taken off the sum, in fen; 0 for nothing.
        reduction_basis: Rule that takes it off; needed with an amount.
        payment_code: Code to pay with at the bank (缴款码); "" when there is an account only.
        account: Bank and number of the fiscal account; "" when there is a code only.
        pay_by: Last day; None when none is set.
        pay_within: The same as a limit with its unit, 开单后10个工作日内; "" for none.
    """

    issuer: Issuer
    case: CaseHead
    document_number: str
    payer_name: str
    lines: tuple[FeeCharged, ...]
    reduction_fen: int = 0
    reduction_basis: str = ""
    collecting_unit: str
    payment_code: str = ""
    account: str = ""
    issued_on: date
    pay_by: date | None = None
    pay_within: str = ""
    pay_is_provisional: bool = False
    printed_at: datetime

    @property
    def total_fen(self) -> int:
        """What is to be paid, in fen."""
        return sum(line.total_fen for line in self.lines) - self.reduction_fen


SAMPLE: Final = PaymentSlipData(
    issuer=ISSUER,
    case=replace(
        CASE,
        item_name="居民身份证办理（包括临时）",
        item_code="513A0011200068",
        department="公安",
        handling_type="上报件",
    ),
    document_number="缴〔2026〕10101-00001号",
    payer_name="阿依古丽·买买提",
    lines=(
        FeeCharged(
            name="居民身份证工本费（丢失补领）",
            standard="40元/证",
            basis="发改价格〔2003〕2322号",
            unit_fen=40_00,
            quantity=1,
        ),
        FeeCharged(
            name="临时居民身份证工本费",
            standard="10元/证",
            basis="发改价格〔2003〕2322号",
            unit_fen=10_00,
            quantity=1,
        ),
    ),
    reduction_fen=4_70,
    reduction_basis="青禾县困难家庭工本费减收办法第三条",
    collecting_unit="青禾县公安局",
    payment_code="51089926000000000019",
    account="青禾农村商业银行石桥支行 8890 0000 0000 0018",
    issued_on=date(2026, 11, 2),
    pay_by=date(2026, 11, 16),
    pay_within="开单后10个工作日内",
    printed_at=at(11, 2, 10, 20),
)


def payment_slip(data: PaymentSlipData, sheet: Sheet) -> Document:
    """Lay out a payment slip.

    Source: 行政许可法 art. 58, 59, 75: only published fees, all money to the treasury.

    Raises:
        FormDataInvalid: A reduction without its basis, or a sum below zero.
    """
    if data.total_fen < 0 or (data.reduction_fen and not data.reduction_basis):
        raise FormDataInvalid("reduction_fen、reduction_basis")
    issued = Pair("开单日期：", day(data.issued_on), field="issued_on")
    no_cash = Text("窗口不收现金", align=Align.CENTER, is_bold=True, size=2)
    return Document(
        title=TITLE,
        number=data.document_number,
        blocks=(
            *head(data.issuer, TITLE, data.document_number, sheet),
            *case_lines(data.case, sheet),
            Pair("缴款人：", data.payer_name, is_bold=True, field="payer_name", is_name=True),
            *((issued,) if sheet.is_roll else ()),  # On A4 it stands under the seal.
            Rule(),
            *_fees(data, sheet),
            *_reduction(data),
            *_sum(data, sheet),
            Rule(),
            no_cash,
            *_how_to_pay(data, sheet),
            *progress(data.case, data.issuer, sheet),
            *(() if sheet.is_roll else seal(data.issuer, data.issued_on, sheet)),
            *foot(data.issuer, sheet, printed_at=data.printed_at, copies=copies_for_two(sheet)),
            *counterfoil(TITLE, data.document_number, data.case, sheet, _sum(data, sheet)),
        ),
    )


def _sum(data: PaymentSlipData, sheet: Sheet) -> tuple[Block, ...]:
    """Return the sum in figures and in capitals; on A4 in one line, so that it is one sheet."""
    figures = f"￥{yuan_in_figures(data.total_fen)}"
    capitals = yuan_in_capitals(data.total_fen)
    if sheet.is_roll:
        return (
            Pair("应缴合计：", figures, is_bold=True, field="total_fen"),
            Pair("大写：", capitals, is_bold=True, field="total_fen"),
        )
    words = f"{figures}　大写：{capitals}"
    return (Pair("应缴合计：", words, is_bold=True, field="total_fen"),)


def _fees(data: PaymentSlipData, sheet: Sheet) -> tuple[Block, ...]:
    if sheet.is_roll:
        return tuple(
            block for index, line in enumerate(data.lines, 1) for block in _fee(index, line)
        )
    rows = tuple(
        (
            Cell(line.name, field="lines.name"),
            Cell(line.standard, field="lines.standard"),
            Cell(line.basis, field="lines.basis"),
            Cell(str(line.quantity), align=Align.CENTER),
            Cell(yuan_in_figures(line.total_fen), align=Align.RIGHT),
        )
        for line in data.lines
    )
    headings = ("收费项目", "收费标准", "收费依据", "数量", "金额（元）")
    return (Table(headings=headings, weights=(12, 4, 9, 2, 4), rows=rows),)


def _fee(index: int, line: FeeCharged) -> tuple[Block, ...]:
    amount = f"数量：{line.quantity}　金额：{yuan_in_figures(line.total_fen)}元"
    details = (f"标准：{line.standard}", amount, f"依据：{line.basis}")
    name = Text(
        f"{index}. {line.name}", is_bold=True, indent_columns=INDENT_COLUMNS, field="lines.name"
    )
    told = (Text(f"   {x}", indent_columns=INDENT_COLUMNS, field="lines") for x in details)
    return name, *told


def _reduction(data: PaymentSlipData) -> tuple[Block, ...]:
    if not data.reduction_fen:
        return ()
    taken_off = f"￥{yuan_in_figures(data.reduction_fen)}（依据{data.reduction_basis}）"
    return (Pair("减免：", taken_off, field="reduction_basis"),)


def _how_to_pay(data: PaymentSlipData, sheet: Sheet) -> tuple[Block, ...]:
    how = Text("请持本单到代收银行或者用手机银行缴款，款项直接进入财政账户，票据由收费单位开具。")
    unit = Pair("收费单位：", data.collecting_unit, field="collecting_unit", is_name=True)
    code = Pair("缴款码：", data.payment_code, is_bold=True, field="payment_code")
    account = Pair("收款账户：", data.account, field="account")
    by = (
        until(data.pay_by, data.pay_within, is_provisional=data.pay_is_provisional)
        if data.pay_by
        else ""
    )
    last_day = Pair("缴款期限：", by, is_bold=True, field="pay_by")
    if not sheet.is_roll and account.value:  # One line less, so that it is one sheet.
        unit = Pair(unit.label, f"{unit.value}　{account.label}{account.value}", field=unit.field)
        account = Pair(account.label, "")
    return how, *(pair for pair in (unit, code, account, last_day) if pair.value)
