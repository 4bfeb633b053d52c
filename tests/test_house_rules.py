"""The house rules, kept over the whole tree; each rule is shown to notice a breach."""

from __future__ import annotations

import importlib
import inspect
import re
import tomllib
from enum import Enum
from pathlib import Path

import pytest

from counter_app.cli import parser
from counter_app.domain import errors, terms
from counter_app.domain.errors import CounterError
from tests import house_rules as rules

ROOT = Path(__file__).parents[1]
PACKAGES = ("counter_app", "sync", "printing", "resources")
PROGRAM = sorted(path for top in PACKAGES for path in (ROOT / top).rglob("*.py"))
RULE_BOOK = ROOT / "tests" / "house_rules.py"  # It spells out what it forbids.
TESTS = sorted({*(ROOT / "tests").rglob("*.py")} - {RULE_BOOK})
TOOLS = [ROOT / "make.py", *sorted((ROOT / "tools").rglob("*.py"))]
CODE = [*PROGRAM, *TESTS, *TOOLS]

# The county server ships without the counter's packages, so it has a clock of its own.
CLOCKS = {"counter_app/runtime/system_clock.py", "sync/server/system_clock.py"}
PHONE_LETTERS = {
    "RuleError": "R",
    "DeviceError": "D",
    "StorageError": "L",
    "SyncError": "S",
    "AccessError": "A",
    "InputError": "I",
}
# Enums of the wire and of the classes of personal data: no person reads their members.
NEVER_SHOWN = {"Pi", "Field"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def in_files(paths, rule, *more) -> list[str]:
    return [
        f"{name_of(path)}: {problem}"
        for path in paths
        for problem in rule(path.read_text(encoding="utf-8"), *more)
    ]


def text_files() -> list[Path]:
    """Every file that people wrote, but for tests' captured vectors."""
    suffixes = {".py", ".md", ".toml", ".spec", ".lock", ".qss", ".mako", ".ini", ""}
    hidden = re.compile(r"^\.(?!ci|gitignore|gitattributes)|^(build|dist|demo-output)$|\.egg-info$")
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.suffix in suffixes
        and path != RULE_BOOK
        and not any(hidden.search(part) for part in path.relative_to(ROOT).parts)
        and path.is_file()
    ]


def all_errors(base=CounterError):
    for error in base.__subclasses__():
        yield error
        yield from all_errors(error)


def family(error) -> str:
    """Return the name of the branch that an error hangs on."""
    return error.__mro__[error.__mro__.index(CounterError) - 1].__name__


LEAVES = [error for error in all_errors() if not error.__subclasses__()]


class TestTheTree:
    def test_modules_classes_and_functions_fit_the_eye(self):
        assert in_files([*PROGRAM, *TOOLS], rules.too_large) == []
        assert in_files([*TESTS, RULE_BOOK], rules.too_large, 10 * rules.CLASS_LINES_MAX) == []

    def test_every_module_says_what_it_is_for(self):
        assert in_files([*PROGRAM, *TOOLS], rules.undocumented) == []

    def test_no_file_speaks_of_one_machine_or_of_a_registry(self):
        files = text_files()
        assert len(files) > len(CODE) / 2
        assert in_files(files, rules.forbidden, rules.FORBIDDEN_EVERYWHERE) == []

    @pytest.mark.asvs("1.5.2", "11.4.1", "12.3.2")
    def test_no_code_is_unfinished_or_unsafe(self):
        assert in_files(CODE, rules.forbidden, rules.FORBIDDEN_IN_CODE) == []

    def test_only_the_clocks_read_the_time_and_nothing_prints(self):
        others = [
            path for path in PROGRAM if name_of(path) not in CLOCKS and "bench" not in name_of(path)
        ]
        assert in_files(others, rules.forbidden, rules.FORBIDDEN_IN_PROGRAM) == []

    def test_tests_use_no_mocks_and_do_not_sleep(self):
        assert in_files(TESTS, rules.forbidden, rules.FORBIDDEN_IN_TESTS) == []

    def test_everything_is_caught_at_three_places_at_most(self):
        assert len(in_files(PROGRAM, rules.broad_excepts)) <= rules.BROAD_EXCEPTS_MAX

    @pytest.mark.asvs("1.2.4")
    def test_no_statement_is_composed_from_values(self):
        assert in_files(PROGRAM, rules.composed_sql) == []

    def test_text_for_the_printer_is_encoded_by_ourselves(self):
        assert in_files(PROGRAM, rules.escpos_text) == []

    def test_every_module_stands_in_a_layer(self):
        pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        contracts = pyproject["tool"]["importlinter"]["contracts"]
        (layers,) = [c["layers"] for c in contracts if c["name"] == "Layers point downwards"]
        modules = [
            name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            for path in PROGRAM
        ]
        assert rules.outside_layers(modules, layers) == []

    def test_every_page_has_a_view_and_a_presenter(self):
        pages = {
            name_of(path): path.read_text(encoding="utf-8")
            for path in PROGRAM
            if path.name in {"view.py", "presenter.py"}
        }
        assert rules.lonely_pages(pages) == []

    def test_every_command_that_is_offered_can_be_loaded(self):
        for module, _ in parser._COMMANDS.values():
            command = importlib.import_module(f"counter_app.cli.{module}")
            assert callable(command.register)
            assert callable(command.run)


class TestErrors:
    def test_the_tree_is_drawn_as_it_is(self):
        classes = {error.__name__: error.__base__.__name__ for error in all_errors()}
        assert rules.drawn_tree(errors.base.__doc__) == classes | {"CounterError": ""}

    @pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.__name__)
    def test_a_failure_has_codes_of_its_own_and_advice(self, error):
        assert {"code", "phone_code"} <= vars(error).keys()
        assert error.code == rules.kebab(error.__name__)
        assert re.fullmatch(r"[A-Z]\d{3}", error.phone_code)
        assert error.phone_code[0] == PHONE_LETTERS[family(error)]
        assert error.advice != CounterError.advice
        assert len(re.findall(r"[\u4e00-\u9fff]", error.advice)) >= 4
        assert error.__doc__

    def test_no_two_failures_share_a_code(self):
        for attribute in ("code", "phone_code"):
            told = [getattr(error, attribute) for error in LEAVES]
            assert sorted(told) == sorted(set(told))

    def test_failures_are_told_in_one_package_only(self):
        packages = {error.__module__.rpartition(".")[0] for error in all_errors()}
        assert packages == {errors.__name__}


def domain_enums():
    found = set()
    for path in sorted((ROOT / "counter_app" / "domain").glob("*.py")):
        module = importlib.import_module(f"counter_app.domain.{path.stem}")
        found |= {
            member
            for _, member in inspect.getmembers(module, inspect.isclass)
            if issubclass(member, Enum) and member.__module__.startswith("counter_app.domain")
        }
    return sorted(found, key=lambda enum: enum.__name__)


class TestTerms:
    @pytest.mark.parametrize("enum", terms.NAMED, ids=lambda enum: enum.__name__)
    def test_every_member_that_people_read_has_its_official_name(self, enum):
        for member in enum:
            assert re.search(r"[\u4e00-\u9fff]", terms.name_of(member)), member

    def test_an_enum_without_names_is_used_by_no_view_and_no_form(self):
        unnamed = {
            enum.__name__ for enum in domain_enums() if enum not in terms.NAMED
        } - NEVER_SHOWN
        readers = [path for path in PROGRAM if is_read_by_people(name_of(path))]
        shown = {
            f"{name_of(path)} asks for the name of {enum}"
            for path in readers
            for enum in unnamed
            if re.search(rf"\bname_of\({enum}\.", path.read_text(encoding="utf-8"))
        }
        assert shown == set()


def is_read_by_people(name: str) -> bool:
    return name.startswith(("counter_app/ui/", "counter_app/cli/", "printing/forms/"))


class TestPapers:
    def test_every_identifier_of_the_glossary_is_used(self):
        glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
        code = "\n".join(path.read_text(encoding="utf-8") for path in PROGRAM)
        words = set(re.findall(r"`(\w+)`", glossary))
        assert len(words) > 40
        assert {word for word in words if not re.search(rf"\b{word}\b", code)} == set()

    def test_decisions_are_numbered_without_gaps_and_have_their_four_parts(self):
        records = sorted((ROOT / "docs" / "adr").glob("*.md"))
        assert [int(path.name[:4]) for path in records] == list(range(len(records)))
        for path in records:
            text = path.read_text(encoding="utf-8")
            heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
            assert heads == ["Context", "Decision", "Consequences", "Alternatives considered"]
            assert text.startswith(f"# {path.name[:4]}. ")

    def test_every_test_that_the_recipes_promise_exists(self):
        recipes = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        tests = "\n".join(path.read_text(encoding="utf-8") for path in TESTS)
        promised = set(re.findall(r"`(test_\w+|Test\w+)`", recipes))
        assert len(promised) >= 5
        assert {name for name in promised if not re.search(rf"\b{name}\b", tests)} == set()

    def test_the_version_stands_in_the_changelog(self):
        version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
        assert f"\n## [{version}] - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


class TestForms:
    def test_every_form_has_a_kept_copy_on_every_paper(self):
        from printing.forms.registry import FORMS

        kept = {path.name for path in (ROOT / "tests").rglob("snapshots/**/*") if path.is_file()}
        missing = [
            f"{form.form.value} on {paper}"
            for form in FORMS.values()
            for paper in form.papers
            if not any(form.form.value in name and paper in name for name in kept)
        ]
        assert missing == []


BREACHES = [
    (rules.FORBIDDEN_EVERYWHERE, "open('/" + "work/x')", "a path of one machine"),
    (rules.FORBIDDEN_EVERYWHERE, "see /" + "tmp.", "a path of one machine"),
    (rules.FORBIDDEN_EVERYWHERE, "--index https://py" + "pi.org", "a package registry's host"),
    (rules.FORBIDDEN_IN_CODE, "# TO" + "DO later", "unfinished work"),
    (rules.FORBIDDEN_IN_CODE, "raise NotImpl" + "ementedError", "unfinished work"),
    (rules.FORBIDDEN_IN_CODE, "get(url, verify" + "=False)", "an unchecked certificate"),
    (rules.FORBIDDEN_IN_CODE, "import " + "pickle", "unsafe loading"),
    (rules.FORBIDDEN_IN_CODE, "hashlib.md5" + "(data)", "a broken hash"),
    (rules.FORBIDDEN_IN_CODE, "hashlib.new('sh" + "a1')", "a broken hash"),
    (rules.FORBIDDEN_IN_PROGRAM, "at = datetime.now(UTC)", "a clock that no test can set"),
    (rules.FORBIDDEN_IN_PROGRAM, "at = time.time()", "a clock that no test can set"),
    (rules.FORBIDDEN_IN_PROGRAM, "    print(name)", "a print"),
    (rules.FORBIDDEN_IN_TESTS, "from unittest" + ".mock import patch", "a mock"),
    (rules.FORBIDDEN_IN_TESTS, "printer = Mo" + "ck()", "a mock"),
    (rules.FORBIDDEN_IN_TESTS, "    time.sl" + "eep(0.1)", "a sleep"),
    (rules.FORBIDDEN_IN_TESTS, "    assert Tr" + "ue", "an assertion that cannot fail"),
]


class TestTheRulesThemselves:
    @pytest.mark.parametrize(("rule", "source", "what"), BREACHES)
    def test_a_forbidden_thing_is_noticed_with_its_line(self, rule, source, what):
        assert rules.forbidden(f"x = 1\n{source}\n", rule) == [f"line 2: {what}"]

    @pytest.mark.parametrize(
        "source",
        [
            "folder = tmp_path / 'x'",
            "self.clock.now()",
            "time.monotonic()",
            "pprint(x)",
            "self.print(x)",
            "hash_sha1_free = 1",
            "verify=ca_file",
            "mocking = None",
            "assert is_true",
            "run a/work/b or framework/tmpfile",
        ],
    )
    def test_what_only_looks_alike_is_left_alone(self, source):
        everything = {
            **rules.FORBIDDEN_EVERYWHERE,
            **rules.FORBIDDEN_IN_CODE,
            **rules.FORBIDDEN_IN_PROGRAM,
            **rules.FORBIDDEN_IN_TESTS,
        }
        assert rules.forbidden(source, everything) == []

    def test_a_module_one_line_too_long_is_noticed(self):
        assert rules.too_large("x = 1\n" * 400) == []
        assert rules.too_large("x = 1\n" * 401) == ["module of 401 lines"]

    def test_a_function_or_class_one_line_too_long_is_noticed(self):
        fits = "def f():\n" + "    x = 1\n" * 59 + "class C:\n" + "    x = 1\n" * 199
        assert rules.too_large(fits) == []
        assert rules.too_large("async def f():\n" + "    x = 1\n" * 60) == ["f of 61 lines"]
        assert rules.too_large("class C:\n" + "    x = 1\n" * 200) == ["C of 201 lines"]

    def test_a_module_without_a_word_is_noticed(self):
        assert rules.undocumented("x = 1") == ["no module docstring"]
        assert rules.undocumented('"""Says it."""') == []

    @pytest.mark.parametrize(
        "kind", ["", " Exception", " BaseException as e", " (OSError, Exception)"]
    )
    def test_catching_everything_is_noticed(self, kind):
        source = f"try:\n    act()\nexcept{kind}:\n    leave()\n"
        assert rules.broad_excepts(source) == ["line 3: catches everything"]

    def test_tidying_up_on_the_way_out_is_fine(self):
        source = "try:\n    act()\nexcept BaseException:\n    close()\n    raise"
        assert rules.broad_excepts(source) == []
        assert rules.broad_excepts(f"{source} Other()") == ["line 3: catches everything"]

    def test_catching_something_is_fine(self):
        assert (
            rules.broad_excepts("try:\n    act()\nexcept (OSError, ValueError):\n    x = 1") == []
        )

    @pytest.mark.parametrize(
        "source",
        [
            "run(f'SELECT * FROM cases WHERE name = {name}')",
            "run('select * from cases where name = %s' % name)",
            "run('DELETE FROM cases WHERE name = ' + name)",
            "run('INSERT OR IGNORE INTO {} VALUES (1)'.format(table))",
            "run(f'update cases set name = {name}')",
        ],
    )
    def test_a_composed_statement_is_noticed(self, source):
        assert rules.composed_sql(source) == ["line 1: composed SQL"]

    @pytest.mark.parametrize(
        "source",
        ["run('SELECT 1', [name])", "say(f'selected {n}')", "say('update ' + name)", "a % b"],
    )
    def test_a_constant_statement_is_fine(self, source):
        assert rules.composed_sql(source) == []

    def test_text_output_of_the_printer_library_is_noticed_where_it_is_imported(self):
        call = "tape.text('x')\n"
        assert rules.escpos_text(call) == []
        assert rules.escpos_text(f"from escpos.printer import Dummy\n{call}") == [
            "line 2: .text() of python-escpos"
        ]

    def test_a_module_outside_every_layer_is_noticed(self):
        layers = ["app.ui", "app.services | app.storage", "sync.codec", "printing"]
        modules = [
            "app",
            "app.ui.view",
            "app.storage",
            "app.misc",
            "sync",
            "sync.other",
            "printing.x",
        ]
        assert rules.outside_layers(modules, layers) == ["app.misc", "sync.other"]

    def test_a_page_with_only_one_of_its_two_files_is_noticed(self):
        asks = "submit_requested = Signal()"
        pages = {"a/view.py": asks, "b/view.py": "", "c/presenter.py": "", "d/view.py": asks}
        assert rules.lonely_pages(pages) == ["a/view.py", "c/presenter.py", "d/view.py"]
        assert rules.lonely_pages(pages | {"d/presenter.py": ""}) == ["a/view.py", "c/presenter.py"]

    def test_a_drawn_tree_is_read_with_its_parents(self):
        drawn = "Text.\n\n* Root\n  + A   words\n    - A1\n  + B\n    - B1  words - more\n"
        assert rules.drawn_tree(drawn) == {
            "Root": "",
            "A": "Root",
            "A1": "A",
            "B": "Root",
            "B1": "B",
        }

    def test_kebab_case(self):
        assert rules.kebab("NotAnIdCard") == "not-an-id-card"
