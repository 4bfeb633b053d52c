"""Each form as a tired clerk may have to print it: longest, rarest, emptiest."""

from __future__ import annotations

from dataclasses import fields, replace

from counter_app.domain.print_job import FormId
from printing.forms.data import Demand, MaterialTaken
from printing.forms.registry import FORMS

# 50 characters: what the rules for names of ethnic minorities ask for at least, and a character
# of Extension A, one of GB 18030's late additions and one of Extension B.
LONGEST_NAME = "阿卜杜热依木·" + "买买提伊敏" * 8 + "㐱䶮𬘘"
LONGEST_ITEM = (
    "困难重度残疾人家庭无障碍改造与基本型辅助器具适配补贴申请"
    "（含代理配置、上门评估、后续维护与更换）办理"
)
FORTY = tuple(f"第{n}项材料：户口簿首页及申请人本人页" for n in range(1, 41))

assert len(LONGEST_NAME) >= 50


def variant(form: FormId, kind: str):
    """Return a data object: sample, longest or emptiest."""
    sample = FORMS[form].sample
    match kind:
        case "sample":
            return sample
        case "longest":
            return _longest(sample)
        case "emptiest":
            return _emptiest(sample)
    raise ValueError(kind)


def _longest(sample):
    case = replace(
        sample.case,
        applicant_name=LONGEST_NAME,
        proxy_name=LONGEST_NAME,
        item_name=LONGEST_ITEM,
    )
    changed = {"case": case}
    names = {field.name for field in fields(sample)}
    if "materials" in names:
        changed["materials"] = tuple(
            MaterialTaken(name=n, originals=1, copies=2, verdict="不合格", handling="收存")
            for n in FORTY
        )
    if "lines" in names:
        changed["lines"] = tuple(
            Demand(
                name=n, verdict="缺", problem="未提交", standard="字迹清楚，加盖公章", originals=1
            )
            for n in FORTY
        )
        changed["received"] = FORTY
    if "still_missing" in names:
        changed["still_missing"] = FORTY
    if "reason" in names:
        changed["reason"] = "申请人户籍不在本镇，" * 30
    return replace(sample, **changed)


def _emptiest(sample):
    case = replace(
        sample.case,
        phone_masked="",
        proxy_name="",
        proxy_number_masked="",
        item_code="",
        department="",
        handling_type="",
    )
    changed = {"case": case}
    names = {field.name for field in fields(sample)}
    if "materials" in names:
        changed["materials"] = ()
    if "lines" in names:
        changed |= {"lines": sample.lines[:1], "received": ()}
    if "still_missing" in names:
        changed["still_missing"] = ()
    if "due_on" in names:
        changed |= {"due_on": None, "statutory_due_on": None, "limit_words": ""}
    if "ground" in names:
        changed |= {"ground": "not-required", "competent_authority": ""}
    return replace(sample, **changed)
