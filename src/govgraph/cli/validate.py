"""govgraph validate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govgraph.cli import open_project
from govgraph.errors import DataError

if TYPE_CHECKING:
    from govgraph.api import ValidationReport


@click.command(name="validate")
@click.option(
    "--data",
    "data",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="An RDF file (- for stdin) instead of the project's data.",
)
@click.option(
    "--shapes",
    "shapes",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A shapes file for --data (default: the project's shapes).",
)
@click.option(
    "--engine", type=click.Choice(["fast", "pyshacl"]), default="fast", show_default=True, help="SHACL engine."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "ttl"]),
    default="text",
    show_default=True,
    help="Report format.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write the report there."
)
@click.pass_context
def command(
    ctx: click.Context, data: Path | None, shapes: Path | None, engine: str, form: str, output: Path | None
) -> None:
    """Check the project's data, or any RDF against any shapes.

    Every finding names file, line and column, entity, property, value and the mend. Exit code 0: no violation; 1: the
    data do not conform; 2: wrong use; 3: the machine stands in the way.

    \b
    Examples:
      govgraph validate
      govgraph validate --format sarif -o findings.sarif
      govgraph validate --data other.ttl --shapes other-shapes.ttl --engine pyshacl
    """
    from govgraph.cli.output import emit

    if shapes is not None and data is None:
        raise click.UsageError("--shapes needs --data")
    try:
        report = _validate(ctx, data, shapes, engine)
    except DataError as error:
        if form == "ttl":  # a SHACL report knows no findings of earlier stages
            raise
        report = _early(error)
    emit(report.render(form), output)
    ctx.exit(0 if report.conforms else 1)


def _validate(ctx: click.Context, data: Path | None, shapes: Path | None, engine: str) -> ValidationReport:
    from govgraph.api import validate, validate_rdf

    if data is None:
        return validate(open_project(ctx), engine)
    return validate_rdf(data, shapes, engine, None if shapes else open_project(ctx))


def _early(error: DataError) -> ValidationReport:
    """The findings of a stage before SHACL (syntax, unknown keys and ids), as a report like any other."""
    from govgraph.api import ValidationReport

    return ValidationReport(error.findings, [], "", {})
