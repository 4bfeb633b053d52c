"""Rules that a reviewer should not have to remember, as functions of a source text.

Each returns what is wrong, in words; nothing wrong is an empty list.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

MODULE_LINES_MAX = 400
CLASS_LINES_MAX = 200
FUNCTION_LINES_MAX = 60
BROAD_EXCEPTS_MAX = 3

FORBIDDEN_EVERYWHERE: Mapping[str, str] = {
    "a path of one machine": r"(?<![\w.>~-])/(?:work|tmp|root)(?:/|\b(?![\w-]))",
    "a package registry's host": r"(?:pypi|npmjs|crates|debian|pythonhosted)\.(?:org|io|com)\b",
}
FORBIDDEN_IN_CODE: Mapping[str, str] = {
    "unfinished work": r"\b(?:TODO|FIXME|NotImplemented(?:Error)?)\b",
    "an unchecked certificate": r"verify\s*=\s*False",
    "unsafe loading": r"\b(?:import|from)\s+(?:pickle|shelve|marshal)\b|\byaml\.load\(",
    "a broken hash": r"\b(?:md5|sha1)\s*\(|hashes\.(?:MD5|SHA1)\b|[\"'](?:md5|sha1)[\"']",
    "a statement run as a script": r"\.executescript\(",
}
FORBIDDEN_IN_PROGRAM: Mapping[str, str] = {
    "a clock that no test can set": (
        r"\bdatetime\.(?:now|utcnow|today)\(|\bdate\.today\(|(?<![\w.])time\.time(?:_ns)?\("
    ),
    "a print": r"(?<![\w.])print\(",
}
FORBIDDEN_IN_TESTS: Mapping[str, str] = {
    "a mock": r"unittest\.mock|import mock\b|MagicMock|\bMock\(|\bmocker\b|create_autospec",
    "a sleep": r"(?<![\w.])time\.sleep\(|\basyncio\.sleep\(|\bqtbot\.wait\(",
    "an assertion that cannot fail": r"\bassert (?:True|1)\s*(?:$|#|,)",
}


def forbidden(source: str, rules: Mapping[str, str]) -> list[str]:
    """Name each forbidden thing with its line."""
    return [
        f"line {number}: {what}"
        for number, line in enumerate(source.splitlines(), start=1)
        for what, pattern in rules.items()
        if re.search(pattern, line)
    ]


def too_large(source: str, class_lines_max: int = CLASS_LINES_MAX) -> list[str]:
    """Name a module, class or function that does not fit the eye.

    A class of tests is a heading over them and may be longer than one of the program.
    """
    found = []
    if (lines := len(source.splitlines())) > MODULE_LINES_MAX:
        found.append(f"module of {lines} lines")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            allowed = FUNCTION_LINES_MAX
        elif isinstance(node, ast.ClassDef):
            allowed = class_lines_max
        else:
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > allowed:
            found.append(f"{node.name} of {lines} lines")
    return found


def undocumented(source: str) -> list[str]:
    """Name a module without a docstring."""
    return [] if ast.get_docstring(ast.parse(source)) else ["no module docstring"]


def broad_excepts(source: str) -> list[str]:
    """Name each handler that catches everything and does not pass the same exception on."""
    return [
        f"line {node.lineno}: catches everything"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ExceptHandler)
        and _is_broad(node.type)
        and not _only_tidies_up(node)
    ]


def _only_tidies_up(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _is_broad(kind: ast.expr | None) -> bool:
    if kind is None:
        return True
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(isinstance(k, ast.Name) and k.id in {"Exception", "BaseException"} for k in kinds)


_SQL = re.compile(
    r"\s*(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET|DELETE\s+FROM|WITH\s+\S+\s+AS)",
    re.IGNORECASE,
)


def composed_sql(source: str) -> list[str]:
    """Name each SQL statement that is put together from values."""
    return [
        f"line {node.lineno}: composed SQL"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.expr) and _SQL.match(_composed_text(node))
    ]


def _composed_text(node: ast.expr) -> str:
    """Return the constant beginning of an f-string, of a `%` or `+` of strings, of `.format`."""
    if isinstance(node, ast.JoinedStr) and any(
        isinstance(part, ast.FormattedValue) for part in node.values
    ):
        return _text_of(node.values[0])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return _text_of(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _text_of(node.func.value) if node.func.attr == "format" else ""
    return ""


def _text_of(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def escpos_text(source: str) -> list[str]:
    """Name calls of python-escpos's own text output: it turns rare characters into "?"."""
    tree = ast.parse(source)
    if not any(name.split(".")[0] == "escpos" for name in _imported(tree)):
        return []
    outputs = {"text", "textln", "block_text", "software_columns"}
    return [
        f"line {node.lineno}: .{node.func.attr}() of python-escpos"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in outputs
    ]


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def outside_layers(modules: list[str], layers: list[str]) -> list[str]:
    """Name each module that no layer of the import contract holds.

    A package's own `__init__` that is no layer itself is the container of layers.
    """
    held = [name.strip() for layer in layers for name in layer.split("|")]
    containers = {name.rsplit(".", 1)[0] for name in held if "." in name}
    return [
        module
        for module in modules
        if module not in containers
        and not any(module == name or module.startswith(f"{name}.") for name in held)
    ]


def lonely_pages(sources: Mapping[str, str]) -> list[str]:
    """Name each view without a presenter and each presenter without a view.

    A view that asks for nothing, such as a page of help, needs nobody to decide.
    """
    lonely = []
    for name, source in sorted(sources.items()):
        folder, _, file = name.rpartition("/")
        other = "presenter.py" if file == "view.py" else "view.py"
        asks = file == "presenter.py" or "_requested = Signal(" in source
        if asks and f"{folder}/{other}" not in sources:
            lonely.append(name)
    return lonely


def drawn_tree(docstring: str) -> dict[str, str]:
    """Read a tree drawn in a docstring: name → name of its parent ("" at the root)."""
    parents: dict[str, str] = {}
    open_at: dict[int, str] = {}
    for line in docstring.splitlines():
        if found := re.match(r"(\s*)[*+-] (\w+)", line):
            depth = len(found.group(1))
            above = [level for level in open_at if level < depth]
            parents[found.group(2)] = open_at[max(above)] if above else ""
            open_at = {level: open_at[level] for level in above} | {depth: found.group(2)}
    return parents


def kebab(name: str) -> str:
    """Write a class name in kebab-case."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
