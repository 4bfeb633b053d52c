"""`counter catalogue`: look at the items, check a county's file, import its dirty data."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf
from counter_app.domain.errors import ItemNotFound, UnreadableFile

if TYPE_CHECKING:
    from counter_app.domain.catalogue import Catalogue
    from counter_app.domain.catalogue_import import Heading, Repair
    from counter_app.domain.item import ServiceItem, TimeLimit

REPAIRS_SHOWN: Final = 20
NEAR_SHOWN: Final = 5
DIALECTS: Final = ("national", "exchange", "guangdong", "shandong", "vendor")


def register(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `show`, `check` and `import`."""
    groups = parser.add_subparsers(dest="what", required=True, metavar="list|show|check|import")
    listing = leaf(groups, "list", "列出今天适用的事项目录")
    show = leaf(groups, "show", "显示一个事项的办事指南")
    show.add_argument("item", metavar="ITEM", help="事项标识、编码或名称")
    for each in (listing, show):
        each.add_argument("--file", metavar="FILE", help="看这个目录文件，而不是本窗口的目录")
    check = leaf(groups, "check", "检查一个目录文件能否发布")
    check.add_argument("file", metavar="FILE")
    imports = leaf(groups, "import", "把县里的事项数据转成目录文件，逐条列出修正")
    imports.add_argument("file", metavar="FILE", help="CSV、国家交换表 JSON 或目录 JSON")
    imports.add_argument("--out", metavar="FILE", help="写出目录文件")
    imports.add_argument("--report", metavar="FILE", help="写出修正清单（CSV）")
    imports.add_argument("--dialect", choices=DIALECTS, help="数字代码按谁的字典；不写则按内容判断")
    imports.add_argument("--version", type=_version, default=1, metavar="N", help="目录版本号")
    imports.add_argument("--valid-from", type=_day, metavar="DATE", help="从哪天起适用，默认今天")
    imports.add_argument("--valid-until", type=_day, metavar="DATE", help="到哪天止，默认到年底")


def run(arguments: argparse.Namespace) -> Answer:
    """Do one of the four."""
    match arguments.what:
        case "list":
            return _list(_catalogue(arguments))
        case "show":
            return _show(_catalogue(arguments), arguments.item)
        case "check":
            return _check(arguments.file)
        case _:
            return _import(arguments)


def _list(catalogue: Catalogue) -> Answer:
    rows = [
        {
            "item_id": item.item_id,
            "code": item.code,
            "name": item.name,
            "department": item.department,
            "handling_type": item.handling_type.value,
            "usable": item.is_usable,
            "why_not_usable": item.why_not_usable,
            "dormant": item.is_dormant,
        }
        for item in catalogue.items
    ]
    lines = [_headline(catalogue)]
    lines += [
        f"{row['item_id']:<8}{row['name']}　{row['department']}"
        + ("" if row["usable"] else f"　不能收件：{row['why_not_usable']}")
        for row in rows
    ]
    return Answer({**_about(catalogue), "items": rows}, "\n".join(lines))


def _show(catalogue: Catalogue, reference: str) -> Answer:
    from counter_app.domain.terms import name_of
    from counter_app.services.show_guide import item_sections

    item = catalogue.resolve(reference)
    if item is None:
        near = "、".join(each.name for each in catalogue.search(reference, NEAR_SHOWN))
        raise ItemNotFound(f"{reference}；相近的有：{near}" if near else reference)
    data: dict[str, Any] = {
        "item_id": item.item_id,
        "code": item.code,
        "name": item.name,
        "department": item.department,
        "handling_type": item.handling_type.value,
        "item_type": item.item_type,
        "statutory_limit": _limit(item.statutory_limit),
        "promised_limit": _limit(item.promised_limit),
        "materials": [
            {"name": line.name, "necessity": line.necessity.value} for line in item.materials
        ],
        "free": item.is_free,
        "legal_basis": list(item.legal_basis),
        "usable": item.is_usable,
        "why_not_usable": item.why_not_usable,
        "remarks": list(item.remarks),
    }
    lines = [f"{item.name}（{name_of(item.handling_type)}）"]
    for section in item_sections(item):
        lines += ["", section.title]
        lines += [
            "  " + "：".join(text for text in (line.label, line.text) if text)
            for line in section.lines
        ]
    return Answer(data, "\n".join(lines))


def _check(name: str) -> Answer:
    from counter_app.domain.catalogue import parse_catalogue

    catalogue = parse_catalogue(_content(name))
    unusable = [item for item in catalogue.items if not item.is_usable]
    data = {**_about(catalogue), "unusable": [_told(item) for item in unusable]}
    lines = [_headline(catalogue), "可以发布。"]
    lines += [f"  不能收件：{item.name}　{item.why_not_usable}" for item in unusable]
    return Answer(data, "\n".join(lines))


def _import(arguments: argparse.Namespace) -> Answer:
    from counter_app.domain.catalogue_import import Dialect, import_catalogue, report_csv
    from counter_app.runtime.whole_file import write_whole

    dialect = Dialect(arguments.dialect) if arguments.dialect else None
    heading = _heading(arguments)
    made = import_catalogue(_content(arguments.file), heading, dialect=dialect)
    if arguments.out:
        write_whole(Path(arguments.out), made.content)
    if arguments.report:
        write_whole(Path(arguments.report), report_csv(made.repairs))
    data = {
        "kind": made.kind,
        "dialect": made.dialect.value if made.dialect else None,
        "items": made.item_count,
        "usable": made.usable_count,
        "repairs": [_repair(each) for each in made.repairs],
        "out": arguments.out,
        "report": arguments.report,
    }
    lines = [
        f"读到 {made.item_count} 个事项，{made.usable_count} 个可收件，"
        f"修正和提醒 {len(made.repairs)} 处。"
    ]
    lines += [_repair_line(each) for each in made.repairs[:REPAIRS_SHOWN]]
    if len(made.repairs) > REPAIRS_SHOWN:
        lines.append(f"  ……还有 {len(made.repairs) - REPAIRS_SHOWN} 处，用 --report 写出全部")
    if not arguments.out:
        lines.append("没有写出文件；加 --out 写出目录。")
    return Answer(data, "\n".join(lines))


def _catalogue(arguments: argparse.Namespace) -> Catalogue:
    if arguments.file:
        from counter_app.domain.catalogue import parse_catalogue

        return parse_catalogue(_content(arguments.file))
    from counter_app.bootstrap.desk import PublishedRules
    from counter_app.runtime.installed_catalogues import InstalledCatalogues
    from counter_app.runtime.paths import profile_paths
    from counter_app.runtime.shipped_data import shipped_pinyin

    paths = profile_paths(getattr(arguments, "profile", None))
    installed = InstalledCatalogues(paths.catalogues, shipped_pinyin)
    return PublishedRules(installed=installed).catalogue_on(_today())


def _heading(arguments: argparse.Namespace) -> Heading:
    from counter_app.cli.parser import usage_error
    from counter_app.domain.catalogue_import import Heading

    valid_from = arguments.valid_from or _today()
    valid_until = arguments.valid_until or date(valid_from.year, 12, 31)
    if valid_until < valid_from:
        raise usage_error("catalogue import", "--valid-until 早于 --valid-from")
    return Heading(arguments.version, valid_from, valid_until)


def _today() -> date:
    from counter_app.runtime.system_clock import SystemClock

    return SystemClock().now().date()


def _content(name: str) -> bytes:
    from counter_app.domain.catalogue import CATALOGUE_BYTES_MAX

    try:
        with Path(name).open("rb") as file:
            return file.read(CATALOGUE_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{Path(name).name}：{error}") from error


def _about(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "version": catalogue.version,
        "valid_from": catalogue.valid_from.isoformat(),
        "valid_until": catalogue.valid_until.isoformat(),
        "sha256": catalogue.sha256,
        "count": len(catalogue.items),
        "usable_count": len(catalogue.usable_items),
    }


def _headline(catalogue: Catalogue) -> str:
    return (
        f"第 {catalogue.version} 版，{catalogue.valid_from} 至 {catalogue.valid_until}，"
        f"{len(catalogue.items)} 个事项，{len(catalogue.usable_items)} 个可收件"
    )


def _told(item: ServiceItem) -> dict[str, Any]:
    return {"item_id": item.item_id, "name": item.name, "why_not_usable": item.why_not_usable}


def _limit(limit: TimeLimit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {"days": limit.days, "unit": limit.unit.value, "basis": limit.basis}


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "row": repair.row,
        "field": repair.field,
        "before": repair.before,
        "after": repair.after,
        "why": repair.why,
    }


def _repair_line(repair: Repair) -> str:
    """Return one line for a console: what came from a file is shown quoted, never raw."""
    before, after = (
        json.dumps(text, ensure_ascii=False)[:60] for text in (repair.before, repair.after)
    )
    place = f"第{repair.row}行 " if repair.row else ""
    change = f"{before}" if repair.before == repair.after else f"{before} → {after}"
    return f"  {place}{repair.field}：{change}　{repair.why}"


def _version(text: str) -> int:
    version = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
    if version < 1:
        raise argparse.ArgumentTypeError(f"版本号应为 1 以上的整数：{text}")
    return version


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"不是日期：{text}") from error
