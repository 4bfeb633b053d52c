from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.ui.keys import DEFAULT_KEYS, Action, KeyTable, action_name


def test_the_default_keys_are_those_of_the_checklist():
    table = KeyTable.from_settings({})
    wanted = {
        Action.HELP: "F1",
        Action.NEW_CASE: "F2",
        Action.FIND: "F3",
        Action.READ_CARD: "F4",
        Action.SYNC_NOW: "F5",
        Action.NEXT_PANE: "F6",
        Action.MATERIALS: "F7",
        Action.NOTICE: "F8",
        Action.PRINT_RECEIPT: "F9",
        Action.SUBMIT: "F10",
        Action.LOCK: "F12",
    }
    assert {action: table.key(action) for action in wanted} == wanted


def test_a_key_can_be_changed_in_the_settings():
    table = KeyTable.from_settings({"submit": "Ctrl+Return"})
    assert table.key(Action.SUBMIT) == "Ctrl+Return"
    assert table.key(Action.HELP) == "F1"


@pytest.mark.parametrize("bad", ["", "no such key", "F1, F2", "F1", "💥"])
def test_a_bad_or_taken_key_leaves_the_default(bad):
    assert KeyTable.from_settings({"submit": bad}).key(Action.SUBMIT) == "F10"


def test_an_action_nobody_knows_is_passed_over():
    assert KeyTable.from_settings({"make-coffee": "F4"}).keys == dict(DEFAULT_KEYS)


@given(
    st.dictionaries(
        st.sampled_from([action.value for action in Action]),
        st.one_of(st.sampled_from([f"F{n}" for n in range(1, 16)]), st.text(max_size=12)),
    )
)
def test_whatever_the_settings_say_every_action_has_a_key_of_its_own(chosen):
    keys = KeyTable.from_settings(chosen).keys
    assert keys.keys() == set(Action)
    assert all(keys.values())
    assert len(set(keys.values())) == len(keys)


def test_every_action_has_a_name_of_its_own():
    names = [action_name(action) for action in Action]
    assert all(names)
    assert len(set(names)) == len(names)
