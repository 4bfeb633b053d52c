"""`counter bench`: figures of this machine beside their floors.  It reports and does not judge."""

from __future__ import annotations

import argparse
import sys

from counter_app.bench.rows import Row, rounded
from counter_app.bench.runner import ALL, GROUPS, ROW_NAMES, is_known, measure
from counter_app.cli.output import Answer, add_common_options


def register(parser: argparse.ArgumentParser) -> None:
    """Add what to measure and how thoroughly."""
    parser.add_argument(
        "name",
        metavar="NAME",
        type=_known,
        help=f"{ALL}、一组（{'、'.join(GROUPS)}）或一项（如 {ROW_NAMES[0]}）",
    )
    parser.add_argument("--quick", action="store_true", help="数据少、次数少，一分钟左右")
    add_common_options(parser)


def run(arguments: argparse.Namespace) -> Answer:
    """Measure; slow figures are no failure."""
    rows = measure(arguments.name, is_quick=arguments.quick, told=_tell)
    return Answer({"rows": [row.as_object() for row in rows]}, "\n".join(map(_line, rows)))


def _known(name: str) -> str:
    if not is_known(name):
        raise argparse.ArgumentTypeError(f"没有“{name}”这一项；可用 {ALL}、{'、'.join(GROUPS)}")
    return name


def _tell(rows: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"正在测量 {rows}\n")


def _line(row: Row) -> str:
    if row.value is None:
        return f"{row.name:<22}本机无法测量"
    value, floor, ratio = (rounded(number) for number in (row.value, row.floor, row.ratio))
    beside = f"下限 {floor} {row.unit}" + ("" if ratio is None else f"，为其 {ratio} 倍")
    return f"{row.name:<22}{value} {row.unit}（{beside}，{row.n} 次）"
