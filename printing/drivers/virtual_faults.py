"""What can be wrong with a simulated printer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class VirtualFaults:
    """What is wrong with the printer.

    Byte counts are of print data since the fault was set; status questions do not count.

    Attributes:
        paper_out_at: Paper ends after so many dots of feed.
        cover_open_at: The cover is opened after so many bytes.
        dead_after: It loses its power after so many bytes.
        drop_connection_at: It breaks the connection after so many bytes, and stays on.
        is_silent: It prints, and never answers.
        answers_only: The only DLE EOT numbers it answers; it answers no GS r either.
        garbage: Sent at each connection and before each answer.
        xoff_flood: It says XOFF over and over.
        slow_baud: It takes bytes at this speed; 0 for at once.
        refuse_connect: Connections are refused.
        accept_then_hang: Connections are taken and then left alone.
        loses_backlog: A paper change empties its buffer; otherwise it prints on.
        no_cutter: The knife is stuck.
        loses_mode: A reset turns Chinese mode off.
    """

    paper_out_at: int | None = None
    cover_open_at: int | None = None
    dead_after: int | None = None
    drop_connection_at: int | None = None
    is_silent: bool = False
    answers_only: frozenset[int] | None = None
    garbage: bytes = b""
    xoff_flood: bool = False
    slow_baud: int = 0
    refuse_connect: bool = False
    accept_then_hang: bool = False
    loses_backlog: bool = False
    no_cutter: bool = False
    loses_mode: bool = False
