"""`python -m counter_app.devices.virtual`: a simulated reader until its input ends.

The card of one invented person lies on it, or the first of a file; Enter lifts it and lays the
next one down.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

from counter_app.devices.virtual.card import VirtualCard, card_from_object
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
    parser.add_argument(
        "--cards", metavar="F", type=Path, help="JSON，形同 counter id-card decode 的输出"
    )
    arguments = parser.parse_args()
    cards = _cards(arguments)
    with VirtualReader(arguments.endpoint) as reader:
        if arguments.port_file:
            arguments.port_file.write_text(reader.url, "utf-8")
        sys.stdout.write(f"{reader.url}\n")
        sys.stdout.flush()
        reader.put(next(cards))
        for _ in sys.stdin:
            reader.put(next(cards))
    return 0


def _cards(arguments: argparse.Namespace) -> Iterator[VirtualCard]:
    if arguments.cards:
        shown = json.loads(arguments.cards.read_text("utf-8"))["cards"]
        return cycle([card_from_object(card) for card in shown])
    kind = CardKind(arguments.kind)
    return (invent_card(kind, seed=seed) for seed in count(arguments.seed))


if __name__ == "__main__":
    sys.exit(main())
