"""The shape of the package: imports go one way, modules and functions are small, importing has no effects, no clock."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "govgraph"
BINS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "core", "misc", "base", "tools"}

MAX_MODULE_LINES, MEDIAN_MODULE_LINES, MEDIAN_FUNCTION_LINES = 400, 150, 10

# Known breaks, each a failing case until somebody mends it; a mended one must leave this list.
ORDER_BREAKS: dict[str, str] = {}
TOO_LONG: dict[str, str] = {}

# Imports inside functions: module -> what it loads late, and why.
QUICK = "the command's libraries load when it runs, so that --help and --version stay quick"
HEAVY = "a large library that most calls do not need"
EXTRA = "a library of an extra, not installed by everybody"
UNIX = "the module exists on Unix only"
LATE = {
    ("answers", "pandas"): EXTRA,
    ("answers", "polars"): EXTRA,
    ("answers", "pyarrow"): HEAVY,
    ("answers", "rdflib"): HEAVY,
    ("api", "govgraph.explore.notebook"): HEAVY,
    ("assistants.stdio", "mcp"): EXTRA,
    ("assistants.stdio", "mcp_types"): EXTRA,
    ("api", "govgraph.graph.network"): HEAVY,
    ("api", "govgraph.publish.fair.report"): HEAVY,
    ("api", "govgraph.publish.site"): HEAVY,
    ("api", "govgraph.rdflib_bridge"): HEAVY,
    ("api", "govgraph.remote"): "an HTTP client that most calls do not need",
    ("cli", "os"): "needed after an internal error only",
    ("cli", "traceback"): "needed after an internal error only",
    ("cli.build", "govgraph.inputs"): QUICK,
    ("cli.build", "govgraph.pipeline"): QUICK,
    ("cli.build", "govgraph.validate.report"): QUICK,
    ("cli.explain", "govgraph.explain"): QUICK,
    ("cli.fair", "govgraph.cli.output"): QUICK,
    ("cli.fair", "govgraph.publish.fair.report"): QUICK,
    ("cli.fmt", "govgraph.sources.canonical"): QUICK,
    ("cli.graph", "govgraph.cli.output"): QUICK,
    ("cli.graph", "govgraph.graphing"): QUICK,
    ("cli.init", "govgraph.starter"): QUICK,
    ("cli.mcp", "govgraph.assistants.stdio"): QUICK,
    ("cli.mcp", "govgraph.serve.limits"): QUICK,
    ("cli.query", "govgraph.cli.output"): QUICK,
    ("cli.query", "govgraph.query"): QUICK,
    ("cli.site", "govgraph.publish.site"): QUICK,
    ("cli.validate", "govgraph.api"): QUICK,
    ("cli.validate", "govgraph.cli.output"): QUICK,
    ("explore.document", "govgraph.explore.measures"): "networkx, not needed where the layout is known",
    ("cli.load", "govgraph.stores.bulk"): QUICK,
    ("cli.load", "govgraph.stores.chunks"): QUICK,
    ("cli.load", "govgraph.stores.exchange"): QUICK,
    ("cli.load", "govgraph.stores.kinds"): QUICK,
    ("cli.load", "govgraph.stores.loading"): QUICK,
    ("cli.load", "govgraph.stores.report"): QUICK,
    ("cli.serve", "govgraph.serve.limits"): QUICK,
    ("cli.serve", "govgraph.serve.server"): QUICK,
    ("export.staging", "fcntl"): UNIX,
    ("export.tables", "pyarrow"): HEAVY,
    ("graphing", "govgraph.explore.document"): HEAVY,
    ("graphing", "govgraph.explore.notebook"): HEAVY,
    ("parallel", "resource"): UNIX,
    ("publication", "govgraph.explore.document"): "needed by one of the tasks that run side by side",
    ("serve.server", "uvloop"): UNIX,
    ("stores.signing", "botocore"): EXTRA,
    ("validate.engines", "pyshacl"): HEAVY,
    ("validate.engines", "rdflib"): HEAVY,
    ("validate.engines", "shacl"): HEAVY,
}

# What knows the clock, chance, the machine or the user: module, name -> why it may be used; nothing of it is output.
CLOCKS = {
    ("cli", "os.environ"): "GOVGRAPH_TRACE shows where an internal error came from",
    ("cli.build", "time.perf_counter"): "the seconds on the last line for people",
    ("export.staging", "time.sleep"): "waiting for another build",
    ("parallel", "time.monotonic"): "was the limit of time the reason for the end?",
}
# What runs and talks to others (and writes nothing that is kept) needs clocks and sockets; still no environment.
RUNNING = {"serve": {"secrets", "socket", "tempfile", "time"}, "stores": {"time"}, "remote": {"time"}}
FORBIDDEN_MODULES = {"time", "random", "secrets", "uuid", "socket", "getpass", "platform", "tempfile", "locale"}
FORBIDDEN_NAMES = re.compile(
    r"os\.(environ|getenv|getlogin|uname|urandom|getuid|cpu_count)|(datetime\.)?(datetime|date)\.(now|today|utcnow)|Path\.(home|cwd)"
)
CWD = {("api", "Path.cwd"), ("cli", "Path.cwd")}  # where the search for the project begins


class Import(NamedTuple):
    """An import statement: what it names, the function around it (or nothing), for type checkers only or not."""

    names: tuple[str, ...]
    function: str
    typing_only: bool


@cache
def modules() -> dict[str, ast.Module]:
    """Module name below govgraph -> its tree; a package is named like its folder, govgraph itself ``."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def lines_of(name: str) -> int:
    path = PACKAGE.joinpath(*name.split(".")) if name else PACKAGE
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return len(file.read_text(encoding="utf-8").splitlines())


def imports(node: ast.AST, function: str = "", typing_only: bool = False) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield Import(tuple(each.name for each in child.names), function, typing_only)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            assert all(each.name != "*" for each in child.names), "import * hides where names come from"
            yield Import(tuple(f"{child.module}.{each.name}" for each in child.names), function, typing_only)
        else:
            inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
            checked = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from imports(child, inner, typing_only or checked)


def imported_modules(name: str) -> set[str]:
    """Modules of govgraph that a module imports anywhere, also late and for types."""
    found = set()
    for statement in imports(modules()[name]):
        for full in statement.names:
            top, _, below = full.partition(".")
            if top == "govgraph":
                while below not in modules():
                    below = below.rpartition(".")[0]
                found.add(below)
    return found - {name}


@cache
def order() -> list[tuple[str, list[str]]]:
    """The import order of docs/architecture.md: groups, each with its modules."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(r"```text import-order\n(.*?)```", page, re.DOTALL)
    assert block is not None
    return [(group, names.split()) for group, _, names in (line.partition(":") for line in block[1].splitlines())]


def rank(module: str) -> int:
    for number, (_, names) in enumerate(order()):
        for name in names:
            if module == name or (name.endswith(".*") and f"{module}.".startswith(name[:-1])):
                return number
    pytest.fail(f"docs/architecture.md: the import order does not name the module {module}")


def cases(known: dict[str, str]) -> list[object]:
    return [
        pytest.param(name, marks=pytest.mark.xfail(reason=known[name], strict=True)) if name in known else name
        for name in modules()
        if name
    ]


# ---------------------------------------------------------------------- imports


@pytest.mark.parametrize("module", cases(ORDER_BREAKS))
def test_a_module_imports_only_from_its_own_group_and_those_above(module: str) -> None:
    wrong = [each for each in imported_modules(module) if each and rank(each) > rank(module)]
    assert wrong == []


def test_the_order_names_only_modules_that_exist() -> None:
    named = [name.removesuffix(".*") for _, names in order() for name in names]
    assert len(named) >= 20
    assert [name for name in named if name not in modules()] == []
    assert len(set(named)) == len(named)


def test_imports_run_in_no_circle() -> None:
    late = {name: imported_modules(name) - {""} for name in modules() if name}
    while ready := [name for name, needs in late.items() if not needs & late.keys()]:
        for name in ready:
            del late[name]
    assert late == {}


def test_imports_inside_functions_are_the_listed_ones() -> None:
    found = set()
    for name, tree in modules().items():
        for statement in imports(tree):
            if statement.function and not statement.typing_only:
                for full in statement.names:
                    top, _, below = full.partition(".")
                    while below and below not in modules():
                        below = below.rpartition(".")[0]
                    found.add((name, f"govgraph.{below}" if top == "govgraph" else top))
    assert found == LATE.keys()


def test_the_package_itself_imports_nothing_of_its_own() -> None:
    own = [each for each in imports(modules()[""]) if any(name.startswith("govgraph") for name in each.names)]
    assert all(each.typing_only for each in own)


# ---------------------------------------------------------------------- sizes and names


@pytest.mark.parametrize("module", cases(TOO_LONG))
def test_no_module_is_too_long(module: str) -> None:
    assert lines_of(module) <= MAX_MODULE_LINES


def test_modules_and_functions_are_small_rooms() -> None:
    functions = [
        (node.end_lineno or 0) - node.body[0].lineno + 1
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(modules()) >= 40
    assert len(functions) >= 250
    assert statistics.median(lines_of(name) for name in modules()) <= MEDIAN_MODULE_LINES
    assert statistics.median(functions) <= MEDIAN_FUNCTION_LINES


def test_a_module_is_named_after_what_it_knows() -> None:
    assert [name for name in modules() if BINS & set(name.split("."))] == []


def test_every_module_says_what_it_is() -> None:
    silent = [name for name, tree in modules().items() if not ast.get_docstring(tree)]
    assert silent in ([], ["__main__"])


# ---------------------------------------------------------------------- effects

AUDIT = """
import sys
seen = []
def watch(event, arguments):
    if event == "open" and not str(arguments[0]).endswith((".py", ".pyc", ".so")):
        seen.append((event, str(arguments[0])))
    elif event.startswith(("socket.", "os.mkdir", "os.remove", "os.rename", "subprocess.", "os.fork", "os.exec")):
        seen.append((event, ""))
sys.addaudithook(watch)
import {module}
print(seen)
"""


@pytest.mark.parametrize("module", ["govgraph", "govgraph.cli", "govgraph.inputs", "govgraph.query"])
def test_importing_reads_no_file_and_opens_no_socket(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", AUDIT.format(module=module)], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"


def used_names(tree: ast.Module) -> Iterator[str]:
    """Dotted names in the tree, with names from `from x import y` spelled in full."""
    full = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            head, dot, rest = text.partition(".")
            yield text
            if head in full:
                yield f"{full[head]}{dot}{rest}"
        elif isinstance(node, ast.Name) and node.id in full:
            yield full[node.id]


def test_no_clock_no_chance_no_machine_no_user_but_for_the_listed_uses() -> None:
    found = set()
    for module, tree in modules().items():
        for name in used_names(tree):
            if name.split(".")[0] in RUNNING.get(module.split(".")[0], ()):
                continue
            if name.split(".")[0] in FORBIDDEN_MODULES and "." in name:
                found.add((module, ".".join(name.split(".")[:2])))
            elif match := re.match(FORBIDDEN_NAMES, name):
                found.add((module, match[0]))
    assert found - CWD == CLOCKS.keys()


def test_nothing_depends_on_the_seed_of_hashes() -> None:
    """`hash()` of a string differs from process to process."""
    called = [
        (module, node.func.id)
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("hash", "id")
    ]
    assert called == []
