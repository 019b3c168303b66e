"""govgraph fair."""

from __future__ import annotations

from pathlib import Path

import click

from govgraph.cli import open_project


@click.command(name="fair")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language of the table.")
@click.option(
    "--site",
    "site",
    type=click.Path(path_type=Path, file_okay=False),
    help="A site's folder (default: output/site of the project).",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write the report there."
)
@click.pass_context
def command(ctx: click.Context, as_json: bool, lang: str, site: Path | None, output: Path | None) -> None:
    """Check offline how FAIR the built site is.

    Asks each metric of F-UJI, each test of FOOPS! and our own of the files of the site. Each is passed, failed, not
    applicable, or needs a live host; a score is passed / (passed + failed). Exit code 0: every agreed score is reached;
    1: one is not.

    \b
    Examples:
      govgraph fair
      govgraph fair --lang de
      govgraph fair --json -o fair.json
    """
    from govgraph.cli.output import emit
    from govgraph.publish.fair.report import check_fair

    project = open_project(ctx)
    report = check_fair(site.resolve() if site is not None else project.site, project)
    emit(report.json() if as_json else report.text(lang), output)
    ctx.exit(0 if report.reached else 1)
