"""What a load did and found: a value, a text for people, a document for programs."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from govgraph.stores.comparison import Difference


class GraphCount(NamedTuple):
    """Triples of a named graph: in the dump, in the store."""

    graph: str
    expected: int
    found: int


class LoadReport(NamedTuple):
    """What a load did.

    `done` says each step in a sentence. `counts` is empty after a dry run. `resumed` chunks of `chunks` were in
    already. `differences` holds one entry a question, those answered alike too; empty where none were asked.
    """

    target: str
    kind: str
    build: str
    dry_run: bool
    chunks: int
    resumed: int
    triples: int
    done: tuple[str, ...]
    counts: tuple[GraphCount, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def complete(self) -> bool:
        """True if every graph holds as many triples as the dump."""
        return all(each.expected == each.found for each in self.counts)

    @property
    def agrees(self) -> bool:
        """True if every question was answered with the same values."""
        return all(each.verdict in ("same", "equal") for each in self.differences)


def report_text(report: LoadReport) -> str:
    """The report as lines for people; a difference is named with its first rows."""
    lines = [report.target, *(f"  {each}" for each in report.done)]
    lines += [_count_line(each) for each in report.counts]
    if report.differences:
        lines += _question_lines(report.differences)
    return "".join(f"{_printable(line)}\n" for line in lines)


def _printable(line: str) -> str:
    """The line without what a store could send to steer a terminal."""
    return "".join(char if char.isprintable() else "?" for char in line)


def _count_line(count: GraphCount) -> str:
    good = count.expected == count.found
    told = "" if good else f", but the dump has {count.expected:,}"
    return f"  {'ok   ' if good else 'WRONG'} <{count.graph}> holds {count.found:,} triples{told}"


def _question_lines(differences: tuple[Difference, ...]) -> list[str]:
    verdicts = Counter(each.verdict for each in differences)
    alike = verdicts["same"] + verdicts["equal"]
    lines = [f"  {alike} of {len(differences)} questions are answered as by the built graph itself"]
    for each in differences:
        if each.verdict == "equal":
            lines.append(f"  equal     {each.question}: the same values, written otherwise: {'; '.join(each.examples)}")
        elif each.verdict == "different":
            where = f", in the columns {', '.join(each.columns)}" if each.columns else ""
            lines.append(f"  DIFFERENT {each.question}: {each.missing} of {each.rows} rows are not there, "
                         f"{each.extra} others are{where}")  # fmt: skip
            lines += [f"            {row}" for row in each.examples]
        elif each.verdict == "failed":
            lines.append(f"  FAILED    {each.question}: {'; '.join(each.examples)}")
    return lines


def report_document(report: LoadReport) -> dict[str, Any]:
    """The report as JSON: keys in their order, questions with their verdicts."""
    return {
        **report._asdict(),
        "complete": report.complete,
        "agrees": report.agrees,
        "counts": [each._asdict() for each in report.counts],
        "differences": [each._asdict() for each in report.differences],
    }
