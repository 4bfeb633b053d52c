"""The exchange with the county, joined to one counter's data."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter_app.bootstrap.profile import OpenProfile, county_keys
from counter_app.domain.county_word import DeviceStanding
from counter_app.domain.device_facts import GenerationReason
from counter_app.domain.errors import EnrolmentRefused, SettingsInvalid
from counter_app.domain.practice import PRACTICE_WORDS, is_practice
from counter_app.runtime.settings import CountySettings, Settings, save_settings
from counter_app.storage.generations import DeviceKeyring
from sync.bundle_keys import public_bytes
from sync.client.agent import SyncAgent, UnsetLine
from sync.client.attachments import FileCarrier, Wishes
from sync.client.carrying import CarryingCycle
from sync.client.county_keys import CountyKeys, KeyFollowingLine
from sync.client.cycle import CounterSide
from sync.client.enrol import enrol
from sync.client.file_transport import HttpFileTransport
from sync.client.forms import Forms, cited_places
from sync.client.http_transport import CountyAddress, HttpLine, HttpTransport
from sync.client.key_change import KeyChange
from sync.client.publications import PublicationFetcher
from sync.client.report import SyncReport
from sync.client.sync_once import sync_once
from sync.codec import Sign
from sync.signing import Purpose

_KEY_LOST: Final = frozenset({DeviceStanding.REVOKED, DeviceStanding.KEY_EXPIRED})
"""What only a new key can mend."""


def county_agent(profile: OpenProfile, wishes: Wishes | None = None) -> SyncAgent | UnsetLine:
    """Return the counter's line to the county, not started yet.

    Args:
        profile: Whose.
        wishes: Where files of cases are asked for; None for nowhere.
    """
    if profile.settings.county is None or is_practice(profile.settings.counter):
        return UnsetLine(profile.store.sync_store)
    line = HttpLine(_address(profile.settings.county))
    keys = believed_county(profile)
    transport = _transport(profile, line, keys)
    carrier = _carrier(profile, line, keys, wishes)
    cycle = CarryingCycle(_side(profile, line, transport, keys), transport, carrier)
    return SyncAgent(
        cycle,
        line,
        profile.store.sync_store,
        profile.clock,
        notice=profile.published.notice,
    )


def exchange_once(profile: OpenProfile, *, accept_mass_change: bool = False) -> SyncReport:
    """Exchange with the county until both sides have what the other had.

    Raises:
        SettingsInvalid: This counter is not enrolled.
        DeviceUnknown, DeviceRevoked, EpochChanged: The county said no.
        MassChangeHeld: A person has to accept what the county sent.
    """
    if is_practice(profile.settings.counter):
        raise SettingsInvalid(PRACTICE_WORDS)
    if profile.settings.county is None:
        raise SettingsInvalid("还没有登记县局，请先用 counter enrol 登记")
    line = HttpLine(_address(profile.settings.county))
    try:
        keys = believed_county(profile)
        transport = _transport(profile, line, keys)
        side = _side(profile, line, transport, keys)
        carrier = _carrier(profile, line, keys)
        return sync_once(side, transport, carrier, accept_mass_change=accept_mass_change)
    finally:
        line.close()


def enrol_counter(profile: OpenProfile, *, url: str, code: str, ca_file: str = "") -> Settings:
    """Make this device known to the county and keep the county's key in the settings.

    Args:
        profile: Opened, so that the device's key is at hand.
        url: The county, as the installer entered it.
        code: As the county printed it.
        ca_file: PEM file of the county's own authorities; "" for those of the system.

    Raises:
        EnrolmentRefused: The code is wrong, or the county knows this device by another id.
        Offline, NotTheCounty: Nothing was changed here.
    """
    if is_practice(profile.settings.counter):
        raise EnrolmentRefused(PRACTICE_WORDS)
    keyring = profile.keyring
    identity = keyring.identity
    is_lost = profile.store.sync_store.county_word().standing in _KEY_LOST
    key = keyring.next() if is_lost else keyring.present()
    found = enrol(
        _address(CountySettings(url=url, public_key="", ca_file=ca_file)),
        code,
        public_key=Ed25519PublicKey.from_public_bytes(key.public_key),
        counter_code=profile.settings.counter.counter_code,
        device=identity.device,
        generation=key.generation,
    )
    if found.device != identity.device:
        raise EnrolmentRefused("县局给了另一个设备编号")
    if is_lost:
        keyring.begin(found.generation, GenerationReason.ROTATED)
    elif not keyring.is_registered:
        keyring.registered(found.generation)
    county = CountySettings(
        url=url,
        public_key=found.county_key.hex(),
        ca_file=ca_file,
        tail_folder=profile.settings.county.tail_folder if profile.settings.county else "",
    )
    settings = replace(profile.settings, county=county)
    save_settings(profile.paths.settings, settings)
    standing = DeviceStanding.ACTIVE if found.is_approved else DeviceStanding.PENDING
    profile.store.sync_store.keep_county_word(
        replace(profile.store.sync_store.county_word(), standing=standing)
    )
    profile.store.courier.keep_county_bundle_key(found.bundle_key)
    return settings


def _address(county: CountySettings) -> CountyAddress:
    return CountyAddress(url=county.url, ca_file=Path(county.ca_file) if county.ca_file else None)


def _side(
    profile: OpenProfile, line: HttpLine, transport: HttpTransport, key: CountyKeys
) -> CounterSide:
    device = profile.keyring.identity.device
    store = profile.store.sync_store
    return CounterSide(
        store=store,
        unit_of_work=profile.store.unit_of_work,
        clock=profile.clock,
        device=device,
        county_key=key,
        keys=KeyChange(
            KeyFollowingLine(line, key),
            profile.keyring,
            store,
            device=device,
            county_key=key,
            clock=profile.clock,
        ),
        publications=PublicationFetcher(profile.published, transport.fetch, key),
        bundle_key=lambda: public_bytes(profile.keyring.identity.signing_key),
        heard_bundle_key=profile.store.courier.keep_county_bundle_key,
    )


def believed_county(profile: OpenProfile) -> CountyKeys:
    """Return the only signer whose word counts: the county that this counter enrolled with."""
    assert not is_practice(profile.settings.counter), "practice never reaches a county"
    keys = county_keys(profile.paths, profile.published)
    assert keys is not None
    return keys


def _transport(profile: OpenProfile, line: HttpLine, keys: CountyKeys) -> HttpTransport:
    forms = Forms(cited_places(profile.store.sync_store))
    requester = _Requester(profile.keyring)
    return HttpTransport(KeyFollowingLine(line, keys), requester, keys, forms)


def _carrier(
    profile: OpenProfile, line: HttpLine, keys: CountyKeys, wishes: Wishes | None = None
) -> FileCarrier:
    assert profile.settings.county is not None
    return FileCarrier(
        profile.store.attachments,
        HttpFileTransport(line, _Requester(profile.keyring), keys),
        wishes,
        is_metered=profile.settings.county.is_metered,
    )


class _Requester:
    """Signs each request with the key that is in use then."""

    def __init__(self, keyring: DeviceKeyring) -> None:
        self._keyring = keyring

    @property
    def device(self) -> str:
        return self._keyring.identity.device

    @property
    def generation(self) -> int:
        return self._keyring.present().generation

    @property
    def sign_request(self) -> Sign:
        return partial(self._keyring.present().sign, Purpose.REQUEST)
