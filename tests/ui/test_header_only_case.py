"""The page of a case of which only the header is here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain import retention
from counter_app.domain.desk_news import Lamp
from counter_app.services.fetch_case import FetchCase
from counter_app.services.submit_intake import Outcome
from counter_app.storage.disposal import give_back, note_whole
from counter_app.ui.away_parts import AwayParts
from counter_app.ui.worklist.records_model import Column, RecordsModel
from tests.fakes.desks import OFFLINE, LineToCounty
from tests.services.test_dispose_bodies import county_signs, destroyed
from tests.ui.sample_cases import take_in

DAYS = timedelta(days=retention.CLOSED_COPY_DAYS + 1)


@pytest.fixture
def away(office, store):
    service = FetchCase(office, store.sync_store)
    return AwayParts(header=service.header, fetch=service.fetch, leave=service.leave)


@pytest.fixture
def gone(office, store, clock):
    """A refused case whose bodies went, and what they were."""
    case = take_in(office, Outcome.REFUSE)
    county_signs(store)
    with store.ledger.transaction() as transaction:
        rows = transaction.connection.execute(
            "SELECT data FROM events WHERE case_id = ?", (case.case_id,)
        ).fetchall()
    clock.pass_time(DAYS)
    assert destroyed(office, store, clock) is not None
    return case, [data for (data,) in rows]


def opened(counter, case):
    counter.presenter.open_case(case.case_id)
    counter.settle()
    return counter.window.page()


def come(store, case, some) -> None:
    """Do what the exchange does with bodies that came."""
    with store.ledger.transaction() as transaction:
        for data in some:
            assert give_back(transaction.connection, data)
        note_whole(transaction.connection, [case.case_id], store.ledger.log.now_ms())
        held = store.ledger.folds.read_again(transaction.connection, case.case_id)
        store.projection.write(transaction.connection, case.case_id, held)
        transaction.commit()


def test_the_header_is_shown_fetched_and_opens_by_itself(open_counter, away, gone, store):
    case, bodies = gone
    online = replace(OFFLINE, lamp=Lamp.ONLINE)
    counter = open_counter(away=away, county=LineToCounty(online))
    counter.sign_in()
    counter.settle()
    page = opened(counter, case)
    card = page.away
    assert card.isVisible()
    assert not page.head.isVisible()
    assert "什么也没有丢" in card.words.text()
    assert case.applicant.name not in " ".join(card.pairs.words())
    counter.shoot("header-only")
    assert card.state.text == "正文已按规定销毁"

    counter.press(Qt.Key.Key_F10)
    counter.settle()
    assert card.state.text == "正在从县里取回"
    assert counter.parts.county.nudges > 0
    assert not card.fetch_button.isVisible()
    come(store, case, bodies[:1])
    counter.parts.county.tell(online)
    counter.wait(lambda: f"已取回 1 条，共 {len(bodies)} 条" in card.words.text())
    counter.settle()

    counter.press(Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    counter.settle()
    assert store.sync_store.case_header(case.case_id).back == 0
    counter.press(Qt.Key.Key_F10)
    counter.settle()
    come(store, case, bodies)
    counter.parts.county.tell(online)
    counter.settle()
    counter.wait(page.head.isVisible)
    assert not card.isVisible()
    assert page.head.status.text == "不予受理"


def test_without_a_line_the_page_says_that_nothing_is_lost_and_when_it_comes(
    open_counter, away, gone, store
):
    case, _ = gone
    counter = open_counter(away=away)
    counter.parts.county.tell(OFFLINE)
    counter.sign_in()
    counter.settle()
    card = opened(counter, case).away
    assert "没有连上县里" in card.hint.text()
    card.fetch_button.click()
    counter.settle()
    assert "一联网就自动取回" in card.words.text()
    store.sync_store.bodies_not_given()
    counter.presenter.open_case(case.case_id)
    counter.settle()
    assert card.state.text == "县里这次没有给出"
    assert "报县局" in card.words.text()
    assert card.fetch_button.isVisible()


def test_lists_say_why_nobody_is_named_and_which_case_it_is(store, gone, clock):
    case, _ = gone
    model = RecordsModel()
    cards = store.finder.search(case.number).cards
    model.replace(cards, None, now=clock.now(), calendar=PublishedRules().calendar)
    shown = [model.index(0, column).data() for column in (Column.APPLICANT, Column.NUMBER_MASKED)]
    assert shown == ["正文已销毁", f"办件…{case.number[-6:]}"]
