"""`counter enrol`: make this device known to the county, once, with a code (登记码)."""

from __future__ import annotations

import argparse
from pathlib import Path

from counter_app.cli.output import Answer, add_common_options
from counter_app.domain.county_word import DeviceStanding


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)
    parser.add_argument("--county", required=True, metavar="URL", help="县局地址，https://…")
    parser.add_argument(
        "--ca-file", metavar="FILE", default="", help="县局自己的证书机构，PEM；换期间可有两个"
    )
    parser.add_argument("--code", required=True, metavar="CODE", help="县局给的一次性登记码")


def run(arguments: argparse.Namespace) -> Answer:
    """Enrol; the county's key is kept in the settings, and nobody else is believed from then on.

    Raises:
        SettingsInvalid: The address is none, or would send everything in the open.
        EnrolmentRefused: The code is wrong, used, expired or another counter's.
        Offline, NotTheCounty: Nothing was changed.
        NotAuthorised: Which county this counter belongs to is a setting of the machine.
    """
    from counter_app.bootstrap.allowed_here import require_here
    from counter_app.bootstrap.county import enrol_counter
    from counter_app.bootstrap.profile import open_profile
    from counter_app.domain.permissions import Right
    from counter_app.storage.profile_keys import people_of
    from sync.enrolment_code import device_fingerprint

    with open_profile(arguments) as profile:
        require_here(
            profile.desk.operator().role, Right.CHANGE_SETTINGS, people_of(profile.paths.root)
        )
        settings = enrol_counter(
            profile,
            url=arguments.county,
            code=arguments.code,
            ca_file=str(Path(arguments.ca_file).absolute()) if arguments.ca_file else "",
        )
        identity = profile.keyring.identity
        standing = profile.store.sync_store.county_word().standing
    fingerprint = device_fingerprint(identity.public_key)
    words = f"已向县局登记：{arguments.county}\n设备编号：{identity.device}"
    if standing is DeviceStanding.PENDING:
        words += f"\n等待县局批准。请把设备指纹读给县局核对：{fingerprint}"
    assert settings.county is not None
    return Answer(
        {
            "device": identity.device,
            "standing": standing.value,
            "fingerprint": fingerprint,
            "counter_code": settings.counter.counter_code,
            "county": settings.county.url,
            "county_key": settings.county.public_key,
        },
        words,
    )
