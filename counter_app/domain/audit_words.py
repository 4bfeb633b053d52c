"""What an audit's findings mean, in words, and what to do: for the auditor at the counter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

AUDIT_WORDS: Final = MappingProxyType(
    {
        "wrong-id": "内容与编号不符",
        "unreadable": "内容无法读取",
        "altered-row": "索引栏与签名内容不符",
        "bad-signature": "签名不符",
        "wrong-prev": "与前一事件不衔接",
        "gap": "之前缺少事件",
        "fork": "同一位置有两个事件（磁盘可能被复制或恢复过）",
        "cloned": "县局发现本机数据有两个副本同时使用",
        "restored": "本机数据被恢复成旧的，恢复前的记录还没有全部找回",
        "bad-acks": "县局回执签名不符",
        "anchor-lost": "库外链尾记录不见了",
        "chain-cut": "事件链末尾被截断（其他地方还记着已不在的事件）",
        "chain-replaced": "事件链末尾被替换",
        "number-missing": "办件编号用过，却没有这个办件",
        "body-missing": "正文是空的，却不在任何有签名的销毁清单上",
        "printed-head-missing": "群众手里的凭证对应的记录不在本机",
        "back-dated": "记录时间早于县局已签的时间（时钟被往回拨过）",
        "post-dated": "记录时间晚于县局收到的时间（时钟被往后拨过）",
    }
)
"""Code of a finding → what it means."""

_EDITED: Final = "内容被改动过：保护现场，不要再办件，报县局比对原始记录"
_TAKEN: Final = "有记录被拿掉：不要删除任何文件，报县局补回，并核对当天纸质凭证"
_COPIED: Final = "核实是否有人复制过硬盘或恢复过备份，报中心主任"
_CLOCK: Final = "核对电脑时钟是谁改的；期限按县局时间判定，不受影响"
_ACTS: Final = MappingProxyType(
    {
        "wrong-id": _EDITED,
        "unreadable": _EDITED,
        "altered-row": _EDITED,
        "bad-signature": _EDITED,
        "wrong-prev": _EDITED,
        "bad-acks": _EDITED,
        "chain-replaced": _EDITED,
        "gap": _TAKEN,
        "chain-cut": _TAKEN,
        "anchor-lost": _TAKEN,
        "number-missing": _TAKEN,
        "body-missing": _TAKEN,
        "printed-head-missing": _TAKEN,
        "fork": _COPIED,
        "cloned": _COPIED,
        "restored": _COPIED,
        "back-dated": _CLOCK,
        "post-dated": _CLOCK,
    }
)
assert AUDIT_WORDS.keys() == _ACTS.keys(), "every finding has words and something to do"

EXAMPLES_MAX: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One kind of finding.

    Attributes:
        code: A key of `AUDIT_WORDS`.
        count: How often.
        examples: The first few events, shortened.
    """

    code: str
    count: int
    examples: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it means."""
        return AUDIT_WORDS[self.code]

    @property
    def advice(self) -> str:
        """What to do."""
        return _ACTS[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOutcome:
    """What an audit came to.

    Attributes:
        events: How many were looked at.
        is_complete: False when it was broken off.
        findings: One a kind, in the order of `AUDIT_WORDS`.
    """

    events: int
    devices: int
    is_complete: bool
    findings: tuple[AuditFinding, ...]


def findings_of(flags: Iterable[tuple[str, str]]) -> tuple[AuditFinding, ...]:
    """Gather flags, each (code, event), by their kind."""
    pairs = tuple(flags)
    counts = Counter(code for code, _ in pairs)
    return tuple(
        AuditFinding(
            code=code,
            count=counts[code],
            examples=tuple(event[:16] for found, event in pairs if found == code)[:EXAMPLES_MAX],
        )
        for code in AUDIT_WORDS
        if counts[code]
    )
