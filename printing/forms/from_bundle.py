"""The slip of a courier bundle, from what the counter remembers of it; pure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from types import MappingProxyType
from typing import Final

from counter_app.domain.courier import BundlePaper
from printing.forms.bundle_slip import BundleSlipData, RecordsPacked
from printing.forms.data import Issuer

COUNTY: Final = "县级政务服务中心"
_OTHERS: Final = "其他"
_KINDS: Final = MappingProxyType(
    {
        "case": "办件",
        "material": "材料",
        "original": "原件",
        "print": "打印",
        "payment": "缴费",
        "rating": "评价",
        "complaint": "投诉",
        "post": "岗位",
        "staff": "人员",
        "device": "设备",
        "time": "校时",
        "conflict": "冲突",
        "day": "日清",
        "number": "编号",
    }
)


def bundle_slip_data(paper: BundlePaper, issuer: Issuer, *, printed_at: datetime) -> BundleSlipData:
    """Return what the slip says: counts by kind, never a name or a case."""
    note = paper.note
    counts: Counter[str] = Counter()
    for type_name, count in note.counts.items():
        counts[_KINDS.get(type_name.partition(".")[0], _OTHERS)] += count
    order = [*_KINDS.values(), _OTHERS]
    return BundleSlipData(
        issuer=issuer,
        document_number=f"送件包第{note.number}号",
        to=COUNTY,
        device=paper.device,
        bundle=note.bundle,
        number=note.number,
        file_name=note.name,
        sha256=note.sha256,
        records=tuple(
            RecordsPacked(kind=kind, count=counts[kind]) for kind in order if counts[kind]
        ),
        total=note.events,
        first=note.first,
        last=note.last,
        made_at=datetime.fromisoformat(note.made_at),
        printed_at=printed_at,
    )
