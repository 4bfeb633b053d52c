"""A post by stick between two enrolled counters as the program and the command line do it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from counter_app.bootstrap.county import enrol_counter, exchange_once
from counter_app.bootstrap.handover_work import (
    announce,
    export_handover,
    is_handover,
    take_handover,
)
from counter_app.bootstrap.passing_work import pass_post, posts_of
from counter_app.bootstrap.profile import create_counter, sign_in
from counter_app.cli.parser import main
from counter_app.domain.case_card import Draft
from counter_app.domain.errors import BundleForeign, HandoverNotOpen, ReceiverUnknown
from counter_app.domain.staff import Role
from counter_app.runtime.settings import Settings
from counter_app.services.hand_over_post import Colleague, HandOverPost, HandOverRequest
from counter_app.storage.vault import COST_FLOOR, Person
from sync.server import trust
from tests.bootstrap.sites import PASSWORD, PERSON
from tests.fakes.people import PROFILE
from tests.storage.made_up_cases import receive

TAKER = Person(user="backup", staff="QH0112", name="李得水", role=Role.BACKUP)
SECOND = replace(PROFILE, counter_code="51089910102", counter_name="综合窗口2号")


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Return what opens a counter of its own folder and machine: (profile, person)."""

    @contextmanager
    def place(name, counter, person):
        monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / name / "machine"))
        folder = tmp_path / name / "profile"
        if not folder.exists():
            create_counter(folder, Settings(counter=counter), person, PASSWORD, cost=COST_FLOOR)
        profile = sign_in(folder, person.user, PASSWORD)
        try:
            yield profile
        finally:
            profile.close()

    return place


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@contextmanager
def enrolled_giver(county, places):
    """Open the first counter once the county, and so the other counter, knows it."""
    with places("a", PROFILE, PERSON) as a:
        enrol_counter(a, url=county.url, code=county.code(PROFILE.counter_code))
    with places("a", PROFILE, PERSON) as a:
        trust.refresh(county.database, county.county.key, at_ms=county.time(), at_once=True)
        exchange_once(a)
        yield a


def hand_over(profile):
    store = profile.store
    request = HandOverRequest(
        post=PROFILE.counter_name, handed_to=Colleague(staff=TAKER.staff, role=TAKER.role)
    )
    return HandOverPost(profile.office, store.finder, store.drafts)(request)


@pytest.mark.law("9 ab-post")
@pytest.mark.threat("T10")
def test_one_journey_of_the_stick_there_and_one_back_and_the_post_has_moved(
    county, places, stick, capsys, tmp_path
):
    with places("b", SECOND, TAKER) as b:
        enrol_counter(b, url=county.url, code=county.code(SECOND.counter_code))
    with places("b", SECOND, TAKER) as b:
        device = b.keyring.identity.device
        (card,) = [announce(b, stick)]
        assert announce(b, stick) == card, "again changes nothing"
    with enrolled_giver(county, places) as a:
        case_id = receive(a.store)
        a.store.drafts.save(
            Draft(
                draft_id="1" * 32,
                staff=PERSON.staff,
                saved_at=a.clock.now(),
                title="高龄津贴",
                payload={"person": {"name": "王满仓"}},
            )
        )
        with pytest.raises(HandoverNotOpen):
            export_handover(a, device, stick)
        fact = hand_over(a)
        with pytest.raises(ReceiverUnknown):
            export_handover(a, "f" * 16, stick)
        note = export_handover(a, device, stick).note
        assert (SECOND.counter_code, "综合窗口2号（02号）") in posts_of(a)
        with pytest.raises(BundleForeign):
            take_handover(a, stick / note.name)
    with places("b", SECOND, TAKER) as b:
        exchange_once(b)
        path = stick / note.name
        assert is_handover(path)
        taken = take_handover(b, path)
        assert (taken.is_new, taken.drafts, taken.waiting) == (True, 1, (fact.document_number,))
        assert taken.events.taken > 0
        assert take_handover(b, path).is_new is False
        sheet = pass_post(b).accept(fact.document_number, 0)
        assert [desk.case.case_id for desk in sheet.contents.cases] == [case_id]
        assert sheet.answer.drafts == ("1" * 32,)
    # The command line says the same of the same file.
    password = tmp_path / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    words = ["bundle", "import", str(path), "--profile", str(tmp_path / "b" / "profile"), "--json"]
    words += ["--user", TAKER.user, "--password-file", str(password)]
    capsys.readouterr()
    assert main(words) == 0
    assert '"kind": "handover"' in capsys.readouterr().out.replace('":"', '": "')
