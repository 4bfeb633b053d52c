"""Connections are shared out among processes, and nobody waits for one that hangs."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.server.door import COURTESY_S, Door, Share

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its event loop has no readers")
WAIT_S = 10


class Greeter(asyncio.Protocol):
    """Says one word and hangs up."""

    def connection_made(self, transport) -> None:
        transport.write(b"hello")
        transport.close()


@asynccontextmanager
async def door(counts, *, tls=None, held=lambda: 0):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        opened = Door(listening, Greeter, tls, Share(counts, 0), held)
        opened.open()
        try:
            yield opened, listening.getsockname()
        finally:
            await opened.close()


async def greeting(address) -> bytes:
    reader, writer = await asyncio.open_connection(*address)
    try:
        return await asyncio.wait_for(reader.read(), WAIT_S)
    finally:
        writer.close()


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8), st.data())
def test_there_is_always_somebody_who_takes_the_next_one(counts, data):
    assert any(not Share(counts, place).is_ahead() for place in range(len(counts)))
    place = data.draw(st.integers(0, len(counts) - 1))
    if counts[place] > 2 * (min(counts) + 1) and len(counts) > 1:
        assert Share(counts, place).is_ahead()


def test_it_says_what_it_holds():
    counts = [0, 0]

    async def play() -> None:
        async with door(counts, held=lambda: 7) as (opened, _):
            opened.publish()

    asyncio.run(play())
    assert counts == [7, 0]


def test_one_that_has_more_leaves_it_to_the_others_but_not_for_long():
    async def play() -> tuple[bytes, float]:
        async with door([0, 3], held=lambda: 9) as (_, address):
            loop = asyncio.get_running_loop()
            began = loop.time()
            return await greeting(address), loop.time() - began

    said, seconds = asyncio.run(play())
    assert said == b"hello"
    assert seconds >= COURTESY_S


def test_many_are_let_in_one_after_the_other():
    async def play() -> list[bytes]:
        async with door([0]) as (_, address):
            return await asyncio.gather(*(greeting(address) for _ in range(50)))

    assert asyncio.run(play()) == [b"hello"] * 50


def test_who_speaks_no_tls_is_put_out_and_the_next_one_is_heard(tmp_path):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    async def play() -> list[bytes]:
        async with door([0], tls=tls) as (_, address):
            answers = []
            for _ in range(2):
                reader, writer = await asyncio.open_connection(*address)
                writer.write(b"GET / HTTP/1.1\r\n\r\n")
                answers.append(await asyncio.wait_for(reader.read(), WAIT_S))
                writer.close()
            return answers

    answers = asyncio.run(play())
    assert len(answers) == 2
    assert all(b"hello" not in answer for answer in answers)


def test_a_closed_door_lets_nobody_in():
    async def play() -> None:
        async with door([0]) as (opened, address):
            await opened.close()
            reader, writer = await asyncio.open_connection(*address)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.read(), 0.2)
            writer.close()

    asyncio.run(play())
