"""Calls of tools as operations of workers: asked, put together, and given up with whoever asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from govgraph.assistants.answers import rows_of
from govgraph.assistants.offered import query_of
from govgraph.assistants.vocabulary import Ask, Vocabulary
from govgraph.errors import GovGraphError
from govgraph.explain import explain, explanation_json
from govgraph.model.terms import is_literal, split_literal
from govgraph.parallel import run_bounded
from govgraph.project import Project
from govgraph.query import MAX_MEMORY
from govgraph.serve.http import Refused
from govgraph.serve.limits import MEGABYTE

if TYPE_CHECKING:
    from govgraph.serve.pool import Pool

Call = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
Derive = Callable[[list[str]], dict[str, Any]]
_CLIENT = "stdio"
_MOST = 16 * MEGABYTE
_PREMISES = 20
_READING = 20.0  # seconds that the sources may take to be read, beside the limit of a query


def make_ask(pool: Pool) -> Ask:
    """What workers say to an operation, as JSON. When nobody waits for it any more, the worker at it is ended."""

    async def ask(operation: str, payload: object) -> dict[str, Any]:
        gone = asyncio.Event()
        try:
            reply = await pool.ask(operation, payload, _CLIENT, watch=gone.wait)
            told: dict[str, Any] = json.loads(await _whole(reply.body))
            return told
        finally:
            gone.set()

    return ask


async def _whole(body: bytes | AsyncIterator[bytes]) -> bytes:
    """All bytes of a reply. Raises: Refused 422 where there are too many for a tool."""
    if isinstance(body, bytes):
        return body
    parts = bytearray()
    async with aclosing(cast("AsyncGenerator[bytes]", body)) as stream:
        async for part in stream:
            parts += part
            if len(parts) > _MOST:
                told = "the answer is too large for a tool; add LIMIT"
                raise Refused(422, "result-size", told, limit=f"result: {_MOST} bytes")
    return bytes(parts)


def make_call(project: Project, ask: Ask, vocabulary: Vocabulary, derive: Derive) -> Call:
    """What the tools say. `derive` tells the rule and the premises of a triple; one at a time is asked."""
    turn = asyncio.Semaphore(1)

    async def call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name == "query":
            return await _query(ask, query_of(project, arguments), arguments.get("language", "en"), vocabulary)
        if name == "describe":
            return {**await ask("tell", arguments), "offset": arguments.get("offset", 0)}
        told = await ask(name, arguments)
        if told.get("derived") and not told["statements"]:
            async with turn:
                found = await asyncio.to_thread(derive, told["triple"])
            told |= await _with_statements(ask, found, arguments.get("language", "en"))
        elif name == "explain" and not told["statements"]:
            told["note"] = "the graph neither states nor derives this; describe tells what it says of the subject"
        return told

    return call


async def _query(ask: Ask, text: str, language: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Rows, and what the statements among their values say."""
    try:
        asked = {"query": text, "accept": "", "form": "json", "default": [], "named": []}
        told = rows_of(await ask("query", asked), vocabulary.prefixes)
    except Refused as error:
        if error.code == "format":
            hint = "the tool takes SELECT and ASK; for what is said of an entity, use describe"
            raise Refused(400, "form", hint) from error
        raise
    cited = await ask("cite", {"statements": told.pop("found"), "language": language})
    return {**told, **cited}


def derivation(project: Project, triple: list[str], seconds: float) -> dict[str, Any]:
    """Rule, its title and the premises of a derived triple: the sources are read for that, in a bounded process.

    Where they can't be read, or are no more what the build was made of, a note says that the rule is not known.
    """
    try:
        found = run_bounded(lambda: explanation_json(explain(project, *triple)), seconds + _READING, MAX_MEMORY)
    except GovGraphError as error:
        return {"note": f"a rule derives it; which one is told from the sources, which can't be read: {error}"}
    if not found["rule"]:
        return {"note": "a rule derived it in this build; the sources have changed since"}
    return {name: found[name] for name in ("rule", "title", "premises")}


async def _with_statements(ask: Ask, found: dict[str, Any], language: str) -> dict[str, Any]:
    """A derivation whose premises have the statements that say them, with their sources."""
    premises: list[dict[str, Any]] = []
    sources: dict[str, dict[str, Any]] = {}
    for subject, prop, value in found.get("premises", [])[:_PREMISES]:
        plain = split_literal(value)[0] if is_literal(value) else value
        asked = {"subject": subject, "property": prop, "value": plain, "language": language}
        told = await ask("explain", asked)
        premises.append({"triple": told["triple"], "statements": told["statements"]})
        sources |= {each["id"]: each for each in told["sources"]}
    if "premises" not in found:
        return found
    counted, cut = len(found["premises"]), len(found["premises"]) > _PREMISES
    listed = [sources[each] for each in sorted(sources)]
    return {**found, "premises": premises, "premises_in_all": counted, "sources": listed, "cut": cut}
