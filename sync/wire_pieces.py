"""How something large crosses the network in pieces: names, and the JSON of a half-way answer.

`PUT path/{sha256}?from=OFFSET` brings the rest of a body, or a part of it; the county keeps what
comes.  When the hash fits, the answer is that of the whole body.  Otherwise it is 202 with
`OffsetWire`.  `HEAD path/{sha256}` asks how much is there; its answer has no body, so a header
says, and the signature covers, what the body would be.  Requests are signed with path and query in
place of the body: the path names the hash, so what is brought is bound as well.
"""

from __future__ import annotations

from typing import Final

from sync.wire_types import Answer, Count

TOLD_HEADER: Final = "Counter-Told"
"""What an answer to HEAD would have for a body; JSON in ASCII."""

FROM: Final = "from"
"""Query: where the piece begins; the present offset, or 0 to begin anew."""

OFFSET_DIFFERS: Final = "offset-differs"
"""Code of a 409: the piece does not begin where the last one ended."""


class OffsetWire(Answer):
    """How much of a body is there, in bytes."""

    offset: Count
