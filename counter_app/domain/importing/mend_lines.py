"""Mends the lines of an item: materials, fees, joint departments, situations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from counter_app.domain.catalogue_rules import COPIES_MAX, LIMIT_DAYS_MAX, is_catch_all
from counter_app.domain.importing.dialects import necessity, source
from counter_app.domain.importing.report import Notes
from counter_app.domain.importing.text import (
    as_text,
    clean,
    is_nothing,
    said,
    whole_number,
    yes_or_no,
)
from counter_app.domain.item import Necessity

Row = dict[str, Any]

_STRICTNESS: Final = (
    Necessity.OPTIONAL.value,
    Necessity.DEFERRABLE.value,
    None,
    Necessity.REQUIRED.value,
)
"""From the mildest; a necessity that is not published counts as required."""

_SPACES: Final = "去掉空格、控制字符和公式符号"


def mended_materials(raw: Sequence[Any], notes: Notes) -> list[Row]:
    """Return the lines with a name of their own; doubles are joined, catch-alls dropped."""
    lines: dict[str, Row] = {}
    for loose in _rows(raw, "name"):
        name = _text(loose, "name", "材料名称", notes)
        if not name:
            notes.changed("材料", as_text(loose), "", "材料没有名称，未启用")
        elif is_catch_all(name):
            why = "兜底材料（其他材料一类）不得要求，已去掉（优化营商环境条例第40、44条）"
            notes.changed("材料名称", name, "", why)
        elif name in lines:
            joined = _joined(lines[name], _material(name, loose, notes))
            notes.changed("材料名称", f"{name}（重复）", name, "同名材料合并为一项")
            lines[name] = joined
        else:
            lines[name] = _material(name, loose, notes)
    return list(lines.values())


def mended_fees(raw: Any, notes: Notes) -> tuple[list[Row], list[str]]:
    """Return the lines that may be charged, and in words those that may not.

    Source: 行政许可法 art. 58, 59: no fee without law or regulation.
    """
    lines: dict[str, Row] = {}
    unusable: list[str] = []
    for loose in _rows(raw, "name"):
        line = {key: _text(loose, key, name, notes) for key, name in _FEE_TEXTS}
        missing = [name for key, name in _FEE_TEXTS[:3] if not line[key]]
        if line["name"] in lines:
            missing.append("不同的名称")
        if missing:
            words = clean(f"收费项目“{line['name'] or '未注明'}”缺{'、'.join(missing)}，未启用")
            notes.changed("收费项目", as_text(loose), "", words)
            unusable.append(words)
            continue
        lines[line["name"]] = {
            **line,
            "amount_fen": _amount(loose.get("amount_fen"), notes),
            "is_reducible": bool(yes_or_no(loose.get("is_reducible"))),
        }
    return list(lines.values()), unusable


def mended_departments(raw: Any, notes: Notes) -> list[Row]:
    """Return joint departments, each once; silence counts only with limit and basis."""
    found: dict[str, Row] = {}
    for loose in _rows(raw, "name"):
        name = _text(loose, "name", "联办部门", notes)
        if not name or name in found:
            notes.changed("联办部门", as_text(loose), "", "没有名称或重复，已去掉")
            continue
        days = whole_number(loose.get("reply_limit_days"))
        limit = days if days is not None and 1 <= days <= LIMIT_DAYS_MAX else None
        basis = _text(loose, "silence_basis", "默认同意依据", notes)
        silence = as_text(loose.get("silence")) or "none"
        counts = silence == "agrees" and limit is not None and bool(basis)
        if silence != "none" and not counts:
            why = "没有时限和依据，逾期不答复不能视为同意"
            notes.changed("默认同意", silence, "none", why)
        found[name] = {
            "name": name,
            "order": whole_number(loose.get("order")) or 1,
            "reply_limit_days": limit,
            "silence": "agrees" if counts else "none",
            "silence_basis": basis,
        }
    return list(found.values())


def mended_situations(raw: Any, materials: Sequence[str], notes: Notes) -> list[Row]:
    """Return the situations, each with those of its materials that are still there."""
    found: dict[str, Row] = {}
    for loose in _rows(raw, "name"):
        name = _text(loose, "name", "情形", notes)
        values = loose.get("materials")
        named = [clean(each) for each in values] if isinstance(values, list) else []
        kept = [each for each in dict.fromkeys(named) if each in materials]
        if not name or name in found:
            notes.changed("情形", as_text(loose), "", "没有名称或重复，已去掉")
            continue
        notes.changed(f"情形“{name}”的材料", "；".join(named), "；".join(kept), "材料清单里没有")
        found[name] = {"name": name, "materials": kept}
    return list(found.values())


_FEE_TEXTS: Final = (
    ("name", "项目名称"),
    ("standard", "收费标准"),
    ("basis", "收费依据"),
    ("unit", "计费单位"),
    ("reduction_note", "减免说明"),
)


def _material(name: str, loose: Row, notes: Notes) -> Row:
    remarks: list[str] = []
    kinds = {}
    for key, label, look_up in (("necessity", "必要性", necessity), ("source", "来源", source)):
        raw = loose.get(key)
        kinds[key] = None if raw is None or is_nothing(raw) else look_up(raw)
        if kinds[key] is None and not is_nothing(raw):
            remarks.append(f"{label}：{as_text(raw)}（字典未登记）")
            why = "字典里没有，原值记入材料说明"
            notes.changed(f"材料“{name}”的{label}", as_text(raw), "", why)
        elif kinds[key] is not None and kinds[key] != raw:
            notes.changed(f"材料“{name}”的{label}", as_text(raw), kinds[key] or "", "换成统一字典")
    note = _text(loose, "note", f"材料“{name}”的说明", notes)
    return {
        "name": name,
        "originals": _copies(loose.get("originals"), f"材料“{name}”的原件份数", notes),
        "copies": _copies(loose.get("copies"), f"材料“{name}”的复印件份数", notes),
        **kinds,
        "standard": _text(loose, "standard", f"材料“{name}”的受理标准", notes),
        "note": clean("；".join([text for text in [note, *remarks] if text])),
        "is_shared_data": bool(yes_or_no(loose.get("is_shared_data"))),
    }


def _joined(first: Row, second: Row) -> Row:
    """Put two lines of one name together: what either says, and the stricter of two."""
    joined = dict(first)
    for key in ("originals", "copies"):
        counts = [count for count in (first[key], second[key]) if count is not None]
        joined[key] = max(counts, default=None)
    for key in ("standard", "note"):
        texts = dict.fromkeys(text for text in (first[key], second[key]) if text)
        joined[key] = clean("；".join(texts))
    joined["necessity"] = max(first["necessity"], second["necessity"], key=_STRICTNESS.index)
    joined["source"] = first["source"] or second["source"]
    joined["is_shared_data"] = first["is_shared_data"] or second["is_shared_data"]
    return joined


def _copies(raw: Any, field: str, notes: Notes) -> int | None:
    if raw is None or is_nothing(raw):
        return None
    count = whole_number(raw)
    kept = count if count is not None and count <= COPIES_MAX else None
    if kept is None or type(raw) is not int:
        why = "份数改写为数字" if kept is not None else "看不懂的份数，按未注明处理"
        notes.changed(field, as_text(raw), "" if kept is None else str(kept), why)
    return kept


def _amount(raw: Any, notes: Notes) -> int | None:
    if raw is None or is_nothing(raw):
        return None
    amount = whole_number(raw)
    if amount is None:
        notes.changed("收费金额", as_text(raw), "", "看不懂的金额，按标准文字公示")
    return amount


def _text(loose: Row, key: str, name: str, notes: Notes) -> str:
    raw = loose.get(key)
    text = said(raw)
    if as_text(raw).strip():
        notes.changed(name, as_text(raw), text, _SPACES)
    return text


def _rows(raw: Any, key: str) -> Iterator[Row]:
    """Return rows of any list; a bare text counts as a row with only its name."""
    for each in raw if isinstance(raw, list) else []:
        yield each if isinstance(each, dict) else {key: each}
