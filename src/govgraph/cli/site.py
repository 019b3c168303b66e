"""govgraph site."""

from __future__ import annotations

import json

import click

from govgraph.cli import open_project, show_progress


@click.command(name="site")
@click.option("--url", metavar="URL", default="", help="Where the site will stand (default: the project's homepage).")
@click.option("--force", is_flag=True, help="Make every page anew, even those that did not change.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_context
def command(ctx: click.Context, /, url: str, force: bool, as_json: bool) -> None:
    """Publish the graph as a static site under output/site/: a page for every IRI, in German and English.

    Entities, statements, terms, shapes and questions each get a page with Turtle, JSON-LD, N-Triples and Markdown
    beside it; there is a search, browsing by kind, a timeline, a map, SPARQL in the browser, the explorer, a
    description of the dataset, and rules for w3id.org, nginx, Apache, Caddy, Netlify and Cloudflare under rules/.

    The graph is built first where it is not current. Only pages that changed are made anew. The old site stays as it
    was until the new one is whole; a broken link inside the site is an error, and so is a FAIR score under the agreed
    one (see: govgraph fair).

    \b
    Examples:
      govgraph site
      govgraph site --url https://example.org/graph/
      python -m http.server --directory output/site
    """
    from govgraph.publish.site import write_site

    report = write_site(open_project(ctx), url, force, show_progress)
    if as_json:
        told = {"folder": str(report.folder), "files": report.files, "pages": report.pages, "fresh": report.fresh}
        click.echo(json.dumps(told))
        return
    click.echo(f"{report.pages:,} pages, {report.files:,} files, {report.fresh:,} of them new -> {report.folder}")
