from __future__ import annotations

from argparse import ArgumentParser

import pytest

from counter_app.cli import audit
from counter_app.storage.audit import AuditFlag, AuditReport

SOUND = AuditReport(events=3, devices=("d" * 16,), flags=())
BROKEN = AuditReport(
    events=3,
    devices=("d" * 16, "e" * 16),
    flags=(
        AuditFlag(code="gap", device="d" * 16, event="ab" * 32),
        AuditFlag(code="bad-acks", device="", event=""),
    ),
)


def test_a_sound_log_is_told_in_figures_and_words():
    answer = audit.answer_of(SOUND)
    assert answer.data == {"events": 3, "devices": 1, "valid": True, "flags": []}
    assert answer.text == "核验 3 个事件，1 台设备：全部有效"
    assert answer.exit_code == 0


def test_each_flag_names_code_device_and_event():
    answer = audit.answer_of(BROKEN)
    assert answer.data["valid"] is False
    assert answer.data["flags"] == [
        {"code": "gap", "device": "d" * 16, "event": "ab" * 32},
        {"code": "bad-acks", "device": "", "event": ""},
    ]
    assert answer.exit_code == 0, "what was found is an answer"
    assert "之前缺少事件" in answer.text
    assert "设备 不明" in answer.text


@pytest.mark.parametrize("code", audit._WORDS)
def test_every_code_has_words(code):
    report = AuditReport(events=1, devices=(), flags=(AuditFlag(code=code, device="", event=""),))
    assert audit._WORDS[code] in audit.answer_of(report).text


def test_the_command_needs_to_be_told_what_to_do():
    parser = ArgumentParser()
    audit.register(parser)
    assert parser.parse_args(["verify", "--json"]).json
    with pytest.raises(SystemExit):
        parser.parse_args([])
