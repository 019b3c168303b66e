"""govgraph serve."""

from __future__ import annotations

from pathlib import Path

import click

from govgraph.cli import open_project

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 is every one.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port; 0 is a free one.")
@click.option("--url", metavar="URL", default="", help="Public address, where a proxy stands before (default: http).")
@click.option("--dump", type=_FILE, help="Serve this N-Quads file in place of the build.")
@click.option("--endpoint", metavar="URL", default="", help="Let this SPARQL endpoint answer the queries.")
@click.option("--writable", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Take SPARQL updates into a store in this folder; it begins as a copy of the build.")  # fmt: skip
@click.option("--token-file", type=_FILE, help="File with the token for updates (default: DIR/token, made anew).")
@click.option("--workers", type=click.IntRange(1, 64), default=6, show_default=True, help="Queries at one time.")
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=10.0, show_default=True,
              help="Seconds after which a query is ended.")  # fmt: skip
@click.option("--memory", type=click.IntRange(32, 65536), default=256, show_default=True,
              help="Megabytes that a query may take.")  # fmt: skip
@click.option("--rate", type=click.IntRange(0, 100_000), default=0, show_default="any number",
              help="Requests a second that a client may send.")  # fmt: skip
@click.option("--budget", type=click.FloatRange(1, 86400), default=30.0, show_default=True,
              help="Seconds of the engine that a client may take ahead; one grows back each second.")  # fmt: skip
@click.option("--cache", type=click.IntRange(0, 65536), default=64, show_default=True,
              help="Megabytes of answers that are kept; 0 keeps none.")  # fmt: skip
@click.option("--trust-proxy", is_flag=True, help="Take the client's address from X-Forwarded-For.")
@click.option("--ready-file", type=_FILE, help="Write the address here as soon as requests are answered.")
@click.pass_context
def command(
    ctx: click.Context, /, host: str, port: int, url: str, dump: Path | None, endpoint: str, writable: Path | None,
    token_file: Path | None, workers: int, timeout: float, memory: int, rate: int, budget: float, cache: int,
    trust_proxy: bool, ready_file: Path | None,
) -> None:  # fmt: skip
    """Serve the graph over HTTP: SPARQL, graphs, IRIs, the site, reconciliation.

    /sparql answers SPARQL 1.1 queries, /graphs whole graphs, /reconcile OpenRefine; every IRI below the base leads to
    its page or its data, as the request wants; the rest is the site, if govgraph site has made it. /openapi.json
    describes all of it, /health and /metrics say how it goes.

    Queries run in processes of their own, with limits of time, memory and size; no query reaches the network or a
    file. Only this machine can ask unless --host says more.

    \b
    Examples:
      govgraph serve
      govgraph serve --port 0 --ready-file address.txt
      govgraph serve --host 0.0.0.0 --url https://example.org/graph/ --trust-proxy
      govgraph serve --writable store/
      curl -H 'Accept: text/csv' 'http://127.0.0.1:8080/sparql' --data-urlencode 'query=SELECT * { ?s ?p ?o } LIMIT 3'
    """
    from govgraph.serve.limits import MEGABYTE, Limits
    from govgraph.serve.server import Options, serve

    limits = Limits(seconds=timeout, cpu_seconds=timeout, memory=memory * MEGABYTE, workers=workers,
                    kept_free=workers // 2, client_rate=rate, client_seconds=budget,
                    cache=cache * MEGABYTE)  # fmt: skip
    options = Options(host, port, dump, endpoint, writable, token_file, url, trust_proxy, ready_file, limits)
    serve(open_project(ctx), options, lambda text: click.echo(text, err=True))
