"""F17 and F19: printers that stop at any byte of a receipt, readers at any byte of a card."""

from __future__ import annotations

import random

from counter_app.devices.card_frames import Request
from counter_app.devices.read_once import read_once
from counter_app.devices.virtual.people import invent_card
from counter_app.devices.virtual.reader import INSTANT, VirtualReader
from counter_app.domain.errors import Unplugged
from counter_app.domain.print_job import PrintState
from printing.document import Align, Document, Pair, Text
from printing.drivers.virtual_engine import VirtualEngine
from printing.drivers.virtual_faults import VirtualFaults
from tests.devices.conftest import VECTOR_DAY
from tests.fakes.print_queue import PrintBook
from tests.fakes.print_shop import ANSWERING, engine_shop
from tests.faults.counted import Count

STOPS = ("dead_after", "drop_connection_at", "cover_open_at", "paper_out_at")
LINES = 6
ALL_FROM, STEP = 100, 12
ANSWER_BYTES = 1_295
ENDPOINTS = ("pty", "tcp")
PERSON = invent_card(seed=7)


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Stop the printer at every byte in four ways; pull the reader's plug `count` times.

    With a `count` below 100 the printer stops at one byte of twelve.
    """
    step = 1 if count >= ALL_FROM else STEP
    if sabotage == "believing":
        return [_printer(step, sabotage)]
    reader = _reader(seed, count, sabotage)
    return [reader] if sabotage else [_printer(step, sabotage), reader]


def receipt(job, case) -> Document:
    """A receipt as long as an ordinary one without its code."""
    lines = [Pair(f"第{place}行：", "沈桂兰，石桥镇青杠村2组") for place in range(1, LINES + 1)]
    blocks = (Text("收件回执", align=Align.CENTER), Pair("编号：", job.document_number), *lines)
    return Document(title="收件回执", blocks=blocks, number=job.document_number)


def _printer(step: int, sabotage: str) -> Count:
    row = Count("F17", "the printer stops at a byte of a receipt, and is put right")
    book, engine = PrintBook(), VirtualEngine(ANSWERING)
    book.intend()
    engine_shop(book, engine, document_for=receipt).print_next()
    size = len(engine.received)
    for stop in STOPS:
        for place in range(1, size + 1, step):
            row.tried += 1
            _stop(row, stop, place, believes=sabotage == "believing")
    row.add("bytes", size)
    return row


def _stop(row: Count, stop: str, place: int, *, believes: bool) -> None:
    book, engine = PrintBook(), VirtualEngine(ANSWERING)
    shop = engine_shop(book, engine, document_for=receipt)
    engine.arm(VirtualFaults(**{stop: place}))
    book.intend()
    state = PrintState.PRINTED if believes else shop.print_next()
    if believes:
        shop.print_next()
    row.add(state.value)
    where = f"{stop} {place}: {state.value}"
    engine.arm(VirtualFaults())
    engine.power_on()
    engine.is_cover_open = False
    engine.refill()
    engine.run()
    out = [sheet for sheet in engine.mechanism.sheets if sheet.is_complete and sheet.has_marks]
    if state is PrintState.PRINTED and len(out) != 1:
        row.lose(f"{where}, and {len(out)} papers are out")
    if state is PrintState.FAILED and engine.mechanism.sheets:
        row.lose(f"{where}, and there is a mark on paper")
    shop.print_copy()
    engine.run()
    out = [sheet for sheet in engine.mechanism.sheets if sheet.is_complete and sheet.has_marks]
    if sum(not sheet.copy_mark for sheet in out) > 1:
        row.lose(f"{where}: two originals without a mark")
    if not out:
        row.lose(f"{where}: no paper, though it was asked for twice")


def _reader(seed: int, number: int, sabotage: str) -> Count:
    row = Count("F19", "the reader is unplugged at a byte of a card's answer")
    chance = random.Random(seed)
    every = [(endpoint, place) for endpoint in ENDPOINTS for place in range(ANSWER_BYTES)]
    for endpoint, place in sorted(chance.sample(every, min(number, len(every)))):
        row.tried += 1
        with VirtualReader(endpoint, timing=INSTANT) as reader:
            reader.put(PERSON)
            if sabotage != "unarmed":
                reader.fault("unplug_at", place, on=Request.READ)
            read = read_once(reader.url, timeout_ms=5_000, today=lambda: VECTOR_DAY)
        if read.answer is not None:
            row.lose(f"{endpoint} {place}: a person was read from half an answer")
        elif not isinstance(read.error, Unplugged):
            row.spoil(f"{endpoint} {place}: {type(read.error).__name__}")
    return row
