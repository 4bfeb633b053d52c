"""`counter release`: are the program's files those that were released; and signing a release."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.cli.output import EXIT_DONE, EXIT_FAILED, Answer
from counter_app.domain.errors import ReleaseInvalid, UnreadableFile

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_OWNER_ONLY: Final = 0o600


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    from counter_app.cli.parser import leaf

    groups = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    verify = leaf(groups, "verify", "核对程序文件与发布时是否一致")
    verify.add_argument("folder", nargs="?", type=Path, help="程序目录；缺省为本程序自己的目录")
    verify.add_argument("--key", metavar="HEX", help="发布者的公钥；缺省为本机指定的")
    trust = leaf(groups, "trust", "指定本机相信哪个发布者")
    trust.add_argument("key", metavar="HEX", help="发布者的公钥，64 位十六进制")
    make_key = leaf(groups, "make-key", "发布者：造一把签发清单的私钥，离线保管")
    make_key.add_argument("--out", type=Path, required=True, metavar="FILE")
    sign = leaf(groups, "sign", "发布者：列出程序目录的文件并签名")
    sign.add_argument("folder", type=Path)
    sign.add_argument("--key-file", type=Path, required=True, metavar="FILE")
    sign.add_argument("--parts", type=Path, required=True, metavar="FILE", help="物料清单")
    sign.add_argument("--version", required=True)


def run(arguments: argparse.Namespace) -> Answer:
    """Do one act.

    Raises:
        ReleaseInvalid: A manifest, signature or key does not count.
        UnreadableFile: A file cannot be read or written.
    """
    acts = {"verify": _verify, "trust": _trust, "make-key": _make_key, "sign": _sign}
    return acts[arguments.act](arguments)


def _verify(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap import program_files
    from counter_app.runtime.paths import machine_folder
    from counter_app.runtime.release import check_release

    folder: Path | None = arguments.folder or program_files.program_folder()
    if folder is None:
        raise ReleaseInvalid("从源代码运行的程序没有清单；请指定程序目录")
    if arguments.key:
        key = program_files.public_key(arguments.key)
    else:
        pinned = program_files.trusted_key(machine_folder() / program_files.TRUSTED_KEY_NAME)
        if pinned is None:
            raise ReleaseInvalid(
                "本机没有指定发布者的公钥；用 --key 给出，或 counter release trust"
            )
        key = pinned
    report = check_release(folder, key)
    data = {
        "valid": report.is_whole,
        "name": report.release.name,
        "version": report.release.version,
        "signed_by": report.signed_by,
        "files": len(report.release.files),
        "altered": list(report.altered),
        "missing": list(report.missing),
        "added": list(report.added),
    }
    exit_code = EXIT_DONE if report.is_whole else EXIT_FAILED
    return Answer(data, program_files.report_words(report), exit_code)


def _trust(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.program_files import TRUSTED_KEY_NAME, public_key
    from counter_app.runtime.paths import machine_folder
    from counter_app.runtime.whole_file import write_whole
    from sync.signing import key_id

    key = public_key(arguments.key)
    folder = machine_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnreadableFile(f"{folder}：{error.strerror}") from error
    write_whole(folder / TRUSTED_KEY_NAME, arguments.key.encode("ascii") + b"\n")
    return Answer({"trusted": key_id(key)}, f"本机从此只相信 {key_id(key)} 签发的程序")


def _make_key(arguments: argparse.Namespace) -> Answer:
    import os

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    try:
        handle = os.open(arguments.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(key.private_bytes_raw().hex().encode("ascii") + b"\n")
    except OSError as error:
        raise UnreadableFile(f"{arguments.out}：{error.strerror}") from error
    public = key.public_key().public_bytes_raw().hex()
    words = f"私钥在 {arguments.out}，请离线保管，不要放在窗口电脑上。\n公钥 {public}"
    return Answer({"out": str(arguments.out), "public_key": public}, words)


def _sign(arguments: argparse.Namespace) -> Answer:
    from counter_app.runtime.paths import PROGRAM_FOLDER
    from counter_app.runtime.release import list_release, write_release

    key = _private_key(arguments.key_file)
    try:
        parts = arguments.parts.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{arguments.parts}：{error.strerror}") from error
    release = list_release(
        arguments.folder, name=PROGRAM_FOLDER, version=arguments.version, parts=parts
    )
    if not release.files:
        raise UnreadableFile(f"{arguments.folder} 里没有文件")
    write_release(arguments.folder, release, key)
    data = {**asdict(release), "files": len(release.files)}
    return Answer(data, f"{release.version} 版，{len(release.files)} 个文件，清单已签名")


def _private_key(path: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except OSError as error:
        raise UnreadableFile(f"{path}：{error.strerror}") from error
    except ValueError as error:
        raise ReleaseInvalid("私钥文件读不懂") from error
