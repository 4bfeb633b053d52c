"""`python -m counter_app` and the command `counter`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from counter_app.own_path import forget_strange_folders


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; see docs and `counter --help`."""
    forget_strange_folders()
    from counter_app.cli.parser import main as run_command

    return run_command(argv)


if __name__ == "__main__":
    sys.exit(main())
