"""Pages as a clerk may leave them, reached only by what a clerk can do."""

from __future__ import annotations

from hypothesis import strategies as st

from counter_app.domain.case_status import RefusalGround
from counter_app.domain.item import (
    HandlingType,
    Necessity,
    RequiredMaterial,
    ServiceItem,
)
from counter_app.domain.material import Verdict
from counter_app.runtime.shipped_data import shipped_catalogue
from counter_app.services.submit_intake import Outcome
from counter_app.ui.intake.form_presenter import FormPresenter
from counter_app.ui.intake.person import ID_KINDS, PersonEntry, PersonField
from counter_app.ui.intake.state import Count, IntakeState
from tests.fakes.clocks import SettableClock

USABLE = shipped_catalogue().usable_items
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
ROWS = st.integers(-2, 9)

ACTS = st.one_of(
    st.tuples(st.just("edit_person"), st.sampled_from(PersonField), ANY_TEXT),
    st.tuples(st.just("edit_person"), st.just(PersonField.KIND), st.sampled_from(ID_KINDS)),
    st.tuples(st.just("toggle_proxy"), st.booleans()),
    st.tuples(st.just("edit_proxy"), st.sampled_from(PersonField), ANY_TEXT),
    st.tuples(st.just("give_reason"), ANY_TEXT),
    st.tuples(st.just("pick"), st.sampled_from(USABLE)),
    st.tuples(st.just("judge"), ROWS, st.sampled_from([*Verdict, None])),
    st.tuples(st.just("all_complete")),
    st.tuples(st.just("count"), ROWS, st.sampled_from(Count), st.integers(-3, 200)),
    st.tuples(st.just("explain"), ROWS, ANY_TEXT),
    st.tuples(st.just("toggle_handling"), ROWS),
    st.tuples(st.just("choose"), st.sampled_from(Outcome)),
    st.tuples(st.just("choose_ground"), st.sampled_from(RefusalGround)),
    st.tuples(st.just("give_refusal_reason"), ANY_TEXT),
    st.tuples(st.just("name_authority"), ANY_TEXT),
    st.tuples(st.just("correct"), ANY_TEXT, ANY_TEXT, ANY_TEXT),
    st.tuples(st.just("drop_correction"), ROWS),
)


@st.composite
def pages(draw) -> IntakeState:
    """A page after some acts of a clerk."""
    presenter = FormPresenter(SettableClock())
    for name, *arguments in draw(st.lists(ACTS, max_size=14)):
        getattr(presenter, name)(*arguments)
    return presenter.state


def whole_person() -> PersonEntry:
    return (
        PersonEntry()
        .edited(PersonField.NAME, "沈桂兰")
        .edited(PersonField.NUMBER, "510899194203120023")
    )


def made_up_item(*lines: tuple[str, Necessity], **more) -> ServiceItem:
    materials = tuple(
        RequiredMaterial(name=name, originals=1, copies=2, necessity=necessity, source=None)
        for name, necessity in lines
    )
    return ServiceItem(
        item_id="X001",
        code=None,
        name="造出来的事项",
        department="民政",
        handling_type=HandlingType.COMMITTED,
        item_type=None,
        statutory_limit=None,
        promised_limit=None,
        materials=materials,
        materials_known=True,
        **more,
    )
