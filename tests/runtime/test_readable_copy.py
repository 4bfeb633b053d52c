"""A PDF reaches another program without leaving a readable byte on the disk."""

from __future__ import annotations

import os
import sys

import pytest

from counter_app.domain.errors import DiskReadOnly, PdfNotOpened
from counter_app.runtime import readable_copy
from counter_app.runtime.readable_copy import HandOver, ReadableCopies

NAME, CONTENT = "ab" * 32, b"%PDF-1.4 a canary"
needs_memory = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")


@pytest.mark.asvs("14.2.4")
@needs_memory
@pytest.mark.threat("T1")
def test_in_memory_it_can_be_read_and_nothing_lies_in_the_folder(tmp_path):
    copies = ReadableCopies(tmp_path / "viewing", HandOver.ANONYMOUS)
    path = copies.lay_down(NAME, CONTENT, ".pdf")
    assert path.read_bytes() == CONTENT
    assert copies.lay_down(NAME, CONTENT, ".pdf") == path
    assert list(tmp_path.iterdir()) == []
    handle = os.open(path, os.O_RDONLY)  # As a reader that has it open.
    copies.forget()
    assert os.read(handle, 100) == b""
    os.close(handle)
    copies.forget()


def test_never_means_never(tmp_path):
    copies = ReadableCopies(tmp_path / "viewing", HandOver.NEVER)
    with pytest.raises(PdfNotOpened):
        copies.lay_down(NAME, CONTENT, ".pdf")


def test_where_there_are_no_anonymous_files_nothing_is_laid_down(tmp_path, monkeypatch):
    monkeypatch.delattr(readable_copy.os, "memfd_create", raising=False)
    copies = ReadableCopies(tmp_path / "viewing", HandOver.ANONYMOUS)
    with pytest.raises(PdfNotOpened):
        copies.lay_down(NAME, CONTENT, ".pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_plain_file_is_the_owner_s_alone_and_is_overwritten_when_it_goes(tmp_path):
    copies = ReadableCopies(tmp_path / "viewing", HandOver.FILE)
    path = copies.lay_down(NAME, CONTENT, ".pdf")
    assert copies.lay_down(NAME, b"other", ".pdf").read_bytes() == CONTENT
    assert path.suffix == ".pdf"
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
    second = tmp_path / "second name of the same bytes"
    os.link(path, second)
    copies.forget()
    assert not path.exists()
    assert set(second.read_bytes()) == {0}


def test_what_an_earlier_run_left_goes_at_the_start(tmp_path):
    folder = tmp_path / "viewing"
    folder.mkdir()
    (folder / "left.pdf").write_bytes(CONTENT)
    ReadableCopies(folder, HandOver.ANONYMOUS)
    assert not folder.exists()


def test_a_folder_that_takes_nothing_is_told_as_such(tmp_path):
    (tmp_path / "viewing").write_text("a file stands there")
    with pytest.raises(DiskReadOnly):
        ReadableCopies(tmp_path / "viewing", HandOver.FILE).lay_down(NAME, CONTENT, ".pdf")
