"""Whole exchanges between real clients and a real county over HTTP."""

from __future__ import annotations

from sqlalchemy import select

from sync.server.schema import events


def note(store, word: str = "note") -> str:
    return store.write_raw("case.noted", {"text": word}, case_id="ab" * 16)


def test_one_exchange_brings_every_event_to_the_county_and_its_signature_back(county, counter):
    names = [note(counter.store, f"note {i}") for i in range(3)]

    report = counter.sync()

    stored = [
        row.event_id
        for row in county.rows(select(events.c.event_id).order_by(events.c.server_sequence))
    ]
    assert stored[:3] == names
    assert report.unsynced == 0
    assert report.acknowledged == report.pushed == 4  # Three notes and the time anchor.
    assert report.county_reachable
    assert report.bytes_sent > 0 < report.bytes_received
    assert counter.store.acks
