"""The server on stdin and stdout, by the official SDK: lists tools and resources, calls the workers, tells refusals."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from govgraph import __version__
from govgraph.assistants.answers import as_text, cap, clean, fault_text
from govgraph.assistants.arguments import check_arguments
from govgraph.assistants.calls import Call, derivation, make_ask, make_call
from govgraph.assistants.offered import Tool, make_tools
from govgraph.assistants.resources import PATTERN, RESOURCES, read_resource
from govgraph.assistants.vocabulary import Vocabulary, read_vocabulary
from govgraph.errors import EnvironmentFault, GovGraphError, UsageError
from govgraph.model.schema import read_prefixes
from govgraph.project import Project
from govgraph.serve.http import Refused
from govgraph.serve.limits import Limits
from govgraph.serve.server import open_engine

if TYPE_CHECKING:
    import mcp_types as types
    from mcp.server.lowlevel import Server

    from govgraph.serve.pool import Pool


def serve_tools(project: Project, limits: Limits) -> None:
    """Tools are answered on stdin and stdout until the client closes them.

    Raises: UsageError where the SDK is not installed, or where there is no build; EnvironmentFault without fork.
    """
    if sys.platform == "win32":
        raise EnvironmentFault("govgraph mcp needs fork: it runs on Linux, also under WSL or in a container")
    try:
        import mcp.server.stdio
        import mcp_types  # noqa: F401 - not there before version 2
    except ImportError as error:
        raise UsageError("govgraph mcp needs the extra: pip install 'govgraph[mcp]'") from error

    async def run() -> None:
        async with open_engine(project, limits) as pool:
            _end_on_signals(pool)
            ask = make_ask(pool)
            prefixes = read_prefixes(project.ontology / "context.jsonld")
            vocabulary = await read_vocabulary(ask, project.base, prefixes)
            derive = partial(derivation, project, seconds=limits.seconds)
            server = make_server(project, vocabulary, make_call(project, ask, vocabulary, derive))
            async with mcp.server.stdio.stdio_server() as (reading, writing):
                await server.run(reading, writing, server.create_initialization_options())

    asyncio.run(run())


def _end_on_signals(pool: Pool) -> None:
    """SIGINT and SIGTERM end the workers, then this process, at once: a thread of the SDK waits in a read of stdin, and
    would hold up an orderly end until that closes."""
    loop, leaving = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    async def leave(number: int) -> None:
        await pool.stop()
        os._exit(128 + number)

    def hear(number: int) -> None:
        leaving.add(loop.create_task(leave(number)))

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, hear, each)


def make_server(project: Project, vocabulary: Vocabulary, call: Call) -> Server[Any]:
    """The server with its tools and resources."""
    import mcp_types as types
    from mcp.server.lowlevel import Server
    from mcp.shared.exceptions import MCPError

    title = project.title.get("en", project.name)
    tools = {tool.name: tool for tool in make_tools(title, vocabulary)}

    async def list_tools(context: object, parameters: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_listed(tool) for tool in tools.values()])

    async def call_tool(context: object, parameters: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            tool = _named(tools, parameters.name)
            told = cap(clean(await call(tool.name, check_arguments(tool, parameters.arguments or {}))))
        except GovGraphError as error:
            return _fault(fault_text(error, error.limit if isinstance(error, Refused) else ""))
        text = types.TextContent(type="text", text=as_text(told))
        return types.CallToolResult(content=[text], structured_content=told)

    async def list_resources(context: object, parameters: object) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=_resources())

    async def list_patterns(context: object, parameters: object) -> types.ListResourceTemplatesResult:
        found = types.ResourceTemplate(
            name=PATTERN.name, uri_template=PATTERN.address, description=PATTERN.words, mime_type=PATTERN.media_type
        )
        return types.ListResourceTemplatesResult(resource_templates=[found])

    async def read(context: object, parameters: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        address = str(parameters.uri)
        try:
            media_type, text = read_resource(project, vocabulary, address)
        except GovGraphError as error:
            raise MCPError(types.INVALID_PARAMS, fault_text(error)) from error
        content = types.TextResourceContents(uri=address, mime_type=media_type, text=text)
        return types.ReadResourceResult(contents=[content])

    return Server(
        project.name, version=__version__, title=title, instructions=_INSTRUCTIONS, on_list_tools=list_tools,
        on_call_tool=call_tool, on_list_resources=list_resources, on_list_resource_templates=list_patterns,
        on_read_resource=read,
    )  # fmt: skip


_INSTRUCTIONS = (
    "A graph of statements, each with status, time and sources. Search for an entity first, then describe it, or "
    "query. Tell the status of what is not confirmed, and cite the statement's IRI and its sources."
)


def _named(tools: dict[str, Tool], name: str) -> Tool:
    if name not in tools:
        raise UsageError(f"{name[:100]!r} is no tool; there are {', '.join(tools)}")
    return tools[name]


def _fault(told: str) -> types.CallToolResult:
    import mcp_types as types

    return types.CallToolResult(content=[types.TextContent(type="text", text=told)], is_error=True)


def _resources() -> list[types.Resource]:
    import mcp_types as types

    return [
        types.Resource(name=each.name, uri=each.address, description=each.words, mime_type=each.media_type)
        for each in RESOURCES
    ]


def _listed(tool: Tool) -> types.Tool:
    import mcp_types as types

    hints = types.ToolAnnotations(
        title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=tool.name, title=tool.title, description=tool.text, input_schema=tool.takes, output_schema=tool.gives,
        annotations=hints,
    )  # fmt: skip
