"""Answers for programs: rows as plain values, as typed tables (Arrow, pandas, polars), as terms of rdflib."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, overload

from govgraph.errors import EnvironmentFault, UsageError
from govgraph.model.schema import read_prefixes
from govgraph.model.terms import Prefixes
from govgraph.project import Project
from govgraph.query import answer, resolve

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow
    import rdflib

Cell = Mapping[str, str]  # a term of the SPARQL 1.1 Query Results JSON Format: type, value, datatype, xml:lang
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)
_FLOATS = frozenset(f"{_XSD}{name}" for name in ("decimal", "double", "float"))
_BOOLEAN, _DATE = f"{_XSD}boolean", f"{_XSD}date"
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
        return self.prefixes.contract(cell["value"]).strip("<>") if cell["type"] == "uri" else cell["value"]

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
        """A table with a type for each column: int64, double, bool, date32 where all its values are; else text.

        Years and months stay text (`2023`, `2023-05`), since they stand for a span of time. Unbound is null.
        """
        import pyarrow

        return pyarrow.table({name: self._array(name) for name in self.columns})

    def _array(self, name: str) -> pyarrow.Array:
        import pyarrow
        from pyarrow import compute

        found = [row.get(name) for row in self.cells]
        datatypes = {cell.get("datatype", "") if cell["type"] == "literal" else "" for cell in found if cell}
        texts = pyarrow.array([self._plain(cell) if cell else None for cell in found], pyarrow.string())
        try:
            if not datatypes or "" in datatypes:
                return texts
            if datatypes <= _INTEGERS:
                return compute.cast(texts, pyarrow.int64())
            if datatypes <= _INTEGERS | _FLOATS:
                return compute.cast(texts, pyarrow.float64())
            if datatypes == {_BOOLEAN}:
                return compute.cast(texts, pyarrow.bool_())
            return compute.cast(texts, pyarrow.date32()) if datatypes == {_DATE} else texts
        except pyarrow.ArrowInvalid:  # a number beyond 64 bits, a date with a time zone
            return texts

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
        """The rows with rdflib's terms, IRIs in full; literals keep datatype and language."""
        import rdflib

        def term(cell: Cell) -> rdflib.term.Node:
            if cell["type"] == "uri":
                return rdflib.URIRef(cell["value"])
            if cell["type"] == "bnode":
                return rdflib.BNode(cell["value"])
            datatype, language = cell.get("datatype"), cell.get("xml:lang")
            return rdflib.Literal(
                cell["value"], language, rdflib.URIRef(datatype) if datatype else None, normalize=False
            )

        return [{name: term(row[name]) for name in self.columns if name in row} for row in self.cells]


def read_rows(text: str | bytes, prefixes: Prefixes) -> Rows:
    """Rows of a document in the SPARQL 1.1 Query Results JSON Format. Raises: EnvironmentFault for another document."""
    try:
        document = json.loads(text)
        if "boolean" in document:
            told = {"type": "literal", "value": str(bool(document["boolean"])).lower(), "datatype": _BOOLEAN}
            return Rows(("answer",), ({"answer": told},), prefixes)
        return Rows(tuple(document["head"]["vars"]), tuple(document["results"]["bindings"]), prefixes)
    except (ValueError, KeyError, TypeError) as error:
        raise EnvironmentFault(f"the answer is no SPARQL results in JSON: {error!r}") from error


def run_query(project: Project, question: str, timeout: float) -> Rows:
    """Rows of a SELECT or ASK over the built graph: a query, a file, or the name of a competency question.

    Raises: UsageError for a query that is wrong, refused or too slow, and for one that makes a graph.
    """
    prefixes = Prefixes(read_prefixes(project.ontology / "context.jsonld"))
    return read_rows(answer(project, resolve(project, question), "json", timeout), prefixes)


def run_construct(project: Project, question: str, timeout: float) -> rdflib.Graph:
    """The graph that a CONSTRUCT or DESCRIBE makes. Raises: UsageError as `run_query`, and for one that gives rows."""
    return read_graph(answer(project, resolve(project, question), "ttl", timeout))


def read_graph(turtle: str | bytes) -> rdflib.Graph:
    """A Turtle document as an rdflib graph. Raises: EnvironmentFault where it is none."""
    import rdflib

    try:
        return rdflib.Graph().parse(data=turtle, format="turtle")
    except Exception as error:  # rdflib's parser raises many kinds
        raise EnvironmentFault(f"the answer is no Turtle: {error}") from error
