"""The courier's acts for the window, joined to the running counter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.domain.courier import (
    BundleNote,
    BundlePaper,
    CourierStanding,
    ReturnReport,
    ReturnsTaken,
)
from counter_app.domain.errors import BundleForeign, CounterError
from counter_app.domain.practice import PRACTICE_WORDS, is_practice
from counter_app.ui.courier_parts import CourierParts, IsCancelled, Progress

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.ui.tasks import Tasks


def courier_parts(counter: RunningCounter, tasks: Tasks) -> CourierParts:
    """Return the acts; `tasks` is a thread that may wait for a stick."""
    return CourierParts(
        look=lambda: look(counter.profile),
        export=lambda *given: export(counter.profile, *given),
        take_in=lambda folder: take_in(counter.profile, folder),
        paper_of=partial(_paper_of, counter),
        tasks=tasks,
    )


def look(profile: OpenProfile) -> CourierStanding:
    """Return how the exchange by stick stands."""
    from counter_app.devices.drives import plugged_in

    store = profile.store
    return CourierStanding(
        notes=tuple(store.courier.notes()),
        waiting=len(store.courier.waiting()),  # All that a bundle would carry, time anchors too.
        drives=plugged_in(),
        folder=store.courier.last_folder(),
        why_not=_why_not(profile),
    )


def export(
    profile: OpenProfile, folder: str, progress: Progress, is_cancelled: IsCancelled
) -> Sequence[BundleNote]:
    """Write everything unacknowledged; nothing is returned when a person stopped it."""
    from counter_app.bootstrap import courier
    from sync.client.courier import ExportCancelled, Watching

    watching = Watching(progress=progress, is_cancelled=is_cancelled)
    try:
        notes = courier.export(profile, Path(folder), watching)
    except ExportCancelled:
        return ()
    profile.store.courier.keep_last_folder(folder)
    return notes


def take_in(profile: OpenProfile, folder: str) -> ReturnsTaken:
    """Take in every return bundle in a folder."""
    from counter_app.bootstrap import courier

    return all_returns(Path(folder), partial(courier.take_in, profile))


def all_returns(folder: Path, take: Callable[[Path], ReturnReport]) -> ReturnsTaken:
    """Take in what is in a folder, oldest first; each stands for itself.

    Args:
        folder: On the stick.
        take: Takes one file in, or says why not.
    """
    from sync.bundle_file import bundles_in

    reports: list[ReturnReport] = []
    refused: list[tuple[str, str]] = []
    others = 0
    for path in reversed(bundles_in(folder)):
        try:
            report = take(path)
        except BundleForeign:
            others += 1
        except CounterError as error:
            refused.append((path.name, error.advice))
        else:
            reports += [report] if report.is_new else []
            others += not report.is_new
    return ReturnsTaken(reports=tuple(reports), refused=tuple(refused), others=others)


def _why_not(profile: OpenProfile) -> str:
    if is_practice(profile.settings.counter):
        return PRACTICE_WORDS
    if profile.settings.county is None:
        return "本机还没有登记县局，登记以后才能导出"
    if not profile.store.courier.county_bundle_key():
        return "本机还没有县局的送件密钥，请接通网络同步一次"
    return ""


def _paper_of(counter: RunningCounter, note: BundleNote) -> BundlePaper:
    return BundlePaper(note=note, device=counter.profile.keys.identity.device)
