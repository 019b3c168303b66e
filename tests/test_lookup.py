"""Which entity a text means: labels in both languages, other names, slips of the pen; always in the same order."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govgraph.lookup import Lookup, complete, find, make_lookup, spell
from real_project import built_project

BASE = "https://w3id.org/govgraph/"
GOV = f"{BASE}ontology#"


@cache
def lookup() -> Lookup:
    store = ox.Store()
    store.bulk_load(path=built_project().output / "govgraph.nq", format=ox.RdfFormat.N_QUADS)
    return make_lookup(store, BASE)


@pytest.mark.parametrize(
    ("text", "expected", "least"),
    [
        ("Elon Musk", "person/elon-musk", 100),
        ("  elon   MUSK ", "person/elon-musk", 100),
        ("Musk, Elon", "person/elon-musk", 95),
        ("elon mask", "person/elon-musk", 50),
        ("OpenAI", "org/openai", 100),
        ("KI-Verordnung", "act/reg-2024-1689", 97),
        ("AI Act", "act/reg-2024-1689", 97),
        ("Datenschutz-Grundverordnung", "act/gdpr", 97),
        ("General Data Protection Regulation", "act/gdpr", 97),
        (f"{BASE}id/person/elon-musk", "person/elon-musk", 100),
    ],
)
def test_the_best_match_is_the_one_that_is_meant(text: str, expected: str, least: float) -> None:
    best = find(lookup(), text)[0]
    assert best.iri == f"{BASE}id/{expected}"
    assert best.score >= least
    assert best.exact == (best.score >= 97)


def test_umlauts_are_found_with_and_without_their_dots() -> None:
    assert spell("Für Österreich") == ("fur osterreich", "fuer oesterreich")
    found = {text: find(lookup(), text, limit=3)[0].iri for text in ("Österreich", "Oesterreich", "Osterreich")}
    assert set(found.values()) == {f"{BASE}id/jurisdiction/at"}


def test_kinds_filter_with_the_classes_below_and_languages_choose_the_label() -> None:
    assert {each.kinds[0] for each in find(lookup(), "OpenAI", kinds=[f"{GOV}Person"])} <= {f"{GOV}Person"}
    agents = find(lookup(), "OpenAI", kinds=[f"{GOV}Agent"])
    assert agents[0].iri == f"{BASE}id/org/openai"
    act = f"{BASE}id/act/reg-2024-1689"
    labels = [find(lookup(), act, language=language)[0].label for language in ("en", "de")]
    assert labels == ["Artificial Intelligence Act", "Verordnung über künstliche Intelligenz"]


def test_what_is_nothing_finds_nothing() -> None:
    for text in ("", "   ", "qzxv", "!!!", "\x00"):
        assert find(lookup(), text) == []
        assert complete(lookup(), text) == []


def test_names_are_completed() -> None:
    assert complete(lookup(), "elo")[0].iri == f"{BASE}id/person/elon-musk"
    assert complete(lookup(), "Elon Mu")[0].iri == f"{BASE}id/person/elon-musk"
    assert all("Italy" in each.label or "Ital" in each.label for each in complete(lookup(), "ital", limit=3))


def test_every_entity_is_found_by_its_own_label() -> None:
    """At the full score; several may bear the same label."""
    missed = [
        entry.iri
        for entry in lookup().entries[::7]
        if entry.iri not in {each.iri for each in find(lookup(), entry.labels["en"][:200], limit=20)}
    ]
    assert missed == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_answered_in_the_same_order_each_time(text: str) -> None:
    first, second = find(lookup(), text), find(lookup(), text)
    assert first == second
    assert [each.score for each in first] == sorted((each.score for each in first), reverse=True)
    complete(lookup(), text)
