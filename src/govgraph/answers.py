"""Answers for programs: rows as plain values, as typed tables (Arrow, pandas, polars), as terms of rdflib."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, overload

from govgraph.errors import EnvironmentFault, UsageError
from govgraph.model.schema import read_prefixes
from govgraph.model.terms import Prefixes
from govgraph.project import Project
from govgraph.query import OPAQUE, answer, resolve

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow
    import rdflib

Cell = Mapping[str, Any]  # a term of the SPARQL Query Results JSON Format: type, value, datatype, xml:lang
_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOOLEAN = f"{_XSD}boolean"


def _xsd(names: str) -> frozenset[str]:
    return frozenset(f"{_XSD}{name}" for name in names.split())


_INTEGERS = _xsd(
    "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger "
    "unsignedLong unsignedInt unsignedShort unsignedByte"
)
_DAY = r"(?:[1-9]\d{3}|0[1-9]\d{2}|00[1-9]\d|000[1-9])-\d\d-\d\d"  # from year 1: Python and pandas know no earlier day
_TIME = rf"{_DAY}T\d\d:\d\d:\d\d(?:\.\d{{1,6}})?"
# Datatypes, how their values are written in XML Schema (Arrow reads more: 0x1A), and Arrow's name of the type.
_TYPES = (
    (_INTEGERS, r"[+-]?\d+", "int64"),
    (_INTEGERS | _xsd("decimal double float"), r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN", "double"),
    (_xsd("boolean"), "true|false|1|0", "bool"),
    (_xsd("date"), _DAY, "date32"),
    (_xsd("dateTime dateTimeStamp"), _TIME, "timestamp[us]"),
    (_xsd("dateTime dateTimeStamp"), rf"{_TIME}(?:Z|[+-]\d\d:\d\d)", "UTC"),
)
_LITERALS = ("literal", "typed-literal")  # the second in answers from before 2013
_FORM = re.compile(r"(?<![\w:.-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:.-])", re.IGNORECASE)
_SHOWN = 100


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rows(Sequence[dict[str, str]]):
    """The rows of a SELECT (or of an ASK: one, `answer`), each a dict of plain values; unbound variables are left out.

    IRIs are shortened by `prefixes`. `cells` has the terms as they came, a row a mapping of variables to terms.
    """

    columns: tuple[str, ...]
    cells: tuple[Mapping[str, Cell], ...]
    prefixes: Prefixes

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, index: int) -> dict[str, str]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, str]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, str] | list[dict[str, str]]:
        if isinstance(index, slice):
            return [self._row(each) for each in self.cells[index]]
        return self._row(self.cells[index])

    def __iter__(self) -> Iterator[dict[str, str]]:
        return (self._row(each) for each in self.cells)

    def __eq__(self, other: object) -> bool:
        """Equal to any sequence of equal dicts."""
        return isinstance(other, Sequence) and not isinstance(other, str) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))

    def _row(self, cells: Mapping[str, Cell]) -> dict[str, str]:
        return {name: self._plain(cells[name]) for name in self.columns if name in cells}

    def _plain(self, cell: Cell) -> str:
        value = cell["value"]
        if cell["type"] == "triple":
            parts = (value[name] for name in ("subject", "predicate", "object"))
            shown = (json.dumps(p["value"], ensure_ascii=False) if _is_literal(p) else self._plain(p) for p in parts)
            return f"<<( {' '.join(shown)} )>>"
        return self.prefixes.contract(value).strip("<>") if cell["type"] == "uri" else str(value)

    def _repr_html_(self) -> str:
        """A table for notebooks: all text escaped, at most a hundred rows."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(row.get(name, ''))}</td>" for name in self.columns) + "</tr>"
            for row in self[:_SHOWN]
        )
        more = f"<p>and {len(self) - _SHOWN:,} more rows</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def to_csv(self) -> str:
        """The rows as CSV with a head (RFC 4180); unbound is empty."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self.columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(self)
        return text.getvalue()

    def to_arrow(self) -> pyarrow.Table:
        """A table with a type for each column where all its values have it; else text. Unbound is null.

        The types are int64, double, bool, date32, and timestamp (in UTC where all values have a zone, without a zone
        where none has). Years and months stay text (`2023`, `2023-05`), since they stand for a span of time.
        """
        import pyarrow

        return pyarrow.table({name: self._array(name) for name in self.columns})

    def _array(self, name: str) -> pyarrow.Array:
        import pyarrow

        found = [row.get(name) for row in self.cells]
        texts = pyarrow.array([self._plain(cell) if cell else None for cell in found], pyarrow.string())
        return _typed(texts, {cell.get("datatype", "") if _is_literal(cell) else "" for cell in found if cell})

    def to_pandas(self) -> pandas.DataFrame:
        """A DataFrame with pandas' nullable types; dates are `datetime.date`. Raises: UsageError without pandas."""
        try:
            import pandas
        except ImportError as error:
            raise UsageError("to_pandas() needs the extra: pip install 'govgraph[pandas]'") from error
        import pyarrow

        types: dict[Any, Any] = {
            pyarrow.int64(): pandas.Int64Dtype(), pyarrow.float64(): pandas.Float64Dtype(),
            pyarrow.bool_(): pandas.BooleanDtype(), pyarrow.string(): pandas.StringDtype(),
        }  # fmt: skip
        frame: pandas.DataFrame = self.to_arrow().to_pandas(types_mapper=types.get)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame. Raises: UsageError without polars."""
        try:
            import polars
        except ImportError as error:
            raise UsageError("to_polars() needs the extra: pip install 'govgraph[polars]'") from error
        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)  # noqa: S101 - a table is no column
        return frame

    def to_rdflib(self) -> list[dict[str, rdflib.term.Node]]:
        """The rows with rdflib's terms, IRIs in full; literals keep datatype, language and how they are written.

        Raises: UsageError where the answer has what rdflib 7 can't hold: triple terms, languages that are none.
        """
        try:
            return [{name: _rdflib_term(row[name]) for name in self.columns if name in row} for row in self.cells]
        except ValueError as error:
            raise UsageError(f"rdflib can't hold this answer: {error}") from error


def _is_literal(cell: Cell) -> bool:
    return cell["type"] in _LITERALS


def _typed(texts: pyarrow.Array, datatypes: set[str]) -> pyarrow.Array:
    """The column as the first type that fits all its values, else as it is."""
    import pyarrow
    from pyarrow import compute

    if not datatypes:
        return texts
    plain = compute.replace_substring_regex(compute.utf8_trim_whitespace(texts), r"^\+", "")
    for known, written, name in _TYPES:
        if datatypes <= known and compute.all(compute.match_substring_regex(plain, f"^(?:{written})$")).as_py():
            try:
                return compute.cast(plain, pyarrow.timestamp("us", "UTC") if name == "UTC" else name)
            except pyarrow.ArrowInvalid:  # a number beyond 64 bits, a day that is none
                return texts
    return texts


def _rdflib_term(cell: Cell) -> rdflib.term.Node:
    import rdflib

    value, datatype, language = cell["value"], cell.get("datatype"), cell.get("xml:lang")
    if cell["type"] == "triple":
        raise ValueError("it has triple terms")
    if cell["type"] == "uri":
        return rdflib.URIRef(value)
    if cell["type"] == "bnode":
        return rdflib.BNode(value)
    if language or not datatype:
        return rdflib.Literal(value, language or None)
    return rdflib.Literal(value, datatype=rdflib.URIRef(datatype), normalize=False)


def read_rows(text: str | bytes, prefixes: Prefixes) -> Rows:
    """Rows of a document in the SPARQL 1.1 Query Results JSON Format. Raises: EnvironmentFault for another document."""
    try:
        document = json.loads(text)
        if "boolean" in document:
            told = {"type": "literal", "value": {True: "true", False: "false"}[document["boolean"]]}
            return Rows(("answer",), ({"answer": {**told, "datatype": _BOOLEAN}},), prefixes)
        names, rows = document["head"]["vars"], document["results"]["bindings"]
        if not all(isinstance(name, str) for name in names):
            raise TypeError("variables that are no text")
        for row in rows:
            for cell in row.values():
                _check_cell(cell)
        return Rows(tuple(dict.fromkeys(names)), tuple(rows), prefixes)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise EnvironmentFault(f"the answer is no SPARQL results in JSON: {str(error)[:200]}") from error


def _check_cell(cell: Cell) -> None:
    """TypeError or KeyError for what is no term."""
    value = cell["value"]
    if cell["type"] == "triple":
        for part in ("subject", "predicate", "object"):
            _check_cell(value[part])
    elif not all(isinstance(each, str) for each in (value, cell.get("datatype", ""), cell.get("xml:lang", ""))):
        raise TypeError("a term that is no text")


def check_form(query: str, *, graph: bool) -> None:
    """UsageError where a query is seen to make a graph instead of rows, or rows instead of a graph, or is no text."""
    try:
        query.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"the query is no Unicode text: half a character at {error.start + 1}") from error
    form = _FORM.search(OPAQUE.sub(" _ ", query))
    if form and (form[1].upper() in ("CONSTRUCT", "DESCRIBE")) != graph:
        made, other = ("rows", "query()") if graph else ("a graph, no rows", "construct()")
        raise UsageError(f"{form[1].upper()} makes {made}; use govgraph.{other}")


def run_query(project: Project, question: str, timeout: float) -> Rows:
    """Rows of a SELECT or ASK over the built graph: a query, a file, or the name of a competency question.

    Raises: UsageError for a query that is wrong, refused or too slow, and for one that makes a graph.
    """
    query = resolve(project, question)
    check_form(query, graph=False)
    prefixes = Prefixes(read_prefixes(project.ontology / "context.jsonld"))
    return read_rows(answer(project, query, "json", timeout), prefixes)


def run_construct(project: Project, question: str, timeout: float) -> rdflib.Graph:
    """The graph that a CONSTRUCT or DESCRIBE makes. Raises: UsageError as `run_query`, and for one that gives rows."""
    query = resolve(project, question)
    check_form(query, graph=True)
    return read_graph(answer(project, query, "ttl", timeout))


def read_graph(turtle: str | bytes) -> rdflib.Graph:
    """A Turtle document as an rdflib graph; literals stay as written. Raises: EnvironmentFault where it is none."""
    import rdflib

    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return rdflib.Graph().parse(data=turtle, format="turtle")
    except Exception as error:  # rdflib's parser raises many kinds
        raise EnvironmentFault(f"the answer is no Turtle that rdflib can read: {error}") from error
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
