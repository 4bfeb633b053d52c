from __future__ import annotations

from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.domain import base45
from counter_app.domain.receipt_code import PREFIX, PREVIEW_CODE
from sync.receipt_code import open_receipt, receipt_code
from sync.signing import Purpose, sign
from tests.domain.test_receipt_code import CLAIM

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CODE = receipt_code(CLAIM, partial(sign, KEY, Purpose.RECEIPT))


def is_genuine(text: str) -> bool:
    try:
        return open_receipt(text).is_signed_by(KEY.public_key())
    except ValueError:
        return False


def test_a_code_opens_as_what_was_signed():
    receipt = open_receipt(CODE)
    assert receipt.claim == CLAIM
    assert receipt.is_signed_by(KEY.public_key())
    assert len(CODE) == len(PREVIEW_CODE) == 163


@pytest.mark.parametrize("noise", [" {}", "{}\r\n", "\t{}", "{} "])
def test_what_scanners_put_round_a_code_does_not_matter(noise):
    assert is_genuine(noise.format(CODE))
    assert is_genuine(noise.format(CODE.lower()))


def test_blanks_lost_at_the_end_come_back():
    for number in range(1, 400):  # Some of these codes end in the alphabet's own blank.
        key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
        code = receipt_code(CLAIM, partial(sign, key, Purpose.RECEIPT))
        assert open_receipt(code.rstrip(" ")).is_signed_by(key.public_key())


@pytest.mark.threat("T11")
def test_no_altered_bit_passes():
    sealed = base45.decode(CODE.removeprefix(PREFIX))
    for place in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[place // 8] ^= 1 << place % 8
        assert not is_genuine(PREFIX + base45.encode(bytes(altered))), place


@pytest.mark.threat("T11", "T18")
@settings(max_examples=500)
@given(place=st.integers(0, len(CODE) - 1), character=st.characters(codec="utf-8"))
def test_no_other_character_passes(place, character):
    altered = CODE[:place] + character + CODE[place + 1 :]
    if altered.strip().upper() != CODE.strip():
        assert not is_genuine(altered)


@pytest.mark.asvs("9.2.2")
def test_a_signature_for_another_end_does_not_serve():
    for purpose in Purpose:
        if purpose is not Purpose.RECEIPT:
            assert not is_genuine(receipt_code(CLAIM, partial(sign, KEY, purpose)))


@pytest.mark.threat("T18")
@pytest.mark.parametrize("text", ["", "TC1:", "TC1:" + "0" * 500, "https://example.com", "TC1:é"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(ValueError, match=r"code|base45|group"):
        open_receipt(text)
