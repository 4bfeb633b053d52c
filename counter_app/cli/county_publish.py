"""`counter county publish-…`: what counters get from the county, and the keys that sign it."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer
from counter_app.cli.parser import usage_error
from counter_app.domain.errors import CatalogueInvalid, UnreadableFile
from counter_app.domain.publication_facts import KIND_WORDS

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from sync.server.app import County
    from sync.server.publications import Staged

    AddLeaf = Callable[[Any, str, str], argparse.ArgumentParser]

KINDS: Final = {
    "publish-catalog": "catalogue",
    "publish-calendar": "calendar",
    "publish-staff": "staff",
}
MAKE_KEY: Final = ("publication-key", "approver-key")
ACTIONS: Final = (*KINDS, "approve-publication", "name-publishers", "publications")
CHANGES_SHOWN: Final = 20
_FILE_BYTES_MAX: Final = 16 << 20
_PUBLIC_KEY: Final = re.compile(r"[0-9a-f]{64}")
_ROLE_WORDS: Final = {"publication": "发布", "approval": "审批"}


def register(groups: Any, add: AddLeaf) -> None:
    """Add the commands; `add` makes a leaf with the options of the county's database."""
    for action, what in (
        ("publish-catalog", "发布事项目录"),
        ("publish-calendar", "发布工作日历"),
        ("publish-staff", "发布人员名单"),
    ):
        publish = add(groups, action, f"{what}：检查内容、比较变化，两人签名后下发到各窗口")
        publish.add_argument("file", type=Path, metavar="FILE")
        publish.add_argument(
            "--valid-from", type=_day, metavar="DATE", help="从哪天起适用；不写按文件"
        )
        publish.add_argument(
            "--publication-key", type=Path, metavar="FILE", help="县局发布密钥（平时离线保管）"
        )
        publish.add_argument("--approver-key", type=Path, metavar="FILE", help="审批人的密钥")
    approve = add(groups, "approve-publication", "为等待签名的一版补上签名")
    approve.add_argument("kind", choices=tuple(KINDS.values()))
    approve.add_argument("version", type=int)
    approve.add_argument(
        "--signing-key", type=Path, required=True, metavar="FILE", help="签名的密钥"
    )
    name = add(groups, "name-publishers", "登记谁可以发布、谁可以审批（公钥）")
    name.add_argument("--publication", nargs="+", required=True, metavar="HEX", help="发布公钥")
    name.add_argument("--approval", nargs="+", required=True, metavar="HEX", help="审批公钥")
    name.add_argument("--publication-key", type=Path, metavar="FILE", help="原来的发布密钥")
    name.add_argument("--approver-key", type=Path, metavar="FILE", help="原来的审批密钥")
    add(groups, "publications", "列出已发布和等待签名的各版")
    for action, what in zip(MAKE_KEY, ("发布", "审批"), strict=True):
        make = add(groups, action, f"生成一把{what}密钥，存成只有本人能读的文件")
        make.add_argument("file", type=Path, metavar="FILE")


def make_key(arguments: argparse.Namespace) -> Answer:
    """Make a key of a publisher or an approver; needs no database, so it may be done offline.

    Raises:
        UnreadableFile: There is a file already, or it cannot be written.
    """
    from sync.server.county_key import load_or_create

    if arguments.file.exists():
        raise UnreadableFile(f"{arguments.file} 已经存在，没有改动")
    key = load_or_create(arguments.file)
    public = key.public.public_bytes_raw().hex()
    return Answer(
        {"file": str(arguments.file), "public_key": public, "key": key.id},
        f"密钥已存入 {arguments.file}，请离线保管\n公钥：{public}",
    )


def run(county: County, arguments: argparse.Namespace) -> Answer:
    """Do one of `ACTIONS`.

    Raises:
        InputError: The content, its version or a key is not in order; nothing was published.
    """
    match arguments.action:
        case "approve-publication":
            return _approve(county, arguments)
        case "name-publishers":
            return _name_publishers(county, arguments)
        case "publications":
            return _publications(county)
        case _:
            return _publish(county, arguments)


def _publish(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server import publications

    kind = KINDS[arguments.action]
    keys = read_keys(arguments.publication_key, arguments.approver_key)
    content = _content(arguments.file, arguments.valid_from)
    staged = publications.stage(
        county.database, kind, content, at_ms=county.now_ms(), above=_shipped_version(kind)
    )
    told = staged
    for key in keys:
        told = publications.add_signature(
            county.database, kind, staged.version, key, at_ms=county.now_ms()
        )
    return _told(told, staged)


def _approve(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server import publications

    key = _key(arguments.signing_key)
    told = publications.add_signature(
        county.database, arguments.kind, arguments.version, key, at_ms=county.now_ms()
    )
    return _told(told, told)


def _name_publishers(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server import publications, trust

    for key in (*arguments.publication, *arguments.approval):
        if not _PUBLIC_KEY.fullmatch(key):
            raise usage_error("county", f"公钥应为 64 位十六进制：{key[:64]}")
    named = publications.name_publishers(
        county.database,
        tuple(arguments.publication),
        tuple(arguments.approval),
        read_keys(arguments.publication_key, arguments.approver_key),
        at_ms=county.now_ms(),
    )
    trust.refresh(county.database, county.key, at_ms=county.now_ms())
    data = {
        "version": named.version,
        "publication": list(named.publication),
        "approval": list(named.approval),
    }
    return Answer(data, f"已登记第{named.version}组发布密钥，随信任名单下发")


def _publications(county: County) -> Answer:
    from sync.server import publications, trust

    trust.refresh(county.database, county.key, at_ms=county.now_ms())
    rows = publications.overview(county.database)
    lines = [
        f"{KIND_WORDS[row.kind]} 第{row.version}版  {'已发布' if row.is_public else '等待签名'}"
        for row in rows
    ]
    return Answer({"publications": [_row(row) for row in rows]}, "\n".join(lines) or "还没有发布过")


def _told(told: Staged, staged: Staged) -> Answer:
    changes = staged.changes
    counts = {
        name: sum(change.kind == word for change in changes)
        for name, word in (("new", "新增"), ("changed", "变更"), ("withdrawn", "取消"))
    }
    data = _row(told) | {
        **counts,
        "changes": [
            {"kind": change.kind, "name": change.name, "detail": change.detail}
            for change in changes
        ],
    }
    state = "已发布" if told.is_public else f"等待签名：{'、'.join(_missing_words(told))}"
    lines = [f"{KIND_WORDS[told.kind]} 第{told.version}版，{state}"]
    if told is not staged or changes:
        lines.append(f"新增 {counts['new']}，变更 {counts['changed']}，取消 {counts['withdrawn']}")
    lines += [
        "  " + "　".join(text for text in (change.kind, change.name, change.detail) if text)
        for change in changes[:CHANGES_SHOWN]
    ]
    if len(changes) > CHANGES_SHOWN:
        lines.append(f"  ……还有 {len(changes) - CHANGES_SHOWN} 处，用 --json 看全部")
    return Answer(data, "\n".join(lines))


def _row(row: Staged) -> dict[str, Any]:
    missing = [] if row.is_public else [role for role in _ROLE_WORDS if role not in row.signed]
    return {
        "kind": row.kind,
        "version": row.version,
        "status": "published" if row.is_public else "waiting",
        "signed": list(row.signed),
        "missing": missing,
    }


def _missing_words(row: Staged) -> list[str]:
    return [words for role, words in _ROLE_WORDS.items() if role not in row.signed]


def read_keys(*files: Path | None) -> tuple[Ed25519PrivateKey, ...]:
    """Read the keys that were given; raises `UnreadableFile`."""
    return tuple(_key(file) for file in files if file is not None)


def _key(file: Path) -> Ed25519PrivateKey:
    from sync.server.county_key import load_or_create

    if not file.exists():
        raise UnreadableFile(f"{file} 不存在")
    return load_or_create(file).private


def _content(file: Path, valid_from: date | None) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_FILE_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{file.name}：{error}") from error
    if valid_from is None:
        return content
    try:
        raw = json.loads(content)
        raw["valid_from"] = valid_from.isoformat()
    except (ValueError, TypeError, RecursionError) as error:
        raise CatalogueInvalid(f"{file.name}：{type(error).__name__}") from error
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode()


def _shipped_version(kind: str) -> int:
    """Cases cite a calendar by its number: the county's begin above that of the program."""
    from counter_app.runtime.shipped_data import shipped_calendar

    return shipped_calendar().version if kind == "calendar" else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"不是日期：{text}") from error
