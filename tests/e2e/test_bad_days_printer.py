"""Printers that are off, silent, empty, open or dead in the middle: nothing is lost or doubled."""

from __future__ import annotations

import pytest

from counter_app.demo.people import FARMER, GRANDMOTHER
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.print_job import FormId, PrintState
from printing.drivers.virtual_faults import VirtualFaults

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # Said of every dialog.

ITEMS = ("ybcb", "jzzq", "gljt")


class Trouble:
    """One thing that is wrong with the printer, what is said about it, and the hand it needs."""

    def __init__(self, name, words, begin, mend):
        self.name = name
        self.words = words
        self.begin = begin
        self.mend = mend


def troubles(printer):
    """Every way in which a printer takes nothing at all."""
    return (
        Trouble("off", ("连不上打印机", "检查电源"), printer.power_off, printer.power_on),
        Trouble(
            "silent",
            ("打印机没有应答", "检查打印机的电源和连线"),
            lambda: printer.arm(VirtualFaults(accept_then_hang=True)),
            lambda: printer.arm(VirtualFaults()),
        ),
        Trouble(
            "no-paper",
            ("打印机缺纸", "换好后再打一次"),
            lambda: printer.set(paper_left_dots=0),
            printer.refill,
        ),
        Trouble(
            "cover",
            ("盖子没合上", "请合上盖子"),
            lambda: printer.set(is_cover_open=True),
            lambda: printer.set(is_cover_open=False),
        ),
    )


def receipts_of(clerk):
    """How the intake receipts of all cases stand, newest case first."""
    cases = [clerk.case(card) for card in clerk.cards()]
    return [d for c in cases for d in c.documents if d.form is FormId.INTAKE_RECEIPT]


@pytest.mark.fault("F17")
@pytest.mark.lesson(34)
def test_a_printer_that_takes_nothing_costs_a_key_and_no_case(clerk):
    printer = clerk.world.printer
    clerk.sign_in()
    for count, trouble in enumerate(troubles(printer), start=1):
        trouble.begin()
        clerk.fill(FARMER if count % 2 else GRANDMOTHER, ITEMS[count % 3])
        clerk.submit()
        clerk.wait_for_words("《收件凭证》", "没有打印", "办件已保存", *trouble.words)
        assert clerk.lamp("printer_小票打印机") == "小票打印机 故障"
        assert printer.originals == count - 1
        clerk.picture(f"04-printer-{trouble.name}")

        trouble.mend()
        clerk.hands.press("F6", "Return")
        clerk.wait(lambda count=count: printer.originals == count, "the paper, once it can")
        clerk.wait(lambda: not clerk.hands.sees("print_bar"), "nothing more to ask")
        clerk.wait_for_papers()

    assert printer.copies == 0, "what never came out is no second copy"
    assert [d.state for d in receipts_of(clerk)] == [PrintState.FAILED, PrintState.PRINTED] * 4
    assert [card.status for card in clerk.cards()] == [CaseStatus.ACCEPTED] * 4


@pytest.mark.fault("F17")
@pytest.mark.lesson(35)
def test_a_printer_that_dies_in_the_middle_asks_and_marks_the_next_one(clerk):
    printer = clerk.world.printer
    clerk.sign_in()
    clerk.fill(GRANDMOTHER)
    printer.arm(VirtualFaults(dead_after=400))
    clerk.submit()
    clerk.wait_for_words("《收件凭证》", "出纸了吗？")
    clerk.picture("04-printer-died")
    assert clerk.hands.sees("print_bar_yes")
    assert printer.originals == 0

    # Half a paper is no answer; nothing comes by itself when the power is back.
    printer.arm(VirtualFaults())
    printer.power_off()
    printer.power_on()
    clerk.hands.press("F6", "N")
    clerk.wait_for_words("已记下：没有出纸")
    before = len(printer.sheets)
    clerk.hands.press("F9")
    clerk.wait(lambda: clerk.hands.sees("dialog_reason"), "why another one is needed")
    clerk.hands.press("Down", "Return")
    clerk.wait(lambda: len(printer.sheets) > before, "the second paper")
    clerk.wait_for_papers()
    clerk.picture("04-printer-copy")

    [sheet] = printer.sheets[before:]
    assert sheet.is_complete
    assert sheet.copy_mark == "补打 第1次"
    counterfoil = next(n for n, line in enumerate(sheet.lines) if "（存根）" in line)
    marks = [n for n, line in enumerate(sheet.lines) if "补打 第1次" in line]
    assert marks == [0, counterfoil - 1], "the part torn off is marked too"
