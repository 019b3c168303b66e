"""What the explorer shows is what the model says: nodes, relations, days, facts, sources, one by one."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest

from govgraph.dates import span_of
from govgraph.explore.content import Content, write_content
from govgraph.explore.details import write_details
from govgraph.export.ntriples import write_ntriples
from govgraph.model.harvest import Graph
from govgraph.model.statements import Entity, Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.namespaces import iri_fault
from govgraph.pipeline import derive
from real_project import REPOSITORY, built_project, real_model

CONTRACT = (REPOSITORY / "explorer/src/model.ts").read_text(encoding="utf-8")
NAMING = {"rdfs:label", "gov:shortName", "skos:altLabel", "dcterms:description"}
RESTATING = ("10-superclass", "20-superproperty", "30-inverse")


@cache
def content() -> Content:
    """The real graph's nodes and edges, with what the rules add."""
    inference = derive(built_project(), real_model())
    derived = [each for each in inference.triples if inference.rule_of[each] not in RESTATING]
    return write_content(real_model().graph, derived, real_model().schema)


@cache
def details() -> dict[str, Any]:
    """The details that stand in the built page."""
    page = (built_project().output / "graph.html").read_text(encoding="utf-8")
    found = re.search(r'id="details">(.*?)</script>', page, re.DOTALL)
    assert found
    made: dict[str, Any] = json.loads(found[1])
    return made


def node(entity: str) -> int:
    """The number of an entity's node."""
    return content().ids.index(entity)


def day(text: str) -> int:
    """The ordinal of a day."""
    return date.fromisoformat(text).toordinal()


def triple(number: int) -> tuple[str, str, str]:
    """An edge as a triple, by the page's own columns."""
    edges, ids = content().data["edges"], content().ids
    relation = content().data["relations"][edges["relation"][number]]["id"]
    return ids[edges["source"][number]], relation, ids[edges["target"][number]]


# ---------------------------------------------------------------------- nodes and edges


def test_every_entity_but_the_sources_is_one_node() -> None:
    """Nothing is left out and nothing comes twice; ids are in order."""
    expected = [each.id for each in real_model().graph.entities if each.kind != "gov:Source"]
    assert content().data["nodes"]["id"] == expected == sorted(set(expected))
    assert len(expected) > 1400


def test_every_column_has_one_entry_a_node_or_edge() -> None:
    """Columns run in parallel."""
    for table, size in (("nodes", len(content().ids)), ("edges", len(content().edges))):
        columns = {name: column for name, column in content().data[table].items() if isinstance(column, list)}
        assert len(columns) >= 7
        assert {name: len(column) for name, column in columns.items()} == dict.fromkeys(columns, size)


def test_every_statement_between_entities_is_one_edge() -> None:
    """Source, relation, target, status and id are the statement's, whatever its status."""
    data, known = content().data, set(content().ids)
    told = [each for each in real_model().graph.statements if each.subject in known and each.value in known]
    expected = Counter(
        (each.subject, each.property, each.value, each.status.removeprefix("gov:"), each.id[-12:]) for each in told
    )
    found = Counter(
        (*triple(at), data["statuses"][data["edges"]["status"][at]]["id"], data["edges"]["id"][at])
        for at in range(len(content().edges))
        if data["edges"]["id"][at]
    )
    assert found == expected
    assert {"confirmed", "reported", "unverified", "disputed", "refuted"} <= {key[3] for key in found}


def test_derived_edges_tell_what_no_statement_tells() -> None:
    """They come from the rules, last in order, and none restates a told relation or its inverse."""
    data = content().data
    numbers = [at for at, name in enumerate(data["edges"]["id"]) if not name]
    assert numbers == list(range(len(content().edges) - len(numbers), len(content().edges)))
    derived = {triple(at) for at in numbers}
    assert len(derived) == len(numbers) > 50
    assert derived <= set(derive(built_project(), real_model()).triples)
    assert {data["statuses"][data["edges"]["status"][at]]["id"] for at in numbers} == {"derived"}
    assert {prop for _, prop, _ in derived} == {"gov:hasInterestIn", "gov:regulates"}
    only = {each["id"] for each in data["relations"] if each["derived"]}
    assert only == {"gov:hasInterestIn"}  # gov:regulates is told of provisions too


def test_names_are_those_of_the_model() -> None:
    """English and German label; short and other names where there are some."""
    nodes = content().data["nodes"]
    musk, letter = node("person:elon-musk"), node("letter:pause-letter-2023")
    assert nodes["label"][musk] == "Elon Musk"
    assert nodes["labelDe"][musk] == ""
    labels = {
        split_literal(each.value)[0]
        for each in real_model().graph.statements
        if (each.subject, each.property) == ("letter:pause-letter-2023", "rdfs:label")
    }
    assert {nodes["label"][letter], nodes["labelDe"][letter]} == labels
    expected = {
        (each.subject, split_literal(each.value)[0])
        for each in real_model().graph.statements
        if each.property == "skos:altLabel" and each.subject in set(content().ids)
    }
    assert {(content().ids[int(at)], name) for at, names in nodes["alias"].items() for name in names} == expected


def test_every_mark_is_one_that_the_page_draws_and_every_class_has_words() -> None:
    """Marks are those of model.ts; looks, kinds, relations and statuses have English and German labels."""
    block = CONTRACT[CONTRACT.index("export type Mark") :]
    drawn = set(re.findall(r'"([a-z]+)"', block[: block.index(";")]))
    assert len(drawn) == 15
    looks = content().data["looks"]
    assert {each["mark"] for each in looks} <= drawn
    marks = {each["id"]: each["mark"] for each in looks}
    assert marks["gov:Person"] == "circle"
    assert marks["gov:RegulatoryAction"] == "octagon"
    assert len(marks) == len(looks)
    for part in ("looks", "kinds", "relations", "statuses"):
        assert [each["id"] for each in content().data[part] if not each["label"][0]] == []
    schema = real_model().schema
    for part in ("kinds", "relations"):
        for each in content().data[part]:
            told = schema.labels(each["id"])
            assert each["label"] == (told["en"], "" if told["de"] == told["en"] else told["de"])


def test_a_court_looks_like_an_authority_and_an_article_like_a_provision() -> None:
    """The nearest marked class above counts."""
    data = content().data
    kinds = {each["id"]: data["looks"][each["look"]]["id"] for each in data["kinds"]}
    assert kinds["gov:Court"] == "gov:PublicAuthority"
    assert kinds["gov:Company"] == "gov:Organization"
    assert kinds["gov:Article"] == "gov:Provision"
    assert {entity.kind for entity in real_model().graph.entities} - set(kinds) == {"gov:Source"}


def test_the_jurisdiction_is_one_that_an_accepted_statement_tells() -> None:
    """A jurisdiction is its own; no other node has one that nothing tells, and none that is told is missing."""
    ids, places = content().ids, content().data["nodes"]["jurisdiction"]
    kind = {each.id: each.kind for each in real_model().graph.entities}
    told: dict[str, set[str]] = {}
    for each in real_model().graph.statements:
        if each.in_simple_view and each.property in ("gov:jurisdiction", "gov:basedIn"):
            told.setdefault(each.subject, set()).add(each.value)
    assert len(told) > 200
    for at, entity in enumerate(ids):
        if kind[entity] == "gov:Jurisdiction":
            assert places[at] == at
        elif entity in told:
            assert ids[places[at]] in told[entity]
        else:
            assert places[at] == -1


# ---------------------------------------------------------------------- days


def test_days_of_an_edge_are_those_of_its_qualifiers() -> None:
    """The first day of a coarse beginning, the last of a coarse end; a signature opens on its day and stays open."""
    edges, forms = content().data["edges"], set()
    for at, each in enumerate(content().edges):
        told = dict(each.statement.qualifiers) if each.statement else {}
        begin, end = told.get("gov:validFrom", told.get("gov:on", "")), told.get("gov:validUntil", "")
        first = span_of(split_literal(begin)[0])[0].toordinal() if begin else 0
        last = span_of(split_literal(end)[0])[1].toordinal() if end else 0
        assert (edges["from"][at], edges["until"][at]) == (first, last)
        forms.add((bool(first), bool(last), len(split_literal(begin)[0]) if begin else 0))
    assert {(True, True, 4), (True, False, 10), (False, False, 0)} <= forms


def answers(question: str, on: str) -> list[dict[str, str]]:
    """Rows of a competency question, asked for another day."""
    model = real_model()
    store = ox.Store()
    views = (model.simple, model.full, derive(built_project(), model).triples)
    text = "".join(write_ntriples(view, model.schema.prefixes) for view in views)
    store.bulk_load(text.encode(), ox.RdfFormat.N_TRIPLES)
    query = (REPOSITORY / f"ontology/questions/{question}.rq").read_text(encoding="utf-8")
    asked = re.sub(r'VALUES \?day \{ "[0-9-]+"', f'VALUES ?day {{ "{on}"', query)
    found = store.query(asked)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [
        {name: model.schema.prefixes.compact(str(value)) for name, value in zip(names, row, strict=True) if value}
        for row in found
    ]


def standing(on: str, kinds: set[str]) -> set[str]:
    """Entities of these classes whose beginning is known and whose life holds on the day."""
    nodes, now = content().data["nodes"], day(on)
    kind = {each.id: each.kind for each in real_model().graph.entities}
    return {
        entity
        for entity, begin, end in zip(content().ids, nodes["from"], nodes["until"], strict=True)
        if kind[entity] in kinds and begin and begin <= now and (not end or now <= end)
    }


@pytest.mark.parametrize(
    "on", ["2023-01-03", "2023-01-26", "2023-04-15", "2023-05-18", "2023-05-19", "2024-06-01", "2026-08-02"]
)
def test_bans_stand_in_the_picture_on_the_days_on_which_they_held(on: str) -> None:
    """The picture as of a day and the competency question name the same actions."""
    kinds = {"gov:Ban", "gov:Restriction", "gov:Order", "gov:Suspension", "gov:Instruction"}
    expected = {row["action"] for row in answers("bans-in-force-on-a-day", on)}
    assert expected
    assert standing(on, kinds) == expected


@pytest.mark.parametrize("on", ["2025-02-02", "2025-08-01", "2025-08-02", "2026-08-02", "2027-12-02", "2028-08-02"])
def test_provisions_stand_in_the_picture_from_the_day_on_which_they_apply(on: str) -> None:
    """Articles and annexes of the AI Act with a known day: the same as the competency question says."""
    expected = {row["provision"] for row in answers("provisions-applying-on-a-day", on)}
    dated = {
        each.subject
        for each in real_model().graph.statements
        if each.property == "gov:appliesFrom" and each.in_simple_view and each.subject.startswith("provision:aia-")
    }
    assert expected
    assert standing(on, {"gov:Article", "gov:Annex"}) & dated == expected


def test_a_person_is_always_there() -> None:
    """Birth and death bound no life in the picture."""
    nodes = content().data["nodes"]
    people = [at for at, entity in enumerate(content().ids) if entity.startswith("person:")]
    assert len(people) > 150
    assert {(nodes["from"][at], nodes["until"][at]) for at in people} == {(0, 0)}


# ---------------------------------------------------------------------- details


def test_every_number_in_the_details_resolves() -> None:
    """Properties, statuses, evidence and sources; one entry a node and an edge."""
    made, data = details(), content().data
    assert len(made["nodes"]) == len(content().ids)
    assert len(made["edges"]) == len(content().edges)
    properties, evidence = range(len(made["properties"])), range(len(made["evidence"]))
    for citations in made["evidence"]:
        assert all(number in range(len(made["sources"])) for number, _ in citations)
    for each in made["nodes"]:
        for prop, _, status, cited, qualifiers in each["facts"]:
            assert prop in properties
            assert status in range(len(data["statuses"]))
            assert cited in evidence
            assert all(number in properties for number, _ in qualifiers)
    for cited, qualifiers in made["edges"]:
        assert cited in evidence
        assert all(number in properties for number, _ in qualifiers)
    numbers = {at for edge, premises in made["derivations"].items() for at in (int(edge), *premises[1])}
    assert numbers <= set(range(len(content().edges)))


def test_every_edge_cites_the_sources_of_its_statement() -> None:
    """All of them, with every place in them, and no other; a derived one cites none."""
    made = details()
    names = [each["id"] for each in made["sources"]]
    for each, (cited, _) in zip(content().edges, made["edges"], strict=True):
        found = {(names[number], locator) for number, locator in made["evidence"][cited]}
        statement = each.statement
        if statement is None:
            assert found == set()
            continue
        assert {source for source, _ in found} == set(statement.sources)
        located = {(source, split_literal(locator)[0]) for source, locator in statement.citations}
        assert {pair for pair in found if pair[1]} == located


def test_every_source_is_told_with_title_and_only_safe_links() -> None:
    """Titles are words, addresses http or https; publisher and date where the source has them."""
    made = details()
    assert len(made["sources"]) > 250
    told = {(each.subject, each.property): each.value for each in real_model().graph.statements}
    for source in made["sources"]:
        assert source["title"][0]
        assert not source["title"][0].startswith("source:")
        assert source["url"] == "" or iri_fault(source["url"]) is None
        assert (source["url"] == "") == ((source["id"], "schema:url") not in told)
        when = told.get((source["id"], "dcterms:date"), "")
        assert source["date"] == (split_literal(when)[0] if when else "")


def told_of(entity: str) -> list[Statement]:
    """Statements of a node that are no edge and no name."""
    known = set(content().ids)
    every = (each for each in real_model().graph.statements if each.subject == entity)
    return [each for each in every if each.value not in known and each.property not in NAMING]


@pytest.mark.parametrize("entity", ["provision:aia-art-5", "model:bloom", "org:openai", "letter:pause-letter-2023"])
def test_a_node_tells_every_literal_of_its_statements(entity: str) -> None:
    """English and German are one fact or two, but no text is lost and none is made up."""
    facts = details()["nodes"][node(entity)]["facts"]
    expected = {split_literal(each.value)[0] for each in told_of(entity) if is_literal(each.value)}
    found = {text for _, texts, *_ in facts for text in texts if text}
    vocabulary = {each.value for each in told_of(entity) if not is_literal(each.value)}
    words = {label for term in vocabulary for label in real_model().schema.labels(term).values()}
    assert expected <= found
    assert len(found - expected - words) <= len([each for each in vocabulary if each.startswith("source:")]) * 2


def test_descriptions_come_in_both_languages() -> None:
    """As the model has them; empty where it has none."""
    told: dict[str, dict[str, str]] = {}
    for each in real_model().graph.statements:
        if each.property == "dcterms:description":
            text, language, _ = split_literal(each.value)
            told.setdefault(each.subject, {})[language] = text
    found = {entity: made["description"] for entity, made in zip(content().ids, details()["nodes"], strict=True)}
    assert len({entity for entity, text in found.items() if text[1]}) > 200
    for entity, text in found.items():
        texts = told.get(entity, {"en": "", "de": ""})
        assert (text[0], text[1] or text[0]) == (texts["en"], texts["de"]), entity


def test_links_lead_to_the_web_only() -> None:
    """Own page, ELI, Wikidata: absolute IRIs that pass the check of IRIs from outside."""
    links = [link for each in details()["nodes"] for link in each["links"]]
    assert len(links) > 300
    assert [address for _, address in links if iri_fault(address)] == []
    assert any("wikidata.org" in address for _, address in links)
    assert any("data.europa.eu/eli" in address for _, address in links)


def test_claims_stand_at_the_statements_that_they_concern() -> None:
    """Each gov:concernsStatement whose statement is an edge, and nothing else."""
    edge = {each.statement.id: at for at, each in enumerate(content().edges) if each.statement}
    expected = {
        (edge[each.value], node(each.subject))
        for each in real_model().graph.statements
        if each.property == "gov:concernsStatement" and each.value in edge
    }
    found = {(int(at), claim) for at, claims in details()["claims"].items() for claim in claims}
    assert found == expected
    assert len(found) >= 10


def test_every_derived_edge_names_its_rule_and_told_premises() -> None:
    """An interest rests on a model that the organization develops and on a tie to it; all premises are told."""
    derived = [at for at, each in enumerate(content().edges) if each.statement is None]
    derivations = details()["derivations"]
    assert {int(at) for at in derivations} == set(derived)
    for at in derived:
        (english, german), premises = derivations[str(at)]
        assert english
        assert german
        assert premises
        assert all(content().edges[each].statement for each in premises)
        ends = {end for each in premises for end in (triple(each)[0], triple(each)[2])}
        assert {triple(at)[0], triple(at)[2]} <= ends
    ties = {"gov:foundedBy", "gov:fundedBy", "gov:investedInBy", "gov:ledBy", "gov:acquiredBy", "gov:hasRole"}
    for at in derived:
        if triple(at)[1] == "gov:hasInterestIn":
            used = {triple(each)[1] for each in derivations[str(at)][1]}
            assert "gov:developedBy" in used
            assert used & ties


# ---------------------------------------------------------------------- odd graphs


def test_an_empty_graph_and_an_entity_without_a_name() -> None:
    """No node is no error; where a name is missing the id stands for it."""
    schema = real_model().schema
    nothing = write_content(Graph([], []), [], schema)
    assert (nothing.ids, nothing.edges, nothing.data["nodes"]["id"]) == ([], [], [])
    lone = write_content(Graph([Entity("person:nobody", "gov:Person", "a.yaml", 1, 1)], []), [], schema)
    assert lone.data["nodes"]["label"] == ["person:nobody"]
    assert write_details(Graph([], []), nothing, schema, lambda each: (("", ""), []))["nodes"] == []
