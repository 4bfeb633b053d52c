"""销毁清单 as paper: laid out from the signed record, printed at once or written as a PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.domain.errors import DiskFull, UnreadableFile
from counter_app.domain.practice import mark_of
from counter_app.domain.print_job import FormId

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.domain.destruction_list import DestructionList
    from printing.delivery import Outcome
    from printing.document import Document
    from printing.print_desk import CounterPrinters


class DestructionPapers:
    """Papers of the lists of one counter."""

    def __init__(self, profile: OpenProfile) -> None:
        """Print for whoever is signed in on an opened profile."""
        self._profile = profile

    def document(self, one: DestructionList, paper: str) -> Document:
        """Return a list laid out for a paper: "58", "80" or "a4"."""
        from printing.forms.from_post import PostContext
        from printing.forms.from_privacy import destruction_list_data
        from printing.forms.registry import lay_out

        profile = self._profile
        context = PostContext(
            profile=profile.settings.counter,
            calendar=profile.rulebook.calendar,
            staff_name=profile.staff_name,
            clerk_number=profile.desk.operator().staff,
        )
        data = destruction_list_data(one, context.issuer(), printed_at=profile.office.now())
        document = lay_out(FormId.DESTRUCTION_LIST, data, paper=paper)
        return replace(document, watermark=mark_of(profile.settings.counter))

    def print_out(self, one: DestructionList, printers: CounterPrinters) -> Outcome:
        """Print a list and wait for what becomes of it."""
        return printers.print_loose(
            FormId.DESTRUCTION_LIST, lambda paper: self.document(one, paper)
        )

    def print_now(self, one: DestructionList) -> Outcome:
        """Print a list where no window runs: the printers are started for it alone.

        Raises:
            SettingsInvalid: An address or a profile is wrong.
        """
        from counter_app.bootstrap.printers import counter_printers

        with counter_printers(self._profile, report_bug=_fail) as printers:
            return self.print_out(one, printers)

    def save(self, one: DestructionList, path: Path) -> int:
        """Write a list as an A4 PDF, over whatever was there; returns how many bytes.

        Raises:
            UnreadableFile, DiskFull: It could not be written.
        """
        from printing.render_pdf import render_pdf

        content = render_pdf(self.document(one, "a4")).data
        try:
            path.write_bytes(content)
        except OSError as error:
            raise _fault_of(error, path) from error
        return len(content)


def _fail(error: Exception) -> None:
    raise error


def _fault_of(error: OSError, path: Path) -> UnreadableFile | DiskFull:
    import errno

    if error.errno == errno.ENOSPC:
        return DiskFull()
    return UnreadableFile(f"{path.name}：{error.strerror}")
