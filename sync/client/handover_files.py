"""Files of cases beside a hand-over bundle, each in a container of its own, sealed like it.

They lie in a folder named after the bundle, numbered as its manifest lists them, smallest first.
So a stick that is too small carries most of them, what is written already is not written again,
and a file that was altered or is gone costs none of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from counter_app.domain.courier import BundleNote
from counter_app.domain.errors import (
    AttachmentDamaged,
    AttachmentOnTheWay,
    BundleForeign,
    BundleInvalid,
    MediumFault,
)
from counter_app.domain.post_stick import FilesCarried
from sync.bundle import SUFFIX, BundleKind, Cover, SealedBundle, SealKeys, seal
from sync.bundle_attachments import PackedFile, attachment_record, read_attachment, record_bytes
from sync.bundle_file import read_bundle, write_bundle
from sync.bundle_keys import recipient_key
from sync.bundle_records import Manifest, RecordKind, encode_manifest, encode_record, read_records
from sync.client.courier import CourierSide, Watching

FOLDER_SUFFIX: Final = ".files"
FILES_BYTES_MAX: Final = 4 << 30
"""Of one post: as much as a stick of its day has, and an hour of writing at USB 2 speed."""

NO_ACT: Final = "0" * 64
"""The post's own events name the file; no single act has to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOfPost:
    """One file as the manifest of its post lists it.

    Attributes:
        place: From 1; of: how many there are.
    """

    place: int
    of: int
    sha256: str
    size_bytes: int


def files_of(listed: Sequence[tuple[str, int]]) -> list[FileOfPost]:
    """Return what a manifest lists, each with its place."""
    return [
        FileOfPost(place=place, of=len(listed), sha256=sha256, size_bytes=size)
        for place, (sha256, size) in enumerate(listed, 1)
    ]


def file_path(post: Path, file: FileOfPost) -> Path:
    """Return where a file lies that belongs to the bundle at `post`."""
    return post.with_suffix(FOLDER_SUFFIX) / f"{file.place:04d}{SUFFIX}"


def write_files(
    side: CourierSide,
    post: tuple[BundleNote, Path],
    listed: Sequence[tuple[str, int]],
    taker: X25519PublicKey,
    watching: Watching,
) -> FilesCarried:
    """Write the files of a post that find room; what lies there whole already is left.

    Args:
        side: The giver's.
        post: The bundle that lists them, and where it lies.
        listed: (SHA-256, size), smallest first.
        taker: To whom they are sealed.
        watching: Told after each file, and asked before it.
    """
    note, path = post
    files = files_of(listed)
    written, unreadable, why = 0, 0, ""
    watching.progress(0, len(files))
    for file in files:
        if watching.is_cancelled():
            why = "已停止"
            break
        try:
            if not _lies_there(side, file_path(path, file), note, file):
                _write(side, file_path(path, file), note, file, taker)
        except (AttachmentDamaged, AttachmentOnTheWay):
            unreadable += 1
            continue
        except MediumFault as error:
            why = str(error)
            break
        written += 1
        watching.progress(written, len(files))
    if unreadable and not why:
        why = f"{unreadable} 个本机读不出"
    return FilesCarried(written=written, total=len(files), why=why)


def read_file(
    side: CourierSide, path: Path, post_sha256: str, file: FileOfPost, sender: Ed25519PublicKey
) -> bytes:
    """Return the bytes of a file of a post, compared with its hash.

    Raises:
        UnreadableFile: It is not there.
        BundleInvalid, BundleForeign: It is not that file, of that post, by that sender, for us.
    """
    with read_bundle(path) as (source, size):
        sealed = SealedBundle(source, size)
        if sealed.cover.kind is not BundleKind.HANDOVER or sealed.cover.previous != post_sha256:
            raise BundleInvalid("a file of another post")
        plain = sealed.open(sender, recipient_key(side.signing_key))
        records = dict(read_records(plain()))
    if RecordKind.ATTACHMENT not in records:
        raise BundleInvalid("no file in it")
    packed = read_attachment(records[RecordKind.ATTACHMENT])
    if packed.sha256 != file.sha256:
        raise BundleInvalid("another file of the post")
    return packed.content


def _write(
    side: CourierSide, path: Path, note: BundleNote, file: FileOfPost, taker: X25519PublicKey
) -> None:
    assert side.files is not None
    content = side.files.read(file.sha256)
    cover = Cover(
        kind=BundleKind.HANDOVER,
        bundle=side.draw_id(),
        number=note.number,
        previous=note.sha256,
        sender="",
        recipient="",
        made=note.made_at,
    )
    keys = SealKeys(sender=side.signing_key, recipient=taker)

    def plain() -> Iterator[bytes]:
        yield encode_record(RecordKind.MANIFEST, encode_manifest(_manifest(note, file)))
        yield attachment_record(PackedFile(file.sha256, NO_ACT, content))

    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise MediumFault(error.strerror or type(error).__name__) from error
    write_bundle(
        path.parent,
        path.name,
        lambda out: seal(out, cover, plain, keys).sha256,
        before_naming=_note_nothing,
    )


def _note_nothing(sha256: str) -> None:
    """Keep no note: the bundle's own manifest lists the file."""
    del sha256


def _manifest(note: BundleNote, file: FileOfPost) -> Manifest:
    return Manifest(
        attachments=((file.sha256, file.size_bytes),),
        part=(file.place, file.of),
        answers=note.bundle,
        answers_number=note.number,
    )


def _lies_there(side: CourierSide, path: Path, note: BundleNote, file: FileOfPost) -> bool:
    """Whether a file lies on the stick that we wrote whole for this bundle, of this size."""
    wanted = record_bytes(file.size_bytes)
    wanted += len(encode_record(RecordKind.MANIFEST, encode_manifest(_manifest(note, file))))
    try:
        with path.open("rb") as source:
            sealed = SealedBundle(source, path.stat().st_size)
            cover = sealed.cover
            if cover.previous != note.sha256 or cover.plain_bytes != wanted:
                return False
            sealed.require_signature(side.signing_key.public_key())
    except (OSError, BundleInvalid, BundleForeign):
        return False
    return True
