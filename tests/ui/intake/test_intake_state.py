"""Laws of the page's state: nothing unlawful can be reached by anything a clerk can do."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.applicant import EntrySource
from counter_app.domain.item import Necessity, RequiredMaterial
from counter_app.domain.material import OriginalHandling, Verdict, require_known
from counter_app.ui.intake.cards import Placement, placement_of
from counter_app.ui.intake.entry_text import plain_words
from counter_app.ui.intake.person import PersonEntry, PersonField, applicant_of, proxy_of
from counter_app.ui.intake.state import COPIES_MAX, Count, IntakeState, next_unjudged
from tests.ui.intake.conftest import CARD, OTHER_CARD
from tests.ui.intake.strategies import made_up_item, pages, whole_person

REQUIRED, OPTIONAL, DEFERRABLE = Necessity.REQUIRED, Necessity.OPTIONAL, Necessity.DEFERRABLE
ITEM = made_up_item(("申请书", REQUIRED), ("照片", OPTIONAL), ("住所证明", DEFERRABLE))


@given(pages())
def test_the_list_of_materials_is_always_the_items_own(state):
    if state.item is None:
        assert state.materials == ()
    if state.item is not None:
        require_known(state.materials, [line.name for line in state.item.materials])


@given(pages())
def test_a_line_is_deferred_only_where_the_county_has_published_it(state):
    assert all(
        line.necessity is DEFERRABLE
        for line in state.materials
        if line.verdict is Verdict.DEFERRABLE
    )


@given(pages())
def test_counts_stay_in_bounds(state):
    counts = [n for line in state.materials for n in (line.originals, line.copies)]
    assert all(0 <= count <= COPIES_MAX for count in counts)


@given(st.text(st.characters(codec=None), max_size=300), st.integers(1, 120))
def test_words_of_the_form_can_always_be_stored_and_shown_in_one_line(text, characters_max):
    words = plain_words(text, characters_max)

    assert words.encode().decode() == words
    assert len(words) <= characters_max
    assert not set("\n\r\t\x00\u202e\u2066\u200f") & set(words)
    assert plain_words(words, characters_max) == words


def test_rare_characters_and_the_dot_of_names_stay():
    for name in ("㐂䶮", "𬘘", "阿依古丽·买买提", "葛\U000e0100"):
        assert plain_words(name, 100) == name


def test_full_width_digits_become_plain_ones_in_numbers_only():
    person = PersonEntry().edited(PersonField.NUMBER, "５１０８９９　１９４２０３１２００２ｘ")
    assert person.number == "51089919420312002X"
    assert PersonEntry().edited(PersonField.NAME, "Ａ１").name == "Ａ１"


def test_all_complete_leaves_optional_lines_to_the_clerk():
    state = IntakeState().pick(ITEM).all_complete()

    verdicts = [line.verdict for line in state.materials]
    assert verdicts == [Verdict.COMPLETE, None, Verdict.COMPLETE]


def test_a_complete_line_counts_as_handed_in_as_asked():
    [line, *_] = IntakeState().pick(ITEM).judge(0, Verdict.COMPLETE).materials
    assert (line.originals, line.copies) == (1, 2)


def test_without_a_published_number_one_original_was_handed_in():
    asked = replace(ITEM.materials[0], originals=None, copies=None)
    item = replace(ITEM, materials=(asked,))
    [line] = IntakeState().pick(item).judge(0, Verdict.COMPLETE).materials
    assert (line.originals, line.copies) == (1, 0)


def test_a_missing_line_was_not_handed_in_and_a_judgement_can_be_taken_back():
    state = IntakeState().pick(ITEM).judge(0, Verdict.COMPLETE).judge(0, Verdict.MISSING)
    assert (state.materials[0].originals, state.materials[0].copies) == (0, 0)
    assert state.judge(0, None).materials == IntakeState().pick(ITEM).materials


def test_a_reason_goes_with_the_verdict_it_explained():
    state = IntakeState().pick(ITEM).judge(0, Verdict.DEFECTIVE).explain(0, "未签名")
    assert state.materials[0].problem == "未签名"
    assert state.judge(0, Verdict.COMPLETE).materials[0].problem == ""


def test_numbers_corrected_by_hand_survive_a_change_from_complete_to_defective():
    state = IntakeState().pick(ITEM).judge(0, Verdict.COMPLETE).count(0, Count.COPIES, 3)
    assert state.judge(0, Verdict.DEFECTIVE).materials[0].copies == 5


def test_what_data_sharing_supplies_is_not_asked_for():
    shared = RequiredMaterial(
        name="户籍信息", originals=1, copies=0, necessity=REQUIRED, source=None, is_shared_data=True
    )
    state = IntakeState().pick(replace(ITEM, materials=(shared, *ITEM.materials)))
    assert state.materials[0].verdict is Verdict.COMPLETE
    assert next_unjudged(state.materials, 0) == 1


def test_originals_are_given_back_unless_the_clerk_keeps_them():
    state = IntakeState().pick(ITEM)
    assert state.materials[0].handling is OriginalHandling.RETURNED
    assert state.toggle_handling(0).materials[0].handling is OriginalHandling.KEPT
    assert state.toggle_handling(0).toggle_handling(0) == state


def test_the_next_open_line_is_found_round_the_end_and_never_an_optional_one():
    state = IntakeState().pick(ITEM)
    assert next_unjudged(state.materials, 0) == 2
    assert next_unjudged(state.materials, 2) == 0
    assert next_unjudged(state.all_complete().materials, 0) is None


def test_a_correction_that_changes_nothing_is_none():
    assert IntakeState().correct("姓名", "沈桂蓝", "沈桂蓝").corrections == ()
    assert IntakeState().correct("", "沈桂蓝", "沈桂兰").corrections == ()
    [made] = IntakeState().correct("姓名", "沈桂蓝", "沈桂兰").corrections
    assert (made.field, made.before, made.after) == ("姓名", "沈桂蓝", "沈桂兰")


def test_another_item_begins_with_an_unjudged_list():
    first = IntakeState().pick(ITEM).all_complete()
    again = first.pick(ITEM)
    other = first.pick(replace(ITEM, item_id="X002"))
    assert again == first
    assert all(line.verdict is None for line in other.materials)


class TestCards:
    def test_a_card_fills_every_field_it_knows_and_says_so(self):
        person = PersonEntry(phone="13800000000").with_card(CARD)

        assert (person.name, person.number) == (CARD.name, CARD.number)
        assert person.address == CARD.address
        assert person.phone == "13800000000"
        assert PersonField.PHONE not in person.from_card
        assert person.entry is EntrySource.CARD

    def test_typing_over_the_number_makes_it_a_manual_entry(self):
        person = PersonEntry().with_card(OTHER_CARD)
        assert person.valid_to == "2024-06-30"
        changed = person.edited(PersonField.NUMBER, "510899194203120023")
        assert changed.entry is EntrySource.TYPED
        assert changed.valid_to == ""

    def test_the_reason_of_manual_entry_is_kept_only_with_a_manual_entry(self):
        assert applicant_of(whole_person(), "证件读不出").entry_reason == "证件读不出"
        assert applicant_of(PersonEntry().with_card(CARD), "证件读不出").entry_reason == ""

    def test_a_card_without_a_chinese_name_gives_the_english_one(self):
        card = replace(CARD, name=None, english_name="ANNA  EXAMPLE")
        assert PersonEntry().with_card(card).name == "ANNA  EXAMPLE"

    def test_a_hostile_card_is_stripped_of_what_cannot_be_seen(self):
        card = replace(CARD, name="沈\u202e桂\x00兰", address="石桥镇\n青杠村")
        person = PersonEntry().with_card(card)
        assert (person.name, person.address) == ("沈桂兰", "石桥镇 青杠村")

    def test_a_card_goes_to_a_blank_page_and_to_the_same_person(self):
        blank, same = IntakeState(), IntakeState(person=PersonEntry().with_card(CARD))
        assert placement_of(blank, CARD) is Placement.APPLICANT
        assert placement_of(same, CARD) is Placement.APPLICANT

    def test_another_persons_card_is_asked_about(self):
        state = IntakeState(person=PersonEntry().with_card(CARD))
        assert placement_of(state, OTHER_CARD) is Placement.ASK

    def test_an_open_empty_fold_takes_the_card_of_the_proxy(self):
        state = IntakeState(person=whole_person(), proxy=PersonEntry())
        assert placement_of(state, OTHER_CARD) is Placement.PROXY
        full = replace(state, proxy=whole_person())
        assert placement_of(full, OTHER_CARD) is Placement.ASK

    def test_a_closed_fold_is_no_proxy(self):
        assert proxy_of(None) is None
        assert proxy_of(whole_person()).name == "沈桂兰"
