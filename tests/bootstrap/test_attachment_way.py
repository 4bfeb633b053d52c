"""One scan from one counter to another, through the parts of the running program."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from counter_app.bootstrap.county import county_agent, enrol_counter, exchange_once
from counter_app.bootstrap.profile import create_counter
from counter_app.domain.attachment import AttachmentState
from counter_app.domain.desk_news import Lamp
from counter_app.runtime.settings import Settings
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.storage.vault import COST_FLOOR
from sync.client.attachments import Wishes
from tests.bootstrap.sites import PASSWORD, PERSON, Site
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.people import PROFILE
from tests.fakes.pictures import jpeg_with_place
from tests.storage.made_up_cases import receive

WAIT_S = 20.0


@pytest.fixture
def county(tmp_path):
    with running_county(sqlite_url(tmp_path / "county.db")) as running:
        yield running


@pytest.fixture
def site(tmp_path, monkeypatch, county):
    """Return a function that makes a counter and enrols it."""

    def make(code: str) -> Site:
        folder = tmp_path / code
        site = Site(folder, monkeypatch)
        monkeypatch.setenv("COUNTER_MACHINE_DIR", str(folder / "machine"))
        counter = replace(PROFILE, counter_code=code)
        create_counter(site.profile, Settings(counter=counter), PERSON, PASSWORD, cost=COST_FLOOR)
        with site.opened() as profile:
            enrol_counter(profile, url=county.url, code=county.code(code))
        return site

    return make


def test_a_scan_is_added_here_sent_by_a_command_and_fetched_there_by_the_sync_thread(
    site, tmp_path
):
    one, other = site("51089910101"), site("51089910102")
    path = tmp_path / "身份证.jpg"
    path.write_bytes(jpeg_with_place())
    with one.opened() as profile:
        case_id = receive(profile.store)
        attachments = CaseAttachments(profile.office, profile.store.attachments)
        (file,) = attachments.add(case_id, FileToAdd(path=path)).files.shown
        sha256 = file.attachment.sha256
        exchange_once(profile)
        assert attachments.states(case_id) == {sha256: AttachmentState.AT_COUNTY}
        content = profile.store.attachments.read(sha256)

    with other.opened() as profile:
        wishes, arrived = Wishes(), threading.Event()
        agent = county_agent(profile, wishes)
        moved: list[int] = []

        def heard(news) -> None:
            moved.append(news.files_moved)
            if news.lamp is Lamp.ONLINE and profile.store.attachments.size_of(sha256):
                wishes.add(sha256)
                agent.nudge()
            if news.files_moved:
                arrived.set()

        agent.subscribe(heard)
        agent.start()
        assert arrived.wait(WAIT_S)
        agent.stop()
        assert 1 in moved
        assert profile.store.attachments.read(sha256) == content
        (file,) = [path for path in profile.paths.attachments.rglob("*") if path.is_file()]
        assert content[:20] not in file.read_bytes()
