"""`counter identity check NUMBER`: what can be said of a number without asking anyone."""

from __future__ import annotations

import argparse
from types import MappingProxyType
from typing import Any, Final

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf
from counter_app.domain.identity_number import IdentityCheck, NumberKind, check
from counter_app.runtime.shipped_data import shipped_regions
from counter_app.runtime.system_clock import SystemClock

_KINDS: Final = MappingProxyType(
    {
        NumberKind.RESIDENT: "居民身份证号码",
        NumberKind.HMT_RESIDENCE_PERMIT: "港澳台居民居住证号码",
        NumberKind.FOREIGN_PERMANENT_RESIDENT: "外国人永久居留身份证号码",
        NumberKind.FOREIGN_PERMANENT_RESIDENT_OLD: "外国人永久居留证号码（旧版）",
        NumberKind.CREDIT_CODE: "统一社会信用代码",
        NumberKind.UNKNOWN: "无法识别的号码",
    }
)
_WORDS: Final = MappingProxyType(
    {
        "alphabet": "含有不该出现的字符",
        "birth-date": "出生日期不存在或晚于今天",
        "check-digit": "校验码不符",
        "length": "位数不对，应为18位（旧号码15位）",
        "also-uscc": "同时也符合统一社会信用代码的规则",
        "century-assumed": "年份只有两位，世纪为推定",
        "converted-from-15": "由15位旧号码升位",
        "organization-check": "其中的组织机构代码校验不符",
        "unconfirmed-check-digit": "校验码不符，规则未经证实，请核对证件",
        "unknown-region": "地区代码不在表中，可能是新设地区",
    }
)
_SEXES: Final = MappingProxyType({"male": "男", "female": "女"})


def register(parser: argparse.ArgumentParser) -> None:
    """Add `check`."""
    groups = parser.add_subparsers(dest="action", required=True, metavar="动作")
    checking = leaf(groups, "check", "核对一个证件号码或信用代码")
    checking.add_argument("number", metavar="NUMBER", help="号码；全角、空格、小写均可")


def run(arguments: argparse.Namespace) -> Answer:
    """Judge the number; a bad number is an answer, not a failure."""
    result = check(
        arguments.number,
        today=SystemClock().now().date(),
        is_known_region=shipped_regions().is_known,
    )
    return Answer(data=_data(result), text=_text(result))


def _data(result: IdentityCheck) -> dict[str, Any]:
    return {
        "kind": result.kind.value,
        "valid": result.valid,
        "normalized": result.normalized,
        "birth_date": result.birth_date.isoformat() if result.birth_date else None,
        "sex": result.sex,
        "problems": list(result.problems),
        "warnings": list(result.warnings),
    }


def _text(result: IdentityCheck) -> str:
    lines = [f"{_KINDS[result.kind]}：{'有效' if result.valid else '无效'}"]
    if result.normalized:
        lines.append(f"号码：{result.normalized}")
    if result.birth_date:
        lines.append(f"出生日期：{result.birth_date.isoformat()}")
    if result.sex:
        lines.append(f"性别：{_SEXES[result.sex]}")
    lines += [f"问题：{_WORDS[problem]}" for problem in result.problems]
    lines += [f"提示：{_WORDS[warning]}" for warning in result.warnings]
    return "\n".join(lines)
