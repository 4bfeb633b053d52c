"""`counter audit destroyed`: listed, one by its number, as a PDF, on paper."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from counter_app.bootstrap.profile import sign_in
from counter_app.cli.parser import main
from counter_app.domain.errors import DestructionListUnknown, FieldMissing, UnreadableFile
from counter_app.domain.ids import CaseId
from counter_app.domain.privacy_facts import CopiesDestroyed, DestroyedCopy
from counter_app.domain.retention import RULE
from counter_app.runtime.settings import PrinterSettings, Settings, load_settings, save_settings
from counter_app.storage.secret_store import FileSecretStore
from tests.fakes.people import MONDAY, PROFILE

PASSWORD = "Kessel.Flicker-8"
FLOOR = b'{"memory_kib": 19456, "iterations": 2, "lanes": 1}'
NUMBER = "销〔2026〕10101-00001号"
CASE = "510899101012026102601000073"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    FileSecretStore(tmp_path / "machine").save("password-cost", FLOOR)
    (tmp_path / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    save_settings(tmp_path / "settings.toml", Settings(counter=PROFILE))
    return tmp_path


@pytest.fixture
def ask(folder, capsysbinary):
    def ask(*words):
        who = ["--user", "clerk", "--password-file", str(folder / "password")]
        code = main([*words, "--profile", str(folder / "profile"), *who, "--json"])
        return code, json.loads(capsysbinary.readouterr().out)

    words = ("--settings", str(folder / "settings.toml"), "--staff", "QH0107", "--name", "周小禾")
    assert ask("setup", *words)[0] == 0
    return ask


@pytest.fixture
def destroyed(folder, ask):
    """Record a list as retention does; returns how to ask for it."""
    copy = DestroyedCopy(
        case=CaseId("c" * 32), number=CASE, last_event="ab" * 32, files=("cd" * 32,) * 2
    )
    fact = CopiesDestroyed(
        document_number=NUMBER,
        rule=RULE.words,
        copies=(copy,),
        blocked=((CASE[:-1] + "4", "原件没有退清"),),
        destroyed_at=MONDAY,
    )
    opened = sign_in(folder / "profile", "clerk", PASSWORD)
    with opened.office.unit_of_work(as_system=True) as work:
        work.record(CaseId(""), fact)
        work.commit()
    opened.close()
    return lambda *words: ask("audit", "destroyed", *words)


def give_printer(folder, paper):
    path = folder / "profile" / "settings.toml"
    printer = PrinterSettings(name="A4", address=f"pdf://{paper}", paper="a4", profile="a4")
    save_settings(path, replace(load_settings(path), printers=(printer,)))


def text_of(content):
    return "".join(
        "".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages
    )


def test_a_list_is_found_by_its_number_and_written_as_a_pdf(folder, destroyed):
    code, answer = destroyed()
    (row,) = answer["lists"]
    assert (code, row["number"], len(row["record"])) == (0, NUMBER, 64)

    path = folder / "清单.pdf"
    code, answer = destroyed(NUMBER, "--pdf", str(path))
    assert (code, answer["pdf"], answer["bytes"]) == (0, str(path), path.stat().st_size)
    text = text_of(path.read_bytes())
    assert "销毁清单" in text
    assert row["record"] in text
    assert "附件2个" in text
    assert "原件没有退清" in text
    assert "周小禾" in text, "who had it printed stands at its foot"


def test_a_list_comes_out_of_the_printer_and_one_without_a_printer_says_so(folder, destroyed):
    code, answer = destroyed(NUMBER, "--print")
    assert (code, answer["printed"]) == (1, "failed")
    assert "打印机" in answer["detail"]

    sheets = folder / "sheets"
    sheets.mkdir()
    give_printer(folder, sheets)
    code, answer = destroyed(NUMBER, "--print")
    (sheet,) = sheets.glob("*.pdf")
    assert code == 0
    assert answer["printed"] in {"printed", "unknown"}
    assert NUMBER in text_of(sheet.read_bytes())


def test_what_cannot_be_brought_to_paper_is_told(folder, destroyed):
    assert destroyed("--print")[1]["error"]["code"] == FieldMissing.code
    assert destroyed("销〔2026〕9号")[1]["error"]["code"] == DestructionListUnknown.code
    assert destroyed(NUMBER, "--pdf", str(folder))[1]["error"]["code"] == UnreadableFile.code
