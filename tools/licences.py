"""Writes docs/licences.md: the licence of everything that ships, and of what only builds it.

python -m tools.licences [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import metadata
from types import MappingProxyType
from typing import Final

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from tools.locked import ROOT, Locked, Place, read_lock
from tools.made_page import write_or_check

PAGE: Final = ROOT / "docs" / "licences.md"

SAID_BY_US: Final = MappingProxyType(
    {
        "argcomplete": "Apache-2.0",
        "colorama": "BSD-3-Clause",
        "defusedxml": "PSF-2.0",
        "grimp": "BSD-2-Clause",
        "import-linter": "BSD-2-Clause",
        "markdown-it-py": "MIT",
        "mdurl": "MIT",
        "pathspec": "MPL-2.0",
        "pyserial": "BSD-3-Clause",
        "pywin32": "PSF-2.0",
        "qrcode": "BSD-3-Clause",
        "reportlab": "BSD-3-Clause",
        "segno": "BSD-3-Clause",
        "sortedcontainers": "Apache-2.0",
        "sqlcipher3": "Zlib",
        "tzdata": "Apache-2.0",
    }
)
"""Read from the licence text, where a package says it in words of its own or runs elsewhere."""

MAY_SHIP: Final = frozenset(
    {
        *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU"),
        *("LGPL-2.1-or-later", "LGPL-3.0-only", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib"),
    }
)
"""A choice among these lets the program be handed on; LGPL and MPL parts stay replaceable."""

_HEADINGS: Final = (
    (Place.PROGRAM, "In the program"),
    (Place.COUNTY, "In addition at a county that uses PostgreSQL"),
    (Place.WORKSHOP, "Only for building and testing; not handed on"),
)
_BEGIN: Final = "\n".join(
    (
        "# Licences",
        "",
        "Written by `python -m tools.licences` from the locks and what the packages say of "
        "themselves; a test fails when it is no longer true.",
        "The program itself: Apache-2.0. "
        "The fonts in it, Noto Sans SC: OFL-1.1, its text lies beside them "
        "(`resources/fonts/OFL.txt`).",
        "Qt and the other parts under the LGPL lie in files of their own, so that anybody may put "
        "another build in their place; the installer carries every licence text in `licences/`.",
        "",
    )
)


def licence_of(package: Locked) -> str:
    """Return a licence as an SPDX expression; "" when it is not known."""
    if package.name in SAID_BY_US:
        return SAID_BY_US[package.name]
    try:
        about = metadata.metadata(package.name)
    except metadata.PackageNotFoundError:
        return ""
    for name in ("License-Expression", "License"):
        try:
            if name in about:
                return str(canonicalize_license_expression(about[name]))
        except InvalidLicenseExpression:
            continue
    return ""


def may_ship(expression: str) -> bool:
    """Whether a licence lets us hand the program on: one side of each OR, both of each AND."""
    return any(
        all(one.strip("() ") in MAY_SHIP for one in side.split(" AND "))
        for side in expression.split(" OR ")
    )


def page() -> str:
    """Return the page as it should stand now."""
    packages = read_lock()
    parts = [_BEGIN]
    for place, heading in _HEADINGS:
        rows = [one for one in packages if one.place is place]
        parts.append(f"\n## {heading}\n\n| package | version | licence |\n|---|---|---|\n")
        parts += [f"| {one.name} | {one.version} | {licence_of(one) or '–'} |\n" for one in rows]
    return "".join(parts)


def main(words: Sequence[str]) -> int:
    """Write the page; with --check only say whether it is true."""
    return write_or_check(words, __doc__, PAGE, page)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
