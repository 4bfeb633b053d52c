"""A window at work while a command of the same profile changes the device's key."""

from __future__ import annotations

from dataclasses import replace

from counter_app.bootstrap.county import exchange_once
from sync.client.key_change import KEY_LIFE_MS
from tests.bootstrap.sites import at_county, head, ids, starts, work


def test_the_window_signs_with_the_new_key_from_its_next_act_on(enrolled, county):
    with enrolled.opened() as window:
        work(window)
        with enrolled.opened() as command:
            exchange_once(command)
            keyring = command.keyring
            made_at_ms = keyring.made_at_ms - KEY_LIFE_MS
            keyring._save(replace(keyring.identity, made_at_ms=made_at_ms))
            exchange_once(command)
            assert head(command)[0] == 2
        work(window)
        assert head(window)[0] == 2
        assert window.keyring.present().generation == 2
        assert [start[0] for start in starts(window)] == [2]
        report = exchange_once(window)
        assert (report.unsynced, report.quarantined) == (0, 0)
        assert window.audit().is_valid
        assert ids(window) == at_county(county)
    with enrolled.opened() as profile:
        assert profile.store.head_check.is_sound
        assert head(profile)[0] == 2


def test_without_the_file_it_goes_on_with_the_key_it_has(enrolled):
    with enrolled.opened() as window, enrolled.opened() as command:
        sealed = window.paths.device.read_bytes()
        work(command)
        window.paths.device.unlink()
        work(window)
        assert head(window)[0] == 1
        window.paths.device.write_bytes(sealed)
