"""Facts about what the county published: installed, or not taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from counter_app.domain.privacy import Pi


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationInstalled:
    """A publication counts at this counter from now on.

    Attributes:
        kind: "catalogue", "calendar", "staff" or "trust".
        content_sha256: Of the published bytes, 64 hex digits.
        replaced_version: The version before it here; 0 when there was none.
    """

    kind: Annotated[str, Pi.P1]
    version: Annotated[int, Pi.P1]
    content_sha256: Annotated[str, Pi.P1]
    replaced_version: Annotated[int, Pi.P1]
    installed_at: Annotated[datetime, Pi.P1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRefused:
    """A publication came that may not count; what was there stays.

    Attributes:
        reason: One of `REFUSAL_WORDS`.
    """

    kind: Annotated[str, Pi.P1]
    version: Annotated[int, Pi.P1]
    reason: Annotated[str, Pi.P1]
    refused_at: Annotated[datetime, Pi.P1]


PublicationFact = PublicationInstalled | PublicationRefused

KIND_WORDS = {
    "catalogue": "事项目录",
    "calendar": "工作日历",
    "staff": "人员名单",
    "trust": "信任名单",
}
"""What a kind of publication is called at the desk."""

REFUSAL_WORDS = {
    "unsigned": "没有县局的有效签名",
    "one-signature": "缺少第二个人的签名",
    "not-newer": "版本不比本机的新",
    "other-content": "内容和签名的清单不一致",
    "unreadable": "文件不完整或打不开",
    "too-large": "文件太大",
    "content-invalid": "内容不合格",
    "keys-changed": "发布密钥换了，但没有原密钥的签名",
}
"""Why a publication is not taken, in plain words."""


def refused_words(kind: str, version: int, reason: str) -> str:
    """Return the sentence that the desk reads."""
    words = REFUSAL_WORDS.get(reason, "不能用")
    name = KIND_WORDS.get(kind, kind)
    return f"县局发来的{name}第{version}版没有采用：{words}。本机继续用原来的，请告诉县局。"
