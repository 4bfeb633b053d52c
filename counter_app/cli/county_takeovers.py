"""`counter county takeovers`, `approve-takeover`, `refuse-takeover`: 顶岗 answered from afar."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer

if TYPE_CHECKING:
    from counter_app.domain.handover_facts import TakeoverAnswer
    from counter_app.domain.post_book import Covering
    from sync.server.app import County

Action = Callable[["County", argparse.Namespace], Answer]
Leaf = Callable[[Any, str, str], argparse.ArgumentParser]

_STATES: Final = MappingProxyType(
    {"open": "等批准", "in-force": "顶岗中", "refused": "未批准", "ended": "已结束"}
)
_SHOWN_DIGITS: Final = 16


def register(groups: Any, leaf: Leaf) -> None:
    """Add the commands."""
    listed = leaf(groups, "takeovers", "列出等批准的顶岗申请；加 --all 连同已答复的")
    listed.add_argument("--all", action="store_true", help="已答复和已结束的也列出")
    for name, purpose in (
        ("approve-takeover", "批准一个顶岗申请：先与乡镇中心核实"),
        ("refuse-takeover", "不批准顶岗；已经在顶的收回，岗位回到原来的人，其间所办保留待复核"),
    ):
        one = leaf(groups, name, purpose)
        one.add_argument("takeover", metavar="NUMBER", help="交接单号，或申请编号的前 8 位以上")
        one.add_argument("--by", required=True, metavar="STAFF", help="县局决定人的工号")
        one.add_argument("--reason", required=True, metavar="TEXT", help="理由，不写群众信息")


def _list(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.takeovers import coverings

    found = coverings(county.database, county.key)
    if not arguments.all:
        found = [each for each in found if each.state.value == "open"]
    rows = [_shown(each) for each in found]
    lines = [_line(each) for each in found]
    return Answer({"takeovers": rows}, "\n".join(lines) or "没有等批准的顶岗申请")


def _approve(county: County, arguments: argparse.Namespace) -> Answer:
    from counter_app.domain.handover_facts import TakeoverAnswer

    covering = _rule(county, arguments, TakeoverAnswer.APPROVED)
    until = f"，到 {covering.until.isoformat()}" if covering.until else ""
    words = (
        f"已批准：{covering.taken_by} 顶 {covering.acting_for} 的岗{until}；各窗口下次同步时收到"
    )
    return Answer(_shown(covering), words)


def _refuse(county: County, arguments: argparse.Namespace) -> Answer:
    from counter_app.domain.handover_facts import TakeoverAnswer

    covering = _rule(county, arguments, TakeoverAnswer.REFUSED)
    words = (
        f"不批准：{covering.taken_by} 顶 {covering.acting_for} 的岗；岗位归原来负责的人，"
        "其间所办都保留，由该岗位和首席代表复核；各窗口下次同步时收到"
    )
    return Answer(_shown(covering), words)


def _rule(county: County, arguments: argparse.Namespace, answer: TakeoverAnswer) -> Covering:
    from sync.server.takeovers import Ruling, rule

    ruling = Ruling(
        named=arguments.takeover, answer=answer, ruled_by=arguments.by, reason=arguments.reason
    )
    return rule(county.database, county.key, ruling, at_ms=county.now_ms())


def _shown(covering: Covering) -> dict[str, Any]:
    ruling = covering.ruling
    return {
        "request": covering.event_id,
        "number": covering.document_number,
        "post": covering.post_code,
        "taken_by": covering.taken_by,
        "acting_for": covering.acting_for,
        "at_counter": covering.at_counter,
        "until": covering.until.isoformat() if covering.until else None,
        "reason": covering.reason,
        "state": covering.state.value,
        "approved_by": covering.approved_by or None,
        "ruled_by": ruling.ruled_by if ruling else None,
        "ruled_at": ruling.ruled_at.isoformat() if ruling else None,
        "ruling_reason": ruling.reason if ruling else None,
        "reviewed_by": covering.reviewed_by or None,
    }


def _line(covering: Covering) -> str:
    until = covering.until.isoformat() if covering.until else "另行结束"
    words = (
        f"{covering.document_number}  申请编号 {covering.event_id[:_SHOWN_DIGITS]}\n"
        f"    {covering.post}（{covering.post_code}）  {covering.taken_by} 顶 "
        f"{covering.acting_for} 的岗，到 {until}  {_STATES[covering.state.value]}\n"
        f"    原因：{covering.reason}"
    )
    if covering.ruling is not None:
        words += f"\n    县局 {covering.ruling.ruled_by}：{covering.ruling.reason}"
    return words


ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {"takeovers": _list, "approve-takeover": _approve, "refuse-takeover": _refuse}
)
