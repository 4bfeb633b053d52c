"""Pictures of the devices page under build/screens; names, words and room at every size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.reader_news import (
    READER_STATE_WORDS,
    PortFinding,
    PortsSearched,
    PortVerdict,
    ReaderState,
    ReaderStateChanged,
    RememberedPort,
)
from counter_app.ui.preferences import WindowPreferences
from tests.fakes.desks import OFFLINE, LineToCounty, PreferencesInMemory
from tests.ui.devices.conftest import open_devices
from tests.ui.test_every_widget import everything, markup_in, nameless_in, what_is_cut

FOUND = tuple(
    PortFinding(port=RememberedPort(name=name), verdict=verdict)
    for name, verdict in (
        ("COM3", PortVerdict.READER),
        ("COM5", PortVerdict.OWNED),
        ("COM7", PortVerdict.SILENT),
        ("COM9", PortVerdict.OTHER_DIALECT),
    )
)


def with_news(counter, page) -> None:
    state = ReaderState.SILENT
    words = "读卡器没有应答，请检查电源和接线，可以手工录入"
    counter.parts.reader.tell(ReaderStateChanged(state=state, text=words))
    counter.wait(lambda: page.reader.state.text == READER_STATE_WORDS[state])
    page.search_requested.emit()
    counter.device_parts.searches[-1](
        PortsSearched(findings=FOUND, is_finished=True, chosen=FOUND[0].port)
    )
    counter.wait(lambda: len(page.reader.rows) == len(FOUND))
    page.test_page_requested.emit("小票80")
    counter.settle_devices()


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("is_small", [False, True])
def test_the_page_has_names_plain_words_and_room(
    open_counter, device_parts, clock, scale, is_small
):
    store = PreferencesInMemory(WindowPreferences(scale_percent=scale))
    line = LineToCounty(replace(OFFLINE, last_ack_at=clock.now()))
    counter = open_counter(preferences=store, county=line, devices=device_parts.parts)
    if is_small:
        counter.window.resize(1024, 768)
    page = open_devices(counter, device_parts)
    with_news(counter, page)
    counter.shoot(f"devices{'-1024' if is_small else ''}-{scale}")
    assert nameless_in(counter.window) == []
    assert markup_in(counter.window) == []
    assert [fault for widget in everything(counter.window) if (fault := what_is_cut(widget))] == []
    assert counter.window.height() == 768


def test_the_rail_has_room_on_a_small_screen_in_practice_at_the_largest_size(open_counter):
    store = PreferencesInMemory(WindowPreferences(scale_percent=200))
    counter = open_counter(preferences=store, practice_words="练习：不是真的办件")
    counter.sign_in()
    counter.breathe()
    assert counter.window.minimumSizeHint().height() <= 768
    assert counter.window.height() == 768
