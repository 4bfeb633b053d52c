"""Every parser that reads what a stranger wrote: its samples, and the failures it may have."""

from __future__ import annotations

from tests.faults.parser import Parser
from tests.faults.parsers_at_the_desk import AT_THE_DESK
from tests.faults.parsers_of_files import OF_FILES
from tests.faults.parsers_of_the_county import OF_THE_COUNTY

PARSERS: dict[str, Parser] = {**AT_THE_DESK, **OF_THE_COUNTY, **OF_FILES}
assert len(PARSERS) == len(AT_THE_DESK) + len(OF_THE_COUNTY) + len(OF_FILES)
