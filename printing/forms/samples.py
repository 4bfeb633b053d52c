"""One invented sample of each form, every field filled."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from printing.forms.data import (
    AcceptanceNoticeData,
    CaseHead,
    Demand,
    IntakeReceiptData,
    Issuer,
    MaterialTaken,
    OneTimeNoticeData,
    RefusalNoticeData,
    SupplementReceiptData,
)

_CHINA: Final = timezone(timedelta(hours=8))
_RECEIVED: Final = datetime(2026, 11, 2, 9, 30, tzinfo=_CHINA)

ISSUER: Final = Issuer(
    agency_name="青禾县石桥镇人民政府",
    center_name="石桥镇便民服务中心",
    counter_name="综合窗口1号",
    clerk_name="周小禾",
    clerk_number="QH0107",
    enquiry_phone="0839-5550101",
    complaint_phone="0839-5550110",
    address="石桥镇新街1号",
    hours="工作日9:00—17:00",
)

CASE: Final = CaseHead(
    case_number="510899101012026110201000017",
    query_code="482913",
    applicant_name="阿依古丽·买买提",
    id_kind_name="居民身份证",
    id_number_masked="510***********0018",
    phone_masked="138****0000",
    proxy_name="林䶮",
    proxy_number_masked="510***********0026",
    item_name="80周岁以上老年人高龄津贴",
    item_code="511A0100200000",
    department="民政",
    handling_type="承诺件",
    code=(
        "TC1:W50:AA IJ IJ IJ100NA1000000H90DRJRTOX$9*2I/8EZM0L60$Y88JHD-PMUCMCPHNKH%8NV7+KN9C"
        "9*4AK*TTFJA:L%BI.NASPQ:UROUU168NTGM4L0KLXOGEO5O0OX.V1$TG:L0HMH5EW+7Y8PH-M29T4X9"
    ),
)

INTAKE_RECEIPT: Final = IntakeReceiptData(
    issuer=ISSUER,
    case=CASE,
    document_number="收〔2026〕10101-00001号",
    received_at=_RECEIVED,
    materials=(
        MaterialTaken(
            name="居民身份证", originals=1, copies=1, verdict="齐", handling="核验后退还"
        ),
        MaterialTaken(name="户口簿", originals=1, copies=1, verdict="齐", handling="核验后退还"),
        MaterialTaken(name="高龄津贴申请表", originals=1, verdict="不合格", handling="收存"),
        MaterialTaken(name="近期免冠照片", verdict="缺"),
    ),
    told_by=date(2026, 11, 9),
    told_by_is_provisional=False,
    printed_at=_RECEIVED,
)

ACCEPTANCE_NOTICE: Final = AcceptanceNoticeData(
    issuer=ISSUER,
    case=CASE,
    document_number="受〔2026〕10101-00001号",
    applied_on=date(2026, 11, 2),
    accepted_on=date(2026, 11, 2),
    issued_on=date(2026, 11, 2),
    basis="complete",
    limit_words="22个工作日",
    due_on=date(2026, 12, 2),
    statutory_due_on=date(2026, 12, 14),
    is_provisional=False,
    printed_at=_RECEIVED,
)

ONE_TIME_NOTICE: Final = OneTimeNoticeData(
    issuer=ISSUER,
    case=CASE,
    document_number="告〔2026〕10101-00001号",
    received_at=_RECEIVED,
    issued_at=_RECEIVED,
    lines=(
        Demand(
            name="高龄津贴申请表",
            verdict="不合格",
            problem="第2页没有签名",
            standard="申请人或监护人亲笔签名",
            originals=1,
            copies=0,
        ),
        Demand(
            name="近期免冠照片",
            verdict="缺",
            problem="未提交",
            standard="2寸白底彩色照片",
            originals=2,
            copies=0,
        ),
        Demand(
            name="银行存折",
            verdict="缺",
            problem="未提交",
            standard="本人账户，复印首页",
            originals=1,
            copies=1,
        ),
    ),
    received=("居民身份证", "户口簿"),
    is_repeat=False,
    printed_at=_RECEIVED,
)

REFUSAL_NOTICE: Final = RefusalNoticeData(
    issuer=ISSUER,
    case=CASE,
    document_number="拒〔2026〕10101-00001号",
    applied_on=date(2026, 11, 2),
    refused_on=date(2026, 11, 2),
    ground="not-competent",
    reason="申请人户籍不在本镇，该津贴由户籍所在地乡镇受理",
    competent_authority="青禾县柳河镇人民政府",
    review_body="青禾县人民政府",
    court="青禾县人民法院",
    printed_at=_RECEIVED,
)

SUPPLEMENT_RECEIPT: Final = SupplementReceiptData(
    issuer=ISSUER,
    case=CASE,
    document_number="补〔2026〕10101-00001号",
    supplemented_at=datetime(2026, 11, 4, 15, 5, tzinfo=_CHINA),
    materials=(
        MaterialTaken(name="高龄津贴申请表", originals=1, verdict="齐", handling="收存"),
        MaterialTaken(name="近期免冠照片", originals=2, verdict="齐", handling="收存"),
    ),
    still_missing=("银行存折",),
    is_complete=False,
    printed_at=datetime(2026, 11, 4, 15, 6, tzinfo=_CHINA),
)
