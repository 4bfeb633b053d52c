"""The devices page on a counter at work: real reader, printer and county, each simulated whole."""

from __future__ import annotations

import threading

import pytest

from counter_app.bootstrap.device_work import DeviceWork
from counter_app.bootstrap.profile import create_counter
from counter_app.bootstrap.running import RunningCounter
from counter_app.bootstrap.window import open_window
from counter_app.devices.virtual.reader import VirtualReader
from counter_app.domain.county_word import DeviceStanding
from counter_app.domain.desk_news import Lamp, Light
from counter_app.domain.errors import EnrolmentRefused, NotSignedIn, SettingsInvalid
from counter_app.domain.print_job import PrintState
from counter_app.domain.reader_news import PortIdentity, RememberedPort
from counter_app.domain.staff import Role
from counter_app.runtime.paths import MACHINE_VARIABLE
from counter_app.runtime.settings import PrinterSettings, Settings, load_settings
from counter_app.storage.vault import COST_FLOOR, Person
from counter_app.ui.devices.view import DevicesView
from counter_app.ui.keys import Action
from printing.drivers.virtual import VirtualPrinter
from printing.profiles import profile
from sync.server import admission
from tests.fakes.counties import running_county, sqlite_url
from tests.fakes.people import PROFILE
from tests.ui.conftest import SCREENS, SMALL_SCREEN

PASSWORD = "Shiqiao-2026"
PERSON = Person(user="zhouxh", staff="QH0107", name="周小禾", role=Role.CLERK)


@pytest.fixture
def printer():
    with VirtualPrinter(profile("epson-180dpi-80")) as printer:
        yield printer


@pytest.fixture
def folder(tmp_path, monkeypatch, printer):
    monkeypatch.setenv(MACHINE_VARIABLE, str(tmp_path / "machine"))
    roll = PrinterSettings(
        name="小票", address=printer.address, profile="epson-180dpi-80", paper="80"
    )
    label = PrinterSettings(name="旧机", address="serial://COM77", profile="generic-58", paper="58")
    settings = Settings(counter=PROFILE, reader_url="auto", printers=(roll, label))
    create_counter(tmp_path / "profile", settings, PERSON, PASSWORD, cost=COST_FLOOR)
    return tmp_path / "profile"


@pytest.fixture
def counter(folder):
    bugs = []
    counter = RunningCounter(folder, report_bug=bugs.append)
    yield counter
    counter.stop()
    assert bugs == []


@pytest.fixture
def work(counter):
    return DeviceWork(counter)


def test_before_anybody_signs_in_nothing_is_printed_or_enrolled(work):
    with pytest.raises(NotSignedIn):
        work.print_test_page("小票")
    with pytest.raises(NotSignedIn):
        work.enrol("https://county.example", "7K3M")


def test_a_test_page_comes_out_of_the_printer_and_of_no_queue(counter, work, printer):
    counter.let_in(PERSON.user, PASSWORD)
    result = work.print_test_page("小票")
    assert result.state is PrintState.PRINTED
    assert "打印自检单" in "".join(line for sheet in printer.sheets for line in sheet.lines)
    assert counter.profile.store.print_queue.open_jobs() == []


def test_a_printer_that_is_not_there_fails_in_words(counter, work):
    counter.let_in(PERSON.user, PASSWORD)
    result = work.print_test_page("旧机")
    assert result.state is PrintState.FAILED
    assert result.detail


def test_the_checks_ask_those_who_hold_the_ports(counter, work, qtbot):
    counter.let_in(PERSON.user, PASSWORD)
    qtbot.waitUntil(lambda: counter.print_desk.statuses()[0].light is Light.OK, timeout=10_000)
    found = {check.name: check for check in work.checks()}
    assert found["printer 小票"].status == "ok"
    assert found["county"].status == "warning"
    assert found["card-reader"].status == "warning"
    assert found["database"].status == "ok"
    assert {"settings", "disk", "calendar", "catalogue", "fonts"} <= found.keys()


def test_a_port_kept_is_used_at_once_and_at_the_next_start(folder, counter, work, qtbot):
    counter.start_reader()
    with VirtualReader("tcp") as reader:
        work.keep_reader(RememberedPort(name=reader.url))
        assert counter.reader.port.name == reader.url
        qtbot.waitUntil(lambda: work._reader_check().status == "ok", timeout=10_000)
        counter.stop()
    assert load_settings(folder / "settings.toml").reader_url == reader.url
    again = RunningCounter(folder, report_bug=print)
    assert again.reader.port.name == reader.url


def test_another_speed_and_the_adapter_are_remembered_too(folder, work):
    adapter = PortIdentity(vid=0x1A86, pid=0x7523, serial_number="A5", location="1-1.2:1.0")
    port = RememberedPort(name="COM3", identity=adapter, baud=57_600)
    work.keep_reader(port)
    assert RunningCounter(folder, report_bug=print).reader.port == port


def test_a_search_finds_the_reader_and_leaves_printers_alone(counter, work, qtbot):
    with VirtualReader("tcp") as reader:
        counter.reader.use(RememberedPort(name=reader.url))
        counter.start_reader()
        told = []
        work.parts(None).search_ports(told.append)
        qtbot.waitUntil(lambda: bool(told) and told[-1].is_finished, timeout=15_000)
        assert told[-1].chosen.name == reader.url
        counter.stop()
    assert counter.reader._settings.owned_ports == ["COM77"]


def test_a_county_that_cannot_be_reached_changes_nothing(folder, counter, work):
    counter.let_in(PERSON.user, PASSWORD)
    before = (folder / "settings.toml").read_bytes()
    with pytest.raises(EnrolmentRefused):
        work.enrol("https://127.0.0.1:9", "not-a-code")
    assert (folder / "settings.toml").read_bytes() == before
    assert work.county_url() == ""


@pytest.fixture
def county(tmp_path):
    with running_county(sqlite_url(tmp_path / "county.db")) as county:
        yield county


def test_an_enrolled_counter_exchanges_at_once_and_cannot_change_its_county(
    folder, counter, work, county, qtbot
):
    counter.let_in(PERSON.user, PASSWORD)
    work.enrol(county.url, county.code(PROFILE.counter_code))
    assert work.county_url() == county.url
    assert (
        load_settings(folder / "settings.toml").county.public_key
        == county.key.public_bytes_raw().hex()
    )
    counter.county.nudge()
    qtbot.waitUntil(lambda: counter.county.status().lamp is Lamp.ONLINE, timeout=15_000)
    with pytest.raises(SettingsInvalid):
        work.enrol(county.url, county.code(PROFILE.counter_code))


def test_a_counter_the_county_refuses_enrols_again_and_keeps_its_work(counter, work, county, qtbot):
    counter.let_in(PERSON.user, PASSWORD)
    work.enrol(county.url, county.code(PROFILE.counter_code))
    qtbot.waitUntil(lambda: counter.county.status().lamp is Lamp.ONLINE, timeout=15_000)
    device = counter.profile.keyring.identity.device
    admission.revoke(county.database, county.county.key, device, at_ms=county.time())
    counter.county.nudge()
    standing = DeviceStanding.REVOKED
    qtbot.waitUntil(lambda: counter.county.status().standing is standing, timeout=15_000)
    with pytest.raises(SettingsInvalid):
        work.enrol("https://127.0.0.1:9", county.code(PROFILE.counter_code))
    work.enrol(county.url, county.code(PROFILE.counter_code))
    qtbot.waitUntil(lambda: counter.county.status().lamp is Lamp.ONLINE, timeout=15_000)
    assert counter.profile.keyring.present().generation == 2
    assert sum(thread.name == "sync" for thread in threading.enumerate()) == 1
    with pytest.raises(SettingsInvalid):
        work.enrol(county.url, county.code(PROFILE.counter_code))


def test_a_port_kept_after_enrolment_keeps_the_county(folder, counter, work, county):
    counter.let_in(PERSON.user, PASSWORD)
    work.enrol(county.url, county.code(PROFILE.counter_code))
    work.keep_reader(RememberedPort(name="COM3"))
    kept = load_settings(folder / "settings.toml")
    assert kept.county is not None
    assert kept.reader_url == "COM3"


def test_the_whole_page_on_the_running_program(folder, county, printer, qtbot):
    bugs = []
    window = open_window(folder, report_bug=bugs.append)
    try:
        view, shell = window.built.window.sign_in, window.built.window
        shell.resize(*SMALL_SCREEN)
        view.login.setText(PERSON.user)
        view.password.setText(PASSWORD)
        view.sign_in_button.click()
        qtbot.waitUntil(lambda: shell.is_shell_shown, timeout=15_000)
        window.built.presenter.do(Action.DEVICES)
        page = shell.page()
        assert isinstance(page, DevicesView)
        qtbot.waitUntil(lambda: len(page.checks.lines) > 8, timeout=15_000)
        page.printers.rows["小票"].button.click()
        page.county.url.edit.setText(county.url)
        page.county.code.edit.setText(county.code(PROFILE.counter_code))
        page.county.button.click()
        qtbot.waitUntil(lambda: not page.county.form.isVisible(), timeout=15_000)
        qtbot.waitUntil(lambda: not window.device_tasks.is_busy, timeout=15_000)
        assert "已打出" in page.printers.rows["小票"].result.text()
        qtbot.waitUntil(lambda: page.county.state.text == "在线", timeout=15_000)
        SCREENS.mkdir(parents=True, exist_ok=True)
        assert shell.grab().save(str(SCREENS / "devices-running.png"))
    finally:
        window.close()
        window.theme.deleteLater()
    assert bugs == []
