"""F2: a power cut at any moment of a working hour.  F3: another one while that is mended.

A child saves cases and files with the production store, under the recorder; then each disk that
a cut could have left is opened with the production engine and asked what is there.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from counter_app.bootstrap.desk import PublishedRules
from counter_app.domain.attachment import Attachment, MaterialAttached, MediaType
from counter_app.domain.errors import CounterError
from counter_app.domain.ids import CaseId
from counter_app.storage import engine as engines
from counter_app.storage.attachment_files import SealedFiles
from counter_app.storage.audit import find_damage
from counter_app.storage.engine import open_engine
from counter_app.storage.event_log import EventLog
from counter_app.storage.head_anchor import HeadAnchor, check_head
from counter_app.storage.profile_store import DATABASE_NAME, FILES_FOLDER, HEAD_NAME
from counter_app.storage.reading import reading
from tests.fakes.clocks import SettableClock
from tests.fakes.people import MONDAY
from tests.faults import shim
from tests.faults.children import told
from tests.faults.counted import Count
from tests.faults.recorded import State, Step, cuts, picked_up, put_down, read_log
from tests.storage.conftest import KEYS, SIGNATORY
from tests.storage.fresh_store import fresh_store
from tests.storage.made_up_cases import receive, save_whole
from tests.storage.snapshots import projections

SAVES = 36
SAVES_FEW = 9
FEW = 1_000
EVENTS_A_SAVE = 3
FILE_BYTES = 3_000
RECOVERIES = 12
FULL_CHECK_EVERY = 250
WOUNDED_EVERY = 20
RAM = Path("/dev/shm")

_ROWS = {
    "cases": "SELECT * FROM cases ORDER BY case_id",
    "print_jobs": "SELECT * FROM print_jobs ORDER BY job",
}


@contextmanager
def ram_folder() -> Iterator[Path]:
    """Give a folder that no disk slows down."""
    with tempfile.TemporaryDirectory(dir=RAM if RAM.is_dir() else None) as folder:
        yield Path(folder).resolve()


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Record one working hour and cut it about `count` times."""
    chance = random.Random(seed)
    saves = SAVES if count >= FEW else SAVES_FEW
    cut = Count("F2", "power cut while cases and files are saved")
    again = Count("F3", "power cut while the store opens after a power cut")
    with ram_folder() as folder:
        before, steps = told_recording(folder, partial(work, seed, saves, sabotage))
        wounded = try_cuts(cut, folder / "check", cuts(before, steps, count, chance))
        for state, acknowledged in wounded if not sabotage else []:
            put_down(folder / "site", state)
            begun, mending = told_recording(folder, partial(reopen, acknowledged))
            number = max(1, count // 20 // RECOVERIES)
            try_cuts(again, folder / "check", cuts(begun, mending, number, chance))
    return [cut] if sabotage else [cut, again]


def told_recording(
    folder: Path, story: Callable[[Path, Callable[[object], None]], None]
) -> tuple[State, list[Step]]:
    """Have a child play a story in folder/site under the recorder.

    Returns:
        What the folder held before, and what was done to it.
    """
    site, log = folder / "site", folder / "log"
    site.mkdir(exist_ok=True)
    log.unlink(missing_ok=True)
    (site / "ACK").unlink(missing_ok=True)
    before = picked_up(site)

    def recorded() -> None:
        shim.begin(site, log)
        with (site / "ACK").open("wb", buffering=0) as said:
            story(site, lambda word: said.write(f"{word}\n".encode()))
        shim.end()

    told(recorded)
    steps = read_log(log)
    (site / "ACK").unlink()
    return before, steps


def work(seed: int, saves: int, sabotage: str, site: Path, say: Callable[[object], None]) -> None:
    """Save in three sessions; say the end of the chain after each commit."""
    chance = random.Random(seed)
    with spoilt(sabotage):
        for session in range(3):
            with fresh_store(site) as store:
                if session != 1:  # The pages of an ordinary day never fill the log in an hour.
                    with store.ledger.transaction() as transaction:
                        pages = chance.choice((20, 45, 90))
                        transaction.connection.execute(f"PRAGMA wal_autocheckpoint = {pages}")
                if not session:
                    say("READY")
                for _ in range(saves // 3):
                    case_id = save_whole(store, PublishedRules().calendar)
                    say(store.sync_store.head()[1])
                    if chance.random() < 0.3:
                        attach(store, case_id, chance.randbytes(FILE_BYTES))
                        say(store.sync_store.head()[1])


def attach(store, case_id: CaseId, content: bytes) -> None:
    """Keep a file and the event that names it, in the order of the service."""
    sha256 = store.attachments.keep(content)
    fact = MaterialAttached(
        attachment=Attachment(
            sha256=sha256,
            name="扫描",
            media_type=MediaType.PDF,
            size_bytes=len(content),
            material="",
            attached_at=MONDAY,
        )
    )
    with store.unit_of_work() as work:
        work.case(case_id)
        work.record(case_id, fact, base={})
        work.commit()


def reopen(acknowledged: int, site: Path, say: Callable[[object], None]) -> None:
    """Open a wounded store, save once more, close it."""
    say("READY")
    say(acknowledged)
    with fresh_store(site) as store:
        save_whole(store, PublishedRules().calendar)
        say(store.sync_store.head()[1])


@contextmanager
def spoilt(sabotage: str) -> Iterator[None]:
    """Break one promise of the store on purpose, to see that the harness sees it."""
    pragmas = engines._PRAGMAS
    move = _anchor_first if sabotage == "anchor-first" else None
    if sabotage == "synchronous":
        engines._PRAGMAS = {**pragmas, "synchronous": ("NORMAL", 1)}
    try:
        if move is None:
            yield
        else:
            with move():
                yield
    finally:
        engines._PRAGMAS = pragmas


@contextmanager
def _anchor_first() -> Iterator[None]:
    """Let the head anchor be written, and synced, before the commit."""
    from counter_app.storage.ledger import Ledger

    commit = Ledger.commit

    def hasty(self, transaction):
        self._head.move(self.log.signatory.generation, transaction.end)
        self._head.sync()
        commit(self, transaction)

    Ledger.commit = hasty
    try:
        yield
    finally:
        Ledger.commit = commit


def try_cuts(count: Count, folder: Path, all_cuts) -> list[tuple[State, int]]:
    """Check every cut; returns disks with work left to do, and what had been acknowledged."""

    def check() -> object:
        checker = Checker(folder)
        for cut in all_cuts:
            checker.check(cut)
        return checker.count.__dict__, [
            ({name: data.hex() for name, data in state.items()}, n)
            for state, n in checker.wounded[-RECOVERIES:]
        ]

    folder.mkdir(exist_ok=True)
    found, wounded = told(check)
    count.tried += found["tried"]
    count.lost += found["lost"]
    count.corrupt += found["corrupt"]
    count.found = [*count.found, *found["found"]][: count.FOUND_MAX]
    for name, number in found["more"].items():
        count.add(name, number)
    return [
        ({name: bytes.fromhex(data) for name, data in state.items()}, n) for state, n in wounded
    ]


class Checker:
    """Asks one disk after the other what the program would find on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = Count("", "")
        self.wounded: list[tuple[State, int]] = []
        self._known: set[tuple[bytes, int]] = set()
        self._shown: dict[int, str] = {}

    def check(self, cut) -> None:
        """Open a disk and compare it with what had been said to be safe."""
        self.count.tried += 1
        words = cut.said.split()
        acknowledged = int(words[-1]) if words and words[-1].isdigit() else 0
        if (cut.digest, acknowledged) in self._known:
            return
        self._known.add((cut.digest, acknowledged))
        self.count.add("different")
        put_down(self.folder, cut.files)
        where = f"state {self.count.tried}, {acknowledged} acknowledged"
        try:
            present, rows = self._looked_at(where, acknowledged)
            is_new = self._shown.setdefault(present, rows) is rows
            if is_new or self.count.more["different"] % FULL_CHECK_EVERY == 0:
                put_down(self.folder, cut.files)
                self._look_at_all()
        except (CounterError, AssertionError) as error:
            self.count.spoil(f"{where}: {type(error).__name__} {error}")
        has_log = bool(cut.files.get(f"{DATABASE_NAME}-wal"))
        if has_log and self.count.more["different"] % WOUNDED_EVERY == 0:
            self.wounded.append((cut.files, acknowledged))
            if len(self.wounded) > 2 * RECOVERIES:
                self.wounded = self.wounded[::2]

    def _looked_at(self, where: str, acknowledged: int) -> tuple[int, str]:
        """Open with the production engine; returns the end of the chain and what lists show."""
        engine = open_engine(self.folder / DATABASE_NAME, key=KEYS.key, salt=KEYS.salt)
        try:
            assert find_damage(engine) == (), "damage"
            with closing(engine.raw_connection()) as pooled:  # The same one, which costs least.
                return self._read(where, acknowledged, pooled.driver_connection)
        finally:
            engine.dispose()

    def _read(self, where: str, acknowledged: int, connection) -> tuple[int, str]:
        places = [n for (n,) in connection.execute("SELECT n FROM events ORDER BY n")]
        assert places == list(range(1, len(places) + 1)), "numbers with gaps"
        present = len(places)
        if present < acknowledged:
            self.count.lose(f"{where}: {present} are there")
        self._require_anchor(connection)
        self._require_files(connection)
        rows = self._rows(connection)
        if present in self._shown:
            assert self._shown[present] == rows, "the lists tell another story"
        return present, rows

    def _rows(self, connection) -> str:
        shown = {
            table: [list(row[1:]) for row in connection.execute(query)]
            for table, query in _ROWS.items()
        }
        shown["numbers"] = [list(row) for row in connection.execute("SELECT * FROM numbers")]
        return repr(shown)

    def _require_anchor(self, connection) -> None:
        anchor = HeadAnchor(self.folder / HEAD_NAME, KEYS.head_key)
        log = EventLog(SIGNATORY, SettableClock())
        chain = (SIGNATORY.device, SIGNATORY.generation)
        check = check_head(anchor, connection, chain, log.chain_end(connection))
        anchor.close()
        assert check.is_sound, f"the anchor says {check.verdict.value}"

    def _require_files(self, connection) -> None:
        files = SealedFiles(self.folder / FILES_FOLDER, KEYS.key)
        for (name,) in connection.execute("SELECT DISTINCT sha256 FROM attachments"):
            files.read(name)

    def _look_at_all(self) -> None:
        """Open with the whole store: audit, fold anew, save the next one."""
        self.count.add("opened whole")
        with fresh_store(self.folder) as store:
            with reading(store.reading_engine) as connection:
                pages = connection.execute("PRAGMA integrity_check").fetchall()
            assert pages == [("ok",)], pages
            report = store.audit()
            assert report.is_valid, [flag.code for flag in report.flags]
            shown = projections(store)
            store.rebuild_projections()
            again = projections(store)
            assert again["cases"] == shown["cases"], "the fold tells another story"
            assert [row[:8] for row in again["print_jobs"]] == [
                row[:8] for row in shown["print_jobs"]
            ]
            with store.unit_of_work() as unit:
                cases = len(shown["cases"])
                assert unit.next_number("case/01/20261102") == cases + 1, "a number used again"
            receive(store)
