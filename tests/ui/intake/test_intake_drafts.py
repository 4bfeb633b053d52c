"""Nothing typed is lost: drafts, crashes, other cards, and the same case twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from counter_app.domain.case_card import Draft, WorkQueue
from counter_app.domain.errors import DiskFull
from counter_app.domain.material import Verdict
from counter_app.domain.reader_news import ReaderState, ReaderStateChanged
from counter_app.services.submit_intake import Outcome
from counter_app.ui.dialogs import Answer
from counter_app.ui.intake.drafts import SAVE_AFTER_MS
from counter_app.ui.intake.payload import to_payload
from counter_app.ui.intake.person import PersonField
from counter_app.ui.intake.state import IntakeState
from counter_app.ui.keys import Action
from tests.fakes.clocks import START
from tests.fakes.people import CLERK, GRANNY
from tests.services.intake import submission
from tests.ui.intake.conftest import CARD, OTHER_CARD
from tests.ui.intake.strategies import USABLE, whole_person

pytestmark = pytest.mark.slow

ENTER = Qt.Key.Key_Return
YES = Answer(is_yes=True)
PAGE = IntakeState(person=whole_person()).pick(USABLE[0]).judge(0, Verdict.COMPLETE)


def name_on(desk) -> str:
    return desk.page.form.applicant.person.edits[PersonField.NAME].text()


@pytest.fixture
def left_behind(store):
    """A draft that an earlier run of the program left."""
    draft = Draft(
        draft_id="e" * 32,
        staff=CLERK.staff,
        saved_at=START - timedelta(minutes=8),
        title="最低生活保障 · 沈**",
        payload=to_payload(PAGE),
    )
    store.drafts.save(draft)
    return draft


class TestDrafts:
    def test_a_change_is_on_disk_within_a_third_of_a_second_and_says_so(self, intake, store):
        assert SAVE_AFTER_MS <= 300
        intake.type("shen")
        intake.wait(lambda: store.drafts.all() != [])
        intake.settle()
        [draft] = store.drafts.all()
        assert draft.staff == CLERK.staff
        assert draft.payload["person"]["name"] == "shen"
        assert intake.window.header.saved.text() == "已保存 09:30:00"

    def test_saving_goes_on_while_the_clerk_types(self, intake, store):
        for letter in "abcdef":
            intake.type(letter)
        intake.wait(lambda: [d.payload["person"]["name"] for d in store.drafts.all()] == ["abcdef"])

    def test_a_submitted_page_leaves_no_draft(self, intake, store):
        intake.read_card()
        intake.type("jzzq")
        intake.key(ENTER)
        intake.key(Qt.Key.Key_0)
        intake.wait(lambda: store.drafts.all() != [])
        intake.key(Qt.Key.Key_F10)
        intake.wait_for_result()
        assert store.drafts.all() == []

    def test_a_draft_that_cannot_be_saved_is_told_and_the_page_stays(self, open_intake, store):
        class FullDisk:
            def all(self):
                return []

            def save(self, _draft):
                raise DiskFull("disk")

            def discard(self, _draft_id):
                raise AssertionError("nothing was saved")

        desk = open_intake(drafts=FullDisk())
        desk.type("shen")
        desk.wait(desk.window.message.isVisible)
        assert name_on(desk) == "shen"
        assert desk.window.header.saved.text() == ""

    def test_after_a_crash_the_draft_is_offered_and_restored(self, left_behind, open_intake):
        desk = open_intake()
        bar = desk.page.form.draft_bar
        assert bar.isVisible()
        assert "最低生活保障 · 沈**" in bar.details.text()
        assert CLERK.staff in bar.details.text()
        assert "09:22" in bar.details.text()
        assert desk.focus_name == "intake_draft_restore"

        desk.key(ENTER)
        desk.settle()

        assert name_on(desk) == "沈桂兰"
        assert desk.page.form.item.name.text() == "最低生活保障"
        assert desk.page.form.materials.model.line(0).verdict is Verdict.COMPLETE
        assert not bar.isVisible()

    def test_a_restored_draft_goes_on_under_its_own_name(self, left_behind, open_intake, store):
        desk = open_intake()
        desk.key(ENTER)
        desk.page.form.applicant.person.focus_on(PersonField.NAME)
        desk.type("z")
        desk.wait(lambda: store.drafts.all()[0].payload["person"]["name"] == "z")
        assert [draft.draft_id for draft in store.drafts.all()] == [left_behind.draft_id]

    def test_a_draft_can_wait_and_is_found_again(self, left_behind, open_intake, store):
        desk = open_intake()
        desk.page.form.draft_bar.put_off_button.click()
        assert not desk.page.form.draft_bar.isVisible()
        button = desk.page.form.applicant.drafts_button
        assert button.isVisible()
        assert "1" in button.text()
        button.click()
        assert desk.page.form.draft_bar.isVisible()
        assert len(store.drafts.all()) == 1

    def test_a_draft_is_discarded_only_after_a_question(
        self, left_behind, intake, questions, store
    ):
        intake.page.form.draft_bar.discard_button.click()
        intake.settle()
        assert len(store.drafts.all()) == 1
        questions.answers["discard_draft"] = YES
        intake.page.form.draft_bar.discard_button.click()
        intake.wait(lambda: not intake.page.form.draft_bar.isVisible())
        assert store.drafts.all() == []

    def test_a_damaged_draft_gives_an_empty_page_and_no_crash(
        self, left_behind, store, open_intake
    ):
        store.drafts.save(replace(left_behind, payload={"person": 7, "materials": {"a": []}}))
        desk = open_intake()
        desk.key(ENTER)
        desk.settle()
        assert name_on(desk) == ""

    def test_f2_over_an_open_page_asks_and_keeps_it_as_a_draft(self, intake, questions, store):
        intake.read_card()
        intake.key(Qt.Key.Key_F2)
        assert questions.names == ["keep_as_draft"]
        assert name_on(intake) == CARD.name
        questions.answers["keep_as_draft"] = YES
        intake.key(Qt.Key.Key_F2)
        intake.settle()
        assert name_on(intake) == ""
        assert [draft.payload["person"]["name"] for draft in store.drafts.all()] == [CARD.name]
        assert intake.page.form.applicant.drafts_button.isVisible()

    def test_coming_back_with_f2_finds_the_page_as_it_was_left(self, intake, questions):
        intake.read_card()
        intake.key(Qt.Key.Key_F3)
        intake.settle()
        intake.key(Qt.Key.Key_F2)
        assert questions.asked == []
        assert name_on(intake) == CARD.name


class TestCards:
    def test_the_card_line_says_what_to_do_and_what_was_done(self, intake):
        line = intake.page.form.applicant.card_line.words
        assert "放在读卡器上" in line.text()
        intake.read_card()
        assert "已读身份证" in line.text()

    def test_a_dead_reader_is_named_and_gives_the_reason_of_manual_entry(self, intake):
        absent = ReaderStateChanged(state=ReaderState.ABSENT, text="读卡器未连接，可以手工录入。")
        intake.parts.reader.tell(absent)
        line = intake.page.form.applicant.card_line.words
        intake.wait(lambda: "手工录入" in line.text())
        intake.type("a")
        assert intake.page.form.applicant.reason.currentData() == "读卡器不能用"

    @pytest.mark.asvs("8.2.3", "14.2.6")
    def test_the_number_is_masked_until_the_clerk_looks(self, intake):
        intake.read_card()
        edit = intake.page.form.applicant.person.edits[PersonField.NUMBER]
        assert edit.text() == "510***********0023"
        intake.page.form.applicant.person.focus_on(PersonField.NUMBER)
        assert edit.text() == CARD.number
        intake.key(Qt.Key.Key_Tab)
        assert "*" in edit.text()

    def test_a_telephone_number_stays_when_the_clerk_leaves_the_field(self, intake):
        intake.page.form.applicant.person.focus_on(PersonField.PHONE)
        intake.type("13800000000")
        intake.key(Qt.Key.Key_Tab)
        edit = intake.page.form.applicant.person.edits[PersonField.PHONE]
        assert edit.text() == "13800000000"

    def test_every_field_says_where_its_words_came_from(self, intake):
        intake.read_card()
        intake.page.form.applicant.person.focus_on(PersonField.PHONE)
        intake.type("13800000000")
        sources = {
            which: intake.child(QLabel, f"intake_applicant_{which}_source").text()
            for which in ("name", "number", "phone", "address")
        }
        assert sources == {"name": "读卡", "number": "读卡", "phone": "手工", "address": "读卡"}

    def test_an_expired_card_is_pointed_out_and_does_not_stop_the_intake(self, intake):
        intake.read_card(OTHER_CARD)
        finding = intake.page.form.applicant.person.finding
        assert "过期" in finding.text()
        assert Action.SUBMIT in intake.page.page_actions()
        assert "事项" in intake.page.page_actions()[Action.SUBMIT]

    def test_another_persons_card_never_covers_the_page_silently(self, intake, questions):
        intake.read_card()
        intake.read_card(OTHER_CARD)
        assert questions.names == ["other_person"]
        [question] = questions.asked
        assert OTHER_CARD.number not in question.text
        assert OTHER_CARD.name not in question.text
        assert name_on(intake) == CARD.name

        questions.answers["other_person"] = YES
        intake.read_card(OTHER_CARD)
        assert name_on(intake) == OTHER_CARD.name

    def test_the_telephone_of_one_person_does_not_stay_with_another(self, intake, questions):
        intake.read_card()
        intake.page.form.applicant.person.focus_on(PersonField.PHONE)
        intake.type("13800000000")
        questions.answers["other_person"] = YES
        intake.read_card(OTHER_CARD)
        assert intake.page.form.applicant.person.edits[PersonField.PHONE].text() == ""

    def test_a_card_fills_the_open_fold_of_the_proxy(self, intake, questions):
        intake.read_card()
        intake.page.form.applicant.proxy_button.click()
        intake.read_card(OTHER_CARD)
        assert questions.asked == []
        proxy = intake.page.form.applicant.proxy
        assert proxy.edits[PersonField.NAME].text() == OTHER_CARD.name
        assert name_on(intake) == CARD.name

    def test_of_two_addresses_the_clerk_chooses(self, intake, questions):
        questions.answers["which_address"] = YES
        intake.read_card(CARD, appended_address="青禾县石桥镇新街9号")
        edit = intake.page.form.applicant.person.edits[PersonField.ADDRESS]
        assert edit.text() == "青禾县石桥镇新街9号"

    def test_cards_are_wanted_only_while_the_page_is_in_front(self, intake):
        assert intake.parts.reader.wants_card
        intake.key(Qt.Key.Key_F3)
        assert not intake.parts.reader.wants_card
        intake.read_card()
        assert name_on(intake) == ""


class TestDuplicates:
    @pytest.fixture
    def open_case(self, office):
        from counter_app.services.submit_intake import SubmitIntake

        made = submission(office, [Verdict.MISSING], outcome=Outcome.NOTICE)
        applicant = replace(GRANNY, number=CARD.number, name=CARD.name)
        return SubmitIntake(office)(replace(made, form=replace(made.form, applicant=applicant)))

    def test_the_same_person_and_item_are_pointed_out_and_stand_in_the_way(
        self, open_case, intake, store, office
    ):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.key(Qt.Key.Key_0)
        intake.settle()
        bar = intake.page.form.duplicate_bar
        assert bar.isVisible()
        assert "待补正" in bar.details.text()
        intake.key(Qt.Key.Key_F10)
        intake.settle()
        assert store.finder.counts(today=office.today())[WorkQueue.ALL] == 1

    def test_a_reason_lets_the_clerk_go_on(self, open_case, intake, questions, store, office):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.key(Qt.Key.Key_0)
        intake.settle()
        questions.answers["not_a_duplicate"] = Answer(is_yes=True, reason="原办件将撤回")
        intake.page.form.duplicate_bar.deny_button.click()
        assert not intake.page.form.duplicate_bar.isVisible()
        intake.key(Qt.Key.Key_F10)
        intake.wait_for_result()
        assert store.finder.counts(today=office.today())[WorkQueue.ALL] == 2

    def test_the_open_case_can_be_looked_at(self, open_case, intake):
        intake.read_card()
        intake.settle()
        earlier = intake.page.form.applicant.earlier
        assert earlier.isVisible()
        assert "待补正" in earlier.rows[0].text()
        intake.type("gljt")
        intake.key(ENTER)
        intake.page.form.duplicate_bar.open_button.click()
        intake.settle()
        assert intake.window.page() is not intake.page

    def test_another_item_of_the_same_person_is_no_duplicate(self, open_case, intake):
        intake.read_card()
        intake.type("jzzq")
        intake.key(ENTER)
        intake.settle()
        assert not intake.page.form.duplicate_bar.isVisible()


HOSTILE = (
    "<b>石</b>&amp;<img src=x>",
    "石\u202e兰桂",
    "石\x00\x07\n小\t满",
    "阿" * 1_000,
    "%s{}{0}%n",
    "ﷺ" * 40,
)


class TestHostileWords:
    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_words_in_every_field_are_kept_plain_and_break_nothing(
        self, intake, questions, store, words
    ):
        intake.read_card()
        intake.type("gljt")
        intake.key(ENTER)
        intake.page.form.applicant.proxy_button.click()
        intake.page.form.outcome.buttons[Outcome.REFUSE].click()
        fields = [
            field
            for field in intake.page.form.findChildren(QLineEdit)
            if field.isVisible() and field.objectName() and field.isEnabled()
        ]
        assert len(fields) >= 9
        for field in fields:
            field.setFocus()
            field.selectAll()
            intake.paste(words)
        intake.settle()

        edit = intake.page.form.applicant.person.edits[PersonField.NAME]
        assert not set("\x00\n\t\u202e") & set(edit.text())
        intake.wait(lambda: any(d.payload["reason"] for d in store.drafts.all()))
        for label in intake.page.findChildren(QLabel):
            assert label.textFormat() is not Qt.TextFormat.RichText
        intake.page.form.grab()

    def test_a_name_that_is_too_long_is_refused_in_words_and_never_shortened(self, intake):
        intake.read_card(replace(CARD, name="阿" * 119))
        assert len(name_on(intake)) == 119
        assert "超过100字" in intake.page.page_actions()[Action.SUBMIT]
