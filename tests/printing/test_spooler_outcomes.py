"""What became of a job, for each way a printer can fail, at every byte of a receipt."""

from __future__ import annotations

import pytest

from counter_app.domain.desk_news import Light, PrinterNews
from counter_app.domain.errors import CoverOpen, DiskFull, FormDataInvalid, PaperOut
from counter_app.domain.print_job import FormId, PrintState
from printing.drivers.virtual import VirtualPrinter
from printing.drivers.virtual_engine import VirtualEngine
from printing.drivers.virtual_faults import VirtualFaults
from printing.forms.registry import FORMS, lay_out
from printing.print_room import BACKLOG_WARNING
from printing.profiles import profile_for_paper
from printing.render_escpos import render_escpos
from tests.fakes.print_queue import PrintBook
from tests.fakes.print_shop import ANSWERING, LEARNING, Shop, engine_shop, short_receipt

PRINTED, FAILED, UNKNOWN = PrintState.PRINTED, PrintState.FAILED, PrintState.UNKNOWN
CUTTING = ANSWERING
TEARING = ANSWERING.learnt(cutter="none", cut_feed_mm=0, tail_lines=4)


@pytest.fixture
def book():
    return PrintBook()


@pytest.fixture
def virtual():
    with VirtualPrinter(ANSWERING) as printer:
        yield printer


def receipt_bytes(model=ANSWERING):
    book = PrintBook()
    return render_escpos(short_receipt(book.intend(), book.case), model)


def marks_on_paper(engine) -> int:
    return sum(sheet.has_marks for sheet in engine.mechanism.sheets)


def originals(engine) -> int:
    return sum(sheet.is_complete and not sheet.copy_mark for sheet in engine.mechanism.sheets)


class TestOverARealStream:
    def test_a_healthy_printer_prints_and_says_so(self, book, virtual):
        job = book.intend()
        shop = Shop(book, virtual.address)

        assert shop.print_next() is PRINTED

        assert book.facts_of(job.job) == ["PrintSent", "PrintPrinted"]
        assert [virtual.originals, virtual.copies] == [1, 0]
        assert virtual.sheets[0].lines == ["收件回执", "申请人：沈桂兰", "编号：收〔2026〕1号"]
        assert [news.state for news in shop.news if not isinstance(news, PrinterNews)] == [
            PrintState.SENT,
            PRINTED,
        ]

    def test_the_second_copy_is_marked_on_paper(self, book, virtual):
        shop = Shop(book, virtual.address)
        for _ in range(3):
            book.intend()
            assert shop.print_next() is PRINTED
        assert [sheet.copy_mark for sheet in virtual.sheets] == ["", "补打 第1次", "补打 第2次"]

    @pytest.mark.lesson(34)
    @pytest.mark.parametrize(
        ("state", "advice"),
        [
            ({"paper_left_dots": 0}, PaperOut.advice),
            ({"is_cover_open": True}, CoverOpen.advice),
            ({"is_cutter_stuck": True}, "打印机故障"),
            ({"is_online": False}, "打印机脱机"),
        ],
    )
    def test_a_printer_that_cannot_print_gets_nothing(self, book, virtual, state, advice):
        job = book.intend()
        virtual.set(**state)
        shop = Shop(book, virtual.address)

        assert shop.print_next() is FAILED

        assert book.facts_of(job.job) == ["PrintFailed"]
        assert book.detail_of(job.job).startswith(advice)
        assert virtual.received == b""
        assert shop.printer.news.light is Light.FAILED

    @pytest.mark.fault("F17")
    def test_after_a_paper_change_the_same_copy_comes_out_unmarked(self, book, virtual):
        virtual.set(paper_left_dots=0)
        shop = Shop(book, virtual.address)
        book.intend()
        assert shop.print_next() is FAILED

        virtual.refill()

        assert shop.print_copy() is PRINTED
        assert [virtual.originals, virtual.copies] == [1, 0]
        assert shop.printer.news.light is Light.OK

    def test_paper_near_its_end_is_said_and_printed_on(self, book, virtual):
        virtual.set(is_near_end=True)
        book.intend()
        shop = Shop(book, virtual.address)
        assert shop.print_next() is PRINTED
        assert (shop.printer.news.light, shop.printer.news.text) == (
            Light.ATTENTION,
            "纸快用完了",
        )

    def test_a_hot_head_is_waited_for(self, book, virtual):
        virtual.set(is_hot=True)
        book.intend()
        shop = Shop(book, virtual.address)
        tell = shop.news.append

        def cool_down(news):
            tell(news)
            virtual.set(is_hot=False)

        object.__setattr__(shop.room, "tell", cool_down)
        assert shop.print_next() is PRINTED
        assert "过热" in shop.news[0].text

    def test_a_head_that_stays_hot_fails_the_job_with_nothing_sent(self, book, virtual):
        virtual.set(is_hot=True)
        job = book.intend()
        assert Shop(book, virtual.address).print_next() is FAILED
        assert "过热" in book.detail_of(job.job)
        assert virtual.received == b""

    def test_a_refused_connection_is_failed(self, book, virtual):
        virtual.arm(VirtualFaults(refuse_connect=True))
        job = book.intend()
        shop = Shop(book, virtual.address)
        assert shop.print_next() is FAILED
        assert book.facts_of(job.job) == ["PrintFailed"]
        assert "连不上打印机" in shop.printer.news.text

    @pytest.mark.lesson(34)
    def test_a_printer_that_hangs_after_the_connect_is_failed_if_it_used_to_answer(
        self, book, virtual
    ):
        virtual.arm(VirtualFaults(accept_then_hang=True))
        job = book.intend()
        assert Shop(book, virtual.address).print_next() is FAILED
        assert "没有应答" in book.detail_of(job.job)

    def test_a_cutter_that_jams_leaves_the_outcome_to_a_person(self, book, virtual):
        virtual.arm(VirtualFaults(no_cutter=True))
        job = book.intend()
        assert Shop(book, virtual.address).print_next() is UNKNOWN
        assert "打印机故障" in book.detail_of(job.job)

    def test_a_printer_that_forgets_chinese_mode_at_reset_prints_hanzi_all_the_same(
        self, book, virtual
    ):
        virtual.arm(VirtualFaults(loses_mode=True))
        book.intend()
        assert Shop(book, virtual.address).print_next() is PRINTED
        assert "沈桂兰" in virtual.sheets[0].lines[1]

    def test_a_slow_line_only_takes_longer(self, book, virtual):
        virtual.arm(VirtualFaults(slow_baud=57_600))
        book.intend()
        assert Shop(book, virtual.address).print_next() is PRINTED

    @pytest.mark.fault("F17")
    @pytest.mark.lesson(35)
    @pytest.mark.parametrize("fault", ["dead_after", "cover_open_at", "drop_connection_at"])
    @pytest.mark.parametrize("share", [0.05, 0.9])
    def test_a_break_in_mid_job_is_unknown_and_the_next_copy_is_marked(
        self, book, virtual, fault, share
    ):
        at = max(1, round(len(receipt_bytes().data) * share))
        virtual.arm(VirtualFaults(**{fault: at}))
        job = book.intend()
        shop = Shop(book, virtual.address)

        assert shop.print_next() is UNKNOWN
        assert book.facts_of(job.job) == ["PrintSent", "PrintUnknown"]
        assert shop.printer.news.text.endswith(BACKLOG_WARNING)

        virtual.arm(VirtualFaults())
        virtual.power_on()
        virtual.set(is_cover_open=False)
        assert shop.print_copy() is PRINTED
        assert virtual.sheets[-1].copy_mark == "补打 第1次"
        assert virtual.originals <= 1
        assert BACKLOG_WARNING not in shop.printer.news.text

    def test_a_job_kept_through_a_paper_change_comes_out_once_and_answers_for_itself(
        self, book, virtual
    ):
        virtual.arm(VirtualFaults(paper_out_at=60))
        book.intend()
        shop = Shop(book, virtual.address)
        assert shop.print_next() is UNKNOWN
        assert virtual.originals == 0

        virtual.refill()
        assert virtual.wait_until(lambda: virtual.originals == 1)
        assert shop.print_copy() is PRINTED
        assert [virtual.originals, virtual.copies] == [1, 1]


class TestSilenceAndNoise:
    """Printers that say nothing, half of it, or too much."""

    def test_a_model_that_answers_nothing_prints_and_stays_unknown(self, book):
        with VirtualPrinter(LEARNING) as virtual:
            virtual.arm(VirtualFaults(is_silent=True))
            shop = Shop(book, virtual.address, LEARNING)
            book.intend()
            assert shop.print_next() is UNKNOWN
            assert virtual.wait_until(lambda: virtual.originals == 1)
            assert shop.printer.news.light is Light.UNKNOWN
            assert shop.printer.news.text.startswith("不知道打印机状态")

    def test_silence_of_a_printer_that_has_answered_before_is_a_fault(self, book):
        with VirtualPrinter(LEARNING) as virtual:
            shop = Shop(book, virtual.address, LEARNING)
            book.intend()
            assert shop.print_next() is PRINTED
            virtual.arm(VirtualFaults(is_silent=True))
            assert shop.print_copy() is FAILED
            assert len(virtual.sheets) == 1

    @pytest.mark.parametrize("n", [1, 4])
    def test_a_model_that_answers_one_question_and_no_barrier_stays_unknown(self, book, n):
        with VirtualPrinter(LEARNING) as virtual:
            virtual.arm(VirtualFaults(answers_only=frozenset({n})))
            shop = Shop(book, virtual.address, LEARNING)
            book.intend()
            assert shop.print_next() is UNKNOWN
            assert not shop.printer.habit.may_answer_barrier
            assert shop.print_copy() is UNKNOWN
            assert virtual.wait_until(lambda: [virtual.originals, virtual.copies] == [1, 1])

    @pytest.mark.parametrize("garbage", [b"\xff\xfe\x80", b"\x11\x13" * 8, b"\x16\x10", b"\x00"])
    def test_garbage_between_the_answers_is_not_believed(self, book, virtual, garbage):
        virtual.set(paper_left_dots=0)
        virtual.arm(VirtualFaults(garbage=garbage))
        book.intend()
        assert Shop(book, virtual.address).print_next() is FAILED
        assert virtual.received == b""

    def test_a_flood_of_xoff_does_not_drown_the_answers(self, book, virtual):
        virtual.arm(VirtualFaults(xoff_flood=True))
        book.intend()
        assert Shop(book, virtual.address).print_next() is PRINTED


class TestAtEveryByte:
    """The same table without a wire, so that every byte of a receipt has its turn."""

    @pytest.mark.fault("F17")
    @pytest.mark.lesson(37)
    @pytest.mark.parametrize("model", [CUTTING, TEARING], ids=["cutter", "tear-bar"])
    @pytest.mark.parametrize("fault", ["dead_after", "cover_open_at", "drop_connection_at"])
    def test_no_break_makes_a_second_unmarked_original(self, fault, model):
        size = len(receipt_bytes(model).data)
        for at in range(1, size + 1):
            book, engine = PrintBook(), VirtualEngine(model)
            shop = engine_shop(book, engine)
            job = book.intend()
            engine.arm(VirtualFaults(**{fault: at}))
            first = shop.print_next()
            is_whole = fault == "drop_connection_at" and at == size
            assert first is (PRINTED if is_whole else UNKNOWN), (at, book.detail_of(job.job))

            engine.arm(VirtualFaults())
            engine.power_on()
            engine.is_cover_open = False
            assert shop.print_copy() is PRINTED, at
            assert engine.mechanism.sheets[-1].copy_mark == "补打 第1次", at
            assert originals(engine) <= 1, at

    @pytest.mark.fault("F17")
    def test_paper_that_ends_at_any_dot_is_never_taken_for_printed(self):
        paper = receipt_bytes(CUTTING)
        for dots in range(1, paper.height_dots, 7):
            for loses_backlog in (False, True):
                book, engine = PrintBook(), VirtualEngine(CUTTING)
                shop = engine_shop(book, engine)
                book.intend()
                engine.arm(VirtualFaults(paper_out_at=dots, loses_backlog=loses_backlog))
                first = shop.print_next()
                moved = engine.mechanism.sheets[-1].dots
                assert first is (UNKNOWN if engine.is_paper_out else PRINTED), (dots, moved)

                engine.refill()
                engine.run()
                assert shop.print_copy() is PRINTED
                assert originals(engine) <= 1, dots

    def test_failed_says_that_there_is_no_mark_on_paper(self):
        for trouble, value in (("is_cover_open", True), ("is_online", False)):
            book, engine = PrintBook(), VirtualEngine(CUTTING)
            setattr(engine, trouble, value)
            book.intend()
            assert engine_shop(book, engine).print_next() is FAILED
            assert marks_on_paper(engine) == 0

    @pytest.mark.lesson(36)
    def test_a_picture_broken_off_cannot_swallow_the_next_reprint_mark(self):
        """A printer cut off in a raster takes the next bytes for the rest of it."""
        model = CUTTING.learnt(chinese_encoding="picture")
        data = receipt_bytes(model).data
        in_raster = data.index(b"\x1dv0") + 40
        book, engine = PrintBook(), VirtualEngine(model)
        shop = engine_shop(book, engine)
        book.intend()
        engine.arm(VirtualFaults(drop_connection_at=in_raster))
        assert shop.print_next() is UNKNOWN

        second = book.intend()
        assert shop.print_next() is FAILED  # It does not answer for what it was asked.
        assert book.facts_of(second.job) == ["PrintFailed"]

        engine.power_on()
        assert shop.print_copy() is PRINTED
        assert engine.mechanism.sheets[-1].is_complete


class TestBeforeThePort:
    def test_a_paper_that_cannot_be_rendered_prints_nothing(self, book, virtual):
        def refuses(job, case):
            raise FormDataInvalid("no such field")

        job = book.intend()
        assert Shop(book, virtual.address, document_for=refuses).print_next() is FAILED
        assert book.facts_of(job.job) == ["PrintFailed"]
        assert virtual.received == b""

    def test_the_paper_is_of_the_case_as_it_stood_when_it_was_wished_for(self, book, virtual):
        seen = []
        job = book.intend()
        book.intend(FormId.ACCEPTANCE_NOTICE, number="受〔2026〕1号")

        def looks(job, case):
            seen.append([paper.job for paper in case.documents])
            return short_receipt(job, case)

        Shop(book, virtual.address, document_for=looks).print_next()
        assert seen == [[job.job]]

    def test_print_sent_is_committed_before_the_first_byte(self, book, virtual):
        refusal = DiskFull("full")
        job = book.intend()
        book.commits_refused.append(refusal)
        with pytest.raises(DiskFull):
            Shop(book, virtual.address).print_next()
        assert book.state_of(job.job) is PrintState.INTENDED
        assert virtual.received == b""

    def test_an_outcome_that_the_disk_refuses_is_recorded_later(self, book, virtual):
        shop = Shop(book, virtual.address)
        job = book.intend()
        unit_of_work = book.unit_of_work

        def refuse_the_second(*, as_system):
            if book.commits == [("PrintSent",)] and not book.commits_refused:
                book.commits_refused.append(DiskFull("full"))
            return unit_of_work(as_system=as_system)

        object.__setattr__(shop.room.house, "unit_of_work", refuse_the_second)
        assert shop.print_next() is PRINTED
        assert book.state_of(job.job) is PrintState.SENT

        object.__setattr__(shop.room.house, "unit_of_work", unit_of_work)
        shop.spooler.record_left_over()
        assert book.state_of(job.job) is PRINTED


class TestRealForms:
    @pytest.mark.parametrize("paper", ["58", "80"])
    @pytest.mark.parametrize("form", FormId, ids=lambda form: form.value)
    def test_every_form_comes_out_whole_over_a_real_stream(self, book, form, paper):
        model = profile_for_paper(paper).learnt(speed_mm_s=500, buffer_bytes=65_536)
        with VirtualPrinter(model) as virtual:
            shop = Shop(
                book,
                virtual.address,
                model,
                document_for=lambda job, case: lay_out(job.form, FORMS[form].sample, paper=paper),
            )
            book.intend(form)
            assert shop.print_next() is PRINTED
            book.intend(form)
            assert shop.print_next() is PRINTED
            assert [sheet.is_complete for sheet in virtual.sheets] == [True, True]
            original, copy = virtual.sheets
            assert copy.lines[0].strip() == copy.copy_mark == "补打 第1次"
            assert [line for line in copy.lines if "补打" not in line] == original.lines
