"""The command line: each command opens the project, calls one library function and prints."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from govgraph import __version__
from govgraph.errors import DataError, GovGraphError, UsageError
from govgraph.project import Project, find_project, load_project

COMMANDS = {
    "build": "Turn data, ontology and shapes into everything under output/.",
    "validate": "Check the data, or any RDF against any shapes.",
    "query": "Ask a question in SPARQL, or a competency question by name.",
    "explain": "Say where a triple comes from: statements and sources, or rule.",
    "graph": "Draw a part of the graph, or write it for Gephi, Cytoscape and others.",
    "site": "Publish the graph as a static site: a page for every IRI.",
    "serve": "Serve the graph over HTTP: SPARQL, graphs, IRIs, the site, reconciliation.",
    "load": "Load the graph into a triple store.",
    "mcp": "Give assistants tools to search and query the graph (Model Context Protocol).",
    "fair": "Check the built site against F-UJI's metrics and FOOPS!'s tests, offline.",
    "fmt": "Bring data files into canonical form, or check it.",
    "init": "Make a new project in a folder.",
}


class LazyCommands(click.Group):
    """Imports a command's module only when that command runs or shows its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"govgraph.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "--version", message="govgraph %(version)s")
@click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Project folder (default: here or above).",
)
@click.pass_context
def cli(ctx: click.Context, folder: Path | None) -> None:
    """GovGraph: reviewed files to validated linked data, every statement with source, time and status.

    \b
    Examples:
      govgraph build
      govgraph query pause-letter-signatories
      govgraph query 'SELECT ?who { ?who gov:signed letter:pause-letter-2023 }' --format csv
      govgraph validate --format sarif > findings.sarif
    """
    ctx.obj = folder


def open_project(ctx: click.Context) -> Project:
    """The project of this call: --project, or the nearest folder at or above the current one."""
    folder: Path | None = ctx.find_root().obj
    return load_project(folder if folder is not None else find_project(Path.cwd()))


def show_progress(message: str) -> None:
    """A line on stderr, only where a person looks at a terminal."""
    if sys.stderr.isatty():
        click.echo(message, err=True)


def main() -> None:
    """Entry point; errors become messages on stderr and exit codes (0 done, 1 data, 2 use, 3 environment)."""
    try:
        sys.exit(cli(standalone_mode=False))  # click returns the code of ctx.exit here instead of leaving
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("aborted", err=True)
        sys.exit(3)
    except DataError as error:
        _show_findings(error)
        sys.exit(error.exit_code)
    except GovGraphError as error:
        click.echo(f"govgraph: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the one broad catch, at the edge: a bug is reported, never a stack of pages
        click.echo(
            f"govgraph: internal error: {type(error).__name__}: {error}\nSet GOVGRAPH_TRACE=1 to see where.", err=True
        )
        _trace()
        sys.exit(3)


def _show_findings(error: DataError) -> None:
    report = importlib.import_module("govgraph.validate.report")
    click.echo(report.report_text(error.findings), err=True, nl=False)


def _trace() -> None:
    import os
    import traceback

    if os.environ.get("GOVGRAPH_TRACE"):
        traceback.print_exc()


__all__ = ["UsageError", "cli", "main", "open_project", "show_progress"]
