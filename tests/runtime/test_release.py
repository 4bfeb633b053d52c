"""The list of a release: what is altered, missing or planted is named; nobody else may sign."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from counter_app.bootstrap import program_files
from counter_app.domain.errors import ReleaseInvalid
from counter_app.runtime.release import (
    MANIFEST_NAME,
    SIGNATURE_NAME,
    check_release,
    list_release,
    manifest_bytes,
    read_manifest,
    write_release,
)
from sync.signing import key_id

FILES = {"counter": b"\x7fELF", "_internal/counter_app/a.pyc": b"a", "_internal/空 格.txt": b""}


@pytest.fixture
def key():
    return Ed25519PrivateKey.generate()


@pytest.fixture
def program(tmp_path, key):
    folder = tmp_path / "program"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    write_release(folder, list_release(folder, name="counter", version="1.2", parts=b"{}"), key)
    return folder


@pytest.mark.threat("T19")
def test_untouched_files_are_whole_and_the_signer_is_named(program, key):
    report = check_release(program, key.public_key())
    assert report.is_whole
    assert report.signed_by == key_id(key.public_key())
    assert {file.path for file in report.release.files} == set(FILES)


@pytest.mark.threat("T19")
def test_every_altered_missing_and_planted_file_is_named(program, key):
    (program / "counter").write_bytes(b"\x7fELG")
    (program / "_internal/counter_app/a.pyc").unlink()
    (program / "version.dll").write_bytes(b"planted")
    report = check_release(program, key.public_key())
    assert report.altered == ("counter",)
    assert report.missing == ("_internal/counter_app/a.pyc",)
    assert report.added == ("version.dll",)
    assert not report.is_whole


@pytest.mark.threat("T19")
def test_every_byte_of_the_list_and_of_its_signature_counts(program, key):
    for name in (MANIFEST_NAME, SIGNATURE_NAME):
        whole = (program / name).read_bytes()
        for place in range(0, len(whole.rstrip()), 1 if name == SIGNATURE_NAME else 7):
            changed = bytearray(whole)
            changed[place] ^= 1
            (program / name).write_bytes(changed)
            with pytest.raises(ReleaseInvalid):
                check_release(program, key.public_key())
        (program / name).write_bytes(whole)
    assert check_release(program, key.public_key()).is_whole


def test_another_publisher_does_not_count_and_no_list_is_said(program, key, tmp_path):
    with pytest.raises(ReleaseInvalid):
        check_release(program, Ed25519PrivateKey.generate().public_key())
    with pytest.raises(ReleaseInvalid, match="读不到"):
        check_release(tmp_path, key.public_key())


def test_without_a_trusted_key_the_report_says_that_nobody_vouches(program):
    assert check_release(program, None).signed_by == ""


@pytest.mark.asvs("5.3.2")
@pytest.mark.parametrize(
    "path", ["../counter", "/etc/passwd", "a/../../b", "a\\b", "C:evil", "", 7]
)
def test_a_list_that_leaves_its_folder_is_none(program, path):
    content = json.loads((program / MANIFEST_NAME).read_bytes())
    content["files"][0][0] = path
    with pytest.raises(ReleaseInvalid):
        read_manifest(json.dumps(content).encode())


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"files": None},
        {"files": [["a", 1]]},
        {"files": [["a", -1, "0" * 64]]},
        {"files": [["a", True, "0" * 64]]},
        {"files": [["a", 1, "z" * 64]]},
        {"files": [["a", 1, "0" * 64], ["a", 1, "0" * 64]]},
        {"version": ""},
    ],
)
def test_a_list_that_cannot_be_right_is_refused(program, change):
    content = {**json.loads((program / MANIFEST_NAME).read_bytes()), **change}
    with pytest.raises(ReleaseInvalid):
        read_manifest(json.dumps(content).encode())


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_list_or_a_refusal(content):
    with pytest.raises(ReleaseInvalid):
        read_manifest(content)


def test_a_list_comes_back_as_it_was_written(program):
    release = list_release(program, name="counter", version="1.2", parts=b"{}")
    assert read_manifest(manifest_bytes(release)) == release


def test_the_check_tells_the_keeper_what_to_do(program, key, tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    assert program_files.checked(program).status == "warning", "nobody is trusted yet"
    (tmp_path / "machine").mkdir()
    trusted = tmp_path / "machine" / program_files.TRUSTED_KEY_NAME
    trusted.write_text(key.public_key().public_bytes_raw().hex() + "\n")
    good = program_files.checked(program)
    assert (good.status, "与发布时一致" in good.detail) == ("ok", True)
    for number in range(7):
        (program / f"planted{number}.dll").write_bytes(b"x")
    bad = program_files.checked(program)
    assert bad.status == "failed"
    assert "多出 7 个（planted0.dll" in bad.detail
    assert bad.detail.endswith(" 等）")
    trusted.write_text("no key")
    assert program_files.checked(program).status == "failed"


def test_a_program_from_its_source_has_no_list_to_check():
    assert program_files.program_files() == []
