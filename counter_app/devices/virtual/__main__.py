"""`python -m counter_app.devices.virtual`: a simulated reader until Ctrl+C, for trying things.

The card of one invented person lies on it; Enter lifts it and lays the next one down.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from counter_app.devices.virtual.people import invent_card
from counter_app.devices.virtual.reader import VirtualReader
from counter_app.domain.identity_card import CardKind


def main() -> int:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m counter_app.devices.virtual")
    parser.add_argument("--endpoint", choices=("pty", "tcp"), default="tcp")
    parser.add_argument("--port-file", metavar="F", type=Path, help="写入端口名的文件")
    parser.add_argument("--kind", choices=[kind.value for kind in CardKind], default="resident")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with VirtualReader(arguments.endpoint) as reader:
        if arguments.port_file:
            arguments.port_file.write_text(reader.url, "utf-8")
        sys.stdout.write(f"{reader.url}\n")
        sys.stdout.flush()
        seed = arguments.seed
        reader.put(invent_card(CardKind(arguments.kind), seed=seed))
        for _ in sys.stdin:
            reader.lift()
            seed += 1
            reader.put(invent_card(CardKind(arguments.kind), seed=seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
