"""`counter receipt verify`: papers of a real counter, read back by a real decoder."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image, ImageFilter

from counter_app.bootstrap.printers import paper_context
from counter_app.bootstrap.profile import create_counter, sign_in
from counter_app.cli.parser import main
from counter_app.domain.device_trust import DeviceStatus, KnownDevice
from counter_app.domain.print_job import FormId
from counter_app.domain.receipt_code import PREVIEW_CODE
from counter_app.domain.staff import Role
from counter_app.runtime.known_devices import FILE_NAME, load_known_devices, save_known_devices
from counter_app.runtime.settings import Settings
from counter_app.services.print_document import PrintDocument
from counter_app.services.submit_intake import Outcome, SubmitIntake
from counter_app.storage.vault import COST_FLOOR, Person
from printing.forms.from_case import PaperCopy, form_data
from printing.forms.registry import lay_out
from printing.paper_picture import to_png
from printing.profiles import profile_for_paper
from printing.render_escpos import render_escpos
from tests.fakes.people import PROFILE
from tests.services.intake import submission

PASSWORD = "一位窗口人员的密码-1"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTER_MACHINE_DIR", str(tmp_path / "machine"))
    return tmp_path / "profile"


@pytest.fixture
def counter(folder):
    person = Person(user="clerk", staff="QH0107", name="周小禾", role=Role.CLERK)
    create_counter(folder, Settings(counter=PROFILE), person, PASSWORD, cost=COST_FLOOR)
    opened = sign_in(folder, "clerk", PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def case(counter):
    return SubmitIntake(counter.office)(submission(counter.office, outcome=Outcome.ACCEPT))


@pytest.fixture
def verify(folder, capsysbinary):
    def verify(*words, profile=None):
        code = main(["receipt", "verify", *words, "--profile", str(profile or folder), "--json"])
        assert code == 0
        return json.loads(capsysbinary.readouterr().out)

    return verify


def sheet_of(counter, case, form, *, paper="58") -> bytes:
    """Print one paper as its printer's bytes would stand on the roll, at one pixel a dot."""
    with counter.store.unit_of_work() as work:
        as_of = work.case(case.case_id)
    printed = next(document for document in as_of.documents if document.form is form)
    data = form_data(
        form,
        as_of,
        paper_context(counter),
        printed_at=printed.intended_at,
        copy=PaperCopy(printed.copy_number, printed.job),
    )
    model = profile_for_paper(paper)
    return to_png(render_escpos(lay_out(form, data, paper=paper), model).data, model.dots)


@pytest.mark.threat("T11")
@pytest.mark.parametrize("paper", ["58", "80"])
def test_a_printed_receipt_is_verified_from_its_dots(counter, case, verify, tmp_path, paper):
    picture = tmp_path / "receipt.png"
    picture.write_bytes(sheet_of(counter, case, FormId.INTAKE_RECEIPT, paper=paper))

    found = verify("--image", str(picture))

    assert found["valid"] is True
    assert found["problems"] == []
    assert found["case_number"] == case.number
    assert found["item"] == "80周岁以上老年人高龄津贴"
    assert found["received_on"] == case.received_on.isoformat()
    assert found["accepted_on"] == case.acceptance.accepted_on.isoformat()
    assert found["due_on"] == case.acceptance.due_on.isoformat()
    assert found["copy"] == 1
    assert found["device"] == counter.keys.identity.device
    assert found["device_status"] == "trusted"
    assert found["counter"] == PROFILE.counter_code


def test_a_photograph_of_a_receipt_will_do(counter, case, verify, tmp_path):
    with Image.open(BytesIO(sheet_of(counter, case, FormId.INTAKE_RECEIPT))) as sheet:
        tilted = sheet.convert("L").rotate(7, expand=True, fillcolor=255)
        side = tilted.resize((tilted.width * 3 // 2, tilted.height * 3 // 2))
    photo = side.filter(ImageFilter.GaussianBlur(1.2)).point(lambda dot: 40 + dot * 170 // 255)
    picture = tmp_path / "photo.jpg"
    photo.save(picture, quality=70)

    assert verify("--image", str(picture))["valid"] is True


def test_the_copy_number_stands_inside_the_signature(counter, case, verify, tmp_path):
    PrintDocument(counter.office)(case.case_id, FormId.INTAKE_RECEIPT, reason="群众遗失")
    with counter.store.unit_of_work() as work:
        as_of = work.case(case.case_id)
    copies = [each for each in as_of.documents if each.form is FormId.INTAKE_RECEIPT]
    context = paper_context(counter)
    codes = [
        context.code_for(as_of, each.form, PaperCopy(each.copy_number, each.job)) for each in copies
    ]

    assert [verify(code)["copy"] for code in codes] == [1, 2]
    assert len({verify(code)["head"] for code in codes}) == 2


def test_trusted_revoked_and_unknown_devices_are_told_apart(counter, case, verify, folder):
    context = paper_context(counter)
    code = context.code_for(case, FormId.ACCEPTANCE_NOTICE, PaperCopy(1, case.status_set_by))
    own = counter.keys.identity

    revoked = KnownDevice(
        device=own.device,
        generation=own.generation,
        public_key=own.public_key.public_bytes_raw(),
        status=DeviceStatus.REVOKED,
    )
    save_known_devices(folder, [revoked])
    found = verify(code)
    assert (found["valid"], found["device_status"]) == (False, "revoked")
    assert found["problems"] == ["device-revoked"]

    save_known_devices(folder, [])
    found = verify(code)
    assert (found["valid"], found["device_status"]) == (False, "unknown")
    assert found["case_number"] == case.number


def test_a_false_signature_is_called_false(counter, case, verify, folder):
    own = counter.keys.identity
    context = paper_context(counter)
    code = context.code_for(case, FormId.INTAKE_RECEIPT, PaperCopy(1, case.status_set_by))
    other = KnownDevice(device=own.device, generation=own.generation, public_key=bytes(32))
    save_known_devices(folder, [other])

    found = verify(code)

    assert (found["valid"], found["problems"]) == (False, ["bad-signature"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("510899101012026110201000017", "not-a-receipt"),
        ("https://example.com/TC1:", "not-a-receipt"),
        ("TC1:" + "A" * 400, "not-a-receipt"),
        ("TC1:ABC", "unreadable"),
        (PREVIEW_CODE, "preview"),
    ],
)
def test_what_is_no_code_of_ours_is_an_answer(verify, tmp_path, text, problem):
    found = verify(text, profile=tmp_path / "nowhere")
    assert (found["valid"], found["problems"]) == (False, [problem])
    assert found["case_number"] is None


def test_a_picture_without_a_code_and_a_file_that_is_none(tmp_path, capsysbinary):
    blank = tmp_path / "blank.png"
    Image.new("L", (300, 300), 255).save(blank)
    where = ["--profile", str(tmp_path), "--json"]
    assert main(["receipt", "verify", "--image", str(blank), *where]) == 0
    assert json.loads(capsysbinary.readouterr().out)["problems"] == ["no-code"]

    blank.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    assert main(["receipt", "verify", "--image", str(blank), *where]) == 1
    assert json.loads(capsysbinary.readouterr().out)["error"]["code"] == "unreadable-file"


@pytest.mark.parametrize(
    "content", ["", "[]", '{"devices": [{}]}', '{"devices": [{"device": "a"}', "[" * 5000]
)
def test_a_list_of_devices_that_cannot_be_read_is_said(folder, capsysbinary, content):
    folder.mkdir()
    (folder / FILE_NAME).write_text(content, encoding="utf-8")
    assert main(["receipt", "verify", PREVIEW_CODE, "--profile", str(folder), "--json"]) == 1
    assert json.loads(capsysbinary.readouterr().out)["error"]["code"] == "unreadable-file"


def test_opening_the_counter_mends_the_list_and_keeps_older_keys(counter, folder):
    own = counter.keys.identity
    (folder / FILE_NAME).write_text("{", encoding="utf-8")
    counter.close()
    sign_in(folder, "clerk", PASSWORD).close()
    known = load_known_devices(folder).find(own.device, own.generation)
    assert known is not None
    assert known.public_key == own.public_key.public_bytes_raw()


def test_verifying_loads_no_window_no_database_and_no_pdf():
    script = (
        "import sys; from counter_app.cli.parser import main\n"
        f"main(['receipt', 'verify', {PREVIEW_CODE!r}, '--json'])\n"
        "sys.exit(any(name in sys.modules for name in ('PySide6', 'sqlalchemy', 'reportlab')))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
