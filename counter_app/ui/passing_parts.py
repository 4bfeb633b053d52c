"""What the part of the page works with on which posts are passed on, handed in by `bootstrap`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter_app.domain.post_tasks import DoneMeanwhile, nothing_done

if TYPE_CHECKING:
    from counter_app.domain.courier import PostCarried, PostTaken
    from counter_app.domain.desk_contents import Handover
    from counter_app.domain.handover_facts import (
        HandoverAnswered,
        TakeoverAnswered,
        TakeoverRequested,
    )
    from counter_app.domain.post_book import PostBook
    from counter_app.services.cover_post import CoverRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class StickParts:
    """Acts on a stick; all are called on a thread that may wait for a slow one.

    Attributes:
        sticks: (folder, label) of what is plugged in.
        receivers: (device, label) of the computers that told their key, cards in the folder
            among them.
        announce: Tells this computer's own key; writes its card into the folder.
        carry: Device, progress (files written, in all), whether it is cancelled, folder.  Raises
            `HandoverNotOpen`, `ReceiverUnknown`, `MediumFault`.
        bring: Takes in every hand-over for this computer in a folder.
    """

    sticks: Callable[[], Sequence[tuple[str, str]]]
    receivers: Callable[[str], Sequence[tuple[str, str]]]
    announce: Callable[[str], object]
    carry: Callable[[str, Callable[[int, int], None], Callable[[], bool], str], PostCarried]
    bring: Callable[[str], Sequence[PostTaken]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingParts:
    """Acts on hand-overs and take-overs; all on the `database` thread.

    Attributes:
        book: Who holds which post.
        accept: Number, originals counted, remarks; returns the sheet with the taker's word.
            Raises `HandoverNotOpen`, `NotTheTaker`, `ReasonMissing`, `FieldMissing`.
        object: Number, reason.  Raises the same.
        withdraw: Number.  Raises the same.
        posts: (code, words) of the posts of this township that are known here, this one first.
        ask: Asks to stand in.  Raises `TwoPersonsNeeded`, `ReasonMissing`, `FieldMissing`.
        approve: Number.  Raises `TakeoverNotOpen`, `NotAuthorised`, `TwoPersonsNeeded`.
        refuse: Number, reason.  Raises the same.
        end: Number, remarks.  Raises the same.
        review: Number, remarks.  Raises the same.
        done: What was done while a take-over waited: number of a case → acts.
        stick: Acts on a stick; None where none is ever used.
    """

    book: Callable[[], PostBook]
    accept: Callable[[str, int, str], Handover]
    object: Callable[[str, str], HandoverAnswered]
    withdraw: Callable[[str], HandoverAnswered]
    posts: Callable[[], Sequence[tuple[str, str]]]
    ask: Callable[[CoverRequest], TakeoverRequested]
    approve: Callable[[str], TakeoverAnswered]
    refuse: Callable[[str, str], TakeoverAnswered]
    end: Callable[[str, str], TakeoverAnswered]
    review: Callable[[str, str], TakeoverAnswered]
    done: DoneMeanwhile = nothing_done
    stick: StickParts | None = None
