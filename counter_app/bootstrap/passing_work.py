"""Acts on hand-overs and take-overs for the window, joined to the running counter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter_app.ui.passing_parts import PassingParts, StickParts

if TYPE_CHECKING:
    from counter_app.bootstrap.profile import OpenProfile
    from counter_app.bootstrap.running import RunningCounter
    from counter_app.domain.post_book import Covering, PostBook
    from counter_app.services.cover_post import CoverPost
    from counter_app.services.pass_post import PassPost

TOWNSHIP_DIGITS = 9


def passing_parts(counter: RunningCounter) -> PassingParts:
    """Return the acts; each opens what it needs when it is first called."""

    def passing(name: str) -> Any:
        return counter.nudging(partial(_act, counter, pass_post, name))

    def covering(name: str) -> Any:
        return counter.nudging(partial(_act, counter, _cover, name))

    return PassingParts(
        book=partial(_book, counter),
        accept=passing("accept"),
        object=passing("object"),
        withdraw=passing("withdraw"),
        posts=partial(_posts, counter),
        ask=covering("ask"),
        approve=covering("approve"),
        refuse=covering("refuse"),
        end=covering("end"),
        review=covering("review"),
        done=partial(_done, counter),
        stick=stick_parts(counter),
    )


def stick_parts(counter: RunningCounter) -> StickParts:
    """Return the acts on a stick; their thread may wait for one."""

    def act(name: str) -> Any:
        return counter.nudging(partial(_with_stick, counter, name))

    return StickParts(
        sticks=partial(_sticks, counter),
        receivers=partial(_with_stick, counter, "receivers_of"),
        announce=act("announce"),
        carry=act("carry"),
        bring=act("bring"),
    )


def _with_stick(counter: RunningCounter, name: str, *given: Any) -> Any:
    from counter_app.bootstrap import handover_work

    *words, folder = given
    return getattr(handover_work, name)(counter.profile, *words, Path(folder))


def _sticks(counter: RunningCounter) -> Sequence[tuple[str, str]]:
    from counter_app.devices.drives import plugged_in

    known = {drive.path: drive.label for drive in plugged_in()}
    last = counter.profile.store.courier.last_folder()
    if last and last not in known:
        known[last] = Path(last).name or last
    return [(path, f"{label}（{path}）") for path, label in known.items()]


def _book(counter: RunningCounter) -> PostBook:
    from counter_app.services.settle_drafts import let_go

    profile = counter.profile
    book = profile.office.posts()
    let_go(profile.store.drafts, book, profile.settings.counter.counter_code)
    return book


def _done(counter: RunningCounter, covering: Covering) -> Mapping[str, int]:
    return counter.profile.office.done_meanwhile(covering)


def _posts(counter: RunningCounter) -> Sequence[tuple[str, str]]:
    return posts_of(counter.profile)


def _act(
    counter: RunningCounter, service: Callable[[OpenProfile], Any], name: str, *given: Any
) -> Any:
    return getattr(service(counter.profile), name)(*given)


def pass_post(profile: OpenProfile) -> PassPost:
    """Return what answers hand-overs at a counter."""
    from counter_app.bootstrap.desk_reading import read_desk
    from counter_app.services.pass_post import PassPost

    return PassPost(profile.office, read_desk(profile), profile.store.drafts)


def posts_of(profile: OpenProfile) -> Sequence[tuple[str, str]]:
    """Return the posts of this township that are known here: (code, words), this one first."""
    own = profile.settings.counter
    book, trust = profile.office.posts(), profile.published.trust()
    names = {each.fact.post_code: each.fact.post for each in book.passings.values()}
    names |= {each.counter: each.counter_name for each in book.receivers.values()}
    codes = {each.counter_code for each in trust.devices.values()} if trust else set()
    others = sorted({*names, *codes} - {own.counter_code})
    near = [code for code in others if code[:TOWNSHIP_DIGITS] == own.counter_code[:TOWNSHIP_DIGITS]]
    known = [(code, f"{names.get(code, '窗口')}（{code[-2:]}号）") for code in near]
    return [(own.counter_code, own.counter_name), *known]


def _cover(profile: OpenProfile) -> CoverPost:
    from counter_app.services.cover_post import CoverPost

    return CoverPost(profile.office)
