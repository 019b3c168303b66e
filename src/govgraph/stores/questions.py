"""The competency questions to a store and to the built graph itself, over the same graphs; what differs is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox

from govgraph.errors import UsageError
from govgraph.model.schema import read_prefixes
from govgraph.model.terms import Prefixes
from govgraph.parallel import run_bounded, seal_process
from govgraph.project import Project
from govgraph.query import MAX_MEMORY, Question, check_query, list_questions, open_store
from govgraph.stores.comparison import Difference, compare
from govgraph.stores.exchange import Exchange, StoreFault
from govgraph.stores.transfer import select

MAX_SECONDS = 600.0  # for all the questions together, here


def ask_both(
    project: Project, exchange: Exchange, graphs: tuple[str, ...], progress: Callable[[str], None]
) -> tuple[Difference, ...]:
    """How the store answers each SELECT and ASK among the questions, against the built graph. `graphs` are asked."""
    questions = [each._replace(query=complete(project, each.query)) for each in list_questions(project)]
    ours = own_answers(project, questions, graphs)
    return tuple(_ask(exchange, each, ours[each.name], graphs, progress) for each in questions if each.name in ours)


def _ask(
    exchange: Exchange, question: Question, ours: Any, graphs: tuple[str, ...], progress: Callable[[str], None]
) -> Difference:
    progress(f"asking {question.name}")
    try:
        return compare(question.name, ours, select(exchange, question.query, graphs))
    except StoreFault as fault:
        return Difference(question.name, "failed", 0, examples=(str(fault),))
    except (KeyError, TypeError, AttributeError):
        return Difference(question.name, "failed", 0, examples=("the answer is no SPARQL result",))


def complete(project: Project, query: str) -> str:
    """The query with a declaration for each prefix of the context that it uses and does not declare."""
    text = re.sub(r"(?m)^\s*#.*$", "", query)
    declared = set(re.findall(r"\bPREFIX\s+([\w.-]*):", text, re.IGNORECASE))
    used = set(re.findall(r"(?<![\w.:-])([\w.-]*):", text))
    known = read_prefixes(project.ontology / "context.jsonld")
    return "".join(f"PREFIX {name}: <{known[name]}>\n" for name in sorted(used - declared) if name in known) + query


def own_answers(project: Project, questions: list[Question], graphs: tuple[str, ...]) -> dict[str, Any]:
    """The built graph's answers in SPARQL 1.1 JSON by name; a CONSTRUCT or DESCRIBE has none.

    They are made in a process that reaches neither files nor network.
    """
    for each in questions:
        check_query(each.query)
    prefixes = Prefixes(read_prefixes(project.ontology / "context.jsonld"))
    open_store(project)
    return run_bounded(lambda: dict(_own(project, questions, graphs, prefixes)), MAX_SECONDS, MAX_MEMORY)


def _own(
    project: Project, questions: list[Question], graphs: tuple[str, ...], prefixes: Prefixes
) -> Iterator[tuple[str, Any]]:
    store = open_store(project)
    merged = [ox.NamedNode(each) for each in graphs]
    # The merge of all graphs is the same as the union of all, which the engine answers in half the time.
    part = {str(each) for each in store.named_graphs()} != {str(each) for each in merged}
    dataset = {"default_graph": merged, "named_graphs": merged} if part else {"use_default_graph_as_union": True}
    seal_process()
    for each in questions:
        try:
            found = store.query(each.query, prefixes=prefixes.namespaces, **dataset)
        except SyntaxError as error:
            raise UsageError(f"question {each.name}: not SPARQL 1.1: {error.msg}") from error
        if not isinstance(found, ox.QueryTriples):
            yield each.name, json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
