"""Turns one item as it came into one that the catalogue's form and rules allow.

What it is given is a loose row: the keys of the catalogue's own form, with values of any kind.
What is mended stays as it is when it is mended again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from counter_app.domain.catalogue_rows import GUIDE_TEXTS, SERVICE_FLAGS
from counter_app.domain.catalogue_rules import (
    GUIDE_CHARACTERS_MAX,
    OTHER_NOTICE_LIMIT_DAYS_MAX,
)
from counter_app.domain.importing.dialects import HANDLING_WORDS
from counter_app.domain.importing.limits import LimitReader, within_the_law
from counter_app.domain.importing.mend_lines import (
    mended_departments,
    mended_fees,
    mended_materials,
    mended_situations,
)
from counter_app.domain.importing.report import Notes
from counter_app.domain.importing.text import (
    as_text,
    clean,
    clean_lines,
    is_nothing,
    plain,
    said,
    whole_number,
    yes_or_no,
)
from counter_app.domain.item import NOTICE_LIMIT_DAYS_MAX, PERMIT_ITEM_TYPE

Row = dict[str, Any]

NO_DEPARTMENT: Final = "未注明部门"
FLAG_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "is_extendable": "可以延期",
        "is_dormant": "零办理",
        "applicant_must_attend": "须本人到场",
        "civil_document": "不适用电子文书",
        "informed_pledge": "告知承诺",
        "restricted_item": "控制事项",
        "hosted_item": "接办件",
        "single_visit": "一次办好",
    }
)
assert set(SERVICE_FLAGS) <= FLAG_NAMES.keys(), "every flag has a name"
GUIDE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "summary": "办理内容",
        "conditions": "受理条件",
        "procedure": "办理流程",
        "service_address": "办理地点",
        "service_hours": "办理时间",
        "enquiry_phone": "咨询电话",
        "complaint_phone": "投诉电话",
        "delivery_ways": "结果送达",
        "quantity_limit": "数量限制",
    }
)
assert set(GUIDE_NAMES) == set(GUIDE_TEXTS), "every text of the guide has a name"
_CHOICES: Final = MappingProxyType(
    {
        "supplement_lapse": ("补正逾期", ("none", "withdrawn", "refused")),
        "deemed_decision": ("超时默认", ("none", "granted")),
        "seal": ("用章", ("centre", "department")),
    }
)


class ItemMender:
    """Mends one item; `row` is the result."""

    def __init__(self, loose: Mapping[str, Any], notes: Notes) -> None:
        """Mend `loose`, noting every change."""
        self._loose = loose
        self._notes = notes
        self._remarks = self._texts("remarks", "说明")
        self._blocks = [text for text in [clean(loose.get("blocked_because"))] if text]

    def row(self) -> Row:
        """Return the item in the catalogue's own form."""
        name = self._text("name", "事项名称")
        if not name:
            name = f"未命名事项（第{self._notes.row}行）"
            self._block("事项名称", name, "没有事项名称")
        department = self._text("department", "主管部门")
        if not department:
            department = NO_DEPARTMENT
            self._block("主管部门", department, "没有主管部门，不知由谁受理")
        code = self._text_or_none("code", "事项编码")
        mended: Row = {
            "item_id": self._text("item_id", "事项标识") or _item_id(code, name, department),
            "code": code,
            "name": name,
            "department": department,
            "handling_type": self._handling_type(),
            "item_type": self._text_or_none("item_type", "事项类型"),
        }
        mended |= self._limits(is_permit=mended["item_type"] == PERMIT_ITEM_TYPE)
        mended |= self._papers()
        mended |= self._money()
        mended |= self._more()
        mended["remarks"] = list(dict.fromkeys(self._remarks))
        mended["blocked_because"] = clean("；".join(dict.fromkeys(self._blocks)))
        return {key: value for key, value in mended.items() if not _is_default(key, value)}

    def _limits(self, *, is_permit: bool) -> Row:
        reader = LimitReader(self._notes, is_permit=is_permit)
        loose, notes = self._loose, self._notes
        statutory = reader.limit("法定时限", loose.get("statutory_limit"))
        promised = reader.limit("承诺时限", loose.get("promised_limit"))
        supplement = reader.limit("补正时限", loose.get("supplement_limit"))
        if supplement and not supplement["days"]:
            notes.changed("补正时限", "0", "", "补正时限不能为0天")
            supplement = None
        self._remarks += reader.remarks
        return {
            "statutory_limit": statutory,
            "promised_limit": within_the_law(promised, statutory, notes),
            "supplement_limit": supplement,
            "notice_limit_days": self._notice_limit(is_permit=is_permit),
        }

    def _notice_limit(self, *, is_permit: bool) -> int:
        raw = self._loose.get("notice_limit_days")
        if raw is None or is_nothing(raw):
            return NOTICE_LIMIT_DAYS_MAX
        most = NOTICE_LIMIT_DAYS_MAX if is_permit else OTHER_NOTICE_LIMIT_DAYS_MAX
        days = whole_number(raw)
        kept = min(days, most) if days is not None else NOTICE_LIMIT_DAYS_MAX
        self._notes.changed("一次性告知时限", as_text(raw), str(kept), f"应为0至{most}个工作日")
        return kept

    def _papers(self) -> Row:
        raw = self._loose.get("materials")
        materials = mended_materials(raw if isinstance(raw, list) else [], self._notes)
        is_known = self._flag("materials_known", "材料清单已公布")
        return {
            "materials_known": is_known or bool(materials),
            "materials": materials,
            "situations": mended_situations(
                self._loose.get("situations"), [line["name"] for line in materials], self._notes
            ),
        }

    def _money(self) -> Row:
        fees, unusable = mended_fees(self._loose.get("fees"), self._notes)
        self._remarks += unusable
        fee = self._loose.get("fee")
        summary: Row | None = None
        if isinstance(fee, dict):
            amount = whole_number(fee.get("amount_fen"))
            note = clean(fee.get("note"))
            if amount is None:
                self._notes.changed("收费", as_text(fee), "", "看不懂的金额，未启用")
            else:
                summary = {"amount_fen": amount, "note": note}
        return {
            "fee": summary,
            "fees": fees,
            "collecting_unit": self._text("collecting_unit", "收费单位"),
            "bank_account": self._text("bank_account", "收款账户"),
        }

    def _more(self) -> Row:
        flags = {key: self._flag(key, name) for key, name in FLAG_NAMES.items()}
        basis = self._text("deemed_decision_basis", "超时默认依据")
        choices = {key: self._choice(key) for key in _CHOICES}
        if choices["deemed_decision"] != "none" and not basis:
            why = "超时默认没有依据，未启用"
            self._notes.changed("超时默认", choices["deemed_decision"], "none", why)
            choices["deemed_decision"] = "none"
        return {
            **flags,
            **choices,
            "deemed_decision_basis": basis,
            "lead_department": self._text("lead_department", "牵头部门"),
            "joint_departments": mended_departments(
                self._loose.get("joint_departments"), self._notes
            ),
            "legal_basis": self._texts("legal_basis", "设定依据"),
            "result_name": self._text_or_none("result_name", "结果名称"),
            "nicknames": self._texts("nicknames", "常用称呼"),
            "levels": self._texts("levels", "行使层级"),
            "channels": self._texts("channels", "办理渠道"),
            "guide": self._guide(),
        }

    def _guide(self) -> Row:
        raw = self._loose.get("guide")
        texts: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        guide = {}
        for key, name in GUIDE_NAMES.items():
            before = as_text(texts.get(key))
            text = clean_lines(before, most=GUIDE_CHARACTERS_MAX)
            self._notes.changed(name, before, text, "去掉控制字符、空行和过长部分")
            guide[key] = text
        return {key: text for key, text in guide.items() if text}

    def _handling_type(self) -> str | None:
        raw = self._loose.get("handling_type")
        if raw is None or is_nothing(raw):
            return None
        found = HANDLING_WORDS.get(plain(raw))
        if found is None:
            why = "字典里没有这个办件类型；按承诺件办理，原值保留"
            self._notes.changed("办件类型", as_text(raw), "", why)
            self._remarks.append(clean(f"办件类型：{as_text(raw)}（字典未登记）"))
        elif found != raw:
            self._notes.changed("办件类型", as_text(raw), found, "换成统一的办件类型")
        return found

    def _choice(self, key: str) -> str:
        name, known = _CHOICES[key]
        raw = self._loose.get(key)
        if raw is None or is_nothing(raw):
            return known[0]
        if raw in known:
            return str(raw)
        self._notes.changed(name, as_text(raw), known[0], "字典里没有，按不启用处理，原值保留")
        self._remarks.append(clean(f"{name}：{as_text(raw)}（字典未登记）"))
        return known[0]

    def _flag(self, key: str, name: str) -> bool:
        raw = self._loose.get(key)
        if isinstance(raw, bool) or raw is None or is_nothing(raw):
            return bool(raw) and isinstance(raw, bool)
        found = yes_or_no(raw)
        if found is None:
            self._notes.changed(name, as_text(raw), "", "看不懂是或否，按否处理，原值保留")
            self._remarks.append(clean(f"{name}：{as_text(raw)}"))
        return bool(found)

    def _text(self, key: str, name: str) -> str:
        raw = self._loose.get(key)
        text = said(raw)
        if not (is_nothing(raw) and not as_text(raw).strip()):
            self._notes.changed(name, as_text(raw), text, "去掉空格、控制字符和公式符号")
        return text

    def _text_or_none(self, key: str, name: str) -> str | None:
        return self._text(key, name) or None

    def _texts(self, key: str, name: str) -> list[str]:
        raw = self._loose.get(key)
        values = raw if isinstance(raw, list) else [raw]
        texts = [clean(value) for value in values]
        for before, after in zip(values, texts, strict=True):
            self._notes.changed(name, as_text(before), after, "去掉空格、控制字符和公式符号")
        return [text for text in texts if text]

    def _block(self, field: str, after: str, why: str) -> None:
        self._notes.changed(field, "", after, f"{why}，先列为不能收件")
        self._blocks.append(f"{why}，请县局补正后再收件")


_ALWAYS: Final = frozenset(
    {"item_id", "code", "name", "department", "handling_type", "item_type", "statutory_limit"}
    | {"promised_limit", "materials_known", "materials", "fee", "legal_basis", "result_name"}
)
_DEFAULTS: Final[Mapping[str, Any]] = MappingProxyType(
    {key: known[0] for key, (_, known) in _CHOICES.items()}
    | {"notice_limit_days": NOTICE_LIMIT_DAYS_MAX}
)


def _is_default(key: str, value: Any) -> bool:
    """Whether the form lets a key be left out because it says nothing."""
    if key in _ALWAYS:
        return False
    return bool(value == _DEFAULTS[key]) if key in _DEFAULTS else not value


def _item_id(code: str | None, name: str, department: str) -> str:
    """Return an id that is the same at every import: the code, or else drawn from the names."""
    if code is not None:
        return code
    drawn = hashlib.sha256(f"{department}\n{name}".encode("utf-8", "replace")).hexdigest()
    return f"N{drawn[:12]}"
