from __future__ import annotations

import io
import json

import pytest

from counter_app.cli.parser import main
from counter_app.domain.print_job import FormId

KINDS = [
    ("58", "escpos", b"\x1b@"),
    ("80", "png", b"\x89PNG"),
    ("a4", "png", b"\x89PNG"),
    ("a4", "pdf", b"%PDF-"),
    ("80", "text", b""),
]


def call(capsysbinary, *words):
    code = main(["form", *words, "--json"])
    return code, json.loads(capsysbinary.readouterr().out)


@pytest.fixture
def sample(tmp_path, capsysbinary):
    def write(form, **changes):
        _, data = call(capsysbinary, "sample", form)
        path = tmp_path / "data.json"
        path.write_text(json.dumps({**data, **changes}, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def test_the_list_names_every_form_with_its_papers(capsysbinary):
    code, answer = call(capsysbinary, "list")

    assert code == 0
    assert {row["id"] for row in answer["forms"]} == {form.value for form in FormId}
    assert all(sorted(row["papers"]) == ["58", "80", "a4"] for row in answer["forms"])


@pytest.mark.parametrize("form", [form.value for form in FormId])
@pytest.mark.parametrize("kind_on_paper", KINDS)
def test_a_sample_renders_on_every_paper(sample, tmp_path, capsysbinary, form, kind_on_paper):
    paper, kind, magic = kind_on_paper
    out = tmp_path / "out"
    words = ("--data", str(sample(form)), "--paper", paper, "--as", kind, "--out", str(out))

    code, answer = call(capsysbinary, "render", form, *words)

    assert code == 0
    assert out.read_bytes().startswith(magic)
    assert answer["bytes"] == out.stat().st_size
    assert answer["out"] == str(out)


def test_a_rare_name_is_counted_as_a_picture_line(sample, tmp_path, capsysbinary):
    data = json.loads(sample("one-time-notice").read_text(encoding="utf-8"))
    data["case"]["proxy_name"] = ""
    for name, lines in (("沈桂兰", 0), ("沈㐱", 2)):
        data["case"]["applicant_name"] = name
        path = tmp_path / "rare.json"
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        words = (
            "--data",
            str(path),
            "--paper",
            "58",
            "--as",
            "escpos",
            "--out",
            str(tmp_path / "o"),
        )
        _, answer = call(capsysbinary, "render", "one-time-notice", *words)
        assert answer["bitmap_lines"] == lines  # Once for the citizen, once on the counterfoil.


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff\xfe", b'{"issuer": 7}', b'{"document_number": 1.5}']
)
def test_data_that_does_not_fit_is_refused_in_words(tmp_path, capsysbinary, content):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    words = ("--data", str(path), "--paper", "58", "--as", "text", "--out", str(tmp_path / "o"))

    code, answer = call(capsysbinary, "render", "intake-receipt", *words)

    assert code == 1
    assert answer["error"]["code"] == "form-data-invalid"
    assert not (tmp_path / "o").exists()


def test_a_misspelt_field_is_named_and_not_dropped(sample, tmp_path, capsysbinary):
    path = sample("refusal-notice", resaon="手误")
    words = ("--data", str(path), "--paper", "58", "--as", "text", "--out", str(tmp_path / "o"))

    code, answer = call(capsysbinary, "render", "refusal-notice", *words)

    assert code == 1
    assert "resaon" in answer["error"]["message"]


def test_a_form_that_does_not_exist_is_an_expected_failure(capsysbinary):
    code, answer = call(capsysbinary, "sample", "banknote")

    assert (code, answer["error"]["code"]) == (1, "unknown-form")


def test_standard_input_serves_as_a_file(sample, tmp_path, capsysbinary, monkeypatch):
    content = sample("intake-receipt").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    words = ("--data", "-", "--paper", "80", "--as", "text", "--out", str(tmp_path / "o"))

    code, _ = call(capsysbinary, "render", "intake-receipt", *words)

    assert code == 0
    assert "收件凭证" in (tmp_path / "o").read_text(encoding="utf-8")


def test_a_file_that_is_not_there_is_an_expected_failure(tmp_path, capsysbinary):
    words = ("--data", str(tmp_path / "none"), "--paper", "58", "--as", "text", "--out", "o")

    code, answer = call(capsysbinary, "render", "intake-receipt", *words)

    assert (code, answer["error"]["code"]) == (1, "unreadable-file")


@pytest.mark.parametrize("paper", ["57", "A4", ""])
def test_an_unknown_paper_is_wrong_usage(paper, tmp_path):
    words = ["--data", "-", "--paper", paper, "--as", "text", "--out", str(tmp_path / "o")]

    assert main(["form", "render", "intake-receipt", *words]) == 2
