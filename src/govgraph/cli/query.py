"""govgraph query."""

from __future__ import annotations

from pathlib import Path

import click

from govgraph.cli import open_project


@click.command(name="query")
@click.argument("question", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "ttl", "jsonld"]),
    help="Result format (default: table, or ttl for CONSTRUCT).",
)
@click.option("--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language of --list.")
@click.option("--list", "list_all", is_flag=True, help="List the competency questions.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write the result there."
)
@click.option("--timeout", type=float, default=30.0, show_default=True, help="Seconds before a query is ended.")
@click.pass_context
def command(
    ctx: click.Context,
    question: str | None,
    form: str | None,
    lang: str,
    list_all: bool,
    output: Path | None,
    timeout: float,
) -> None:
    """Ask the built graph in SPARQL 1.1.

    QUESTION is the name of a competency question, a file (.rq), a query, or - for stdin. The default graph is the union
    of all named graphs (simple, full, inferred, metadata); the prefixes of the context need not be declared.

    \b
    Examples:
      govgraph query --list
      govgraph query pause-letter-signatories
      govgraph query 'SELECT ?who { ?who gov:signed letter:pause-letter-2023 }' --format csv
      echo 'ASK { org:fli a gov:NonProfit }' | govgraph query -
    """
    from govgraph.cli.output import emit
    from govgraph.query import answer, list_questions, resolve

    project = open_project(ctx)
    if list_all:
        emit("".join(f"{each.name:<42} {each.title[lang]}\n" for each in list_questions(project)), output)
        return
    if question is None:
        raise click.UsageError("give a question: a name from govgraph query --list, a file, a query, or -")
    emit(answer(project, resolve(project, question), form, timeout), output)
