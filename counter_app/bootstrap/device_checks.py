"""What this device is to the county, as lines of the readiness list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from counter_app.bootstrap.check import FAILED, OK, WARNING, Check
from counter_app.domain.county_word import STANDING_WORDS, DeviceStanding, is_older_program
from counter_app.domain.device_facts import GenerationReason, generation_words
from sync.client.report import PROGRAM

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile


def checks_of_device(profile: OpenProfile) -> Iterator[Check]:
    """Yield the checks of key, standing, permission and program, once enrolled."""
    yield _generation(profile)
    if profile.settings.county is None:
        return
    word = profile.store.sync_store.county_word()
    if words := STANDING_WORDS[word.standing]:
        status = WARNING if word.standing is DeviceStanding.PENDING else FAILED
        yield Check("device", status, words, "请联系县政务服务中心")
    else:
        yield Check("device", OK, "县局已登记本机")
    if words := word.lease_words(profile.clock.now()):
        yield Check("permission", WARNING, words, "请联网一次")
    if is_older_program(PROGRAM, word.program_min):
        yield Check("program", WARNING, f"县局要求 {word.program_min} 以上版本", "请升级程序")


def _generation(profile: OpenProfile) -> Check:
    identity = profile.keyring.identity
    if identity.started is None:
        return Check("device-key", OK, "第 1 代密钥")
    words = generation_words(identity.started, identity.generation)
    if identity.started.reason is GenerationReason.ROTATED:
        return Check("device-key", OK, words)
    return Check("device-key", WARNING, words, "请报告中心主任；不要删除任何文件")
