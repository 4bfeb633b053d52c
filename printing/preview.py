"""Pictures of papers before they exist; implements `ports.FormPreview`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from counter_app.domain.case import Case
from counter_app.domain.print_job import FormId
from printing.document import Document
from printing.profiles import PrinterProfile, profile_for_paper

PAPERS: Final = frozenset({"58", "80", "a4"})


class PaperPreview:
    """Draws a form from the very bytes or marks that would be printed."""

    def __init__(
        self,
        paper_for: Callable[[FormId, Case, str], Document],
        *,
        profiles: Callable[[str], PrinterProfile] = profile_for_paper,
    ) -> None:
        """Prepare the preview.

        Args:
            paper_for: Makes the document of a form from a case for a paper; pure.
            profiles: The printer's profile by paper, "58" or "80"; the generic one by default.
        """
        self._paper_for = paper_for
        self._profiles = profiles

    def picture(self, form: FormId, case: Case, *, paper: str = "80") -> bytes:
        """Return a PNG of a form of this case as it would leave the printer.

        A roll is drawn from the bytes that would be sent, at one pixel a dot; A4 from the marks
        that become the PDF, its pages one under the other.

        Args:
            form: Which paper.
            case: The case as it is, or as it would be if submitted.
            paper: "58", "80" or "a4".

        Raises:
            FormDataInvalid: The form's QR code does not fit on this paper.
        """
        assert paper in PAPERS, f"no such paper: {paper}"
        document = self._paper_for(form, case, paper)
        if paper == "a4":
            from printing.page_picture import a4_sheet

            return a4_sheet(document)
        from printing.paper_picture import to_png
        from printing.render_escpos import render_escpos

        model = self._profiles(paper)
        encoding = "utf-8" if model.chinese_encoding == "utf-8" else "gb18030"
        return to_png(render_escpos(document, model).data, model.dots, encoding=encoding)
