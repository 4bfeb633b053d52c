"""What a counter remembers of its courier bundles (送件包): numbers, hashes, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from counter_app.domain.post_stick import (
    NO_FILES,
    NONE_CARRIED,
    FilesCarried,
    FilesTaken,
    words_of_files,
)
from counter_app.domain.publication_facts import KIND_WORDS


class BundleWay(Enum):
    """Which way a bundle went, as seen from the counter."""

    OUTGOING = "outgoing"
    RETURN = "return"
    HANDOVER = "handover"


class BundleState(Enum):
    """What became of a bundle.

    WRITING is left behind only by a crash: the number is lost, what was in it goes in the next.
    """

    WRITING = "writing"
    MADE = "made"
    ANSWERED = "answered"
    VOID = "void"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleStand:
    """How the counter stood when a bundle was made; the answer has to go on from here.

    Attributes:
        epoch: Of the county's log as far as known here; "" before the first contact.
        position, prefix_hash: How far the township's stream had been pulled.
        generation, head_n, head: End of this device's own chain.
    """

    epoch: str = ""
    position: int = 0
    prefix_hash: str = ""
    generation: int = 1
    head_n: int = 0
    head: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleNote:
    """One bundle, as the counter keeps it.

    Attributes:
        number: Consecutive for each way; sha256: of the whole file.
        bundle: 32 hex digits; name: of the file, never a path.
        made_at: ISO 8601 with offset: when it was written, or read.
        events: How many it holds, or signs for.
        first, last: The lowest and highest place of this device's own chain in it; 0 = none.
        first_row_id, last_row_id: Between which rows of the log its events stand; 0 = none.
        anchor_nonce: What the county's time anchor has to carry.
        answered_at: When a return answered it, or "".
        counts: Type of event → how many.
        gaps: What was found missing, in the clerk's words.
        acknowledged: How many of its events the county has signed for by now, on any way.
        partner: Of a hand-over, the device at the other end, 16 hex digits; its counter, 11 digits.
        before: Numbers that the giver had written for this taker before.
    """

    way: BundleWay
    number: int
    bundle: str
    sha256: str
    name: str
    made_at: str
    state: BundleState
    events: int = 0
    first: int = 0
    last: int = 0
    first_row_id: int = 0
    last_row_id: int = 0
    anchor_nonce: str = ""
    answered_at: str = ""
    stand: BundleStand = field(default_factory=BundleStand)
    counts: Mapping[str, int] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    acknowledged: int = 0
    partner: str = ""
    partner_counter: str = ""
    before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """An event without the county's signature, by what the manifest needs of it."""

    row_id: int
    type_name: str
    device: str
    generation: int
    n: int
    size_bytes: int


@dataclass(slots=True, kw_only=True)
class ReturnReport:
    """What a return bundle brought.

    Attributes:
        number: Of the return; answers: number of the outgoing bundle it answers.
        is_new: False when the same file had been taken in before; then nothing was done.
        acknowledged: Events the county signed for; quarantined, refused: and those it did not
            take into its log.
        pulled: Events of others that are new here.
        flags: What the county noticed about this device's chain.
        gaps: What is missing, in the clerk's words.
        revoked: Devices the county no longer trusts.
        published: (kind, version) of what the county published and counts from now on.
    """

    bundle: str
    number: int
    answers: int = 0
    is_new: bool = True
    acknowledged: int = 0
    quarantined: int = 0
    refused: int = 0
    pulled: int = 0
    flags: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    revoked: tuple[str, ...] = ()
    published: tuple[tuple[str, int], ...] = ()
    unsynced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerEventsTaken:
    """What came of events that a colleague's computer sent.

    Attributes:
        taken: New here, and validly signed by a device that is known.
        known: Here already, or not readable.
        unproven: Left out: no device that is known here signed them; they come by line.
    """

    taken: int
    known: int
    unproven: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTaken:
    """What a hand-over bundle brought.

    Attributes:
        is_new: False when the same file had been taken in before.
        drafts: Unfinished intakes that are new here.
        waiting: Numbers of the hand-overs that wait for a word now.
        files: What came of the files beside it.
        missing: Hand-over sticks of the same giver that never came, in the clerk's words.
    """

    bundle: str
    number: int
    is_new: bool
    events: PeerEventsTaken
    drafts: int
    waiting: tuple[str, ...] = ()
    files: FilesTaken = NO_FILES
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCarried:
    """A post that was written to a stick."""

    note: BundleNote
    files: FilesCarried = NONE_CARRIED


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick that is plugged in.

    Attributes:
        path: Its folder; label: what the clerk may know it by.
    """

    path: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierStanding:
    """How the exchange by stick stands.

    Attributes:
        notes: Newest first.
        waiting: Events without the county's signature.
        drives: Sticks that are plugged in.
        folder: Where the last bundle went, or "".
        why_not: Why nothing can be exported, in the clerk's words; "" when it can.
    """

    notes: tuple[BundleNote, ...]
    waiting: int
    drives: tuple[Drive, ...]
    folder: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsTaken:
    """What looking for return bundles on a stick brought.

    Attributes:
        reports: Of those taken in, oldest first.
        refused: File name and why, for those that were damaged or out of date.
        others: How many files are for somebody else, or were taken in before.
    """

    reports: tuple[ReturnReport, ...]
    refused: tuple[tuple[str, str], ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePaper:
    """What the slip of a bundle (送件清单) is about."""

    note: BundleNote
    device: str


def words_of_missing_numbers(numbers: tuple[int, ...], *, of: str) -> tuple[str, ...]:
    """Return which bundles were never seen, in words; `of` is what they are called.

    Example: 送件包第 3 号、第 5 号没有收到
    """
    if not numbers:
        return ()
    shown = "、".join(f"第 {number} 号" for number in numbers[:20])
    more = f"等 {len(numbers)} 个" if len(numbers) > 20 else ""
    return (f"{of}{shown}{more}没有收到",)


def words_of_missing_places(ranges: tuple[tuple[str, int, int, int], ...]) -> tuple[str, ...]:
    """Return which places of which device's chain are missing, in words."""
    return tuple(
        f"设备 {device} 第 {generation} 代缺记录 "
        + (f"{first} 至 {last}" if last > first else str(first))
        for device, generation, first, last in ranges[:20]
    )


def words_of_return(report: ReturnReport) -> str:
    """Tell in a few lines what a return bundle brought."""
    if not report.is_new:
        return f"回执包第 {report.number} 号以前导入过，没有改动"
    lines = [
        f"回执包第 {report.number} 号，答复送件包第 {report.answers} 号",
        f"县局已收 {report.acknowledged} 条，收到其他窗口 {report.pulled} 条，"
        f"还有未同步 {report.unsynced} 条",
    ]
    if report.quarantined:
        lines.append(f"县局暂存待审 {report.quarantined} 条，请联系县局")
    if report.refused:
        lines.append(f"县局没有接收 {report.refused} 条，请联系县局")
    lines += [f"{KIND_WORDS[kind]}第{version}版已启用" for kind, version in report.published]
    return "\n".join([*lines, *report.gaps])


def words_of_post(taken: PostTaken) -> str:
    """Tell in a few lines what a hand-over bundle brought."""
    events = taken.events
    lines = [
        f"交接包第 {taken.number} 号：新记录 {events.taken} 条，本机已有 {events.known} 条，"
        f"草稿 {taken.drafts} 件"
    ]
    if events.unproven:
        lines.append(f"有 {events.unproven} 条核对不了签名，没有收，联网后由县局送来")
    lines += words_of_files(taken.files)
    lines += [f"{each}没有收到，请找交班人要那个 U 盘" for each in taken.missing]
    if taken.waiting:
        lines.append("请接班人登录，在岗位页“接班”里清点原件后确认")
    return "\n".join(lines)
