"""The second copy of what the county has not signed for: one sealed file, kept beside the database.

What lies on one disk alone is lost with it; that was the only loss the simulation could not avoid.
The file is a bundle of the kind `tail`, sealed to the county: whoever finds it can read nothing in
it.  It has no number and waits for no answer, so a courier's bundles know nothing of it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from counter_app.domain.courier import WaitingEvent
from counter_app.domain.errors import CounterError, MediumFault
from sync.bundle import PLAIN_BYTES_MAX, SUFFIX, BundleKind, Cover, SealKeys, Sink, seal
from sync.bundle_file import write_bundle
from sync.bundle_records import RecordKind, encode_manifest, encode_record
from sync.client.courier import CourierSide, hello_of, in_batches, in_parts, manifest_of
from sync.protocol import Exchange, Push
from sync.wire import encode_exchange

_NUMBER: Final = 1
"""A cover names one; that of a tail means nothing."""

log = logging.getLogger(__name__)


class TailCopy:
    """Keeps the second copy as long as anything waits; used by one thread.

    Attributes:
        folders: Returns where copies are to lie.
    """

    def __init__(
        self, side: Callable[[], CourierSide], folders: Callable[[], Sequence[Path]]
    ) -> None:
        """Begin without knowing what lies there: the first time it is written anew.

        Args:
            side: Returns this counter as it is now; raises `CounterError` without a county.
            folders: Where copies are to lie; each of them has to hold one.
        """
        self._side = side
        self.folders = folders
        self._written: dict[Path, int] = {}

    def keep(self) -> bool:
        """Write what has changed since the last time, or take the files away when nothing waits.

        Returns:
            Whether everything that waits lies in every folder now.
        """
        try:
            side = self._side()
            waiting = side.courier.waiting()
            kept = [self._keep_in(folder, side, waiting) for folder in self.folders()]
            is_whole = all(kept)
            if is_whole:
                last = max((each.row_id for each in waiting), default=0)
                side.courier.keep_tail(last, side.clock.now().isoformat(timespec="seconds"))
        except CounterError as error:  # No county yet, a disk that is full: it is tried again.
            log.info("no second copy: %s", error.code)
            return False
        return is_whole

    def _keep_in(self, folder: Path, side: CourierSide, waiting: Sequence[WaitingEvent]) -> bool:
        mark = hash(tuple(each.row_id for each in waiting))
        if self._written.get(folder) == mark:
            return True
        names = []
        try:
            if waiting:
                names = [_write(folder, side, part, place) for place, part in _parts(waiting)]
            _remove_others(folder, side, names)
        except (MediumFault, OSError) as error:
            log.info("no second copy in one of the folders: %s", type(error).__name__)
            self._written.pop(folder, None)
            return False
        self._written[folder] = mark
        return True


def _parts(waiting: Sequence[WaitingEvent]) -> Iterator[tuple[tuple[int, int], list[WaitingEvent]]]:
    parts = list(in_parts(waiting, PLAIN_BYTES_MAX))
    for place, part in enumerate(parts, start=1):
        yield (place, len(parts)), part


def _write(
    folder: Path, side: CourierSide, part: Sequence[WaitingEvent], place: tuple[int, int]
) -> str:
    """Put one file in the place of the former one; returns its name."""
    county = side.courier.county_bundle_key()
    if not county:
        raise MediumFault("the county has not told its key yet")
    hello = hello_of(side, len(part))
    manifest = manifest_of(part, hello, place, (), side.draw_id())

    def plain() -> Iterator[bytes]:
        yield encode_record(RecordKind.MANIFEST, encode_manifest(manifest))
        yield encode_record(RecordKind.MESSAGE, encode_exchange(Exchange(hello=hello)))
        for batch in in_batches(part):
            events = tuple(side.courier.events([each.row_id for each in batch]))
            push = Exchange(hello=hello, push=Push(epoch=hello.epoch, events=events))
            yield encode_record(RecordKind.MESSAGE, encode_exchange(push))

    cover = Cover(
        kind=BundleKind.TAIL,
        bundle=side.draw_id(),
        number=_NUMBER,
        previous="",
        sender="",
        recipient="",
        made=hello.wall,
    )
    keys = SealKeys(sender=side.signing_key, recipient=X25519PublicKey.from_public_bytes(county))

    def fill(out: Sink) -> str:
        return seal(out, cover, plain, keys).sha256

    name = f"{_stem(side)}{place[0]}{SUFFIX}"
    write_bundle(folder, name, fill, before_naming=_nothing_to_note)
    return name


def _remove_others(folder: Path, side: CourierSide, names: Sequence[str]) -> None:
    """Take away what was acknowledged: no file of ours is left that says otherwise."""
    for path in folder.glob(f"{_stem(side)}*{SUFFIX}"):
        if path.name not in names:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _stem(side: CourierSide) -> str:
    return f"{side.counter_code}-{side.device[:6]}-tail-"


def _nothing_to_note(_sha256: str) -> None: ...
