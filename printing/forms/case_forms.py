"""The papers of a case after its acceptance, and of every other end."""

from __future__ import annotations

from typing import Final

from printing.forms.form import Form

CASE_FORMS: Final[tuple[Form, ...]] = ()
