"""The pinned authorities in the readiness list."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from counter_app.bootstrap.device_checks import authority_check
from counter_app.runtime.pinned_authorities import ends_of
from tests.fakes.certificates import Authority


@pytest.fixture
def authority(tmp_path) -> Authority:
    return Authority(tmp_path, "county-ca")


@pytest.mark.threat("T7")
@pytest.mark.parametrize(
    ("days_before", "status"), [(31, "ok"), (29, "warning"), (0, "failed"), (-1, "failed")]
)
def test_the_end_of_the_last_authority_is_told_a_month_before(authority, days_before, status):
    (end,) = ends_of(authority.file)
    check = authority_check(authority.file, end.astimezone(UTC) - timedelta(days=days_before))
    assert check.status == status
    assert bool(check.advice) == (status != "ok")


def test_the_later_of_two_counts(authority, tmp_path):
    both = tmp_path / "both.pem"
    both.write_bytes(authority.file.read_bytes() * 2)
    assert len(ends_of(both)) == 2


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_file_without_an_authority_is_named(tmp_path, authority, content):
    file = tmp_path / "none.pem"
    if content is not None:
        file.write_bytes(content)
    (end,) = ends_of(authority.file)
    check = authority_check(file, end)
    assert check.status == "failed"
    assert "none.pem" in check.detail
