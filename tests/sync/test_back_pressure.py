"""A county that cannot take more says so, signed; counters wait and come again; nothing is lost."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from counter_app.domain.errors import CountyBusy, ProgramTooOld
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.http_transport import RawAnswer
from sync.server.enrolment import enrol
from sync.server.limits import DeviceBrake, Gate, Limits
from sync.server.problem import Problem
from sync.server.schema import events, security_events
from sync.simulation.memory_store import MemoryStore
from sync.wire import ENROL_PATH, EXCHANGE_PATH, NONCE_HEADER, REQUEST_BYTES_MAX, EnrolWire
from tests.fakes.counties import line_to, running_county, sqlite_url
from tests.sync.made_up import hello_body, note, post, signed_headers

FLOOD, FLOOD_MAX = 60, 200
PATIENCE = 200
NARROW = Limits(waiting=14, wait_s=2, retry_s=(1, 3))


def enrolled(county, counter_code: str) -> MemoryStore:
    """A device of the county, taken in without the network."""
    store = MemoryStore("", counter_code)
    asked = EnrolWire(
        code=county.code(counter_code),
        public_key=store.key.public_key().public_bytes_raw(),
        counter_code=counter_code,
    )
    store.device = enrol(county.database, asked, at_ms=county.time()).device
    return store


@contextmanager
def cycle_of(county, store: MemoryStore):
    with line_to(county.url, store.device, store.key, county.key) as line:
        side = CounterSide(
            store=store,
            unit_of_work=store,
            clock=store.clock,
            device=store.device,
            county_key=county.key,
        )
        yield SyncCycle(side, line)


def as_raw(answer: requests.Response) -> RawAnswer:
    return RawAnswer(answer.status_code, answer.headers, answer.content)


@pytest.mark.slow
@pytest.mark.threat("T22")
@pytest.mark.fault("F15")
def test_counters_that_all_come_at_once_are_all_served_in_the_end(tmp_path, soak_factor):
    """The county is so narrow that most are sent away first; each comes again when it was told."""
    flood = min(FLOOD_MAX, FLOOD * soak_factor)
    with running_county(sqlite_url(tmp_path / "c.db"), limits=NARROW) as county:
        stores = [enrolled(county, f"5108991{i // 50:02}{i % 50:02}") for i in range(flood)]
        for store in stores:
            note(store)
        start = threading.Barrier(flood)
        sent_away: list[float] = []

        def come(store: MemoryStore) -> None:
            with cycle_of(county, store) as cycle:
                start.wait()
                for _ in range(PATIENCE):
                    try:
                        cycle.run()
                    except CountyBusy as error:
                        sent_away.append(error.retry_after_s)
                        threading.Event().wait(error.retry_after_s)
                    else:
                        return

        with ThreadPoolExecutor(flood) as pool:
            list(pool.map(come, stores))
        assert sum(store.unacknowledged_count() for store in stores) == 0
        assert county.rows(select(func.count()).select_from(events)) == [(2 * flood,)]
        assert sent_away, "the county was never full: the test shows nothing"
        assert {1, 2, 3} >= set(sent_away)


class TestOneDevice:
    @pytest.mark.asvs("2.4.1")
    def test_that_comes_too_often_is_put_off_and_another_is_not(self, tmp_path):
        limits = Limits(device_burst=3, device_rate=0.001)
        with running_county(sqlite_url(tmp_path / "c.db"), limits=limits) as county:
            stores = [enrolled(county, f"5108991010{i}") for i in (1, 2)]
            greedy = [self.ask(county, stores[0]) for _ in range(5)]
            modest = self.ask(county, stores[1])
        assert [answer.status for answer in greedy] == [200, 200, 200, 429, 429]
        assert greedy[-1].problem() == "too-many-requests"
        assert greedy[-1].headers["Retry-After"] == str(greedy[-1].retry_after_s())
        assert modest.status == 200

    @staticmethod
    def ask(county, store) -> RawAnswer:
        body = hello_body()
        headers = signed_headers(store.device, store.key, body)
        answer = as_raw(post(county.url, body, headers))
        assert answer.is_signed_by(county.key, headers[NONCE_HEADER])
        return answer

    @pytest.mark.threat("T6")
    def test_is_not_slowed_down_by_somebody_who_uses_its_name(self, tmp_path):
        limits = Limits(device_burst=2, device_rate=0.001)
        with running_county(sqlite_url(tmp_path / "c.db"), limits=limits) as county:
            store = enrolled(county, "51089910101")
            thief = Ed25519PrivateKey.generate()
            body = hello_body()
            for _ in range(5):
                forged = signed_headers(store.device, thief, body)
                assert post(county.url, body, forged).status_code == 401
            assert self.ask(county, store).status == 200
            refused = select(security_events.c.times).where(
                security_events.c.kind == "device-unknown"
            )
            assert county.rows(refused) == [(5,)]

    @pytest.mark.asvs("15.2.2")
    def test_has_no_more_requests_in_work_than_its_share(self):
        brake = DeviceBrake(Limits(device_working=2))
        with (
            brake.request("a"),
            brake.request("a"),
            brake.request("b"),
            pytest.raises(Problem, match="too-many-requests"),
            brake.request("a"),
        ):
            pass
        with brake.request("a"):
            pass

    @pytest.mark.asvs("2.4.1", "15.2.2")
    @settings(max_examples=50)
    @given(pauses=st.lists(st.floats(0, 5), max_size=60), rate=st.floats(0.5, 20))
    def test_never_gets_more_than_its_rate_and_burst(self, pauses, rate):
        """In every stretch of time: at most the burst and what the rate gives."""
        now = [0.0]
        burst = 4
        brake = DeviceBrake(Limits(device_rate=rate, device_burst=burst), seconds=lambda: now[0])
        let_in: list[float] = []
        for pause in pauses:
            now[0] += pause
            try:
                with brake.request("a"):
                    let_in.append(now[0])
            except Problem:
                continue
        for first, began in enumerate(let_in):
            for last, ended in enumerate(let_in[first:], first):
                assert last - first + 1 <= burst + rate * (ended - began) + 1e-6


class TestTheGate:
    def test_lets_so_many_in_and_so_many_wait(self):
        limits = Limits(waiting=3, wait_s=5)

        async def come() -> list[str]:
            gate, leave, said = Gate(2, limits), asyncio.Event(), []

            async def one() -> None:
                try:
                    async with gate.place():
                        said.append("in")
                        await leave.wait()
                except Problem as problem:
                    said.append(problem.code)

            tasks = [asyncio.create_task(one()) for _ in range(7)]
            await asyncio.wait(tasks, timeout=0.1)
            before = sorted(said)
            leave.set()
            await asyncio.gather(*tasks)
            assert len(said) == 7
            return before

        assert asyncio.run(come()) == ["county-busy", "county-busy", "in", "in"]

    @pytest.mark.asvs("15.2.2")
    def test_does_not_let_anyone_wait_for_ever(self):
        async def come() -> Problem:
            gate = Gate(1, Limits(wait_s=0.01, retry_s=(2, 10)))
            async with gate.place():
                with pytest.raises(Problem) as caught:
                    async with gate.place():
                        pass
            async with gate.place():  # Whoever gave up left no place taken.
                return caught.value

        problem = asyncio.run(come())
        assert (problem.status, problem.code) == (503, "county-busy")
        assert 2 <= problem.retry_after_s <= 10


@pytest.mark.parametrize("path", [EXCHANGE_PATH, ENROL_PATH])
def test_a_body_that_is_too_large_is_refused_with_a_signature(county, counter, path):
    body = b" " * (REQUEST_BYTES_MAX + 1)
    headers = signed_headers(counter.store.device, counter.store.key, body)
    answer = as_raw(post(county.url, body, headers, path))
    assert (answer.status, answer.problem()) == (413, "too-large")
    assert answer.is_signed_by(county.key, headers[NONCE_HEADER])


class TestAnOldProgram:
    def test_is_told_so_keeps_its_events_and_sends_them_after_its_upgrade(self, tmp_path):
        url = sqlite_url(tmp_path / "c.db")
        with running_county(url, program_min="9.0.0") as county:
            store = enrolled(county, "51089910101")
            note(store)
            with cycle_of(county, store) as cycle:
                with pytest.raises(ProgramTooOld) as caught:
                    cycle.run()
                assert cycle.report.county_reachable
            assert "升级" in caught.value.advice
            assert store.parked() == {}
            assert store.unacknowledged_count() == 1
            key, time = county.county.key, county.time
        with running_county(url, key=key, time=time) as county, cycle_of(county, store) as cycle:
            assert cycle.run().unsynced == 0

    @pytest.mark.parametrize(
        ("program", "is_too_old"),
        [
            ("1.10.0", False),
            ("1.9.3", False),
            ("1.9.3+local", False),
            ("2.0.0", False),
            ("1.9.2", True),
            ("1.9", True),
            ("", True),
            ("новая", True),
        ],
    )
    def test_is_one_whose_version_is_smaller_by_numbers(self, program, is_too_old):
        from sync.server.exchange import require_program

        if is_too_old:
            with pytest.raises(Problem, match="program-too-old"):
                require_program(program, "1.9.3")
        else:
            require_program(program, "1.9.3")
