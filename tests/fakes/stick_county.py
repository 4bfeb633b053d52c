"""A county that is reached by stick only, for a window on a real store."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bootstrap.courier_work import all_returns
from counter_app.domain.courier import BundlePaper, CourierStanding, Drive
from counter_app.ui.courier_parts import CourierParts
from sync.bundle_file import read_bundle, write_bundle
from sync.bundle_keys import public_bytes
from sync.client.courier import CourierSide, ExportCancelled, Watching, export_bundles
from sync.client.courier_return import import_return
from sync.server.courier import CourierDesk
from sync.server.enrolment import enrol
from sync.wire import EnrolWire
from tests.fakes.counties import silent_county, sqlite_url


class StickCounty:
    """The county's desk for sticks, and the counter's acts that go with it.

    Attributes:
        drives: What is plugged in.
        why_not: Why the counter cannot export.
        at_push: Called before each push of an export; for pulling the stick or Esc.
    """

    def __init__(self, county, store, key: Ed25519PrivateKey, counter_code: str, clock) -> None:
        self.county = county
        self.store = store
        self.drives: tuple[Drive, ...] = ()
        self.why_not = ""
        self.at_push = lambda: None
        device = store.ledger.log.signatory.device
        asked = EnrolWire(
            code=county.code(counter_code),
            public_key=key.public_key().public_bytes_raw(),
            counter_code=counter_code,
            device=device,
        )
        enrol(county.database, asked, at_ms=county.time())
        store.courier.keep_county_bundle_key(public_bytes(county.county.key.private))
        self.device = device
        self.side = CourierSide(
            store=store.sync_store,
            courier=store.courier,
            unit_of_work=store.unit_of_work,
            clock=clock,
            device=device,
            counter_code=counter_code,
            signing_key=key,
            county_key=county.key,
            earliest=lambda: store.timekeeper.estimate().earliest,
        )

    def answer(self, path: Path) -> Path:
        """Open a bundle at the county and write the return beside it."""
        desk = CourierDesk(self.county.county)
        with read_bundle(path) as (file, size):
            imported = desk.receive(file, size)
        returning = desk.returning(imported.device, imported.bundle)
        return write_bundle(
            path.parent,
            returning.name,
            lambda out: desk.write(out, returning).sha256,
            before_naming=lambda sha256: desk.keep_returned(returning, sha256),
        ).path

    def parts(self, tasks) -> CourierParts:
        return CourierParts(
            look=self._look,
            export=self._export,
            take_in=lambda folder: all_returns(
                Path(folder), lambda path: import_return(self.side, path)
            ),
            paper_of=lambda note: BundlePaper(note=note, device=self.device),
            tasks=tasks,
        )

    def _look(self) -> CourierStanding:
        return CourierStanding(
            notes=tuple(self.store.courier.notes()),
            waiting=self.store.sync_store.unacknowledged_count(),
            drives=self.drives,
            folder=self.store.courier.last_folder(),
            why_not=self.why_not,
        )

    def _export(self, folder, progress, is_cancelled):
        def told(done: int, total: int) -> None:
            self.at_push()
            progress(done, total)

        watching = Watching(progress=told, is_cancelled=is_cancelled)
        try:
            notes = export_bundles(self.side, Path(folder), watching)
        except ExportCancelled:
            return ()
        self.store.courier.keep_last_folder(folder)
        return notes


@contextmanager
def stick_county(folder: Path, store, key, counter_code: str, clock):
    """Open a county beside a store and enrol the store's device."""
    with silent_county(sqlite_url(folder / "county.db")) as county:
        yield StickCounty(county, store, key, counter_code, clock)
