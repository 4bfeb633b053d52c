"""`counter county devices`, `approve`, `revoke`, `reinstate`, `settle-fork` and `review`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer
from counter_app.domain.errors import DeviceUnknown

if TYPE_CHECKING:
    from sync.server.admission import SetAside
    from sync.server.app import County
    from sync.server.device_list import ListedDevice

Action = Callable[["County", argparse.Namespace], Answer]
Leaf = Callable[[Any, str, str], argparse.ArgumentParser]

_STATES: Final = MappingProxyType(
    {
        "pending": "待批准",
        "active": "在用",
        "revoked": "已停用",
        "key-expired": "密钥过期",
    }
)
_REASONS: Final = MappingProxyType(
    {
        "device-pending": "设备还没有批准",
        "key-unknown": "不认识的密钥",
        "key-revoked": "密钥已停用",
        "key-expired": "密钥已过期",
        "unreadable": "这个版本读不懂",
        "bad-signature": "签名不符",
    }
)


def register(groups: Any, leaf: Leaf) -> None:
    """Add the commands."""
    leaf(groups, "devices", "列出已登记的设备，包括待批准的")
    for name, purpose in (
        ("approve", "批准一台设备：先与安装人员核对指纹"),
        ("revoke", "停用一台设备"),
        ("reinstate", "恢复一台误停用的设备"),
    ):
        one = leaf(groups, name, purpose)
        one.add_argument("device", metavar="DEVICE", help="设备编号，16 位")
    fork = leaf(groups, "settle-fork", "核实过的副本（分叉）结案：两边的记录都保留，不再列出")
    fork.add_argument("device", metavar="DEVICE", help="设备编号，16 位")
    fork.add_argument("--reason", required=True, metavar="TEXT", help="核实的情况，不写个人信息")
    review = leaf(groups, "review", "查看和处理暂存待审的事件；什么也不会删除")
    review.add_argument("--all", action="store_true", help="已处理过的也列出")
    what = review.add_mutually_exclusive_group()
    what.add_argument("--admit", metavar="EVENT", help="放行一条事件，编号 64 位")
    what.add_argument("--admit-device", metavar="DEVICE", help="放行一台设备的全部待审事件")
    what.add_argument("--keep-out", metavar="EVENT", help="审过，不放行；事件仍保留")


def _devices(county: County, _arguments: argparse.Namespace) -> Answer:
    from sync.server.counts import events_by_device
    from sync.server.device_list import all_devices

    events = events_by_device(county.database)
    listed = all_devices(county.database, at_ms=county.now_ms())
    rows = [_shown(each, events.get(each.device, 0)) for each in listed]
    lines = [_line(each, events.get(each.device, 0)) for each in listed]
    return Answer({"devices": rows}, "\n".join(lines) or "还没有登记的设备")


def _shown(device: ListedDevice, events: int) -> dict[str, Any]:
    return {
        "device": device.device,
        "events": events,
        "counter_code": device.counter_code,
        "state": device.state,
        "generation": device.generation,
        "fingerprint": device.fingerprint,
        "enrolled_at": _instant(device.enrolled_at_ms),
        "approved_at": _instant(device.approved_at_ms),
        "revoked_at": _instant(device.revoked_at_ms),
        "last_seen_at": _instant(device.last_seen_at_ms),
        "forked": list(device.forked),
        "quarantined": device.quarantined,
    }


def _line(device: ListedDevice, events: int) -> str:
    words = [
        f"{device.device}  窗口 {device.counter_code}  {_STATES[device.state]}",
        f"指纹 {device.fingerprint}  {events} 条",
        f"登记 {_instant(device.enrolled_at_ms)}",
        f"最近联系 {_instant(device.last_seen_at_ms) or '无'}",
    ]
    if device.quarantined:
        words.append(f"待审 {device.quarantined} 条")
    if device.forked:
        generations = "、".join(map(str, device.forked))
        words.append(f"第 {generations} 代出现两个副本（磁盘复制或恢复过），请中心主任核实")
    return "  ".join(words)


def _approve(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.admission import approve

    device = arguments.device
    admitted = approve(county.database, county.key, device, at_ms=county.now_ms())
    return Answer(
        {"device": device, "approved": True, "admitted": admitted},
        f"设备 {device} 已批准，暂存的 {admitted} 条事件已入库",
    )


def _revoke(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.admission import revoke

    device = arguments.device
    if not revoke(county.database, county.key, device, at_ms=county.now_ms()):
        raise DeviceUnknown(f"没有登记过设备 {device[:32]}")
    return Answer({"device": device, "revoked": True}, f"设备 {device} 已停用")


def _reinstate(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.admission import reinstate

    device = arguments.device
    admitted = reinstate(county.database, county.key, device, at_ms=county.now_ms())
    return Answer(
        {"device": device, "revoked": False, "admitted": admitted},
        f"设备 {device} 已恢复，暂存的 {admitted} 条事件已入库",
    )


def _settle_fork(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.fork_settlement import settle_fork

    device, reason = arguments.device, arguments.reason.strip()
    settled = settle_fork(county.database, county.key, device, reason, at_ms=county.now_ms())
    words = [f"设备 {device} 第 {each} 代已结案" for each in settled.generations]
    words += [f"第 {each} 代还在使用，等它换用新密钥后再结案" for each in settled.still_used]
    data = {
        "device": device,
        "settled": list(settled.generations),
        "still_used": list(settled.still_used),
    }
    return Answer(data, "\n".join(words) or "没有等待结案的分叉")


def _review(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.admission import admit_by_person, keep_out, set_aside

    now_ms = county.now_ms()
    admitted: tuple[str, ...] = ()
    kept_out: tuple[str, ...] = ()
    if arguments.admit or arguments.admit_device:
        admitted = admit_by_person(
            county.database,
            county.key,
            at_ms=now_ms,
            event=arguments.admit or "",
            device=arguments.admit_device or "",
        )
    elif arguments.keep_out:
        kept_out = keep_out(county.database, county.key, at_ms=now_ms, event=arguments.keep_out)
    rows = set_aside(county.database, is_settled_too=arguments.all)
    lines = [f"已放行 {len(admitted)} 条"] if admitted else []
    lines += [f"已审，不放行 {len(kept_out)} 条"] if kept_out else []
    lines += [_review_line(row) for row in rows]
    return Answer(
        {
            "admitted": list(admitted),
            "kept_out": list(kept_out),
            "waiting": sum(not row.settlement for row in rows),
            "quarantine": [_quarantine_row(row) for row in rows],
        },
        "\n".join(lines) or "没有待审的事件",
    )


def _quarantine_row(row: SetAside) -> dict[str, Any]:
    return {
        "event": row.event_id,
        "device": row.device,
        "generation": row.generation,
        "reason": row.reason,
        "received_from": row.received_from,
        "received_at": _instant(row.received_at_ms),
        "settlement": row.settlement or None,
    }


def _review_line(row: SetAside) -> str:
    reason = _REASONS.get(row.reason, row.reason)
    return (
        f"{row.event_id}  设备 {row.device or '不明'}  {reason}  "
        f"由 {row.received_from} 于 {_instant(row.received_at_ms)} 送来"
    )


def _instant(ms: int | None) -> str | None:
    from sync.server.system_clock import iso_instant

    return None if ms is None else iso_instant(ms)


ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        "devices": _devices,
        "approve": _approve,
        "revoke": _revoke,
        "reinstate": _reinstate,
        "settle-fork": _settle_fork,
        "review": _review,
    }
)
