"""Where results go: stdout, or the file of `-o`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from govgraph.errors import EnvironmentFault


def emit(text: str, output: Path | None) -> None:
    """The text on stdout, or in the file, in UTF-8 with the line ends it has.

    A reader that leaves early (`| head`) is no error. Raises: EnvironmentFault where the file can't be written.
    """
    if output is None or str(output) == "-":
        _print(text)
        return
    try:
        output.write_bytes(text.encode())
    except OSError as error:
        raise EnvironmentFault(f"{output}: {error.strerror or error}") from error


def _print(text: str) -> None:
    try:
        click.echo(text if sys.stdout.isatty() else text.encode(), nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the flush at exit is quiet too
