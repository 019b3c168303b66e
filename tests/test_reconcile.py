"""The reconciliation service over HTTP, asked as OpenRefine asks it; forms after the API's version 0.2."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from real_project import built_project
from serving import Served, problem, served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served(built_project().root, "--workers", "2") as found:
        yield found


def match(server: Served, **queries: dict[str, Any]) -> dict[str, Any]:
    """Answers to a batch, checked for their form."""
    response = server.client.post(f"{server.address}/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    assert told.keys() == queries.keys()
    for answer in told.values():
        for each in answer["result"]:
            assert {"id", "name", "type", "score", "match"} <= each.keys()
            assert isinstance(each["score"], float)
            assert isinstance(each["match"], bool)
            assert all(kind.keys() == {"id", "name"} for kind in each["type"])
        scores = [each["score"] for each in answer["result"]]
        assert scores == sorted(scores, reverse=True)
    return told


def test_the_manifest_leads_to_all_parts(server: Served) -> None:
    response = server.get("/reconcile")
    told = response.json()
    assert told["versions"] == ["0.2"]
    assert told["name"] == built_project().title["en"]
    assert told["identifierSpace"] == "https://w3id.org/govgraph/id/"
    assert {each["id"] for each in told["defaultTypes"]} >= {"gov:Person", "gov:Organization"}
    assert response.headers["access-control-allow-origin"] == "*"
    assert server.get("/reconcile", language="de").json()["name"] == built_project().title["de"]
    for kind in ("entity", "type", "property"):
        service = told["suggest"][kind]
        found = httpx.get(f"{service['service_url']}{service['service_path']}", params={"prefix": "a"}, trust_env=False)
        assert all({"id", "name"} <= each.keys() for each in found.json()["result"])
    proposal = told["extend"]["propose_properties"]
    found = httpx.get(
        f"{proposal['service_url']}{proposal['service_path']}", params={"type": "gov:Ban"}, trust_env=False
    )
    assert "gov:setting" in {each["id"] for each in found.json()["properties"]}
    page = httpx.get(told["preview"]["url"].replace("{{id}}", "person/elon-musk"), trust_env=False)
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<h1>Elon Musk</h1>" in page.text


def test_names_are_matched_and_only_sure_ones_are_a_match(server: Served) -> None:
    told = match(
        server,
        q0={"query": "Elon Musk", "type": "gov:Person"},
        q1={"query": "Musk, Elon", "type": "gov:Person"},
        q2={"query": "OpenAI", "limit": 2},
        q3={"query": "KI-Verordnung"},
        q4={"query": "qzxv"},
        q5={"query": "Elon Musk", "type": ["gov:Organization"]},
    )
    first = {name: each["result"][0] for name, each in told.items() if each["result"]}
    assert (first["q0"]["id"], first["q0"]["match"]) == ("person/elon-musk", True)
    assert (first["q1"]["id"], first["q1"]["match"]) == ("person/elon-musk", False)
    assert (first["q2"]["id"], len(told["q2"]["result"])) == ("org/openai", 2)
    assert (first["q3"]["id"], first["q3"]["match"]) == ("act/reg-2024-1689", True)
    assert told["q4"] == {"result": []}
    assert "person/elon-musk" not in {each["id"] for each in told["q5"]["result"]}


def test_properties_that_agree_raise_the_score(server: Served) -> None:
    """A jurisdiction given by name in either language, or by id, is compared with the graph's."""
    asked: dict[str, Any] = {"query": "Garante order ChatGPT", "type": "gov:RegulatoryAction", "limit": 50}
    value = {"id": "jurisdiction/it", "name": "Italy"}
    told = match(
        server,
        plain=asked,
        italy={**asked, "properties": [{"pid": "gov:jurisdiction", "v": "Italien"}]},
        by_id={**asked, "properties": [{"pid": "gov:jurisdiction", "v": value}]},
    )
    plain, italy = ({each["id"]: each["score"] for each in told[name]["result"]} for name in ("plain", "italy"))
    assert told["italy"] == told["by_id"]
    where = server.rows("SELECT ?action ?j { ?action gov:jurisdiction ?j }")
    space = "https://w3id.org/govgraph/id/"
    italian = {row["action"].removeprefix(space) for row in where if row["j"] == f"{space}jurisdiction/it"}
    assert italian & plain.keys()
    for action, score in plain.items():
        assert italy[action] == pytest.approx(0.8 * score + (20 if action in italian else 0), abs=0.11)


def test_columns_are_extended_with_values_of_properties(server: Served) -> None:
    asked = {
        "ids": ["person/elon-musk", "letter/pause-letter-2023", "nothing/at-all"],
        "properties": [{"id": "gov:signed"}, {"id": "dcterms:date"}, {"id": "rdfs:label", "settings": {"limit": 1}}],
    }
    response = server.client.post(f"{server.address}/reconcile", data={"extend": json.dumps(asked)})
    told = response.json()
    assert [each["id"] for each in told["meta"]] == ["gov:signed", "dcterms:date", "rdfs:label"]
    rows = told["rows"]
    signed = {"id": "letter/pause-letter-2023", "name": "Pause Giant AI Experiments: An Open Letter"}
    assert signed in rows["person/elon-musk"]["gov:signed"]
    assert rows["person/elon-musk"]["rdfs:label"] == [{"str": "Elon Musk"}]
    assert rows["nothing/at-all"] == {"gov:signed": [], "dcterms:date": [], "rdfs:label": []}
    dates = rows["letter/pause-letter-2023"]["dcterms:date"]
    assert all(each.keys() == {"date"} for each in dates)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"queries": "no json"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"q0": 5}'}, 400),
        ({"queries": '{"q0": {"query": "a", "limit": 0}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "type": {}}}'}, 200),
        ({"queries": '{"q0": {"query": "a", "type": [1]}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "properties": "x"}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "properties": [{"pid": "not an iri <>", "v": 1}]}}'}, 200),
        ({"queries": json.dumps({f"q{n}": {"query": "a"} for n in range(51)})}, 413),
        ({"queries": "[" * 5000 + "]" * 5000}, 400),
        ({"extend": '{"ids": [], "properties": {}}'}, 400),
        ({"extend": '{"ids": [1], "properties": []}'}, 400),
        ({"extend": json.dumps({"ids": ["a"] * 201, "properties": []})}, 413),
    ],
)
def test_batches_of_another_form_are_refused_with_a_reason(server: Served, data: dict[str, str], status: int) -> None:
    response = server.client.post(f"{server.address}/reconcile", data=data)
    assert response.status_code == status, response.text
    if status != 200:
        assert problem(response)["detail"]


def test_wrong_addresses_and_methods_are_refused(server: Served) -> None:
    assert problem(server.get("/reconcile/suggest/colour"))["status"] == 404
    assert problem(server.get("/reconcile/preview", id="person/nobody"))["status"] == 404
    assert problem(server.client.put(f"{server.address}/reconcile"))["status"] == 405
    assert problem(server.client.post(f"{server.address}/reconcile", content=b"{}"))["status"] == 415


def test_a_preview_shows_text_as_text(server: Served) -> None:
    page = server.get("/reconcile/preview", id='person/elon-musk"><script>')
    assert problem(page)["status"] == 404
    german = server.get("/reconcile/preview", id="person/elon-musk", language="de")
    assert '<html lang="de">' in german.text
    assert "Alles dazu" in german.text
    assert "<script" not in german.text
