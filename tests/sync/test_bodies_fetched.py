"""Bodies that went by rule come back from the county, prove themselves, and go again."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest

from counter_app.bootstrap.desk import PublishedRules, new_case_id
from counter_app.domain import retention
from counter_app.domain.case_field import Field
from counter_app.domain.case_status import CaseStatus
from counter_app.domain.errors import CaseBodiesAway
from counter_app.domain.ids import CaseId
from counter_app.domain.life_facts import ComplaintFiled
from counter_app.domain.service_facts import Complaint
from counter_app.services.destroy_copies import DestroyCopies
from counter_app.services.office import Office
from counter_app.storage.copy_shelf import SqlCopyShelf
from tests.fakes.clocks import START
from tests.fakes.counties import silent_county, sqlite_url
from tests.fakes.people import GRANNY, TODAY, refused
from tests.sync.put_back import Backups
from tests.sync.real_counter import real_counter

DAYS = timedelta(days=retention.CLOSED_COPY_DAYS + 1)


class Township:
    """Two counters of one township that share a closed case, and their county."""

    def __init__(self, stack: ExitStack, folder) -> None:
        self.county = stack.enter_context(silent_county(sqlite_url(folder / "county.db")))
        self.county.time.ms = int(START.timestamp() * 1_000)
        self.backups = Backups(self.county, folder)
        self.one, self.other = (
            stack.enter_context(real_counter(self.county, folder / str(number), number))
            for number in (1, 2)
        )

    def closed_case(self) -> CaseId:
        """Take a case in at one counter and refuse it; both know it, the county has signed."""
        case_id = CaseId(self.one.receive())
        with self.one.opened.unit_of_work() as work:
            before = work.case(case_id).status_set_by
            work.record(case_id, refused(), base={Field.STATUS: before})
            work.commit()
        self.exchange()
        return case_id

    def exchange(self) -> None:
        for _ in range(2):
            for counter in (self.one, self.other):
                counter.restarted()
                counter.sync()

    def age(self) -> None:
        """Let time pass until everything is old, by the county's signed time too."""
        self.county.time.ms += DAYS // timedelta(milliseconds=1)
        for counter in (self.one, self.other):
            counter.clock.pass_time(DAYS)
        self.exchange()


@pytest.fixture
def township(tmp_path):
    with ExitStack() as stack:
        yield Township(stack, tmp_path)


def destroy(counter):
    opened = counter.opened
    office = Office(
        unit_of_work=opened.unit_of_work,
        desk=counter.desk,
        clock=counter.clock,
        rulebook=PublishedRules(),
        new_case_id=new_case_id,
        new_query_code=lambda: "123456",
        timekeeper=opened.timekeeper,
    )
    return DestroyCopies(office, SqlCopyShelf(opened))()


def case_of(counter, case_id):
    with counter.opened.unit_of_work() as work:
        return work.case(case_id)


def bodies(counter, case_id) -> list[bytes]:
    return [row[0] for row in counter.rows("SELECT data FROM events WHERE case_id = ?", case_id)]


def found_by_audit(counter, township) -> set[str]:
    """Return what an audit finds, but for the made-up case numbers of these counters."""
    flags = counter.opened.audit(township.county.key).flags
    return {flag.code for flag in flags} - {"number-missing"}


def complaint(counter) -> ComplaintFiled:
    return ComplaintFiled(
        complaint=Complaint(
            document_number="诉〔2027〕10102-00001号",
            text="说好的补贴没有发",
            filed_at=counter.clock.now(),
            answer_by=TODAY + timedelta(days=400),
        )
    )


def test_a_case_comes_back_whole_and_is_due_again_a_day_later(township):
    one, case_id = township.one, township.closed_case()
    before, signed = case_of(one, case_id), sorted(bodies(one, case_id))
    assert destroy(one) is None
    township.age()
    fact = destroy(one)
    assert [copy.case for copy in fact.copies] == [case_id]
    assert bodies(one, case_id) == [b"", b""]
    with pytest.raises(CaseBodiesAway):
        case_of(one, case_id)
    township.exchange()
    assert one.store.waiting().unacknowledged == 0

    one.store.want_bodies(case_id)
    assert one.store.case_header(case_id).is_wanted
    one.restarted()
    one.sync()
    assert one.store.case_header(case_id) is None
    assert sorted(bodies(one, case_id)) == signed
    assert case_of(one, case_id) == before
    assert found_by_audit(one, township) == set()
    (card,) = one.opened.finder.search(before.applicant.name).cards
    assert (card.applicant_name, card.is_header_only) == (GRANNY.name, False)

    assert destroy(one) is None, "somebody wanted it just now"
    one.clock.pass_time(timedelta(hours=retention.BACK_HOURS + 1))
    assert [copy.case for copy in destroy(one).copies] == [case_id]
    assert found_by_audit(one, township) == set()


def test_a_late_act_of_another_counter_brings_everything_back_by_itself(township):
    one, other, case_id = township.one, township.other, township.closed_case()
    township.age()
    assert destroy(one) is not None
    with other.opened.unit_of_work() as work:
        work.record(case_id, complaint(other))
        work.commit()
    township.exchange()
    assert one.store.case_header(case_id) is None
    assert case_of(one, case_id).service.open_complaints
    one.clock.pass_time(DAYS)
    assert destroy(one) is None, "the complaint is not answered"


@pytest.mark.threat("T20")
def test_both_logs_agree_and_a_pull_from_the_beginning_brings_nobody_back(township):
    one, case_id = township.one, township.closed_case()
    township.age()
    chains, state = one.store.chains(), one.store.state()
    assert destroy(one) is not None
    own = [chain for chain in one.store.chains() if chain.device != one.side.device]
    assert own == [chain for chain in chains if chain.device != one.side.device]
    assert one.store.state() == state
    one.store.restart_stream(epoch=one.store.position()[0])
    township.exchange()
    assert bodies(one, case_id) == [b"", b""]
    assert one.store.case_header(case_id).later == 0
    assert one.store.lost_with_county() == ()


@pytest.mark.expects_warnings  # What the county lost is written to the log.
@pytest.mark.fault("F12")
def test_a_county_that_lost_a_case_is_told_its_number(township):
    """Only one that was put back by more than a month can: every body was signed for that long."""
    township.exchange()
    township.backups.make()
    one, other, case_id = township.one, township.other, township.closed_case()
    number = case_of(one, case_id).number
    township.age()
    for counter in (one, other):
        assert destroy(counter) is not None
    township.backups.put_back()
    township.exchange()
    assert one.store.lost_with_county() == (number,)
    assert one.store.waiting().unacknowledged == 0, "what went cannot be offered"
    assert one.opened.finder.card(case_id).status is CaseStatus.REFUSED

    one.store.want_bodies(case_id)
    township.exchange()
    header = one.store.case_header(case_id)
    assert (header.is_wanted, header.is_not_given, header.back) == (False, True, 0)


@pytest.mark.fault("F12")
def test_a_counter_that_still_has_the_bodies_gives_them_to_a_county_that_lost_them(township):
    township.exchange()
    township.backups.make()
    one, case_id = township.one, township.closed_case()
    township.age()
    assert destroy(one) is not None
    township.backups.put_back()
    township.exchange()
    township.exchange()
    assert one.store.lost_with_county() == ()
    one.store.want_bodies(case_id)
    township.exchange()
    assert case_of(one, case_id).applicant == GRANNY


def test_no_clock_that_was_put_forward_makes_a_case_old(township):
    one, case_id = township.one, township.closed_case()
    one.clock.pass_time(timedelta(days=400))
    assert destroy(one) is None
    assert b"" not in bodies(one, case_id)


def test_bytes_of_another_event_never_take_the_place_of_what_went(township):
    one, case_id = township.one, township.closed_case()
    township.age()
    assert destroy(one) is not None
    one.store.want_bodies(case_id)
    spans = one.store.wanted_bodies()
    assert sum(span.last - span.first + 1 for span in spans) == 2
    one.store.leave_bodies(case_id)
    assert one.store.wanted_bodies() == []
    township.exchange()
    assert bodies(one, case_id) == [b"", b""]
