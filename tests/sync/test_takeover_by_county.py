"""顶岗 answered by the county: by line, by stick, against what is in force; nothing is undone."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.cli import county, county_takeovers
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import (
    ReasonMissing,
    TakeoverNotOpen,
    TakeoverPending,
    TakeoverUnknown,
    TwoPersonsNeeded,
)
from counter_app.domain.handover_facts import TakeoverAnswer
from counter_app.domain.ids import CaseId
from counter_app.domain.numbering import grouped
from counter_app.domain.post_book import PassState
from counter_app.domain.post_tasks import post_tasks
from counter_app.domain.service_facts import DetailField
from counter_app.domain.task_codes import TaskCode
from counter_app.services.accept_case import AcceptCase
from counter_app.services.amend_case import AmendRequest
from counter_app.services.cover_post import CoverRequest
from counter_app.storage.peer_events import PeerEvents
from counter_app.storage.post_log import SqlPostLog
from sync.ruling import is_ruling
from sync.server.takeovers import Ruling, coverings, rule
from tests.sync.post_desks import CHIEF, POST, A, B, meet, township

COUNTY_STAFF = "XJ0003"


@pytest.fixture
def three(silent, tmp_path):
    with township(silent, tmp_path, A, B, CHIEF) as desks:
        yield desks


def ask(a, b):
    until = b.office.today() + timedelta(days=3)
    return b.covering.ask(
        CoverRequest(post=POST, absent=A.staff, reason="急病", until=until, post_code=a.code)
    )


def say(silent, answer, named, *, by=COUNTY_STAFF, reason="已与中心核实"):
    ruling = Ruling(named=named, answer=answer, ruled_by=by, reason=reason)
    return rule(silent.database, silent.county.key, ruling, at_ms=silent.time())


def amend(phone: str) -> AmendRequest:
    return AmendRequest(details={DetailField.PHONE: phone}, reason="报错了")


def tasks_of(desk):
    found = post_tasks(
        desk.book(), desk.desk.operator(), desk.office.today(), desk.office.done_meanwhile
    )
    return {task.code: task.detail for task in found}


@pytest.mark.law("9 ab-post")
@pytest.mark.asvs("2.3.5")
def test_the_county_approves_from_afar_and_every_counter_believes_its_own_signature(silent, three):
    a, b, chief = three
    case = a.take_in()
    meet(*three)
    asked = ask(a, b)
    meet(*three)
    (waiting,) = coverings(silent.database, silent.county.key)
    assert (waiting.state, waiting.taken_by, waiting.post_code) == (PassState.OPEN, B.staff, a.code)
    for by in (A.staff, B.staff.lower(), " "):
        with pytest.raises(TwoPersonsNeeded):
            say(silent, TakeoverAnswer.APPROVED, asked.document_number, by=by)
    with pytest.raises(ReasonMissing):
        say(silent, TakeoverAnswer.APPROVED, asked.document_number, reason=" ")
    for unknown in ("交〔2026〕1号", waiting.event_id[:7], ""):
        with pytest.raises(TakeoverUnknown):
            say(silent, TakeoverAnswer.APPROVED, unknown)
    ruled = say(silent, TakeoverAnswer.APPROVED, waiting.event_id[:8])
    assert (ruled.state, ruled.approved_by) == (PassState.IN_FORCE, COUNTY_STAFF)
    assert is_ruling(ruled.ruling, silent.key)
    assert not is_ruling(replace(ruled.ruling, answer=TakeoverAnswer.REFUSED), silent.key)
    assert not is_ruling(replace(ruled.ruling, signature="?"), silent.key)
    with pytest.raises(TakeoverNotOpen):
        say(silent, TakeoverAnswer.APPROVED, asked.document_number)
    with pytest.raises(TakeoverPending):
        AcceptCase(b.office)(case.case_id)  # B has not heard of it.
    meet(*three)
    assert b.desk.operator().acting_for == A.staff
    assert AcceptCase(b.office)(case.case_id).status is CaseStatus.ACCEPTED
    assert a.book() == b.book() == chief.book()
    assert a.holder(a.code).staff == B.staff


@pytest.mark.law("9 ab-post")
@pytest.mark.threat("T10")
def test_a_refusal_gives_the_post_back_and_what_was_done_stays_and_is_looked_at(silent, three):
    a, b, chief = three
    case, other = a.take_in(), a.take_in()
    meet(*three)
    asked = ask(a, b)
    b.do(case.case_id, amend("13900000001"))
    own = b.take_in()  # At B's own post: nobody's business.
    meet(*three)
    chief.covering.approve(asked.document_number)
    meet(*three)
    assert AcceptCase(b.office)(other.case_id).status is CaseStatus.ACCEPTED
    meet(*three)
    ruled = say(silent, TakeoverAnswer.REFUSED, asked.document_number, reason="本人已到岗")
    assert ruled.state is PassState.REFUSED
    late = b.do(case.case_id, amend("13900000002"))  # Before B has heard of it.
    meet(*three)
    assert late is not None
    for desk in three:
        assert desk.holder(a.code).staff == ""
        assert desk.book().coverings[asked.document_number].remarks == "本人已到岗"
        assert desk.case(other.case_id).status is CaseStatus.ACCEPTED, "nothing is undone"
        assert desk.office.done_meanwhile(ruled) == {case.number: 2, other.number: 1}
    assert b.desk.operator().acting_for == ""
    told = tasks_of(a)[TaskCode.TAKEOVER_REFUSED]
    assert "县局不批准；其间办了 3 项" in told
    assert grouped(case.number) in told
    assert grouped(own.number) not in told
    assert TaskCode.TAKEOVER_REFUSED in tasks_of(chief)
    assert TaskCode.TAKEOVER_REFUSED not in tasks_of(b)
    with pytest.raises(TwoPersonsNeeded):
        b.covering.review(asked.document_number)
    a.covering.review(asked.document_number, "已逐件看过")
    with pytest.raises(TakeoverNotOpen):
        a.covering.review(asked.document_number)
    meet(*three)
    assert {desk.book().coverings[asked.document_number].reviewed_by for desk in three} == {A.staff}
    assert TaskCode.TAKEOVER_REFUSED not in tasks_of(chief)
    with pytest.raises(TakeoverNotOpen):
        say(silent, TakeoverAnswer.REFUSED, asked.document_number)


@pytest.mark.threat("T6")
@pytest.mark.asvs("9.1.3")
def test_a_ruling_that_the_county_did_not_sign_is_kept_and_moves_nothing(silent, three):
    a, b, chief = three
    asked = ask(a, b)
    meet(*three)
    (waiting,) = coverings(silent.database, silent.county.key)
    ruled = say(silent, TakeoverAnswer.REFUSED, asked.document_number)
    forged = replace(ruled.ruling, answer=TakeoverAnswer.APPROVED)
    with chief.store.unit_of_work() as work:
        work.record(CaseId(""), forged)
        work.commit()
    assert chief.book().coverings[asked.document_number].state is PassState.OPEN
    assert len(chief.book().strange) == 1
    meet(*three)
    for desk in three:
        assert desk.book().coverings[asked.document_number].state is PassState.REFUSED
        assert len(desk.book().strange) == 1
    assert waiting.event_id == ruled.event_id


def test_the_county_s_word_comes_on_a_colleague_s_stick_too(silent, three):
    """By the signature of the event: the taker knows the county's key, and no such device."""
    a, b, chief = three
    asked = ask(a, b)
    meet(a, b)
    say(silent, TakeoverAnswer.APPROVED, asked.document_number)
    meet(b)
    log = SqlPostLog(b.store.ledger, b.store.reading_engine, lambda: silent.key)
    rows = [each.row_id for each in peers_of(b, silent).to_carry([], log.rows())]
    carried = b.store.courier.events(rows)
    assert "post.takeover_ruled" in {json.loads(each.data)["type"] for each in carried}
    stranger = peers_of(chief, None).take(carried)
    taken = peers_of(chief, silent).take(carried)
    assert stranger.unproven > 0
    assert taken.taken > 0
    assert taken.unproven < stranger.unproven
    assert chief.book().coverings[asked.document_number].state is PassState.IN_FORCE
    assert peers_of(chief, silent).take(carried).taken == 0


def peers_of(desk, silent) -> PeerEvents:
    store = desk.store
    return PeerEvents(
        store.ledger,
        store.reading_engine,
        store.projection,
        desk.device_key,
        lambda: silent.key if silent is not None else None,
    )


def test_the_commands_list_what_waits_and_answer_it(silent, three, capsys):
    a, b, _ = three
    asked = ask(a, b)
    meet(a, b)
    parser = argparse.ArgumentParser()
    county.register(parser)

    def run(*words):
        arguments = parser.parse_args(words)
        return county_takeovers.ACTIONS[words[0]](silent.county, arguments)

    listed = run("takeovers")
    assert [row["state"] for row in listed.data["takeovers"]] == ["open"]
    assert "等批准" in listed.text
    request = listed.data["takeovers"][0]["request"]
    done = run("refuse-takeover", request[:16], "--by", COUNTY_STAFF, "--reason", "人手不缺")
    assert (done.data["state"], done.data["ruling_reason"]) == ("refused", "人手不缺")
    assert done.data["number"] == asked.document_number
    assert run("takeovers").data == {"takeovers": []}
    assert "人手不缺" in run("takeovers", "--all").text
    with pytest.raises(SystemExit):
        parser.parse_args(["approve-takeover", request, "--by", "x"])
