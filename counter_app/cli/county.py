"""`counter county …`: the county server and who may speak to it."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli import (
    county_backup,
    county_cases,
    county_courier,
    county_devices,
    county_key,
    county_publish,
    county_recovery,
    county_takeovers,
    county_unlock,
)
from counter_app.cli.output import Answer, print_json
from counter_app.cli.parser import leaf, usage_error
from counter_app.domain.errors import SettingsInvalid

if TYPE_CHECKING:
    from sync.server.app import County

DEFAULT_DATABASE: Final = "county.db"
DEFAULT_PORT: Final = 8420
WORKERS_MAX: Final = 64
_COUNTER_CODE: Final = re.compile(r"[0-9]{11}")


def register(parser: argparse.ArgumentParser) -> None:
    """Add `serve`, `enroll-code`, `backup`, `restore`; devices, publications, couriers, the key."""
    groups = parser.add_subparsers(dest="action", required=True, metavar="动作")
    serve = _leaf(groups, "serve", "运行县局服务器，直到 Ctrl+C 或 SIGTERM")
    serve.add_argument("--host", default="127.0.0.1", help="监听地址，默认只限本机")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT, help="端口；0 为任意空闲端口")
    serve.add_argument("--tls-certificate", type=Path, metavar="FILE", help="PEM 证书链")
    serve.add_argument("--tls-key", type=Path, metavar="FILE", help="证书的私钥")
    serve.add_argument(
        "--workers", type=int, default=1, metavar="N", help="进程数，宜与处理器核数相同；默认 1"
    )
    serve.add_argument(
        "--metrics-token-file", type=Path, metavar="FILE",
        help="查看 /v1/metrics 要出示的口令所在文件；不写则只限本机程序",
    )  # fmt: skip
    code = _leaf(groups, "enroll-code", "为一个窗口生成一次性登记码（24 小时有效）")
    code.add_argument(
        "--counter-code", metavar="11位", help="只供这个窗口使用；不写则由安装人员填写"
    )
    code.add_argument(
        "--approved", action="store_true", help="凭此码登记的设备不用再批准（演示、试用）"
    )
    county_devices.register(groups, _leaf)
    county_cases.register(groups, _leaf)
    backup = _leaf(groups, "backup", "备份县局数据库，服务器不用停")
    county_backup.add_backup_arguments(backup)
    restore = _leaf(groups, "restore", "从备份恢复；各窗口会自动补交备份之后的记录")
    county_backup.add_restore_arguments(restore)
    county_publish.register(groups, _leaf)
    county_courier.register(groups, _leaf)
    county_key.register(groups, _leaf)
    county_recovery.register(groups, _leaf)
    county_takeovers.register(groups, _leaf)
    county_unlock.register(groups, _leaf)


def run(arguments: argparse.Namespace) -> Answer:
    """Do what was asked.

    Raises:
        SettingsInvalid: Database URL, address or certificate is not usable.
        UnreadableFile: The database or the county's key cannot be read.
        DeviceUnknown: There is no such device.
    """
    actions = {
        "serve": _serve,
        "enroll-code": _enroll_code,
        **county_devices.ACTIONS,
        **county_cases.ACTIONS,
        **county_takeovers.ACTIONS,
        **dict.fromkeys(county_publish.ACTIONS, county_publish.run),
        "import-bundle": county_courier.import_bundle,
        "export-return": county_courier.export_return,
        "bundles": county_courier.list_bundles,
        county_unlock.ACTION: county_unlock.run,
    }
    _require_arguments(arguments)
    if arguments.action in county_backup.ACTIONS:  # They open no county: it may be damaged.
        return county_backup.run(arguments)
    if arguments.action == county_recovery.ACTION:  # The key alone is enough, wherever it is kept.
        return county_recovery.run(_key_file(arguments), arguments)
    if arguments.action in county_publish.MAKE_KEY:
        return county_publish.make_key(arguments)
    county = _open(arguments)
    try:
        if arguments.action == county_key.ACTION:
            return county_key.run(county, _key_file(arguments), arguments)
        return actions[arguments.action](county, arguments)
    finally:
        county.database.close()


def _leaf(groups: Any, name: str, purpose: str) -> argparse.ArgumentParser:
    parser = leaf(groups, name, purpose)
    parser.add_argument(
        "--database",
        default=DEFAULT_DATABASE,
        metavar="URL",
        help="SQLite 文件，或 postgresql+psycopg://用户@主机/库",
    )
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="县局签名密钥；默认在 SQLite 文件旁边"
    )
    return parser


def _require_arguments(arguments: argparse.Namespace) -> None:
    code = getattr(arguments, "counter_code", None)
    if code is not None and not _COUNTER_CODE.fullmatch(code):
        raise usage_error("county", "--counter-code 应为 11 位数字")
    county_cases.require_arguments(arguments)
    county_key.require_arguments(arguments)
    port = getattr(arguments, "port", 0)
    if not 0 <= port <= 65_535:
        raise usage_error("county", "--port 应在 0 到 65535 之间")
    if not 1 <= getattr(arguments, "workers", 1) <= WORKERS_MAX:
        raise usage_error("county", f"--workers 应在 1 到 {WORKERS_MAX} 之间")
    if bool(getattr(arguments, "tls_key", None)) != bool(
        getattr(arguments, "tls_certificate", None)
    ):
        raise usage_error("county", "--tls-certificate 和 --tls-key 要一起给出")


def _open(arguments: argparse.Namespace) -> County:
    from sync.server.app import County
    from sync.server.county_key import load_or_create
    from sync.server.engine import open_database

    path = _key_file(arguments)
    database = open_database(arguments.database)  # First: a slip in the URL makes no key.
    try:
        return County(database, load_or_create(path))
    except BaseException:
        database.close()
        raise


def _key_file(arguments: argparse.Namespace) -> Path:
    from sync.server.county_key import KEY_FILE
    from sync.server.engine import database_file

    file = database_file(arguments.database)
    given: Path | None = arguments.key
    return given or (file.with_suffix(".key.pem") if file else Path(KEY_FILE))


def _serve(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.address import Address
    from sync.server.service import CountyService, logging_to, stopping_on_signals
    from sync.server.workers import CountyWorkers, Site

    address = Address(arguments.host, arguments.port, arguments.tls_certificate, arguments.tls_key)

    def tell_ready() -> None:
        ready = {"url": service.url, "county_key": county.key.public.public_bytes_raw().hex()}
        if arguments.json:
            print_json(ready)
        else:
            sys.stdout.write(f"县局服务器已就绪：{service.url}\n")
        sys.stdout.flush()

    service: CountyService | CountyWorkers
    token = _metrics_token(arguments)
    if arguments.workers == 1:
        county = replace(county, metrics_token=token)
        service = CountyService(county, address, on_ready=tell_ready)
    else:
        site = Site(arguments.database, _key_file(arguments), address, metrics_token=token)
        service = CountyWorkers(site, arguments.workers, on_ready=tell_ready)
    if _is_in_the_open(arguments):
        sys.stderr.write("没有 TLS：请放在 TLS 网关后面，或给出 --tls-certificate 和 --tls-key\n")
    with logging_to(sys.stderr), stopping_on_signals(service):
        service.run()
    # The ready line was the answer; a second JSON object would break the contract.
    raise SystemExit(0)


def _metrics_token(arguments: argparse.Namespace) -> str:
    """Read a secret from a file: words of a command can be seen by everybody on the machine."""
    if arguments.metrics_token_file is None:
        return ""
    try:
        token = str(arguments.metrics_token_file.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"--metrics-token-file: {type(error).__name__}") from error
    if not token:
        raise SettingsInvalid("--metrics-token-file holds no token")
    return token


def _enroll_code(county: County, arguments: argparse.Namespace) -> Answer:
    from sync.server.enrolment import CODE_LIFE_MS, make_code
    from sync.server.system_clock import iso_instant

    now_ms = county.now_ms()
    counter_code = arguments.counter_code or ""
    code = make_code(
        county.database,
        county.key,
        counter_code,
        at_ms=now_ms,
        is_approved=arguments.approved,
    )
    valid_until = iso_instant(now_ms + CODE_LIFE_MS)
    return Answer(
        {
            "code": code,
            "counter_code": counter_code,
            "valid_until": valid_until,
            "is_approved": arguments.approved,
            "county_key": county.key.public.public_bytes_raw().hex(),
        },
        f"登记码：{code}\n窗口：{counter_code or '任一'}\n有效至：{valid_until}，只能用一次\n"
        + ("登记后直接可用" if arguments.approved else "登记后还要用 counter county approve 批准"),
    )


def _is_in_the_open(arguments: argparse.Namespace) -> bool:
    is_local = arguments.host in {"127.0.0.1", "::1", "localhost"}
    return not is_local and arguments.tls_certificate is None
