"""Scans: opened by whoever handles the case, by others for a reason, and never off the record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.data_sheet import CopyAsked, CopyRequest
from counter_app.domain.ending_facts import EndingKind
from counter_app.domain.errors import (
    AttachmentOnTheWay,
    NotAuthorised,
    NotSignedIn,
    ScanNotRecorded,
    ScanReasonMissing,
)
from counter_app.domain.permissions import Right, may
from counter_app.domain.post_book import PostBook
from counter_app.domain.post_states import Holder
from counter_app.domain.privacy_facts import MASKED, REASON_HANDLING, DataRevealed, Reveal
from counter_app.domain.staff import Role
from counter_app.services.attach_file import CaseAttachments, FileToAdd
from counter_app.services.end_case import EndRequest
from counter_app.services.give_data_copy import GiveDataCopy
from counter_app.services.open_scan import OpenedScans, OpenScan
from counter_app.services.reveal_data import RevealData
from counter_app.storage.access_log import AccessLog
from sync.codec import describe, fact_of
from tests.fakes.people import CLERK, MONDAY, PROFILE
from tests.fakes.pictures import jpeg, pdf, png
from tests.fakes.second_person import proven
from tests.services.life import PEOPLE, Life

pytestmark = pytest.mark.threat("T2")
CONTENTS = {"沈桂兰户口本.jpg": jpeg(), "申请表.png": png(), "合同.pdf": pdf()}
WHY = "答复当事人询问"
POST = PROFILE.counter_code
COLLEAGUE = replace(CLERK, staff="QH0999", login="c" * 16)
VOID = EndRequest(
    kind=EndingKind.VOID, reason="录错", second=proven(PEOPLE[Role.BACKUP].staff, Role.BACKUP)
)


class Scans:
    """A case with three scans on a post that its clerk holds by name."""

    def __init__(self, office, store, desk, clock, folder) -> None:
        book = PostBook(holders={POST: Holder(CLERK.staff, POST)})
        self.office = replace(office, posts=lambda: book)
        self.store, self.desk = store, desk
        self.life = Life(self.office, store, desk, clock)
        self.adds = CaseAttachments(self.office, store.attachments)
        for name, content in CONTENTS.items():
            (folder / name).write_bytes(content)
        self.folder = folder
        self.begin()

    def begin(self) -> None:
        self.case_id = self.life.begin().case_id
        for name in CONTENTS:
            self.add(name)
        self.files = [file.attachment.sha256 for file in self.case().files.shown]
        self.opens = OpenScan(self.office, self.store.attachments, OpenedScans())

    def add(self, name: str) -> None:
        self.adds.add(self.case_id, FileToAdd(path=self.folder / name))

    def case(self):
        with self.store.unit_of_work(as_system=True) as work:
            return work.case(self.case_id)

    def told(self) -> list[tuple[str, str]]:
        """Who opened for what reason, oldest first."""
        return [(seen.staff, seen.reveal.reason) for seen in self.case().reveals]

    def open(self, place=0, reason=""):
        return self.opens(self.case_id, self.files[place], reason)


@pytest.fixture
def scans(office, store, desk, clock, tmp_path):
    return Scans(office, store, desk, clock, tmp_path)


def test_who_handles_the_case_is_not_asked_and_each_file_is_on_record_once_a_sign_in(scans):
    for _ in range(2):
        assert [len(scans.open(place).content) > 0 for place in range(3)] == [True] * 3
    assert scans.told() == [(CLERK.staff, REASON_HANDLING)] * 3
    assert [seen.reveal.file for seen in scans.case().reveals] == scans.files
    scans.desk.sign_in(replace(CLERK, login="b" * 16))
    scans.open()
    assert scans.told() == [(CLERK.staff, REASON_HANDLING)] * 4
    scans.desk.sign_out()
    with pytest.raises(NotSignedIn):
        scans.open()


def test_anybody_else_says_why_once_a_case_and_sign_in(scans):
    scans.desk.sign_in(COLLEAGUE)
    for reason in ("", "  ", "看看", REASON_HANDLING):
        with pytest.raises(ScanReasonMissing):
            scans.open(reason=reason)
    assert scans.told() == []
    assert scans.open(reason=f"  {WHY} ").content
    assert scans.open(1).content
    assert scans.told() == [(COLLEAGUE.staff, WHY)] * 2
    scans.desk.sign_in(replace(COLLEAGUE, login="d" * 16))
    with pytest.raises(ScanReasonMissing):
        scans.open()
    scans.desk.sign_in(CLERK)
    scans.begin()
    scans.desk.sign_in(COLLEAGUE)
    with pytest.raises(ScanReasonMissing):
        scans.open()


def test_a_step_makes_a_handler_and_looking_or_a_post_not_approved_does_not(scans):
    scans.desk.sign_in(COLLEAGUE)
    RevealData(scans.office)(scans.case_id, MASKED, WHY)
    with pytest.raises(ScanReasonMissing):
        scans.open()
    scans.adds.take_off(scans.case_id, scans.files[2])
    scans.open()
    assert scans.told()[-1] == (COLLEAGUE.staff, REASON_HANDLING)

    book = PostBook(holders={POST: Holder("QH0777", POST)})
    scans.opens = OpenScan(
        replace(scans.office, posts=lambda: book), scans.store.attachments, OpenedScans()
    )
    holder = replace(CLERK, staff="qh0777", login="e" * 16)
    for kept_off in (
        replace(holder, unapproved_posts=frozenset({POST})),
        replace(holder, items=frozenset({"T999"})),
    ):
        scans.desk.sign_in(kept_off)
        with pytest.raises(ScanReasonMissing):
            scans.open()
    scans.desk.sign_in(holder)
    scans.open()
    assert scans.told()[-1][1] == REASON_HANDLING


@pytest.mark.asvs("8.2.1", "8.2.3")
def test_a_post_that_never_changed_hands_is_its_counter_s_and_other_roles_need_their_right(scans):
    scans.opens = OpenScan(
        replace(scans.office, posts=PostBook), scans.store.attachments, OpenedScans()
    )
    for role in set(Role) - {Role.SYSTEM, Role.DIRECTOR}:
        scans.desk.sign_in(PEOPLE[role])
        if may(role, Right.READ_CASES):
            assert scans.open().content
        else:
            with pytest.raises(NotAuthorised):
                scans.open(reason=WHY)
    scans.desk.sign_in(PEOPLE[Role.DIRECTOR])
    with pytest.raises(ScanReasonMissing):
        scans.open()
    assert scans.open(reason=WHY).content


def test_once_the_case_has_ended_everybody_says_why(scans):
    scans.life.do(VOID, by=Role.CHIEF)
    with pytest.raises(ScanReasonMissing):
        scans.open()
    assert scans.open(reason=WHY).content
    scans.desk.sign_in(PEOPLE[Role.TEMPORARY])
    with pytest.raises(NotAuthorised):
        scans.open(reason=WHY)
    assert scans.told() == [(CLERK.staff, WHY)]


@pytest.mark.fault("F4")
@pytest.mark.fault("F6")
@pytest.mark.asvs("16.2.1")
def test_what_cannot_be_recorded_is_not_opened_and_the_words_say_why(scans):
    ledger = scans.store.ledger
    for words, statement, is_viewing in (
        ("磁盘写不进去", "PRAGMA query_only = ON", False),
        ("现在只能查看", "PRAGMA query_only = ON", True),
        ("磁盘已满", "PRAGMA max_page_count = 1", False),
    ):
        refused, before, opened = None, len(scans.told()), 0
        with ledger.transaction() as transaction:
            transaction.connection.execute(statement)
        ledger.is_viewing = is_viewing
        for _ in range(200):  # A full disk has a little room left in its last pages.
            scans.opens = OpenScan(scans.office, scans.store.attachments, OpenedScans())
            try:
                scans.open()
            except ScanNotRecorded as error:
                refused = error
                break
            opened += 1
        assert refused is not None
        assert str(refused) == words
        ledger.is_viewing = False
        ledger.abandon()
        assert len(scans.told()) == before + opened
    assert scans.open().content


def test_nobody_says_why_for_a_file_that_is_not_here(scans, tmp_path):
    sha256 = scans.files[0]
    with scans.store.ledger.transaction() as transaction:
        transaction.connection.execute("UPDATE attachments SET is_here = 0")
        transaction.commit()
    (tmp_path / "attachments" / sha256[:2] / sha256).unlink()
    scans.desk.sign_in(COLLEAGUE)
    with pytest.raises(AttachmentOnTheWay):
        scans.open()
    assert scans.told() == []


def test_auditor_and_citizen_read_who_opened_what_and_no_name_of_a_file(scans):
    scans.open()
    scans.open(1)
    scans.desk.sign_in(COLLEAGUE)
    scans.open(reason=WHY)
    RevealData(scans.office)(scans.case_id, MASKED, WHY)
    rows = AccessLog(scans.store).newest()[::-1]
    assert [(row.what, row.staff, row.reason) for row in rows[:3]] == [
        (f"看过扫描件 {scans.files[0][:8]}", CLERK.staff, REASON_HANDLING),
        (f"看过扫描件 {scans.files[1][:8]}", CLERK.staff, REASON_HANDLING),
        (f"看过扫描件 {scans.files[0][:8]}", COLLEAGUE.staff, WHY),
    ]
    assert {row.cases for row in rows} == {(scans.case().number,)}
    request = CopyRequest(asked_by="", asked=(CopyAsked.LOOK,))
    sheet = GiveDataCopy(scans.office, scans.store.finder)(scans.case_id, request)
    lines = [(line.staff, line.fields, line.reason) for line in sheet.seen]
    assert {
        (CLERK.staff, "看过扫描件2次", REASON_HANDLING),
        (COLLEAGUE.staff, "看过扫描件1次", WHY),
    } <= {*lines}
    assert len(lines) == 3
    assert not any(name in f"{rows}{lines}" for name in CONTENTS)


def test_records_of_before_are_read_and_older_programs_read_these():
    reveal = Reveal(fields=(), reason=WHY, revealed_at=MONDAY, file="a" * 64)
    name, body = describe(DataRevealed(reveal=reveal))
    assert fact_of(name, 1, body) == DataRevealed(reveal=reveal)
    before = {"reveal": {key: value for key, value in body["reveal"].items() if key != "file"}}
    assert fact_of(name, 1, before) == DataRevealed(reveal=replace(reveal, file=""))
    later = {"reveal": body["reveal"] | {"one_more": "thing"}}
    assert fact_of(name, 1, later) == DataRevealed(reveal=reveal)
    assert WHY not in repr(reveal)
