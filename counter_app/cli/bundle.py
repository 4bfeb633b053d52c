"""`counter bundle …`: work for the county on a stick, and the county's answer back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf
from counter_app.domain.courier import words_of_post, words_of_return
from counter_app.domain.post_stick import words_of_carried

if TYPE_CHECKING:
    from counter_app.bootstrap.courier import Inspected
    from counter_app.domain.courier import BundleNote, PostTaken

_KINDS: Final = {"outgoing": "送件包", "return": "回执包", "handover": "交接包", "tail": "第二份"}


def register(parser: argparse.ArgumentParser) -> None:
    """Add `export`, `import`, `inspect`, `receiver` and `tail`."""
    groups = parser.add_subparsers(dest="action", required=True, metavar="动作")
    export = leaf(groups, "export", "把县局还没有签收的全部记录写成送件包")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="U 盘上的文件夹")
    export.add_argument(
        "--handover", default="", metavar="DEVICE", help="写成交接包，封给接岗的电脑（设备编号）"
    )
    receiver = leaf(groups, "receiver", "接岗准备：告诉同事可以把岗位封给本机，接岗卡写到 U 盘")
    receiver.add_argument("--to", type=Path, required=True, metavar="DIR", help="U 盘上的文件夹")
    taken = leaf(groups, "import", "导入县局的回执包，或同事的交接包")
    taken.add_argument("file", type=Path, metavar="FILE")
    looked = leaf(groups, "inspect", "查看一个送件包或回执包，不改动任何东西")
    looked.add_argument("file", type=Path, metavar="FILE")
    tail = leaf(groups, "tail", "把未上传的记录存成第二份（封给县局）；程序运行时每分钟自动做")
    tail.add_argument(
        "--second", type=Path, metavar="DIR", help="另一块硬盘上的文件夹，以后也存一份到那里"
    )


def run(arguments: argparse.Namespace) -> Answer:
    """Do what was asked.

    Raises:
        SettingsInvalid, BundleKeyMissing: There is no county to seal it to.
        MediumFault: The stick did not take it.
        UnreadableFile, BundleInvalid, BundleForeign, BundleOutdated: Nothing was used.
    """
    actions = {
        "export": _export_handover if getattr(arguments, "handover", "") else _export,
        "import": _import,
        "inspect": _inspect,
        "receiver": _receiver,
        "tail": _tail,
    }
    return actions[arguments.action](arguments)


def _export(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.courier import export
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments) as profile:
        notes = export(profile, arguments.to)
    first = _of_note(notes[0])
    files = [_of_note(note) | {"file": str(arguments.to / note.name)} for note in notes]
    total = sum(note.events for note in notes)
    data: dict[str, Any] = first | {
        "events": total,
        "first": min((note.first for note in notes if note.first), default=0),
        "last": max(note.last for note in notes),
        "bundles": files,
    }
    lines = [f"已打包第 {note.number} 号：{note.events} 条，{note.name}" for note in notes]
    lines.append("县局签收回执导入之前，这些记录仍算未同步。请安全移除后再拔 U 盘")
    return Answer(data, "\n".join(lines))


def _export_handover(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.handover_work import export_handover
    from counter_app.bootstrap.profile import open_profile
    from sync.client.courier import Watching

    with open_profile(arguments) as profile:
        watching = Watching(progress=_tell_files)
        carried = export_handover(profile, arguments.handover, arguments.to, watching)
    note, files = carried.note, carried.files
    data = _of_note(note) | {"kind": "handover", "to": arguments.handover}
    data |= {"files": files.written, "files_in_all": files.total, "files_why": files.why}
    data |= {"file": str(arguments.to / note.name)}
    lines = [f"交接包第 {note.number} 号：{note.events} 条，{note.name}，只有接岗的电脑能打开"]
    lines += [words] if (words := words_of_carried(files)) else []
    lines.append("接班人导入并确认以前，岗位还由交班人负责。请安全移除后再拔 U 盘")
    return Answer(data, "\n".join(lines))


def _tell_files(written: int, total: int) -> None:
    if total:
        sys.stderr.write(f"附件 {written} / {total}\n")


def _receiver(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.handover_work import announce
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments) as profile:
        path = announce(profile, arguments.to)
        device = profile.keyring.identity.device
    words = f"接岗卡已写好：{path}，交班的电脑插上这个 U 盘就能把岗位封给本机（设备 {device}）"
    return Answer({"device": device, "file": str(path)}, words)


def _of_post(taken: PostTaken) -> Answer:
    data = {
        "kind": "handover",
        "bundle": taken.bundle,
        "number": taken.number,
        "new": taken.is_new,
        "events": taken.events.taken,
        "known": taken.events.known,
        "unproven": taken.events.unproven,
        "drafts": taken.drafts,
        "waiting": list(taken.waiting),
        "files": taken.files.taken,
        "files_known": taken.files.known,
        "files_absent": list(taken.files.absent),
        "files_altered": list(taken.files.altered),
        "gap": [f"{each}没有收到" for each in taken.missing],
    }
    return Answer(data, words_of_post(taken))


def _import(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.courier import take_in
    from counter_app.bootstrap.handover_work import is_handover, take_handover
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments) as profile:
        if is_handover(arguments.file):
            return _of_post(take_handover(profile, arguments.file))
        report = take_in(profile, arguments.file)
        note = profile.store.courier.note_of(report.bundle)
        outgoing = [n for n in profile.store.courier.notes() if n.number == report.answers]
    answered = next((n for n in outgoing if n.way.value == "outgoing"), None)
    events = note.events if note else report.acknowledged
    data = {
        "bundle": report.bundle,
        "number": report.number,
        "events": events,
        "first": answered.first if answered else 0,
        "last": answered.last if answered else 0,
        "gap": list(report.gaps),
        "acknowledged": report.acknowledged,
        "answers": report.answers,
        "new": report.is_new,
        "quarantined": report.quarantined,
        "refused": report.refused,
        "pulled": report.pulled,
        "unsynced": report.unsynced,
        "flags": list(report.flags),
        "revoked": list(report.revoked),
        "published": [{"kind": kind, "version": version} for kind, version in report.published],
    }
    return Answer(data, words_of_return(report))


def _tail(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.courier import keep_tail, name_second_folder
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments) as profile:
        named = profile
        if arguments.second is not None:
            named = name_second_folder(profile, arguments.second)
        kept = keep_tail(named)
    data = {"events": kept.events, "is_copied": kept.is_whole, "folders": list(kept.folders)}
    words = "都有第二份" if kept.is_whole else "第二份没有写成，请检查磁盘和县局登记"
    lines = [f"等待县局签收 {kept.events} 条，{words}", *kept.folders]
    return Answer(data, "\n".join(lines))


def _inspect(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.courier import inspect
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments) as profile:
        found = inspect(profile, arguments.file)
    data = _of_inspected(found)
    state = {True: "完好", False: "与记录不符", None: "本机打不开，无法核对内容"}[found.is_intact]
    lines = [
        f"{_KINDS[found.kind]} 第 {found.number} 号，{state}",
        f"记录 {data['events'] if data['events'] is not None else '未知'} 条，"
        f"县局已收 {data['acknowledged']} 条",
        *data["gap"],
    ]
    return Answer(data, "\n".join(lines))


def _of_note(note: BundleNote) -> dict[str, Any]:
    return {
        "bundle": note.bundle,
        "number": note.number,
        "events": note.events,
        "first": note.first,
        "last": note.last,
        "gap": list(note.gaps),
        "acknowledged": note.acknowledged,
        "sha256": note.sha256,
    }


def _of_inspected(found: Inspected) -> dict[str, Any]:
    from counter_app.domain.courier import words_of_missing_numbers, words_of_missing_places

    data: dict[str, Any] = {
        "bundle": found.bundle,
        "kind": found.kind,
        "number": found.number,
        "previous": found.previous,
        "made": found.made,
        "intact": found.is_intact,
        "events": None,
        "first": None,
        "last": None,
        "gap": [],
        "acknowledged": 0,
    }
    if found.note is not None:
        data |= _of_note(found.note)
    if (manifest := found.manifest) is not None:
        data |= {
            "events": manifest.event_count,
            "acknowledged": manifest.event_count - manifest.events.get("quarantined", 0),
            "gap": [
                *words_of_missing_numbers(manifest.missing_bundles, of="送件包"),
                *words_of_missing_places(manifest.missing_ranges),
            ],
        }
    return data
