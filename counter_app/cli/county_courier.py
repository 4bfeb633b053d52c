"""`counter county import-bundle`, `export-return` and `bundles`: the county's side of a stick."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter_app.cli.output import Answer
from counter_app.domain.courier import words_of_missing_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.app import County
    from sync.server.courier import CourierDesk, Returning
    from sync.server.courier_list import ListedBundle


def register(groups: Any, leaf: Callable[[Any, str, str], argparse.ArgumentParser]) -> None:
    """Add the commands; `leaf` adds the county's own options."""
    taken = leaf(groups, "import-bundle", "打开窗口送来的送件包；加 --to 同时写好回执包")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument("--to", type=Path, metavar="DIR", help="把回执包写到这个文件夹")
    back = leaf(groups, "export-return", "为一台设备写回执包，答复它最近送来的送件包")
    back.add_argument("device", metavar="DEVICE", help="设备编号，16 位")
    back.add_argument("--to", type=Path, required=True, metavar="DIR", help="U 盘上的文件夹")
    listed = leaf(groups, "bundles", "列出收到的送件包、回执和缺号，供与送件清单核对签收")
    listed.add_argument("--device", metavar="DEVICE", help="只列一台设备，编号 16 位")


def list_bundles(county: County, arguments: argparse.Namespace) -> Answer:
    """List what couriers brought, with the numbers that never came."""
    from sync.server.courier_list import gaps, received_bundles

    listed = received_bundles(county.database, arguments.device or "")
    missing = gaps(county.database, listed)
    rows = [_listed(each) for each in listed]
    lines = [
        f"窗口 {row['counter_code']}  第 {row['number']} 号  {row['events']} 条  "
        f"{row['received_at']} 收  回执 {'、'.join(map(str, row['returns'])) or '无'}\n"
        f"    {row['sha256']}"
        for row in rows
    ]
    for device, numbers in missing.items():
        words = words_of_missing_numbers(numbers, of="送件包")
        lines += [f"设备 {device}：{each}" for each in words]
    data = {
        "bundles": rows,
        "missing": {device: list(numbers) for device, numbers in missing.items()},
    }
    return Answer(data, "\n".join(lines) or "还没有收到过送件包")


def _listed(bundle: ListedBundle) -> dict[str, Any]:
    from sync.server.system_clock import iso_instant

    data = asdict(bundle)
    at_ms = data.pop("received_at_ms")
    return data | {"received_at": iso_instant(at_ms), "returns": list(bundle.returns)}


def import_bundle(county: County, arguments: argparse.Namespace) -> Answer:
    """Open a bundle, store it, and write the return if a folder is given.

    Raises:
        UnreadableFile, BundleInvalid, BundleForeign, DeviceUnknown, DeviceRevoked: Nothing of it
            was stored.
        MediumFault: It was stored, but the return could not be written.
    """
    from sync.bundle_file import read_bundle
    from sync.server.courier import CourierDesk

    desk = CourierDesk(county)
    with read_bundle(arguments.file) as (file, size):
        imported = desk.receive(file, size)
    gap = list(words_of_missing_numbers(imported.missing_bundles, of="送件包"))
    if imported.is_beside:
        gap.append("编号或前包摘要对不上，请核对这台设备")
    data = asdict(imported) | {"missing_bundles": list(imported.missing_bundles), "gap": gap}
    lines = [
        f"设备 {imported.device} 送件包第 {imported.number} 号：{imported.events} 条",
        f"新收 {imported.stored} 条，已有 {imported.duplicate} 条，"
        f"暂存待审 {imported.quarantined} 条，不收 {imported.refused} 条",
        *gap,
    ]
    if imported.files or imported.files_left:
        left = f"，{imported.files_left} 个没有对应的记录，没有收" if imported.files_left else ""
        lines.insert(2, f"附件 {imported.files} 个{left}")
    if not imported.is_new:
        lines.insert(1, "这个包以前打开过")
    if imported.is_tail:
        lines[0] = f"设备 {imported.device} 未上传部分的第二份：{imported.events} 条，不占编号"
    elif arguments.to is not None:
        returned = _write(desk, desk.returning(imported.device, imported.bundle), arguments.to)
        data["return"] = returned
        lines.append(f"回执包已写好：{returned['file']}")
    return Answer(data, "\n".join(lines))


def export_return(county: County, arguments: argparse.Namespace) -> Answer:
    """Write a return bundle for what a device sent last.

    Raises:
        DeviceUnknown, DeviceRevoked, BundleKeyMissing: There is nobody to write to.
        MediumFault: The stick did not take it.
    """
    from sync.server.courier import CourierDesk

    desk = CourierDesk(county)
    returned = _write(desk, desk.returning(arguments.device), arguments.to)
    return Answer(returned, f"回执包已写好：{returned['file']}")


def _write(desk: CourierDesk, returning: Returning, folder: Path) -> dict[str, Any]:
    from sync.bundle_file import write_bundle

    written = write_bundle(
        folder,
        returning.name,
        lambda out: desk.write(out, returning).sha256,
        before_naming=lambda sha256: desk.keep_returned(returning, sha256),
    )
    return {
        "bundle": returning.cover.bundle,
        "device": returning.device,
        "number": returning.cover.number,
        "answers": returning.answers,
        "file": str(written.path),
        "sha256": written.sha256,
    }
