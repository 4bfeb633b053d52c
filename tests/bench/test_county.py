"""The measurements of the county measure a real one, and say what they counted."""

from __future__ import annotations

import sys

import pytest

from counter_app.bench import county, county_flat, postgres
from counter_app.bench.county_floor import Batch, check_and_store, make_table
from counter_app.bench.county_load import new_senders
from sync.server.county_key import load_or_create
from sync.server.engine import open_database
from sync.server.judgement import judge
from sync.server.system_clock import system_now_ms


@pytest.fixture
def sender(tmp_path):
    database = open_database(str(tmp_path / "c.db"))
    key = load_or_create(tmp_path / "k.pem")
    yield database, new_senders(database, key, 1)[0]
    database.close()


def test_a_senders_events_are_such_as_the_county_takes(sender):
    database, one = sender
    with database.reading() as connection:
        judged = judge(connection, one.device, one.events(3), at_ms=system_now_ms(), county_keys=())
    assert [(each.refusal, each.quarantine, each.header.n) for each in judged] == [
        ("", "", 1),
        ("", "", 2),
        ("", "", 3),
    ]


def test_the_floor_checks_every_signature_and_keeps_the_bytes(sender, tmp_path):
    _, one = sender
    url = str(tmp_path / "bare.db")
    make_table(url)
    events, key = one.events(4), one.key.public_key().public_bytes_raw()
    assert check_and_store(Batch(url, key, events)) == 4
    forged = type(events[0])(data=events[0].data + b" ", signature=events[0].signature)
    with pytest.raises(AssertionError):
        check_and_store(Batch(url, key, [forged]))


def test_without_postgres_the_row_says_so(plan, monkeypatch, capsys):
    monkeypatch.setattr(postgres, "programs", lambda: None)
    (row,) = county.postgres_rate(plan)
    assert (row.value, row.n) == (None, 0)
    assert "skipped" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="memory is read from /proc")
def test_counters_that_reconnect_lose_nothing(plan, monkeypatch):
    monkeypatch.setattr(county, "COUNTERS", 40)
    monkeypatch.setattr(county, "EVENTS_A_WEEK", 40)
    slowest, missing, memory = county.reconnect(plan)
    assert slowest.value >= slowest.floor > 0
    assert missing.value == 0
    assert memory.value > 20


@pytest.mark.slow
def test_a_push_costs_the_same_whatever_is_stored(plan, monkeypatch):
    monkeypatch.setattr(county_flat, "FEW", 200)
    monkeypatch.setattr(county_flat, "MANY_QUICK", 2_000)
    (row,) = county_flat.flat(plan)
    assert 0 < row.value < 100_000
    assert row.n == 10
