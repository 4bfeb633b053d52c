"""Checking of receipts, joined to what this machine knows of devices and items."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.domain.catalogue import Catalogue
from counter_app.domain.counter_profile import CounterProfile
from counter_app.domain.device_trust import KnownDevice, KnownDevices
from counter_app.domain.errors import UnreadableFile
from counter_app.domain.receipt_code import item_mark
from counter_app.runtime.installed_catalogues import InstalledCatalogues
from counter_app.runtime.known_devices import load_known_devices, save_known_devices
from counter_app.runtime.paths import ProfilePaths
from counter_app.runtime.shipped_data import shipped_catalogue, shipped_pinyin
from counter_app.services.verify_receipt import VerifyReceipt

if TYPE_CHECKING:
    from counter_app.storage.device_identity import DeviceIdentity
    from sync.trust_list import TrustList


def receipt_checker(paths: ProfilePaths) -> VerifyReceipt:
    """Return what checks receipts of the county; needs no password and no network.

    Raises:
        UnreadableFile: The list of devices cannot be read.
    """
    return VerifyReceipt(load_known_devices(paths.root), item_names(paths))


def item_names(paths: ProfilePaths) -> Callable[[str], str]:
    """Return the lookup mark of an item → its name, in every catalogue that is here."""
    installed = InstalledCatalogues(paths.catalogues, shipped_pinyin)
    names: dict[str, str] = {}

    def name_of(mark: str) -> str:
        if not names:
            for head in installed.versions.all:
                names.update(_names_in(installed.of_number(head.version)))
            names.update(_names_in(shipped_catalogue()))
        return names.get(mark, "")

    return name_of


def remember_devices(root: Path, known: Iterable[KnownDevice]) -> None:
    """Add keys to the list beside the settings; a list that cannot be read is made anew."""
    try:
        before: KnownDevices = load_known_devices(root)
    except UnreadableFile:
        before = KnownDevices()
    save_known_devices(root, before.with_these(known))


def known_devices(trust: TrustList) -> list[KnownDevice]:
    """Return every key of a trust list, as receipts are checked with it."""
    return [
        KnownDevice(
            device=each.device,
            generation=generation,
            public_key=bytes.fromhex(key),
            status=each.status(generation),
            counter_code=each.counter_code,
        )
        for each in trust.devices.values()
        for generation, key in each.keys.items()
    ]


def own_device(identity: DeviceIdentity, counter: CounterProfile) -> KnownDevice:
    """Return this device as everybody else will know it."""
    return KnownDevice(
        device=identity.device,
        generation=identity.generation,
        public_key=identity.public_key.public_bytes_raw(),
        counter_code=counter.counter_code,
    )


def _names_in(catalogue: Catalogue | None) -> dict[str, str]:
    items = catalogue.items if catalogue is not None else ()
    return {item_mark(item.item_id): item.name for item in items}
