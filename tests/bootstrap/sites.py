"""Counters on the disk that are copied, restored and opened again; with a machine each."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

from sqlalchemy import select

from counter_app.bootstrap.profile import sign_in
from counter_app.domain.staff import Role
from counter_app.storage.vault import Person
from sync.codec import open_header
from sync.server.schema import events
from tests.storage.made_up_cases import receive

PERSON = Person(user="clerk", staff="QH0107", name="周小禾", role=Role.CLERK)
PASSWORD = "一位窗口人员的密码-1"


class Site:
    """One place on the disk with a profile and a machine of its own."""

    def __init__(self, folder, monkeypatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch

    @property
    def profile(self):
        return self.folder / "profile"

    @contextmanager
    def opened(self):
        self._monkeypatch.setenv("COUNTER_MACHINE_DIR", str(self.folder / "machine"))
        profile = sign_in(self.profile, PERSON.user, PASSWORD)
        try:
            yield profile
        finally:
            profile.close()

    def copied(self, to) -> Site:
        """Copy the whole machine, as a disk is cloned: data folder and secret."""
        shutil.copytree(self.folder, to)
        return Site(to, self._monkeypatch)

    def kept(self, to) -> None:
        """Keep a copy of the database alone, as an administrator might."""
        to.mkdir()
        for name in ("counter.db", "counter.db-wal", "counter.db-shm"):
            if (self.profile / name).exists():
                shutil.copy2(self.profile / name, to / name)

    def put_back(self, kept) -> None:
        for name in ("counter.db", "counter.db-wal", "counter.db-shm"):
            (self.profile / name).unlink(missing_ok=True)
            if (kept / name).exists():
                shutil.copy2(kept / name, self.profile / name)


def work(profile, number: int = 1) -> list[str]:
    """Take cases in; returns their numbers."""
    return [_number(profile, receive(profile.store)) for _ in range(number)]


def _number(profile, case_id) -> str:
    with profile.store.unit_of_work() as unit:
        return unit.case(case_id).number


def starts(profile) -> list[tuple[int, int, str, str]]:
    """Return (generation, n, prev, reason) of every start of a generation kept here."""
    found = []
    with profile.store.reading_engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT data FROM events WHERE type = 'device.generation_started' ORDER BY id"
        ).all()
    for (data,) in rows:
        header = open_header(data)
        found.append((header.generation, header.n, header.prev, header.body["reason"]))
    return found


def head(profile) -> tuple[int, int, str]:
    return profile.store.sync_store.head()


def ids(profile) -> set[str]:
    with profile.store.reading_engine.connect() as connection:
        return {row[0] for row in connection.exec_driver_sql("SELECT event_id FROM events")}


def at_county(county) -> set[str]:
    return {row.event_id for row in county.rows(select(events.c.event_id))}
