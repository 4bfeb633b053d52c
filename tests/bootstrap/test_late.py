from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.bootstrap.late import LateCountyLine, LatePart, LatePrintDesk
from counter_app.bootstrap.printers import routed
from counter_app.domain.desk_news import Lamp, Light, PrinterNews, SyncNews
from counter_app.domain.errors import NotSignedIn
from counter_app.domain.ids import EventId
from counter_app.domain.print_job import FormId
from counter_app.runtime.settings import PrinterSettings
from printing.forms.registry import FORMS

READY = PrinterNews(printer="小票", light=Light.OK, text="就绪")
ONLINE = SyncNews(lamp=Lamp.ONLINE, unacknowledged=0, last_ack_at=None, next_try_at=None)
ROLL = PrinterSettings(name="小票", address="tcp://127.0.0.1:9", profile="generic-80", paper="80")
NARROW = replace(ROLL, name="窄票", profile="generic-58", paper="58")
SHEETS = replace(ROLL, name="A4", address="pdf:///x", profile="a4", paper="a4")


class Printers:
    def __init__(self):
        self.told, self.settled, self.nudges = [], [], 0

    def nudge(self):
        self.nudges += 1

    def settle(self, job, *, came_out):
        self.settled.append((job, came_out))

    def statuses(self):
        return [READY]

    def subscribe(self, told):
        self.told.append(told)


class Line:
    def __init__(self):
        self.told, self.nudges = [], 0

    def nudge(self):
        self.nudges += 1

    def status(self):
        return ONLINE

    def subscribe(self, told):
        self.told.append(told)


def test_before_sign_in_there_is_no_printer_and_nothing_breaks():
    desk = LatePrintDesk()
    desk.nudge()

    assert desk.statuses() == ()


def test_who_listened_before_is_told_how_the_printers_are():
    desk, heard, real = LatePrintDesk(), [], Printers()
    desk.subscribe(heard.append)

    desk.attach(real)
    desk.nudge()
    desk.settle(EventId("j"), came_out=True)

    assert heard == [READY]
    assert real.told == [heard.append]
    assert (real.nudges, real.settled) == (1, [("j", True)])


@pytest.mark.parametrize(("is_enrolled", "lamp"), [(True, Lamp.OFFLINE), (False, Lamp.NOT_SET_UP)])
def test_before_sign_in_the_lamp_says_what_is_known(is_enrolled, lamp):
    assert LateCountyLine(is_enrolled=is_enrolled).status().lamp is lamp


def test_the_line_speaks_for_itself_once_it_is_there():
    line, heard, real = LateCountyLine(is_enrolled=True), [], Line()
    line.subscribe(heard.append)

    line.attach(real)
    line.nudge()

    assert line.status() is ONLINE
    assert heard == [ONLINE]
    assert real.nudges == 1


def test_a_part_that_is_not_there_yet_says_that_nobody_signed_in():
    def nobody():
        raise NotSignedIn

    with pytest.raises(NotSignedIn):
        LatePart(nobody).search("张")
    assert LatePart(lambda: "abc").upper() == "ABC"


def papers(*printers):
    return {p.name: p.forms for p in routed(printers)}


def test_one_printer_takes_everything():
    assert papers(NARROW) == {"窄票": frozenset(FormId)}
    assert papers(SHEETS) == {"A4": frozenset(FormId)}


def test_each_form_goes_to_the_paper_it_is_usually_on():
    taken = papers(ROLL, SHEETS)

    sealed = {form.form for form in FORMS.values() if form.papers[0] == "a4"}
    assert taken["A4"] == sealed >= {FormId.ACCEPTANCE_NOTICE, FormId.REFUSAL_NOTICE}
    assert taken["小票"] == frozenset(FormId) - taken["A4"]


def test_of_two_rolls_the_wider_one_prints_notices():
    taken = papers(NARROW, ROLL)

    assert taken["窄票"] == {form.form for form in FORMS.values() if form.papers[0] == "58"}
    assert FormId.ONE_TIME_NOTICE in taken["小票"] == frozenset(FormId) - taken["窄票"]
