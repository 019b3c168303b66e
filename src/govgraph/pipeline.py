"""The build, one line a stage: sources -> statements -> named graphs -> validation -> exports."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from govgraph.assembly import Model, derive, read_model, read_rules, rule_store, validation_data
from govgraph.errors import DataError, Finding
from govgraph.export.dumps import DUMPS
from govgraph.export.staging import build_lock, publish, recover, staging_folder, write_manifest
from govgraph.inputs import Sources, current_manifest, read_sources
from govgraph.project import Project
from govgraph.publication import write_output
from govgraph.validate.report import count_severities

__all__ = [
    "BuildReport",
    "Model",
    "build",
    "derive",
    "read_model",
    "read_rules",
    "read_sources",
    "rule_store",
    "validation_data",
]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `changed` is False where the output was current already; findings hold no violation."""

    output: Path
    changed: bool
    counts: dict[str, int]
    findings: list[Finding] = field(default_factory=list)


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection inside: a build's millions of tuples hold no cycles, and looking for some costs a tenth."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def silent(message: str) -> None:
    """Progress that nobody wants to see."""


def build(
    project: Project,
    engine: str = "fast",
    force: bool = False,
    progress: Progress = silent,
    sources: Sources | None = None,
) -> BuildReport:
    """The project's whole output, validated and put in place in one step.

    Args: sources, where the caller has read them already.
    Raises: DataError where the data do not conform, EnvironmentFault where the machine stands in the way; the output
    is then as it was before.
    """
    recover(project.output, project.work / "staging")
    sources = sources or read_sources(project)
    current = None if force else current_manifest(project, sources)
    if current is not None:
        return BuildReport(project.output, False, dict(current))
    with build_lock(project.work), staging_folder(project.work) as folder, collector_paused():
        progress(f"reading {len(sources.files)} data files")
        model = read_model(project, sources)
        progress(f"validating {len(model.graph.statements):,} statements, writing {len(DUMPS)} files")
        output = write_output(project, sources, model, engine, folder)
        if count_severities(output.findings)["violation"]:
            raise DataError(output.findings)
        head: dict[str, object] = {
            "name": project.name,
            "version": project.version,
            "issued": project.issued,
            "input": sources.digest,
            "counts": output.counts,
        }
        write_manifest(folder, head, output.written)
        publish(folder, project.output)
    return BuildReport(project.output, True, output.counts, output.findings)
