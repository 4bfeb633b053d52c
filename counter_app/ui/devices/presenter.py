"""The devices page: what happens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from counter_app.domain.county_word import ENROL_AGAIN
from counter_app.domain.desk_news import PrinterNews, SyncNews
from counter_app.domain.errors import CounterError
from counter_app.domain.print_job import PrintState
from counter_app.domain.reader_news import PortFinding, PortsSearched, ReaderStateChanged
from counter_app.ui.devices.view import DevicesView
from counter_app.ui.devices.words import code_problem, outcome_words
from counter_app.ui.tokens import Tone

if TYPE_CHECKING:
    from counter_app.ui.device_parts import DeviceParts, ReadinessCheck, TestPageResult
    from counter_app.ui.page_context import PageContext

_TONES = {
    PrintState.PRINTED: Tone.GOOD.value,
    PrintState.FAILED: Tone.BAD.value,
}


class DevicesPresenter(QObject):
    """Shows how the devices are, and lets a person try them.

    Nothing here touches a device on the GUI thread.
    """

    _searched = Signal(object)

    def __init__(self, view: DevicesView, parts: DeviceParts, context: PageContext) -> None:
        super().__init__(view)
        self._view = view
        self._parts = parts
        self._navigator = context.navigator
        self._clock = context.parts.clock
        self._searched.connect(self._on_searched, Qt.ConnectionType.QueuedConnection)
        view.search_requested.connect(self.search)
        view.reader.port_chosen.connect(self._on_port_chosen)
        view.test_page_requested.connect(self._on_test_page)
        view.check_requested.connect(self.check)
        view.county.enrol_requested.connect(self._on_enrol)
        view.county.edited.connect(self._on_edited)
        context.devices.printer_changed.connect(self._show_printer)
        context.devices.reader_changed.connect(self._show_reader)
        context.county.changed.connect(self._show_county)
        view.printers.show_printers(parts.printers())
        for news in context.parts.print_desk.statuses():
            self._show_printer(news)
        if context.devices.reader_news is not None:
            self._show_reader(context.devices.reader_news)
        view.county.show_address(parts.county_url())
        self._show_county(context.parts.county.status())
        self._show_port()

    def search(self) -> None:
        """Search every port for the reader; ports of other devices are left alone."""
        if self._view.reader.is_searching:
            return
        self._view.reader.show_findings((), may_choose=False)
        self._show_search(self.tr("正在查找，最多 5 秒…"), is_under_way=True)
        self._parts.search_ports(self._searched.emit)

    def check(self) -> None:
        """Look at everything that can be looked at without a person."""
        if self._view.checks.is_checking:
            return
        self._view.checks.show_checking(self.tr("正在检查…"), is_under_way=True)
        self._view.actions_changed.emit()
        self._parts.tasks.start(
            self._parts.checks, done=self._on_checked, failed=self._on_not_checked
        )

    @Slot(object)
    def _on_searched(self, news: PortsSearched) -> None:
        may_choose = news.is_finished
        self._view.reader.show_findings(news.findings, may_choose=may_choose)
        if not news.is_finished:
            words = self.tr("正在查找，已看过 {} 个端口…").format(len(news.findings))
            self._show_search(words, is_under_way=True)
            return
        if news.chosen is not None:
            words = self.tr("找到了，现在就能用。按“使用这个”，下次启动也用它。")
        elif news.findings:
            words = self.tr("没有找到读卡器。请检查接线和电源，再找一次；不影响手工录入。")
        else:
            words = self.tr("这台电脑没有串口。请插好读卡器，再找一次；不影响手工录入。")
        self._show_search(words, is_under_way=False)
        self._show_port()

    def _show_search(self, words: str, *, is_under_way: bool) -> None:
        self._view.reader.show_search(words, is_under_way=is_under_way)
        self._view.actions_changed.emit()

    def _on_port_chosen(self, finding: PortFinding) -> None:
        self._parts.tasks.start(
            partial(self._parts.keep_reader, finding.port),
            done=partial(self._on_kept, finding.port.name),
            failed=self._navigator.show_error,
        )

    def _on_kept(self, name: str, _nothing: None) -> None:
        self._navigator.say(self.tr("已记住读卡器 {}").format(name))
        self._show_port()

    def _show_port(self) -> None:
        port = self._parts.reader_port()
        words = self.tr("端口：{}").format(port.name) if port else self.tr("还没有选定端口")
        self._view.reader.show_port(words)

    def _on_test_page(self, name: str) -> None:
        row = self._view.printers.rows[name]
        if row.is_printing:
            return
        row.show_printing(is_printing=True)
        row.show_result(self.tr("正在打印测试页…"), "")
        self._view.actions_changed.emit()
        self._parts.tasks.start(
            partial(self._parts.print_test_page, name),
            done=partial(self._on_test_page_done, name),
            failed=partial(self._on_test_page_failed, name),
        )

    def _on_test_page_done(self, name: str, result: TestPageResult) -> None:
        row = self._view.printers.rows[name]
        tone = _TONES.get(result.state, Tone.CAUTION.value)
        row.show_printing(is_printing=False)
        row.show_result(outcome_words(result.state, result.detail), tone)
        self._view.actions_changed.emit()

    def _on_test_page_failed(self, name: str, error: CounterError) -> None:
        row = self._view.printers.rows[name]
        row.show_printing(is_printing=False)
        row.show_result("", "")
        self._view.actions_changed.emit()
        self._navigator.show_error(error)

    def _on_edited(self) -> None:
        card = self._view.county
        for field, problem in (
            (card.url, self._url_problem(card.url.text().strip())),
            (card.code, code_problem(card.code.text())),
        ):
            field.show_problem(problem if field.text() else "")

    def _url_problem(self, url: str) -> str:
        if not url:
            return self.tr("请输入县局地址")
        if not self._parts.is_county_address(url):
            return self.tr("应以 https:// 开头，不含用户名和参数")
        return ""

    def _on_enrol(self, url: str, code: str) -> None:
        card = self._view.county
        problems = ((card.url, self._url_problem(url)), (card.code, code_problem(code)))
        for field, problem in problems:
            field.show_problem(problem)
        bad = [field for field, problem in problems if problem]
        if bad:
            bad[0].edit.setFocus()
            return
        card.show_enrolling(is_enrolling=True)
        self._parts.tasks.start(
            partial(self._parts.enrol, url, code),
            done=self._on_enrolled,
            failed=self._on_not_enrolled,
        )

    def _on_enrolled(self, _nothing: None) -> None:
        card = self._view.county
        card.show_enrolling(is_enrolling=False)
        card.code.edit.clear()
        card.show_address(self._parts.county_url())
        self._navigator.say(self.tr("已登记县局，现在开始上传"))
        self._view.setFocus()
        self.check()

    def _on_not_enrolled(self, error: CounterError) -> None:
        self._view.county.show_enrolling(is_enrolling=False)
        self._view.county.code.edit.setFocus()
        self._navigator.show_error(error)

    def _on_checked(self, checks: Sequence[ReadinessCheck]) -> None:
        words = self.tr("{} 检查").format(f"{self._clock.now():%H:%M:%S}")
        self._view.checks.show_checks(checks)
        self._view.checks.show_checking(words, is_under_way=False)
        self._view.actions_changed.emit()

    def _on_not_checked(self, error: CounterError) -> None:
        self._view.checks.show_checking("", is_under_way=False)
        self._view.actions_changed.emit()
        self._navigator.show_error(error)

    def _show_printer(self, news: PrinterNews) -> None:
        row = self._view.printers.rows.get(news.printer)
        if row is not None:
            row.show_news(news)

    def _show_reader(self, news: ReaderStateChanged) -> None:
        self._view.reader.show_state(news)
        self._show_port()

    def _show_county(self, news: SyncNews) -> None:
        words = [self.tr("等待县局确认 {} 条。").format(news.unacknowledged)]
        if news.last_ack_at is not None:
            words.append(self.tr("最后确认 {}。").format(f"{news.last_ack_at:%m-%d %H:%M}"))
        words.append(news.advice)
        self._view.county.show_news(news, "".join(words))
        is_lost = news.standing in ENROL_AGAIN
        self._view.county.offer_again(self._parts.county_url() if is_lost else "")
