"""What goes along when the post changes hands, as rows and in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from counter_app.domain.desk_contents import DeskCase, DeskContents, DraftAtDesk, OpenPromise
from counter_app.domain.drawer import DrawerLine
from counter_app.domain.privacy import mask_name
from counter_app.domain.terms import name_of
from counter_app.ui.post.rows import Row
from counter_app.ui.post.words import due_words, short_number, tr, whose


def along_words(contents: DeskContents) -> str:
    """Return how much goes along."""
    words = tr("在办件 {} 件，原件 {} 份，草稿 {} 件，承诺 {} 项；县局未回执 {} 条。")
    return words.format(
        len(contents.open_cases),
        contents.drawer.total,
        len(contents.drafts),
        len(contents.promises),
        contents.unacknowledged,
    )


def along_rows(contents: DeskContents) -> list[Row]:
    """Return everything that goes along: cases, originals, promises, drafts."""
    return list(_rows(contents))


def _rows(contents: DeskContents) -> Iterator[Row]:
    today = contents.read_at.date()
    for desk in contents.open_cases:
        deadline = desk.seen.clocks.binding
        due = due_words(deadline.due_on if deadline else None, today)
        yield Row((tr("在办件"), _case_words(desk), due), key=desk.case.case_id, icon="paper")
    for line in contents.drawer.lines:
        cells = (tr("原件"), _original_words(line), "—")
        yield Row(cells, key=line.case_id, icon="tray-in")
    for promise in contents.promises:
        cells = (tr("承诺"), _promise_words(promise), due_words(promise.due_on, today))
        yield Row(cells, key=promise.case.case_id, icon="hourglass")
    for draft in contents.drafts:
        yield Row((tr("草稿"), _draft_words(draft), "—"), icon="pencil")


def _case_words(desk: DeskCase) -> str:
    case = desk.case
    return f"{whose(case)} {case.item.name}，{name_of(case.status)}"


def _original_words(line: DrawerLine) -> str:
    number = short_number(line.case_number)
    return tr("{} {} {}份，{}").format(
        mask_name(line.owner_name), line.material, line.originals, number
    )


def _promise_words(promise: OpenPromise) -> str:
    return f"{whose(promise.case)} {promise.words}"


def _draft_words(draft: DraftAtDesk) -> str:
    name = mask_name(draft.applicant_name) or tr("未填姓名")
    return f"{name} {draft.item_name or tr('未选事项')}"
