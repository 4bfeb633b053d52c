"""Whoever reads the bodies of events knows that some of them are away: a body that went is b""."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import counter_app

PROGRAM = Path(counter_app.__file__).parent
ASKED = re.compile(r"verdict (IN|<>|=) ")
BODIES = re.compile(
    r"SELECT\b.*?(?<!\()\b(?:[a-z]+\.)?data\b.*?\b(?:FROM|JOIN) events\b", re.DOTALL
)
DEVICE_FACT = re.compile(r"type (= '(?:device|time|access|post)\.|IN \('(?:device|post)\.)")
"""Facts of the device belong to no case, so retention leaves them alone."""

BESIDES = {
    "salvage.py:_ROW": "a row that cannot be read is passed over",
    "chain_questions.py:_DATA": "nothing can be vouched for whose bytes are away",
    "chain_questions.py:_NEXT": "nothing can be vouched for whose bytes are away",
    "day_log.py:_EVENT": "the end of the chain; without a body it tells no time",
    "audit_witnesses.py:_RECEIVED": "numbers of what went stand in the headers",
    "audit_disposed.py:_EVENTS": "the audit judges them by their list",
    "post_log.py:_DATA": "rows that are known to be facts of posts",
    "courier_store.py:_EVENT": "rows that were chosen with their verdict",
}


def statements():
    """Yield file, name and text of every constant statement that reads bodies."""
    for path in sorted(PROGRAM.rglob("*.py")):
        if "bench" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(
                node.value, ast.Constant
            ):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                text = node.value.value
                if isinstance(text, str) and BODIES.search(text):
                    yield f"{path.name}:{getattr(target, 'id', '?')}", text


def test_every_statement_that_reads_bodies_asks_for_a_verdict_or_says_why_not():
    found = dict(statements())
    assert len(found) > 15, "the eyes of this test are open"
    careless = {
        name
        for name, text in found.items()
        if not ASKED.search(text) and not DEVICE_FACT.search(text)
    }
    assert careless == BESIDES.keys()
