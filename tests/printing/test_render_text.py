"""The document as people read it in a diff."""

from __future__ import annotations

import pytest

from printing.paper_text import columns_of
from printing.render_text import render_text
from tests.printing.documents import WIDTHS, sample_document


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_receipt_reads_as_it_was_approved(columns, agrees_with_snapshot):
    text = render_text(sample_document(watermark="练习"), columns, copy_mark="补打 第1次")
    assert agrees_with_snapshot(f"receipt-{columns}.txt", text)
    assert all(columns_of(line) <= columns for line in text.splitlines())


def test_the_copy_mark_stands_over_the_first_line():
    text = render_text(sample_document(), 48, copy_mark="补打 第2次")
    assert text.splitlines()[0].strip() == "[补打 第2次]"
    assert "补打" not in render_text(sample_document(), 48)
