"""What docs/security.md says about lines, keys, files and logs is what the code does.

A new library, algorithm, kind of file or log has to be written down before these tests pass.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest

from counter_app.domain.attachment import MediaType
from counter_app.domain.privacy import Pi
from sync import codec
from sync.client.key_change import KEY_LIFE_MS as CLIENT_LIFE
from sync.server.device_keys import KEY_LIFE_MS as COUNTY_LIFE
from sync.server.limits import Limits
from sync.wire import REQUEST_BYTES_MAX
from tests.test_dangerous_code import PROGRAM, calls, importing

SMALL = {2: "two", 4: "four"}
PAPER = Path(__file__).parents[1] / "docs" / "security.md"


def rows_of(heading: str) -> list[list[str]]:
    """Read the first table under a heading of docs/security.md."""
    _, _, rest = PAPER.read_text(encoding="utf-8").partition(f"\n## {heading}\n")
    _, bar, table = rest.partition("\n## ")[0].partition("|")
    lines = (bar + table).partition("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def named_in(cells: list[str]) -> set[str]:
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.asvs("13.1.1", "13.2.4", "14.2.3")
def test_every_place_that_speaks_to_something_else_stands_in_the_papers():
    """A new library or module that opens a line has to be written down, with what it carries."""
    lines = importing(
        "socket", "requests", "urllib3", "urllib.request", "http.client", "http.server",
        "serial", "ssl", "psycopg", "usb", "escpos", "uvicorn", "smtplib", "ftplib",
        "subprocess", "ctypes", "multiprocessing", "PySide6.QtNetwork", "webbrowser",
        "PySide6.QtGui.QDesktopServices",
    )  # fmt: skip
    assert lines == named_in([row[0] for row in rows_of("Whom the program speaks to")])


@pytest.mark.asvs("1.3.6", "13.2.5")
def test_the_county_calls_nobody():
    """It answers; no request can make it fetch anything."""
    county = {name: tree for name, tree in PROGRAM.items() if name.startswith("sync/server/")}
    assert len(county) > 40
    callers = (
        "requests",
        "urllib3",
        "urllib.request",
        "http.client",
        "httpx",
        "aiohttp",
        "smtplib",
    )
    assert importing(*callers, among=county) == set()
    opened = [n for tree in county.values() for n, _ in calls(tree) if "create_connection" in n]
    assert opened == []


CRYPTO = "cryptography.hazmat.primitives."
ALLOWED = {
    "AESGCM", "Argon2id", "HKDF", "SHA256", "Ed25519PrivateKey", "Ed25519PublicKey",
    "X25519PrivateKey", "X25519PublicKey",
}  # fmt: skip
KEYS_ON_DISK = {"Encoding", "NoEncryption", "PrivateFormat", "PublicFormat",
                "load_pem_private_key", "load_pem_public_key"}  # fmt: skip


def primitives() -> set[str]:
    """Return every name that is taken from the library's primitives."""
    return {
        alias.name
        for tree in PROGRAM.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(CRYPTO[:-1])
        for alias in node.names
    }


@pytest.mark.asvs("11.3.1", "11.3.2", "11.6.1", "11.2.1", "11.2.3")
def test_only_these_algorithms_are_used():
    """AES-256-GCM, Argon2id, HKDF, SHA-256, Ed25519, X25519; of one library, no mode to choose."""
    assert primitives() - KEYS_ON_DISK == ALLOWED
    others = ("Crypto", "Cryptodome", "nacl", "OpenSSL", "rsa", "ecdsa", "jwt", "jose", "gmssl")
    assert importing(*others) == set()


@pytest.mark.asvs("11.4.1", "11.4.3")
def test_only_sha_256_is_taken_from_the_hashes():
    used = {
        name for tree in PROGRAM.values() for name, _ in calls(tree) if name.startswith("hashlib.")
    }
    assert used == {"hashlib.sha256"}
    assert importing("hashlib.md5", "hashlib.sha1", "hashlib.new") == set()


@pytest.mark.asvs("11.1.2", "11.1.3")
def test_the_papers_list_every_algorithm_with_what_it_is_for():
    told = {name for row in rows_of("Keys and algorithms") for name in named_in([row[1]])}
    assert told == ALLOWED | {"hashlib.sha256", "hmac", "SQLCipher", "TLS"}


@pytest.mark.asvs("11.1.1")
def test_the_papers_say_how_long_keys_and_codes_live():
    told = re.findall(r"`([\w.]+):(\w+)` = (\d+) days", PAPER.read_text(encoding="utf-8"))
    assert len(told) == 5
    for module, name, days in told:
        unit = 24 * 3_600_000 if name.endswith("_MS") else 1
        assert getattr(importlib.import_module(module), name) == int(days) * unit, name
    assert CLIENT_LIFE == COUNTY_LIFE, "a counter renews its key when the county begins to count"


@pytest.mark.asvs("15.1.3")
def test_the_papers_say_how_much_the_county_takes_on():
    exchange = (PAPER.parent / "sync.md").read_text(encoding="utf-8")
    told = exchange.partition("\n## When the county is full\n")[2].partition("\n## ")[0]
    limits = Limits()
    for words in (
        f"{SMALL[limits.working]} requests in work and reads {limits.reading} bodies at once",
        f"up to {limits.waiting:,} wait",
        f"longer than {limits.wait_s:.0f} seconds",
        f"{SMALL[limits.device_working]} requests in work and, a process, "
        f"{limits.device_burst:.0f} at once and {limits.device_rate:.0f} a second",
        f"A body over {REQUEST_BYTES_MAX >> 20} MiB",
    ):
        assert words in told, words


@pytest.mark.asvs("5.1.1")
def test_the_papers_name_kinds_and_sizes_of_files_as_they_are():
    text = " ".join(cell for row in rows_of("Files that are taken in") for cell in row)
    told = re.findall(r"`([\w.]+):(\w+)` = (\d+)", text)
    assert len(told) == 6
    for module, name, value in told:
        assert getattr(importlib.import_module(module), name) == int(value), name
    kinds = {kind.value.rpartition("/")[2].upper() for kind in MediaType}
    assert kinds == set(re.findall(r"\b(JPEG|PNG|PDF|GIF|TIFF|SVG)\b", text))


@pytest.mark.asvs("14.1.2")
def test_the_papers_say_what_each_class_of_personal_data_asks_for():
    rows = rows_of("Classes of personal data")
    assert [row[0] for row in rows] == [f"`{one.name}` {one.value}" for one in Pi]
    assert all(cell for row in rows for cell in row[2:])


@pytest.mark.asvs("16.1.1", "16.2.3")
def test_every_place_that_writes_a_log_stands_in_the_papers():
    """Handlers of the log, crash reports and the county's table; no other way leads anywhere."""
    makers = {
        file
        for file, tree in PROGRAM.items()
        for name, _ in calls(tree)
        if re.search(r"(^|\.)(\w*Handler|basicConfig|dictConfig|fileConfig)$", name)
        and name.startswith(("logging", "_Steady"))
    }
    told = named_in([row[0] for row in rows_of("What is written down about the work")])
    assert makers == {name for name in told if "logs.py" in name or "service.py" in name}
    assert told - makers == {"counter_app/runtime/crash.py", "sync/server/security_log.py"}
    assert importing("syslog", "logging.config") == set()


def undeclared(kind: Any, seen: set[Any]) -> list[str]:
    """Name each field of a type, and of the types in it, that says no class of personal data."""
    if kind in seen:
        return []
    seen.add(kind)
    missing = []
    hints = get_type_hints(kind, include_extras=True)
    for field in dataclasses.fields(kind):
        hint = hints[field.name]
        is_told = get_origin(hint) is Annotated and any(isinstance(a, Pi) for a in get_args(hint))
        missing += [] if is_told else [f"{kind.__name__}.{field.name}"]
        for inner in types_in(hint):
            missing += undeclared(inner, seen)
    return missing


def types_in(hint: Any) -> list[Any]:
    if dataclasses.is_dataclass(hint):
        return [hint]
    return [inner for each in get_args(hint) for inner in types_in(each)]


@dataclasses.dataclass
class Leaky:
    """What the rule is there to find."""

    name: str
    inside: Annotated[tuple[Deeper, ...], Pi.P1]


@dataclasses.dataclass
class Deeper:
    telephone: str


@pytest.mark.asvs("14.1.1")
def test_every_field_of_every_fact_declares_its_class_of_personal_data():
    facts = set(codec.types_on_the_wire().values())
    assert len(facts) > 40
    seen: set[Any] = set()
    assert [name for fact in facts for name in undeclared(fact, seen)] == []
    assert len(seen) > len(facts), "the types inside of facts are looked at too"
    assert undeclared(Leaky, set()) == ["Leaky.name", "Deeper.telephone"]
