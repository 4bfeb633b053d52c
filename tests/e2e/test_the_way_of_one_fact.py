"""The sixteen steps of docs/architecture.md, walked on the running program by keys alone."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from counter_app.bootstrap.window import open_window
from counter_app.demo.people import GRANDMOTHER
from counter_app.demo.world import PASSWORD, USER
from counter_app.domain.case_card import SyncStage, WorkQueue
from counter_app.domain.case_fold import fold
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.desk_news import Lamp
from counter_app.domain.numbering import is_case_number
from counter_app.domain.print_job import PrintState
from counter_app.storage.reading import reading
from counter_app.ui.hands import Hands
from sync.signing import Purpose, is_signed

INSTANT_KEYS_MAX = 12


class StrayWindows(QObject):
    """Notes every widget that flashes up as a window of its own."""

    def __init__(self):
        super().__init__()
        self.seen = []
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            is_meant = isinstance(watched, QMainWindow | QDialog)
            is_popup = watched.windowFlags() & watched.windowFlags().Popup
            if not is_meant and not is_popup and not watched.inherits("QTipLabel"):
                self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def window(world, qtbot):
    bugs = []
    window = open_window(world.profile, report_bug=bugs.append)
    window.built.window.resize(1366, 768)
    yield window
    window.close()
    assert bugs == []


@pytest.fixture
def hands(window):
    hands = Hands(window.built.window)
    hands.write(USER)
    hands.press("Return")
    hands.write(PASSWORD)
    hands.press("Return")
    hands.wait_until(lambda: window.built.window.is_shell_shown, "signed in")
    return hands


def rows(window, question, *values):
    store = window.counter.profile.store
    with reading(store.reading_engine) as connection:
        return connection.execute(question, values).fetchall()


def take_in(world, hands, store):
    """Steps 1 to 3: card, draft, verdict, submit; returns how many keys it took."""
    hands.press("F2")
    world.reader.put(GRANDMOTHER)
    hands.wait_until(lambda: hands.focus_name() == "intake_item_search", "the card was read")
    hands.presses = 0
    hands.write("ybcb")
    hands.look(150)
    hands.press("Return")
    hands.wait_until(lambda: hands.focus_name() == "intake_materials_table", "the checklist")
    hands.wait_until(lambda: store.drafts.all() != [], "the draft")
    assert store.sync_store.head()[1] == 0, "a draft is no fact"
    hands.press("0", "F10")
    hands.wait_until(lambda: hands.sees("intake_result_number"), "the number")
    return hands.presses


def kinds_in(window):
    found = rows(window, "SELECT data FROM events ORDER BY n")
    return [json.loads(data)["type"] for (data,) in found]


def assert_chained_and_signed(window):
    """Step 5: canonical bytes, SHA-256 as the id, Ed25519 by the device, each after the last."""
    own = window.counter.profile.keys.identity.public_key
    log = rows(window, "SELECT event_id, n, data, signature FROM events ORDER BY n")
    previous = ""
    for place, (event_id, n, data, signature) in enumerate(log, start=1):
        header = json.loads(data)
        assert hashlib.sha256(data).hexdigest() == event_id
        assert is_signed(own, Purpose.EVENT, data, signature)
        assert (n, header["n"], header["prev"]) == (place, place, previous)
        previous = event_id


def assert_papers_come_out(world, window, hands, case_id):
    """Steps 9 and 10: sent is recorded before the bytes, the outcome after; paper is there."""
    store = window.counter.profile.store

    def papers():
        with store.unit_of_work(as_system=True) as work:
            return [document.state for document in work.case(case_id).documents]

    hands.wait_until(lambda: papers() == [PrintState.PRINTED] * 2, "both papers")
    assert world.printer.originals == 1
    assert len(list(world.sheets.glob("*.pdf"))) == 1
    kinds = kinds_in(window)
    assert kinds.index("print.sent") < kinds.index("print.printed")


def assert_the_county_signs(world, window, hands, case_id):
    """Steps 11 to 15: without a line nothing changes; with it, only a signed ack counts."""
    store, line = window.counter.profile.store, window.counter.county
    assert store.finder.card(case_id).stage is SyncStage.STORED
    assert rows(window, "SELECT count(*) FROM events WHERE server_sequence IS NOT NULL") == [(0,)]
    world.line.connect()
    hands.press("F5")
    hands.wait_until(
        lambda: line.status().lamp is Lamp.ONLINE and not store.sync_store.unacknowledged_count(),
        "the county's signature",
    )
    [(acks, signature)] = rows(window, "SELECT data, signature FROM acks LIMIT 1")
    key = bytes.fromhex(window.counter.settings.county.public_key)
    assert is_signed(Ed25519PublicKey.from_public_bytes(key), Purpose.ACKS, acks, signature)
    assert store.finder.card(case_id).stage.is_at_county


def test_the_sixteen_steps(world, window, hands):
    stray = StrayWindows()
    store = window.counter.profile.store

    assert take_in(world, hands, store) <= INSTANT_KEYS_MAX

    # 4: the next gapless number.
    today = window.counter.profile.office.today()
    [card] = store.finder.worklist(WorkQueue.ALL, today=today).cards
    assert is_case_number(card.number)
    assert card.number[-6:-1] == "00001"

    # 5 to 8: chained facts, folded and projected, print intents among them, anchored outside.
    assert_chained_and_signed(window)
    assert kinds_in(window)[:4] == ["case.received", "case.accepted", *["print.intended"] * 2]
    with store.unit_of_work(as_system=True) as work:
        case = fold(work.events_of(card.case_id))
    assert case.status is card.status is CaseStatus.ACCEPTED
    assert store.finder.search("sgl").cards[0].case_id == card.case_id
    assert store.head_check.is_sound
    assert (world.profile / "head.anchor").stat().st_size > 0

    assert_papers_come_out(world, window, hands, card.case_id)
    assert_the_county_signs(world, window, hands, card.case_id)

    # 16: printed, stored and received agree.
    assert world.county.event_count() == rows(window, "SELECT count(*) FROM events")[0][0]
    assert window.counter.profile.audit().is_valid
    assert stray.seen == []


def test_a_case_is_found_opened_and_explained_by_keys(world, window, hands):
    hands.press("F2")
    world.reader.put(GRANDMOTHER)
    hands.wait_until(lambda: hands.focus_name() == "intake_item_search", "the card was read")
    hands.write("gljt")
    hands.look(150)
    hands.press("Return")
    hands.wait_until(lambda: hands.focus_name() == "intake_materials_table", "the checklist")
    hands.press("0", "Home", "2", "F10")
    hands.wait_until(lambda: hands.sees("intake_result_number"), "the notice was issued")

    hands.press("F3")
    hands.write("沈")
    hands.look(600)
    hands.press("Down", "Return")
    hands.wait_until(lambda: hands.sees("case_page"), "the case")
    hands.look(300)
    hands.press("F7", "Ctrl+Q", "F10")

    def is_accepted():
        today = window.counter.profile.office.today()
        cards = window.counter.profile.store.finder.worklist(WorkQueue.ALL, today=today).cards
        return [card.status for card in cards] == [CaseStatus.ACCEPTED]

    hands.wait_until(is_accepted, "accepted after the supplement")
