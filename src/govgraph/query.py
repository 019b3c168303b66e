"""Questions to the built graph: competency questions by name, files, strings; answers in the formats of SPARQL 1.1."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, NoReturn

import pyoxigraph as ox

from govgraph.errors import EnvironmentFault, UsageError
from govgraph.export.staging import build_lock, read_manifest
from govgraph.export.turtle import write_turtle
from govgraph.graph.inference import node_term, read_header
from govgraph.model.schema import read_prefixes
from govgraph.model.terms import Prefixes, is_literal, split_literal
from govgraph.parallel import run_bounded, seal_process
from govgraph.project import Project

MAX_CHARACTERS = 40_000
MAX_DEPTH = 60
MAX_MEMORY = 4 * 1024**3
MAX_PATH_STEPS = 40
MAX_SECONDS = 86_400.0
MAX_WORDS = 8_000

_RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML,
}  # fmt: skip
_GRAPH_FORMATS = ("ttl", "jsonld")
# IRIs, strings and comments, so that what stands inside them is not taken for query text.
OPAQUE = re.compile(
    r"""<[^\s<>"{}|^`\\]*>|'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*""",
    re.DOTALL,
)
_NO_BRACKETS = re.compile(r"[^{}()\[\]]+")
# SERVICE, a target and a brace, with comments in between: looked for in the raw text, since what is a string or a
# comment there only the engine's parser knows. Possessive, so that the search stays linear.
_GAP = r"(?:\s|#[^\n\r]*+[\n\r])*+"
_SERVICE = re.compile(
    rf"(?<![?$])SERVICE{_GAP}(?:SILENT{_GAP})?(?:<[^<>]*+>|(?:\\.|[^\s{{}}<>#\\])++){_GAP}\{{", re.IGNORECASE
)
_QUERY_START = re.compile(rf"{_GAP}(?:BASE|PREFIX|SELECT|ASK|CONSTRUCT|DESCRIBE)\s", re.IGNORECASE)


# FROM, perhaps NAMED, and a graph: an IRI (which is `_` here) or a prefixed name.
_FROM = re.compile(r"(?<![?$:\w.-])FROM\s+(?:NAMED\s+)?(?:_|[\w.-]*:)", re.IGNORECASE)


_LOAD = re.compile(r"(?<![?$:\w.-])LOAD\s+(?:SILENT\s+)?(?:_|[\w.-]*:)", re.IGNORECASE)


class RefusedQuery(UsageError):  # noqa: N818 - the query is at fault, not the program
    """A query that may not run; `limit` names the limit that it is over, with its value."""

    def __init__(self, message: str, limit: str) -> None:
        super().__init__(message)
        self.limit = limit


class Question(NamedTuple):
    """A competency question: name (file stem), titles and purposes by language, the query."""

    name: str
    title: dict[str, str]
    purpose: dict[str, str]
    query: str


def list_questions(project: Project) -> list[Question]:
    """The competency questions of a project, sorted by name."""
    found = []
    for path in sorted((project.ontology / "questions").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        header = read_header(text)
        title, purpose = (
            {language: header.get(f"{key}-{language}", "") for language in ("en", "de")} for key in ("title", "purpose")
        )
        found.append(Question(path.stem, title, purpose, text))
    return found


def resolve(project: Project, question: str) -> str:
    """The query text that `question` means: `-` is stdin, then the query itself, a name, or a file.

    Raises: UsageError where it is none of these or no UTF-8; EnvironmentFault where the file can't be read.
    """
    if question == "-":
        return _decode(sys.stdin.buffer.read(), "stdin")
    if "{" in question or _QUERY_START.match(question):
        return question
    for path in (project.ontology / "questions" / f"{question}.rq", Path(question)):
        if os.path.isfile(path):  # noqa: PTH113 - False, not an error, for a name too long to be one
            return _read_query(path)
    names = [each.name for each in list_questions(project)]
    near = difflib.get_close_matches(question, names, 3, 0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "see govgraph query --list"
    raise UsageError(f"{question!r} is no question, no file and no query; {hint}")


def _read_query(path: Path) -> str:
    try:
        return _decode(path.read_bytes(), str(path))
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror or error}") from error


def _decode(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: the query is not UTF-8: {error.reason} at byte {error.start}") from error


def check_query(query: str) -> None:
    """RefusedQuery for one that may not run here: too long, nested too deep, or reaching out of the machine."""
    if len(query) > MAX_CHARACTERS:
        _refuse("characters", MAX_CHARACTERS, f"the query has {len(query):,} characters; at most {MAX_CHARACTERS:,}")
    bare = OPAQUE.sub(" _ ", query)
    words = len(bare.split())
    if words > MAX_WORDS:
        _refuse("words", MAX_WORDS, f"the query has {words:,} words; at most {MAX_WORDS:,}")
    depth = deepest = 0
    for char in _NO_BRACKETS.sub("", bare):
        depth += (char in "{([") - (char in "})]")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        _refuse("nesting", MAX_DEPTH, f"the query is nested {deepest} levels deep; at most {MAX_DEPTH}")
    if bare.count("/") + bare.count("|") + bare.count("^") > MAX_PATH_STEPS:
        _refuse("path steps", MAX_PATH_STEPS, f"the query has more than {MAX_PATH_STEPS} path steps")
    if "service" in query.lower() and _SERVICE.search(query):
        raise RefusedQuery("SERVICE is not run: no query leaves this machine", "SERVICE")


def _refuse(limit: str, value: int, told: str) -> NoReturn:
    raise RefusedQuery(told, f"{limit}: {value}")


def reads_files(update: str) -> bool:
    """True for an update with a LOAD in it.

    >>> reads_files("CLEAR ALL ; LOAD SILENT <https://x.org/>"), reads_files("DELETE WHERE { ?load <x:y> 'LOAD' }")
    (True, False)
    """
    return bool(_LOAD.search(OPAQUE.sub(" _ ", update)))


def syntax_fault(message: str, query: str) -> str:
    """The engine's words on a syntax error: a prefix that is not declared is named, classes of characters go.

    >>> syntax_fault("error at 1:11: expected one of Prefix not found, ['%'], [':']", "ASK { x:y ?p 1 }")
    'error at 1:11: the prefix x: is not declared'
    """
    place = re.match(r"error at (\d+):(\d+)", message)
    if place and "Prefix not found" in message:
        before = query.splitlines()[int(place[1]) - 1][: int(place[2]) - 1]
        name = re.search(r"([\w.-]*):[^\s:]*\s*$", before)
        return f"{place[0]}: the prefix {name[1] if name else ''}: is not declared"
    known = re.sub(r"(?:, )?\[(?:_|'.*?')\]", "", " ".join(message.split()))
    return known.replace("expected one of ,", "expected one of")


def names_dataset(query: str) -> bool:
    """True where a query says itself what its default graph is (SPARQL 1.1, section 13.2): FROM, FROM NAMED.

    >>> names_dataset("ASK FROM <https://example.org/g> { }"), names_dataset("ASK { ?from a 'FROM <x>' }")
    (True, False)
    """
    return "from" in query.lower() and bool(_FROM.search(OPAQUE.sub(" _ ", query)))


def open_store(project: Project) -> ox.Store:
    """A store of all named graphs of the current output, kept on disk under the work folder for the next call."""
    manifest = read_manifest(project.output)
    dump = project.output / "govgraph.nq"
    if manifest is None or not dump.is_file():
        raise UsageError(f"{project.output} holds no build; run govgraph build first")
    files = manifest["files"]
    digest = files["govgraph.nq"]["sha256"][:16] if isinstance(files, dict) else ""
    folder = project.work / "store" / digest
    try:
        if not folder.is_dir():
            with build_lock(folder.parent):
                _make_store(dump, folder)
        return ox.Store.read_only(str(folder))
    except (OSError, EnvironmentFault):  # a folder that can't be written: the store stands in memory
        store = ox.Store()
        store.bulk_load(path=dump, format=ox.RdfFormat.N_QUADS)
        return store


def _make_store(dump: Path, folder: Path) -> None:
    """Load the dump beside, then rename: another process never opens half a store. Older stores go. Needs the lock."""
    if folder.is_dir():
        return
    for older in folder.parent.iterdir():
        shutil.rmtree(older, ignore_errors=True)
    beside = folder.parent / "new"
    beside.mkdir()
    store = ox.Store(str(beside))
    store.bulk_load(path=dump, format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    beside.rename(folder)


def answer(project: Project, query: str, form: str | None, timeout: float) -> str:
    """The answer as text: `table` for people, csv, tsv, json, xml for SELECT and ASK, ttl and jsonld for CONSTRUCT.

    Raises: UsageError for a query that is refused, wrong, or takes longer than `timeout` seconds.
    """
    if not 0 < timeout <= MAX_SECONDS:
        raise UsageError(f"a timeout of {timeout:g} s is out of range; give more than 0, at most {MAX_SECONDS:g}")
    check_query(query)
    prefixes = Prefixes(read_prefixes(project.ontology / "context.jsonld"))
    open_store(project)
    return run_bounded(lambda: _answer_sealed(project, query, form, prefixes), timeout, MAX_MEMORY)


def ask(store: ox.Store, query: str, prefixes: Prefixes) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """The engine's answer; UsageError with the place for a syntax error.

    The default graph is the union of all, unless the query names its dataset.
    """
    try:
        union = not names_dataset(query)
        return store.query(query, prefixes=prefixes.namespaces, use_default_graph_as_union=union)
    except SyntaxError as error:
        raise UsageError(f"the query is not SPARQL 1.1: {syntax_fault(str(error.msg), query)}") from error


def _answer_sealed(project: Project, query: str, form: str | None, prefixes: Prefixes) -> str:
    """The answer, made in a process that can reach nothing but the store any more, whatever the query says."""
    store = open_store(project)
    set(store.named_graphs())  # the engine opens this file of the store only when it needs it
    seal_process()
    try:
        return _answer(ask(store, query, prefixes), form, prefixes)
    except (RuntimeError, OSError) as error:
        raise UsageError(f"the query could not be answered: {error}") from error


def _answer(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, form: str | None, prefixes: Prefixes) -> str:
    if isinstance(found, ox.QueryTriples):
        return _graph_text(found, form or "ttl", prefixes)
    if form in _GRAPH_FORMATS:
        raise UsageError(f"{form} is for CONSTRUCT and DESCRIBE; use table, csv, tsv, json or xml")
    if form in _RESULT_FORMATS:
        try:
            return (found.serialize(format=_RESULT_FORMATS[form]) or b"").decode()
        except ValueError as error:
            raise UsageError(f"{form} can't hold this answer: {error}") from error
    if isinstance(found, ox.QueryBoolean):
        return "yes\n" if found else "no\n"
    names = [variable.value for variable in found.variables]
    return format_table(names, [[_cell(row[name], prefixes) for name in names] for row in found])


def _graph_text(found: Iterable[ox.Triple], form: str, prefixes: Prefixes) -> str:
    if form == "jsonld":
        return (ox.serialize(found, format=ox.RdfFormat.JSON_LD) or b"").decode() + "\n"
    if form != "ttl":
        raise UsageError(f"{form} is for SELECT and ASK; use ttl or jsonld")
    triples = sorted(
        {(_node(t.subject, prefixes), prefixes.contract(t.predicate.value), _node(t.object, prefixes)) for t in found}
    )
    return "".join(write_turtle(triples, prefixes.namespaces, "answer"))


def _node(node: object, prefixes: Prefixes) -> str:
    return str(node) if isinstance(node, ox.BlankNode | ox.Triple) else node_term(node, prefixes)


def _cell(node: object, prefixes: Prefixes) -> str:
    if node is None:
        return ""
    term = _node(node, prefixes)
    return split_literal(term)[0] if is_literal(term) else term


def format_table(names: list[str], rows: list[list[str]], width: int = 60) -> str:
    """A plain table: header, rule, rows, a count. Cells are one line, at most `width` wide, fit for a terminal."""
    shown = [[_clip(cell, width) for cell in row] for row in rows]
    widths = [max(len(line[n]) for line in [names, *shown]) for n in range(len(names))]
    lines = [
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in [names, ["-" * w for w in widths], *shown]
    ]
    return "\n".join([*lines, f"({len(rows)} row{'' if len(rows) == 1 else 's'})"]) + "\n"


def _clip(cell: str, width: int) -> str:
    flat = "".join(char if char.isprintable() else " " if char.isspace() else f"\\u{ord(char):04x}" for char in cell)
    return flat if len(flat) <= width else flat[: width - 1] + "…"
