"""govgraph build."""

from __future__ import annotations

import json
import time

import click

from govgraph.cli import open_project, show_progress


@click.command(name="build")
@click.option(
    "--engine", type=click.Choice(["fast", "pyshacl"]), default="fast", show_default=True, help="SHACL engine."
)
@click.option("--force", is_flag=True, help="Build even if nothing changed.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_context
def command(ctx: click.Context, engine: str, force: bool, as_json: bool) -> None:
    """Turn data, ontology and shapes into everything under output/.

    Nothing is written before everything validated; the output is replaced as a whole. If no input changed, the output
    stays untouched.

    \b
    Examples:
      govgraph build
      govgraph --project ~/my-graph build --engine pyshacl
    """
    from govgraph.pipeline import build
    from govgraph.validate.report import summary

    start = time.perf_counter()
    report = build(open_project(ctx), engine, force, show_progress)
    if as_json:
        click.echo(
            json.dumps(
                {"output": str(report.output), "changed": report.changed, "counts": report.counts}, ensure_ascii=False
            )
        )
        return
    counts = report.counts
    what = f"{counts['entities']:,} entities, {counts['statements']:,} statements"
    if report.changed:
        click.echo(f"{what}; {summary(report.findings)}; {time.perf_counter() - start:.1f} s -> {report.output}")
    else:
        click.echo(f"{what}; nothing changed, output is current -> {report.output}")
