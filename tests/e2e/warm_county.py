"""The demo's county as a branch of one process that has loaded the server already.

The same command with the same words in a process of its own; only the second of loading that
each start costs is paid once for all tests of a run.  What a start from nothing does is kept by
`tests/e2e/test_demo.py` and `tests/cli/test_county_cli.py`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path
from typing import Any, Self

from counter_app.demo.county_process import START_S, STOP_S, CountyProcess, _command
from counter_app.domain.errors import Offline

LOADED = ["counter_app.cli.county", "sync.server.app", "sync.server.service", "uvicorn"]


def county_in(folder: Path) -> CountyProcess:
    """Return a county that starts as quickly as this system allows."""
    can_branch = "forkserver" in multiprocessing.get_all_start_methods()
    return WarmCounty(folder) if can_branch else CountyProcess(folder)


def _serve(told, log: Path, words: list[str], environment: dict[str, str]) -> None:
    from counter_app.cli.parser import main

    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 2)
    os.dup2(told.fileno(), 1)
    told.close()
    raise SystemExit(main(words))


class WarmCounty(CountyProcess):
    def __enter__(self) -> Self:
        self._log.unlink(missing_ok=True)
        self._branch, self._told = self._begin("serve", "--host", "127.0.0.1", "--port", "0")
        line = self._told.readline()
        if not line:
            self._branch.join(STOP_S)
            raise Offline("the county did not start")
        ready = json.loads(line)
        self.url, self.public_key = ready["url"], ready["county_key"]
        return self

    def __exit__(self, *_: object) -> None:
        self._branch.terminate()
        self._end(self._branch, self._told)

    def _ask(self, what: str, *more: str) -> dict[str, Any]:
        branch, told = self._begin(what, *more)
        answer = json.loads(told.read())
        assert self._end(branch, told) == 0
        return answer

    def _begin(self, what: str, *more: str):
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(LOADED)
        words = _command(what, self._database, *more)[3:]
        hears, tells = context.Pipe(duplex=False)
        with hears, tells:
            branch = context.Process(
                target=_serve, args=(tells, self._log, words, dict(os.environ))
            )
            branch.start()
            return branch, os.fdopen(os.dup(hears.fileno()), encoding="utf-8")

    def _end(self, branch, told) -> int:
        told.close()
        branch.join(START_S)
        if branch.is_alive():
            branch.kill()
            branch.join(STOP_S)
        code = branch.exitcode
        branch.close()
        return code
