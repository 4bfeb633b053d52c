"""Questions that the intake page asks, one at a time."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.domain.item import ServiceItem
from counter_app.domain.privacy import mask_name, mask_number
from counter_app.domain.reader_news import CardRead
from counter_app.ui.dialogs import Answer, Dialogs, Question
from counter_app.ui.intake.person import PersonEntry
from counter_app.ui.intake.wording import tr


class Asker:
    """Asks one question at a time; the page waits for the answer without blocking."""

    def __init__(self, dialogs: Dialogs) -> None:
        self._dialogs = dialogs
        self._is_asking = False

    @property
    def is_asking(self) -> bool:
        return self._is_asking

    def ask(
        self,
        question: Question,
        agreed: Callable[[Answer], None],
        refused: Callable[[], None] | None = None,
    ) -> None:
        """Ask; one of the two is called once the clerk has answered."""
        if self._is_asking:
            return
        self._is_asking = True

        def answered(answer: Answer) -> None:
            self._is_asking = False
            if answer.is_yes:
                agreed(answer)
            elif refused is not None:
                refused()

        self._dialogs.ask(question, answered)


def keep_as_draft() -> Question:
    """Ask: what becomes of a page that is not submitted when another one begins."""
    return Question(
        name="keep_as_draft",
        title=tr("这一件还没有提交"),
        text=tr("存为草稿后可随时从“草稿”恢复，内容不会丢。"),
        accept=tr("存为草稿，开始新的"),
        reject=tr("继续填这一件"),
        icon="disk",
    )


def other_item(item: ServiceItem) -> Question:
    """Ask: whether judgements of another item may be given up."""
    return Question(
        name="other_item",
        title=tr("换成“{}”吗？").format(item.name),
        text=tr("已经判定的材料不属于新事项，要重新判定。申请人信息保留。"),
        accept=tr("换事项"),
        reject=tr("不换"),
    )


def other_person(person: PersonEntry, news: CardRead) -> Question:
    """Ask: whether the person on the page may be replaced."""
    present = _masked(person.name, person.number)
    read = _masked(news.card.name or news.card.english_name or "", news.card.number)
    return Question(
        name="other_person",
        title=tr("这张身份证是另一个人的"),
        text=tr("表里是{}，刚读的是{}。替换后，电话也要重新核对。").format(present, read),
        accept=tr("替换成刚读的人"),
        reject=tr("不替换"),
        icon="id-card",
    )


def which_address(news: CardRead) -> Question:
    """Ask: which of a card's two addresses goes into the form."""
    return Question(
        name="which_address",
        title=tr("卡内另有追加住址，用哪一个？"),
        text=tr("追加：{}\n印制：{}").format(news.appended_address, news.card.address or ""),
        accept=tr("用追加住址"),
        reject=tr("用印制住址"),
        icon="id-card",
    )


def discard_draft(details: str) -> Question:
    """Ask: whether a draft may go for good."""
    return Question(
        name="discard_draft",
        title=tr("丢弃这份草稿吗？"),
        text=tr("{}。丢弃后不能恢复。").format(details),
        accept=tr("丢弃"),
        accept_kind="danger",
        reject=tr("保留"),
        icon="alert",
    )


def not_a_duplicate() -> Question:
    """Ask: why this is another matter than the open case."""
    return Question(
        name="not_a_duplicate",
        title=tr("为什么不是重复办理？"),
        text=tr("原因随草稿保存，供核对。"),
        accept=tr("继续办理"),
        reject=tr("再看看"),
        choices=(
            tr("同一事项的另一次申请"),
            tr("原办件将撤回"),
            tr("为不同的家庭成员办理"),
        ),
        asks_reason=True,
    )


def reprint() -> Question:
    """Ask: why another copy of the receipt is needed."""
    return Question(
        name="reprint",
        title=tr("补打收件凭证"),
        text=tr("补打件上会印“补打”和次数。"),
        accept=tr("补打"),
        choices=(tr("没有出纸"), tr("卡纸或字迹不清"), tr("申请人要求另给一份")),
        asks_reason=True,
        icon="printer",
    )


def _masked(name: str, number: str) -> str:
    return f"{mask_name(name.strip())}（{mask_number(number)}）"
