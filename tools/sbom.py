"""Writes docs/sbom.cdx.json: what the program is made of, in CycloneDX 1.6.

python -m tools.sbom [--check]

Made from the locks alone, with hashes and what needs what, so it is the same wherever it is
written.  The libraries in C that come inside wheels stand below their wheel: advisories name
them, and not the wheel.
"""

from __future__ import annotations

import json
import sys
import tomllib
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools.inside_wheels import libraries_inside
from tools.licences import licence_of
from tools.locked import PROJECT, ROOT, Locked, Place, read_lock
from tools.made_page import write_or_check

FILE: Final = ROOT / "docs" / "sbom.cdx.json"
_FONT_SOURCE: Final = "justmytype-intl-cjk"
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:township-counter:sbom")


def document() -> str:
    """Return the whole document, JSON, with a final line end."""
    locked = read_lock()
    packages = [one for one in locked if one.place is not Place.WORKSHOP]
    program = _program()
    parts = {one.name: _component(one) for one in packages}
    bom = Bom(components=[*parts.values(), _font(locked)], serial_number=_serial(packages))
    bom.metadata.component = program
    for one in packages:
        if program.name in one.needed_by:
            bom.register_dependency(program, [parts[one.name]])
        bom.register_dependency(
            parts[one.name],
            [parts[child.name] for child in packages if one.name in child.needed_by],
        )
    # A moment would make every run another document; the serial number says of what it tells.
    text: str = _without_moment(bom)
    return text + "\n"


def _without_moment(bom: Bom) -> str:
    written = json.loads(JsonV1Dot6(bom).output_as_string())
    del written["metadata"]["timestamp"]
    return json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True)


def _program() -> Component:
    asked = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return Component(
        name=asked["name"],
        version=asked["version"],
        type=ComponentType.APPLICATION,
        licenses=[LicenseFactory().make_with_id("Apache-2.0")],
        bom_ref=asked["name"],
    )


def _component(package: Locked) -> Component:
    purl = PackageURL("pypi", None, package.name, package.version)
    licence = licence_of(package)
    return Component(
        name=package.name,
        version=package.version,
        purl=purl,
        bom_ref=purl.to_string(),
        scope=ComponentScope.REQUIRED
        if package.place is Place.PROGRAM
        else ComponentScope.OPTIONAL,
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
        properties=list(_properties(package)),
        components=[
            Component(name=name, version=version, bom_ref=f"{purl.to_string()}#{name}")
            for name, version in libraries_inside(package.name)
        ],
    )


def _properties(package: Locked) -> Iterable[Property]:
    """Yield the hashes of the files that may be installed, and when the package is needed.

    CycloneDX's own `hashes` are of one file; a lock allows several, one a platform.
    """
    yield Property(name="township-counter:files:sha256", value=" ".join(package.hashes))
    if package.marker:
        yield Property(name="township-counter:marker", value=package.marker)


def _font(packages: Iterable[Locked]) -> Component:
    """Return the font, which is built from a package that itself does not ship."""
    (source,) = (one for one in packages if one.name == _FONT_SOURCE)
    purl = PackageURL("pypi", None, source.name, source.version).to_string()
    return Component(
        name="Noto Sans SC",
        type=ComponentType.DATA,
        bom_ref="font:noto-sans-sc",
        licenses=[LicenseFactory().make_with_id("OFL-1.1")],
        properties=[
            Property(name="township-counter:built-from", value=purl),
            *_properties(source),
        ],
    )


def _serial(packages: Iterable[Locked]) -> uuid.UUID:
    said = "\n".join(
        f"{one.name}=={one.version} {' '.join(sorted(one.hashes))}" for one in packages
    )
    return uuid.uuid5(_NAMESPACE, said)


def main(words: Sequence[str]) -> int:
    """Write the document; with --check only say whether it is true."""
    return write_or_check(words, __doc__, FILE, document)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
