"""The devices page in the window of the other tests; what it acts on is told by each test."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from counter_app.bootstrap.readiness import Check
from counter_app.domain.print_job import PrintState
from counter_app.ui.device_parts import DeviceParts, PrinterFacts, TestPageResult
from counter_app.ui.devices.view import DevicesView
from counter_app.ui.keys import Action
from counter_app.ui.tasks import TaskRunner

PRINTERS = (
    PrinterFacts(
        name="小票80", address="tcp://192.168.1.50:9100", paper="80", profile="generic-80"
    ),
    PrinterFacts(name="A4", address="winspool://HP LaserJet", paper="a4", profile="a4"),
)
CHECKS = (
    Check("settings", "ok", "综合窗口1号"),
    Check("disk", "ok", "剩余 41.3 GB"),
    Check("calendar", "warning", "第 1 版，有效至 2026-12-31", "请向县局要下一年度的工作日历"),
    Check("catalogue", "ok", "第 1 版，104 个事项，104 个可收件"),
    Check("printer 小票80", "failed", "打印机缺纸", "请装纸"),
)


class DevicesOnDesk:
    """What a page can do to devices, remembered; each answer can be set."""

    def __init__(self, tasks) -> None:
        self.searches = []
        self.kept = []
        self.enrolled = []
        self.result = TestPageResult(state=PrintState.PRINTED)
        self.found = CHECKS
        self.url = ""
        self.fails_with = None
        self.parts = DeviceParts(
            tasks=tasks,
            reader_port=lambda: self.kept[-1] if self.kept else None,
            search_ports=self.searches.append,
            keep_reader=self._guarded(self.kept.append),
            printers=lambda: PRINTERS,
            print_test_page=self._guarded(lambda _name: self.result),
            county_url=lambda: self.url,
            enrol=self._guarded(self._enrol),
            checks=self._guarded(lambda: self.found),
            is_county_address=lambda url: url.startswith("https://"),
        )

    def _guarded(self, act):
        def guarded(*given):
            if self.fails_with is not None:
                raise self.fails_with
            return act(*given)

        return guarded

    def _enrol(self, url: str, code: str) -> None:
        self.enrolled.append((url, code))
        self.url = url


@pytest.fixture
def device_tasks(qapp):
    runner = TaskRunner(name="devices")
    yield runner
    runner.stop()


@pytest.fixture
def device_parts(device_tasks):
    return DevicesOnDesk(device_tasks)


def open_devices(counter, devices) -> DevicesView:
    """Sign in, go to the page and wait until it has looked at everything."""
    counter.device_parts = devices
    counter.settle_devices = lambda: counter.wait(lambda: not devices.parts.tasks.is_busy)
    counter.sign_in()
    counter.presenter.do(Action.DEVICES)
    counter.settle_devices()
    page = counter.window.page()
    assert isinstance(page, DevicesView)
    return page


@pytest.fixture
def at_devices(open_counter, device_parts):
    counter = open_counter(devices=device_parts.parts)
    page = open_devices(counter, device_parts)
    return SimpleNamespace(counter=counter, page=page, devices=device_parts)
