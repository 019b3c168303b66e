"""govgraph load."""

from __future__ import annotations

import json
from pathlib import Path

import click

from govgraph.cli import open_project, show_progress

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="load")
@click.argument("target", required=False)
@click.option("--list", "list_kinds", is_flag=True, help="List the kinds of stores and how each is spoken to.")
@click.option("--graph", "views", multiple=True, metavar="NAME",
              help="Only this graph: simple, full, inferred, metadata, ontology (repeatable).")  # fmt: skip
@click.option("--user", default="", metavar="NAME", help="User of the store, with --password-file.")
@click.option("--password-file", type=_FILE, help="File with the user's password.")
@click.option("--token-file", type=_FILE, help="File with a bearer token (QLever: the access token).")
@click.option("--aws-iam", is_flag=True, help="Sign requests for Amazon's IAM with your AWS credentials (Neptune).")
@click.option("--aws-region", default="", metavar="NAME",
              help="Region of the cluster, where its host name does not tell it.")  # fmt: skip
@click.option("--chunk-size", type=click.IntRange(1, 1024**3), default=4 * 1024**2, show_default=True, metavar="BYTES",
              help="Send at most so many bytes of the dump in one request.")  # fmt: skip
@click.option("--via", type=click.Choice(["graphs", "update"]), default="graphs", show_default=True,
              help="Send triples by the Graph Store Protocol, or by SPARQL Update.")  # fmt: skip
@click.option("--in-place", is_flag=True, help="Drop the graphs, then load: half the space, but no swap.")
@click.option("--timeout", type=click.FloatRange(0.1, 86_400), default=120.0, show_default=True,
              help="Seconds for one request.")  # fmt: skip
@click.option("--attempts", type=click.IntRange(1, 100), default=6, show_default=True,
              help="How often a request is tried when the store is busy or can't be reached.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be sent; ask the store nothing.")
@click.option("--check", is_flag=True, help="Count the triples and ask the questions; write nothing.")
@click.option("--bulk", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write files and a script for the store's own bulk loader there; nothing is sent.")  # fmt: skip
@click.option("--no-questions", is_flag=True, help="Do not ask the competency questions after loading.")
@click.option("--strict", is_flag=True, help="Fail (exit code 1) where a question is answered differently.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_context
def command(
    ctx: click.Context, /, target: str | None, list_kinds: bool, views: tuple[str, ...], user: str,
    password_file: Path | None, token_file: Path | None, aws_iam: bool, aws_region: str, chunk_size: int, via: str,
    in_place: bool, timeout: float, attempts: int, dry_run: bool, check: bool, bulk: Path | None, no_questions: bool,
    strict: bool, as_json: bool,
) -> None:  # fmt: skip
    """Load the built graph into a triple store, count it there, and ask it the competency questions.

    TARGET is the kind of store and its address: oxigraph+http://127.0.0.1:7878/. The kinds: oxigraph, fuseki, virtuoso,
    rdf4j, graphdb, blazegraph, qlever, stardog, neptune, and sparql for any endpoint that takes updates.

    Each named graph of the build replaces the one of the same name; other graphs stay as they are. Where the store can,
    the graphs are sent beside and then swapped in one request, so that readers never see half of them. A load that was
    cut short goes on where it ended. Then the triples are counted (a wrong count: exit code 1), and the store must
    answer the competency questions as the built graph itself does, or the difference is named.

    --aws-iam signs requests to a Neptune cluster with IAM authentication (AWS Signature Version 4), with the
    credentials that AWS's own tools would take. Needs: pip install 'govgraph[neptune]'.

    \b
    Examples:
      govgraph load --list
      govgraph load oxigraph+http://127.0.0.1:7878/
      govgraph load fuseki+http://127.0.0.1:3030/ds --graph simple --graph ontology
      govgraph load virtuoso+http://127.0.0.1:8890/ --user dba --password-file dba.txt
      govgraph load qlever+http://127.0.0.1:7001/ --token-file token.txt --dry-run
      govgraph load neptune+https://NAME.cluster-ID.eu-central-1.neptune.amazonaws.com:8182/ --aws-iam
      govgraph load virtuoso+http://127.0.0.1:8890/ --bulk bulk/
      govgraph load virtuoso+http://127.0.0.1:8890/ --check --strict
    """
    from govgraph.stores.bulk import write_bulk
    from govgraph.stores.chunks import VIEWS
    from govgraph.stores.exchange import read_login
    from govgraph.stores.kinds import describe_kinds, parse_target
    from govgraph.stores.loading import Options, load_store
    from govgraph.stores.report import report_document, report_text

    if list_kinds:
        click.echo(describe_kinds())
        return
    if target is None:
        raise click.UsageError("give a target, as in oxigraph+http://127.0.0.1:7878/, or --list")
    options = Options(views or VIEWS, chunk_size, via == "update", in_place, check, dry_run, not no_questions, timeout,
                      attempts)  # fmt: skip
    if bulk is not None and aws_iam:
        raise click.UsageError("--aws-iam signs requests; the script of --bulk sends its own, unsigned")
    login = read_login(user, password_file, token_file, aws_iam, aws_region)
    project = open_project(ctx)
    if bulk is not None:
        click.echo(write_bulk(project, parse_target(target), options.views, bulk), nl=False)
        return
    report = load_store(project, parse_target(target), login, options, show_progress)
    click.echo(json.dumps(report_document(report), ensure_ascii=False) if as_json else report_text(report), nl=as_json)
    if not report.complete or (strict and not report.agrees):
        ctx.exit(1)
