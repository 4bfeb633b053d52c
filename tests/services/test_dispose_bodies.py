"""Bodies of closed cases go by rule, on a signed list, and nothing else goes with them."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlcipher3 import dbapi2

from counter_app.domain import retention
from counter_app.domain.case_card import WorkQueue
from counter_app.domain.disposal import bodies_digest
from counter_app.domain.errors import CaseBodiesAway, CommitUnknown
from counter_app.domain.service_facts import DetailField
from counter_app.services.accept_case import AcceptCase
from counter_app.services.desk_cases import ReadDesk
from counter_app.services.destroy_copies import DestroyCopies
from counter_app.services.reveal_data import RevealData
from counter_app.services.show_case import ShowCase
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.storage import audit
from counter_app.storage.access_log import AccessLog
from counter_app.storage.audit_disposed import rows_to_judge
from counter_app.storage.copy_shelf import SqlCopyShelf
from counter_app.storage.destruction_log import DestructionLog
from counter_app.storage.reading import reading
from tests.services.intake import submission
from tests.services.test_drawer import REFUSAL
from tests.storage.raw_pages import plain_bytes

DAYS = timedelta(days=retention.CLOSED_COPY_DAYS + 1)


@pytest.fixture
def destroy(office, store, clock):
    return lambda: destroyed(office, store, clock)


def destroyed(office, store, clock):
    """Apply the rule at a counter that has compared its log with the county's today."""
    store.sync_store.remember({"digest_at": clock.now().isoformat()})
    return DestroyCopies(office, SqlCopyShelf(store))()


def refused(office):
    return SubmitIntake(office)(submission(office, outcome=Outcome.REFUSE, refusal=REFUSAL))


def county_signs(store, *, papers_done: bool = True) -> None:
    """Do what an exchange does to the rows; the county received each when it was made."""
    with store.ledger.transaction() as transaction:
        connection = transaction.connection
        connection.execute(
            "UPDATE events SET server_sequence = id, position = id, received_at_ms = hlc_ms"
            " WHERE server_sequence IS NULL"
        )
        connection.execute("UPDATE cases SET unacknowledged = 0")
        connection.execute("UPDATE attachments SET is_at_county = 1")
        if papers_done:
            connection.execute("UPDATE print_jobs SET is_open = 0, state = 'printed'")
        transaction.commit()
    store.ledger.forget()


def everything(store) -> dict[str, list[tuple]]:
    """Return every row of every table of the database."""
    with reading(store.reading_engine) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'search'"
        ).fetchall()
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}


def tables_with(store, *words: str) -> set[str]:
    found = set()
    for table, rows in everything(store).items():
        for row in rows:
            for value in row:
                data = value if isinstance(value, bytes) else str(value).encode()
                if any(word.encode() in data for word in words):
                    found.add(table)
    return found


@pytest.mark.asvs("14.2.7")
def test_nothing_of_the_person_is_left_on_any_page_but_the_case_is_found(
    office, store, destroy, clock, tmp_path
):
    case = refused(office)
    person = case.applicant
    words = (person.name, person.number, person.phone, person.number[-6:])
    assert destroy() is None, "it is young, and the county has nothing"
    county_signs(store)
    assert destroy() is None, "it is young"
    clock.pass_time(DAYS)
    assert tables_with(store, *words) >= {"events", "cases", "search_data"}

    store.sync_store.remember({"digest_at": (clock.now() - DAYS).isoformat()})
    assert DestroyCopies(office, SqlCopyShelf(store))() is None, "no line for a month"

    fact = destroy()
    (copy,) = fact.copies
    assert (copy.number, copy.files) == (case.number, ())
    assert copy.bodies > 1
    assert tables_with(store, *words) == set()
    plain = plain_bytes(tmp_path / "counter.db", b"k" * 32)
    assert case.number.encode() in plain, "the eyes of this test are open"
    assert [word for word in words[:3] if word.encode() in plain] == []
    assert [one.destroyed for one in DestructionLog(store).newest()] == [fact]
    assert destroy() is None, "once is enough"

    (card,) = store.finder.search(case.number).cards
    assert (card.applicant_name, card.number_masked) == ("", "")
    assert (card.status, card.item_name, card.is_header_only) == (
        case.status,
        case.item.name,
        True,
    )
    assert store.finder.search(case.number[-6:]).cards == (card,)
    assert store.finder.search(person.name).cards == ()
    header = store.sync_store.case_header(case.case_id)
    assert (header.number, header.bodies, header.list_number) == (
        case.number,
        copy.bodies,
        fact.document_number,
    )
    clock.set_wall(clock.now() - DAYS + timedelta(days=20))
    desk = ReadDesk(office, store.finder, store.drafts)
    assert desk().cases == (), "a clock that was put back asks for no case that is away"
    with pytest.raises(CaseBodiesAway):
        ShowCase(office, store.finder)(case.case_id)
    with pytest.raises(CaseBodiesAway):
        AcceptCase(office)(case.case_id)


def test_each_thing_that_keeps_bodies_keeps_them(office, store, destroy, clock):
    """One case each; what is wrong with it is mended at the end, and then it goes."""
    late, parked, printing, seen, unsigned = (refused(office) for _ in range(5))
    still_open = SubmitIntake(office)(submission(office, outcome=Outcome.ACCEPT))
    county_signs(store)
    clock.pass_time(DAYS)

    def set_row(statement, *values):
        with store.ledger.transaction() as transaction:
            transaction.connection.execute(statement, values)
            transaction.commit()
        store.ledger.forget()

    twenty_days_ms = 20 * 24 * 3_600_000
    now_ms = int(clock.now().timestamp() * 1_000)
    of_case = " WHERE id = (SELECT MAX(id) FROM events WHERE case_id = ?)"
    set_row(f"UPDATE events SET received_at_ms = ?{of_case}", now_ms - twenty_days_ms, late.case_id)
    set_row(f"UPDATE events SET parked_reason = 'x'{of_case}", parked.case_id)
    set_row("UPDATE print_jobs SET is_open = 1 WHERE case_id = ?", printing.case_id)
    set_row(f"UPDATE events SET server_sequence = NULL{of_case}", unsigned.case_id)
    ShowCase(office, store.finder)(seen.case_id)

    assert destroy() is None
    kept = [late, parked, printing, seen, unsigned, still_open]
    for case in kept:
        assert ShowCase(office, store.finder)(case.case_id).case.applicant == case.applicant
    set_row("UPDATE events SET parked_reason = '', server_sequence = id, received_at_ms = hlc_ms")
    set_row("UPDATE print_jobs SET is_open = 0")
    clock.pass_time(timedelta(hours=13))
    assert len(destroy().copies) == 5
    assert ShowCase(office, store.finder)(still_open.case_id).case == still_open


def test_an_audit_believes_the_list_and_nothing_but_the_list(office, store, destroy, clock):
    gone, also = refused(office), refused(office)
    county_signs(store)
    clock.pass_time(DAYS)
    assert len(destroy().copies) == 2
    assert store.audit().is_valid, store.audit().flags

    def harm(statement, *values):
        with store.ledger.transaction() as transaction:
            transaction.connection.execute(statement, values)
            return {flag.code for flag in _audited(store, transaction)}

    first = "(SELECT MIN(id) FROM events WHERE case_id = ?)"
    assert harm("SELECT 1") == set()
    other = f"UPDATE events SET hlc_ms = hlc_ms + 1 WHERE id = {first}"
    assert harm(other, gone.case_id) == {"body-missing"}
    retyped = f"UPDATE events SET type = 'case.voided' WHERE id = {first}"
    assert "body-missing" in harm(retyped, also.case_id)
    moved = "UPDATE disposed_events SET list_event = 'none'"
    assert harm(moved) == {"body-missing"}
    forgotten = "DELETE FROM disposed_events"
    assert "body-missing" in harm(forgotten)
    taken = f"DELETE FROM events WHERE id = {first}"
    assert "gap" in harm(taken, gone.case_id)
    emptied = "UPDATE events SET data = x'' WHERE type = 'privacy.copies_destroyed'"
    assert "body-missing" in harm(emptied)


def test_a_list_in_the_name_of_a_device_that_nobody_knows_proves_nothing(
    office, store, destroy, clock
):
    refused(office)
    county_signs(store)
    clock.pass_time(DAYS)
    destroy()
    stranger, kind = "e" * 16, "privacy.copies_destroyed"
    with store.ledger.transaction() as transaction:
        connection = transaction.connection
        (data,) = connection.execute("SELECT data FROM events WHERE type = ?", (kind,)).fetchone()
        forged = data.replace(store.ledger.log.signatory.device.encode(), stranger.encode())
        name = hashlib.sha256(forged).hexdigest()
        connection.execute("UPDATE disposed_events SET list_event = ?", (name,))
        connection.execute(
            "UPDATE events SET event_id = ?, device = ?, data = ?, verdict = 'vouched'"
            " WHERE type = ?",
            (name, stranger, forged, kind),
        )
        found = {flag.code for flag in _audited(store, transaction)}
    assert found == {"body-missing"}


def _audited(store, transaction):
    """Audit what stands in an open transaction; it is rolled back afterwards."""
    witnesses = audit.Witnesses(
        own_device=store.ledger.log.signatory.device,
        device_keys=store.key_of,
        head=store.head_check,
    )
    look = audit._Look(witnesses)
    for row in rows_to_judge(transaction.connection):
        look.at(row)
    return [*look.flags, *look.of_chains()]


def test_lists_made_anew_show_the_header_and_count_every_case(office, store, destroy, clock):
    first, gone, last = (refused(office) for _ in range(3))
    county_signs(store)
    clock.pass_time(DAYS)
    ShowCase(office, store.finder)(first.case_id)
    ShowCase(office, store.finder)(last.case_id)
    destroy()
    before = everything(store)

    store.rebuild_projections()
    after = everything(store)
    for table in ("attachments", "disposed_cases", "disposed_events", "events"):
        assert sorted(after[table]) == sorted(before[table]), table
    assert {row[1] for row in after["print_jobs"]} == {row[1] for row in before["print_jobs"]}
    assert sorted(row[1:] for row in after["cases"]) == sorted(row[1:] for row in before["cases"])
    assert store.finder.counts(today=office.today())[WorkQueue.ALL] == 3
    assert [card.number for card in store.finder.search(gone.number).cards] == [gone.number]
    numbers = {card.number for card in store.finder.search(gone.applicant.name).cards}
    assert numbers == {first.number, last.number}
    store.sync_store.fold_again()
    assert [row[1:] for row in everything(store)["cases"]] == [row[1:] for row in after["cases"]]


def test_the_record_of_access_outlives_the_case(office, store, destroy, clock):
    case = refused(office)
    RevealData(office)(case.case_id, (DetailField.NUMBER,), "核对身份证号")
    county_signs(store)
    clock.pass_time(DAYS)
    assert destroy() is not None
    (access,) = AccessLog(store).newest()
    assert (access.cases, access.reason) == ((case.number,), "核对身份证号")
    assert tables_with(store, case.applicant.number) == set()


def test_a_cut_at_any_statement_leaves_all_or_nothing(office, store, destroy, clock):
    case = refused(office)
    county_signs(store)
    clock.pass_time(DAYS)
    store.sync_store.remember({"digest_at": clock.now().isoformat()})
    before = everything(store)
    cuts = swept_later = 0
    while _is_cut(store, destroy, after=cuts):
        if DestructionLog(store).newest():
            swept_later += 1
            assert tables_with(store, case.applicant.number) <= {"search_data"}
        else:
            assert everything(store) == before, f"cut at statement {cuts}"
        cuts += 1
    (made,) = DestructionLog(store).newest()
    assert cuts - swept_later > made.destroyed.copies[0].bodies, (
        "every body is a statement that was cut"
    )
    assert swept_later > 0
    assert tables_with(store, case.applicant.number) == set()
    assert store.audit().is_valid


def _is_cut(store, destroy, *, after: int) -> bool:
    """Destroy on a connection that breaks off at a statement; answers whether it came so far."""
    with store.ledger.transaction() as transaction:
        connection = transaction.connection
    left = iter(range(after))

    def count(statement: str) -> None:
        is_writing = statement.split(maxsplit=1)[0] in {"UPDATE", "INSERT", "COMMIT"}
        if is_writing and next(left, None) is None:
            connection.interrupt()

    connection.set_trace_callback(count)
    try:
        destroy()
    except (dbapi2.OperationalError, CommitUnknown):
        store.ledger.abandon()
        return True
    connection.set_trace_callback(None)
    return False


def test_the_digest_of_a_list_knows_every_part_of_what_is_left(office, store, destroy, clock):
    case = refused(office)
    remnants = SqlCopyShelf(store).bodies_of(case.case_id)
    told = bodies_digest(remnants)
    assert told == bodies_digest(reversed(remnants))
    assert told != bodies_digest(remnants[1:])
