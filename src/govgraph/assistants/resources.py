"""What can be read beside the tools: the words of the graph, the competency questions and their queries."""

from __future__ import annotations

import json
from typing import NamedTuple

from govgraph.assistants.vocabulary import Vocabulary, vocabulary_text
from govgraph.errors import UsageError
from govgraph.project import Project
from govgraph.query import list_questions

SCHEMA, QUESTIONS, QUESTION = "govgraph://schema", "govgraph://questions", "govgraph://question/"


class Resource(NamedTuple):
    """Something to read; an `address` with `{name}` is a pattern."""

    name: str
    address: str
    words: str
    media_type: str


RESOURCES = (
    Resource("schema", SCHEMA, "Prefixes, classes and properties of the graph, with uses.", "text/plain"),
    Resource("questions", QUESTIONS, "Names and titles of the competency questions.", "application/json"),
)
PATTERN = Resource(
    "question", f"{QUESTION}{{name}}", "A competency question with its SPARQL.", "application/sparql-query"
)


def read_resource(project: Project, vocabulary: Vocabulary, address: str) -> tuple[str, str]:
    """Media type and text of a resource. Raises: UsageError for an unknown address, which lists the known ones."""
    if address == SCHEMA:
        return RESOURCES[0].media_type, vocabulary_text(vocabulary)
    questions = {each.name: each for each in list_questions(project)}
    if address == QUESTIONS:
        told = [{"name": each.name, "title": each.title} for each in questions.values()]
        return RESOURCES[1].media_type, json.dumps(told, ensure_ascii=False, indent=1)
    name = address.removeprefix(QUESTION)
    if address.startswith(QUESTION) and name in questions:
        return PATTERN.media_type, questions[name].query
    known = ", ".join((*(each.address for each in RESOURCES), PATTERN.address))
    raise UsageError(f"{address[:200]} is no resource; there are {known}")
