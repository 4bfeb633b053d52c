"""The official Chinese name of every enum member; screen and paper read it here."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final

from counter_app.domain.applicant import EntrySource
from counter_app.domain.case import AcceptanceBasis, CaseStatus, Channel, RefusalGround
from counter_app.domain.case_card import SyncStage, WorkQueue
from counter_app.domain.desk_news import Lamp, Light
from counter_app.domain.identity_number import NumberKind
from counter_app.domain.item import DayUnit, HandlingType, MaterialSource, Necessity
from counter_app.domain.material import OriginalHandling, Verdict
from counter_app.domain.print_job import FormId, PrintState
from counter_app.domain.staff import Role
from counter_app.domain.time_limit import Exclusion
from counter_app.domain.work_calendar import DayKind

_NAMES: Final = MappingProxyType[Enum, str](
    {
        HandlingType.INSTANT: "即办件",
        HandlingType.COMMITTED: "承诺件",
        HandlingType.JOINT: "联办件",
        HandlingType.ESCALATED: "上报件",
        DayUnit.WORKING: "个工作日",
        DayUnit.CALENDAR: "日",
        DayKind.WORKING: "工作日",
        DayKind.WEEKEND: "周末",
        DayKind.PUBLIC_HOLIDAY: "法定节假日",
        DayKind.LOCAL_HOLIDAY: "地方节假日",
        Exclusion.WEEKEND: "周末",
        Exclusion.PUBLIC_HOLIDAY: "法定节假日",
        Exclusion.LOCAL_HOLIDAY: "地方节假日",
        Exclusion.PAUSE: "特别程序",
        NumberKind.RESIDENT: "居民身份证",
        NumberKind.HMT_RESIDENCE_PERMIT: "港澳台居民居住证",
        NumberKind.FOREIGN_PERMANENT_RESIDENT: "外国人永久居留身份证",
        NumberKind.FOREIGN_PERMANENT_RESIDENT_OLD: "外国人永久居留证",
        NumberKind.CREDIT_CODE: "统一社会信用代码",
        NumberKind.UNKNOWN: "其他证件",
        MaterialSource.APPLICANT: "申请人自备",
        MaterialSource.GOVERNMENT: "政府部门核发",
        MaterialSource.OTHER: "其他",
        Necessity.REQUIRED: "必要",
        Necessity.OPTIONAL: "非必要",
        Necessity.DEFERRABLE: "可容缺",
        Verdict.COMPLETE: "齐",
        Verdict.MISSING: "缺",
        Verdict.DEFECTIVE: "不合格",
        Verdict.DEFERRABLE: "可容缺",
        OriginalHandling.RETURNED: "核验后退还",
        OriginalHandling.KEPT: "收存",
        CaseStatus.RECEIVED: "已收件",
        CaseStatus.AWAITING_SUPPLEMENT: "待补正",
        CaseStatus.ACCEPTED: "已受理",
        CaseStatus.DEEMED_ACCEPTED: "视为受理",
        CaseStatus.REFUSED: "不予受理",
        AcceptanceBasis.COMPLETE: "材料齐全",
        AcceptanceBasis.SUPPLEMENTED: "补正后齐全",
        AcceptanceBasis.DEEMED: "逾期未告知，视为受理",
        RefusalGround.NOT_REQUIRED: "依法不需要取得行政许可",
        RefusalGround.NOT_COMPETENT: "依法不属于本机关职权范围",
        Channel.COUNTER: "窗口",
        Channel.FIELD: "上门",
        Channel.HANDWRITTEN: "手写单补录",
        EntrySource.CARD: "读卡",
        EntrySource.TYPED: "手工录入",
        SyncStage.STORED: "本机已存",
        SyncStage.RECEIVED: "县局已收",
        WorkQueue.OVERDUE: "已超期",
        WorkQueue.DUE_TODAY: "今日到期",
        WorkQueue.WAITING_FOR_CITIZEN: "待群众补正",
        WorkQueue.IN_PROGRESS: "办理中",
        WorkQueue.NOT_AT_COUNTY: "县局未收",
        WorkQueue.ALL: "全部",
        FormId.INTAKE_RECEIPT: "收件凭证",
        FormId.ACCEPTANCE_NOTICE: "受理通知书",
        FormId.ONE_TIME_NOTICE: "补正材料一次性告知书",
        FormId.REFUSAL_NOTICE: "不予受理通知书",
        FormId.SUPPLEMENT_RECEIPT: "补正材料接收凭证",
        FormId.SUPPLEMENT_PLEDGE: "容缺受理承诺书",
        FormId.PROVISIONAL_ACCEPTANCE_NOTICE: "容缺受理通知书",
        FormId.INFORMED_PLEDGE: "告知承诺书",
        FormId.EXTENSION_NOTICE: "延期告知书",
        FormId.SPECIAL_PROCEDURE_NOTICE: "特别程序时间告知书",
        FormId.SITE_VISIT_RECORD: "现场踏勘记录",
        FormId.RETURN_NOTICE: "退件通知书",
        FormId.WITHDRAWAL_REQUEST: "撤回申请",
        FormId.TERMINATION_NOTICE: "终止通知书",
        FormId.DECISION_NOTICE: "行政许可决定书",
        FormId.TRANSFER_SLIP: "转报交接单",
        FormId.COLLECTION_NOTICE: "办结领取通知",
        FormId.DELIVERY_RECEIPT: "送达回证",
        FormId.PAYMENT_SLIP: "缴费通知单",
        FormId.OVERDUE_STATEMENT: "逾期说明",
        FormId.RATING_SLIP: "评价单",
        FormId.COMPLAINT_SLIP: "投诉受理单",
        FormId.PROGRESS_SLIP: "进度单",
        FormId.GUIDE_SHEET: "办事指南",
        FormId.QUEUE_TICKET: "排队号",
        FormId.APPOINTMENT_SLIP: "预约单",
        FormId.AUTHORIZATION: "代办委托书",
        FormId.HANDOVER_SHEET: "AB岗交接单",
        FormId.CUSTODY_SLIP: "原件流转单",
        FormId.DRAWER_INVENTORY: "原件清册",
        FormId.DAY_CLOSE_SHEET: "日清单",
        FormId.BULLETIN: "日通报",
        FormId.HANDWRITTEN_SLIP: "收件手写单",
        FormId.PERSONAL_DATA_SHEET: "个人信息查询单",
        FormId.PRIVACY_NOTICE: "个人信息处理告知",
        PrintState.INTENDED: "待打印",
        PrintState.SENT: "打印中",
        PrintState.PRINTED: "已出纸",
        PrintState.FAILED: "未打印",
        PrintState.UNKNOWN: "结果不明",
        Light.OK: "正常",
        Light.ATTENTION: "注意",
        Light.FAILED: "故障",
        Light.UNKNOWN: "不明",
        Lamp.ONLINE: "在线",
        Lamp.OFFLINE: "离线可办",
        Lamp.SYNCING: "正在同步",
        Lamp.NOT_SET_UP: "未登记县局",
        Lamp.TROUBLE: "有异常件",
        Role.CLERK: "窗口工作人员",
        Role.BACKUP: "B岗",
        Role.CHIEF: "首席代表",
        Role.FIELD: "外勤",
        Role.DIRECTOR: "中心主任",
        Role.TEMPORARY: "临时人员",
        Role.ADMINISTRATOR: "系统管理员",
        Role.AUDITOR: "审计员",
        Role.SYSTEM: "本机",
    }
)

NAMED: Final = (
    HandlingType,
    DayUnit,
    DayKind,
    Exclusion,
    NumberKind,
    MaterialSource,
    Necessity,
    Verdict,
    OriginalHandling,
    CaseStatus,
    AcceptanceBasis,
    RefusalGround,
    Channel,
    EntrySource,
    SyncStage,
    WorkQueue,
    FormId,
    PrintState,
    Light,
    Lamp,
    Role,
)
"""Enums whose members people read; a house rule checks that every member has a name."""


def name_of(member: Enum) -> str:
    """Return the Chinese name of an enum member."""
    return _NAMES[member]
