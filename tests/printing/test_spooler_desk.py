"""The printers of a counter on their own threads, as the window sees them."""

from __future__ import annotations

import threading

import pytest

from counter_app.domain.case_event import PrintSent
from counter_app.domain.desk_news import Light, PrinterNews, PrintNews
from counter_app.domain.errors import DiskFull, SettingsInvalid
from counter_app.domain.ids import CaseId
from counter_app.domain.print_job import FormId, PrintState
from printing.drivers.settings import PrinterSettings
from printing.drivers.status import TEXT_SILENT
from printing.drivers.virtual import VirtualPrinter
from printing.drivers.virtual_faults import VirtualFaults
from printing.print_desk import TEXT_NO_PRINTER, CounterPrinters
from printing.print_room import BACKLOG_WARNING, PrintHouse, PrintLimits
from tests.fakes.print_queue import PrintBook
from tests.fakes.print_shop import ALL_FORMS, ANSWERING, QUICK, settings_for, short_receipt

RECEIPT, NOTICE = FormId.INTAKE_RECEIPT, FormId.ONE_TIME_NOTICE
MODEL = "epson-180dpi-80"
DONE = {PrintState.PRINTED, PrintState.FAILED, PrintState.UNKNOWN}


class Heard:
    """What subscribers were told, with a wait."""

    def __init__(self):
        self.news = []
        self._changed = threading.Condition()

    def __call__(self, news):
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def wait_for(self, is_so):
        with self._changed:
            return self._changed.wait_for(lambda: any(is_so(one) for one in self.news), 10)

    def of_printers(self):
        return [(one.light, one.text) for one in self.news if isinstance(one, PrinterNews)]


@pytest.fixture
def book():
    return PrintBook()


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def virtual():
    with VirtualPrinter(ANSWERING) as printer:
        yield printer


@pytest.fixture
def bugs():
    return []


@pytest.fixture
def open_desk(book, heard, bugs):
    desks = []

    def start(*printers, limits=QUICK, document_for=short_receipt):
        house = PrintHouse(
            queue=book,
            unit_of_work=book.unit_of_work,
            document_for=document_for,
            report_bug=bugs.append,
            limits=limits,
        )
        desk = CounterPrinters(printers, house)
        desk.subscribe(heard)
        desks.append(desk)
        desk.start()
        return desk

    yield start
    assert all(list(map(CounterPrinters.stop, desks)))


def is_done(book, *jobs):
    return lambda: all(book.state_of(job.job) in DONE for job in jobs)


def test_a_nudge_brings_a_committed_job_onto_paper(book, virtual, open_desk):
    desk = open_desk(settings_for(virtual.address, profile=MODEL))
    job = book.intend()
    desk.nudge()
    assert book.wait_until(is_done(book, job))
    assert book.state_of(job.job) is PrintState.PRINTED
    assert virtual.originals == 1


def test_the_caller_is_back_before_a_printer_that_hangs_has_come_to_an_end(
    book, virtual, open_desk
):
    """Order of events, not time: nothing has become of the job when the caller goes on."""
    virtual.arm(VirtualFaults(accept_then_hang=True))
    patient = PrintLimits(query_ms=400)
    desk = open_desk(settings_for(virtual.address, profile=MODEL), limits=patient)
    job = book.intend()

    desk.nudge()
    lights = [state.light for state in desk.statuses()]

    assert book.state_of(job.job) is PrintState.INTENDED
    assert lights == [Light.UNKNOWN]
    assert book.wait_until(is_done(book, job))
    assert book.state_of(job.job) is PrintState.FAILED


def test_each_form_comes_out_of_its_own_printer(book, open_desk):
    with VirtualPrinter(ANSWERING) as left, VirtualPrinter(ANSWERING) as right:
        desk = open_desk(
            settings_for(left.address, name="回执机", profile=MODEL, forms=frozenset({RECEIPT})),
            settings_for(right.address, name="文书机", profile=MODEL, forms=frozenset({NOTICE})),
        )
        jobs = [book.intend(RECEIPT), book.intend(NOTICE, number="告〔2026〕1号")]
        desk.nudge()
        assert book.wait_until(is_done(book, *jobs))
        assert [left.originals, right.originals] == [1, 1]
        assert "告〔2026〕1号" in right.sheets[0].lines[-1]


@pytest.mark.lesson(36)
def test_500_jobs_of_two_threads_on_one_printer_are_never_mixed(book, virtual, open_desk):
    desk = open_desk(
        settings_for(virtual.address, name="甲", profile=MODEL, forms=frozenset({RECEIPT})),
        settings_for(virtual.address, name="乙", profile=MODEL, forms=frozenset({NOTICE})),
    )
    jobs = []
    for n in range(250):
        case_id = CaseId(f"{n:032x}")
        jobs.append(book.intend(RECEIPT, number=f"收{n}", case_id=case_id))
        jobs.append(book.intend(NOTICE, number=f"告{n}", case_id=case_id))
    desk.nudge()
    assert book.wait_until(is_done(book, *jobs[-2:]), timeout_s=120)
    assert book.wait_until(is_done(book, *jobs), timeout_s=30)
    assert {book.state_of(job.job) for job in jobs} == {PrintState.PRINTED}
    numbers = [sheet.lines[-1].removeprefix("编号：") for sheet in virtual.sheets]
    assert sorted(numbers) == sorted(job.document_number for job in jobs)
    assert all(len(sheet.lines) == 3 and sheet.is_complete for sheet in virtual.sheets)


def test_a_form_without_a_printer_waits_and_the_clerk_is_told_once(book, virtual, open_desk, heard):
    only_receipts = settings_for(virtual.address, profile=MODEL, forms=frozenset({RECEIPT}))
    desk = open_desk(only_receipts)
    job = book.intend(NOTICE)
    desk.nudge()
    assert heard.wait_for(lambda news: isinstance(news, PrintNews) and news.job == job.job)
    desk.nudge()
    receipt = book.intend(RECEIPT)
    desk.nudge()
    assert book.wait_until(is_done(book, receipt))
    told = [one for one in heard.news if isinstance(one, PrintNews) and one.job == job.job]
    assert [(one.state, one.detail) for one in told] == [(PrintState.INTENDED, TEXT_NO_PRINTER)]
    assert book.state_of(job.job) is PrintState.INTENDED


def test_without_any_printer_nothing_is_lost(book, open_desk, heard):
    desk = open_desk()
    job = book.intend()
    desk.nudge()
    assert heard.wait_for(lambda news: news.job == job.job)
    assert desk.statuses() == []


def test_an_idle_printer_is_looked_after(virtual, open_desk, heard):
    often = PrintLimits(query_ms=80, idle_ms=20)
    open_desk(settings_for(virtual.address, profile=MODEL), limits=often)
    assert heard.wait_for(lambda news: news.text == "就绪")
    virtual.set(is_near_end=True)
    assert heard.wait_for(lambda news: news.text == "纸快用完了")
    virtual.set(is_cover_open=True)
    assert heard.wait_for(lambda news: news.light is Light.FAILED and "盖子" in news.text)
    virtual.set(is_cover_open=False, is_near_end=False)
    assert heard.wait_for(lambda news: news is heard.news[-1] and news.text == "就绪")
    virtual.power_off()
    assert heard.wait_for(lambda news: "连不上打印机" in news.text)
    virtual.power_on()
    count = len(heard.news)
    assert heard.wait_for(lambda news: news in heard.news[count - 1 :] and news.text == "就绪")


def test_jobs_of_an_earlier_run_do_not_print_by_themselves(book, virtual, open_desk):
    left = book.intend()
    book.restart()
    desk = open_desk(settings_for(virtual.address, profile=MODEL))
    fresh = book.intend(NOTICE)
    desk.nudge()
    assert book.wait_until(is_done(book, fresh))
    assert book.state_of(left.job) is PrintState.INTENDED
    assert len(virtual.sheets) == 1

    book.take_over(left.job)
    desk.nudge()
    assert book.wait_until(is_done(book, left))
    assert virtual.originals == 2


def test_a_job_that_was_being_sent_is_unknown_after_a_restart(book, virtual, open_desk):
    job = book.intend()
    book.append(PrintSent(job=job.job, printer="窗口打印机"))
    book.restart()
    open_desk(settings_for(virtual.address, profile=MODEL))
    assert book.state_of(job.job) is PrintState.UNKNOWN
    assert virtual.sheets == []


@pytest.mark.parametrize("came_out", [True, False])
def test_the_clerks_answer_is_a_fact_and_asked_for_once(book, open_desk, heard, came_out, tmp_path):
    desk = open_desk(settings_for(f"file://{tmp_path}"))
    job = book.intend()
    desk.nudge()
    assert book.wait_until(is_done(book, job))
    assert book.state_of(job.job) is PrintState.UNKNOWN

    desk.settle(job.job, came_out=came_out)
    desk.settle(job.job, came_out=not came_out)

    assert book.case.documents[0].came_out is came_out
    answers = [news.came_out for news in heard.news if isinstance(news, PrintNews)]
    assert answers[-1] is came_out
    assert answers.count(None) == len(answers) - 1
    assert book.facts_of(job.job).count("PrintSettled") == 1


@pytest.mark.parametrize("came_out", [True, False])
def test_the_warning_of_a_late_paper_stands_until_the_paper_is_out(
    book, open_desk, heard, tmp_path, came_out
):
    desk = open_desk(settings_for(f"file://{tmp_path}"))
    job = book.intend()
    desk.nudge()
    assert heard.wait_for(lambda news: isinstance(news, PrinterNews))
    assert book.wait_until(is_done(book, job))
    assert desk.statuses()[0].text.endswith(BACKLOG_WARNING)

    desk.settle(job.job, came_out=came_out)
    if came_out:
        assert heard.wait_for(lambda news: getattr(news, "text", "") == TEXT_SILENT)
    second = book.intend(NOTICE)
    desk.nudge()
    assert book.wait_until(is_done(book, second))

    texts = [text for _, text in heard.of_printers()]
    assert texts[0].endswith(BACKLOG_WARNING)
    assert (TEXT_SILENT in texts) is came_out


def test_only_an_unknown_job_can_be_settled(book, virtual, open_desk):
    desk = open_desk(settings_for(virtual.address, profile=MODEL))
    job = book.intend()
    desk.nudge()
    assert book.wait_until(is_done(book, job))
    desk.settle(job.job, came_out=False)
    assert "PrintSettled" not in book.facts_of(job.job)


@pytest.mark.expects_warnings
def test_a_bug_in_one_form_is_reported_and_the_others_print(book, virtual, open_desk, bugs):
    def breaks_on_notices(job, case):
        assert job.form is not NOTICE, "a bug, with 沈桂兰 in its text"
        return short_receipt(job, case)

    desk = open_desk(settings_for(virtual.address, profile=MODEL), document_for=breaks_on_notices)
    bad, good = book.intend(NOTICE), book.intend(RECEIPT)
    desk.nudge()
    assert book.wait_until(is_done(book, bad, good))
    assert [book.state_of(job.job) for job in (bad, good)] == [
        PrintState.FAILED,
        PrintState.PRINTED,
    ]
    assert [type(bug) for bug in bugs] == [AssertionError]


@pytest.mark.expects_warnings
def test_the_log_of_a_bug_names_places_and_no_person(book, virtual, open_desk, caplog):
    def breaks(job, case):
        raise ValueError(case.applicant.name)

    desk = open_desk(settings_for(virtual.address, profile=MODEL), document_for=breaks)
    job = book.intend()
    desk.nudge()
    assert book.wait_until(is_done(book, job))
    assert "ValueError at print_worker.py" in caplog.text
    assert "沈桂兰" not in caplog.text


def test_a_full_disk_keeps_the_job_waiting_until_the_next_nudge(book, virtual, open_desk, heard):
    book.commits_refused.append(DiskFull("full"))
    desk = open_desk(settings_for(virtual.address, profile=MODEL))
    job = book.intend()
    desk.nudge()
    assert heard.wait_for(lambda news: isinstance(news, PrintNews) and "磁盘已满" in news.detail)
    assert virtual.received == b""
    desk.nudge()
    assert book.wait_until(is_done(book, job))
    assert book.state_of(job.job) is PrintState.PRINTED


def test_a_simulated_printer_is_started_with_the_desk(book, open_desk):
    desk = open_desk(settings_for("simulated://", profile=MODEL))
    job = book.intend()
    desk.nudge()
    assert book.wait_until(is_done(book, job))
    assert book.state_of(job.job) is PrintState.PRINTED
    assert desk.virtual_printers["窗口打印机"].originals == 1


def test_an_a4_form_becomes_a_pdf_file_and_that_is_its_paper(book, open_desk, tmp_path):
    desk = open_desk(settings_for(f"pdf://{tmp_path}", paper="a4"))
    job = book.intend()
    desk.nudge()
    assert book.wait_until(is_done(book, job))
    assert book.state_of(job.job) is PrintState.PRINTED
    (file,) = tmp_path.iterdir()
    assert file.suffix == ".pdf"
    assert file.read_bytes().startswith(b"%PDF-")


def test_two_printers_cannot_share_a_name_or_a_form(book):
    house = PrintHouse(
        queue=book,
        unit_of_work=book.unit_of_work,
        document_for=short_receipt,
        report_bug=print,
    )
    one = settings_for("tcp://127.0.0.1", name="甲", forms=ALL_FORMS)
    two = settings_for("tcp://127.0.0.2", name="乙", forms=frozenset({NOTICE}))
    with pytest.raises(SettingsInvalid, match="one-time-notice"):
        CounterPrinters([one, two], house)
    with pytest.raises(SettingsInvalid, match="same name"):
        CounterPrinters([one, settings_for("tcp://127.0.0.2", name="甲", forms=frozenset())], house)


def test_a_folder_for_sheets_is_ready_before_and_after_a_job(book, open_desk, tmp_path):
    settings = PrinterSettings(
        name="A4", address=f"pdf://{tmp_path}", profile="", forms=ALL_FORMS, paper="a4"
    )
    desk = open_desk(settings)
    assert desk.statuses()[0].light is Light.OK
    job = book.intend()
    desk.nudge()

    assert book.wait_until(is_done(book, job))
    assert book.state_of(job.job) is PrintState.PRINTED
    assert desk.statuses()[0].light is Light.OK
