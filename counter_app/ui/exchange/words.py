"""What the page of the exchange says; no widgets."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from counter_app.domain.delivery import Waiting
from counter_app.domain.desk_news import Lamp, SyncNews
from counter_app.ui.attachment_parts import WaitingFiles
from counter_app.ui.attachment_words import size_words
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.pair_grid import Pair

_FAMILIES: Final = MappingProxyType(
    {
        "case": "办件记录",
        "material": "材料记录",
        "original": "原件记录",
        "print": "打印记录",
        "payment": "缴费记录",
        "rating": "评价记录",
        "complaint": "投诉记录",
        "staff": "人员记录",
        "post": "岗位记录",
        "device": "设备记录",
        "time": "时间记录",
        "conflict": "冲突裁决",
        "day": "日清记录",
        "number": "编号记录",
        "publication": "目录、日历更新",
    }
)
_OLD: Final = timedelta(days=1)
_VERY_OLD: Final = timedelta(days=7)


def tr(text: str) -> str:
    """Translate one text of this page."""
    return QCoreApplication.translate("Exchange", text)


def type_words(name: str) -> str:
    """Return the kind of an event in the clerk's words, by its name on the wire."""
    return tr(_FAMILIES.get(name.partition(".")[0], "新版本程序的记录"))


def age_words(age: timedelta) -> str:
    """Return how long something has waited: 不到1分钟, 35分钟, 5小时, 3天."""
    minutes = int(age.total_seconds()) // 60
    if minutes < 1:
        return tr("不到1分钟")
    if minutes < 60:
        return tr("{}分钟").format(minutes)
    if minutes < 48 * 60:
        return tr("{}小时").format(minutes // 60)
    return tr("{}天").format(minutes // (24 * 60))


def stand_pairs(news: SyncNews, stand: Waiting, now: datetime) -> list[Pair]:
    """Return the lines of the first card."""
    waiting = tr("没有，全部已由县局签收")
    if stand.unacknowledged:
        waiting = tr("{}条，都已保存在本机").format(stand.unacknowledged)
    return [
        Pair(tr("等待县局签收"), waiting, None if stand.unacknowledged else Tone.GOOD),
        _oldest(stand, now),
        Pair(tr("已打包待送"), tr("{}条").format(stand.packed) if stand.packed else ""),
        Pair(tr("还没有第二份"), _uncopied(news, stand), Tone.CAUTION),
        Pair(tr("最后签收"), _moment(news.last_ack_at, now) or tr("还没有")),
        Pair(tr("下次自动同步"), _next(news)),
        Pair(tr("离线授权"), _permission(news), Tone.CAUTION if _is_over(news, now) else None),
        Pair(tr("待裁决冲突"), _conflicts(stand), Tone.CAUTION),
    ]


def file_pair(files: WaitingFiles) -> Pair:
    """Return the line about files of cases that the county does not have yet."""
    if not files.count:
        return Pair(tr("待上传附件"), "")
    size = size_words(files.size_bytes)
    words = tr("{}个，共{}，办件记录传完后自动上传").format(files.count, size)
    if files.is_held:
        words = tr("{}个，共{}；网络按流量计费，要按“上传附件”才传").format(files.count, size)
    return Pair(tr("待上传附件"), words)


def _oldest(stand: Waiting, now: datetime) -> Pair:
    if stand.oldest_at is None:
        return Pair("", "")
    age = max(timedelta(0), now - stand.oldest_at)
    tone = Tone.BAD if age >= _VERY_OLD else Tone.CAUTION if age >= _OLD else None
    words = tr("{}，已等{}").format(_moment(stand.oldest_at, now), age_words(age))
    return Pair(tr("其中最早一条"), words, tone)


def _uncopied(news: SyncNews, stand: Waiting) -> str:
    if not stand.uncopied or news.lamp is Lamp.NOT_SET_UP:
        return ""
    return tr("未备份{}件，每分钟自动存一次，只有县局能打开").format(stand.uncopied)


def _conflicts(stand: Waiting) -> str:
    if not stand.conflicts:
        return ""
    return tr("{}处，等首席代表裁决；办件照常").format(stand.conflicts)


def _next(news: SyncNews) -> str:
    if news.is_paused:
        return tr("已暂停")
    if news.lamp is Lamp.SYNCING:
        return _progress(news)
    if news.next_try_at is None:
        return tr("不自动同步")
    return f"{news.next_try_at:%H:%M:%S}"


def _progress(news: SyncNews) -> str:
    words = tr("正在同步")
    if news.to_send:
        words += tr("，已送{}条，共{}条").format(news.sent, news.to_send)
    if news.total_bytes:
        sent_kb, total_kb = news.sent_bytes >> 10, (news.total_bytes + 1023) >> 10
        words += tr("，正在上传{}/{} KB").format(sent_kb, total_kb)
    if news.pages:
        words += tr("，已收{}页").format(news.pages)
    return words


def _is_over(news: SyncNews, now: datetime) -> bool:
    return news.permissions_until is not None and now > news.permissions_until


def _permission(news: SyncNews) -> str:
    if news.permissions_until is None:
        return ""
    return tr("到{}").format(f"{news.permissions_until:%Y-%m-%d}")


def _moment(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%Y-%m-%d %H:%M}"
