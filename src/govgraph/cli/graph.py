"""govgraph graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from govgraph.cli import open_project


def _names(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The names of a comma-separated list."""
    return tuple(each.strip() for each in (value or "").split(",") if each.strip())


@click.command(name="graph")
@click.option(
    "--focus", multiple=True, metavar="NAME", help="Draw what is around this entity: id, name or alias. Repeatable."
)
@click.option("--depth", type=click.IntRange(0, 6), help="Relations around the focus (default: 1; for a view: 0).")
@click.option(
    "--as-of", metavar="DATE", default="", help="What held on that day; 2023 and 2023-03 mean their last day."
)
@click.option("--kinds", metavar="A,B", callback=_names, help="Only these classes, with their subclasses.")
@click.option("--relations", metavar="A,B", callback=_names, help="Only these relations.")
@click.option("--status", metavar="A,B", callback=_names, help="Only statements of these statuses.")
@click.option("--view", metavar="NAME", default="", help="A starting point of ontology/views instead of --focus.")
@click.option("--limit", type=click.IntRange(1), help="At most so many entities: the nearest, then the best connected.")
@click.option(
    "--renderer",
    type=click.Choice(["explorer", "pyvis"]),
    default="explorer",
    show_default=True,
    help="The explorer, or a plain picture for notebooks.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "graphml", "gexf", "json", "csv"]),
    help="Default: what the ending of -o says, else html.",
)
@click.option("--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language at first.")
@click.option(
    "--theme",
    type=click.Choice(["auto", "light", "dark"]),
    default="auto",
    show_default=True,
    help="Colours of a page.",
)
@click.option("--embed", is_flag=True, help="A page without panels, to stand in a frame of another.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write the result there."
)
@click.pass_context
def command(ctx: click.Context, /, output: Path | None, form: str | None, lang: str, **rest: Any) -> None:
    """Draw a part of the graph as one offline page, or write it for Gephi, Cytoscape, d3 or a spreadsheet.

    It reads the data files: no build is needed. Names are ids, labels in either language, short names or aliases;
    case and accents do not matter. Filters come before the walk: what they leave out is not walked through, and
    neither are sources. The focus itself always stays.

    \b
    Formats: html (a page), graphml, gexf (Gephi 0.9.3 and later), json (node-link: d3, Cytoscape, networkx),
    csv (edges). Edges are statements under their own ids; what rules derive is in the explorer only.

    \b
    Examples:
      govgraph graph --focus "Elon Musk" --depth 2 --as-of 2023-04-15 -o musk.html
      govgraph graph --kinds Person,OpenLetter --relations signed --lang de -o signed.html
      govgraph graph --focus person:elon-musk --focus org:openai --status confirmed,disputed > both.html
      govgraph graph -o govgraph.gexf
      govgraph graph --focus OpenAI --format csv | head
      govgraph graph --focus OpenAI --renderer pyvis -o openai.html
    """
    from govgraph.cli.output import emit
    from govgraph.graphing import Request, draw, format_of

    request = Request(form=form or format_of(output), language=lang, **rest)
    emit(draw(open_project(ctx), request), output)
