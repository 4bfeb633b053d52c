"""The digest as it travels: what is over a limit, or contradicts itself, is refused whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.digest import BLOCK_PLACES
from sync.protocol import (
    CHECKPOINTS_MAX,
    DIGEST_BLOCKS_MAX,
    DIGEST_CHAINS_MAX,
    DIGEST_RANGES_MAX,
    EVIDENCE_BYTES_MAX,
    EVIDENCE_MAX,
    ChainDigest,
    ChainRange,
    Digest,
    Exchange,
    Push,
    Signed,
)
from sync.wire import decode_exchange, encode_exchange
from tests.sync.made_up import a_hello

hexes = {size: st.text("0123456789abcdef", min_size=size, max_size=size) for size in (16, 32, 64)}
signed = st.builds(Signed, data=st.binary(max_size=90), signature=st.just(bytes(64)))
chains = st.builds(
    lambda device, generation, blocks, short, head: ChainDigest(
        device=device,
        generation=generation,
        n=max(1, len(blocks) * BLOCK_PLACES - short),
        head=head,
        blocks=tuple(blocks),
    ),
    hexes[16],
    st.integers(1, 9),
    st.lists(hexes[32], min_size=1, max_size=3),
    st.integers(0, BLOCK_PLACES - 1),
    hexes[64],
)
spans = st.builds(
    lambda device, first, more: ChainRange(
        device=device, generation=1, first=first, last=first + more
    ),
    hexes[16],
    st.integers(1, 2**40),
    st.integers(0, 300),
)
messages = st.builds(
    Digest,
    chains=st.lists(chains, max_size=3, unique_by=lambda c: (c.device, c.generation)).map(tuple),
    checkpoints=st.lists(st.tuples(st.integers(0, 2**53 - 1), hexes[64]), max_size=4).map(tuple),
    fetch=st.lists(spans, max_size=4).map(tuple),
    anchor=st.none() | signed,
)


@given(messages, st.lists(signed, max_size=3).map(tuple))
def test_what_goes_out_comes_in(digest, evidence):
    push = Push(epoch="ab" * 16, events=(), evidence=evidence)
    message = Exchange(hello=a_hello(), push=push, digest=digest)
    assert decode_exchange(encode_exchange(message)) == message


def body(digest: dict, *, evidence: list | None = None) -> bytes:
    whole = json.loads(encode_exchange(Exchange(hello=a_hello())))
    whole["digest"] = {"chains": [], "checkpoints": [], "fetch": []} | digest
    if evidence is not None:
        whole["push"] = {"epoch": "", "events": [], "evidence": evidence}
    return json.dumps(whole).encode()


def a_chain(**differently) -> dict:
    chain = {"device": "0a" * 8, "generation": 1, "n": 1, "head": "ab" * 32, "blocks": ["cd" * 16]}
    return chain | differently


REFUSED = "validation error|than a digest|than its length|named twice|before it begins|512 KiB"
SPAN = ["0a" * 8, 1, 1, 2]
SHOWN = {"data": "AAAA", "signature": "A" * 86 + "=="}


@pytest.mark.threat("T10")
@pytest.mark.parametrize(
    "digest",
    [
        {"chains": [a_chain(blocks=[])]},
        {"chains": [a_chain(n=2**53 - 1)]},
        {"chains": [a_chain(n=BLOCK_PLACES + 1)]},
        {"chains": [a_chain(n=0, blocks=[])]},
        {"chains": [a_chain(blocks=["cd" * 8])]},
        {"chains": [a_chain(), a_chain()]},
        {"chains": [a_chain(device=f"{i:016x}") for i in range(DIGEST_CHAINS_MAX + 1)]},
        {
            "chains": [
                a_chain(
                    device=f"{i:016x}",
                    n=BLOCK_PLACES * DIGEST_BLOCKS_MAX // 2 + BLOCK_PLACES,
                    blocks=["cd" * 16] * (DIGEST_BLOCKS_MAX // 2 + 1),
                )
                for i in range(2)
            ]
        },
        {"checkpoints": [[i, "ab" * 32] for i in range(CHECKPOINTS_MAX + 1)]},
        {"checkpoints": [[-1, "ab" * 32]]},
        {"checkpoints": [[1, "ab" * 32, 1]]},
        {"checkpoints": [["1", "ab" * 32]]},
        {"fetch": [SPAN] * (DIGEST_RANGES_MAX + 1)},
        {"fetch": [["0a" * 8, 1, 2, 1]]},
        {"fetch": [["0a" * 8, 1, 0, 1]]},
        {"fetch": [["0a" * 8, 1.5, 1, 1]]},
        {"anchor": {"data": "AAAA", "signature": "AAAA"}},
        {"unheard of": 1},
    ],
)
def test_what_is_too_much_or_makes_no_sense_is_refused(digest):
    with pytest.raises(ValueError, match=REFUSED):
        decode_exchange(body(digest))


@pytest.mark.parametrize(
    "evidence",
    [
        [SHOWN] * (EVIDENCE_MAX + 1),
        [SHOWN | {"data": "A" * (4 * (EVIDENCE_BYTES_MAX // EVIDENCE_MAX))}] * EVIDENCE_MAX,
        [SHOWN | {"more": 1}],
    ],
)
def test_evidence_has_an_end_too(evidence):
    with pytest.raises(ValueError, match=REFUSED):
        decode_exchange(body({}, evidence=evidence))


def test_the_reference_form_is_that_of_the_protocol():
    assert decode_exchange(body({"chains": [a_chain()], "fetch": [SPAN]})).digest == Digest(
        chains=(
            ChainDigest(device="0a" * 8, generation=1, n=1, head="ab" * 32, blocks=("cd" * 16,)),
        ),
        fetch=(ChainRange(device="0a" * 8, generation=1, first=1, last=2),),
    )
