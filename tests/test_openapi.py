"""The description of the server: valid OpenAPI, every address of the server, examples that run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from govgraph.query import check_query
from govgraph.serve.app import DOORS
from govgraph.serve.http import REASONS
from govgraph.serve.limits import Limits
from govgraph.serve.openapi import describe_api
from govgraph.serve.operations import MEDIA_TYPES
from real_project import built_project
from serving import Served, served

ADDRESS = "https://kg.example.org/graph/"


def describe(*, writable: bool = False, limits: Limits | None = None) -> dict[str, Any]:
    return describe_api("A graph", "1.2.3", ADDRESS, limits or Limits(), writable)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def resolve(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to; KeyError where that is nothing."""
    if "$ref" not in node:
        return node
    found: dict[str, Any] = document
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def references(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


@pytest.mark.parametrize("writable", [False, True])
def test_the_description_is_valid_openapi(writable: bool) -> None:
    document = describe(writable=writable)
    assert jsonschema.Draft202012Validator(OPENAPI_31).is_valid(document)
    broken = json.loads(json.dumps(document))
    del broken["paths"]["/sparql"]["get"]["parameters"][0]["in"]
    assert not jsonschema.Draft202012Validator(OPENAPI_31).is_valid(broken)
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert all(resolve(document, each) for each in references(document))


@pytest.mark.parametrize("writable", [False, True])
def test_names_of_operations_are_unique_and_nothing_is_left_over(writable: bool) -> None:
    document = describe(writable=writable)
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    used = {each["$ref"] for each in references(document)}
    for kind in ("schemas", "parameters"):
        assert {f"#/components/{kind}/{name}" for name in document["components"][kind]} <= used
    tags = {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    assert tags == {each["name"] for each in document["tags"]}


def test_equal_arguments_give_equal_bytes_and_no_address_of_another_server() -> None:
    assert json.dumps(describe()) == json.dumps(describe())
    assert describe()["servers"] == [{"url": "https://kg.example.org/graph"}]


def test_every_door_of_the_server_is_described() -> None:
    paths = set(describe()["paths"])
    assert {path.split("/")[1] for path in paths} == {*DOORS, "id"}
    assert {f"/reconcile/{name}" for name in (
        "suggest/entity", "suggest/type", "suggest/property", "extend/propose", "preview")} <= paths  # fmt: skip
    assert set(describe()["paths"]["/sparql"]) == {"get", "post"}


def test_the_ways_to_send_a_query_and_an_update_are_those_of_the_protocol() -> None:
    form, query, update = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
    reading, writing = (describe(writable=each)["paths"]["/sparql"]["post"] for each in (False, True))
    assert set(reading["requestBody"]["content"]) == {form, query}
    assert set(writing["requestBody"]["content"]) == {form, query, update}
    assert ("security" in reading, writing["security"]) == (False, [{}, {"token": []}])
    assert ("403" in reading["responses"], "401" in writing["responses"]) == (True, True)
    assert "securitySchemes" not in describe()["components"]


def test_all_media_types_of_answers_are_told() -> None:
    document = describe()
    told = set(document["paths"]["/sparql"]["get"]["responses"]["200"]["content"])
    assert told == set(MEDIA_TYPES.values())


def test_problems_are_told_as_problems_with_their_reason() -> None:
    document = describe()
    for path, method, operation in operations(document):
        statuses = {int(status) for status in operation["responses"]}
        assert {200, 429, 431, 503} <= statuses, (path, method)
        for status in (each for each in statuses if each >= 400):
            response = resolve(document, operation["responses"][str(status)])
            assert "application/problem+json" in response["content"]
            assert response["description"] == REASONS[status] or status == 404


def test_the_limits_stand_in_the_text() -> None:
    limits = Limits(seconds=7, memory=99 * 1024**2, client_rate=13, client_running=3, connections=321)
    text = describe(limits=limits)["info"]["description"]
    for told in ("7 s", "99 MB", "13 requests a second", "3 queries at one time", "321 connections", "64 kB of head"):
        assert told in text, told


def test_examples_of_queries_pass_the_servers_own_check() -> None:
    content = describe(writable=True)["paths"]["/sparql"]["post"]["requestBody"]["content"]
    for example in content["application/sparql-query"]["examples"].values():
        check_query(example["value"])


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served(built_project().root) as running:
        yield running


def test_the_server_tells_its_own_description(server: Served) -> None:
    told = server.get("/openapi.json").json()
    assert told["servers"] == [{"url": server.address}]
    assert set(told["paths"]) == set(describe()["paths"])


def examples(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, str], str, Any]]:
    """Method, path, parameters, media type and text of the body: each operation once for each of its examples."""
    for path, method, operation in operations(document):
        fixed, varied = {}, [("", "")]
        for each in (resolve(document, parameter) for parameter in operation.get("parameters", [])):
            if "example" in each:
                fixed[each["name"]] = str(each["example"])
            elif "examples" in each:
                varied = [(each["name"], example["value"]) for example in each["examples"].values()]
        for name in [each for each in fixed if f"{{{each}}}" in path]:
            path = path.replace(f"{{{name}}}", fixed.pop(name))
        for name, value in varied:
            parameters = {**fixed, name: value} if name else fixed
            bodies = operation.get("requestBody", {}).get("content", {"": {"example": ""}})
            for media_type, content in bodies.items():
                told = [each["value"] for each in content.get("examples", {}).values()] or [content["example"]]
                yield from ((method, path, parameters, media_type, body) for body in told)


def test_every_example_gets_an_answer_with_something_in_it(server: Served) -> None:
    cases = list(examples(describe()))
    assert len(cases) > 15
    for method, path, parameters, media_type, body in cases:
        asked = {"graph": "https://w3id.org/govgraph/graph/simple"} if path == "/graphs" else {}
        text = urlencode(body) if isinstance(body, dict) else body
        headers = {"content-type": media_type} if media_type else None
        response = server.client.request(
            method.upper(), f"{server.address}{path}", params={**parameters, **asked}, headers=headers, content=text
        )
        assert response.status_code == 200, (path, parameters, body, response.status_code, response.text[:300])
        assert len(response.content) > 20, (path, response.text)
        if response.headers["content-type"] == "application/json" and path.startswith("/reconcile"):
            assert any(response.json().values()), (path, response.text)
