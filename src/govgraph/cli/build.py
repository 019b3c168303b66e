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
    from govgraph.inputs import current_manifest, read_sources

    start = time.perf_counter()
    project = open_project(ctx)
    sources = read_sources(project)
    counts = None if force else current_manifest(project, sources)
    changed, outcome = False, "nothing changed, output is current"
    if counts is None:
        from govgraph.pipeline import build  # the libraries of all stages: not before there is something to do
        from govgraph.validate.report import summary

        report = build(project, engine, force, show_progress, sources)
        counts, changed = report.counts, report.changed
        outcome = f"{summary(report.findings)}; {time.perf_counter() - start:.1f} s"
    if as_json:
        told = {"output": str(project.output), "changed": changed, "counts": counts}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{counts['entities']:,} entities, {counts['statements']:,} statements; {outcome} -> {project.output}")
    if changed and project.site.is_dir():
        click.echo("output/site is of an earlier build; renew it with: govgraph site", err=True)
