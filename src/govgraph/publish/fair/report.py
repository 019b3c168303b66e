"""FAIR as a gate: each metric of F-UJI, each test of FOOPS! and our own checks, asked of the built site, offline.

Nothing is fetched. What only a host in the net can answer says so and counts for nothing, but fails where the files
that it needs are missing. A score is passed / (passed + failed), for each tool apart.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, cast

from govgraph.errors import Finding, UsageError
from govgraph.project import Project
from govgraph.publish.fair import foops, fuji, own
from govgraph.publish.fair.built_site import BuiltSite
from govgraph.publish.fair.metric import METRICS, RESULTS, Answer, Metric, Result, Tool, inapplicable
from govgraph.publish.fair.ontology import foreign

# The agreed score, below which a build fails. One metric may fail: FsF-F1-02MD where the base is a domain of one's own,
# OM3 for want of a DOI, which only a released version has.
AGREED: dict[Tool, Fraction] = {"F-UJI": Fraction(9, 10), "FOOPS!": Fraction(9, 10), "Site": Fraction(1)}
_OF_THE_ONTOLOGY = {"header", "prior-version", "terms"}
_CHECKS = {"F-UJI": fuji.CHECKS, "FOOPS!": foops.CHECKS, "Site": own.CHECKS}


class FairResult(NamedTuple):
    """A metric and its answer."""

    metric: Metric
    answer: Answer


@dataclass(frozen=True, slots=True)
class FairReport:
    """The answers to all metrics, in the order of the tools' lists."""

    results: tuple[FairResult, ...]

    def counts(self, tool: Tool) -> Counter[str]:
        """How many metrics of a tool have which result."""
        return Counter(each.answer.result for each in self.results if each.metric.tool == tool)

    def score(self, tool: Tool) -> Fraction:
        """passed / (passed + failed); 1 where nothing of the tool applies."""
        counts = self.counts(tool)
        asked = counts["passed"] + counts["failed"]
        return Fraction(counts["passed"], asked) if asked else Fraction(1)

    @property
    def reached(self) -> bool:
        """True if something was asked and every tool's score is the agreed one or better."""
        return bool(self.results) and all(self.score(tool) >= least for tool, least in AGREED.items())

    @property
    def failures(self) -> tuple[FairResult, ...]:
        """What failed."""
        return tuple(each for each in self.results if each.answer.result == "failed")

    def findings(self) -> list[Finding]:
        """What failed, as findings: for a build that ends under an agreed score."""
        return [
            Finding(
                "fair",
                "violation",
                f"{metric.tool} {metric.id} ({metric.title[0]}): {answer.evidence}",
                expected=answer.mend,
                message_de=f"{metric.tool} {metric.id} ({metric.title[1]}): {answer.evidence}",
            )
            for metric, answer in self.failures
        ]

    def text(self, language: str = "en") -> str:
        """A table for people: every metric with its result and evidence, the mends, the scores."""
        width = max(len(each.metric.id) for each in self.results)
        lines: list[str] = []
        for tool in AGREED:
            lines += [_score_line(self, tool, language), ""]
            for metric, answer in self.results:
                if metric.tool == tool:
                    lines += _told(metric, answer, width, language)
            lines.append("")
        return "\n".join(lines)

    def json(self) -> str:
        """The same for programs."""
        scores = {
            tool: {"score": round(float(self.score(tool)), 4), "agreed": float(least), **_sorted(self.counts(tool))}
            for tool, least in AGREED.items()
        }
        results = [
            {
                "tool": metric.tool,
                "id": metric.id,
                "also": list(metric.also),
                "title": {"en": metric.title[0], "de": metric.title[1]},
                "result": answer.result,
                "evidence": answer.evidence,
                "mend": answer.mend,
            }
            for metric, answer in self.results
        ]
        told = {"reached": self.reached, "scores": scores, "results": results}
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def check_fair(site: Path, project: Project) -> FairReport:
    """The answers to all metrics for a built site. Raises: UsageError where there is no site."""
    if not (site / "index.html").is_file():
        raise UsageError(f"no site in {project.relative(site)}; make it with: govgraph site")
    built = BuiltSite(site, project)
    return FairReport(tuple(FairResult(each, _answer(built, each)) for each in METRICS))


def _answer(site: BuiltSite, metric: Metric) -> Answer:
    if (metric.tool == "FOOPS!" or metric.id in _OF_THE_ONTOLOGY) and (other := foreign(site)):
        return inapplicable(f"the ontology is {other}, published elsewhere")
    return _CHECKS[metric.tool][metric.id](site)


def fair_table(report: FairReport | None = None) -> list[tuple[str, ...]]:
    """Rows for the documentation: tool, id and older ids, title, what is looked at; with a report the result too."""
    answers = {(each.metric.tool, each.metric.id): each.answer for each in report.results} if report else {}
    rows = []
    for metric in METRICS:
        names = f"`{metric.id}`" + "".join(f" (`{each}`)" for each in metric.also)
        answer = answers.get((metric.tool, metric.id))
        result = (answer.result, answer.evidence) if answer else ()
        rows.append((metric.tool, names, metric.title[0], metric.looks_at, *result))
    return rows


def _score_line(report: FairReport, tool: Tool, language: str) -> str:
    counts, least = report.counts(tool), AGREED[tool]
    words = [f"{number} {_result(name, language)}" for name, number in _sorted(counts).items()]
    percent, agreed = (f"{float(each) * 100:.0f} %" for each in (report.score(tool), least))
    wanted = {"en": "agreed", "de": "vereinbart"}[language]
    return f"{tool}: {percent} ({wanted}: {agreed}); {', '.join(words)}"


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in RESULTS if counts[name]}


def _result(name: str, language: str) -> str:
    return RESULTS[cast("Result", name)] if language == "de" else name


def _told(metric: Metric, answer: Answer, width: int, language: str) -> list[str]:
    title = metric.title[1] if language == "de" else metric.title[0]
    lines = [f"  {metric.id:<{width}}  {_result(answer.result, language):<17}  {title}"]
    lines.append(f"  {'':<{width}}  {'':<17}  {answer.evidence}")
    if answer.mend:
        lines.append(f"  {'':<{width}}  {'':<17}  -> {answer.mend}")
    return lines
