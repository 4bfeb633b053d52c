"""Courier bundles (送件包), joined to one counter's data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from counter_app.bootstrap.county import believed_county
from counter_app.bootstrap.profile import OpenProfile
from counter_app.domain.authority import require
from counter_app.domain.courier import BundleNote, ReturnReport
from counter_app.domain.errors import BundleForeign, SettingsInvalid, UnreadableFile
from counter_app.domain.permissions import Right
from counter_app.domain.practice import PRACTICE_WORDS, is_practice
from counter_app.runtime.settings import save_settings
from sync.bundle import BundleKind, SealedBundle
from sync.bundle_file import read_bundle
from sync.bundle_keys import recipient_key
from sync.bundle_records import Manifest, decode_manifest, read_records
from sync.client.county_keys import is_county
from sync.client.courier import CourierSide, Watching, export_bundles
from sync.client.courier_return import import_return
from sync.client.tail_copy import TailCopy


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What can be said of a bundle file at this counter.

    Attributes:
        note: What is remembered of it here; None when nothing is.
        manifest: What stands in a return for this device; None for what we cannot open.
        is_intact: Its bytes are those that were remembered or signed; None = cannot be told.
    """

    bundle: str
    kind: str
    number: int
    previous: str
    made: str
    note: BundleNote | None
    manifest: Manifest | None
    is_intact: bool | None


def courier_side(profile: OpenProfile) -> CourierSide:
    """Return what courier bundles need of this counter.

    Raises:
        SettingsInvalid: It only practises, or belongs to no county yet.
    """
    if is_practice(profile.settings.counter):
        raise SettingsInvalid(PRACTICE_WORDS)
    if profile.settings.county is None:
        raise SettingsInvalid("还没有登记县局，请先用 counter enrol 登记")
    identity, store = profile.keyring.identity, profile.store
    return CourierSide(
        store=store.sync_store,
        courier=store.courier,
        unit_of_work=store.unit_of_work,
        clock=profile.clock,
        device=identity.device,
        counter_code=profile.settings.counter.counter_code,
        signing_key=identity.signing_key,
        county_key=believed_county(profile),
        earliest=lambda: store.timekeeper.estimate().earliest,
        publications=profile.published,
        files=store.attachments,
    )


def export(
    profile: OpenProfile, folder: Path, watching: Watching | None = None
) -> list[BundleNote]:
    """Write everything the county has not signed for into a folder.

    Raises:
        SettingsInvalid, BundleKeyMissing: There is nobody to seal it to.
        MediumFault: The stick did not take it.
        NotAuthorised: Not by whoever is signed in.
    """
    require(profile.desk.operator().role, Right.CARRY_BUNDLES)
    return export_bundles(courier_side(profile), folder, watching)


def take_in(profile: OpenProfile, path: Path) -> ReturnReport:
    """Take a return bundle in; see `import_return` for what may be wrong with it.

    Raises:
        NotAuthorised: Not by whoever is signed in.
    """
    require(profile.desk.operator().role, Right.CARRY_BUNDLES)
    return import_return(courier_side(profile), path)


def tail_copy(profile: Callable[[], OpenProfile]) -> TailCopy:
    """Return what keeps the second copy of the unacknowledged tail of a profile.

    Args:
        profile: Returns it as it is now: settings and keys may change while the program runs.
    """

    def folders() -> list[Path]:
        opened = profile()
        county = opened.settings.county
        second = county.tail_folder if county else ""
        return [opened.paths.tail, *([Path(second)] if second else [])]

    return TailCopy(lambda: courier_side(profile()), folders)


@dataclass(frozen=True, slots=True)
class TailKept:
    """How the second copy stands after it was seen to.

    Attributes:
        events: That wait for the county.
        is_whole: All of them lie in every folder.
    """

    events: int
    is_whole: bool
    folders: tuple[str, ...]


def keep_tail(profile: OpenProfile) -> TailKept:
    """See to the second copy now.

    Raises:
        SettingsInvalid: This counter belongs to no county, so there is nobody to seal it to.
    """
    county = courier_side(profile).courier
    copy = tail_copy(lambda: profile)
    is_whole = copy.keep()
    return TailKept(len(county.waiting()), is_whole, tuple(map(str, copy.folders())))


def name_second_folder(profile: OpenProfile, folder: Path) -> OpenProfile:
    """Keep a second copy in this folder too, from now on; returns the profile as it is then.

    Raises:
        UnreadableFile: There is no such folder.
        SettingsInvalid: This counter belongs to no county.
    """
    courier_side(profile)
    if not folder.is_dir():
        raise UnreadableFile(f"没有这个文件夹：{folder}")
    assert profile.settings.county is not None
    county = replace(profile.settings.county, tail_folder=str(folder.absolute()))
    settings = replace(profile.settings, county=county)
    save_settings(profile.paths.settings, settings)
    return replace(profile, settings=settings)


def inspect(profile: OpenProfile, path: Path) -> Inspected:
    """Look at a bundle and change nothing.

    Raises:
        UnreadableFile, BundleInvalid: It is none, or damaged.
    """
    side = courier_side(profile)
    with read_bundle(path) as (file, size):
        sealed = SealedBundle(file, size)
        cover = sealed.cover
        note = side.courier.note_of(cover.bundle)
        manifest: Manifest | None = None
        is_intact: bool | None = None
        if is_county(side.county_key, cover.sender):
            manifest = _opened(side, sealed)
            is_intact = True if manifest is not None else None
        elif cover.kind is BundleKind.OUTGOING and note is not None:
            is_intact = sealed.file_sha256() == note.sha256
    return Inspected(
        bundle=cover.bundle,
        kind=cover.kind.value,
        number=cover.number,
        previous=cover.previous,
        made=cover.made,
        note=note,
        manifest=manifest,
        is_intact=is_intact,
    )


def _opened(side: CourierSide, sealed: SealedBundle) -> Manifest | None:
    """Read all of a return for this device; None when it is for another."""
    try:
        plain = sealed.open(side.county_key, recipient_key(side.signing_key))
    except BundleForeign:
        return None
    records = read_records(plain())
    _, payload = next(records)
    for _ in records:  # Every chunk has to open.
        pass
    return decode_manifest(payload)
