"""F11, F14, F16 and T7: lines that break at every byte, and servers that are not the county's."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from counter_app.bench.cutting_line import cutting_line
from counter_app.domain.errors import CounterError, NotTheCounty, SyncError
from sync.client.cycle import CounterSide, SyncCycle
from sync.client.enrol import enrol
from sync.client.http_transport import CountyAddress, HttpLine
from sync.server.schema import events
from sync.simulation.memory_store import MemoryStore
from sync.wire import ENROL_PATH
from tests.fakes.certificates import Authority
from tests.fakes.counties import line_to, running_county, sqlite_url
from tests.faults.counted import Count
from tests.sync.conftest import COUNTER
from tests.sync.made_up import note

NOTES = 3
UP_BYTES, DOWN_BYTES = 2_400, 1_400
"""As far as an exchange of three events goes each way, and a little beyond."""

HEARD = 422
"""What the county answers to an enrolment of no sense: it was reached."""


def play(seed: int, count: int, sabotage: str = "") -> list[Count]:
    """Cut `count` exchanges at places spread over both ways; show every kind of certificate."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = [_cuts(folder, seed, count, sabotage)]
        return rows if sabotage == "forgetful" else [*rows, _servers(folder, sabotage)]


def _cuts(folder: Path, seed: int, number: int, sabotage: str) -> Count:
    row = Count("F11", "the line to the county breaks at a byte of an exchange")
    places = [("up", place) for place in range(1, UP_BYTES)]
    places += [("down", place) for place in range(1, DOWN_BYTES)]
    chosen = random.Random(seed).sample(places, min(number, len(places)))
    with running_county(sqlite_url(folder / "county.db")) as county:
        key = Ed25519PrivateKey.generate()
        device = enrol(
            CountyAddress(url=county.url),
            county.code(COUNTER),
            public_key=key.public_key(),
            counter_code=COUNTER,
        ).device
        store = MemoryStore(device, COUNTER, key)
        side = CounterSide(
            store=store,
            unit_of_work=store,
            clock=store.clock,
            device=device,
            county_key=county.key,
        )
        for way, place in chosen:
            row.tried += 1
            names = [note(store, f"{way} {place} {n}") for n in range(NOTES)]
            with (
                cutting_line(county.url) as cutting,
                line_to(cutting.url, device, key, county.key) as line,
            ):
                cutting.cuts = [(way, place)]
                cycle = SyncCycle(side, line)
                _until_it_goes(row, f"{way} {place}", cycle)
            if sabotage == "forgetful":
                store.kept.pop(names[0])
            new = select(events).where(events.c.event_id.in_(names))
            there = {r.event_id: r.server_sequence for r in county.rows(new)}
            for name in names:
                kept = store.kept.get(name)
                if kept is None or name not in there or kept.sequence != there[name]:
                    row.lose(f"{way} {place}: an event is not the same on both sides")
    return row


def _until_it_goes(row: Count, where: str, cycle: SyncCycle) -> None:
    """Exchange, and once more after the line broke; the break may not have any other name."""
    for turn in range(3):
        try:
            cycle.run()
        except SyncError:
            row.add("broken exchanges")
        except CounterError as error:
            row.spoil(f"{where}: {type(error).__name__}")
        else:
            return
        if turn == 2:
            row.spoil(f"{where}: the line was whole again, and nothing went through")


def _servers(folder: Path, sabotage: str) -> Count:
    row = Count("F16", "servers with good and bad certificates")
    for words, tls, ca_file, is_good in _shown(folder):
        row.tried += 1
        is_taken = _is_taken(folder, tls, ca_file) or sabotage == "trusting"
        if is_good and not is_taken:
            row.lose(f"{words}: refused")
        elif is_taken and not is_good:
            row.lose(f"{words}: taken for the county")
        row.add("good" if is_good else "bad")
    return row


def _shown(folder: Path) -> Iterator[tuple[str, tuple[Path, Path], Path | None, bool]]:
    """Yield words, certificate and key, the authorities trusted, whether that is the county."""
    made: dict[str, Authority] = {}
    for name in ("own", "next", "strange"):
        (folder / name).mkdir()
        made[name] = Authority(folder / name, f"{name}-ca")
    own, following, strange = made.values()
    both = folder / "both.pem"
    both.write_bytes(own.file.read_bytes() + following.file.read_bytes())
    here = "127.0.0.1"
    yield "the county's own", own.certify(here), own.file, True
    yield "the present of two authorities", own.certify(here), both, True
    yield "the next of two authorities", following.certify(here), both, True
    yield "valid one day more", own.certify(here, valid_from_days=-29, valid_days=30), both, True
    yield "another authority", strange.certify(here), own.file, False
    yield "an authority that left", following.certify(here), own.file, False
    yield "no authority named", own.certify(here), None, False
    yield "expired", own.certify(here, valid_from_days=-40, valid_days=30), own.file, False
    yield "not yet valid", own.certify(here, valid_from_days=5), own.file, False
    yield "another host", own.certify("elsewhere.example.cn"), own.file, False
    yield "another address", own.certify("127.0.0.2"), own.file, False


def _is_taken(folder: Path, tls: tuple[Path, Path], ca_file: Path | None) -> bool:
    with running_county(sqlite_url(folder / "tls.db"), tls=tls) as county:
        line = HttpLine(CountyAddress(url=county.url, ca_file=ca_file))
        try:
            return line.post(ENROL_PATH, b"{}", {}).status == HEARD
        except NotTheCounty:
            return False
        finally:
            line.close()
