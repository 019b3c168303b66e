"""The reconciliation service: answers in the forms of the API 0.2, scores as told, clear refusals, over HTTP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import time
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pyoxigraph as ox
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from govgraph.lookup import make_lookup
from govgraph.model.schema import read_prefixes
from govgraph.namespaces import GOV, RDF, RDFS
from govgraph.serve.http import Refused, Request, Response
from govgraph.serve.job import Reply
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.preview import HEIGHT, POLICY, WIDTH
from govgraph.serve.reconcile.routes import reconcile
from govgraph.serve.reconcile.service import ReconcilePayload, answer_reconcile
from real_project import REPOSITORY, built_project
from serving import Served, problem, served

BASE = "https://w3id.org/govgraph/"
ADDRESS = "http://127.0.0.1:8080/reconcile"

# The forms of the API's answers, in our words after its sections 3, 4, 6 and 7.
TEXT = {"type": "string", "minLength": 1}
NAMED: dict[str, Any] = {
    "type": "object",
    "properties": {"id": TEXT, "name": TEXT, "description": {"type": "string"}},
    "required": ["id", "name"],
    "additionalProperties": False,
}
TYPE = {**NAMED, "properties": {**NAMED["properties"], "broader": {"type": "array", "items": NAMED}}}
FEATURE = {
    "type": "object",
    "properties": {"id": TEXT, "value": {"type": ["number", "boolean"]}},
    "required": ["id", "value"],
    "additionalProperties": False,
}
CANDIDATE = {
    "type": "object",
    "properties": {
        **NAMED["properties"],
        "type": {"type": "array", "items": NAMED},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "features": {"type": "array", "items": FEATURE},
    },
    "required": ["id", "name", "score", "match", "type", "features"],
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "properties": {"result": {"type": "array", "items": CANDIDATE}},
    "required": ["result"],
    "additionalProperties": False,
}
BATCH = {"type": "object", "additionalProperties": RESULT}
DATE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"
CELLS = [
    NAMED,
    *(
        {"type": "object", "properties": {name: form}, "required": [name], "additionalProperties": False}
        for name, form in (
            ("str", {"type": "string"}), ("int", {"type": "integer"}), ("float", {"type": "number"}),
            ("date", {"type": "string", "pattern": DATE}),
        )
    ),
]  # fmt: skip
META = {**NAMED, "properties": {"id": TEXT, "name": TEXT, "type": NAMED}}
ROW = {"type": "object", "additionalProperties": {"type": "array", "items": {"oneOf": CELLS}}}
EXTENSION = {
    "type": "object",
    "properties": {"meta": {"type": "array", "items": META}, "rows": {"type": "object", "additionalProperties": ROW}},
    "required": ["meta", "rows"],
    "additionalProperties": False,
}
SETTING = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "label": TEXT,
        "type": {"enum": ["number", "text", "checkbox", "select"]},
        "default": {},
        "help_text": TEXT,
        "choices": {"type": "array", "items": {"type": "object", "required": ["value", "name"]}},
    },
    "required": ["name", "label", "type"],
    "additionalProperties": False,
}
ID_TEMPLATE = {"type": "string", "pattern": r"\{\{id\}\}"}
SERVICE = {
    "type": "object",
    "properties": {"service_url": {"type": "string", "pattern": "^https?://"}, "service_path": {"pattern": "^/"}},
    "required": ["service_url", "service_path"],
}
MANIFEST = {
    "type": "object",
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": {"const": f"{BASE}id/"},
        "schemaSpace": {"const": GOV},
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True, "minItems": 5},
        "view": {"type": "object", "properties": {"url": ID_TEMPLATE}, "required": ["url"]},
        "preview": {
            "type": "object",
            "properties": {"url": ID_TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
            "required": ["url", "width", "height"],
        },
        "suggest": {
            "type": "object",
            "properties": dict.fromkeys(("entity", "type", "property"), SERVICE),
            "required": ["entity", "type", "property"],
        },
        "extend": {
            "type": "object",
            "properties": {"propose_properties": SERVICE, "property_settings": {"type": "array", "items": SETTING}},
            "required": ["propose_properties", "property_settings"],
        },
        "batchSize": {"type": "integer", "minimum": 1},
    },
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "additionalProperties": False,
}


def suggestions(item: dict[str, Any]) -> dict[str, Any]:
    """The form of suggestions with items of a form."""
    return {"type": "object", "properties": {"result": {"type": "array", "items": item}}, "required": ["result"]}


ENTITY = {**NAMED, "properties": {**NAMED["properties"], "notable": {"type": "array", "items": NAMED}}}
SUGGESTED = {"entity": suggestions(ENTITY), "type": suggestions(TYPE), "property": suggestions(NAMED)}
PROPOSAL = {
    "type": "object",
    "properties": {"properties": {"type": "array", "items": NAMED}, "type": TEXT, "limit": {"type": "number"}},
    "required": ["properties"],
    "additionalProperties": False,
}


@cache
def prefixes() -> dict[str, str]:
    return read_prefixes(REPOSITORY / "ontology" / "context.jsonld")


@cache
def real() -> Loaded:
    """The real graph as a worker has it."""
    project = built_project()
    store = ox.Store()
    store.bulk_load(path=project.output / "govgraph.nq", format=ox.RdfFormat.N_QUADS)
    return Loaded(store, project.base, prefixes(), make_lookup(store, project.base))


def ask(
    path: str = "",
    *,
    language: str = "en",
    loaded: Loaded | None = None,
    address: str = ADDRESS,
    **parameters: object,
) -> bytes:
    """The body of an answer; what is no text is sent as JSON."""
    pairs = [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in parameters.items()]
    payload: ReconcilePayload = {
        "path": path, "parameters": pairs, "address": address, "title": "GovGraph", "language": language,
    }  # fmt: skip
    answer = answer_reconcile(loaded or real(), payload)
    assert isinstance(answer.body, bytes)
    assert answer.media_type == ("text/html; charset=utf-8" if path == "preview" else "application/json")
    return answer.body


def told(form: dict[str, Any], path: str = "", **parameters: Any) -> Any:
    """The JSON of an answer, which has a form."""
    found = json.loads(ask(path, **parameters))
    jsonschema.Draft202012Validator(form).validate(found)
    return found


def candidates(query: object, language: str = "en") -> list[dict[str, Any]]:
    """The candidates of one query."""
    found: list[dict[str, Any]] = told(BATCH, queries={"q": query}, language=language)["q"]["result"]
    return found


def refused(path: str = "", **parameters: Any) -> Refused:
    """The refusal of a request."""
    with pytest.raises(Refused) as caught:
        ask(path, **parameters)
    return caught.value


# ---------------------------------------------------------------------- manifest


def test_the_manifest_tells_what_the_service_can_do() -> None:
    manifest = told(MANIFEST)
    assert {"gov:Person", "gov:Organization", "gov:LegalAct", "gov:AIModel"} <= {
        each["id"] for each in manifest["defaultTypes"]
    }
    assert manifest["view"]["url"] == "http://127.0.0.1:8080/id/{{id}}"
    assert manifest["batchSize"] == 50


def test_names_are_in_the_language_asked_for() -> None:
    english, german = (told(MANIFEST, language=language)["defaultTypes"] for language in ("en", "de"))
    assert [each["id"] for each in english] == [each["id"] for each in german]
    assert {"id": "gov:Organization", "name": "Organisation"} in german
    assert {"id": "gov:Organization", "name": "Organization"} in english


# ---------------------------------------------------------------------- queries


def test_an_equal_name_is_a_match_and_tells_how_it_came_to_its_score() -> None:
    first = candidates({"query": "Elon Musk", "type": "gov:Person"})[0]
    assert (first["id"], first["score"], first["match"]) == ("person/elon-musk", 100, True)
    assert [each["id"] for each in first["type"]] == ["gov:Person", "gov:Agent"]
    assert {each["id"]: each["value"] for each in first["features"]} == {
        "name": 100, "exact": True, "words": 1, "letters": 1, "type": True,
    }  # fmt: skip


def test_results_are_sorted_limited_and_their_features_have_ids_of_their_own() -> None:
    for text, limit, most in (("open letter", None, 10), ("AI", 3, 3), ("Garante", 1000, 50)):
        more = {} if limit is None else {"limit": limit}
        found = candidates({"query": text, **more, "properties": [{"pid": "gov:basedIn", "v": "Italy"}]})
        assert 0 < len(found) <= most
        assert [each["score"] for each in found] == sorted((each["score"] for each in found), reverse=True)
        for each in found:
            ids = [feature["id"] for feature in each["features"]]
            assert len(ids) == len({*ids})


@pytest.mark.parametrize("ident", ["person/elon-musk", "person:elon-musk", f"{BASE}id/person/elon-musk"])
def test_an_id_as_query_finds_its_entity(ident: str) -> None:
    assert [(each["id"], each["match"]) for each in candidates({"query": ident})] == [("person/elon-musk", True)]


def test_namesakes_are_told_apart_by_the_type_and_never_matched_without() -> None:
    found = candidates({"query": "European Commission"})
    assert {each["id"] for each in found if each["score"] == 100} == {
        "org/european-commission",
        "operator/role-commission",
    }
    assert not any(each["match"] for each in found)
    for kind in (
        "gov:Organization",
        "Organization",
        f"{GOV}Organization",
        {"id": "gov:Organization"},
        ["gov:Organization"],
    ):
        first = candidates({"query": "European Commission", "type": kind})[0]
        assert (first["id"], first["match"]) == ("org/european-commission", True)


def test_the_strictness_of_types_is_any_all_or_should() -> None:
    def ids(strictness: str, *kinds: str) -> list[str]:
        query = {"query": "Elon Musk", "type": list(kinds), "type_strict": strictness, "limit": 1}
        return [each["id"] for each in candidates(query)]

    assert ids("any", "gov:Person", "gov:LegalAct") == ids("all", "gov:Person", "gov:Agent") == ["person/elon-musk"]
    assert "person/elon-musk" not in ids("all", "gov:Person", "gov:LegalAct")
    assert ids("should", "gov:LegalAct") == ["person/elon-musk"]
    wrong_type = candidates({"query": "Elon Musk", "type": "gov:LegalAct", "type_strict": "should"})[0]
    assert (wrong_type["score"], wrong_type["match"]) == (85, False)


@pytest.mark.parametrize(
    ("ident", "pid", "value", "share"),
    [
        ("org/garante-privacy", "gov:basedIn", "Italy", 1),
        ("org/garante-privacy", "gov:basedIn", "Italien", 1),
        ("org/garante-privacy", "basedIn", "jurisdiction/it", 1),
        ("org/garante-privacy", f"{GOV}basedIn", {"id": "jurisdiction/it", "name": "Italy"}, 1),
        ("org/garante-privacy", "gov:basedIn", ["France", "Italy"], 1),
        ("org/garante-privacy", "gov:basedIn", "France", 0),
        ("person/elon-musk", "schema:birthDate", "1971", 1),
        ("person/elon-musk", "schema:birthDate", 1971, 1),
        ("person/elon-musk", "schema:birthDate", "28.6.1971", 0.97),
        ("person/elon-musk", "schema:birthDate", "1972", 0),
        ("model/gpt-3", "gov:parameterCount", 175e9, 1),
        ("model/gpt-3", "gov:parameterCount", "175000000000", 1),
        ("person/elon-musk", "gov:founded", "xAI", 1),
    ],
)
def test_properties_make_a_fifth_of_the_score(ident: str, pid: str, value: object, share: float) -> None:
    found = candidates({"query": ident, "properties": [{"pid": pid, "v": value}]})[0]
    assert found["score"] == 80 + 20 * share
    assert {"id": f"property:{pid}", "value": share} in found["features"]
    assert found["match"] == (share > 0.8)


def test_all_values_count_of_a_property_that_is_there_twice() -> None:
    """As OpenRefine sends two columns that are mapped to one property."""
    for values in (["Italy", "France"], ["France", "Italy"]):
        told_of = [{"pid": "gov:basedIn", "v": value} for value in values]
        found = candidates({"query": "org/garante-privacy", "properties": told_of})[0]
        assert [each["value"] for each in found["features"] if each["id"] == "property:gov:basedIn"] == [1]


@pytest.mark.parametrize("empty", ["", "  ", [], ["", " "]])
def test_an_empty_value_says_nothing(empty: object) -> None:
    """The Python client `reconciler` sends empty cells too."""
    properties = [{"pid": "schema:birthDate", "v": empty}]
    assert candidates({"query": "Elon Musk", "properties": properties}) == candidates({"query": "Elon Musk"})
    assert candidates({"properties": properties}) == []


def test_a_day_where_the_graph_knows_the_year_costs_no_match() -> None:
    for day, sure in (("1971-06-28", True), ("1972-06-28", False)):
        properties = [{"pid": "schema:birthDate", "v": day}]
        assert candidates({"query": "Musk, Elon", "properties": properties})[0]["match"] == sure


def test_properties_tell_namesakes_apart() -> None:
    """`LAION` is an organization and two sources; only the organization has a seat."""
    names = [each["id"] for each in candidates({"query": "LAION"}) if each["score"] >= 97]
    assert len(names) > 1
    assert "org/laion" in names
    found = candidates({"query": "LAION", "properties": [{"pid": "gov:basedIn", "v": "Germany"}]})
    assert [each["id"] for each in found if each["match"]] == ["org/laion"]


def test_a_query_may_have_properties_only() -> None:
    found = candidates(
        {"properties": [{"pid": "gov:basedIn", "v": "Italy"}], "type": "gov:PublicAuthority", "limit": 50}
    )
    assert "org/garante-privacy" in {each["id"] for each in found}
    assert {each["score"] for each in found} == {80}
    assert not any(each["match"] for each in found)


def test_statements_that_are_refuted_are_no_values() -> None:
    """The graph `simple` has what is accepted: a refuted signature agrees with nothing."""
    query = (
        f"SELECT ?s ?o {{ GRAPH <{BASE}graph/full> {{ ?t <{RDF}subject> ?s ; <{RDF}predicate> <{GOV}signed> ; "
        f"<{RDF}object> ?o ; <{GOV}status> <{GOV}refuted> }} }} ORDER BY ?s ?o LIMIT 3"
    )
    rows = [(row["s"].value, row["o"].value) for row in real().store.query(query)]  # type: ignore[union-attr]
    assert rows
    for person, letter in rows:
        found = candidates({"query": person, "properties": [{"pid": "gov:signed", "v": letter}]})
        assert found[0]["score"] == 80


def test_queries_of_a_batch_do_not_depend_on_each_other() -> None:
    texts = ["Elon Musk", "Garante", "nothing like it", "KI-Verordnung"]
    together = told(BATCH, queries={text: {"query": text} for text in texts})
    assert list(together) == texts
    for text in texts:
        assert together[text]["result"] == candidates({"query": text})


# ---------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("queries", "status", "says"),
    [
        ("[", 400, "no JSON"),
        ("[" * 100_000, 400, "nested too deep"),
        ("[]", 400, "must be a JSON object"),
        ({"q7": {}}, 400, "'q7': has neither a query nor properties"),
        ({"q": {"properties": []}}, 400, "neither"),
        ({"q": {"query": ""}}, 400, "neither"),
        ({"q": "text"}, 400, "must be an object"),
        ({"q": {"query": 5}}, 400, "query must be a text"),
        ({"q": {"query": "a", "limit": 0}}, 400, "limit must be a whole number from 1"),
        ({"q": {"query": "a", "limit": True}}, 400, "limit must be"),
        ('{"q": {"query": "a", "limit": NaN}}', 400, "limit must be"),
        ('{"q": {"query": "a", "limit": 1e999}}', 400, "limit must be"),
        ({"q": {"query": "a", "type": "Nothing"}}, 400, "suggest/type lists"),
        ({"q": {"query": "a", "type": [5]}}, 400, "type must be"),
        ({"q": {"query": "a", "type_strict": "very"}}, 400, "any, all, should"),
        ({"q": {"query": "a", "properties": [{"pid": "gov:nothing", "v": 1}]}}, 400, "suggest/property lists"),
        ({"q": {"query": "a", "properties": [{"pid": "a b>", "v": 1}]}}, 400, "no property"),
        ({"q": {"query": "a", "properties": [{"pid": "gov:basedIn"}]}}, 400, "a property must be"),
        ({"q": {"query": "a", "properties": [{"pid": "gov:basedIn", "v": None}]}}, 400, "a value must be"),
        ({"q": {"query": "a", "properties": [{"pid": "gov:basedIn", "v": 1}] * 11}}, 400, "at most 10"),
        ({f"q{n}": {"query": "a"} for n in range(51)}, 413, "51 queries in a batch; at most 50"),
        ('{"\\ud800": {"query": "a"}}', 400, "surrogate"),
    ],
)
def test_a_query_that_is_wrong_is_refused_with_what_would_be_right(queries: object, status: int, says: str) -> None:
    refusal = refused(queries=queries)
    assert refusal.status == status
    assert says in refusal.detail


@pytest.mark.parametrize(
    ("extend", "status", "says"),
    [
        ({}, 400, '"ids"'),
        ("[]", 400, "extend must be"),
        ({"ids": [5], "properties": []}, 400, "ids must be texts"),
        ({"ids": ["a"] * 201, "properties": []}, 413, "at most 200 ids"),
        ({"ids": [], "properties": ["gov:signed"]}, 400, 'an object with an "id"'),
        ({"ids": [], "properties": [{"id": "gov:nothing"}]}, 400, "no property"),
        ({"ids": [], "properties": [{"id": "gov:signed", "settings": {"content": "x"}}]}, 400, "entity, label, id"),
        ({"ids": [], "properties": [{"id": "gov:signed", "settings": {"limit": "x"}}]}, 400, "must be a number"),
    ],
)
def test_an_extension_that_is_wrong_is_refused_with_what_would_be_right(extend: object, status: int, says: str) -> None:
    refusal = refused(extend=extend)
    assert refusal.status == status
    assert says in refusal.detail


def test_there_is_nothing_at_other_addresses() -> None:
    assert refused("suggest/nothing").status == 404
    assert refused("preview", id="person/nobody").status == 404


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "pid", "v", "a"]), inner)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(["query", "type", "limit", "properties", "type_strict", "ids", "settings", "id"])


@given(
    st.sampled_from(["queries", "extend"]),
    st.dictionaries(st.text(max_size=4) | FIELDS, st.dictionaries(FIELDS, VALUES) | VALUES),
)
def test_any_json_is_answered_in_form_or_refused(name: str, value: object) -> None:
    try:
        found = json.loads(ask(queries=value) if name == "queries" else ask(extend=value))
    except Refused as refusal:
        found, status = None, refusal.status
        event(f"refused {status}")
    if found is None:
        assert status in (400, 413)
    else:
        event("answered")
        jsonschema.Draft202012Validator(BATCH if name == "queries" else EXTENSION).validate(found)


def test_the_largest_batches_are_answered_in_good_time() -> None:
    """Below a second on an ordinary machine; a worker has ten."""
    labels = [entry.labels["en"] for entry in real().lookup.entries[::36]][:50]  # type: ignore[union-attr]
    properties = [
        {"pid": pid, "v": [f"{label} {pid}" for label in labels[:20]]}
        for pid in ("rdfs:label", "dcterms:date", "gov:signed")
    ]
    begun = time.perf_counter()
    ask(queries={str(n): {"query": label, "properties": properties} for n, label in enumerate(labels)})
    ask(queries={str(n): {"properties": properties} for n in range(50)})
    assert time.perf_counter() - begun < 5


# ---------------------------------------------------------------------- suggestions


def suggested(what: str, prefix: str, **more: str) -> list[str]:
    found = told(SUGGESTED[what], f"suggest/{what}", prefix=prefix, **more)["result"]
    return [each["id"] for each in found]


@pytest.mark.parametrize(
    ("what", "prefix", "ident"),
    [
        ("entity", "elon", "person/elon-musk"),
        ("entity", "person/elon-musk", "person/elon-musk"),
        ("entity", "European Commission", "org/european-commission"),
        ("type", "pers", "gov:Person"),
        ("type", "gov:Person", "gov:Person"),
        ("type", "data protection auth", "gov:DataProtectionAuthority"),
        ("property", "based", "gov:basedIn"),
        ("property", "gov:signed", "gov:signed"),
        ("property", "birth", "schema:birthDate"),
    ],
)
def test_names_and_ids_are_suggested_as_they_are_typed(what: str, prefix: str, ident: str) -> None:
    assert ident in suggested(what, prefix)


@pytest.mark.parametrize(
    ("what", "prefix", "taken", "ident"),
    [
        ("type", "", "(all gov:Person)", "gov:Person"),
        ("property", "", "(all gov:basedIn)", "gov:basedIn"),
        ("entity", "", "(all person:elon-musk)", "person/elon-musk"),
        ("entity", "", f"(all {BASE}id/person/elon-musk)", "person/elon-musk"),
        ("entity", "Elon Musk", "", "person/elon-musk"),
        ("entity", "Elon Musk", "(any alias{start}:x)", "person/elon-musk"),
    ],
)
def test_words_with_a_colon_that_openrefine_takes_for_a_filter_count(
    what: str, prefix: str, taken: str, ident: str
) -> None:
    """Its search box sends `gov:Person` as `prefix=&filter=(all gov:Person)`."""
    assert suggested(what, prefix, filter=taken)[0] == ident


def test_where_nothing_begins_so_what_may_be_meant_is_suggested() -> None:
    assert suggested("entity", "Geofrey Hinton")[0] == "person/geoffrey-hinton"
    assert suggested("entity", "Geofrey Hinton", cursor="50") == []
    assert suggested("entity", "qqqqqqq zzzzzz") == []


def test_what_is_named_so_comes_first_and_german_words_are_known() -> None:
    assert suggested("type", "Person")[0] == "gov:Person"
    assert suggested("property", "signed")[0] == "gov:signed"
    assert "gov:Organization" in suggested("type", "Organisation", language="de")


def test_a_cursor_goes_on_where_the_last_suggestions_ended() -> None:
    for what, prefix in (("entity", "a"), ("type", ""), ("property", "")):
        first, second = suggested(what, prefix), suggested(what, prefix, cursor="20")
        assert len(first) == 20
        assert second
        assert not {*first} & {*second}
    assert suggested("entity", "a", cursor="-5") == suggested("entity", "a", cursor="x") == suggested("entity", "a")


def test_a_type_tells_the_types_above_it() -> None:
    found = told(SUGGESTED["type"], "suggest/type", prefix="gov:UnionBody")["result"]
    assert [each["broader"] for each in found] == [[{"id": "gov:PublicAuthority", "name": "Public authority"}]]


# ---------------------------------------------------------------------- data extension


def cells(ident: str, pid: str, language: str = "en", **settings: object) -> list[dict[str, Any]]:
    asked = {"ids": [ident], "properties": [{"id": pid, "settings": settings}]}
    found: list[dict[str, Any]] = told(EXTENSION, extend=asked, language=language)["rows"][ident][pid]
    return found


def test_values_come_as_entities_texts_numbers_and_days() -> None:
    assert cells("org/garante-privacy", "gov:basedIn") == [{"id": "jurisdiction/it", "name": "Italy"}]
    assert cells("org/garante-privacy", "gov:basedIn", "de") == [{"id": "jurisdiction/it", "name": "Italien"}]
    assert cells("person/elon-musk", "schema:birthDate") == [{"str": "1971"}], "a year is no moment"
    assert cells("person/elon-musk", "rdf:type") == [{"str": "gov:Agent"}, {"str": "gov:Person"}]
    days = [cells(ident, "dcterms:date") for ident in ("event/ev-proposal", "letter/pause-letter-2023")]
    assert all(re.fullmatch(DATE, day["date"]) for found in days for day in found if "date" in day)
    assert any("date" in day for found in days for day in found)


@pytest.mark.parametrize(
    ("told", "cell"),
    [
        ("2147483647", {"int": 2**31 - 1}), ("2147483648", {"float": 2.0**31}),
        ("-2147483648", {"int": -(2**31)}), ("-2147483649", {"float": -(2.0**31) - 1}),
        ("175000000000", {"float": 175e9}), ("1234567890123456", {"str": "1234567890123456"}),
    ],
)  # fmt: skip
def test_an_integer_that_32_bits_do_not_hold_goes_as_a_float(told: str, cell: dict[str, object]) -> None:
    """OpenRefine 3.9.5 showed the 175,000,000,000 parameters of GPT-3 as -1093659136."""
    value = ox.Literal(told, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    node = ox.NamedNode(f"{BASE}id/model/m")
    store = ox.Store()
    store.add(
        ox.Quad(node, ox.NamedNode(RDF + "type"), ox.NamedNode(GOV + "AIModel"), ox.NamedNode(f"{BASE}graph/simple"))
    )
    store.add(ox.Quad(node, ox.NamedNode(GOV + "parameterCount"), value, ox.NamedNode(f"{BASE}graph/simple")))
    loaded = Loaded(store, BASE, prefixes(), make_lookup(store, BASE))
    asked = {"ids": ["model/m"], "properties": [{"id": "gov:parameterCount"}]}
    found = json.loads(ask(loaded=loaded, extend=asked))["rows"]["model/m"]["gov:parameterCount"]
    assert found == [cell]
    assert type(found[0].popitem()[1]) is type(next(iter(cell.values())))


def test_settings_choose_number_content_and_language() -> None:
    whole = cells("person/elon-musk", "gov:signed")
    assert len(whole) == 3
    for most in (2, "2", 2.0):
        assert cells("person/elon-musk", "gov:signed", limit=most) == whole[:2]
    assert cells("person/elon-musk", "gov:signed", limit=0) == whole
    assert [each["str"] for each in cells("person/elon-musk", "gov:signed", content="label")] == [
        w["name"] for w in whole
    ]
    assert [each["str"] for each in cells("person/elon-musk", "gov:signed", content="id")] == [
        f"{BASE}id/{each['id']}" for each in whole
    ]
    one, german, both = (
        cells("person/elon-musk", "dcterms:description", language=each) for each in ("one", "de", "all")
    )
    assert len(one) == len(german) == 1
    assert both == one + german


def cells_of_two(ident: str) -> Any:
    asked = {"ids": [ident, "person/elon-musk"], "properties": [{"id": "gov:signed"}, {"id": "rdfs:label"}]}
    return told(EXTENSION, extend=asked)


@pytest.mark.parametrize("ident", ["person/nobody", "", "a b>", "\x00", "https://example.org/x"])
def test_an_unknown_id_has_a_row_without_values(ident: str) -> None:
    found = cells_of_two(ident)
    assert found["rows"][ident] == {"gov:signed": [], "rdfs:label": []}
    assert found["rows"]["person/elon-musk"]["rdfs:label"] == [{"str": "Elon Musk"}]
    assert found["meta"][0] == {"id": "gov:signed", "name": "signed", "type": {"id": "gov:Appeal", "name": "Appeal"}}


def test_properties_are_proposed_for_a_type_the_most_used_first() -> None:
    found = told(PROPOSAL, "extend/propose", type="gov:Person")
    ids = [each["id"] for each in found["properties"]]
    assert {"gov:hasRole", "gov:signed", "schema:birthDate"} <= {*ids}
    assert "gov:parameterCount" not in ids
    assert told(PROPOSAL, "extend/propose", type="gov:Person", limit="3")["properties"] == found["properties"][:3]
    assert "gov:parameterCount" in {each["id"] for each in told(PROPOSAL, "extend/propose")["properties"]}
    assert told(PROPOSAL, "extend/propose", type="gov:Nothing")["properties"] == []


# ---------------------------------------------------------------------- preview


class Page(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str] = {}
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update({f"{tag} {name}": value or "" for name, value in attrs})

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_preview_is_a_small_page_in_the_language_asked_for() -> None:
    for language, more in (("en", "Entrepreneur; "), ("de", "Unternehmer; ")):
        page = Page(ask("preview", id="person/elon-musk", language=language).decode())
        assert page.attributes["html lang"] == language
        assert page.attributes["a href"] == "http://127.0.0.1:8080/id/person/elon-musk"
        assert more in page.words
    assert f"max-width:{WIDTH}px;max-height:{HEIGHT}px" in page.words


def test_the_style_of_a_preview_is_the_one_that_its_policy_allows() -> None:
    style = re.search(r"<style>(.*?)</style>", ask("preview", id="person/elon-musk").decode(), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in POLICY


def test_a_preview_shows_hostile_text_as_text_and_cuts_it() -> None:
    store = ox.Store()
    hostile = '<script>alert(1)</script>" onload="x' + "x" * 1000
    graph = ox.NamedNode(f"{BASE}graph/simple")
    node = ox.NamedNode(f"{BASE}id/person/mallory")
    store.add(ox.Quad(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{GOV}Person"), graph))
    for prop in (f"{RDFS}label", "http://purl.org/dc/terms/description"):
        store.add(ox.Quad(node, ox.NamedNode(prop), ox.Literal(hostile, language="en"), graph))
    loaded = Loaded(store, BASE, prefixes(), make_lookup(store, BASE))
    body = ask("preview", id="person/mallory", loaded=loaded).decode()
    page = Page(body)
    assert page.tags == ["html", "head", "meta", "title", "style", "body", "h1", "p", "small", "p", "p", "a"]
    assert "<script>alert(1)</script>" in page.words
    assert len(body) < 2000


# ---------------------------------------------------------------------- routes


def route(method: str, path: str = "", query: str = "", body: bytes = b"", **headers: str) -> tuple[Response, Any]:
    """The response of the front side, and the payload that a worker was asked with."""
    asked: list[Any] = []

    async def remember(operation: str, payload: object, client: str) -> Reply:
        asked.append((operation, payload, client))
        return Reply("application/json", b"{}")

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(method, f"/reconcile{path}", query, named, body, "192.0.2.1")
    response = asyncio.run(reconcile(request, remember, ADDRESS, {"en": "Graph", "de": "Der Graph"}))
    ((operation, payload, client),) = asked
    assert (operation, client) == ("reconcile", "192.0.2.1")
    return response, payload


def test_a_get_and_a_form_become_the_same_payload() -> None:
    pairs = {"queries": '{"q": {"query": "Ä & b"}}', "language": "de"}
    got, payload = route("GET", query=urlencode(pairs))
    posted, other = route(
        "POST", body=urlencode(pairs).encode(), content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    assert payload == other
    assert payload["parameters"] == [*pairs.items()]
    assert (payload["language"], payload["title"], payload["path"]) == ("de", "Der Graph", "")
    assert ("cache-control", "public, max-age=600") in got.headers
    assert ("cache-control", "no-store") in posted.headers


def test_the_language_is_that_of_the_header_where_no_parameter_says_one() -> None:
    assert route("GET", accept_language="de-AT, en;q=0.5")[1]["language"] == "de"
    assert route("GET", accept_language="fr")[1]["language"] == "en"
    assert route("GET", query="language=en", accept_language="de")[1]["language"] == "en"
    assert ("vary", "Accept-Language") in route("GET")[0].headers


def test_a_language_in_the_address_of_the_service_holds_for_forms_too() -> None:
    form = urlencode({"queries": "{}"}).encode()
    _, payload = route("POST", query="language=de", body=form, content_type="application/x-www-form-urlencoded")
    assert payload["language"] == "de"
    assert ("queries", "{}") in payload["parameters"]


def test_a_manifest_in_a_language_leads_to_addresses_in_it() -> None:
    """OpenRefine goes there from a browser and puts `?type=` behind what the manifest tells."""
    for method, path, query in (
        ("GET", "", "language=de"),
        ("GET", "/de", ""),
        ("GET", "/de/", ""),
        ("POST", "/de", ""),
    ):
        form = {"body": b"queries={}", "content_type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        _, payload = route(method, path, query, accept_language="en", **form)  # type: ignore[arg-type]
        assert (payload["language"], payload["path"], payload["title"]) == ("de", "", "Der Graph")
        assert payload["address"] == f"{ADDRESS}/de"
    _, payload = route("GET", "/de/suggest/entity", "prefix=el", accept_language="en")
    assert (payload["language"], payload["path"]) == ("de", "suggest/entity")
    assert route("GET", "/de", "language=en")[1]["language"] == "en", "what is asked for goes before the address"
    assert route("GET", accept_language="de")[1]["address"] == ADDRESS
    manifest = json.loads(ask(address=f"{ADDRESS}/de"))
    assert manifest["view"]["url"] == "http://127.0.0.1:8080/id/{{id}}"
    assert manifest["preview"]["url"] == f"{ADDRESS}/de/preview?id={{{{id}}}}"
    assert {each["service_url"] for each in manifest["suggest"].values()} == {f"{ADDRESS}/de"}


def test_paths_below_the_service_are_passed_on() -> None:
    assert route("GET", "/suggest/entity", "prefix=el")[1]["path"] == "suggest/entity"
    assert route("GET", "/")[1]["path"] == ""


@pytest.mark.parametrize(
    ("method", "body", "media_type", "status"),
    [
        ("PUT", b"", "", 405),
        ("DELETE", b"", "", 405),
        ("POST", b"{}", "application/json", 415),
        ("POST", b"queries={}", "", 415),
        ("POST", b"\xff", "application/x-www-form-urlencoded", 400),
        ("POST", b"x=1", "application/x-www-form-urlencoded", 400),
    ],
)
def test_other_methods_and_bodies_are_refused(method: str, body: bytes, media_type: str, status: int) -> None:
    with pytest.raises(Refused) as caught:
        route(method, body=body, content_type=media_type)
    assert caught.value.status == status
    assert (status == 405) == any(name == "allow" for name, _ in caught.value.headers)


# ---------------------------------------------------------------------- over HTTP


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served(built_project().root, "--workers", "2") as found:
        yield found


def test_a_client_goes_through_all_doors_of_the_manifest(server: Served) -> None:
    """As OpenRefine does: manifest, types, candidates, preview, view, properties, values."""
    response = server.get("/reconcile", {"origin": "https://example.org"})
    assert response.headers["access-control-allow-origin"] == "*"
    manifest = response.json()
    jsonschema.Draft202012Validator(MANIFEST).validate(manifest)
    for what, prefix in (("entity", "elon"), ("type", "person"), ("property", "date")):
        door = manifest["suggest"][what]
        found = server.client.get(door["service_url"] + door["service_path"], params={"prefix": prefix}).json()
        jsonschema.Draft202012Validator(SUGGESTED[what]).validate(found)
        assert found["result"]
    queries = {"q0": {"query": "Garante Privacy", "type": "gov:Organization"}}
    batch = server.client.post(f"{server.address}/reconcile", data={"queries": json.dumps(queries)}).json()
    jsonschema.Draft202012Validator(BATCH).validate(batch)
    assert batch == server.get("/reconcile", queries=json.dumps(queries)).json()
    ident = batch["q0"]["result"][0]["id"]
    assert ident == "org/garante-privacy"
    escaped = quote(ident, safe="")
    page = server.client.get(manifest["preview"]["url"].replace("{{id}}", escaped))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not {"x-frame-options"} & {*page.headers}
    assert "frame-ancestors" not in page.headers["content-security-policy"]
    view = server.client.get(manifest["view"]["url"].replace("{{id}}", escaped))
    assert view.status_code in (200, 303), "its data at once where no site is built"
    door = manifest["extend"]["propose_properties"]
    proposed = server.client.get(door["service_url"] + door["service_path"], params={"type": "gov:Organization"}).json()
    asked = {"ids": [ident], "properties": [{"id": each["id"]} for each in proposed["properties"][:20]]}
    extended = server.client.post(f"{server.address}/reconcile", data={"extend": json.dumps(asked)}).json()
    jsonschema.Draft202012Validator(EXTENSION).validate(extended)
    assert extended["rows"][ident]["gov:basedIn"] == [{"id": "jurisdiction/it", "name": "Italy"}]


def test_refusals_are_problems_over_http(server: Served) -> None:
    many = {"queries": json.dumps({str(n): {"query": "a"} for n in range(51)})}
    told_of = problem(server.client.post(f"{server.address}/reconcile", data=many))
    assert (told_of["status"], told_of["limit"]) == (413, "batch: 50")
    assert problem(server.get("/reconcile", queries="["))["status"] == 400
    assert problem(server.get("/reconcile/preview", id="nobody"))["status"] == 404
    assert problem(server.client.put(f"{server.address}/reconcile"))["status"] == 405
