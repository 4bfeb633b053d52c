"""One counter's data, opened: settings, keys, store, desk."""

from __future__ import annotations

import argparse
import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.bootstrap.allowed_here import require_own_password
from counter_app.bootstrap.backup_places import BeforeMigration, tail_folders
from counter_app.bootstrap.credentials import credentials
from counter_app.bootstrap.desk import (
    PublishedRules,
    SignedInDesk,
    new_case_id,
    new_login,
    new_query_code,
)
from counter_app.bootstrap.lease import Lease
from counter_app.bootstrap.published import Published
from counter_app.bootstrap.receipts import known_devices, own_device, remember_devices
from counter_app.domain.auth_policy import PROFILES
from counter_app.domain.errors import (
    CatalogueInvalid,
    CatalogueOutdated,
    DatabaseDamaged,
    DiskReadOnly,
    NewerDatabase,
    NoProfile,
    OtherMachine,
    UnreadableFile,
    ViewOnly,
    WrongKey,
)
from counter_app.domain.post_book import PostBook
from counter_app.domain.staff import Operator
from counter_app.ports import Clock
from counter_app.runtime.installed_catalogues import InstalledCatalogues
from counter_app.runtime.paths import ProfilePaths, machine_folder, require_writable
from counter_app.runtime.settings import Settings, load_settings, save_settings
from counter_app.runtime.shipped_data import shipped_pinyin
from counter_app.runtime.system_clock import SystemClock
from counter_app.runtime.whole_file import write_whole
from counter_app.services.hold_post import seat_of
from counter_app.services.office import Office
from counter_app.services.recount_dates import RecountDates
from counter_app.storage.done_meanwhile import SqlDoneMeanwhile
from counter_app.storage.generations import DeviceKeyring
from counter_app.storage.post_log import SqlPostLog
from counter_app.storage.profile_door import ProfileDoor
from counter_app.storage.profile_keys import ProfileKeys, create_profile, people_of
from counter_app.storage.profile_store import Setting, Store, open_store
from counter_app.storage.restore import set_tails_aside
from counter_app.storage.secret_store import platform_secret_store
from counter_app.storage.vault import COST_USUAL, PasswordCost, Person, Terms
from counter_app.storage.viewing_store import open_viewing_store
from sync.client.county_keys import CountyKeys, Evidence, PaperFile
from sync.publication import CALENDAR, CATALOGUE, TRUST
from sync.signing import Verifier

if TYPE_CHECKING:
    from counter_app.storage.audit import AuditReport


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpenProfile:
    """Everything that works on one counter's data, once somebody has signed in.

    Attributes:
        published: What the county has published and this counter has installed.
        run: 32 hex digits; names this run of the program.
        view_reason: Why nothing can be written; None where work goes on.
    """

    paths: ProfilePaths
    settings: Settings
    keys: ProfileKeys
    desk: SignedInDesk
    clock: Clock
    rulebook: PublishedRules
    published: Published
    store: Store
    office: Office
    keyring: DeviceKeyring
    run: str
    view_reason: NewerDatabase | DiskReadOnly | None = None

    def close(self) -> None:
        """Close the database; nothing may be used afterwards."""
        self.store.close()

    def staff_name(self, staff: str) -> str:
        """Return the name of somebody who can sign in here; else their number."""
        people = {person.staff: person.name for person in people_of(self.paths.root)}
        return people.get(staff, staff)

    def audit(
        self, told: Callable[[int, int], bool] | None = None, printed_heads: tuple[str, ...] = ()
    ) -> AuditReport:
        """Verify every event, every chain and the end of this device's own chain.

        Args:
            told: Hears how far it is; the audit ends early when it answers False.
            printed_heads: Head codes of papers that citizens hold, 10 hex digits each.
        """
        from counter_app.storage.audit import go_on

        key = county_evidence(self.paths, self.published)
        return self.store.audit(key, told or go_on, printed_heads)


def create_counter(
    folder: Path,
    settings: Settings,
    person: Person,
    password: str,
    *,
    cost: PasswordCost = COST_USUAL,
    is_temporary: bool = False,
) -> None:
    """Set a new counter up: settings, vault, device.  The database is made at first opening.

    Args:
        folder: Of the profile.
        settings: Of the counter.
        person: The first who can sign in.
        password: Theirs.
        cost: What a guess at it costs.
        is_temporary: They have to choose another one at their first sign-in.

    Raises:
        SettingsInvalid, UnreadableFile: Nothing that exists was changed.
    """
    paths = ProfilePaths(folder.absolute())
    paths.make()
    save_settings(paths.settings, settings)
    terms = Terms(set_at=SystemClock().now(), is_temporary=is_temporary)
    store = platform_secret_store(machine_folder())
    create_profile(paths.root, person, password, store, cost=cost, terms=terms)


def sign_in(
    folder: Path,
    user: str,
    password: str,
    *,
    clock: Clock | None = None,
    may_view: bool = False,
) -> OpenProfile:
    """Open a profile as somebody.

    Args:
        folder: The profile.
        user: Who.
        password: Theirs.
        clock: None for the machine's.
        may_view: Where nothing can be written (a newer program's database, a disk that takes no
            writing) open it only to look; `view_reason` of the profile says why.

    Raises:
        NoProfile: There is no counter in that folder.
        WrongPassword, WrongKey: The person or the machine is not the right one.
        SignInPaused, PersonDisabled: There were too many wrong tries.
        PermissionEnded: The county's list says that they no longer work at a counter.
        SettingsInvalid, NewerDatabase, DatabaseDamaged: Nothing was changed.
    """
    paths = ProfilePaths(folder.absolute())
    if not paths.is_made or not paths.settings.exists():
        raise NoProfile(str(paths.root))
    settings = load_settings(paths.settings)
    clock = clock or SystemClock()
    keys = profile_door(paths.root, settings, clock).open(user, password)
    published = Published(clock, shipped_pinyin)
    desk = SignedInDesk(settings.counter, published.standing_of)
    operator = operator_of(keys.vault.person)
    desk.sign_in(operator)
    parts = (paths, settings, keys, desk, published)
    try:
        if may_view:
            require_writable(paths)
        opened = _opened(*parts)
    except OtherMachine:
        raise
    except WrongKey as error:  # The vault has opened, so it is the file that is not what it was.
        raise DatabaseDamaged(str(error)) from error
    except (NewerDatabase, DiskReadOnly) as reason:
        if not may_view or not paths.database.exists():
            raise
        opened = replace(_over(*parts, open_viewing_store), view_reason=reason)
    try:
        published.require_at_work(operator)
    except BaseException:
        opened.close()
        raise
    return opened


def profile_door(folder: Path, settings: Settings, clock: Clock) -> ProfileDoor:
    """Return the door of a profile, with the policy of its settings.

    Raises:
        OtherMachine: This machine's secret is not here.
    """
    machine = machine_folder()
    store = platform_secret_store(machine)
    policy = PROFILES[settings.sign_in_profile]
    return ProfileDoor(folder, store, clock, policy=policy, machine=machine)


def operator_of(person: Person) -> Operator:
    """Return who acts from now on, in a sign-in of its own."""
    return Operator(staff=person.staff, name=person.name, role=person.role, login=new_login())


@contextlib.contextmanager
def open_profile(
    arguments: argparse.Namespace, *, may_view: bool = False, is_replacing: bool = False
) -> Iterator[OpenProfile]:
    """Open the profile that a command line names, for as long as the command runs.

    Args:
        arguments: With profile, user and password file.
        may_view: As in `sign_in`: for commands that only look.
        is_replacing: The command chooses another password.

    Raises:
        NotSignedIn: Neither options nor variables name a user and a password file.
        UnreadableFile: The password file cannot be read.
        PasswordToReplace: Whoever lent it must not work with it in somebody's name.
    """
    paths, user, password = credentials(arguments)
    profile = sign_in(paths.root, user, password, may_view=may_view)
    try:
        if not is_replacing:
            require_own_password(profile.keys.vault.terms, people_of(paths.root))
        yield profile
    finally:
        profile.close()


def _opened(
    paths: ProfilePaths,
    settings: Settings,
    keys: ProfileKeys,
    desk: SignedInDesk,
    published: Published,
) -> OpenProfile:
    profile = _over(paths, settings, keys, desk, published, open_store)
    store, office = profile.store, profile.office
    try:
        _follow_restore(profile)
        remember_devices(paths.root, [own_device(keys.identity, settings.counter)])
        if store.is_calendar_new:
            RecountDates(office)(store.running_cases())
    except BaseException:
        store.close()  # A damaged file has to be free to be set aside.
        raise
    published.on_installed = partial(_take_in, paths, published, store, office)
    return profile


def _over(
    paths: ProfilePaths,
    settings: Settings,
    keys: ProfileKeys,
    desk: SignedInDesk,
    published: Published,
    opening: Callable[..., Store],
) -> OpenProfile:
    """Build everything over a store that is opened one way or the other; nothing is written."""
    run = secrets.token_hex(16)
    clock = published.clock
    rulebook = PublishedRules(clock, published=published)
    setting = Setting(
        desk=desk,
        clock=clock,
        rulebook=rulebook,
        device_keys=published.device_key,
        county_key=partial(county_evidence, paths, published),
        use_publications=published.attach,
        before_migration=BeforeMigration(paths, settings, keys, clock),
    )
    store = opening(paths.root, keys.store_keys, keys.identity.signatory(), setting, run=run)
    desk.lease = Lease(store).last_day
    published.today = store.timekeeper.today
    try:
        office = _office(store, desk, clock, rulebook, setting.county_key)
    except BaseException:
        store.close()
        raise
    desk.seat = partial(seat_of, office)
    return OpenProfile(
        paths=paths,
        settings=settings,
        keys=keys,
        desk=desk,
        clock=clock,
        rulebook=rulebook,
        published=published,
        store=store,
        office=office,
        keyring=DeviceKeyring(
            keys.identity_file,
            store.ledger,
            store.head,
            counter=settings.counter.counter_code,
            clock=clock,
        ),
        run=run,
    )


def _follow_restore(profile: OpenProfile) -> None:
    """Go on under a new key if this database is not the one that was."""
    if profile.keyring.begin_if_restored() is not None:
        # The second copy may hold what this database has lost, and is about to be rewritten.
        set_tails_aside(tail_folders(profile.paths, profile.settings), profile.clock.now())


def _office(
    store: Store,
    desk: SignedInDesk,
    clock: Clock,
    rulebook: PublishedRules,
    county: Callable[[], Verifier | None],
) -> Office:
    return Office(
        unit_of_work=store.unit_of_work,
        desk=desk,
        clock=clock,
        rulebook=rulebook,
        new_case_id=new_case_id,
        new_query_code=new_query_code,
        timekeeper=store.timekeeper,
        intervals=store.finder.intervals,
        posts=_book_of_posts(store, county),
        done_meanwhile=SqlDoneMeanwhile(store.reading_engine),
    )


def _book_of_posts(store: Store, county: Callable[[], Verifier | None]) -> Callable[[], PostBook]:
    posts = SqlPostLog(store.ledger, store.reading_engine, county)
    with contextlib.suppress(ViewOnly):  # How far it has looked need not be noted.
        posts.begin()
    return posts.book


def _take_in(
    paths: ProfilePaths,
    published: Published,
    store: Store,
    office: Office,
    kind: str,
    content: bytes,
) -> None:
    """Let a publication that has just come reach what does not ask for it by itself.

    Commands that open no database look into the profile's folder: devices for receipts, names
    of items.  A folder that cannot be written stops nobody.
    """
    if kind == CALENDAR:
        store.count_again(office.rulebook.calendar)
        RecountDates(office)(store.running_cases())
    trust = published.trust()
    with contextlib.suppress(UnreadableFile, CatalogueInvalid, CatalogueOutdated):
        if kind == TRUST and trust is not None:
            remember_devices(paths.root, known_devices(trust))
        if kind == CATALOGUE:
            InstalledCatalogues(paths.catalogues, shipped_pinyin).install(content)


def county_keys(paths: ProfilePaths, published: Published) -> CountyKeys | None:
    """Return the county's keys as the settings have them now: a counter may enrol while it runs."""
    county = load_settings(paths.settings).county
    if county is None:
        return None
    pin = Ed25519PublicKey.from_public_bytes(bytes.fromhex(county.public_key))
    return CountyKeys(pin, published.trust, PaperFile(paths.county_keys, write_whole))


def county_evidence(paths: ProfilePaths, published: Published) -> Evidence | None:
    """Return every key the county ever had, for what it signed long ago; None without a county."""
    keys = county_keys(paths, published)
    return Evidence(keys) if keys else None
