"""The county server as a program: health, its log, and what it says when it breaks."""

from __future__ import annotations

import io
import json
import logging

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from counter_app.domain.errors import CountyBusy, CountyFault, SettingsInvalid
from sync.server.address import Address
from sync.server.app import County
from sync.server.county_key import CountyKey
from sync.server.engine import open_database
from sync.server.service import CountyService, logging_to
from sync.wire import HEALTH_PATH
from tests.fakes.counties import sqlite_url
from tests.sync.made_up import note

SECRET = "李小花"
KEYS_OF_A_LINE = {
    "at",
    "level",
    "what",
    "path",
    "status",
    "error",
    "fault",
    "device",
    "pushed",
    "refused",
    "pulled",
    "position",
    "bytes_in",
    "bytes_out",
    "ms",
}


@pytest.fixture
def log_lines():
    """What the county wrote to its log so far, as objects."""
    log = io.StringIO()
    with logging_to(log):
        yield lambda: [json.loads(line) for line in log.getvalue().splitlines()]


def test_it_says_that_it_is_well(county):
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(county.url + HEALTH_PATH, timeout=10)
    assert answer.json() == {"status": "ok", "key": county.county.key.id, "database": "ok"}


@pytest.mark.asvs("13.4.3", "13.4.5")
@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/v1/exchange"])
def test_it_shows_nothing_else_to_a_browser(county, path):
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(county.url + path, timeout=10)
    assert answer.status_code in {404, 405}
    assert "server" not in answer.headers


@pytest.mark.asvs("16.2.1", "16.2.4", "16.2.5")
def test_its_log_has_one_line_a_request_and_no_personal_data(log_lines, county, counter):
    note(counter.store, SECRET)
    counter.sync()
    lines = log_lines()
    exchanges = [line for line in lines if line["path"] == "/v1/exchange"]
    assert len(exchanges) == counter.cycle.report.round_trips
    assert sum(line["pushed"] for line in exchanges) == counter.cycle.report.pushed
    assert {line["device"] for line in exchanges} == {counter.store.device}
    assert all(set(line) <= KEYS_OF_A_LINE for line in lines)
    assert SECRET not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.asvs("16.2.5")
def test_its_log_names_no_enrolment_code(log_lines, county, new_counter):
    new_counter()
    (line,) = [line for line in log_lines() if line["path"] == "/v1/enrol"]
    assert set(line) == {"at", "level", "what", "path", "status", "device", "bytes_in",
                         "bytes_out", "ms"}  # fmt: skip


@pytest.mark.asvs("13.4.2", "16.3.4", "16.5.1", "16.5.4")
def test_a_bug_is_answered_with_a_signature_and_logged_without_its_words(
    log_lines, county, counter, monkeypatch
):
    counter.sync()

    def broken() -> int:
        raise KeyError(SECRET)

    note(counter.store)
    monkeypatch.setattr(type(county.time), "__call__", lambda self: broken())
    with pytest.raises(CountyFault, match="500 county-fault"):
        counter.sync()
    line = log_lines()[-1]
    assert line["status"] == 500
    assert line["fault"].startswith("KeyError at test_county_service.py:")
    assert SECRET not in json.dumps(line, ensure_ascii=False)


@pytest.mark.asvs("16.5.2")
def test_a_database_that_fails_makes_counters_wait(log_lines, county, counter):
    counter.sync()
    with county.database.writing() as connection:
        connection.execute(text("DROP TABLE nonces"))
    note(counter.store)
    with pytest.raises(CountyBusy):
        counter.sync()
    assert log_lines()[-1]["status"] == 503


@pytest.mark.asvs("1.2.3", "16.4.1")
def test_foreign_words_cannot_forge_a_line_of_the_log(log_lines):
    logging.getLogger("county").info('one\n{"what": "two"}')
    (line,) = log_lines()
    assert line["what"] == 'one\n{"what": "two"}'


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host"])
def test_an_address_that_is_not_this_machines_is_refused(tmp_path, host):
    database = open_database(sqlite_url(tmp_path / "c.db"))
    county = County(database, CountyKey(Ed25519PrivateKey.generate()))
    with pytest.raises(SettingsInvalid):
        CountyService(county, Address(host, 0))
    database.close()
