"""Drafts survive whatever a disk or an older program made of them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.material import Verdict, require_known
from counter_app.runtime.shipped_data import shipped_catalogue
from counter_app.ui.intake.payload import from_payload, to_payload
from counter_app.ui.intake.state import COPIES_MAX, IntakeState
from tests.ui.intake.strategies import pages, whole_person

CATALOGUE = shipped_catalogue()

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = list(to_payload(IntakeState()))


@given(pages())
def test_a_page_comes_back_as_it_was(state):
    kept = json.loads(json.dumps(to_payload(state)))
    assert from_payload(kept, CATALOGUE) == state


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=6), JSON))
def test_any_payload_whatever_gives_a_page(payload):
    state = from_payload(payload, CATALOGUE)
    if state.item is not None:
        require_known(state.materials, [line.name for line in state.item.materials])
    assert from_payload(to_payload(state), CATALOGUE) == state


@given(pages(), st.sampled_from(FIELDS), JSON)
def test_one_damaged_field_leaves_the_others_alone(state, name, damage):
    payload = to_payload(state) | {name: damage}
    back = from_payload(payload, CATALOGUE)
    if name != "person":
        assert back.person == state.person
    if name not in {"item", "materials"}:
        assert back.materials == state.materials


def test_an_item_that_is_gone_is_left_out_and_the_person_stays():
    state = IntakeState(person=whole_person()).pick(CATALOGUE.usable_items[0]).all_complete()
    payload = to_payload(state) | {"item": "T999"}

    back = from_payload(payload, CATALOGUE)

    assert back.item is None
    assert back.materials == ()
    assert back.person == state.person


def test_an_item_that_is_not_usable_any_more_is_left_out():
    unusable = next(item for item in CATALOGUE.items if not item.is_usable)
    assert from_payload({"item": unusable.item_id}, CATALOGUE).item is None


def test_lines_and_verdicts_that_the_item_does_not_have_are_left_out():
    item = CATALOGUE.by_id("T006")
    lines = [
        {"name": "申请书", "verdict": "deferrable", "originals": 10**9, "copies": -4},
        {"name": "有关材料", "verdict": "missing"},
        {"name": "审批表", "verdict": "complete", "originals": True, "handling": "burnt"},
        "户口簿",
    ]

    back = from_payload({"item": item.item_id, "materials": lines}, CATALOGUE)

    assert [line.name for line in back.materials] == [line.name for line in item.materials]
    assert back.materials[0].verdict is None
    assert (back.materials[0].originals, back.materials[0].copies) == (COPIES_MAX, 0)
    assert back.materials[1].verdict is Verdict.COMPLETE
    assert back.materials[1].originals == 0


def test_a_payload_may_not_make_a_typed_person_look_read_from_a_card():
    row = to_payload(IntakeState(person=whole_person()))["person"]
    back = from_payload({"person": row | {"from_card": ["phone", "nose", 7]}}, CATALOGUE)
    assert back.person.from_card == frozenset()
