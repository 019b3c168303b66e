"""The explorer's starting points: the real ones say what they promise, wrong ones are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.assembly import derive
from govgraph.errors import DataError
from govgraph.explore.views import ViewSelection, select_views, view_store
from govgraph.model.terms import Prefixes
from real_project import REPOSITORY, built_project, real_model

HEAD = "# title-en: A\n# title-de: A\n# text-en: B.\n# text-de: B.\n"
QUERY = HEAD + "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
PREFIXES = Prefixes({"ex": "https://example.org/", "gov": "https://w3id.org/govgraph/ontology#"})


@pytest.fixture(scope="module")
def views() -> dict[str, ViewSelection]:
    """The repository's views over the real data, by id."""
    model = real_model()
    prefixes = model.schema.prefixes
    inference = derive(built_project(), model)
    store = view_store(model.simple, inference.triples, model.graph.statements, model.backbone, prefixes)
    found = select_views(REPOSITORY / "ontology" / "views", store, prefixes)
    ids = [each.id for each in found]
    assert ids == ["story", "who-signed", "who-bans-what", "what-the-ai-act-forbids", "who-builds-open-models"]
    return {each.id: each for each in found}


def ends(view: ViewSelection) -> set[str]:
    """All entities of a view."""
    return {end for subject, _, value in view.triples for end in (subject, value)}


def test_every_triple_of_a_view_is_told_or_derived(views: dict[str, ViewSelection]) -> None:
    model = real_model()
    entities = {each.id for each in model.graph.entities}
    told = {(each.subject, each.property, each.value) for each in model.graph.statements}
    known = told | set(derive(built_project(), model).triples)
    for view in views.values():
        assert view.triples
        assert set(view.triples) <= known
        assert ends(view) <= entities
        assert view.triples == sorted(set(view.triples))


def test_views_have_titles_and_texts_in_both_languages(views: dict[str, ViewSelection]) -> None:
    for view in views.values():
        for words in (view.title, view.text):
            assert set(words) == {"en", "de"}
            assert all(words.values())
            assert words["en"] != words["de"]


def test_the_story_has_its_people_and_deeds(views: dict[str, ViewSelection]) -> None:
    story = views["story"]
    letter = "letter:pause-letter-2023"
    for triple in (
        ("person:elon-musk", "gov:signed", letter),
        ("org:openai", "gov:foundedBy", "person:elon-musk"),
        (letter, "gov:initiatedBy", "org:fli"),
        ("person:sam-altman", "gov:rejected", letter),
        ("person:xi-jinping", "gov:signed", letter),  # refuted: a false entry
        ("action:garante-order-chatgpt-2023-03-30", "gov:issuedBy", "org:garante-privacy"),
        ("action:garante-order-chatgpt-2023-03-30", "gov:legalBasis", "provision:gdpr-art-6"),
        ("action:caidp-ftc-complaint-2023", "gov:addressedTo", "org:ftc"),
        ("letter:laion-cern-petition-2023", "gov:initiatedBy", "org:laion"),
        ("act:com-2021-206", "gov:became", "act:reg-2024-1689"),
    ):
        assert triple in story.triples
    assert {"org:leam", "org:open-assistant-project", "person:jaan-tallinn"} <= ends(story)
    assert 100 <= len(ends(story)) <= 150


def test_unconfirmed_signatures_are_in_no_story_but_in_who_signed(views: dict[str, ViewSelection]) -> None:
    unverified = ("person:yi-zeng", "gov:signed", "letter:pause-letter-2023")
    assert unverified not in views["story"].triples
    assert unverified in views["who-signed"].triples


@pytest.mark.parametrize(
    ("view", "triple", "least"),
    [
        ("who-signed", ("letter:cais-statement-2023", "gov:initiatedBy", "org:cais"), 100),
        ("who-bans-what", ("action:pipc-fine-openai-2023", "gov:issuedBy", "org:pipc-korea"), 55),
        ("what-the-ai-act-forbids", ("provision:aia-art-5", "gov:regulates", "practice:aia-practice-a"), 50),
        ("what-the-ai-act-forbids", ("designation:nca-at", "gov:designates", "org:rtr"), 50),  # disputed
        ("who-builds-open-models", ("model:bloom", "gov:trainedOn", "dataset:roots"), 60),
    ],
)
def test_views_hold_what_their_titles_ask(
    views: dict[str, ViewSelection], view: str, triple: tuple[str, str, str], least: int
) -> None:
    assert triple in views[view].triples
    assert least <= len(ends(views[view])) <= 150


def test_no_folder_is_no_view(tmp_path: Path) -> None:
    assert select_views(tmp_path / "views", ox.Store(), PREFIXES) == []


def test_statements_stand_in_the_graph_of_their_status(tmp_path: Path) -> None:
    model = real_model()
    refuted = [each for each in model.graph.statements if each.status == "gov:refuted"]
    store = view_store([], [], refuted, [], model.schema.prefixes)
    for name, graph in (("10-a", "<https://w3id.org/govgraph/ontology#refuted>"), ("20-b", "<urn:govgraph:told>")):
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        (tmp_path / f"{name}.rq").write_text(HEAD + query)
    (tmp_path / "30-c.rq").write_text(QUERY)
    by_status, told, accepted = (each.triples for each in select_views(tmp_path, store, model.schema.prefixes))
    assert by_status == told == sorted({(each.subject, each.property, each.value) for each in refuted})
    assert len(told) >= 4
    assert accepted == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD + "CONSTRUCT { ?s ?p ?o }\nWHERE { ?s ?p }", 6, "expected"),
        (HEAD + "SELECT * WHERE { ?s ?p ?o }", 1, "no CONSTRUCT"),
        ("# title-en: A\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", 1, "title-de"),
        (HEAD + "CONSTRUCT { ?s ?p ?o }\nWHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 6, "SERVICE"),
        (HEAD + "CONSTRUCT { ?s ?p ?o } FROM <http://127.0.0.1:9/> WHERE { ?s ?p ?o }", 5, "FROM"),
        (HEAD + "CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }", 1, "blank node"),
    ],
)
def test_a_wrong_view_is_told_with_its_place(tmp_path: Path, text: str, line: int, message: str) -> None:
    store = ox.Store()
    store.add(ox.Quad(*(ox.NamedNode(f"https://example.org/{each}") for each in "abc")))
    (tmp_path / "10-wrong.rq").write_text(text)
    with pytest.raises(DataError) as caught:
        select_views(tmp_path, store, PREFIXES)
    (finding,) = caught.value.findings
    assert finding.place is not None
    assert (finding.place.file, finding.place.line) == ("ontology/views/10-wrong.rq", line)
    assert message in finding.message


def test_a_variable_may_be_called_service(tmp_path: Path) -> None:
    (tmp_path / "10-a.rq").write_text(HEAD + "CONSTRUCT { ?service ?p ?o } WHERE { ?service ?p ?o } # no service here")
    with pytest.raises(DataError):  # a word in a comment of the query is refused too: only the engine tells comments
        select_views(tmp_path, ox.Store(), PREFIXES)
    (tmp_path / "10-a.rq").write_text(HEAD + "CONSTRUCT { ?service ?p ?o } WHERE { ?service ?p ?o }")
    assert select_views(tmp_path, ox.Store(), PREFIXES)[0].triples == []
