"""What the papers of the desk must say, and which of them may need more than a sheet."""

from __future__ import annotations

from counter_app.domain.print_job import FormId

# Compared without spaces; 存根 is owed on rolls only.
OWED: dict[FormId, tuple[str, ...]] = {}

# Given, but not to be said in these words on the paper: form → values of the sample.
UNSAID: dict[FormId, tuple[object, ...]] = {}

MAY_BE_LONGER: frozenset[FormId] = frozenset()
