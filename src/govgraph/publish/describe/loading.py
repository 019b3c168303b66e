"""How each dump is read: a line of a program that reads it, by the end of its name."""

from __future__ import annotations

from typing import NamedTuple

from govgraph.publish.pages import Text


class Way(NamedTuple):
    """With what a file is read (English, German), and the line that does it."""

    text: Text
    code: str


_WAYS = (
    ("-rdf12.ttl", ("Python, pyoxigraph (RDF 1.2)", ""), 'pyoxigraph.Store().load(path="{}")'),
    (".nq", ("Python, pyoxigraph", ""), 'pyoxigraph.Store().load(path="{}")'),
    (".trig", ("Python, rdflib", ""), 'rdflib.Dataset().parse("{}")'),
    (
        "context.jsonld",
        ("Python, standard library", "Python, Standardbibliothek"),
        'json.loads(pathlib.Path("{}").read_text())',
    ),
    (".jsonld", ("Python, rdflib", ""), 'rdflib.Graph().parse("{}")'),
    (".ttl", ("Python, rdflib", ""), 'rdflib.Graph().parse("{}")'),
    (".nt", ("Python, rdflib", ""), 'rdflib.Graph().parse("{}")'),
    (".csv", ("Python, pyarrow", ""), 'pyarrow.csv.read_csv("{}")'),
    (".parquet", ("Python, pyarrow", ""), 'pyarrow.parquet.read_table("{}")'),
)


def how_to_load(file: str) -> Way | None:
    """How to read a file; None for one that a browser shows.

    >>> how_to_load("entities.csv").code
    'pyarrow.csv.read_csv("entities.csv")'
    """
    found = next(((text, code) for ending, text, code in _WAYS if file.endswith(ending)), None)
    return Way(found[0], found[1].format(file)) if found else None
