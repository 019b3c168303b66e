"""Which report format is made by which function."""

from __future__ import annotations

from govgraph import __version__
from govgraph.errors import Finding, UsageError
from govgraph.export.turtle import write_turtle
from govgraph.model.terms import Prefixes
from govgraph.validate.engines import Result
from govgraph.validate.report import FORMATS, report_json, report_sarif, report_text, report_triples


def render(findings: list[Finding], results: list[Result], form: str, base: str, namespaces: dict[str, str]) -> str:
    """The report in one of FORMATS; UsageError for another name."""
    if form == "text":
        return report_text(findings)
    if form == "json":
        return report_json(findings)
    if form == "sarif":
        return report_sarif(findings, __version__)
    if form == "ttl":
        triples = report_triples(results, base, Prefixes(namespaces))
        return "".join(write_turtle(triples, namespaces, "SHACL validation report"))
    raise UsageError(f"unknown report format {form}; known are {', '.join(FORMATS)}")
