"""govgraph fmt."""

from __future__ import annotations

import click

from govgraph.cli import open_project


@click.command(name="fmt")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if a file is not in canonical form.")
@click.pass_context
def command(ctx: click.Context, check: bool) -> None:
    """Bring the data files into canonical form: key order, quoting, line ends.

    A file with comments is left alone and named, since they would be lost: put the remark into a note.

    \b
    Examples:
      govgraph fmt
      govgraph fmt --check
    """
    from govgraph.sources.canonical import format_files

    outcome = format_files(open_project(ctx), write=not check)
    for name in outcome.commented:
        click.echo(f"{name}: has comments, which fmt would lose; move them into a note", err=True)
    for name in outcome.changed:
        click.echo(f"{name}: {'not in canonical form; run govgraph fmt' if check else 'formatted'}", err=check)
    ctx.exit(1 if outcome.commented or (check and outcome.changed) else 0)
