"""Where results go: stdout, or the file of `-o`."""

from __future__ import annotations

from pathlib import Path

import click

from govgraph.errors import EnvironmentFault


def emit(text: str, output: Path | None) -> None:
    """The text on stdout, or in the file; EnvironmentFault where the file can't be written."""
    if output is None or str(output) == "-":
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault(f"{output}: {error.strerror or error}") from error
