"""A scanner types a code into the search box."""

from __future__ import annotations

from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt

from counter_app.domain.device_trust import DeviceStatus, KnownDevice, KnownDevices
from counter_app.domain.ids import DeviceId
from counter_app.domain.print_job import FormId
from counter_app.domain.receipt_code import claim_about
from counter_app.services.verify_receipt import VerifyReceipt
from counter_app.ui.case.view import CaseView
from counter_app.ui.widgets.labels import PlainLabel
from counter_app.ui.worklist.receipt_dialog import ReceiptDialog
from sync.receipt_code import receipt_code
from sync.signing import Purpose, sign
from tests.ui.sample_cases import a_morning

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DEVICE = DeviceId("aabbccddeeff0011")


def known(status=DeviceStatus.TRUSTED) -> KnownDevices:
    key = KEY.public_key().public_bytes_raw()
    return KnownDevices([KnownDevice(device=DEVICE, generation=1, public_key=key, status=status)])


@pytest.fixture
def case(office, clock):
    return next(iter(a_morning(office, clock)))


@pytest.fixture
def code(case):
    claim = claim_about(
        case,
        FormId.INTAKE_RECEIPT,
        copy=1,
        job=case.status_set_by,
        signer=(DEVICE, 1),
    )
    return receipt_code(claim, partial(sign, KEY, Purpose.RECEIPT))


@pytest.fixture
def scan(qtbot, open_counter):
    def scan(code, devices):
        checker = VerifyReceipt(devices, lambda _: "80周岁以上老年人高龄津贴")
        counter = open_counter(verify_receipt=checker)
        counter.sign_in()
        qtbot.keyClick(counter.window, Qt.Key.Key_F3)
        box = counter.window.page().search
        qtbot.keyClicks(box, code)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: counter.window.findChild(ReceiptDialog) is not None)
        return counter, counter.window.findChild(ReceiptDialog)

    return scan


def test_f3_and_a_scan_tell_a_genuine_receipt_and_enter_opens_its_case(qtbot, scan, code, case):
    counter, dialog = scan(code, known())
    assert dialog.headline == "真：签名核对无误"
    assert case.number[:11] in "".join(dialog.rows.words())
    assert counter.window.page().search.text() == ""

    counter.shoot("receipt-genuine", dialog)

    counter.press(Qt.Key.Key_Return)

    counter.wait(lambda: isinstance(counter.window.page(), CaseView))


def test_a_false_one_a_revoked_and_an_unknown_device_say_what_to_do(scan, code):
    _, dialog = scan(code, known(DeviceStatus.REVOKED))
    assert dialog.headline.startswith("不能认定")
    assert any("停用" in label for label in texts(dialog))


def test_a_code_of_another_county_is_not_believed(scan, code):
    counter, dialog = scan(code, KnownDevices())
    assert any("不认识" in label for label in texts(dialog))
    counter.shoot("receipt-unknown", dialog)


def texts(dialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(PlainLabel)]
