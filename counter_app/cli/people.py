"""`counter people`: who can sign in at a counter, and who helps whom."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counter_app.cli.output import Answer
from counter_app.cli.parser import leaf
from counter_app.domain.people_here import GIVEN_HERE

if TYPE_CHECKING:
    from counter_app.storage.profile_door import ProfileDoor

ROLES: Final = tuple(role.value for role in GIVEN_HERE)


def register(parser: argparse.ArgumentParser) -> None:
    """Add the actions; passwords are read from files, never from the line."""
    groups = parser.add_subparsers(dest="action", required=True, metavar="动作")
    leaf(groups, "list", "列出本机登录人和各人登录的情况；不用登录")
    add = leaf(groups, "add", "登记一位登录人；密码只作首次登录用")
    add.add_argument("--new-user", required=True, metavar="NAME", help="用户名")
    add.add_argument("--staff", required=True, metavar="NUMBER", help="工号")
    add.add_argument("--name", required=True, metavar="NAME", help="姓名")
    add.add_argument("--role", default="clerk", choices=ROLES)
    lend = leaf(groups, "lend", "给忘了密码的人设一次性的临时密码")
    lend.add_argument("person", metavar="NAME", help="给谁，用户名")
    own = leaf(groups, "password", "改自己的密码")
    call = leaf(groups, "challenge", "显示打电话给县局解锁要念的两个号；不用登录")
    call.add_argument("person", metavar="NAME", help="谁，用户名")
    unlock = leaf(groups, "unlock", "输入县局念的解锁码，设新密码")
    unlock.add_argument("person", metavar="NAME", help="谁，用户名")
    unlock.add_argument("--code", required=True, metavar="CODE", help="县局念的解锁码，只能用一次")
    for each in (add, lend, own, unlock):
        each.add_argument("--new-password-file", required=True, metavar="FILE", help="新密码文件")


def run(arguments: argparse.Namespace) -> Answer:
    """Do it.

    Raises:
        NotSignedIn, WrongPassword, SignInPaused, PersonDisabled: Nobody was let in.
        NotAuthorised, PersonKnown, PersonUnknown: Nothing was changed.
        PasswordTooWeak, PasswordUsedBefore: Likewise.
        NoUnlockSlot, UnlockCodeWrong: Likewise.
    """
    actions = {
        "list": _list,
        "add": _add,
        "lend": _lend,
        "password": _password,
        "challenge": _challenge,
        "unlock": _unlock,
    }
    return actions[arguments.action](arguments)


def _door(arguments: argparse.Namespace) -> ProfileDoor:
    from counter_app.bootstrap.profile import profile_door
    from counter_app.domain.errors import NoProfile
    from counter_app.runtime.paths import profile_paths
    from counter_app.runtime.settings import load_settings
    from counter_app.runtime.system_clock import SystemClock

    paths = profile_paths(getattr(arguments, "profile", None))
    if not paths.settings.exists():
        raise NoProfile(str(paths.root))
    return profile_door(paths.root, load_settings(paths.settings), SystemClock())


def _list(arguments: argparse.Namespace) -> Answer:
    from counter_app.domain.login_tries import minutes_up
    from counter_app.domain.terms import name_of
    from counter_app.storage.profile_keys import people_of

    door = _door(arguments)
    rows: list[dict[str, Any]] = []
    lines = []
    for person in people_of(door.folder):
        standing = door.standing(person.user)
        minutes = minutes_up(standing.left_ms)
        state = "disabled" if standing.is_disabled else "paused" if minutes else "open"
        rows.append(
            {
                "user": person.user,
                "staff": person.staff,
                "name": person.name,
                "role": person.role.value,
                "state": state,
                "minutes_left": minutes,
            }
        )
        words = {"open": "可以登录", "paused": f"还要等 {minutes} 分钟", "disabled": "已停用"}
        lines.append(
            f"{person.user}  {person.name}  {name_of(person.role)}  {person.staff}  {words[state]}"
        )
    return Answer({"people": rows, "policy": door.policy.name}, "\n".join(lines))


def _add(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.people_desk import PeopleDesk
    from counter_app.bootstrap.profile import open_profile
    from counter_app.domain.staff import Role
    from counter_app.storage.vault import Person

    person = Person(
        user=arguments.new_user,
        staff=arguments.staff,
        name=arguments.name,
        role=Role(arguments.role),
    )
    with open_profile(arguments) as profile:
        PeopleDesk(profile).enrol(profile.keys.vault, person, _new_password(arguments))
    return Answer(
        {"user": person.user, "staff": person.staff, "role": person.role.value, "temporary": True},
        f"已登记 {person.name}（{person.user}），首次登录时要换成自己的密码",
    )


def _lend(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.people_desk import PeopleDesk
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments) as profile:
        PeopleDesk(profile).lend(profile.keys.vault, arguments.person, _new_password(arguments))
    return Answer(
        {"user": arguments.person, "temporary": True},
        f"已给 {arguments.person} 设临时密码，登录时要换成自己的密码",
    )


def _password(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.people_desk import PeopleDesk
    from counter_app.bootstrap.profile import open_profile

    with open_profile(arguments, is_replacing=True) as profile:
        PeopleDesk(profile).choose(profile.keys.vault, _new_password(arguments))
        user = profile.keys.vault.person.user
    return Answer({"user": user, "changed": True}, f"{user} 的密码已更换")


def _challenge(arguments: argparse.Namespace) -> Answer:
    from counter_app.domain.login_tries import minutes_up
    from counter_app.storage.passwords import Passwords

    door = _door(arguments)
    challenge = Passwords(door).slots.challenge(arguments.person, door.moment())
    minutes = minutes_up(challenge.left_ms)
    return Answer(
        {
            "user": arguments.person,
            "device": challenge.device,
            "challenge": challenge.words,
            "minutes": minutes,
        },
        f"设备号 {challenge.device}\n解锁号 {challenge.words}\n"
        f"{minutes} 分钟内有效，重新开机也作废。请打电话给县局，逐个念出。",
    )


def _unlock(arguments: argparse.Namespace) -> Answer:
    from counter_app.bootstrap.access_duty import make_slots
    from counter_app.bootstrap.people_desk import PeopleDesk, require_strong
    from counter_app.bootstrap.profile import sign_in
    from counter_app.domain.access_facts import PasswordManner
    from counter_app.runtime.paths import ProfilePaths
    from counter_app.runtime.settings import load_settings
    from counter_app.storage.passwords import Passwords

    door, new = _door(arguments), _new_password(arguments)
    passwords = Passwords(door)
    person = passwords.person(arguments.person)
    settings = load_settings(ProfilePaths(door.folder).settings)
    require_strong(door, settings.counter, person, new)
    passwords.unlock(person.user, arguments.code, new, at=door.now())
    profile = sign_in(door.folder, person.user, new)
    try:
        PeopleDesk(profile, door).replaced(person.staff, PasswordManner.COUNTY_CODE)
        make_slots(profile, door)
    finally:
        profile.close()
    return Answer({"user": person.user, "unlocked": True}, f"{person.user} 已解锁，新密码已生效")


def _new_password(arguments: argparse.Namespace) -> str:
    from counter_app.bootstrap.credentials import read_password

    return read_password(Path(arguments.new_password_file))
