"""Invented cases: the same for the same seed, and nobody's."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from counter_app.bench.data import CaseMaker
from counter_app.bench.office import bench_office, fill, submissions
from counter_app.bench.plain_store import plain_office
from counter_app.bench.questions import CHOOSERS, is_meant, questions
from counter_app.bench.same_rows import NewRows, write
from counter_app.bench.search import found_by
from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.identity_number import check
from counter_app.domain.numbering import is_case_number
from counter_app.services.submit_intake import SubmitIntake

ROWS_OF = {
    "events": "SELECT event_id, n, data, signature FROM events ORDER BY n",
    "cases": "SELECT case_id, number, search_text, search_keys FROM cases ORDER BY id",
    "search": "SELECT rowid FROM search WHERE search MATCH '\"津贴\"'",
    "print_jobs": "SELECT job, form, state FROM print_jobs ORDER BY id",
    "numbers": "SELECT key, value FROM numbers ORDER BY key",
}

NEVER_EXISTED = {"110199", "310199", "371699", "440199", "510899", "513499", "540199", "650199"}


def made(count: int, seed: int = 7):
    return list(CaseMaker(PublishedRules().catalogue, seed).cases(count))


def test_the_same_seed_makes_the_same_cases_and_another_one_others():
    assert made(20) == made(20)
    assert made(20) != made(20, seed=8)


def test_every_number_is_well_formed_and_of_a_region_that_never_existed():
    for one in made(50):
        assert is_case_number(one.case.number)
        number = one.case.applicant.number
        assert number[:6] in NEVER_EXISTED
        assert check(number, today=date(2026, 11, 2)).valid


def test_cases_are_received_one_after_the_other_up_to_the_last_day():
    times = [one.case.received_at for one in made(400)]
    assert all(one <= other for one, other in itertools.pairwise(times))
    assert times[-1].date() == date(2026, 11, 2)


def test_a_filled_store_lists_and_finds_every_case(tmp_path):
    with bench_office(tmp_path) as bench:
        fill(bench.store, 300)
        assert bench.store.finder.counts(today=date(2026, 11, 2))[WorkQueue.ALL] == 300
        name = bench.store.finder.search("石桥镇").cards[0].applicant_name
        assert any(card.applicant_name == name for card in bench.store.finder.search(name).cards)


def test_the_floor_of_a_save_writes_the_rows_that_the_save_has_written(tmp_path):
    with bench_office(tmp_path / "ours") as ours, bench_office(tmp_path / "twin") as twin:
        source = ours.store.engine.raw_connection()
        target = twin.store.engine.raw_connection()
        new_rows = NewRows(source.driver_connection)
        for page in submissions(2):
            SubmitIntake(ours.office)(page)
            write(target.driver_connection, new_rows.statements())
        assert new_rows.statements() == []
        for query in ROWS_OF.values():
            rows = source.driver_connection.execute(query).fetchall()
            assert rows
            assert target.driver_connection.execute(query).fetchall() == rows
        source.close()
        target.close()


def test_the_plain_store_does_everything_but_encrypt(tmp_path):
    with plain_office(tmp_path) as office:
        (page,) = submissions(1)
        case = SubmitIntake(office)(page)
        with office.unit_of_work() as work:
            assert work.case(case.case_id) == case
    assert (tmp_path / "counter.db").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("kind", CHOOSERS)
def test_every_question_is_about_somebody_who_is_meant(kind):
    cases = [one.case for one in made(60)]
    for typed in questions(kind, cases, 10, seed=3):
        assert typed
        assert any(is_meant(kind, case, typed) for case in cases)


def test_figures_are_meant_from_the_beginning_of_a_run():
    (one,) = made(1)
    address = one.case.applicant.address
    group = address[address.index("村") + 1 : address.index("组")]
    assert is_meant("free2", one.case, f"村{group}")
    assert is_meant("free2", one.case, group)
    assert not is_meant("free2", one.case, f"9{group}组")


def test_a_case_that_the_index_has_lost_is_missed(tmp_path):
    with bench_office(tmp_path) as bench:
        fill(bench.store, 50)
        typed = made(1)[0].case.applicant.address[:3]
        before = found_by(bench.store.finder, typed)
        with bench.store.ledger.transaction() as transaction:
            transaction.connection.execute("DELETE FROM search WHERE rowid = 1")
            transaction.commit()
        assert len(before - found_by(bench.store.finder, typed)) == 1
