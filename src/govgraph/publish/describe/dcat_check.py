"""The dataset's description held against the shapes of DCAT-AP 3 in dcat-ap.ttl."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from govgraph.errors import DataError, Finding
from govgraph.export.ntriples import write_ntriples
from govgraph.graph.views import Triple
from govgraph.model.terms import Prefixes
from govgraph.namespaces import SH
from govgraph.publish.pages import read_asset
from govgraph.validate.engines import Result, validate
from govgraph.validate.shapes import Shapes, make_shapes


@cache
def dcat_shapes() -> Shapes:
    """The shapes as shipped."""
    read = ox.parse(read_asset("describe", "dcat-ap.ttl"), ox.RdfFormat.TURTLE)
    return make_shapes([ox.Triple(each.subject, each.predicate, each.object) for each in read])


def validate_description(triples: list[Triple], prefixes: Prefixes, engine: str = "fast") -> list[Result]:
    """Results of all severities, sorted. Info: a recommended property is missing, which is no fault."""
    return validate(write_ntriples(triples, prefixes), dcat_shapes(), engine)


def require_dcat_ap(triples: list[Triple], prefixes: Prefixes) -> None:
    """Nothing, if the description conforms; DataError with what is wrong where it does not."""
    findings = [
        Finding(
            "dcat-ap",
            "violation",
            f"{each.focus}: {dict(each.messages).get('en', each.component)}",
            value=each.value,
            expected=f"{each.path} as DCAT-AP 3 asks; see the settings in govgraph.toml",
        )
        for each in validate_description(triples, prefixes)
        if each.severity == f"{SH}Violation"
    ]
    if findings:
        raise DataError(findings)
