"""What can go wrong, as one tree.

::

    GovGraphError
    ├── UsageError          wrong use of a command or function          exit code 2
    ├── DataError           the data do not conform; carries findings   exit code 1
    └── EnvironmentFault    disk, permissions, a missing file           exit code 3

A `Finding` is one thing wrong (or worth a look) at one place. A stage collects all its findings and raises one
`DataError` with the lot, sorted, before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["violation", "warning", "info"]

_RANK: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}


class Place(NamedTuple):
    """A place in a source file: path relative to the project, 1-based line and column."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, from YAML syntax to a SHACL result.

    `rule` is a stable name (`yaml-duplicate-key`, or the IRI of a shape). `expected` says what would be right.
    Unknown parts are empty strings; `place` is None where the data came from no file of ours.
    """

    rule: str
    severity: Severity
    message: str
    place: Place | None = None
    entity: str = ""
    label: str = ""
    property: str = ""
    value: str = ""
    expected: str = ""
    message_de: str = ""


def report_order(finding: Finding) -> tuple[object, ...]:
    """Sort key of a report: worst first, then by place, then by content."""
    place = finding.place or Place("", 0, 0)
    return (
        _RANK[finding.severity],
        place,
        finding.entity,
        finding.property,
        finding.value,
        finding.rule,
        finding.message,
    )


class GovGraphError(Exception):
    """Root of all errors that GovGraph raises on purpose."""

    exit_code = 3


class UsageError(GovGraphError):
    """Wrong use: an unknown name, a missing argument. The message lists what is known."""

    exit_code = 2


class EnvironmentFault(GovGraphError):  # noqa: N818 - EnvironmentError is Python's own name
    """The machine stands in the way: a file that can't be read, a full disk, a missing folder."""

    exit_code = 3


class DataError(GovGraphError):
    """The data do not conform. `findings` holds every finding of the stage, sorted."""

    exit_code = 1

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = sorted(findings, key=report_order)
        first = self.findings[0] if self.findings else None
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        super().__init__(f"{first.place}: {first.message}{more}" if first else "the data do not conform")

    def __reduce__(self) -> tuple[type[DataError], tuple[list[Finding]]]:
        return DataError, (self.findings,)
