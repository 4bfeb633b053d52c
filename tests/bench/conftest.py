"""A folder and a size that let a measurement end within a second."""

from __future__ import annotations

import pytest

from counter_app.bench.rows import Plan


@pytest.fixture
def plan(tmp_path):
    return Plan(tmp_path, is_quick=True)
