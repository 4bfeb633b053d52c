"""What the program's code may not do, or may do in named places only; kept over the whole tree.

Beside the house rules: these are the ways in which foreign words become code, commands, patterns,
paths or weak keys.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_THE_PROGRAM = "counter_app/bench/"  # Measures the program; ships for the desk that tunes it.
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for top in ("counter_app", "sync", "printing", "resources")
    for path in sorted((ROOT / top).rglob("*.py"))
}
PROGRAM = {name: ast.parse(text) for name, text in SOURCES.items() if NOT_THE_PROGRAM not in name}

MODULES_BY_NAME = {
    "counter_app/cli/parser.py": "its own table of commands",
    "printing/drivers/system_queue.py": "one word, on Windows",
}
PATTERN_USERS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall",
                 "finditer"}  # fmt: skip
CHANCE = ("sync/simulation/", "counter_app/devices/virtual/")
"""Where `random` plays worlds and people that are to come out the same again."""


def dotted(node: ast.AST) -> str:
    """Return the name under which something is called, "" for a part that has none."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return repr(node.value) if isinstance(node, ast.Constant) else ""


@cache
def calls(tree: ast.AST) -> tuple[tuple[str, ast.Call], ...]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return tuple((dotted(node.func), node) for node in found)


@cache
def imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def importing(*names: str, among: dict[str, ast.Module] = PROGRAM) -> set[str]:
    """Return the files that import one of these modules, or anything in them."""
    return {
        file
        for file, tree in among.items()
        if any(
            one == name or one.startswith(f"{name}.") for one in imported(tree) for name in names
        )
    }


def evaluated(tree: ast.AST) -> list[str]:
    """Name what runs a text as code, and modules that are named by a value."""
    return [
        name
        for name, call in calls(tree)
        if name in {"eval", "exec", "compile", "__import__"}
        or (name.endswith("import_module") and not isinstance(call.args[0], ast.Constant))
    ]


def shells(tree: ast.AST) -> list[str]:
    """Name what hands a command line to a shell, or a command that is one string."""
    return [
        name
        for name, call in calls(tree)
        if re.fullmatch(r"os\.(system|popen|exec\w+|spawn\w+|startfile)", name)
        or name.startswith(("subprocess.getoutput", "subprocess.getstatus"))
        or any(word.arg == "shell" for word in call.keywords)
        or (
            re.fullmatch(r"subprocess\.(run|Popen|call|check_\w+)", name)
            and isinstance(call.args[0], ast.Constant | ast.JoinedStr | ast.BinOp)
        )
    ]


def composed_patterns(tree: ast.AST) -> list[str]:
    """Name regular expressions with anything in them but constants and what was escaped."""
    return [
        f"line {call.lineno}: {ast.unparse(call.args[0])}"
        for name, call in calls(tree)
        if re.fullmatch(
            r"re\.(compile|match|search|fullmatch|sub|subn|split|findall|finditer)", name
        )
        and not Constant(escape="re.escape")(call.args[0])
    ]


def composed_formats(tree: ast.Module) -> list[str]:
    """Name calls of `.format` on a text that is not the program's own."""
    own = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and Constant()(node.value)
    }
    return [
        f"line {call.lineno}: {dotted(call.func)}"
        for _, call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"format", "format_map"}
        and not Constant(own)(call.func.value)
    ]


class Constant:
    """Whether a text is made of constants, translations of constants, and escaped parts.

    Args:
        own: Names of the module that hold nothing else.
        escape: What makes any text harmless.
    """

    HOLD_THE_REST = (ast.BinOp, ast.JoinedStr, ast.FormattedValue, ast.IfExp)
    FROM_CONSTANTS = frozenset({"map", "'|'.join", "tr", "self.tr"})

    def __init__(self, own: set[str] | None = None, escape: str = "") -> None:
        self._own = own or set()
        self._escape = escape

    def __call__(self, part: ast.AST) -> bool:
        if isinstance(part, ast.Name | ast.Attribute):
            return self._is_named(part)
        if isinstance(part, ast.Subscript):
            return self(part.value)
        if isinstance(part, ast.Call):
            return self._is_called(part)
        if isinstance(part, self.HOLD_THE_REST):
            held = [each for each in ast.iter_child_nodes(part) if isinstance(each, ast.expr)]
            asked = part.test if isinstance(part, ast.IfExp) else None
            return all(self(each) for each in held if each is not asked)
        return isinstance(part, ast.Constant)

    def _is_named(self, part: ast.Name | ast.Attribute) -> bool:
        name = part.id if isinstance(part, ast.Name) else part.attr
        return name.lstrip("_").isupper() or name == "pattern" or dotted(part) in self._own

    def _is_called(self, part: ast.Call) -> bool:
        called = dotted(part.func)
        if called == self._escape:
            return True
        if called not in self.FROM_CONSTANTS and not called.endswith(".get"):
            return False
        return all(self(each) or dotted(each) == self._escape for each in part.args)


def found_by(rule: Callable[[ast.Module], list[str]]) -> dict[str, list[str]]:
    return {name: found for name, tree in PROGRAM.items() if (found := rule(tree))}


@pytest.mark.asvs("1.3.2")
def test_no_text_is_run_as_code_and_modules_are_named_by_our_own_tables():
    assert set(found_by(evaluated)) <= set(MODULES_BY_NAME)


@pytest.mark.asvs("1.2.5")
def test_no_command_goes_through_a_shell():
    assert found_by(shells) == {}


@pytest.mark.asvs("1.2.9")
def test_no_pattern_is_made_of_what_somebody_typed():
    assert found_by(composed_patterns) == {}


@pytest.mark.asvs("1.3.10")
def test_no_text_of_somebody_else_is_a_format():
    pdf = "printing/pdf_archive.py"  # Its `.format` writes objects of a PDF.
    assert set(found_by(composed_formats)) - {pdf} == set()


@pytest.mark.asvs("1.3.7")
def test_no_template_comes_from_outside():
    assert importing("jinja2", "mako", "chevron", "markdown") == set()
    assert importing("string.Template") == {"counter_app/ui/theme.py"}, "its sheet of style"


@pytest.mark.asvs("1.5.1", "5.3.3", "5.2.5")
@pytest.mark.threat("T16")
def test_nothing_reads_xml_nor_unpacks_an_archive():
    readers = ("xml", "lxml", "defusedxml", "openpyxl", "zipfile", "tarfile", "gzip", "bz2", "lzma")
    assert importing(*readers) == set()
    unpackers = [n for tree in PROGRAM.values() for n, _ in calls(tree) if "unpack_archive" in n]
    assert unpackers == []


@pytest.mark.asvs("1.4.1")
def test_foreign_machine_code_is_called_in_named_places_only():
    assert importing("ctypes", "cffi") == {
        "counter_app/devices/photo_process.py",  # A process of its own, which may die.
        "counter_app/devices/drives.py",  # Asks Windows what kind a drive is.
        "counter_app/own_path.py",  # Tells Windows where not to look for libraries.
    }


@pytest.mark.asvs("6.5.3")
def test_chance_that_matters_comes_from_the_system():
    """`random` is for simulations; names and keys come from `secrets`, and UUIDs are none."""
    users = importing("random") - importing("random.SystemRandom")
    assert {name for name in users if not name.startswith(CHANCE)} == set()
    assert importing("uuid") == set()


@pytest.mark.asvs("13.3.1")
def test_no_secret_stands_in_the_code():
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?!\w*VARIABLE)(?:password|passphrase|secret|api_key)\w*"
        r"\s*(?::\s*[\w\[\]. ]+)?=\s*[rbf]?\"[^\"{/]{6,}\"",
        re.IGNORECASE,
    )
    play = {"counter_app/demo/world.py", "counter_app/scenario/people.py"}
    files = {name: text for name, text in SOURCES.items() if NOT_THE_PROGRAM not in name}
    for path in [ROOT / "pyproject.toml", ROOT / "make.py", *(ROOT / "resources").rglob("*.toml")]:
        files[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    assert {name for name, text in files.items() if secret.search(text)} == play, "invented people"
    assert secret.search('PASSWORD: Final = "letmein-2026"')
    assert secret.search("-----BEGIN EC PRIVATE KEY-----")


@pytest.mark.parametrize(
    ("rule", "breach", "fine"),
    [
        (evaluated, "eval(text)", "ast.literal_eval(text)"),
        (evaluated, "import_module(f'plug.{name}')", "import_module('win32print')"),
        (shells, "os.system('ls ' + name)", "os.stat(name)"),
        (shells, "subprocess.run(f'lp {name}')", "subprocess.run([LP, name])"),
        (shells, "subprocess.run([LP, name], shell=True)", "subprocess.run([LP], check=False)"),
        (composed_patterns, "re.search(typed, text)", "re.search(r'[a-z]+', text)"),
        (composed_patterns, "re.compile(f'^{name}$')", "re.compile(f'^{re.escape(name)}$')"),
        (composed_formats, "words = asked()\nwords.format(1)", "words = tr('{}')\nwords.format(1)"),
        (composed_formats, "case.note.format(x)", "'{}'.format(x)"),
    ],
)
def test_the_rules_notice_a_breach_and_leave_the_rest_alone(rule, breach, fine):
    assert rule(ast.parse(breach))
    assert not rule(ast.parse(fine))
