"""What a printer's bytes mean, and what silence does not mean."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.desk_news import Light
from counter_app.domain.errors import (
    CoverOpen,
    PaperOut,
    PrinterFault,
    PrinterOffline,
    PrinterSilent,
)
from printing.drivers.status import (
    AutomaticStatus,
    InOrderAnswer,
    PrinterCondition,
    RealTimeAnswer,
    StatusStream,
    condition_from_answers,
    condition_from_automatic,
)
from printing.drivers.status_line import BEFORE_JOB, AnswerHabit, StatusLine
from tests.fakes.print_shop import ANSWERING, LEARNING

WELL = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize(
    ("answers", "fault", "light"),
    [
        (WELL, None, Light.OK),
        ({**WELL, 4: 0x1E}, None, Light.ATTENTION),
        ({**WELL, 1: 0x1A, 2: 0x32, 4: 0x7E}, PaperOut, Light.FAILED),
        ({**WELL, 4: 0x72}, PaperOut, Light.FAILED),
        ({**WELL, 1: 0x1A, 2: 0x16}, CoverOpen, Light.FAILED),
        ({**WELL, 1: 0x1A, 2: 0x52, 3: 0x1A}, PrinterFault, Light.FAILED),
        ({**WELL, 1: 0x1A, 2: 0x52, 3: 0x32}, PrinterFault, Light.FAILED),
        ({**WELL, 1: 0x1A, 2: 0x52, 3: 0x52}, None, Light.ATTENTION),
        ({**WELL, 1: 0x1A, 2: 0x52}, PrinterFault, Light.FAILED),
        ({**WELL, 1: 0x1A}, PrinterOffline, Light.FAILED),
        ({1: 0x12}, None, Light.OK),
        ({}, None, Light.UNKNOWN),
    ],
)
def test_answers_to_questions_are_read_together(answers, fault, light):
    condition = condition_from_answers(answers)
    assert type(condition.fault) is (fault or type(None))
    assert condition.light is light
    assert condition.is_well is (bool(answers) and fault is None and not condition.is_hot)


@pytest.mark.parametrize(
    ("values", "fault", "text"),
    [
        ("10000000", None, "就绪"),
        ("10000300", None, "纸快用完了"),
        ("18000F00", PaperOut, PaperOut.advice),
        ("38000000", CoverOpen, CoverOpen.advice),
        ("18080000", PrinterFault, PrinterFault.advice),
        ("18400000", None, "打印机过热，等半分钟会自己恢复"),
    ],
)
def test_automatic_status_as_an_emulator_sends_it(values, fault, text):
    (word,) = StatusStream().take(bytes.fromhex(values))
    condition = condition_from_automatic(word)
    assert type(condition.fault) is (fault or type(None))
    assert condition.text == text


@pytest.mark.lesson(34)
def test_silence_is_unknown_and_neither_well_nor_broken():
    silence = PrinterCondition()
    assert (silence.light, silence.fault, silence.is_well) == (Light.UNKNOWN, None, False)
    expected = PrinterCondition(is_expected_to_answer=True)
    assert isinstance(expected.fault, PrinterSilent)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("12", [RealTimeAnswer(0x12)]),
        ("7E", [RealTimeAnswer(0x7E)]),
        ("00", [InOrderAnswer(0)]),
        ("0F", [InOrderAnswer(0x0F)]),
        ("10000000", [AutomaticStatus(bytes.fromhex("10000000"))]),
        ("11", []),
        ("13", []),
        ("FF80", []),
        ("1112FF00", [RealTimeAnswer(0x12), InOrderAnswer(0)]),
        ("100012", [RealTimeAnswer(0x12)]),  # A broken-off automatic status is none.
    ],
)
def test_forms_are_told_apart_by_their_fixed_bits(data, words):
    assert StatusStream().take(bytes.fromhex(data)) == words


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_any_bytes_in_any_pieces_give_the_same_words(data, cuts):
    whole = StatusStream()
    expected = whole.take(data)
    pieces = StatusStream()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    found = [
        word for start, end in itertools.pairwise(edges) for word in pieces.take(data[start:end])
    ]
    assert found == expected
    assert pieces.noise_bytes == whole.noise_bytes <= len(data)


class ScriptedPort:
    """Answers each question by a script, in a time of its own; counts the questions."""

    is_two_way = True

    def __init__(self, answers):
        self.answers = answers
        self.asked = []
        self.waiting = b""
        self.time_ms = 0

    def write(self, data, *, timeout_ms):
        self.asked.append(data[-1])
        self.waiting += self.answers.get(data[-1], b"")
        return len(data)

    def read(self, *, timeout_ms):
        said, self.waiting = self.waiting, b""
        self.time_ms += 0 if said else timeout_ms
        return said

    def line(self, habit):
        return StatusLine(self, habit, now_ms=lambda: self.time_ms)


def test_silence_takes_three_questions_and_half_a_second_each():
    port = ScriptedPort({})
    condition = port.line(AnswerHabit(ANSWERING)).ask(BEFORE_JOB)
    assert isinstance(condition.fault, PrinterSilent)
    assert port.asked == [1, 1, 1]
    assert port.time_ms == 1500


def test_a_model_of_unknown_habits_is_learnt():
    port = ScriptedPort({4: b"\x12"})
    habit = AnswerHabit(LEARNING)
    first = port.line(habit).ask(BEFORE_JOB)
    assert (first.light, habit.answered) == (Light.OK, {4})
    port.asked.clear()
    port.line(habit).ask(BEFORE_JOB)
    assert port.asked == [1, 2, 4]  # What never answered is asked once, in case it was off.
    port.answers.clear()
    assert isinstance(port.line(habit).ask(BEFORE_JOB).fault, PrinterSilent)


def test_a_profile_without_status_is_never_asked():
    port = ScriptedPort({1: b"\x12"})
    condition = port.line(AnswerHabit(ANSWERING.learnt(status="none"))).ask(BEFORE_JOB)
    assert (condition.is_known, port.asked) == (False, [])


def test_a_reported_error_is_asked_for_its_kind():
    port = ScriptedPort({1: b"\x1a", 2: b"\x52", 3: b"\x52", 4: b"\x12"})
    assert port.line(AnswerHabit(ANSWERING)).ask(BEFORE_JOB).is_hot
    assert port.asked == [1, 2, 4, 3]


def test_what_came_before_a_question_is_no_answer_to_it():
    port = ScriptedPort(dict.fromkeys((1, 2, 3, 4), b"\x1a"))
    port.waiting = b"\x12\x12\x12"
    assert isinstance(port.line(AnswerHabit(ANSWERING)).ask((1,)).fault, PrinterOffline)


def test_two_barriers_in_one_piece_are_two():
    port = ScriptedPort({})
    port.waiting = b"\x00\x00"
    line = port.line(AnswerHabit(ANSWERING))
    assert [line.wait_for_barrier(10) for _ in range(3)] == [True, True, False]


def test_a_printer_that_reports_paper_out_by_itself_is_not_waited_for():
    port = ScriptedPort({})
    port.waiting = bytes.fromhex("10000300 18000F00")
    assert not port.line(AnswerHabit(ANSWERING)).wait_for_barrier(60_000)
    assert port.time_ms == 0


@pytest.mark.parametrize(
    ("is_answer", "is_well", "may", "answers"),
    [(True, True, True, True), (False, True, False, False), (False, False, True, False)],
)
def test_a_barrier_is_learnt_only_from_a_printer_that_was_well(is_answer, is_well, may, answers):
    habit = AnswerHabit(LEARNING)
    habit.heard_barrier(is_answer=is_answer, is_well=is_well)
    assert (habit.may_answer_barrier, habit.answers_barrier) == (may, answers)
