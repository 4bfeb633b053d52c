"""The papers of the desk: service, originals, hand-over, day close, citizens' own sheets."""

from __future__ import annotations

from typing import Final

from printing.forms.form import Form

DESK_FORMS: Final[tuple[Form, ...]] = ()
