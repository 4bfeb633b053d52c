"""`counter audit destroyed`: the lists of what retention destroyed, and each of them on paper."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import EXIT_DONE, EXIT_FAILED, Answer
from counter_app.cli.parser import leaf

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.destruction_list import DestructionList
    from counter_app.domain.privacy_facts import DestroyedCopy

LISTS_USUAL: Final = 100


def register(groups: Any) -> None:
    """Add `destroyed` to the actions of `audit`."""
    destroyed = leaf(groups, "destroyed", "列出、打印按保存期限销毁的本机副本（销毁清单）")
    destroyed.add_argument(
        "number", nargs="?", default="", metavar="编号", help="只要这一份清单；不写就列出全部"
    )
    destroyed.add_argument(
        "--limit", type=int, default=LISTS_USUAL, metavar="份数", help="最多列出多少份清单"
    )
    destroyed.add_argument("--print", action="store_true", dest="on_paper", help="打印这份清单")
    destroyed.add_argument("--pdf", metavar="FILE", help="把这份清单写成 A4 的 PDF 文件")


def run(arguments: argparse.Namespace) -> Answer:
    """List them, or bring one to paper.

    Raises:
        DestructionListUnknown: No list has that number.
        FieldMissing: A paper was asked for, and no number said which.
        UnreadableFile, DiskFull: The PDF could not be written.
        NotAuthorised: The lists are read by an auditor or the director, where there is one.
    """
    from counter_app.bootstrap.allowed_here import require_here
    from counter_app.bootstrap.profile import open_profile
    from counter_app.domain.errors import FieldMissing
    from counter_app.domain.permissions import Right
    from counter_app.storage.destruction_log import DestructionLog
    from counter_app.storage.profile_keys import people_of

    if (arguments.on_paper or arguments.pdf) and not arguments.number:
        raise FieldMissing("编号")
    with open_profile(arguments, may_view=not arguments.on_paper) as profile:
        people = people_of(profile.paths.root)
        require_here(profile.desk.operator().role, Right.READ_AUDIT, people)
        log = DestructionLog(profile.store)
        if not arguments.number:
            return answer_of_destroyed(log.newest(arguments.limit))
        one = log.numbered(arguments.number)
        papers = _brought_out(profile, one, arguments)
        return _with_papers(answer_of_destroyed([one]), papers)


def answer_of_destroyed(lists: Sequence[DestructionList]) -> Answer:
    """Return the signed lists of what went by rule, the latest first."""
    rows = [
        {
            "number": one.number,
            "at": one.destroyed.destroyed_at.isoformat(timespec="seconds"),
            "rule": one.destroyed.rule,
            "device": one.device,
            "record": one.record,
            "copies": [
                {
                    "case": copy.number,
                    "last_event": copy.last_event,
                    "files": list(copy.files),
                    "bodies": copy.bodies,
                }
                for copy in one.destroyed.copies
            ],
            "blocked": [{"case": number, "why": why} for number, why in one.destroyed.blocked],
        }
        for one in lists
    ]
    lines = [f"{len(rows)} 份销毁清单，最近的在前", *_lines(lists)]
    return Answer({"lists": rows}, "\n".join(lines))


def _lines(lists: Sequence[DestructionList]) -> list[str]:
    lines: list[str] = []
    for one in lists:
        fact = one.destroyed
        lines.append(f"销毁清单 {one.number}  {fact.destroyed_at:%Y-%m-%d %H:%M}")
        lines.append(f"  规则：{fact.rule}")
        lines += [f"  已销毁 {copy.number}：{_gone(copy)}" for copy in fact.copies]
        lines += [f"  保留 {number}：{why}" for number, why in fact.blocked]
    return lines


def _gone(copy: DestroyedCopy) -> str:
    words = f"附件 {len(copy.files)} 个"
    return f"{words}，正文 {copy.bodies} 条" if copy.bodies else words


def _brought_out(
    profile: OpenProfile, one: DestructionList, arguments: argparse.Namespace
) -> dict[str, Any]:
    """Print and write what was asked for; returns what came of it."""
    from counter_app.bootstrap.destruction_papers import DestructionPapers

    papers, came_of_it = DestructionPapers(profile), dict[str, Any]()
    if arguments.pdf:
        path = Path(arguments.pdf)
        came_of_it |= {"pdf": str(path), "bytes": papers.save(one, path)}
    if arguments.on_paper:
        outcome = papers.print_now(one)
        came_of_it |= {"printed": outcome.state.value, "detail": outcome.detail}
    return came_of_it


def _with_papers(answer: Answer, papers: dict[str, Any]) -> Answer:
    """Say below a list what became of its papers; a paper that certainly is not out fails."""
    words = {
        "printed": "已打印",
        "failed": f"没有打印：{papers.get('detail', '')}",
        "unknown": "打印结果不明，请看一下出纸了没有",
    }
    lines = [answer.text]
    if "pdf" in papers:
        lines.append(f"已写入 {papers['pdf']}，{papers['bytes']} 字节")
    if "printed" in papers:
        lines.append(words[papers["printed"]])
    failed = papers.get("printed") == "failed"
    return Answer({**answer.data, **papers}, "\n".join(lines), EXIT_FAILED if failed else EXIT_DONE)
