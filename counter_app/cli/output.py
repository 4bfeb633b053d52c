"""What a command prints: one JSON object, or a short Chinese text."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counter_app.domain.errors import CounterError

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a command.

    Attributes:
        data: What `--json` prints; JSON types only.
        text: What a person reads without `--json`, in Chinese.
        exit_code: 0 unless the command itself reports an expected failure in its data.
    """

    data: Mapping[str, Any]
    text: str
    exit_code: int = EXIT_DONE


@dataclass(slots=True)
class FailedAnswer(Exception):
    """An expected failure that prints more than code, message and advice.

    Attributes:
        error: The failure.
        more: Further top-level keys beside `error`.
    """

    error: CounterError
    more: Mapping[str, Any] = field(default_factory=dict)


def error_object(error: CounterError) -> dict[str, str]:
    """Return the object that stands under the key `error`."""
    return {"code": error.code, "message": str(error) or error.advice, "advice": error.advice}


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Add what every command takes, wherever it stands on the line."""
    parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
    parser.add_argument("--profile", metavar="DIR", default=argparse.SUPPRESS, help="窗口数据目录")
    parser.add_argument("--user", metavar="NAME", default=argparse.SUPPRESS, help="登录用户")
    parser.add_argument(
        "--password-file", metavar="FILE", default=argparse.SUPPRESS, help="密码文件"
    )


def print_answer(answer: Answer, *, as_json: bool) -> int:
    """Print a result on standard output and return its exit code."""
    if as_json:
        print_json(answer.data)
    elif answer.text:
        sys.stdout.write(answer.text.rstrip("\n") + "\n")
    return answer.exit_code


def print_failure(failed: FailedAnswer, *, as_json: bool) -> int:
    """Print an expected failure: on standard output with `--json`, else on standard error."""
    if as_json:
        print_json({"error": error_object(failed.error), **failed.more})
    else:
        error = failed.error
        sys.stderr.write(f"{error.advice}（{error.phone_code}）\n")
        if str(error) and str(error) != error.advice:
            sys.stderr.write(f"  {error}\n")
    return EXIT_FAILED


def print_json(value: Mapping[str, Any]) -> None:
    """Write one JSON object on one line, UTF-8 whatever the console's code page."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n"
    stream = sys.stdout
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(line)
    else:
        stream.flush()
        buffer.write(line.encode("utf-8", "surrogateescape"))
        buffer.flush()
