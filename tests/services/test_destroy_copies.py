"""Local copies of closed cases go by rule, are listed first, and can be fetched again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from counter_app.bootstrap.due_copies import file_sweep
from counter_app.cli.destroyed import answer_of_destroyed
from counter_app.domain import retention
from counter_app.domain.attachment import AttachmentState
from counter_app.domain.errors import AttachmentOnTheWay, RetentionTooShort
from counter_app.domain.retention import LocalCopy, Retention, why_kept
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.services.destroy_copies import DestroyCopies
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.storage.copy_shelf import SqlCopyShelf
from counter_app.storage.destruction_log import DestructionLog
from tests.fakes.pictures import jpeg
from tests.services.intake import submission
from tests.services.test_drawer import REFUSAL

DAYS = timedelta(days=retention.CLOSED_COPY_DAYS + 1)


@pytest.fixture
def destroy(office, store):
    return DestroyCopies(office, SqlCopyShelf(store))


def filed(office, store, tmp_path, *, seed=1, outcome=Outcome.REFUSE):
    refusal = REFUSAL if outcome is Outcome.REFUSE else None
    case = SubmitIntake(office)(submission(office, outcome=outcome, refusal=refusal))
    path = tmp_path / f"扫描{seed}.jpg"
    path.write_bytes(jpeg(seed=seed))
    attachments = CaseAttachments(office, store.attachments)
    (file,) = attachments.add(case.case_id, FileToAdd(path=path)).files.shown
    return case, file.attachment.sha256


def county_has_all(store):
    with store.ledger.transaction() as transaction:
        transaction.connection.execute("UPDATE events SET server_sequence = id")
        transaction.connection.execute("UPDATE attachments SET is_at_county = 1")
        transaction.commit()


@pytest.mark.asvs("14.2.7")
def test_what_is_due_is_listed_then_gone_and_comes_back_from_the_county(
    office, store, destroy, clock, tmp_path
):
    case, sha256 = filed(office, store, tmp_path)
    still_open, kept = filed(office, store, tmp_path, seed=2, outcome=Outcome.ACCEPT)
    assert destroy() is None, "it waits for the county, and is young"
    county_has_all(store)
    assert destroy() is None, "it is young"
    clock.pass_time(DAYS)
    content = store.attachments.read(sha256)

    fact = destroy()
    assert [(copy.number, copy.files) for copy in fact.copies] == [(case.number, (sha256,))]
    assert still_open.number not in {number for number, _ in fact.blocked}
    with pytest.raises(AttachmentOnTheWay):
        store.attachments.read(sha256)
    assert store.attachments.states(case.case_id) == {sha256: AttachmentState.AT_COUNTY}
    assert store.attachments.read(kept)
    (one,) = DestructionLog(store).newest(10)
    assert one.destroyed == fact
    assert store.audit().is_valid
    assert destroy() is None, "once is enough"

    store.attachments.take(content)
    assert store.attachments.read(sha256) == content
    assert [copy.number for copy in destroy().copies] == [case.number], "it is due again"


def test_a_file_that_another_case_shows_too_stays(office, store, destroy, clock, tmp_path):
    _, sha256 = filed(office, store, tmp_path)
    filed(office, store, tmp_path, outcome=Outcome.ACCEPT)
    county_has_all(store)
    clock.pass_time(DAYS)
    assert destroy() is None
    assert store.attachments.read(sha256)


def test_a_cut_after_the_list_leaves_bytes_that_the_next_run_lists_again(
    office, store, clock, tmp_path
):
    class CutShelf(SqlCopyShelf):
        def destroy(self, files):
            raise KeyboardInterrupt

    _, sha256 = filed(office, store, tmp_path)
    county_has_all(store)
    clock.pass_time(DAYS)
    with pytest.raises(KeyboardInterrupt):
        DestroyCopies(office, CutShelf(store))()
    assert store.attachments.read(sha256)
    assert DestroyCopies(office, SqlCopyShelf(store))() is not None
    assert len(DestructionLog(store).newest()) == 2


def test_each_thing_that_keeps_a_copy_is_named(office, store, clock):
    case = SubmitIntake(office)(submission(office, outcome=Outcome.REFUSE, refusal=REFUSAL))
    now = clock.now()
    today = (now + DAYS).date()

    def why(**changes):
        told = {"case": case, "last_act_at": now, "waiting_events": 0, "waiting_files": 0}
        return why_kept(LocalCopy(**told | changes), today)

    running = SubmitIntake(office)(submission(office))
    assert why() == ""
    assert why(case=running) == retention.NOT_CLOSED
    assert why(last_act_at=now + timedelta(days=2)) == retention.TOO_YOUNG
    assert why(waiting_events=1) == retention.NOT_AT_COUNTY
    assert why(waiting_files=1) == retention.FILES_NOT_AT_COUNTY
    assert date.fromisoformat("2026-11-02") < today


def test_records_of_access_stay_half_a_year_whatever_the_settings_say():
    assert Retention(access_record_days=183).access_record_days == 183
    with pytest.raises(RetentionTooShort):
        Retention(access_record_days=182)


def test_the_list_is_told_in_words_and_figures(office, store, destroy, clock, tmp_path):
    case, sha256 = filed(office, store, tmp_path)
    county_has_all(store)
    clock.pass_time(DAYS)
    fact = destroy()
    answer = answer_of_destroyed(DestructionLog(store).newest())
    assert fact.document_number in answer.text
    assert f"已销毁 {case.number}：附件 1 个" in answer.text
    assert answer.data["lists"][0]["copies"][0]["files"] == [sha256]


def test_the_duty_of_the_running_program_applies_the_rule(office, store, clock, tmp_path):
    case, _ = filed(office, store, tmp_path)
    county_has_all(store)
    clock.pass_time(DAYS)
    profile = type("Profile", (), {"office": office, "store": store, "clock": clock})()
    file_sweep(lambda: profile)()
    (one,) = DestructionLog(store).newest()
    assert [copy.number for copy in one.destroyed.copies] == [case.number]
