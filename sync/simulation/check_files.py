"""Files of cases at the end of a run: whole at the county, under their names, and truly told."""

from __future__ import annotations

import hashlib

from counter_app.domain.attachment import Attachment, media_type_of
from sync.simulation.found import Found
from sync.simulation.world import World


def check_files(world: World, found: Found) -> None:
    """Look at what the county has of files, and at what the counters say of it."""
    named = world.county.files_named()
    contents = world.county.file_contents()
    found.files = len(named)
    _check_names(named, contents, found)
    _check_loss(world, named, contents, found)
    _check_words(world, contents, found)


def _check_names(
    named: dict[str, list[Attachment]], contents: dict[str, bytes], found: Found
) -> None:
    """Every file at the county is what its name and an act in the log say."""
    for sha256, content in contents.items():
        fits = any(
            each.size_bytes == len(content) and each.media_type is media_type_of(content)
            for each in named.get(sha256, ())
        )
        if not fits or _hash(content) != sha256:
            found.failures.append(f"file {sha256[:8]} at the county is not what it is named")


def _check_loss(
    world: World, named: dict[str, list[Attachment]], contents: dict[str, bytes], found: Found
) -> None:
    """What an act in the log names is at the county, unless its last copy went with a disk."""
    for sha256 in sorted(named.keys() - contents.keys()):
        holders = [node.name for node in world.ours if sha256 in node.disk.files.folder]
        if not holders and sha256 in world.orphaned_files:
            found.files_unavoidable += 1
            continue
        found.files_lost += 1
        who = f"only {', '.join(holders)} has it" if holders else "nobody has it any more"
        found.failures.append(f"file {sha256[:8]} lost: {who}")


def _check_words(world: World, contents: dict[str, bytes], found: Found) -> None:
    """What a counter keeps is whole; what it says of the county is so; what it wanted has come."""
    for node in world.ours:
        files = node.disk.files
        for sha256, paper in files.folder.items():
            if _hash(paper.content) != sha256:
                found.failures.append(f"file {sha256[:8]} of {node.name} is not what it is named")
        for sha256 in sorted(files.county - contents.keys()):
            found.failures.append(f"file {sha256[:8]} is not at the county as {node.name} says")
        if node.waits_for_files(contents):
            found.failures.append(f"stall: files of {node.name} have not gone where they were to")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
