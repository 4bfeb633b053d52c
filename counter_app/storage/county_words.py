"""The county's last word about this device, in the table of single values."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from counter_app.domain.county_word import CountyWord, DeviceStanding
from counter_app.storage.statements import GET_META, SET_META

_KEY: Final = "county_word"


def read_word(connection: Any) -> CountyWord:
    """Return the last word; that of a county that never said any is friendly."""
    row = connection.execute(GET_META, (_KEY,)).fetchone()
    if row is None:
        return CountyWord()
    value = json.loads(row[0])
    until = value["permitted_until"]
    return CountyWord(
        standing=DeviceStanding(value["standing"]),
        permitted_until=datetime.fromisoformat(until) if until else None,
        program_min=value["program_min"],
        admitted=value["admitted"],
        forked_generation=value["forked_generation"],
    )


def write_word(connection: Any, word: CountyWord) -> None:
    """Write the last word down, inside the caller's transaction."""
    until = word.permitted_until
    value = {
        "standing": word.standing.value,
        "permitted_until": until.isoformat() if until else "",
        "program_min": word.program_min,
        "admitted": word.admitted,
        "forked_generation": word.forked_generation,
    }
    connection.execute(SET_META, (_KEY, json.dumps(value)))
