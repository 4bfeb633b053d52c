"""Invented events, and requests made by hand."""

from __future__ import annotations

import base64

import requests

from sync.client.http_transport import new_nonce
from sync.protocol import Exchange, Hello
from sync.signing import Purpose, request_bytes, sign
from sync.wire import (
    DEVICE_HEADER,
    EXCHANGE_PATH,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    encode_exchange,
)

CASE = "ab" * 16


def note(store, text: str = "现场核验", **more) -> str:
    """Write an event of a kind the program does not know; it travels like any other."""
    return store.write_raw("case.noted", {"text": text}, case_id=CASE, **more)


def a_hello(**differently) -> Hello:
    values = {
        "program": "0.1.0",
        "fold_version": 1,
        "epoch": "",
        "position": 0,
        "prefix_hash": "",
        "head": {"generation": 1, "n": 0, "id": ""},
        "pending": 0,
        "parked": 0,
        "wall": "2026-03-02T09:00:00.000+08:00",
        "boot": "00c0ffee",
        "mono": 1,
    }
    return Hello(**values | differently)


def hello_body() -> bytes:
    return encode_exchange(Exchange(hello=a_hello()))


def signed_headers(device: str, key, body: bytes, *, generation: int = 1) -> dict[str, str]:
    nonce = new_nonce()
    signature = sign(key, Purpose.REQUEST, request_bytes(nonce, body))
    return {
        DEVICE_HEADER: f"{device}.{generation}",
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: base64.b64encode(signature).decode(),
        "Content-Type": "application/json",
    }


def post(url: str, body: bytes, headers: dict[str, str], path: str = EXCHANGE_PATH):
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url + path, data=body, headers=headers, timeout=10)
