"""The presenter without widgets: a notebook in place of the screen, work done when a test says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.case_card import Page
from counter_app.domain.errors import CounterError, DiskFull, Offline
from counter_app.services.submit_intake import Outcome
from counter_app.ui.dialogs import Answer
from counter_app.ui.intake.conclusion import Place
from counter_app.ui.intake.person import PersonField
from counter_app.ui.intake.presenter import IntakePresenter
from counter_app.ui.intake.questions import Asker
from counter_app.ui.intake.state import Count
from counter_app.ui.keys import Action
from tests.ui.intake.conftest import CARD, OTHER_CARD, QuestionsAsked, news


class Notebook:
    """The `IntakeScreen` protocol: writes down what it is shown."""

    def __init__(self) -> None:
        self.form = None
        self.places: list[Place] = []
        self.words: list[str] = []
        self.pictures: list[str] = []
        self.card_line = ""
        self.duplicate = None
        self.draft = None
        self.waiting = 0
        self.items: list = []

    def show_form(self, shown) -> None:
        self.form = shown

    def show_items(self, items) -> None:
        self.items = list(items.items)

    def show_card_line(self, look, words) -> None:
        self.card_line = words

    def show_preview(self, png, caption) -> None:
        self.pictures.append(caption)

    def show_preview_words(self, words) -> None:
        self.words.append(words)

    def show_draft(self, offer, waiting) -> None:
        self.draft, self.waiting = offer, waiting

    def show_duplicate(self, offer) -> None:
        self.duplicate = offer

    def show_earlier(self, words) -> None:
        self.earlier = list(words)

    def go_to(self, place, row=0) -> None:
        self.places.append(place)

    def clear_search(self) -> None:
        self.places.append(Place.ITEM)

    def bring_form(self) -> None:
        self.places.append(Place.NAME)


class TasksByHand:
    """The `Tasks` protocol: work waits until a test lets it be done, in order."""

    def __init__(self) -> None:
        self.waiting: list = []

    def start(self, work, *, done, failed) -> None:
        self.waiting.append((work, done, failed))

    def do_all(self) -> None:
        while self.waiting:
            self.do_next()

    def do_next(self) -> None:
        work, done, failed = self.waiting.pop(0)
        try:
            result = work()
        except CounterError as error:
            failed(error)
        else:
            done(result)


class Window:
    """The `Navigator` protocol: remembers what the page asked for."""

    def __init__(self) -> None:
        self.errors: list[CounterError] = []
        self.said: list[str] = []
        self.saved = ""
        self.opened: list = []

    def open_case(self, case_id) -> None:
        self.opened.append(case_id)

    def show_worklist(self) -> None:
        self.said.append("worklist")

    def start_intake(self) -> None:
        self.said.append("intake")

    def show_error(self, error) -> None:
        self.errors.append(error)

    def say(self, text) -> None:
        self.said.append(text)

    def mark_saved(self, words) -> None:
        self.saved = words


@pytest.fixture
def bench(qapp, intake_parts):
    class Bench:
        tasks = TasksByHand()
        screen = Notebook()
        window = Window()
        questions = QuestionsAsked()

        def build(self, **exchanged):
            parts = replace(intake_parts, tasks=self.tasks, **exchanged)
            self.parts = parts
            self.presenter = IntakePresenter(
                self.screen, parts, self.window, Asker(self.questions), None
            )
            self.presenter.begin()
            self.tasks.do_all()
            return self.presenter

        def fill(self):
            self.presenter.cards.take(news())
            item = self.parts.rulebook.catalogue.by_id("T074")
            self.presenter.items.pick(item)
            self.presenter.form.all_complete()

    made = Bench()
    made.tasks, made.screen = TasksByHand(), Notebook()
    made.window, made.questions = Window(), QuestionsAsked()
    yield made
    made.presenter.keeper.finish()
    made.presenter.deleteLater()


def test_submitting_twice_records_once(bench):
    presenter = bench.build()
    bench.fill()
    recorded = []
    presenter.submitted.connect(recorded.append)
    bench.tasks.do_all()

    presenter.submit()
    presenter.submit()
    bench.tasks.do_all()

    assert len(recorded) == 1
    assert bench.parts.print_desk.nudges == 1


def test_while_it_is_being_saved_the_page_cannot_be_changed(bench):
    presenter = bench.build()
    bench.fill()
    bench.tasks.do_all()
    presenter.submit()

    presenter.form.edit_person(PersonField.NAME, "别人")
    presenter.cards.take(news(OTHER_CARD))
    presenter.start_anew()

    assert presenter.form.state.person.name == CARD.name
    assert presenter.actions()[Action.SUBMIT] == "正在保存"
    assert any("再放一次" in words for words in bench.window.said)
    bench.tasks.do_all()


def test_a_failed_submission_gives_the_page_back(bench):
    def refuse(_submission):
        raise DiskFull("disk")

    presenter = bench.build(submit_intake=refuse)
    bench.fill()
    before = presenter.form.state
    presenter.submit()
    bench.tasks.do_all()

    assert [type(error) for error in bench.window.errors] == [DiskFull]
    assert presenter.form.state == before
    assert presenter.actions()[Action.SUBMIT] == ""


def test_a_late_answer_about_another_person_is_dropped(bench):
    answers = {CARD.number: "first", OTHER_CARD.number: "second"}

    asked: list[str] = []

    class SlowFinder:
        def search(self, text, *, after=None):
            asked.append(answers[text])
            return Page((), None)

        def worklist(self, queue, *, today, after=None):
            return Page((), None)

    presenter = bench.build(finder=SlowFinder())
    found = []
    presenter.history.changed.connect(lambda: found.append(presenter.form.state.person.name))
    presenter.cards.take(news())
    bench.questions.answers["other_person"] = Answer(is_yes=True)
    presenter.cards.take(news(OTHER_CARD))
    bench.tasks.do_all()

    assert asked == ["first", "second"]
    assert found == [OTHER_CARD.name]


def test_a_search_that_fails_stops_nobody(bench):
    class NoFinder:
        def search(self, text, *, after=None):
            raise Offline("x")

        def worklist(self, queue, *, today, after=None):
            raise Offline("x")

    presenter = bench.build(finder=NoFinder())
    bench.fill()
    bench.tasks.do_all()
    assert presenter.actions()[Action.SUBMIT] == ""
    assert bench.window.errors == []


def test_another_item_over_a_judged_list_is_asked_about(bench):
    presenter = bench.build()
    bench.fill()
    other = bench.parts.rulebook.catalogue.by_id("T006")

    presenter.items.pick(other)
    assert bench.questions.names == ["other_item"]
    assert presenter.form.state.item.item_id == "T074"

    bench.questions.answers["other_item"] = Answer(is_yes=True)
    presenter.items.pick(other)
    assert presenter.form.state.item is other
    assert presenter.form.state.person.name == CARD.name


def test_choosing_an_outcome_again_goes_back_to_the_proposal(bench):
    presenter = bench.build()
    bench.fill()
    presenter.choose(Outcome.RECEIVE)
    assert bench.screen.form.outcome is Outcome.RECEIVE
    presenter.choose(Outcome.RECEIVE)
    assert bench.screen.form.outcome is Outcome.ACCEPT
    presenter.choose(Outcome.NOTICE)
    assert bench.screen.form.outcome is Outcome.ACCEPT
    presenter.choose(Outcome.REFUSE)
    assert bench.screen.places[-1] is Place.REFUSAL


def test_the_preview_is_drawn_once_for_the_last_change(bench, qtbot):
    presenter = bench.build()
    bench.fill()
    presenter.choose(Outcome.RECEIVE)
    qtbot.waitUntil(lambda: any("picture" in str(w) for w, *_ in bench.tasks.waiting))
    presenter.choose(Outcome.RECEIVE)
    bench.tasks.do_all()
    assert bench.screen.pictures == [], "a picture of an older page is not shown"
    qtbot.waitUntil(lambda: bench.tasks.do_all() is None and bench.screen.pictures != [])
    assert bench.screen.pictures == ["将打印：收件凭证、受理通知书"]


def test_a_paper_of_another_outcome_goes_at_once(bench, qtbot):
    presenter = bench.build()
    bench.fill()
    qtbot.waitUntil(lambda: bench.tasks.do_all() is None and bench.screen.pictures != [])
    bench.screen.words.clear()
    presenter.form.count(0, Count.COPIES, 1)
    assert bench.screen.words == [], "the same paper with another figure stays until it is drawn"
    presenter.choose(Outcome.RECEIVE)
    assert bench.screen.words == ["正在生成纸样…"]


def test_a_reason_given_once_is_offered_again(bench):
    presenter = bench.build()
    presenter.form.edit_person(PersonField.NAME, "甲")
    presenter.form.give_reason("没有带身份证")
    presenter.clear()
    presenter.form.edit_person(PersonField.NAME, "乙")
    assert presenter.form.state.entry_reason == "没有带身份证"


def test_why_a_notice_cannot_be_issued_is_said(bench):
    presenter = bench.build()
    assert "事项" in presenter.actions()[Action.NOTICE]
    bench.fill()
    assert "已齐" in presenter.actions()[Action.NOTICE]
    presenter.form.judge(0, None)
    assert "逐项" in presenter.actions()[Action.NOTICE]
