"""Names the part of an event's header that cannot be read, so that a person knows where to look."""

from __future__ import annotations

import json

from pydantic import ValidationError

from sync.codec import open_header
from sync.wire import FIELD_PATH_MAX


def field_at_fault(data: bytes) -> str:
    """Return the path of the first field that is not as it must be: "body/materials/2/name".

    Returns:
        "" when the bytes are no JSON object at all, or nothing single is at fault.
    """
    try:
        if not isinstance(json.loads(data), dict):
            return ""
        open_header(data)
    except ValidationError as error:
        path = "/".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        return path[:FIELD_PATH_MAX]
    except (ValueError, RecursionError):
        return ""
    return ""
