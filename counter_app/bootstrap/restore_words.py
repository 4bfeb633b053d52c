"""What a person is told about a backup before it is restored, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.domain.backup import words_of_missing
from counter_app.domain.numbering import grouped

if TYPE_CHECKING:
    from counter_app.bootstrap.restoring import Looked, Restored


def words_of_look(looked: Looked) -> list[str]:
    """Return what a person reads about a backup before it is restored."""
    look = looked.look
    made = f"{looked.note.made_at:%Y-%m-%d %H:%M}" if looked.note else "时间不明"
    lines = [
        f"备份于 {made}，逐页核对完好",
        f"{look.cases} 件办件，{look.drafts} 份草稿，{look.stand.events} 条记录，"
        f"其中 {look.waiting} 条当时县局还没有签收",
    ]
    if look.newest:
        lines.append("最后收的办件：")
        lines += [
            f"{grouped(case.number)}　{case.item}　{case.received_at[:16].replace('T', ' ')}"
            for case in look.newest
        ]
    if looked.missing:
        first, last = looked.missing
        lines.append(f"比本机记录少第 {first} 至 {last} 号；恢复时先从原来的数据读回，其余联网补回")
    else:
        lines.append("本机记录的每一条，这份备份里都有")
    return lines


def words_of_restore(outcome: Restored) -> list[str]:
    """Return what a person is told after a restore."""
    read_back = f"，从原来的数据里读回 {outcome.salvaged} 条" if outcome.salvaged else ""
    numbers = [grouped(number) for number in outcome.numbers]
    lines = [
        f"备份里有 {outcome.stand.events} 条记录{read_back}，现在共 {outcome.events} 条",
        *_words_of_drafts(outcome),
        *words_of_missing(outcome.generation, outcome.missing, numbers),
    ]
    if outcome.tails:
        lines.append(f"未上传记录的第二份留在 {outcome.tails[0]}，请送县局导入")
    lines.append(f"原来的数据没有删除，保留在 {outcome.set_aside}")
    lines.append(f"供运维人员核对：本机换了新的密钥代次 {outcome.identity}")
    return lines


def _words_of_drafts(outcome: Restored) -> list[str]:
    """Return what became of intake pages that were not submitted."""
    lines = []
    if outcome.drafts:
        lines.append(f"没提交的草稿读回 {outcome.drafts} 份，本人登录后接着填")
    if outcome.drafts_lost is None:
        lines.append("原来数据里的草稿读不出来：备份以后没提交的收件页要重新填")
    elif outcome.drafts_lost:
        lines.append(f"有 {outcome.drafts_lost} 份草稿读不出来，要重新填")
    return lines
