"""F25 in small: the same story over an edge of megabytes; `make.py soak` plays it at 1 GiB."""

from __future__ import annotations

import pytest

from tests.faults.playing import faults_found, played, require_nothing_lost
from tools.faults import PARTS


@pytest.mark.slow
@pytest.mark.fault("F25")
def test_a_database_that_grows_over_an_edge_keeps_what_was_acknowledged():
    rows = played("large:1", "large:1:hasty")
    require_nothing_lost(rows["large:1"], at_least=2)
    assert rows["large:1"][0]["more"]["acknowledged"] >= 2
    assert faults_found(rows["large:1:hasty"]) == {"F25"}


def test_a_release_goes_past_the_page_of_the_locks_and_a_commit_does_not():
    (part,) = [part for part in PARTS if part.name == "large"]
    assert part.pieces(is_soak=False) == []
    assert {piece.count for piece in part.pieces(is_soak=True)} == {1_024}
