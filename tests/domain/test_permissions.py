"""The table of rights, and the paper that tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.roles_table import table_lines

ROLES_PAPER = Path(__file__).parents[2] / "docs" / "roles.md"


@pytest.mark.asvs("8.1.2")
@pytest.mark.asvs("8.1.1")
def test_the_paper_on_roles_says_what_the_code_does():
    paper = ROLES_PAPER.read_text("utf-8")
    assert "\n".join(table_lines()) in paper, "run: python -m tools.roles_table, and put it in"
