"""Lines of every shape: each gives a result, none gives a traceback, and time never goes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.scenario.player import ACTS, START, Player, ScriptLine, parse_script
from counter_app.scenario.world import Place, open_world

ACTS_IN_ORDER = sorted(ACTS)
TEXTS = json.loads((Path(__file__).parent / "fuzz_words.json").read_text(encoding="utf-8"))
KEYS, WORDS = TEXTS["keys"], TEXTS["words"]

words = st.sampled_from([*WORDS, "", " ", "\0", "\ud800", "字" * 50, "'; DROP TABLE events;--"])
plain = st.one_of(words, st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.none())
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*KEYS, "number", "verdict", "id_kind"]), inner, max_size=4
        ),
    ),
    max_leaves=6,
)
PERSON = {"name": "沈桂兰", "id_kind": "resident-id", "number": "510899194203120025"}
SOUND = {"as": "clerk", "case": "c1", "item": "T006", "applicant": PERSON, "to": "backup"}
wild = st.builds(
    lambda act, fields: {"do": act, **fields},
    st.one_of(st.sampled_from(ACTS_IN_ORDER), plain),
    st.dictionaries(st.sampled_from(KEYS), values, max_size=6),
)
nearly_sound = st.builds(
    lambda act, fields: {"do": act, **SOUND, **fields},
    st.sampled_from(ACTS_IN_ORDER),
    st.dictionaries(st.sampled_from(KEYS), values, max_size=2),
)


@pytest.fixture(scope="module")
def world():
    with open_world(Place(), START) as world:
        yield world


def is_whole(told) -> bool:
    json.dumps(told)
    return {"ok", "error", "case", "tasks"} <= told.keys() and (
        told["error"] is None or isinstance(told["error"], str)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lines=st.lists(st.one_of(wild, nearly_sound), max_size=6))
def test_objects_of_every_shape_give_results(world, lines):
    now = world.clock.now().isoformat()
    lines = [{"as": "clerk", "do": "sign_in"}, {"do": "network", "state": "up"}, *lines]
    script = [ScriptLine(n, {"at": now, **line}) for n, line in enumerate(lines, start=1)]
    true_before = world.clock.true_now
    results = list(Player(world).play(script))
    assert len(results) == len(script)
    assert all(is_whole(result.as_object()) for result in results)
    assert world.clock.true_now >= true_before
    assert world.papers.bugs == []


@given(text=st.text(max_size=200))
def test_text_of_every_shape_is_read_line_by_line(text):
    lines = list(parse_script(text.split("\n")))
    assert len(lines) == sum(bool(line.strip()) for line in text.split("\n"))
    assert all(line.problem or isinstance(line.table, dict) for line in lines)
