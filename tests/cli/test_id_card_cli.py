"""`counter id-card`: the contract's keys, exit codes and errors, from a file and a live reader."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app.cli.parser import main
from counter_app.devices.card_frames import Request
from counter_app.devices.discovery import SerialPort
from counter_app.devices.virtual.people import invent_card
from counter_app.devices.virtual.reader import INSTANT, VirtualReader
from counter_app.domain.identity_card import CardKind
from tests.devices.conftest import VECTOR_DAY, streams

PERSON = invent_card(seed=7)
KEYS = [
    "kind", "name", "english_name", "sex", "nation_code", "nation", "birth_date", "address",
    "number", "issuer", "valid_from", "valid_to", "pass_number", "issue_count", "country",
    "photo_bytes", "warnings",
]  # fmt: skip


@pytest.fixture
def reader():
    with VirtualReader("tcp", timing=INSTANT) as reader:
        yield reader


def run(capsys, *words):
    code = main(["id-card", *words, "--json"])
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    return code, json.loads(printed)


@pytest.mark.parametrize(("name", "stream", "cli"), streams(), ids=lambda value: str(value)[:40])
def test_decode_prints_every_vector_as_the_contract_says(tmp_path, capsys, name, stream, cli):
    path = tmp_path / "answers.bin"
    path.write_bytes(stream)
    code, printed = run(capsys, "decode", str(path), "--on", VECTOR_DAY.isoformat())
    assert code == 0
    assert printed == cli


def test_a_card_has_its_keys_in_the_contracts_order(tmp_path, capsys):
    path = tmp_path / "answers.bin"
    path.write_bytes(next(stream for name, stream, _ in streams() if name.startswith("hmt")))
    _, printed = run(capsys, "decode", str(path))
    assert list(printed["cards"][0]) == KEYS
    assert list(printed) == ["cards", "frames", "discarded_bytes", "errors"]


def test_the_day_decides_about_validity(tmp_path, capsys):
    path = tmp_path / "answers.bin"
    path.write_bytes(next(stream for name, stream, _ in streams() if name.startswith("hmt")))
    _, then = run(capsys, "decode", str(path), "--on", "2024-03-01")
    _, after = run(capsys, "decode", str(path), "--on", "2024-03-02")
    assert then["cards"][0]["warnings"] == []
    assert after["cards"][0]["warnings"] == ["expired"]


def test_details_stand_beside_the_cards(tmp_path, capsys):
    path = tmp_path / "answers.bin"
    path.write_bytes(next(stream for name, stream, _ in streams() if name.startswith("foreign-o")))
    _, printed = run(capsys, "decode", str(path), "--details")
    assert printed["details"]["cards"] == [
        {"type_flag": "I", "card_version": "01", "authority_code": "1100"}
    ]
    assert list(printed["cards"][0]) == KEYS


def test_a_file_that_cannot_be_read_is_an_expected_failure(tmp_path, capsys):
    code, printed = run(capsys, "decode", str(tmp_path / "none.bin"))
    assert code == 1
    assert printed["error"]["code"] == "unreadable-file"
    code, printed = run(capsys, "decode", str(tmp_path))
    assert code == 1


def test_an_empty_file_holds_no_card(tmp_path, capsys):
    path = tmp_path / "empty.bin"
    path.write_bytes(b"")
    code, printed = run(capsys, "decode", str(path))
    assert (code, printed) == (0, {"cards": [], "frames": 0, "discarded_bytes": 0, "errors": []})


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["decode"],
        ["decode", "x", "--on", "2024-02-30"],
        ["decode", "x", "--on", "20240301"],
        ["read"],
        ["read", "--port", "spy://COM3?file=card.txt"],
        ["read", "--port", "loop://"],
        ["read", "--port", "socket://host:1?logging=debug"],
        ["read", "--port", "COM3", "--timeout", "0"],
        ["read", "--port", "COM3", "--timeout", "nan"],
        ["read", "--port", "COM3", "--timeout", "soon"],
    ],
)
def test_wrong_usage_is_exit_code_two(words, capsys):
    assert main(["id-card", *words, "--json"]) == 2
    assert capsys.readouterr().out == ""


def test_people_read_a_card_in_chinese_and_no_escape_reaches_their_terminal(
    tmp_path, capsys, read_answer_with_escape
):
    path = tmp_path / "answers.bin"
    path.write_bytes(read_answer_with_escape)
    assert main(["id-card", "decode", str(path)]) == 0
    text = capsys.readouterr().out
    assert "居民身份证" in text
    assert "性别：女" in text
    assert "请注意：内容含有不可见的控制字符" in text
    assert "\x1b" not in text


@pytest.fixture
def read_answer_with_escape():
    stream = bytearray(next(s for name, s, _ in streams() if name.startswith("cn-han")))
    at = 7 + 3 + 4 + 52
    for index, byte in enumerate("\x1b".encode("utf-16-le")):
        stream[-1] ^= stream[at + index] ^ byte
        stream[at + index] = byte
    return bytes(stream)


@pytest.mark.slow
def test_decoding_standard_input_loads_neither_serial_nor_window_nor_database(tmp_path):
    _, stream, cli = streams()[-1]
    script = (
        "import sys\n"
        "from counter_app.cli.parser import main\n"
        "code = main(['id-card', 'decode', '-', '--json', '--on', '2026-01-15'])\n"
        "heavy = {'serial', 'PySide6', 'sqlalchemy', 'reportlab', 'PIL', 'requests', 'pydantic'}\n"
        "loaded = heavy & {module.split('.')[0] for module in sys.modules}\n"
        "sys.exit(f'loaded {loaded}' if loaded else code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=stream,
        capture_output=True,
        timeout=30,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == cli


@pytest.mark.parametrize("kind", list(CardKind))
def test_read_prints_one_card_of_every_kind(reader, capsys, kind):
    card = invent_card(kind, seed=2)
    reader.put(card)
    code, printed = run(capsys, "read", "--port", reader.url, "--on", "2026-01-15")
    assert code == 0
    (shown,) = printed.pop("cards")
    assert list(shown) == KEYS
    assert shown["kind"] == kind.value
    assert shown["number"] == card.fields["number"]
    assert printed == {"frames": 3, "discarded_bytes": 0, "errors": []}


def test_read_from_a_real_serial_endpoint_prints_what_decode_prints(capsys):
    with VirtualReader("pty", timing=INSTANT) as reader:
        for name, stream, cli in streams():
            if not name.endswith("read_base_hex"):
                continue
            reader.lift()
            reader.put(PERSON)
            reader.fault("raw", stream, on=Request.READ)
            code, printed = run(capsys, "read", "--port", reader.url, "--on", "2026-01-15")
            assert code == 0
            assert printed["cards"] == cli["cards"]


@pytest.mark.parametrize(
    ("fault", "on", "code", "timeout_s"),
    [
        (None, None, "no-card", "0.2"),
        (("silent",), None, "no-answer", "0.2"),
        (("not_authorised",), None, "reader-fault", "20"),
        (("dialect_stx",), None, "other-dialect", "20"),
        (("status", 0, 0, 0x40), Request.READ, "not-an-id-card", "20"),
        (("status", 0, 0, 0x41), Request.READ, "lift-card", "0.3"),
        (("unplug_at", 100), Request.READ, "unplugged", "20"),
    ],
)
def test_each_failure_of_reading_has_its_code_and_the_account(
    reader, capsys, fault, on, code, timeout_s
):
    if fault:
        reader.put(PERSON)
        reader.fault(*fault, on=on, is_sticky=True)
    exit_code, printed = run(capsys, "read", "--port", reader.url, "--timeout", timeout_s)
    assert exit_code == 1
    assert printed["error"]["code"] == code
    assert printed["error"]["advice"]
    assert set(printed) == {"error", "frames", "discarded_bytes", "errors"}


def test_an_answer_refused_twice_fails_with_the_refusals_code(reader, capsys):
    flagged = next(stream for name, stream, _ in streams() if name == "unknown_type_flag_Z")
    reader.put(PERSON)
    reader.fault("raw", flagged, on=Request.READ, is_sticky=True)
    exit_code, printed = run(capsys, "read", "--port", reader.url)
    assert exit_code == 1
    assert printed["error"]["code"] == "unknown-card-type"
    assert [error["code"] for error in printed["errors"]] == ["unknown-card-type"] * 2


def test_a_port_that_is_not_there_fails_at_once(capsys, tmp_path):
    exit_code, printed = run(capsys, "read", "--port", str(tmp_path / "ttyUSB9"))
    assert exit_code == 1
    assert printed["error"]["code"] == "port-missing"
    assert (printed["frames"], printed["discarded_bytes"], printed["errors"]) == (0, 0, [])


def test_a_port_in_use_fails_as_busy(capsys):
    from counter_app.devices.link import Link

    with VirtualReader("pty", timing=INSTANT) as reader, Link(reader.url):
        exit_code, printed = run(capsys, "read", "--port", reader.url)
    assert exit_code == 1
    assert printed["error"]["code"] == "port-busy"


# The ports of the machine that runs the tests are never probed: a printer may be behind one.
def test_people_read_what_went_wrong_and_what_to_do(capsys, tmp_path):
    path = tmp_path / "answers.bin"
    broken = {name: stream for name, stream, _ in streams()}
    path.write_bytes(broken["status_41"] + broken["new_address_present"])
    assert main(["id-card", "decode", str(path)]) == 0
    text = capsys.readouterr().out
    assert "第 0 字节：read-failed" in text
    assert "最新住址：湖北省测试市样例县新石镇和平路88号" in text
    assert main(["id-card", "read", "--port", str(tmp_path / "none")]) == 1
    assert "可以手工录入（D101）" in capsys.readouterr().err


def test_read_shows_details_when_asked_and_judges_by_today_when_not_told(reader, capsys):
    reader.put(invent_card(CardKind.FOREIGN, seed=2))
    code, printed = run(capsys, "read", "--port", reader.url, "--details")
    assert code == 0
    assert printed["details"]["cards"][0]["type_flag"] == "Y"


def test_auto_takes_the_port_where_a_reader_answers(reader, capsys, monkeypatch):
    ports = [SerialPort(name="/dev/no-such-port"), SerialPort(name=reader.url)]
    monkeypatch.setattr("counter_app.devices.discovery.serial_ports", lambda: ports)
    reader.put(PERSON)
    code, printed = run(capsys, "read", "--port", "auto")
    assert code == 0
    assert printed["cards"][0]["number"] == PERSON.fields["number"]


def test_auto_without_any_reader_is_a_missing_port(capsys, monkeypatch):
    monkeypatch.setattr("counter_app.devices.discovery.serial_ports", list)
    exit_code, printed = run(capsys, "read", "--port", "auto", "--timeout", "0.3")
    assert exit_code == 1
    assert printed["error"]["code"] == "port-missing"
    assert (printed["frames"], printed["discarded_bytes"], printed["errors"]) == (0, 0, [])


def test_auto_names_the_most_telling_cause(reader, capsys, monkeypatch):
    ports = [SerialPort(name="/dev/no-such-port"), SerialPort(name=reader.url)]
    monkeypatch.setattr("counter_app.devices.discovery.serial_ports", lambda: ports)
    reader.fault("dialect_stx", is_sticky=True)
    exit_code, printed = run(capsys, "read", "--port", "auto")
    assert exit_code == 1
    assert printed["error"]["code"] == "other-dialect"
    assert "/dev/no-such-port：打不开" in printed["error"]["message"]
