"""What is no list, too long a list, or no base64 is refused in one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.json_values import bytes_of, bytes_to_text, rows_of


@given(st.binary())
def test_bytes_come_back(data):
    assert bytes_of(bytes_to_text(data)) == data


@pytest.mark.parametrize("text", [None, 7, "é", "=", "A", "YQ", "YQ== ", "YQ\n==", ["YQ=="]])
def test_what_is_no_base64_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is the promise, not the words
        bytes_of(text)


@pytest.mark.parametrize("value", [None, {}, "ab", [1, 2, 3]])
def test_what_is_no_list_or_too_long_is_refused(value):
    with pytest.raises(ValueError, match="no list"):
        rows_of(value, 2)


def test_a_list_is_itself():
    assert rows_of([1, 2], 2) == [1, 2]
