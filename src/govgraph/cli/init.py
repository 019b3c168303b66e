"""govgraph init."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--base", default="https://example.org/graph/", show_default=True, help="Base IRI of the new graph; ends with /."
)
def command(folder: Path, base: str) -> None:
    """Make a working project in FOLDER: ontology, shapes and a small example to replace.

    The folder must be new or empty. Entities get IRIs under BASE; classes and properties stay those of GovGraph.

    \b
    Examples:
      govgraph init my-graph && govgraph --project my-graph build
      govgraph init my-graph --base https://data.example.org/ai/
    """
    from govgraph.starter import init

    made = init(folder, base)
    click.echo(f"made {made}; next: govgraph --project {shlex.quote(str(folder))} build")
