"""A clerk's morning, played on the real window by keys alone, with what came out kept.

Network down for the first half; one instant case, one committed case, one one-time notice with
three missing materials, one refusal; then the line comes back, the supplement comes in, and the
county signs for everything.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from counter_app.bootstrap.window import OpenWindow, open_window
from counter_app.demo.people import FARMER, GRANDMOTHER, RARE_NAME, TRADER
from counter_app.demo.world import PASSWORD, USER, DemoWorld
from counter_app.devices.virtual.card import VirtualCard
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.desk_news import Lamp
from counter_app.domain.print_job import FormId, PrintState
from counter_app.ui.hands import Hands

SCREEN: Final = (1366, 768)
_ACCEPTED: Final = 3
WORDS: Final = "演示：用完即弃，号码无效"


class Morning:
    """One clerk, one window, one morning.

    Attributes:
        presses: Keys from the card read to the number on the screen, by kind of case.
    """

    def __init__(self, world: DemoWorld, window: OpenWindow, out: Path) -> None:
        self._world = world
        self._window = window
        self._out = out
        self._hands = Hands(window.built.window)
        self._pictures = 0
        self.presses: dict[str, int] = {}

    def play(self) -> None:
        """Do the whole morning."""
        self._sign_in()
        self._instant_case()
        self._committed_case()
        self._one_time_notice()
        self._refusal()
        self._line_comes_back()
        self._supplement()
        self._last_look()

    def _sign_in(self) -> None:
        self._picture("sign-in")
        hands = self._hands
        hands.write(USER)
        hands.press("Return")
        hands.write(PASSWORD)
        hands.press("Return")
        hands.wait_until(lambda: self._window.built.window.is_shell_shown, "signed in")
        hands.wait_until(lambda: hands.sees("worklist_search"), "the work list")
        self._picture("work-list-empty")

    def _instant_case(self) -> None:
        self._begin(FARMER)
        self._hands.presses = 0
        self._choose("ybcb")
        self._hands.press("0")
        self._hands.look(800)
        self._picture("instant-case-judged")
        self._submit("instant")
        self._picture("instant-case-accepted")

    def _committed_case(self) -> None:
        self._begin(RARE_NAME)
        self._hands.presses = 0
        self._choose("gljt")
        self._hands.press("0")
        self._hands.look(800)
        self._picture("committed-case-judged")
        self._submit("committed")
        self._picture("committed-case-accepted")

    def _one_time_notice(self) -> None:
        self._begin(GRANDMOTHER)
        self._hands.presses = 0
        self._choose("gljt")
        self._hands.press("0", "Home", "2", "2", "2")
        self._hands.look(800)
        self._picture("one-time-notice-proposed")
        self._submit("one-time-notice")
        self._picture("one-time-notice-issued")

    def _refusal(self) -> None:
        self._begin(TRADER)
        self._choose("sptd")
        hands = self._hands
        hands.go_to("intake_outcome_refuse")
        hands.press("Space")
        hands.wait_until(lambda: hands.sees("intake_refusal_reason"), "the refusal form")
        hands.go_to("intake_refusal_reason")
        hands.write("摊位在柳河镇，应由经营所在地乡镇备案")
        hands.go_to("intake_refusal_authority")
        hands.write("青禾县柳河镇人民政府")
        hands.look(800)
        self._picture("refusal-proposed")
        self._submit("refusal")
        self._picture("refusal-issued")

    def _line_comes_back(self) -> None:
        self._hands.press("F3")
        self._hands.look(300)
        self._picture("work-list-offline")
        self._world.line.connect()
        self._hands.press("F5")
        self._wait_for_county()
        self._picture("work-list-received-by-county")

    def _supplement(self) -> None:
        hands = self._hands
        hands.press("F3")
        hands.write("沈桂兰")
        hands.look(600)
        hands.press("Down")
        hands.press("Return")
        hands.wait_until(lambda: hands.sees("case_page"), "the case page")
        hands.look(500)
        self._picture("case-awaiting-supplement")
        hands.press("F7")
        hands.look(300)
        hands.press("0")
        hands.look(300)
        self._picture("case-judging-supplement")
        hands.press("F10")
        hands.wait_until(lambda: self._accepted() == _ACCEPTED, "the supplement was accepted")
        self._wait_for_papers()
        self._picture("case-accepted-after-supplement")

    def _last_look(self) -> None:
        self._wait_for_county()
        hands = self._hands
        hands.press("F3", "Ctrl+A", "Backspace")
        hands.look(500)
        hands.go_to("worklist_tabs")
        hands.press("End")
        hands.look(500)
        self._picture("work-list-at-the-end")

    def _accepted(self) -> int:
        profile = self._window.counter.profile
        cards = profile.store.finder.worklist(WorkQueue.ALL, today=profile.office.today()).cards
        return sum(card.status is CaseStatus.ACCEPTED for card in cards)

    def _begin(self, card: VirtualCard) -> None:
        hands = self._hands
        self._world.reader.lift()
        hands.press("F2")
        hands.wait_until(lambda: hands.sees("intake_form"), "an empty intake page")
        self._world.reader.put(card)
        hands.wait_until(lambda: hands.focus_name() == "intake_item_search", "the card was read")

    def _choose(self, initials: str) -> None:
        hands = self._hands
        hands.write(initials)
        hands.look(150)
        hands.press("Return")
        hands.wait_until(lambda: hands.focus_name() == "intake_materials_table", "the checklist")

    def _submit(self, kind: str) -> None:
        hands = self._hands
        hands.press("F10")
        self.presses[kind] = hands.presses
        hands.wait_until(lambda: hands.sees("intake_result_number"), f"the number of the {kind}")
        self._wait_for_papers()

    def _wait_for_papers(self) -> None:
        def are_out() -> bool:
            queue = self._window.counter.profile.store.print_queue
            return not any(
                job.state in {PrintState.INTENDED, PrintState.SENT} for job in queue.open_jobs()
            )

        self._hands.wait_until(are_out, "the papers")
        self._hands.look(200)

    def _wait_for_county(self) -> None:
        county = self._window.counter.county

        def has_all() -> bool:
            news = county.status()
            waiting = self._window.counter.profile.store.sync_store.unacknowledged_count()
            return news.lamp is Lamp.ONLINE and waiting == 0

        county.nudge()
        self._hands.wait_until(has_all, "the county's signature for everything")
        self._hands.look(300)

    def _picture(self, name: str) -> None:
        self._pictures += 1
        self._hands.picture(self._out / "screens" / f"{self._pictures:02d}-{name}.png")


def play_morning(out: Path) -> dict[str, Any]:
    """Play the morning and leave papers, screens and a summary in a folder.

    Returns:
        What `summary.json` says.
    """
    began = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    with DemoWorld(out / "world") as world:
        with _no_bugs() as report_bug:
            window = open_window(world.profile, practice_words=WORDS, report_bug=report_bug)
            window.built.window.resize(*SCREEN)
            try:
                morning = Morning(world, window, out)
                morning.play()
                summary = _summary(world, window, morning)
            finally:
                window.close()
        _keep_papers(world, out)
    summary["seconds"] = round(time.monotonic() - began, 1)
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    (out / "summary.json").write_text(text + "\n", encoding="utf-8")
    return summary


@contextlib.contextmanager
def _no_bugs() -> Iterator[Callable[[Exception], None]]:
    """Collect what reaches the top of any thread, and fail with it at the end.

    An exception in a slot does not end Qt's event loop: without this the morning would go on
    as if nothing had happened.
    """
    bugs: list[BaseException] = []
    main_before, thread_before = sys.excepthook, threading.excepthook
    sys.excepthook = lambda _kind, error, _trace: bugs.append(error)
    threading.excepthook = lambda args: bugs.append(args.exc_value or args.exc_type())
    try:
        yield bugs.append
    finally:
        sys.excepthook, threading.excepthook = main_before, thread_before
    if bugs:
        raise bugs[0]


def _summary(world: DemoWorld, window: OpenWindow, morning: Morning) -> dict[str, Any]:
    profile = window.counter.profile
    store = profile.store
    today = profile.office.today()
    cards = store.finder.worklist(WorkQueue.ALL, today=today).cards
    printed = 0
    for card in cards:
        with store.unit_of_work(as_system=True) as work:
            documents = work.case(card.case_id).documents
        printed += sum(document.state is PrintState.PRINTED for document in documents)
    return {
        "cases": len(cards),
        "events": store.sync_store.head()[1],
        "documents_printed": printed,
        "unsynced": store.sync_store.unacknowledged_count(),
        "county_events": world.county.event_count(),
        "key_presses": morning.presses,
    }


def _keep_papers(world: DemoWorld, out: Path) -> None:
    """Copy the first paper of each kind out of the printers' trays."""
    wanted: dict[str, Callable[[str], bool]] = {
        "receipt": lambda text: "收件凭证" in text,
        "one-time-notice": lambda text: "一次性告知书" in text,
    }
    for name, is_wanted in wanted.items():
        sheet = next(s for s in world.printer.sheets if is_wanted("".join(s.lines)))
        (out / f"{name}.escpos").write_bytes(bytes(sheet.data))
        (out / f"{name}.png").write_bytes(sheet.png())
    notice = FormId.ACCEPTANCE_NOTICE.value
    pdf = sorted(world.sheets.glob(f"{notice}*.pdf"))[0]
    (out / f"{notice}.pdf").write_bytes(pdf.read_bytes())
