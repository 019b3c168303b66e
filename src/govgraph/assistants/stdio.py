"""The server on stdin and stdout, by the official SDK: lists tools and resources, calls the workers, tells refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from govgraph import __version__
from govgraph.assistants.answers import as_text, cap, clean, rows_of
from govgraph.assistants.offered import Tool, make_tools, query_of
from govgraph.errors import GovGraphError, UsageError
from govgraph.explain import explain, explanation_json
from govgraph.model.schema import read_prefixes
from govgraph.parallel import run_bounded
from govgraph.project import Project
from govgraph.query import MAX_MEMORY, list_questions
from govgraph.serve.http import Refused
from govgraph.serve.limits import MEGABYTE, Limits
from govgraph.serve.server import open_engine

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

    from govgraph.serve.pool import Pool

QUESTIONS = "govgraph://questions"
_CLIENT = "stdio"
_MOST = 16 * MEGABYTE
Call = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]


def serve_tools(project: Project, limits: Limits) -> None:
    """Tools are answered on stdin and stdout until the client closes them.

    Raises: UsageError where the SDK is not installed, or where there is no build.
    """
    try:
        import mcp.server.stdio
    except ImportError as error:
        raise UsageError("govgraph mcp needs the extra: pip install 'govgraph[mcp]'") from error

    async def run() -> None:
        async with open_engine(project, limits) as pool, mcp.server.stdio.stdio_server() as (reading, writing):
            server = make_server(project, _caller(project, pool, limits))
            await server.run(reading, writing, server.create_initialization_options())

    asyncio.run(run())


def _caller(project: Project, pool: Pool, limits: Limits) -> Call:
    """Calls of tools as operations of workers."""
    prefixes = read_prefixes(project.ontology / "context.jsonld")

    async def ask(operation: str, payload: object) -> dict[str, Any]:
        reply = await pool.ask(operation, payload, _CLIENT)
        told: dict[str, Any] = json.loads(await _whole(reply.body))
        return told

    async def call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name == "query":
            text = query_of(project, arguments)
            asked = {"query": text, "accept": "", "form": "json", "default": [], "named": []}
            told = rows_of(await ask("query", asked), prefixes)
            cited = {"statements": told.pop("found"), "language": arguments.get("language", "en")}
            return {**told, **await ask("cite", cited)}
        told = await ask({"describe": "tell"}.get(name, name), arguments)
        if told.get("derived") and not told["statements"]:
            told |= await asyncio.to_thread(_rule_of, project, told["triple"], limits.seconds)
        return told

    return call


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


def _rule_of(project: Project, triple: list[str], seconds: float) -> dict[str, Any]:
    """Rule, its title and the premises of a derived triple: the sources are read for that, in a bounded process."""
    told = run_bounded(lambda: explanation_json(explain(project, *triple)), seconds + 20, MAX_MEMORY)
    return {name: told[name] for name in ("rule", "title", "premises")}


def make_server(project: Project, call: Call) -> Server[Any]:
    """The server with its tools and resources."""
    import mcp_types as types
    from mcp.server.lowlevel import Server

    title = project.title.get("en", project.name)
    tools = {tool.name: tool for tool in make_tools(title)}

    async def list_tools(context: object, parameters: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_listed(tool) for tool in tools.values()])

    async def call_tool(context: object, parameters: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            tool = tools.get(parameters.name)
            if tool is None:
                raise UsageError(f"{parameters.name[:100]!r} is no tool; there are {', '.join(tools)}")
            told = cap(clean(await call(tool.name, _checked(tool, parameters.arguments or {}))))
        except GovGraphError as error:
            limit = f" (limit: {error.limit})" if isinstance(error, Refused) and error.limit else ""
            text = types.TextContent(type="text", text=f"{error}{limit}")
            return types.CallToolResult(content=[text], is_error=True)
        text = types.TextContent(type="text", text=as_text(told))
        return types.CallToolResult(content=[text], structured_content=told)

    async def list_resources(context: object, parameters: object) -> types.ListResourcesResult:
        words = "Names, titles and purposes of the competency questions."
        found = types.Resource(name="questions", uri=QUESTIONS, description=words, mime_type="application/json")
        return types.ListResourcesResult(resources=[found])

    async def read_resource(context: object, parameters: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if str(parameters.uri) != QUESTIONS:
            raise UsageError(f"{parameters.uri} is no resource; there is {QUESTIONS}")
        told = [each._asdict() for each in list_questions(project)]
        text = json.dumps(told, ensure_ascii=False, indent=1)
        content = types.TextResourceContents(uri=QUESTIONS, mime_type="application/json", text=text)
        return types.ReadResourceResult(contents=[content])

    return Server(
        project.name, version=__version__, title=title, instructions=_INSTRUCTIONS, on_list_tools=list_tools,
        on_call_tool=call_tool, on_list_resources=list_resources, on_read_resource=read_resource,
    )  # fmt: skip


_INSTRUCTIONS = (
    "A graph of statements, each with status, time and sources. Search for an entity first, then describe it, or "
    "query. Tell the status of what is not confirmed, and cite the statement's IRI and its sources."
)


def _listed(tool: Tool) -> Any:
    import mcp_types as types

    hints = types.ToolAnnotations(
        title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=tool.name, title=tool.title, description=tool.text, input_schema=tool.takes, output_schema=tool.gives,
        annotations=hints,
    )  # fmt: skip


def _checked(tool: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, if they are as the tool takes them; UsageError says what is wrong."""
    properties: dict[str, Any] = tool.takes["properties"]
    unknown, missing = arguments.keys() - properties.keys(), set(tool.takes["required"]) - arguments.keys()
    if unknown or missing:
        both = (("unknown", unknown), ("missing", missing))
        told = [f"{what} {', '.join(sorted(names))}" for what, names in both if names]
        raise UsageError(f"{tool.name}: {'; '.join(told)}; it takes {', '.join(properties)}")
    for name, value in arguments.items():
        if fault := _fault(value, properties[name]):
            raise UsageError(f"{tool.name}: {name} {fault}")
    return arguments


def _fault(value: object, schema: dict[str, Any]) -> str:
    """Why a value does not fit its schema, of the few kinds that tools have; or nothing."""
    kind = {"string": str, "integer": int, "array": list}[schema["type"]]
    if not isinstance(value, kind) or isinstance(value, bool):
        return f"must be of type {schema['type']}"
    if isinstance(value, str | list):
        most = schema.get("maxLength", schema.get("maxItems", len(value)))
        if len(value) > most:
            return f"is longer than {most}"
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"must be from {schema['minimum']} to {schema['maximum']}"
    if "enum" in schema and value not in schema["enum"]:
        return f"must be one of {', '.join(schema['enum'])}"
    if isinstance(value, list):
        return next((fault for each in value if (fault := _fault(each, schema["items"]))), "")
    return ""
