"""A receipt of 25 lines and a QR code on 80 mm paper: its bytes, its way to the printer."""

from __future__ import annotations

import io
import time
from contextlib import ExitStack
from statistics import median
from typing import Final

from counter_app.bench.office import CLERK, COUNTER, BenchOffice, bench_office, submissions
from counter_app.bench.rows import Plan, Row
from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.case import Case
from counter_app.domain.print_job import FormId, PrintJob
from counter_app.services.submit_intake import SubmitIntake
from printing.document import Align, Document, Pair, QrCode, Rule, Text
from printing.drivers.settings import PrinterSettings
from printing.drivers.virtual import VirtualPrinter
from printing.forms.from_case import PaperContext, form_data
from printing.forms.registry import lay_out
from printing.forms.samples import CASE
from printing.paper_picture import to_png
from printing.print_desk import CounterPrinters
from printing.print_room import PrintHouse
from printing.profiles import PrinterProfile, profile
from printing.render_escpos import EscposJob, render_escpos

BAUD: Final = 19_200
BITS_A_BYTE: Final = 10
PAPER_MM_S: Final = 150
FIRST_BYTE_MS: Final = 5.0
PRINTER: Final = "小票打印机"
QR_CONTENT: Final = CASE.code


def learnt_printer() -> PrinterProfile:
    """Return the generic 80 mm printer once its test page has been read.

    It draws QR codes itself and takes glyphs of our own for characters that its font lacks.
    """
    return profile("generic-80").learnt(
        qr="native", rare="user-glyph", user_glyph_codes=[0xFEA1], status="full", barrier="gs-r"
    )


def receipt_of_25_lines() -> Document:
    """Return a receipt whose applicant has one rare character in the name."""
    centre = Align.CENTER
    return Document(
        title="收件凭证",
        number="收〔2026〕10101-00001号",
        blocks=(
            Text("石桥镇便民服务中心", align=centre),
            Text("收件凭证", align=centre, is_bold=True),
            Text("收〔2026〕10101-00001号", align=centre),
            Rule(),
            Pair("申请人：", "林䶮", is_name=True),
            Pair("证件号码：", "510***********0018"),
            Pair("代理人：", "周小禾", is_name=True),
            Pair("事项：", "80周岁以上老年人高龄津贴"),
            Pair("办件类型：", "承诺件"),
            Pair("办件编号：", "51089910101-20261102-01-000015"),
            Pair("收件时间：", "2026年11月2日 09:30"),
            Rule(),
            *(
                Pair(f"{place}. ", f"{name}  原件1份  复印件1份  齐")
                for place, name in enumerate(
                    ("居民身份证", "户口簿", "申请表", "照片", "银行卡", "承诺书"), start=1
                )
            ),
            Rule(),
            Text("本凭证只证明收到材料，不代表已经受理。"),
            Text("最迟于2026年11月9日告知是否受理。"),
            Text("逾期不告知的，自收到之日起即为受理。"),
            QrCode(QR_CONTENT, "扫码查询进度"),
            Pair("咨询电话：", "0839-5550101"),
            Text("一式一份交申请人，存根留窗口", align=centre),
        ),
    )


def size(plan: Plan) -> list[Row]:
    """Measure the bytes beside a picture of the same paper, and the line's time beside the paper's.

    Neither depends on the machine: one run says it all.
    """
    del plan
    job = render_escpos(receipt_of_25_lines(), learnt_printer())
    wire_s = len(job.data) * BITS_A_BYTE / BAUD
    paper_s = job.height_dots / learnt_printer().dots_per_mm / PAPER_MM_S
    return [
        Row("receipt.bytes", len(job.data), "B", len(as_raster(job)), 1),
        Row("receipt.wire_19200", wire_s, "s", paper_s, 1),
    ]


def as_raster(job: EscposJob) -> bytes:
    """Return what python-escpos sends for a picture of the same paper."""
    from escpos.printer import Dummy
    from PIL import Image, ImageOps

    tape = Dummy()
    tape.profile.profile_data["media"]["width"]["pixels"] = learnt_printer().dots
    with Image.open(io.BytesIO(to_png(job.data, learnt_printer().dots))) as picture:
        # The picture shows paper around what the printer can print on.
        edge = (picture.width - learnt_printer().dots) // 2
        printable = (edge, edge, picture.width - edge, picture.height - edge - 1)
        paper = picture.crop(printable).convert("L")
        box = ImageOps.invert(paper).getbbox()
        assert box is not None, "something is printed"
        # Nobody sends the white paper below the last line as a picture.
        tape.image(paper.crop((0, 0, paper.width, box[3])))
    tape.cut()
    return bytes(tape.output)


def speed(plan: Plan) -> list[Row]:
    """Measure how soon the printer has the first byte, and what a dead one costs the window."""
    runs = plan.pick(41, 11)
    with ExitStack() as ends:
        bench = ends.enter_context(bench_office(plan.folder / "ours"))
        printer = ends.enter_context(VirtualPrinter(learnt_printer()))
        desk = ends.enter_context(_printers(bench, printer.address))
        act = _Printing(SubmitIntake(bench.office), desk, printer, runs + 1)
        act.first_byte_ms()
        first = [act.first_byte_ms() for _ in range(runs)]
        printer.power_off()
        blocked = [act.blocked_ms() for _ in range(runs)]
    return [
        Row("receipt.first_byte", median(first), "ms", FIRST_BYTE_MS, runs),
        Row("receipt.gui_blocked", median(blocked), "ms", 0, runs),
    ]


class _Printing:
    """Saves cases and sends their receipts on their way."""

    def __init__(
        self, submit: SubmitIntake, desk: CounterPrinters, printer: VirtualPrinter, runs: int
    ) -> None:
        self._submit = submit
        self._desk = desk
        self._printer = printer
        self._pages = iter(submissions(2 * runs))

    def first_byte_ms(self) -> float:
        """Return the time from the nudge after a commit until the printer has taken a byte."""
        before, sheets = len(self._printer.received), len(self._printer.sheets)
        self._submit(next(self._pages))
        started = time.perf_counter()
        self._desk.nudge()
        has_byte = self._printer.wait_until(lambda: len(self._printer.received) > before)
        milliseconds = (time.perf_counter() - started) * 1_000
        is_out = self._printer.wait_until(lambda: len(self._printer.sheets) > sheets)
        assert has_byte, "the receipt has begun"
        assert is_out, "the receipt has come out"
        return milliseconds

    def blocked_ms(self) -> float:
        """Return how long the window's own call takes while the printer is off."""
        self._submit(next(self._pages))
        started = time.perf_counter()
        self._desk.nudge()
        return (time.perf_counter() - started) * 1_000


def _printers(bench: BenchOffice, address: str) -> CounterPrinters:
    context = PaperContext(
        profile=COUNTER, calendar=PublishedRules().calendar, staff_name=lambda _: CLERK.name
    )

    def document_for(job: PrintJob, case: Case) -> Document:
        data = form_data(job.form, case, context, printed_at=bench.clock.now())
        return lay_out(job.form, data, paper="80")

    printer = PrinterSettings(
        name=PRINTER,
        address=address,
        profile="",
        forms=frozenset({FormId.INTAKE_RECEIPT}),
        paper="80",
    )
    house = PrintHouse(
        queue=bench.store.print_queue,
        unit_of_work=bench.store.unit_of_work,
        document_for=document_for,
        report_bug=_raise,
    )
    return CounterPrinters([printer], house)


def _raise(error: Exception) -> None:
    raise error
