"""A day with one invented person in it; afterwards no byte on the disk tells of them."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading

import pytest

from counter_app.bootstrap.county import enrol_counter, exchange_once
from counter_app.bootstrap.courier import export
from counter_app.bootstrap.device_checks import checks_of_device
from counter_app.bootstrap.printers import counter_printers
from counter_app.bootstrap.profile import create_counter
from counter_app.bootstrap.readiness import checks_of_machine, checks_of_profile
from counter_app.cli.audit import answer_of, answer_of_accesses
from counter_app.domain.case_card import Draft
from counter_app.domain.data_sheet import CopyAsked, CopyRequest
from counter_app.domain.print_job import PrintState
from counter_app.runtime.logs import logging_to
from counter_app.runtime.settings import PrinterSettings, Settings
from counter_app.services.give_data_copy import GiveDataCopy
from counter_app.services.recorded_search import RecordedFinder
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.storage.access_log import AccessLog
from counter_app.storage.vault import COST_FLOOR
from printing.drivers.virtual import VirtualPrinter
from printing.profiles import profile as printer_profile
from tests.bootstrap.sites import PASSWORD, PERSON, Site
from tests.e2e.canary import CANARIES, FILE_NAME, NAME, NUMBER, found_in, submission, traces_in
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.people import PROFILE
from tests.fakes.pictures import jpeg, pdf

FOLDERS = ("machine", "profile", "temp", "home", "bundles")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Every folder that a program may write into, and nothing else in them."""
    for name in FOLDERS:
        (tmp_path / name).mkdir()
    home = tmp_path / "home"
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("APPDATA", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def stick(place):
    folder = place / "stick"
    folder.mkdir()
    (folder / f"{FILE_NAME}.jpg").write_bytes(jpeg(comment=NAME.encode()))
    (folder / f"{FILE_NAME}.pdf").write_bytes(pdf(f"% {NAME} {NUMBER}".encode()))
    return folder


def killed_in_the_middle(place, stick):
    """Let the first part of the day happen in a process that is killed; returns what it left."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.canary_program", str(place / "profile"), str(stick)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        assert program.stdout.readline() == "ready\n"
        return traces_in(*(place / name for name in FOLDERS))
    finally:
        program.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        program.wait(30)
        program.stdout.close()


def rest_of_the_day(place, profile):
    """Work on as the next run of the program does; returns every word that was told."""
    office, store, told = profile.office, profile.store, []
    finder = RecordedFinder(store.finder, office)
    case = SubmitIntake(office)(submission(office, Outcome.NOTICE))
    is_out = threading.Event()
    printers = counter_printers(profile, report_bug=told.append)
    printers.subscribe(lambda news: (told.append(news), _is_printed(news) and is_out.set()))
    with printers:
        printers.nudge()
        assert is_out.wait(20)
    draft = Draft(draft_id="d" * 32, staff="QH0107", saved_at=office.now(), title=NAME, payload={})
    store.drafts.save(draft)
    assert finder.search(NUMBER).cards
    assert finder.search(NUMBER[-6:]).cards
    request = CopyRequest(asked_by=NAME, asked=(CopyAsked.LOOK, CopyAsked.DELETE))
    assert GiveDataCopy(office, store.finder)(case.case_id, request).held
    exchange_once(profile)
    SubmitIntake(office)(submission(office))
    assert export(profile, place / "bundles")
    checks = [*checks_of_machine(profile.paths.root, office.today()), *checks_of_profile(profile)]
    told += [*checks, *checks_of_device(profile), repr(case), repr(draft), repr(request)]
    accesses = AccessLog(store).newest()
    assert {access.kind for access in accesses} == {"reveal", "search", "copy"}
    assert len([access for access in accesses if access.what.startswith("看过扫描件")]) == 2
    return [*told, answer_of(profile.audit()).text, answer_of_accesses(accesses).text]


def _is_printed(news):
    return getattr(news, "state", None) is PrintState.PRINTED


@pytest.mark.asvs("14.2.4", "16.2.5")
@pytest.mark.threat("T1")
@pytest.mark.threat("T21")
@pytest.mark.asvs("14.2.4")
@pytest.mark.asvs("16.2.5")
def test_after_a_day_no_byte_on_the_disk_tells_of_the_person(place, stick, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(place / "machine"))
    with (
        running_county(sqlite_url(place / "county.db")) as county,
        VirtualPrinter(printer_profile("generic-80")) as printer,
    ):
        site = Site(place, monkeypatch)
        paper = PrinterSettings(
            name="小票", address=printer.address, profile="generic-80", paper="80"
        )
        settings = Settings(counter=PROFILE, printers=(paper,))
        create_counter(site.profile, settings, PERSON, PASSWORD, cost=COST_FLOOR)
        with site.opened() as profile:
            enrol_counter(profile, url=county.url, code=county.code(PROFILE.counter_code))
        assert killed_in_the_middle(place, stick) == []
        with logging_to(profile.paths.logs, level=logging.DEBUG), site.opened() as profile:
            told = rest_of_the_day(place, profile)
            folders = [place / name for name in FOLDERS]
            assert traces_in(*folders) == []  # While it runs, write-ahead log and all,
        assert traces_in(*folders) == []  # and afterwards.
        assert printer.received, "the paper itself speaks of the person"
    words = "\n".join(map(str, told))
    assert [canary for canary in CANARIES if canary in words] == []
    assert any(path.name.startswith("crash-") for path in (place / "profile").rglob("*"))


def test_these_eyes_see_what_is_planted(tmp_path):
    assert traces_in(tmp_path) == []
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        planted = b"\0\1" * 70_001 + NAME.encode(encoding) + b"\xff" * 10
        assert (NAME, encoding) in found_in(planted)
        (tmp_path / encoding).write_bytes(planted)
    (tmp_path / f"{FILE_NAME}.pdf").write_bytes(b"")
    assert len({trace.split(":")[0] for trace in traces_in(tmp_path)}) == 5
