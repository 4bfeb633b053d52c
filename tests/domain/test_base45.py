from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain import base45


@given(st.binary(max_size=200))
def test_what_was_encoded_comes_back(data):
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")]
)
def test_the_examples_of_the_standard(data, text):
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["GGW", ":::", "A", "BB8A", "a00", "éBB", "::"])
def test_what_nobody_encoded_is_refused(text):
    with pytest.raises(ValueError, match=r"base45|group"):
        base45.decode(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_never_read_in_two_ways(text):
    try:
        data = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(data) == text
