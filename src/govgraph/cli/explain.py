"""govgraph explain."""

from __future__ import annotations

import json

import click

from govgraph.cli import open_project


@click.command(name="explain")
@click.argument("subject")
@click.argument("property_", metavar="PROPERTY")
@click.argument("value")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, subject: str, property_: str, value: str, as_json: bool) -> None:
    """Say where a triple comes from: statements with status and sources, or the rule and its premises.

    Exit code 1 where the graph neither states nor derives it.

    \b
    Examples:
      govgraph explain person:elon-musk gov:signed letter:pause-letter-2023
      govgraph explain person:elon-musk gov:hasInterestIn org:openai
    """
    from govgraph.explain import explain, explanation_json, explanation_text

    found = explain(open_project(ctx), subject, property_, value)
    click.echo(
        json.dumps(explanation_json(found), ensure_ascii=False, indent=2)
        if as_json
        else explanation_text(found).rstrip("\n")
    )
    ctx.exit(0 if found.statements or found.rule else 1)
