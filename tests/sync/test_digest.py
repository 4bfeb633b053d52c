"""Blocks of chains find what is missing; equal cases have equal hashes."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.case_fold import fold
from sync.digest import BLOCK_PLACES, chain_digest, fold_hash, holes, lacking, state_hash
from tests.fakes.people import TWO_MISSING, accepted, event, noticed, received, refused

DEVICE = "0a" * 8


def name(place: int, branch: int = 0) -> str:
    return hashlib.sha256(f"{place}.{branch}".encode()).hexdigest()


def digest_of(links):
    return chain_digest(DEVICE, 1, sorted(links))


places = st.integers(1, BLOCK_PLACES * 3)
chains = st.builds(
    lambda end, gone, branches: {
        *((place, name(place)) for place in range(1, end + 1) if place not in gone),
        *((place, name(place, 1)) for place in branches if place <= end),
    },
    st.integers(0, BLOCK_PLACES * 3),
    st.sets(places, max_size=5),
    st.sets(places, max_size=2),
)


def spanned(ranges) -> set[int]:
    return {place for each in ranges for place in range(each.first, each.last + 1)}


@given(chains, chains)
def test_what_one_side_lacks_lies_in_what_is_named(theirs, ours):
    """Whatever differs is found: by the places that are named, or in the next comparison."""
    shown = digest_of(theirs)
    we_lack, they_lack = lacking(shown, sorted(ours))
    assert (theirs == ours) == (not we_lack and not they_lack)
    missing_here = {place for place, _ in theirs} - {place for place, _ in ours}
    assert missing_here <= spanned(we_lack)
    beyond = {place for place, _ in ours if place > shown.n}
    assert beyond <= spanned(they_lack)


@given(chains, chains)
def test_two_sides_that_do_as_they_are_told_end_equal(theirs, ours):
    """The rule of the client over the rule of the county, for any two chains with one history."""
    county, client = set(ours), set(theirs)
    for _ in range(4):
        county_lacks, client_lacks = lacking(digest_of(client), sorted(county))
        if not county_lacks and not client_lacks:
            break
        here = {place for place, _ in client}
        whole = [each for each in county_lacks if not holes(here, each.first, each.last)]
        offered = {link for link in client if link[0] in spanned(whole)}
        fetched = set()
        for each in client_lacks:
            missing = holes(here, each.first, each.last)
            if not missing and each in county_lacks:
                missing = [(each.first, each.last)]
            fetched |= {link for link in county for a, b in missing if a <= link[0] <= b}
        county |= offered
        client |= fetched
    both = set(ours) | set(theirs)
    assert client | county == both
    if {place for place, _ in both} == set(range(1, len({place for place, _ in both}) + 1)):
        assert client == county


@given(st.sets(st.integers(1, 40)), st.integers(1, 40), st.integers(1, 40))
def test_holes_are_what_is_not_there(present, first, last):
    found = {place for a, b in holes(present, first, last) for place in range(a, b + 1)}
    assert found == set(range(first, last + 1)) - present


def test_a_digest_of_a_thousand_events_is_a_few_blocks():
    digest = digest_of((place, name(place)) for place in range(1, 1001))
    assert (digest.n, digest.head, len(digest.blocks)) == (1000, name(1000), 4)
    assert all(len(block) == 32 for block in digest.blocks)


def test_the_first_block_is_the_hash_of_its_ids():
    hashed = hashlib.sha256(bytes.fromhex(name(1)) + bytes.fromhex(name(2))).hexdigest()[:32]
    assert digest_of([(1, name(1)), (2, name(2))]).blocks == (hashed,)


HISTORIES = [
    [event("e1", received())],
    [event("e1", received(TWO_MISSING))],
    [event("e1", received(TWO_MISSING)), event("e2", noticed(), "e1")],
    [event("e1", received()), event("e2", accepted(), "e1")],
    [event("e1", received()), event("e2", refused(), "e1")],
    [event("e1", received()), event("e2", accepted(), "e1"), event("e3", refused(), "e1")],
    [event("e1", received()), event("e3", refused(), "e1"), event("e2", accepted(), "e1")],
]


def test_equal_histories_give_equal_hashes_and_others_give_others():
    hashes = [fold_hash(fold(history)) for history in HISTORIES]
    assert hashes == [fold_hash(fold(list(history))) for history in HISTORIES]
    assert len(set(hashes)) == len(HISTORIES)


def test_the_state_does_not_depend_on_the_order_in_which_cases_are_named():
    cases = {f"{i:032x}": fold_hash(fold(h)) for i, h in enumerate(HISTORIES)}
    assert state_hash(cases) == state_hash(dict(reversed(cases.items())))
    assert state_hash(cases) != state_hash(dict(list(cases.items())[1:]))
