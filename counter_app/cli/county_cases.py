"""`counter county link-case`: shows a case to another township, by the county's decision."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer
from counter_app.cli.parser import usage_error

if TYPE_CHECKING:
    from sync.server.app import County

Action = Callable[["County", argparse.Namespace], Answer]
Leaf = Callable[[Any, str, str], argparse.ArgumentParser]

_CASE: Final = re.compile(r"[0-9a-f]{32}")
_TOWNSHIP: Final = re.compile(r"[0-9]{9}")


def register(groups: Any, leaf: Leaf) -> None:
    """Add the command."""
    link = leaf(groups, "link-case", "把一件办件共享给另一个乡镇（联办、移交）；不能收回")
    link.add_argument("case", metavar="CASE", help="办件编号，32 位")
    link.add_argument("--township", required=True, metavar="9位", help="乡镇代码")


def require_arguments(arguments: argparse.Namespace) -> None:
    """Refuse what is no case or no township.

    Raises:
        SystemExit: Exit code of a wrong usage.
    """
    if arguments.action != "link-case":
        return
    if not _CASE.fullmatch(arguments.case):
        raise usage_error("county", "CASE 应为 32 位十六进制数")
    if not _TOWNSHIP.fullmatch(arguments.township):
        raise usage_error("county", "--township 应为 9 位数字")


def _link_case(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.case_scopes import link

    linked = link(county.database, arguments.case, arguments.township, at_ms=county.now_ms())
    events = linked.appended.get(arguments.township, 0)
    words = f"已共享给 {arguments.township}：{events} 条" if linked.is_new else "没有新的变化"
    return Answer({"linked": linked.is_new, "events": events}, words)


ACTIONS: Final[Mapping[str, Action]] = MappingProxyType({"link-case": _link_case})
