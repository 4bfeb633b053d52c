"""What a form is: its papers, its data, its layout, a sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from counter_app.domain.print_job import FormId
from counter_app.domain.terms import name_of
from printing.document import Document
from printing.forms.data import FormData
from printing.forms.parts import Sheet

THERMAL_FIRST: Final = ("80", "58", "a4")
NARROW_FIRST: Final = ("58", "80", "a4")
SEALED: Final = ("a4", "80", "58")


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes:
        papers: "58", "80", "a4", the usual one first; every form renders on all three.
        data_type: Class of its data object.
        layout: Pure function from data to document.
        sample: An invented data object with every field filled.
    """

    form: FormId
    papers: tuple[str, ...]
    data_type: type[Any]
    layout: Callable[[Any, Sheet], Document]
    sample: FormData

    @property
    def name(self) -> str:
        return name_of(self.form)
