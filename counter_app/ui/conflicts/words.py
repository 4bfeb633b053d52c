"""Words of the page of conflicts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from counter_app.domain.case_field import Field
from counter_app.domain.conflict_record import Side
from counter_app.domain.conflict_sides import came_out
from counter_app.domain.deadline_verdict import TimeInterval
from counter_app.domain.print_job import PrintedDocument, PrintState
from counter_app.domain.tasks import conflict_detail
from counter_app.domain.terms import name_of
from counter_app.services.show_conflicts import ConflictCard, SideTold
from counter_app.ui.case.timeline import told_of
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.pair_grid import Pair

KEY_OF_SIDE = {Side.FIRST: "1", Side.SECOND: "2"}


def about(card: ConflictCard) -> str:
    """Return what the two sides disagree about; names no person."""
    return conflict_detail(card.conflict)


def state_words(card: ConflictCard) -> str:
    """Return where the case stands meanwhile, and on what ground."""
    conflict = card.conflict
    if card.is_decided:
        return tr("已裁决。可以改按另一边，也可以撤回裁决，都会留下记录。")
    if conflict.is_breach:
        return tr("两份告知书都已送达群众，清单已合并。须首席代表知悉并向群众说明。")
    stands = tr("裁决前按“{}”办理，办件照常可办；期限按对群众有利的算。").format(
        name_of(card.case.status)
    )
    if conflict.is_reopened:
        return tr("裁决以后又来了不知情的办理，请重新裁决。") + stands
    return stands


def side_heading(told: SideTold) -> str:
    """Return what one side is called: its number, and whether the case follows it now."""
    order = tr("先到县局的一边") if told.side is Side.FIRST else tr("后到的一边")
    return f"{KEY_OF_SIDE[told.side]}　{order}"


def side_pairs(card: ConflictCard, told: SideTold) -> list[Pair]:
    """Return everything that is known of one side."""
    pairs = [Pair(tr("经手"), "、".join(dict.fromkeys(act.staff for act in told.acts)))]
    if told.acts:
        pairs.append(Pair(tr("本机时间"), f"{told.acts[0].made_at:%Y-%m-%d %H:%M}"))
    pairs.append(Pair(tr("县局时间"), interval_words(told.interval)))
    pairs += [Pair(tr("办了什么"), told_of(act.fact)[0]) for act in told.acts]
    if told.value:
        caption = name_of(card.conflict.field)
        pairs.append(Pair(caption, told.value, Tone.ACCENT))
    pairs.append(_papers(told))
    pairs.append(Pair(tr("选它以后"), consequence(card, told), Tone.INFO))
    return pairs


def interval_words(interval: TimeInterval | None) -> str:
    """Return between which two times of the county something happened."""
    if interval is None or (interval.earliest is None and interval.latest is None):
        return tr("还没有县局签名的时间")
    early = f"{interval.earliest:%m-%d %H:%M}" if interval.earliest else "…"
    late = f"{interval.latest:%m-%d %H:%M}" if interval.latest else "…"
    return tr("{} 至 {} 之间").format(early, late)


def consequence(card: ConflictCard, told: SideTold) -> str:
    """Return what follows when this side stands."""
    conflict = card.conflict
    if conflict.is_breach:
        return tr("记为已知悉，两份告知书都保留，违反次数照计")
    if told.value:
        return tr("登记为“{}”，另一个值留在记录里").format(told.value)
    if conflict.field is Field.AMOUNTS:
        return tr("按这一边的缴费记录办理，另一边留在记录里")
    if conflict.field is Field.PLEDGE:
        return tr("容缺承诺按这一边的日期，另一份承诺书请收回")
    if conflict.field is Field.ORIGINALS:
        return tr("原件去向按这一边登记，请核对实物")
    words = tr("办件为“{}”，从这里接着办").format(name_of(told.status))
    if _is_on_paper(card, told.side.other):
        words += tr("；另一边的文书已出纸，请收回并向群众说明")
    return words


def _is_on_paper(card: ConflictCard, side: Side) -> bool:
    told = next(one for one in card.sides if one.side is side)
    return any(came_out(paper) for paper in told.papers)


def _papers(told: SideTold) -> Pair:
    if not told.papers:
        return Pair(tr("文书"), tr("没有打印过"))
    words = [f"《{name_of(paper.form)}》{_paper_state(paper)}" for paper in told.papers]
    tone = Tone.CAUTION if any(came_out(paper) for paper in told.papers) else None
    return Pair(tr("文书"), "\n".join(dict.fromkeys(words)), tone)


def _paper_state(paper: PrintedDocument) -> str:
    if came_out(paper):
        return tr("已出纸，在群众手里")
    if paper.state is PrintState.FAILED or paper.came_out is False:
        return tr("没有出纸")
    if paper.state is PrintState.UNKNOWN:
        return tr("不知道有没有出纸")
    return tr("还没有出纸")


def tr(text: str) -> str:
    """Translate words that stand outside any widget class."""
    return QCoreApplication.translate("conflicts", text)
