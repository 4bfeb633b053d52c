"""The files of a post on a stick, joined to one counter's data: written beside it, taken in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.domain.courier import BundleNote, BundleState, BundleWay
from counter_app.domain.errors import BundleForeign, BundleInvalid, UnreadableFile
from counter_app.domain.post_stick import FilesTaken
from counter_app.storage.post_files import SqlPostFiles
from sync.bundle import SealedBundle
from sync.bundle_attachments import FILES_MAX
from sync.bundle_file import read_bundle
from sync.client.handover_files import FILES_BYTES_MAX, file_path, files_of, read_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.ids import CaseId
    from sync.client.courier import CourierSide
    from sync.client.handover_bundle import CarriedPost, PostToCarry


def post_files(profile: OpenProfile) -> SqlPostFiles:
    """Return the files of one counter, as they go from one to another without the county."""
    store = profile.store
    return SqlPostFiles(store.ledger, store.reading_engine, store.attachments)


def files_to_carry(profile: OpenProfile, cases: Sequence[CaseId]) -> list[tuple[str, int]]:
    """Return (SHA-256, size) of the files that go along, smallest first."""
    return post_files(profile).of_cases(cases, limit=FILES_MAX, bytes_max=FILES_BYTES_MAX)


def content_of(document_number: str, post: PostToCarry) -> str:
    """Return what a bundle would be made of, 32 hex digits: equal for the same again."""
    parts = {
        "sheet": document_number,
        "partner": list(post.partner),
        "events": [each.row_id for each in post.events],
        "drafts": [[each.draft_id, each.saved_at.isoformat()] for each in post.drafts],
        "files": [list(each) for each in post.files],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def lies_there(side: CourierSide, folder: Path, content: str) -> BundleNote | None:
    """Return the note of a bundle with this content that lies in a folder whole; None for none.

    Its files are then gone on with, where the stick was pulled or too small.
    """
    for note in side.courier.notes():
        is_it = note.way is BundleWay.HANDOVER and note.state is BundleState.MADE
        if is_it and note.anchor_nonce == content:
            try:
                with read_bundle(folder / note.name) as (file, size):
                    if SealedBundle(file, size).file_sha256() == note.sha256:
                        return note
            except (UnreadableFile, BundleInvalid):
                continue
    return None


def take_files(
    profile: OpenProfile,
    side: CourierSide,
    carried: CarriedPost,
    found: tuple[Path, Ed25519PublicKey],
) -> FilesTaken:
    """Take in what lies beside a post; what is not there, or not what it was, is named.

    Args:
        profile: The taker's.
        side: The same, for bundles.
        carried: The post, whose events are kept already.
        found: Where it lies, and who wrote it.

    Raises:
        DiskFull, DiskReadOnly: This computer keeps no more; what came before is kept.
    """
    path, sender = found
    files = post_files(profile)
    taken = known = 0
    absent: list[str] = []
    altered: list[str] = []
    for file in files_of(carried.files):
        name = files.called(file.sha256)
        if files.is_here(file.sha256):
            known += 1
        elif not name:
            continue  # Its act could not be proven: it comes by line, and the file after it.
        elif not file_path(path, file).exists():
            absent.append(name)
        else:
            try:
                content = read_file(side, file_path(path, file), carried.sha256, file, sender)
            except (UnreadableFile, BundleInvalid, BundleForeign):
                altered.append(name)
                continue
            files.keep(content)
            taken += 1
    return FilesTaken(taken=taken, known=known, absent=tuple(absent), altered=tuple(altered))
