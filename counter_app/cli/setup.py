"""`counter setup`: sets a counter up from a settings file, with the first person to sign in."""

from __future__ import annotations

import argparse
from pathlib import Path

from counter_app.cli.output import Answer, add_common_options
from counter_app.domain.errors import NotSignedIn, SettingsInvalid


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options; `--user` and `--password-file` name the first person."""
    add_common_options(parser)
    parser.add_argument("--settings", required=True, metavar="FILE", help="设置文件（TOML）")
    parser.add_argument("--staff", required=True, metavar="NUMBER", help="工号")
    parser.add_argument("--name", required=True, metavar="NAME", help="姓名")
    parser.add_argument(
        "--role", default="clerk", choices=("clerk", "backup", "chief", "field", "temporary")
    )


def run(arguments: argparse.Namespace) -> Answer:
    """Make the profile; an existing one is never touched.

    Raises:
        SettingsInvalid: The settings file has mistakes, or there is a counter already.
        UnreadableFile: A file cannot be read or the folder not be written.
    """
    from counter_app.bootstrap.credentials import read_password
    from counter_app.bootstrap.password_judge import judged
    from counter_app.bootstrap.profile import create_counter
    from counter_app.domain.auth_policy import PROFILES
    from counter_app.domain.staff import Role
    from counter_app.runtime.paths import machine_folder, profile_paths
    from counter_app.runtime.settings import load_settings
    from counter_app.storage.password_cost import machine_cost
    from counter_app.storage.secret_store import platform_secret_store
    from counter_app.storage.vault import Person

    user = getattr(arguments, "user", "")
    file = getattr(arguments, "password_file", "")
    if not user or not file:
        raise NotSignedIn("需要 --user 和 --password-file")
    paths = profile_paths(getattr(arguments, "profile", None))
    if paths.is_made:
        raise SettingsInvalid(f"{paths.root} 里已经有窗口数据，没有改动")
    settings = load_settings(Path(arguments.settings))
    person = Person(
        user=user, staff=arguments.staff, name=arguments.name, role=Role(arguments.role)
    )
    password = read_password(Path(file))
    told = (user, arguments.staff, arguments.name)
    is_weak = not judged(
        password, PROFILES[settings.sign_in_profile], settings.counter, told
    ).will_do
    cost = machine_cost(platform_secret_store(machine_folder()))
    create_counter(paths.root, settings, person, password, cost=cost, is_temporary=is_weak)
    words = f"已建立窗口：{settings.counter.counter_name}（{paths.root}）"
    if is_weak:
        words += "\n密码不符合要求，只作临时密码：首次登录窗口时要换一个"
    return Answer(
        {
            "profile": str(paths.root),
            "counter": settings.counter.counter_code,
            "temporary": is_weak,
        },
        words,
    )
