"""Builds `catalogue.json` from what was seen (`source-items.json`) and `overrides.json`.

Run `python -m resources.catalogue.build_catalogue`, then `python -m resources.manifest`.

The source keeps facts as they were found, with null for what nobody has seen; the overrides
add what is needed to work with them: nicknames, Chinese wording of notes, and the few facts
that the command line's contract fixes.  What is unknown stays null here too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
OUT: Final = HERE / "catalogue.json"

PERMIT: Final = "01"
SOURCES: Final = {"10": "applicant", "20": "government", "99": "other"}
ARTICLES: Final = re.compile(r"(?P<law>\S+)(?: \((?P<year>\d{4})\))?(?: (?P<numbers>\d[\d, -]*))?")
PLACE: Final = re.compile(r"[\u4e00-\u9fff]+")

Row = dict[str, Any]


def build() -> Row:
    """Return the whole catalogue as JSON types."""
    source: Row = json.loads((HERE / "source-items.json").read_bytes())
    overrides: Row = json.loads((HERE / "overrides.json").read_bytes())
    known = {item["id"] for item in source["items"]}
    assert overrides["items"].keys() <= known, "an override names no item of the source"
    return {
        "format": 1,
        "version": overrides["version"],
        "valid_from": overrides["valid_from"],
        "valid_until": overrides["valid_until"],
        "items": [_item(item, overrides) for item in source["items"]],
    }


def _item(seen: Row, overrides: Row) -> Row:
    more: Row = overrides["items"].get(seen["id"], {})
    handling_type = more.get("handling_type") or (seen["handling_type"] or "").lower() or None
    # 行政许可法 art. 42 allows permits, joint ones included, to be extended once.
    extendable = seen["item_type"] == PERMIT or handling_type == "joint"
    basis = [_law(entry) for entry in seen["legal_basis"]]
    statutory_basis = more.get("statutory_basis", "、".join(basis))
    return {
        "item_id": seen["id"],
        "code": seen["code"],
        "name": seen["name"],
        "department": seen["department"],
        "handling_type": handling_type,
        "item_type": seen["item_type"],
        "statutory_limit": _limit(seen["statutory_limit"], statutory_basis),
        "promised_limit": _promise(seen["promised_limit"], overrides["promise_basis"]),
        "materials_known": seen["materials_seen"],
        "materials": [_material(line, more, overrides["notes"]) for line in seen["materials"]],
        "fee": _fee(seen["fee"], overrides["notes"]),
        "legal_basis": basis,
        "result_name": seen["result"],
        "nicknames": more.get("nicknames", []),
        "notice_limit_days": more.get("notice_limit_days", 5),
        "is_extendable": more.get("is_extendable", extendable),
        "is_dormant": more.get("is_dormant", False),
    }


def _law(entry: str) -> str:
    """Turn `社会救助暂行办法 9, 10` into 《社会救助暂行办法》第9、10条."""
    if entry.endswith(" (unverified)"):
        return entry.removesuffix(" (unverified)") + "（未核实）"
    match = ARTICLES.fullmatch(entry)
    assert match is not None, entry
    year = f"（{match['year']}年）" if match["year"] else ""
    numbers = (match["numbers"] or "").replace(", ", "、").replace("-", "–")
    return f"《{match['law']}》{year}" + (f"第{numbers}条" if numbers else "")


def _limit(seen: Row | None, basis: str) -> Row | None:
    return seen and {"days": seen["days"], "unit": seen["unit"], "basis": basis}


def _promise(seen: Row | None, wordings: dict[str, str]) -> Row | None:
    if seen is None:
        return None
    wording = wordings.get(seen["example_of"])
    if wording is None:
        place = PLACE.match(seen["example_of"])
        assert place is not None, seen["example_of"]
        wording = f"{place[0]}示例"
    return _limit(seen, wording)


def _material(seen: Row, more: Row, notes: dict[str, str]) -> Row:
    necessity = (seen["necessity"] or "").lower() or None
    return {
        "name": seen["name"],
        "originals": seen["originals"],
        "copies": seen["copies"],
        "necessity": "deferrable" if seen["name"] in more.get("deferrable", []) else necessity,
        "source": SOURCES[seen["source"]] if seen["source"] else None,
        "standard": "",
        "note": notes[seen["note"]] if "note" in seen else "",
        "is_shared_data": False,
    }


def _fee(seen: Row | None, notes: dict[str, str]) -> Row | None:
    if seen is None or seen["amount_yuan"] is None:
        return None
    note = notes[seen["note"]] if seen["note"] else ""
    return {"amount_fen": seen["amount_yuan"] * 100, "note": note}


def main() -> None:
    """Write the catalogue."""
    text = json.dumps(build(), ensure_ascii=False, indent=1) + "\n"
    OUT.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
