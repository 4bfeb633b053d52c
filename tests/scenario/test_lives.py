"""Lives drawn at random from acts that make sense: whatever people do, the law's rules hold."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.domain.steps import AT_THE_DESK
from counter_app.scenario.people import PEOPLE
from counter_app.scenario.player import START, Player, ScriptLine
from counter_app.scenario.world import Place, open_world

PERSON = {"name": "沈桂兰", "id_kind": "resident-id", "number": "510899194203120025"}
NAMES = ["申请书", "审批表", "居民身份证", "户口簿", "低保证", "照片"]
WHO = st.sampled_from(["clerk", "clerk", "clerk", "backup", "chief", "temporary", "director"])
FORMS = ["intake-receipt", "acceptance-notice", "one-time-notice", "refusal-notice"]
FAULTS = [
    None,
    None,
    "paper-out",
    "cover-open",
    "silent",
    "cut-after-0-bytes",
    "cut-after-99-bytes",
]
REASON = st.sampled_from(["", "情况特殊"])

judged = st.lists(
    st.builds(
        lambda name, verdict: {"name": name, "verdict": verdict, "problem": "不清楚"},
        st.sampled_from(NAMES),
        st.sampled_from(["complete", "complete", "missing", "defective"]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda line: line["name"],
)
acts = st.one_of(
    st.builds(lambda m, r: {"do": "issue_notice", "materials": m, "reason": r},
              st.none() | st.lists(st.sampled_from(NAMES), min_size=1, max_size=2), REASON),
    st.builds(lambda m: {"do": "supplement", "materials": m}, judged),
    st.builds(lambda m: {"do": "judge", "materials": m}, judged),
    st.just({"do": "accept"}),
    st.builds(lambda r: {"do": "refuse", "ground": "not-required", "reason": r}, REASON),
    st.builds(lambda r: {"do": "pause", "procedure": "hearing", "expected_days": 3, "reason": r},
              REASON),
    st.just({"do": "resume"}),
    st.builds(lambda r: {"do": "extend", "approved_by": "director", "reason": r}, REASON),
    st.builds(lambda d, r, by: {"do": "decide", "decision": d, "reason": r, "by": by},
              st.sampled_from(["granted", "denied"]), REASON, st.sampled_from(["chief", "clerk"])),
    st.builds(lambda r: {"do": "conclude", "result": {"name": "批文"}, "overdue_reason": r},
              st.none() | REASON),
    st.just({"do": "deliver", "received_by": "沈桂兰"}),
    st.builds(lambda r: {"do": "withdraw", "reason": r}, REASON),
    st.builds(lambda r: {"do": "terminate", "reason": r}, REASON),
    st.builds(lambda f, fault, r: {"do": "print", "form": f, "printer_fault": fault, "reason": r},
              st.sampled_from(FORMS), st.sampled_from(FAULTS), REASON),
    st.builds(lambda f, r: {"do": "reprint", "form": f, "reason": r},
              st.sampled_from(FORMS), REASON),
    st.builds(lambda s: {"do": "network", "state": s},
              st.sampled_from(["up", "up", "down", "slow", "lossy"])),
    st.just({"do": "sync"}),
    st.just({"do": "tick"}),
)  # fmt: skip
steps = st.tuples(acts, WHO, st.sampled_from([0, 1, 5, 26, 24 * 3, 24 * 9]), st.booleans())
refs = itertools.count(1)


@pytest.fixture(scope="module")
def world():
    with open_world(Place(), START) as world:
        yield world


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=st.none() | judged, life=st.lists(steps, max_size=9))
def test_whatever_people_do_the_rules_hold(world, first, life):
    if world.clock.now().year > 2060:
        return  # The fixture's clock never goes back; enough has been tried.
    ref = f"case-{next(refs)}"
    at = world.clock.now()
    lines = [
        {"do": "receive", "item": "T006", "applicant": PERSON, "materials": first, "as": "clerk"}
    ]
    moments = [at]
    for act, who, hours, _ in life:
        at += timedelta(hours=hours)
        lines.append({**act, "as": who})
        moments.append(at)
    script = [
        ScriptLine(n, {"at": moment.isoformat(), "case": ref, **line})
        for n, (line, moment) in enumerate(zip(lines, moments, strict=True), start=1)
    ]
    player = Player(world)
    overrides = 0
    before = None
    for line, result in zip(script, player.play(script), strict=True):
        told = result.as_object()
        case = told["case"]
        assert case is not None
        if told["error"] is None and before is not None and case["notices"] > before["notices"]:
            overrides += before["notices"] > 0
            assert before["notices"] == 0 or line.table["as"] == "chief"
        if before is not None:
            papers_before, papers = len(before["documents"]), len(case["documents"])
            prints = line.table["do"] in {"print", "reprint"} and told["error"] is None
            assert papers - papers_before == prints, "papers come out by print and reprint only"
            assert case["received_at"] == before["received_at"]
        if told["error"] is None and line.table["do"] in {"accept", "refuse", "issue_notice"}:
            assert PEOPLE[line.table["as"]].role in AT_THE_DESK - {PEOPLE["temporary"].role}
        assert_copies(case["documents"])
        before = case
    assert before["notices"] <= 1 + overrides
    assert world.papers.bugs == []


def assert_copies(documents) -> None:
    """No two papers on a desk bear one number and one copy number."""
    out = [(paper["number"], paper["copy"]) for paper in documents if paper["outcome"] != "failed"]
    assert len(set(out)) == len(out)
