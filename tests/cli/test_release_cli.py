"""`counter release`: from making a key to a machine that finds a planted file."""

from __future__ import annotations

import json
import stat
import sys

import pytest

from counter_app.cli.parser import main


@pytest.fixture
def said(capsys):
    def run(*words):
        code = main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def program(tmp_path):
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "counter").write_bytes(b"program")
    (tmp_path / "parts.json").write_text("{}")
    return folder


@pytest.mark.threat("T19")
def test_a_release_is_signed_trusted_and_checked(said, program, tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    key_file = tmp_path / "release.key"
    _, made = said("release", "make-key", "--out", str(key_file))
    if sys.platform != "win32":
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    again, refused = said("release", "make-key", "--out", str(key_file))
    assert (again, refused["error"]["code"]) == (1, "unreadable-file"), "a key is never replaced"
    manner = ["--key-file", str(key_file), "--version", "1.0"]
    parts = ["--parts", str(tmp_path / "parts.json")]
    code, signed = said("release", "sign", str(program), *manner, *parts)
    assert (code, signed["files"]) == (0, 1)

    code, nobody = said("release", "verify", str(program))
    assert (code, nobody["error"]["code"]) == (1, "release-invalid")
    said("release", "trust", made["public_key"])
    code, good = said("release", "verify", str(program))
    assert (code, good["valid"], good["version"]) == (0, True, "1.0")
    (program / "helper.dll").write_bytes(b"planted")
    code, bad = said("release", "verify", str(program), "--key", made["public_key"])
    assert (code, bad["valid"], bad["added"]) == (1, False, ["helper.dll"])


@pytest.mark.parametrize("key", ["", "12", "zz" * 32, "ab" * 33])
def test_a_key_that_is_none_is_refused_in_words(said, program, key):
    code, answer = said("release", "verify", str(program), f"--key={key}")
    assert (code, answer["error"]["code"]) == (1, "release-invalid")


def test_an_empty_folder_or_a_broken_key_file_is_not_signed(said, program, tmp_path):
    (tmp_path / "broken.key").write_text("no key")
    (tmp_path / "empty").mkdir()
    key_file = tmp_path / "good.key"
    said("release", "make-key", "--out", str(key_file))
    parts = ["--parts", str(tmp_path / "parts.json"), "--version", "1"]
    for folder, key in ((program, "broken.key"), (tmp_path / "empty", "good.key")):
        words = ["release", "sign", str(folder), "--key-file", str(tmp_path / key), *parts]
        assert said(*words)[0] == 1
