"""Each form as a tired clerk may have to print it: longest, rarest, emptiest.

Made from the sample of whatever form is registered: a new form is covered without a line here.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, is_dataclass, replace

from counter_app.domain.print_job import FormId
from printing.forms.data import CaseHead, Issuer
from printing.forms.registry import FORMS

# 50 characters: what the rules for names of ethnic minorities ask for at least, and a character
# of Extension A, one of GB 18030's late additions and one of Extension B.
LONGEST_NAME = "阿卜杜热依木·" + "买买提伊敏" * 8 + "㐱䶮𬘘"
LONGEST_ITEM = (
    "困难重度残疾人家庭无障碍改造与基本型辅助器具适配补贴申请"
    "（含代理配置、上门评估、后续维护与更换）办理"
)
FORTY = tuple(f"第{n}项材料：户口簿首页及申请人本人页" for n in range(1, 41))
KINDS = ("sample", "longest", "emptiest")

_INNER_LINES = 3
_PROSE_HANZI_MIN = 12
_PROSE_CHARACTERS = 300
_LINE_CHARACTERS = 40
_HANZI = re.compile(r"[\u3400-\u9fff]")
_MAY_BE_EMPTY = {"materials"}
_PEOPLE = {"approver", "carrier", "legal_representative", "witness"}

# What cannot be told from the sample: fields that must change together.
TOGETHER = {
    (FormId.REFUSAL_NOTICE, "emptiest"): {"ground": "not-required"},
    (FormId.SITE_VISIT_RECORD, "emptiest"): {"staff": ("周小禾", "陈望山")},
    (FormId.DECISION_NOTICE, "emptiest"): {"outcome": "granted"},
    (FormId.DELIVERY_RECEIPT, "emptiest"): {"manner": "direct"},
    (FormId.TERMINATION_NOTICE, "emptiest"): {"ground": "by-rule"},
    (FormId.COLLECTION_NOTICE, "emptiest"): {"way": "courier"},
}

assert len(LONGEST_NAME) >= 50


def variant(form: FormId, kind: str):
    """Return a data object: sample, longest or emptiest."""
    sample = FORMS[form].sample
    together = TOGETHER.get((form, kind), {})
    match kind:
        case "sample":
            return sample
        case "longest":
            return replace(_longest(sample), **together)
        case "emptiest":
            return replace(_emptiest(sample), **together)
    raise ValueError(kind)


def leaves(value, *, skipped=(Issuer, CaseHead)):
    """Return the plain values inside a data object, but for those of the shared parts."""
    if isinstance(value, skipped):
        return []
    if is_dataclass(value):
        value = tuple(getattr(value, field.name) for field in fields(value))
    if isinstance(value, tuple):
        return [leaf for member in value for leaf in leaves(member, skipped=skipped)]
    return [value]


def has_hanzi(value) -> bool:
    return isinstance(value, str) and _HANZI.search(value) is not None


def _longest(data, *, is_line=False):
    if isinstance(data, Issuer):
        return data
    if isinstance(data, CaseHead):
        return replace(
            data, applicant_name=LONGEST_NAME, proxy_name=LONGEST_NAME, item_name=LONGEST_ITEM
        )
    changed = {}
    for field in fields(data):
        value = getattr(data, field.name)
        if is_dataclass(value):
            changed[field.name] = _longest(value, is_line=is_line)
        elif isinstance(value, tuple):
            changed[field.name] = _lines(value, count=_INNER_LINES if is_line else len(FORTY))
        elif has_hanzi(value):
            changed[field.name] = _longer(field.name, value, is_line=is_line)
    return replace(data, **changed)


def _longer(name, value, *, is_line):
    if name == "item_name":
        return LONGEST_ITEM
    if name.endswith(("_name", "_by")) or name in _PEOPLE:
        return LONGEST_NAME
    if len(_HANZI.findall(value)) < _PROSE_HANZI_MIN:
        return value
    wanted = _LINE_CHARACTERS if is_line else _PROSE_CHARACTERS
    return "，".join([value] * (wanted // len(value) + 1))


def _lines(values, *, count):
    assert values, "a sample fills every list"
    return tuple(_line(values[index % len(values)], FORTY[index]) for index in range(count))


def _line(value, words):
    if isinstance(value, str):
        return words
    if not is_dataclass(value):
        return value
    longer = _longest(value, is_line=True)
    called = [f.name for f in fields(value) if f.name == "name"]
    return replace(longer, **dict.fromkeys(called, words))


def _emptiest(data):
    if isinstance(data, Issuer):
        return data
    changed = {}
    for field in fields(data):
        value = getattr(data, field.name)
        if field.default is not MISSING:
            changed[field.name] = field.default
        elif is_dataclass(value):
            changed[field.name] = _emptiest(value)
        elif isinstance(value, tuple):
            first = () if field.name in _MAY_BE_EMPTY else value[:1]
            changed[field.name] = tuple(_emptiest(x) if is_dataclass(x) else x for x in first)
    return replace(data, **changed)
