"""A stick on which a folder leads elsewhere: nothing that lies there is touched."""

from __future__ import annotations

import os

import pytest

from counter_app.storage.backup_files import sweep


@pytest.mark.asvs("5.3.2")
@pytest.mark.threat("T15")
@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_folder_that_leads_elsewhere_and_files_of_others_are_left_alone(tmp_path):
    own, other = "ab" * 32, "cd" * 32
    attachments = tmp_path / "profile" / "attachments"
    (attachments / "ab").mkdir(parents=True)
    (attachments / "ab" / own).write_bytes(b"the only copy")
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "files").symlink_to(attachments, target_is_directory=True)
    assert sweep(stick / "files", ()) == 0
    (stick / "files").unlink()
    (stick / "files" / "cd").mkdir(parents=True)
    (stick / "files" / "ab").symlink_to(attachments / "ab", target_is_directory=True)
    (stick / "files" / "cd" / other).write_bytes(b"of no backup any more")
    (stick / "files" / "cd" / f"{other}.part").write_bytes(b"half")
    (stick / "files" / "cd" / "letter.docx").write_bytes(b"somebody else's")
    (stick / "files" / "cd" / own).write_bytes(b"in the wrong place")
    assert sweep(stick / "files", ()) == 2
    assert (attachments / "ab" / own).read_bytes() == b"the only copy"
    left = sorted(path.name for path in (stick / "files" / "cd").iterdir())
    assert left == [own, "letter.docx"]
