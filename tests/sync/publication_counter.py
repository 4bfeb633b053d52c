"""A counter with a real database and a real line, for what the county publishes."""

from __future__ import annotations

from contextlib import contextmanager

from counter_app.bootstrap.desk import PublishedRules, SignedInDesk
from counter_app.bootstrap.published import Published
from counter_app.domain.errors import Offline
from counter_app.runtime.shipped_data import shipped_pinyin
from counter_app.storage.event_log import Signatory
from counter_app.storage.profile_store import Setting, open_store
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress
from sync.client.publications import PublicationFetcher
from sync.codec import open_event
from sync.signing import Purpose, sign
from tests.fakes.clocks import SettableClock
from tests.fakes.counties import line_to
from tests.fakes.people import CLERK, PROFILE
from tests.storage.conftest import DEVICE_KEY, KEYS


class PublicationCounter:
    """Store, shelf and cycle of one counter.

    Attributes:
        asked: Every target that was fetched, in order.
        break_after: How many pieces come before the line breaks; 0 for never.
    """

    def __init__(self, store, published, desk, transport, county, device) -> None:
        self.store, self.published, self.desk = store, published, desk
        self.rules = PublishedRules(published.clock, published=published)
        self.transport = transport
        self.asked: list[str] = []
        self.break_after = 0
        fetcher = PublicationFetcher(published, self._fetch, county.key)
        self.side = CounterSide(
            store=store.sync_store,
            unit_of_work=store.unit_of_work,
            clock=published.clock,
            device=device,
            county_key=county.key,
            publications=fetcher,
        )
        self.cycle = SyncCycle(self.side, transport)

    def sync(self) -> None:
        self.cycle.run()

    def _fetch(self, target: str) -> bytes:
        if self.break_after and len(self.asked) >= self.break_after:
            raise Offline("the line broke")
        self.asked.append(target)
        return self.transport.fetch(target)

    def facts(self) -> list:
        """What this counter recorded about publications."""
        with self.store.ledger.transaction() as transaction:
            rows = transaction.connection.execute(
                "SELECT data FROM events WHERE type LIKE 'publication.%' ORDER BY id"
            ).fetchall()
        return [open_event(row[0]).fact for row in rows]


@contextmanager
def publication_counter(county, folder, *, device="", clock=None):
    """Enrol, open the store and the line; all is closed at the end of the block."""
    enrolled = enrol(
        CountyAddress(url=county.url),
        county.code(PROFILE.counter_code),
        public_key=DEVICE_KEY.public_key(),
        counter_code=PROFILE.counter_code,
        device=device,
    )
    with opened_counter(county, folder, enrolled.device, clock=clock) as counter:
        yield counter


@contextmanager
def opened_counter(county, folder, device, *, clock=None):
    clock = clock or SettableClock()
    folder.mkdir(exist_ok=True)
    published = Published(clock, shipped_pinyin)
    desk = SignedInDesk(PROFILE, published.standing_of)
    desk.sign_in(CLERK)
    signatory = Signatory(
        device=device,
        generation=1,
        sign=lambda data: sign(DEVICE_KEY, Purpose.EVENT, data),
        public_key=DEVICE_KEY.public_key(),
    )
    setting = Setting(
        desk=desk,
        clock=clock,
        rulebook=PublishedRules(clock, published=published),
        device_keys=published.device_key,
        use_publications=published.attach,
    )
    store = open_store(folder, KEYS, signatory, setting, run="r")
    try:
        with line_to(county.url, device, DEVICE_KEY, county.key) as transport:
            yield PublicationCounter(store, published, desk, transport, county, device)
    finally:
        store.close()
