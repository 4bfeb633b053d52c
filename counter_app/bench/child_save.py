"""A process that saves a number of cases, so that another one can watch what it asks of the disk.

Arguments: a folder, a number of saves.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from counter_app.bench.office import bench_office, submissions
from counter_app.services.submit_intake import SubmitIntake

_WARM_UP = 20


def main() -> None:
    """Save, with a mark in the record of system calls before and after."""
    folder, saves = Path(sys.argv[1]), int(sys.argv[2])
    with bench_office(folder / "traced") as bench:
        submit = SubmitIntake(bench.office)
        pages = submissions(_WARM_UP + saves)
        for page in pages[:_WARM_UP]:
            submit(page)
        os.getppid()
        for page in pages[_WARM_UP:]:
            submit(page)
        os.getppid()


if __name__ == "__main__":
    main()
