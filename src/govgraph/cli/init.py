"""govgraph init."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> None:
    """Make a working project in FOLDER: ontology, shapes and a small example to replace.

    \b
    Example:
      govgraph init my-graph && govgraph --project my-graph build
    """
    from govgraph.api import init

    made = init(folder)
    click.echo(f"made {made}; next: govgraph --project {folder} build")
