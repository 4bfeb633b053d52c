from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.work_calendar import LocalHoliday
from counter_app.storage import rebuild
from counter_app.storage.reading import reading
from tests.fakes.people import MONDAY
from tests.storage.made_up_cases import receive, save_whole
from tests.storage.snapshots import projections


class OtherRules:
    """A calendar published later: the first Friday is a local holiday."""

    catalogue = PublishedRules().catalogue
    calendar = replace(
        PublishedRules().calendar.with_local_holidays(
            [LocalHoliday(date(2026, 11, 6), "青禾节", "县政府通知")]
        ),
        version=99,
    )


def spoil(store, statement: str) -> None:
    """Make the projections wrong, as a faulty program could have left them."""
    with store.ledger.transaction() as transaction:
        transaction.connection.execute(statement)
        transaction.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM cases",
        "UPDATE cases SET status = 'refused', binding_on = NULL",
        "UPDATE cases SET search_text = '', search_keys = ''",
        "DELETE FROM print_jobs",
        "UPDATE print_jobs SET state = 'printed', is_open = 0",
        "INSERT INTO search (search) VALUES ('delete-all')",
    ],
)
def test_whatever_a_projection_lost_comes_back_from_the_events(store, calendar, statement):
    save_whole(store, calendar)
    receive(store, name="单小月")
    shown = projections(store)
    spoil(store, statement)
    store.rebuild_projections()
    without_run = [(*row[:8], row[9]) for row in shown["print_jobs"]]
    assert projections(store)["cases"] == shown["cases"]
    assert [(*row[:8], row[9]) for row in projections(store)["print_jobs"]] == without_run
    assert len(store.finder.search("单").cards) == 1
    assert len(store.finder.search("张").cards) == 1


def test_projections_of_another_program_are_made_anew_at_opening(store, calendar, open_again):
    save_whole(store, calendar)
    shown = projections(store)["cases"]
    spoil(store, "UPDATE cases SET number = 'wrong'")
    spoil(store, "UPDATE meta SET value = '0.0' WHERE key = 'projections'")
    store.close()
    assert projections(open_again(run="r2"))["cases"] == shown


def test_projections_of_this_program_are_not_touched_at_opening(store, calendar, open_again):
    save_whole(store, calendar)
    spoil(store, "UPDATE cases SET item_name = 'left as it is'")
    store.close()
    (row,) = projections(open_again(run="r2"))["cases"]
    assert "left as it is" in row


def test_another_calendar_moves_the_dates_of_every_running_clock(store, calendar, open_again):
    waiting = receive(store)
    promised = save_whole(store, calendar)
    due = store.finder.card(waiting).next_due_on
    bound = store.finder.card(promised).next_due_on
    store.close()

    again = open_again(run="r2", rulebook=OtherRules())
    assert again.finder.card(waiting).next_due_on == due + timedelta(days=1)
    assert again.finder.card(promised).next_due_on == bound + timedelta(days=1)
    assert again.is_calendar_new
    assert set(again.running_cases()) == {waiting, promised}
    counts = again.finder.counts(today=due)
    assert (counts[WorkQueue.DUE_TODAY], counts[WorkQueue.ALL]) == (0, 2)


def test_progress_is_told_while_many_cases_are_folded(store, monkeypatch):
    monkeypatch.setattr(rebuild, "PROGRESS_CASES", 2)
    for _ in range(5):
        receive(store)
    told = []
    store.rebuild_projections(lambda done, total: told.append((done, total)))
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]


def test_cases_keep_the_order_in_which_they_came(store):
    made = [receive(store, name=f"第{place}") for place in range(5)]
    store.rebuild_projections()
    page = store.finder.worklist(WorkQueue.ALL, today=MONDAY.date())
    assert [card.case_id for card in page.cards] == made[::-1]


def test_drafts_numbers_and_events_are_no_projections(store, calendar):
    save_whole(store, calendar)
    with reading(store.reading_engine) as connection:
        before = connection.execute("SELECT * FROM numbers ORDER BY key").fetchall()
    store.rebuild_projections()
    with reading(store.reading_engine) as connection:
        assert connection.execute("SELECT * FROM numbers ORDER BY key").fetchall() == before
    assert store.audit().events == 3
