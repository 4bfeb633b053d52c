"""`counter simulate`: counters and a county on a virtual clock, with everything that goes wrong."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from counter_app.cli.output import EXIT_DONE, EXIT_FAILED, Answer, add_common_options

if TYPE_CHECKING:
    from sync.simulation.report import Outcome

EVENTS_A_DAY = 3
CONTACTS_A_DAY = 3
FILES_A_HUNDRED = 10
PERCENT_MAX = 100


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_common_options(parser)
    parser.add_argument("--counters", type=_natural, required=True, metavar="N", help="窗口数")
    parser.add_argument("--days", type=_natural, required=True, metavar="D", help="天数")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="种子，同种子同结果")
    parser.add_argument(
        "--faults", type=_faults, default="all", metavar="all|none|LIST", help="故障，逗号分隔"
    )
    parser.add_argument(
        "--events-a-day", type=_natural, default=EVENTS_A_DAY, metavar="N", help="每窗口每天写几件"
    )
    parser.add_argument(
        "--contacts-a-day", type=_natural, default=CONTACTS_A_DAY, metavar="N", help="每天联络几次"
    )
    parser.add_argument(
        "--files-a-hundred",
        type=_share,
        default=FILES_A_HUNDRED,
        metavar="N",
        help="每一百件里几件是加附件，0 为不加",
    )
    parser.add_argument("--whole-bodies", action="store_true", help="大报文整份发，不分段")
    parser.add_argument("--packed", action="store_true", help="报文用压缩格式，慢三倍")


def run(arguments: argparse.Namespace) -> Answer:
    """Run one world; exit code 1 when a checker found something wrong."""
    from sync.simulation.plan import Plan
    from sync.simulation.report import simulate

    outcome = simulate(
        Plan(
            counters=arguments.counters,
            days=arguments.days,
            seed=arguments.seed,
            faults=arguments.faults,
            events_a_day=arguments.events_a_day,
            contacts_a_day=arguments.contacts_a_day,
            is_packed=arguments.packed,
            files_a_hundred=arguments.files_a_hundred,
            is_in_pieces=not arguments.whole_bodies,
        )
    )
    code = EXIT_DONE if outcome.is_good else EXIT_FAILED
    return Answer(outcome.as_object(), _words(outcome), exit_code=code)


def _words(outcome: Outcome) -> str:
    answer = outcome.as_object()
    lines = [
        f"种子 {answer['seed']}：{answer['counters']} 个窗口 × {answer['days']} 天，"
        f"{answer['events']} 条事件，用时 {answer['seconds']} 秒",
        f"丢失 {answer['lost']}（随磁盘毁去、无从保全 {answer['unavoidable']}），"
        f"{answer['rounds_to_converge']} 轮后{'一致' if answer['converged'] else '仍不一致'}",
        f"附件 {answer['files']} 份，丢失 {answer['files_lost']}"
        f"（随磁盘毁去、无从保全 {answer['files_unavoidable']}）",
        f"待人处理的冲突 {answer['conflicts']}，标出分叉的窗口 {answer['flags']}",
    ]
    if not outcome.is_good:
        lines += ["不通过：", *(f"  {failure}" for failure in answer["failures"])]
        lines.append(f"重做：{answer['rerun']}")
    return "\n".join(lines)


def _natural(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("要大于 0")
    return number


def _share(text: str) -> int:
    number = int(text)
    if not 0 <= number <= PERCENT_MAX:
        raise argparse.ArgumentTypeError("要在 0 到 100 之间")
    return number


def _faults(text: str) -> frozenset[str]:
    from sync.simulation.plan import FAULTS, faults_of

    try:
        return faults_of(text)
    except ValueError as error:
        known = "、".join(FAULTS)
        raise argparse.ArgumentTypeError(
            f"没有“{error}”这种故障；可用 all、none、{known}"
        ) from error
