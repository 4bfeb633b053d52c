"""What this device is to the county, as lines of the readiness list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter_app.bootstrap.check import FAILED, OK, WARNING, Check
from counter_app.bootstrap.lease import Lease
from counter_app.domain.county_tasks import AUTHORITY_WARNING
from counter_app.domain.county_word import STANDING_WORDS, DeviceStanding, is_older_program
from counter_app.domain.device_facts import GenerationReason, generation_words
from counter_app.domain.errors import UnreadableFile
from counter_app.runtime.pinned_authorities import ends_of
from sync.client.report import PROGRAM

AUTHORITY_ADVICE: Final = "请向县局要新的证书机构文件，用 counter authority --add 加上"

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile


def checks_of_device(profile: OpenProfile) -> Iterator[Check]:
    """Yield the checks of key, standing, permission and program, once enrolled."""
    yield _generation(profile)
    if profile.settings.county is None:
        return
    now = profile.store.timekeeper.estimate().now
    if profile.settings.county.ca_file:
        yield authority_check(Path(profile.settings.county.ca_file), now)
    word = Lease(profile.store).word
    if words := STANDING_WORDS[word.standing]:
        status = WARNING if word.standing is DeviceStanding.PENDING else FAILED
        yield Check("device", status, words, "请联系县政务服务中心")
    else:
        yield Check("device", OK, "县局已登记本机")
    if words := word.lease_words(now):
        yield Check("permission", WARNING, words, "请联网一次")
    if is_older_program(PROGRAM, word.program_min):
        yield Check("program", WARNING, f"县局要求 {word.program_min} 以上版本", "请升级程序")


def authority_check(file: Path, now: datetime) -> Check:
    """Return whether some authority that is pinned still vouches for the county in a month."""
    try:
        last, *_ = ends = ends_of(file)
    except UnreadableFile as error:
        return Check("county-authority", FAILED, str(error), error.advice)
    words = f"{len(ends)} 个，最迟至 {last.astimezone(now.tzinfo):%Y-%m-%d}"
    if last <= now:
        return Check("county-authority", FAILED, f"县局证书机构已过期：{words}", AUTHORITY_ADVICE)
    if last - now < AUTHORITY_WARNING:
        return Check("county-authority", WARNING, f"县局证书机构将到期：{words}", AUTHORITY_ADVICE)
    return Check("county-authority", OK, words)


def _generation(profile: OpenProfile) -> Check:
    identity = profile.keyring.identity
    if identity.started is None:
        return Check("device-key", OK, "第 1 代密钥")
    words = generation_words(identity.started, identity.generation)
    if identity.started.reason is GenerationReason.ROTATED:
        return Check("device-key", OK, words)
    return Check("device-key", WARNING, words, "请报告中心主任；不要删除任何文件")
