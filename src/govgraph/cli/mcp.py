"""govgraph mcp."""

from __future__ import annotations

import click

from govgraph.cli import open_project


@click.command(name="mcp")
@click.option("--timeout", type=click.FloatRange(0.1, 600), default=10.0, show_default=True,
              help="Seconds after which a query is ended.")  # fmt: skip
@click.pass_context
def command(ctx: click.Context, /, timeout: float) -> None:
    """Give assistants tools to search, describe, query and explain (Model Context Protocol on stdin and stdout).

    The tools only read. Queries run in processes of their own, without network and files, under the limits of govgraph
    serve. Every answer carries statement IRIs, their status and sources. Needs: pip install 'govgraph[mcp]'.

    \b
    Examples:
      govgraph mcp
      govgraph --project ~/my-graph mcp --timeout 5
    In the settings of a client:
      {"mcpServers": {"govgraph": {"command": "govgraph", "args": ["--project", "/srv/govgraph", "mcp"]}}}
    """
    from govgraph.assistants.stdio import serve_tools
    from govgraph.serve.limits import Limits

    serve_tools(open_project(ctx), Limits(seconds=timeout, cpu_seconds=timeout, workers=2, kept_free=1))
