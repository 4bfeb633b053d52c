"""Challenge and code, as two people speak them."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.enrolment_code import ALPHABET
from sync.unlock_code import (
    CHALLENGE_SIGNS,
    CODE_SIGNS,
    challenge_of,
    code_of,
    is_of,
    new_challenge,
    spoken,
    unlock_code,
)

DEVICE, COUNTY = X25519PrivateKey.generate(), X25519PrivateKey.generate()
OWN, THEIRS = DEVICE.public_key().public_bytes_raw(), COUNTY.public_key().public_bytes_raw()
NAME = "0123456789abcdef"


def made() -> tuple[str, str]:
    challenge = new_challenge(NAME, OWN, THEIRS)
    return challenge, unlock_code(DEVICE, COUNTY.public_key(), NAME, challenge)


def test_both_sides_derive_the_same_code_and_nobody_else_does():
    challenge, code = made()
    assert (len(challenge), len(code)) == (CHALLENGE_SIGNS, CODE_SIGNS)
    assert unlock_code(COUNTY, DEVICE.public_key(), NAME, challenge) == code
    others = {
        unlock_code(X25519PrivateKey.generate(), COUNTY.public_key(), NAME, challenge),
        unlock_code(DEVICE, COUNTY.public_key(), NAME[::-1], challenge),
        unlock_code(DEVICE, COUNTY.public_key(), NAME, made()[0]),
    }
    assert code not in others
    assert len(others) == 3


def test_a_challenge_names_the_two_keys_and_comes_once():
    challenges = [made()[0] for _ in range(200)]
    assert len(set(challenges)) == 200
    assert all(is_of(each, NAME, OWN, THEIRS) for each in challenges)
    other = X25519PrivateKey.generate().public_key().public_bytes_raw()
    assert sum(is_of(each, NAME, OWN, other) for each in challenges) < 30


def test_a_code_is_understood_as_people_write_and_say_it():
    challenge, code = made()
    assert spoken(code).count("-") == 4
    for typed in (spoken(code), code.lower(), f" {spoken(code)} ".replace("-", " ")):
        assert code_of(typed) == code
    heard = code.replace("0", "O").replace("1", "l")
    assert code_of(heard) == code
    assert challenge_of(spoken(challenge).lower()) == challenge
    assert challenge_of("") == challenge_of(challenge[:-1]) == challenge_of("王" * 8) == ""


@given(st.data())
def test_nearly_every_slip_in_one_sign_is_noticed_before_anything_is_tried(data):
    _, code = made()
    at = data.draw(st.integers(0, CODE_SIGNS - 1))
    slips = [code[:at] + sign + code[at + 1 :] for sign in ALPHABET if sign != code[at]]
    assert sum(code_of(slip) != "" for slip in slips) <= 8


@given(st.text(max_size=60))
def test_anything_typed_is_a_code_or_none(typed):
    found = code_of(typed)
    assert found == "" or len(found) == CODE_SIGNS
