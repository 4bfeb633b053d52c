"""Shows how the disaster mode stands, on its card and over the window, and switches it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from counter_app.domain.desk_news import Lamp, SyncNews
from counter_app.domain.disaster import DisasterStanding
from counter_app.domain.errors import CounterError, NotSignedIn
from counter_app.ui.dialogs import Answer, Question
from counter_app.ui.disaster_parts import DisasterParts
from counter_app.ui.exchange.disaster_card import DisasterCard, band_words, days_words, tr
from counter_app.ui.page_context import PageContext


class DisasterPresenter(QObject):
    """Reads again when somebody signs in, when the county was heard, and after each switching."""

    def __init__(
        self,
        card: DisasterCard,
        parts: DisasterParts,
        context: PageContext,
        show_band: Callable[[str], None],
    ) -> None:
        """Take the card; `show_band` puts words over the window, "" takes them away."""
        super().__init__(card)
        self._card = card
        self._parts = parts
        self._tasks = context.parts.tasks
        self._dialogs = context.dialogs
        self._navigator = context.navigator
        self._show_band = show_band
        self._standing: DisasterStanding | None = None
        self._lamp: Lamp | None = None
        card.switch_requested.connect(self._ask)

    def read(self) -> None:
        """Read how it stands."""
        self._tasks.start(self._parts.standing, done=self._on_read, failed=self._on_not_read)

    def on_news(self, news: SyncNews) -> None:
        """Read again when an exchange has ended: a colleague may have switched it elsewhere."""
        if news.lamp is not self._lamp and news.lamp is not Lamp.SYNCING:
            self.read()
        self._lamp = news.lamp

    def _on_not_read(self, error: CounterError) -> None:
        if not isinstance(error, NotSignedIn):  # The line is heard before anybody signs in.
            self._navigator.show_error(error)

    def _on_read(self, standing: DisasterStanding) -> None:
        self._standing = standing
        self._card.show_standing(standing)
        self._show_band(band_words(standing))

    def _ask(self) -> None:
        standing = self._standing
        if standing is None:
            return
        self._dialogs.ask(_question(standing), partial(self._on_answer, not standing.is_on))

    def _on_answer(self, is_on: bool, answer: Answer) -> None:  # noqa: FBT001 - from a partial
        if answer.is_yes:
            self._tasks.start(
                partial(self._parts.switch, is_on=is_on, reason=answer.reason),
                done=partial(self._on_switched, is_on),
                failed=self._navigator.show_error,
            )

    def _on_switched(self, is_on: bool, _fact: object) -> None:  # noqa: FBT001 - from a partial
        self._navigator.say(tr("灾害模式已启用") if is_on else tr("灾害模式已停用"))
        self.read()


def _question(standing: DisasterStanding) -> Question:
    """Return what is asked before it is switched."""
    if standing.is_on:
        return Question(
            name="disaster-off",
            title=tr("停用灾害模式？"),
            text=tr("离线授权恢复平常的期限；已经过期的，联网以前只能收件。谁停用、为什么有记录。"),
            accept=tr("停用"),
            asks_reason=True,
            icon="alert",
        )
    return Question(
        name="disaster-on",
        title=tr("启用灾害模式？"),
        text=days_words(standing)
        + tr("同镇各窗口收到这条记录后一起算。谁启用、为什么有记录；原因里不写群众信息。"),
        accept=tr("启用"),
        accept_kind="danger",
        asks_reason=True,
        icon="alert",
    )
