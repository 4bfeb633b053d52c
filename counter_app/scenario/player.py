"""Plays a scenario: one line, one act, one result; a line that fails stops nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from counter_app.domain.errors import CounterError, ScenarioInvalid, UnreadableFile
from counter_app.domain.ids import CaseId
from counter_app.domain.steps import Act
from counter_app.domain.tasks import Task, case_tasks, desk_tasks
from counter_app.scenario.case_acts import act_on_case, named_case, receive_case
from counter_app.scenario.desk_acts import NOTHING_MORE, SEATED, UNSEATED, More, print_paper
from counter_app.scenario.line_fields import LineFields
from counter_app.scenario.people import PRIMARY
from counter_app.scenario.results import LineResult, case_object, task_object
from counter_app.scenario.world import Place, World, open_world
from counter_app.services.show_case import CaseFile, ShowCase, words_of

SCENARIO_BYTES_MAX: Final = 16 << 20
LINE_CHARACTERS_MAX: Final = 1 << 17
START: Final = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
"""Where a scenario begins whose lines name no moment at all."""

_CASE_ACTS: Final = {act.value: act for act in Act}
_PAPERS: Final = frozenset({"print", "reprint"})
ACTS: Final = frozenset({"receive", *_CASE_ACTS, *_PAPERS, *SEATED, *UNSEATED})


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line as it was read.

    Attributes:
        number: From 1.
        table: What stands in it; empty when it cannot be read.
        problem: Why it cannot be read; "" when it can.
    """

    number: int
    table: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


def read_script(path: Path) -> tuple[ScriptLine, ...]:
    """Read a scenario; lines that are no objects are kept, with what is wrong with them.

    Raises:
        UnreadableFile: It cannot be opened, is too large, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(SCENARIO_BYTES_MAX + 1)
        if len(content) > SCENARIO_BYTES_MAX:
            raise UnreadableFile(f"{path.name}：文件太大")
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(f"{path.name}：{error.strerror}") from error
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path.name}：不是 UTF-8") from None
    return tuple(parse_script(text.split("\n")))


def parse_script(lines: Iterable[str]) -> Iterator[ScriptLine]:
    """Read lines; blank ones are no lines."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read(number, line)


def _read(number: int, line: str) -> ScriptLine:
    if len(line) > LINE_CHARACTERS_MAX:
        return ScriptLine(number, problem="这一行太长")
    try:
        table = json.loads(line)
    except (ValueError, RecursionError):
        return ScriptLine(number, problem="不是 JSON 对象")
    if not isinstance(table, dict):
        return ScriptLine(number, problem="不是 JSON 对象")
    return ScriptLine(number, table)


def play(script: Iterable[ScriptLine], place: Place) -> list[LineResult]:
    """Play a whole scenario in its world; one result a line.

    Raises:
        CounterError: The world could not be opened.
    """
    script = tuple(script)
    with open_world(place, starts_at(script)) as world:
        return list(Player(world).play(script))


def starts_at(script: Iterable[ScriptLine]) -> datetime:
    """Return the first moment that a scenario names."""
    for line in script:
        try:
            return LineFields(line.table).instant("at")
        except ScenarioInvalid:
            continue
    return START


class Player:
    """Plays lines in one world, one after the other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last_user = PRIMARY

    def play(self, script: Iterable[ScriptLine]) -> Iterator[LineResult]:
        """Yield the result of each line as it is played."""
        script = tuple(script)
        self._world.expect_sign_ins(
            frozenset(
                str(line.table.get("as", PRIMARY))
                for line in script
                if line.table.get("do") == "sign_in"
            )
        )
        for line in script:
            yield self.play_line(line)

    def play_line(self, line: ScriptLine) -> LineResult:
        """Do one act.  What the program expects to go wrong becomes part of the result."""
        fields = LineFields(line.table)
        case_id: CaseId | None = None
        more = NOTHING_MORE
        failed: CounterError | None = None
        expected = ""
        try:
            if line.problem:
                raise ScenarioInvalid(line.problem)
            expected = fields.text("expect")
            self._move_time(fields)
            case_id, more = self._do(line, fields)
            self._world.after_act()
        except CounterError as error:
            failed = error
        return self._result(line, (failed, expected), case_id, more)

    def _move_time(self, fields: LineFields) -> None:
        at = fields.instant("at")
        clock = fields.text("clock")
        if clock not in {"", "jump"}:
            raise ScenarioInvalid("clock：只能是 jump")
        if clock:
            self._world.clock.jump_to(at)
        else:
            self._world.clock.move_to(at)
        self._world.contact()

    def _do(self, line: ScriptLine, fields: LineFields) -> tuple[CaseId | None, More]:
        act = fields.needed("do")
        if act not in ACTS:
            raise ScenarioInvalid(f"do：没有“{act}”这个动作")
        user = fields.text("as") or self._last_user
        if act in UNSEATED:
            return self._unseated(act, user, fields)
        self._world.act_as(user)
        self._last_user = user
        if act in SEATED:
            return None, SEATED[act](self._world, user, fields)
        ref = fields.text("case")
        if act == "receive":
            return receive_case(self._world, fields, ref or f"line-{line.number}"), NOTHING_MORE
        case_id = named_case(self._world, ref)
        if act in _PAPERS:
            more = print_paper(self._world, case_id, fields, is_reprint=act == "reprint")
            return case_id, more
        act_on_case(self._world, _CASE_ACTS[act], case_id, fields)
        return case_id, NOTHING_MORE

    def _unseated(self, act: str, user: str, fields: LineFields) -> tuple[CaseId | None, More]:
        more = UNSEATED[act](self._world, user, fields)
        ref = fields.text("case")
        return named_case(self._world, ref) if ref else None, more

    def _result(
        self,
        line: ScriptLine,
        outcome: tuple[CounterError | None, str],
        case_id: CaseId | None,
        more: More,
    ) -> LineResult:
        failed, expected = outcome
        code = failed.code if failed is not None else ""
        case_id = case_id or self._case_of(line)
        shown = self._show(case_id) if case_id else None
        ref = self._ref_of(line, case_id)
        return LineResult(
            line=line.number,
            at=self._world.clock.now().isoformat(),
            act=_as_text(line.table.get("do")),
            ok=code == expected,
            error=code or None,
            message=_message(failed, expected),
            case=case_object(ref, shown) if shown is not None else None,
            tasks=self._tasks(shown),
            more=more,
        )

    def _case_of(self, line: ScriptLine) -> CaseId | None:
        """Return the case that a line names, whatever became of the act."""
        ref = line.table.get("case")
        return self._world.cases.get(ref) if isinstance(ref, str) else None

    def _ref_of(self, line: ScriptLine, case_id: CaseId | None) -> str:
        refs = {known: ref for ref, known in self._world.cases.items()}
        return refs.get(case_id or CaseId(""), _as_text(line.table.get("case")))

    def _show(self, case_id: CaseId) -> CaseFile:
        self._world.look_on()
        return ShowCase(self._world.office, self._world.profile.store.finder)(case_id)

    def _tasks(self, shown: CaseFile | None) -> list[dict[str, Any]]:
        office = self._world.office
        today, calendar = office.today(), office.rulebook.calendar
        files = [shown] if shown else [self._show(case) for case in self._world.cases.values()]
        tasks: list[Task] = []
        for file in files:
            tasks += case_tasks(file.seen, today, calendar)
        keeper = office.timekeeper
        tasks += desk_tasks(keeper.estimate() if keeper is not None else None)
        refs = {known: ref for ref, known in self._world.cases.items()}
        return [task_object(task, refs) for task in tasks]


def _message(failed: CounterError | None, expected: str) -> str:
    if failed is None:
        return f"应当失败（{expected}），却办成了" if expected else ""
    if expected and failed.code != expected:
        return f"应当是 {expected}：{words_of(failed)}"
    return words_of(failed)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ""
