"""Finds the command, loads only its module, runs it, prints its answer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Final, Protocol

from counter_app.cli.output import (
    EXIT_USAGE,
    Answer,
    FailedAnswer,
    add_common_options,
    print_answer,
    print_failure,
)
from counter_app.domain.errors import CounterError


class CommandModule(Protocol):
    """What each module of a command group offers."""

    def register(self, parser: argparse.ArgumentParser) -> None:
        """Add the group's arguments and sub-commands; leaves get the common options."""

    def run(self, arguments: argparse.Namespace) -> Answer:
        """Do it.  Raises `CounterError` or `FailedAnswer` on an expected failure."""


_COMMANDS: Final = MappingProxyType(
    {
        "run": ("run", "打开窗口程序"),
        "setup": ("setup", "建立一个窗口：设置、密钥、第一位登录人"),
        "demo": ("demo", "演示：一套用完即弃的县局、窗口和设备"),
        "practice": ("practice", "练习：照着情景办件，通过或不通过"),
        "play": ("play", "演练脚本：按行办理，时间由脚本定"),
        "doctor": ("doctor", "自检：设备、数据、时钟、日历"),
        "identity": ("identity", "核对证件号码"),
        "deadline": ("deadline", "计算办理期限，逐日说明"),
        "id-card": ("id_card", "解读或读取身份证"),
        "form": ("form", "列出、取样、渲染文书"),
        "receipt": ("receipt", "核验收件凭证、告知书上的二维码"),
        "people": ("people", "本机登录人：列出、登记、改密码、代设、电话解锁"),
        "disaster": ("disaster", "灾害模式：断网时决定类步骤可办30天，由中心主任启停"),
        "case": ("case", "查看办件"),
        "catalogue": ("catalogue", "查看、检查、导入事项目录"),
        "sync": ("sync", "与县局同步一次"),
        "enrol": ("enrol", "用登记码向县局登记本机"),
        "authority": ("authority", "县局的证书机构：列出、加新的"),
        "bundle": ("bundle", "送件盘：导出送件包、导入县局回执、查看"),
        "backup": ("backup", "备份：在线、加密、打开核对过"),
        "backup-verify": ("backup_verify", "打开一份备份，逐页核对，不改动任何东西"),
        "backup-rehearse": ("backup_rehearse", "演练恢复：在用完即弃的文件夹里恢复最新的备份"),
        "restore": ("restore", "从备份恢复；原来的数据另存，不删除"),
        "audit": ("audit", "核验事件链"),
        "release": ("release", "程序文件：核对、签发清单"),
        "county": ("county", "县局服务器"),
        "simulate": ("simulate", "模拟：许多窗口、一个县局和各种故障"),
        "bench": ("bench", "性能测量"),
    }
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; returns the process's exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in words if not word.startswith("-")), None)
    if name is None or name not in _COMMANDS:
        return _help_or_refuse(words, name)
    module: CommandModule = import_module(f"counter_app.cli.{_COMMANDS[name][0]}")
    parser = argparse.ArgumentParser(
        prog=f"counter {name}", description=_COMMANDS[name][1], allow_abbrev=False
    )
    module.register(parser)
    words.remove(name)
    try:
        arguments = parser.parse_args(words)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    as_json = bool(getattr(arguments, "json", False))
    try:
        return print_answer(module.run(arguments), as_json=as_json)
    except FailedAnswer as failed:
        return print_failure(failed, as_json=as_json)
    except CounterError as error:
        return print_failure(FailedAnswer(error), as_json=as_json)


def usage_error(parser_name: str, message: str) -> SystemExit:
    """Return the exception that ends a command with exit code 2 and says why."""
    sys.stderr.write(f"counter {parser_name}: {message}\n")
    return SystemExit(EXIT_USAGE)


def leaf(
    groups: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    purpose: str,
) -> argparse.ArgumentParser:
    """Add one sub-command with the common options."""
    parser = groups.add_parser(name, help=purpose, description=purpose, allow_abbrev=False)
    add_common_options(parser)
    return parser


def _help_or_refuse(words: list[str], name: str | None) -> int:
    lines = ["用法：counter 命令 [选项]", ""]
    lines += [f"  {command:<16}{purpose}" for command, (_, purpose) in _COMMANDS.items()]
    lines += ["", "每个命令加 --help 看用法，加 --json 输出 JSON。"]
    text = "\n".join(lines) + "\n"
    if name is None and any(word in {"-h", "--help"} for word in words):
        sys.stdout.write(text)
        return 0
    if name is not None:
        sys.stderr.write(f"没有“{name}”这个命令。\n")
    sys.stderr.write(text)
    return EXIT_USAGE
