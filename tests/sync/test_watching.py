"""Who watches the county sees that it is well, and figures without anybody's data."""

from __future__ import annotations

import os
import re

import pytest
import requests
from sqlalchemy import text

from sync.server.metrics import METRICS_PATH, may_read
from sync.wire import HEALTH_PATH
from tests.fakes.counties import running_county, running_workers, sqlite_url
from tests.sync.made_up import note, post

SECRET = "李小花"


def get(url: str, path: str, **headers: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url + path, headers=headers, timeout=10)


def figures(page: str) -> dict[str, float]:
    pairs = (line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


class TestHealth:
    def test_says_that_the_database_answers(self, county):
        answer = get(county.url, HEALTH_PATH)
        assert (answer.status_code, answer.json()["database"]) == (200, "ok")

    def test_says_so_when_it_does_not(self, county):
        with county.database.writing() as connection:
            connection.execute(text("ALTER TABLE ledger_head RENAME TO gone"))
        answer = get(county.url, HEALTH_PATH)
        assert (answer.status_code, answer.json()["status"]) == (503, "failing")


class TestFigures:
    def test_count_what_was_answered_and_hold_no_personal_data(self, county, counter):
        note(counter.store, SECRET)
        report = counter.sync()
        post(county.url, b"{}", {})
        page = get(county.url, METRICS_PATH).text
        found = figures(page)
        exchanges = 'county_requests_total{path="/v1/exchange",status="%d"}'
        assert found[exchanges % 200] == report.round_trips
        assert found[exchanges % 401] == 1
        assert found['county_events_total{what="pushed"}'] == report.pushed
        assert found["county_log_sequence"] == 2
        assert found["county_devices"] == 1
        for secret in (SECRET, counter.store.device, counter.store.counter_code, "staff-1"):
            assert secret not in page

    def test_have_no_label_that_a_sender_could_choose(self, county):
        for number in range(20):
            get(county.url, f"/v1/{number}")
            post(county.url, b"{}", {"Counter-Device": f"{number:016x}.1"})
        page = get(county.url, METRICS_PATH).text
        paths = set(re.findall(r'path="([^"]*)"', page))
        assert paths <= {"/v1/exchange", "/v1/enrol"}

    @pytest.mark.asvs("13.4.5")
    def test_are_shown_with_the_token_only_when_there_is_one(self, tmp_path):
        with running_county(sqlite_url(tmp_path / "c.db"), metrics_token="a-long-word") as county:
            assert get(county.url, METRICS_PATH).status_code == 404
            wrong = get(county.url, METRICS_PATH, Authorization="Bearer another")
            right = get(county.url, METRICS_PATH, Authorization="Bearer a-long-word")
        assert (wrong.status_code, right.status_code) == (404, 200)

    @pytest.mark.asvs("4.1.3", "13.4.5")
    @pytest.mark.parametrize(
        ("client", "headers", "may"),
        [
            ("127.0.0.1", {}, True),
            ("::1", {}, True),
            ("10.1.2.3", {}, False),
            ("", {}, False),
            ("testclient", {}, False),
            ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, False),
            ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, False),
        ],
    )
    def test_are_for_this_machine_and_not_for_whom_a_gateway_speaks(self, client, headers, may):
        assert may_read(headers, client, "") is may


@pytest.mark.slow
def test_figures_of_all_workers_are_added_up_by_whichever_is_asked(tmp_path):
    with running_workers(sqlite_url(tmp_path / "c.db"), tmp_path, count=2) as (county, _):
        for _ in range(12):
            post(county.url, b"{}", {})
        seen = {
            figures(get(county.url, METRICS_PATH).text)[
                'county_requests_total{path="/v1/exchange",status="401"}'
            ]
            for _ in range(6)
        }
    assert seen == {12.0}
    assert not any("PROMETHEUS" in name for name in os.environ), "only workers are told"
