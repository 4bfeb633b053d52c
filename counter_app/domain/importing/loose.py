"""Loose rows: the catalogue's own keys, with values as the county wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from counter_app.domain.catalogue_rows import GUIDE_TEXTS
from counter_app.domain.importing.text import as_text, is_nothing, listed, money_fen, plain

Loose = dict[str, Any]

_SAME_KEYS: Final = (
    *("item_id", "name", "code", "department", "handling_type", "handling_way", "item_type"),
    *("result_name", "collecting_unit", "bank_account", "lead_department"),
    *("applicant_must_attend", "informed_pledge", "is_dormant"),
)
_SEVERAL: Final = re.compile(r"[、，,;；\n]+")
_STANDARD: Final = re.compile(r"([0-9.,]+元)[/每]([^\W\d_]{1,8})")
_FREE: Final = frozenset({"0", "否", "不收费", "免费", "无", "n", "no", "false"})


def fresh_item(row: int) -> Loose:
    """Return an item that nothing is known of yet; `row` is where it stands in the source."""
    return {"row": row, "materials": [], "materials_known": False, "fees": [], "guide": {}}


def put_item_cells(item: Loose, cells: Mapping[str, Any], remarks: Sequence[str] = ()) -> None:
    """Put what a table says of an item, by the keys of `columns`, into a loose row."""
    item |= {key: cells[key] for key in _SAME_KEYS if key in cells}
    item["guide"] |= {key: cells[key] for key in GUIDE_TEXTS if not is_nothing(cells.get(key))}
    for kind in ("statutory", "promised"):
        item[f"{kind}_limit"] = {
            "days": cells.get(f"{kind}_days"),
            "unit": cells.get(f"{kind}_unit"),
            "basis": cells.get(f"{kind}_basis"),
        }
    item["legal_basis"] = listed(cells.get("legal_basis"))
    item["nicknames"] = _several(cells.get("nicknames"))
    item["levels"] = _several(cells.get("levels"))
    item["channels"] = _several(cells.get("channels"))
    item["joint_departments"] = [
        {"name": name, "order": 1} for name in _several(cells.get("joint_departments"))
    ]
    item["remarks"] = list(remarks)
    _put_visits(item, cells.get("limit_scene_num"))
    _put_fee(item, cells)


def put_material(item: Loose, name: str, cells: Mapping[str, Any]) -> None:
    """Add one line to an item's materials; a single count of papers is no count of originals."""
    line = {key: cell for key, cell in cells.items() if key != "page_num"}
    count = cells.get("page_num")
    if not is_nothing(count) and plain(count) != "0":
        note = f"纸质份数{as_text(count)}（未分原件、复印件）"
        line["note"] = "；".join(text for text in (as_text(line.get("note")), note) if text)
    item["materials"].append(line | {"name": name})
    item["materials_known"] = True


def fee_line(name: Any, standard: Any, basis: Any, *, reduction: Any = "") -> Loose:
    """Return one line of a fee table; 10元/证 is read as an amount and its unit."""
    found = _STANDARD.fullmatch(plain(standard))
    return {
        "name": name,
        "standard": standard,
        "basis": basis,
        "unit": found[2] if found else "",
        "amount_fen": money_fen(found[1]) if found else None,
        "is_reducible": not is_nothing(reduction),
        "reduction_note": reduction,
    }


def _put_fee(item: Loose, cells: Mapping[str, Any]) -> None:
    says, standard = cells.get("is_fee"), cells.get("fee_standard")
    if plain(says).casefold() in _FREE or plain(standard) in {"不收费", "免费", "无"}:
        item["fee"] = {"amount_fen": 0, "note": ""}
    elif not is_nothing(standard):
        basis = cells.get("fee_basis")
        name = cells.get("fee_name") or item.get("name", "")
        item["fees"].append(
            fee_line(name, standard, basis, reduction=cells.get("fee_reduction") or "")
        )
    elif not is_nothing(says):
        item["remarks"].append(f"是否收费：{as_text(says)}（未公布标准）")


def _put_visits(item: Loose, visits: Any) -> None:
    if plain(visits) in {"0", "1"}:
        item["single_visit"] = True
    elif not is_nothing(visits):
        item["remarks"].append(f"到现场次数：{as_text(visits)}")


def _several(value: Any) -> list[str]:
    return [] if is_nothing(value) else [each for each in _SEVERAL.split(as_text(value)) if each]
