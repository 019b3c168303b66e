"""The MCP server as a client of the official SDK sees it: tools that read, cite and stay within their limits."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client

from govgraph.assistants.answers import MOST, cap, clean
from govgraph.assistants.offered import EXAMPLES, make_tools
from real_project import built_project

Session = Callable[[ClientSession], Awaitable[None]]
REFUTED = "?s a gov:Signature ; rdf:subject ?who ; gov:status gov:refuted"
SIGNED = "ASK { person:elon-musk gov:signed letter:pause-letter-2023 }"
INFERRED = "GRAPH <https://w3id.org/govgraph/graph/inferred> { ?s gov:hasInterestIn ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DOUBLING = " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(9))


def ask(work: Session, *options: str) -> None:
    """A session with the server of the real graph."""

    async def run() -> None:
        arguments = ["-m", "govgraph", "--project", str(built_project().root), "mcp", *options]
        parameters = StdioServerParameters(command=sys.executable, args=arguments)
        async with stdio_client(parameters) as (reading, writing), ClientSession(reading, writing) as session:
            await session.initialize()
            await work(session)

    asyncio.run(run())


async def call(session: ClientSession, name: str, **arguments: Any) -> dict[str, Any]:
    """What a tool says; its text holds the same."""
    result = await session.call_tool(name, arguments)
    text: str = result.content[0].text  # type: ignore[union-attr]
    assert not result.is_error, text
    told: dict[str, Any] = result.structured_content
    assert json.loads(text.partition("\n")[2]) == told
    jsonschema.validate(told, next(tool.gives for tool in make_tools("x") if tool.name == name))
    return told


async def refusal(session: ClientSession, name: str, **arguments: Any) -> str:
    """Why a tool says nothing."""
    result = await session.call_tool(name, arguments)
    assert result.is_error
    text: str = result.content[0].text  # type: ignore[union-attr]
    return text


def test_the_tools_are_listed_with_schemas_and_only_read() -> None:
    async def work(session: ClientSession) -> None:
        tools = (await session.list_tools()).tools
        assert [tool.name for tool in tools] == ["search", "describe", "query", "explain"]
        for tool in tools:
            jsonschema.Draft202012Validator.check_schema(tool.input_schema)
            jsonschema.Draft202012Validator.check_schema(tool.output_schema or {})
            assert tool.annotations is not None
            assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
        resources = (await session.list_resources()).resources
        content = (await session.read_resource(str(resources[0].uri))).contents[0]
        names = {each["name"] for each in json.loads(content.text)}  # type: ignore[union-attr]
        assert "pause-letter-signatories" in names
        assert len(names) >= 60

    ask(work)


def test_the_tools_tell_what_the_graph_says_with_statements_status_and_sources() -> None:
    async def work(session: ClientSession) -> None:
        found = (await call(session, "search", text="Xi Jinping", kinds=["gov:Person"]))["matches"][0]
        assert (found["id"], found["score"]) == ("person:xi-jinping", 100.0)
        assert "/id/statement/xi-jinping-label-" in found["statement"]

        told = await call(session, "describe", iri="person:xi-jinping")
        signed = next(each for each in told["statements"] if each["property"]["id"] == "gov:signed")
        assert signed["status"] == "refuted"
        assert signed["statement"] == "https://w3id.org/govgraph/id/statement/xi-jinping-signed-3f887f368450"
        assert signed["value"]["id"] == "letter:pause-letter-2023"
        assert all(source["id"].startswith("source:") and source["title"] for source in signed["sources"])
        assert signed["sources"]

        german = await call(session, "describe", iri="https://w3id.org/govgraph/id/org/openai", language="de", limit=5)
        assert len(german["statements"]) == 5 < german["statements_in_all"]
        assert any(
            each["property"]["label" if "label" in each["property"] else "name"] for each in german["statements"]
        )

        reason = await call(session, "explain", subject="person:xi-jinping", property="gov:signed",
                            value="letter:pause-letter-2023")  # fmt: skip
        assert [each["statement"] for each in reason["statements"]] == [signed["statement"]]
        assert reason["derived"] is False

        asked = await call(
            session,
            "query",
            query=f"SELECT ?s ?who {{ {REFUTED} }} ORDER BY ?s LIMIT 3",
        )
        assert asked["columns"] == ["s", "who"]
        assert [each["status"] for each in asked["statements"]] == ["refuted"] * 3
        assert all(each["sources"] for each in asked["statements"])
        named = await call(session, "query", question="pause-letter-signatories")
        assert named["rows_in_all"] == len(named["rows"]) > 20
        assert (await call(session, "query", query="ASK { person:elon-musk gov:signed letter:pause-letter-2023 }"))[
            "rows"
        ] == [["yes"]]
        for example in EXAMPLES:
            assert (await call(session, "query", query=example))["rows"]

    ask(work)


def test_what_a_rule_derives_is_explained_by_rule_and_premises() -> None:
    async def work(session: ClientSession) -> None:
        found = (await call(session, "query", query=f"SELECT ?s ?o {{ {INFERRED} }} ORDER BY ?s LIMIT 1"))["rows"][0]
        told = await call(session, "explain", subject=found[0], property="gov:hasInterestIn", value=found[1])
        assert told["derived"] is True
        assert told["rule"]
        assert told["premises"]

    ask(work)


def test_hostile_calls_are_refused_or_ended_and_the_next_one_is_answered() -> None:
    async def work(session: ClientSession) -> None:
        assert "seconds: 1" in await refusal(session, "query", query=ENDLESS)
        assert "limit" in await refusal(
            session, "query", query=f'SELECT ?x9 {{ BIND("0123456789" AS ?x0) {DOUBLING} }}'
        )
        assert "SERVICE" in await refusal(
            session, "query", query="SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
        )
        assert "nested" in await refusal(session, "query", query="SELECT * {" + "{" * 70 + "}" * 71)
        assert "longer than" in await refusal(session, "query", query="x" * 10_000_000)
        assert "longer than" in await refusal(session, "search", text="x" * 201)
        assert "nothing of" in await refusal(session, "describe", iri="person:nobody")
        assert "no IRI" in await refusal(session, "describe", iri="person:a b\x00<>")
        assert "no question" in await refusal(session, "query", question="../../etc/passwd")
        assert "give either" in await refusal(session, "query")
        assert "unknown colour" in await refusal(session, "search", text="a", colour="red")
        assert "must be of type" in await refusal(session, "search", text=["a"])
        assert "no tool" in await refusal(session, "delete")
        rows = await call(session, "query", query="SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } LIMIT 5000")
        assert (rows["rows_in_all"], rows["cut"]) == (5000, True)
        assert len(json.dumps(rows, ensure_ascii=False)) <= MOST
        assert (await call(session, "search", text="OpenAI"))["matches"][0]["id"] == "org:openai"

    ask(work, "--timeout", "1")


def test_nothing_but_protocol_is_written_and_no_file_changes() -> None:
    def state() -> str:
        digest = hashlib.sha256()
        for path in sorted(built_project().root.rglob("*")):
            digest.update(f"{path} {path.stat().st_mtime_ns}".encode() if path.is_file() else b"")
        return digest.hexdigest()

    before = state()
    search = {"name": "search", "arguments": {"text": "Musk"}}
    asked: list[dict[str, Any]] = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
         "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": search},
        {"jsonrpc": "2.0", "id": 3, "method": "no/such"},
    ]  # fmt: skip
    command = [sys.executable, "-m", "govgraph", "--project", str(built_project().root), "mcp"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for message in asked:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
            if "id" in message:
                answers.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(20) == 0
    assert [each["id"] for each in answers] == [1, 2, 3]
    assert answers[1]["result"]["structuredContent"]["matches"]
    assert "error" in answers[2]
    assert state() == before


def test_without_the_sdk_the_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "mcp.py").write_text("raise ImportError")
    done = subprocess.run(
        [sys.executable, "-m", "govgraph", "--project", str(built_project().root), "mcp"],
        capture_output=True, encoding="utf-8", env={"PYTHONPATH": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "pip install 'govgraph[mcp]'" in done.stderr


@pytest.mark.parametrize("text", ["\x1b[31mred\x1b[0m", "a\u202eb", "\x00", "zero\u200bwidth"])
def test_texts_lose_what_terminals_and_readers_would_obey(text: str) -> None:
    assert all(char.isprintable() for char in clean({"a": [text]})["a"][0])


def test_an_answer_is_cut_until_it_fits() -> None:
    told = cap({"rows": [["x" * 100]] * 5000, "statements": [{"a": "y" * 500}] * 50})
    assert len(json.dumps(told)) <= MOST
    assert told["cut"] is True
    assert told["rows"]
