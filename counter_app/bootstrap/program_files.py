"""Are the program's own files those that were released?  A planted library would be one more."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.bootstrap.check import FAILED, OK, WARNING, Check
from counter_app.domain.errors import CounterError, ReleaseInvalid, UnreadableFile
from counter_app.runtime.paths import machine_folder

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from counter_app.runtime.release import ReleaseReport

TRUSTED_KEY_NAME: Final = "release.pub"
NAMED_MAX: Final = 5
_KEY_HEX_DIGITS: Final = 64
_ADVICE: Final = "请联系运维人员重新安装程序；数据没有动"


def program_folder() -> Path | None:
    """Return where the frozen program lies; None when it runs from its source."""
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else None


def program_files() -> list[Check]:
    """Return the check of a frozen program's files; none where it runs from its source."""
    folder = program_folder()
    return [] if folder is None else [checked(folder)]


def checked(folder: Path) -> Check:
    """Compare a program's folder with what was released."""
    from counter_app.runtime.release import check_release

    try:
        key = trusted_key(machine_folder() / TRUSTED_KEY_NAME)
        report = check_release(folder, key)
    except CounterError as error:
        return Check("program-files", FAILED, str(error) or error.code, error.advice)
    words = report_words(report)
    if not report.is_whole:
        return Check("program-files", FAILED, words, _ADVICE)
    if not report.signed_by:
        advice = "请运维人员用 counter release trust 指定发布者的公钥"
        return Check("program-files", WARNING, f"{words}；没有核对签名", advice)
    return Check("program-files", OK, f"{words}；签名 {report.signed_by}")


def report_words(report: ReleaseReport) -> str:
    """Return a report as one line; of many files the first few are named."""
    head = f"{report.release.version} 版，{len(report.release.files)} 个文件"
    parts = [
        f"{word} {len(paths)} 个（{_some(paths)}）"
        for word, paths in (
            ("被改动", report.altered),
            ("缺少", report.missing),
            ("多出", report.added),
        )
        if paths
    ]
    return f"{head}，{'，'.join(parts)}" if parts else f"{head}，与发布时一致"


def trusted_key(path: Path) -> Ed25519PublicKey | None:
    """Return the publisher's key that this machine's keeper fixed; None when there is none.

    Raises:
        ReleaseInvalid: The file is there and is no key.
        UnreadableFile: It cannot be read.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path}") from error
    return public_key(text)


def public_key(text: str) -> Ed25519PublicKey:
    """Return a key from 64 hex digits.

    Raises:
        ReleaseInvalid: These are none.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = bytes.fromhex(text)
    except ValueError as error:
        raise ReleaseInvalid("公钥是 64 位十六进制数字") from error
    if len(text) != _KEY_HEX_DIGITS:
        raise ReleaseInvalid("公钥是 64 位十六进制数字")
    return Ed25519PublicKey.from_public_bytes(raw)


def _some(paths: tuple[str, ...]) -> str:
    return "、".join(paths[:NAMED_MAX]) + (" 等" if len(paths) > NAMED_MAX else "")
