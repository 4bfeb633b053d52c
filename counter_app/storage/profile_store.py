"""The local store as one thing: opened with a key, closed at the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Engine

from counter_app.domain.ids import CaseId
from counter_app.domain.pinyin import PinyinTable, parse_pinyin
from counter_app.domain.work_calendar import WorkCalendar
from counter_app.ports import Clock, Desk, Rulebook, UnitOfWorkFactory
from counter_app.storage.attachment_files import SealedFiles
from counter_app.storage.attachment_store import SqlAttachments
from counter_app.storage.audit import AuditReport, Told, Witnesses, go_on, verify_log
from counter_app.storage.case_projection import CaseProjection
from counter_app.storage.case_search import SqlCaseFinder
from counter_app.storage.courier_store import SqlCourierStore
from counter_app.storage.drafts import SqlDrafts
from counter_app.storage.engine import open_engine, open_reading_engine
from counter_app.storage.event_log import EventLog, Signatory
from counter_app.storage.event_times import CountyKeyNow
from counter_app.storage.head_anchor import (
    HeadAnchor,
    HeadCheck,
    HeadKeeper,
    HeadVerdict,
    check_head,
)
from counter_app.storage.ledger import Ledger
from counter_app.storage.migrate import BeforeMigration, migrate, no_backup
from counter_app.storage.print_queue import SqlPrintQueue
from counter_app.storage.publication_store import SqlPublications
from counter_app.storage.reading import reading
from counter_app.storage.rebuild import Progress, bring_up_to_date, rebuild_projections
from counter_app.storage.restore import finish_restore
from counter_app.storage.statements import RUNNING_CASES
from counter_app.storage.still_file import require_known_schema
from counter_app.storage.sync_store import DeviceKeys, SqlSyncStore
from counter_app.storage.timekeeper import SqlTimeKeeper
from counter_app.storage.unit_of_work import unit_of_work_factory
from resources import load_pinyin
from sync.signing import Verifier

DATABASE_NAME: Final = "counter.db"
HEAD_NAME: Final = "head.anchor"
FILES_FOLDER: Final = "attachments"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StoreKeys:
    """What opens and witnesses one profile's database; kept in memory only.

    Attributes:
        key, salt: 32 and 16 bytes for the database.
        head_key: 32 bytes, derived from the device secret.
        head_mirror: Where a copy of the head anchor lies outside the profile; None for none.
    """

    key: bytes
    salt: bytes
    head_key: bytes
    head_mirror: Path | None = None


def no_device_keys(device: str, generation: int) -> Ed25519PublicKey | None:
    """Know no other device: the county's signature on a page has to vouch for its events."""
    del device, generation
    return None


def no_county_key() -> Verifier | None:
    """Know no county: no other device's time anchor is believed."""
    return None


def leave_publications(publications: SqlPublications) -> None:
    """Work with what ships with the program only."""
    del publications


def tell_nobody(done: int, total: int) -> None:
    """Take word of progress that nobody waits for."""
    del done, total


def nothing_to_forget() -> None:
    """Remove nothing: the database is the profile's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Who uses the store, when and by which rules.

    Attributes:
        device_keys: Public keys of other devices, as far as the county has published them.
        county_key: Returns the county's key; asked when other devices' anchors are judged.
        use_publications: Called with what the county published, before anything is counted.
        rebuilding: Told how far projections are made anew, after an upgrade.
        before_migration: Makes the backup that a migration waits for.
    """

    desk: Desk
    clock: Clock
    rulebook: Rulebook
    device_keys: DeviceKeys = no_device_keys
    county_key: CountyKeyNow = no_county_key
    use_publications: Callable[[SqlPublications], None] = leave_publications
    rebuilding: Progress = tell_nobody
    before_migration: BeforeMigration = no_backup


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Store:
    """Everything that services, printer and sync threads need from the local database.

    Attributes:
        engine: Writes; belongs to the ledger.  reading_engine: for lists and search.
        is_calendar_new: Another calendar is in force than when the dates were counted last.
        head_check: What comparing with the head anchor said at opening.
        forget_copy: Removes what was copied only to be looked at.
    """

    unit_of_work: UnitOfWorkFactory
    finder: SqlCaseFinder
    drafts: SqlDrafts
    print_queue: SqlPrintQueue
    sync_store: SqlSyncStore
    courier: SqlCourierStore
    timekeeper: SqlTimeKeeper
    ledger: Ledger
    projection: CaseProjection
    head: HeadKeeper
    engine: Engine
    reading_engine: Engine
    device_keys: DeviceKeys
    publications: SqlPublications
    attachments: SqlAttachments
    is_calendar_new: bool
    forget_copy: Callable[[], None] = nothing_to_forget

    @property
    def head_check(self) -> HeadCheck:
        return self.head.check

    def audit(
        self,
        county_key: Verifier | None = None,
        told: Told = go_on,
        printed_heads: tuple[str, ...] = (),
    ) -> AuditReport:
        """Verify the whole log.

        Args:
            county_key: The county's; None before enrolment, its acks are then not checked.
            told: Hears how far it is; the audit ends early when it answers False.
            printed_heads: From papers that citizens hold.
        """
        signatory = self.ledger.log.signatory
        witnesses = Witnesses(
            own_device=signatory.device,
            own_generation=signatory.generation,
            device_keys=self.key_of,
            head=self.head_check,
            county_key=county_key,
            printed_heads=printed_heads,
        )
        return verify_log(self.reading_engine, witnesses, told)

    def key_of(self, device: str, generation: int) -> Ed25519PublicKey | None:
        """Return the public key of a device, this one and its former keys included."""
        signatory = self.ledger.log.signatory
        if device == signatory.device:
            if generation == signatory.generation:
                return signatory.public_key
            return signatory.former.get(generation)
        return self.device_keys(device, generation)

    def running_cases(self) -> tuple[CaseId, ...]:
        """Return the cases for which a clock runs."""
        with reading(self.reading_engine) as connection:
            rows = connection.execute(RUNNING_CASES).fetchall()
        return tuple(CaseId(case_id) for (case_id,) in rows)

    def count_again(self, calendar: WorkCalendar) -> None:
        """Count the dates of lists and search with a calendar that has just come."""
        bring_up_to_date(self.ledger, self.projection, calendar, tell_nobody)

    def rebuild_projections(self, progress: Progress = tell_nobody) -> None:
        """Throw lists, search and print jobs away and make them anew from the events."""
        rebuild_projections(self.ledger, self.projection, progress)

    def close(self) -> None:
        """Make the head anchor durable and close every connection."""
        self.head.close()
        self.ledger.close()
        self.reading_engine.dispose()
        self.engine.dispose()
        self.forget_copy()


def open_store(
    folder: Path, keys: StoreKeys, signatory: Signatory, setting: Setting, *, run: str
) -> Store:
    """Open the database of a profile, made or migrated if need be.

    Args:
        folder: The profile.
        keys: From the unlocked vault.
        signatory: From the device identity.
        setting: Desk, clock and rulebook.
        run: 32 hex digits that name this run of the program.

    Raises:
        WrongKey, NewerDatabase, DatabaseDamaged, DiskFull: Nothing was changed.
        BackupBeforeUpgradeFailed: No backup, so no migration; nothing was changed.
    """
    path = folder / DATABASE_NAME
    finish_restore(folder)
    require_known_schema(path, key=keys.key, salt=keys.salt)
    migrate(path, key=keys.key, salt=keys.salt, before=setting.before_migration)
    with ExitStack() as ends:  # What cannot be opened to its end is let go: it may be set aside.
        engine = open_engine(path, key=keys.key, salt=keys.salt)
        ends.callback(engine.dispose)
        reading_engine = open_reading_engine(path, key=keys.key, salt=keys.salt)
        ends.callback(reading_engine.dispose)
        log = EventLog(signatory, setting.clock)
        anchor = HeadAnchor(folder / HEAD_NAME, keys.head_key, keys.head_mirror)
        head = _open_head(engine, log, anchor)
        base = StoreBase(engine, reading_engine, Ledger(engine, log, head), head)
        ends.callback(base.ledger.close)
        store = assembled(folder, keys, setting, base, run=run)
        is_calendar_new = bring_up_to_date(
            store.ledger, store.projection, setting.rulebook.calendar, setting.rebuilding
        )
        ends.pop_all()
    return replace(store, is_calendar_new=is_calendar_new)


@dataclass(frozen=True, slots=True)
class StoreBase:
    """What everything else in a store is built upon."""

    engine: Engine
    reading_engine: Engine
    ledger: Ledger
    head: HeadKeeper


def assembled(
    folder: Path, keys: StoreKeys, setting: Setting, base: StoreBase, *, run: str
) -> Store:
    """Put a store together; nothing is written."""
    ledger, reading_engine = base.ledger, base.reading_engine
    publications = SqlPublications(ledger, reading_engine, setting.desk.profile.counter_code)
    setting.use_publications(publications)
    projection = CaseProjection(setting.rulebook, _shipped_pinyin())
    unit_of_work = unit_of_work_factory(ledger, projection, setting.desk, run=run)
    timekeeper = SqlTimeKeeper(ledger, setting.clock)
    files = SealedFiles(folder / FILES_FOLDER, keys.key)
    return Store(
        unit_of_work=unit_of_work,
        finder=SqlCaseFinder(reading_engine, timekeeper.today, setting.county_key),
        drafts=SqlDrafts(ledger, reading_engine),
        print_queue=SqlPrintQueue(ledger, reading_engine, unit_of_work, run=run),
        sync_store=SqlSyncStore(
            ledger, reading_engine, projection, setting.device_keys, has_file=files.is_here
        ),
        courier=SqlCourierStore(ledger, reading_engine),
        timekeeper=timekeeper,
        ledger=ledger,
        projection=projection,
        head=base.head,
        engine=base.engine,
        reading_engine=reading_engine,
        device_keys=setting.device_keys,
        publications=publications,
        attachments=SqlAttachments(ledger, reading_engine, files),
        is_calendar_new=False,
    )


@cache
def _shipped_pinyin() -> PinyinTable:
    """Read the shipped table once a run, and not again at every switch of users."""
    return parse_pinyin(load_pinyin().content)


def _open_head(engine: Engine, log: EventLog, anchor: HeadAnchor) -> HeadKeeper:
    with reading(engine) as connection:
        chain = (log.signatory.device, log.signatory.generation)
        check = check_head(anchor, connection, chain, log.chain_end(connection))
    if check.verdict is HeadVerdict.FRESH:
        anchor.begin(log.signatory.generation)
    elif check.is_sound and check.outside is not None:
        anchor.write_again(check.outside)
    return HeadKeeper(anchor, check)
