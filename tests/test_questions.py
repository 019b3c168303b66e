"""The competency questions under ontology/questions: well described, portable, and answered as tests/questions/ says.

Expected answers were checked by hand against the researched facts. Where an answer changes because the data did, check
it again and write it anew: `govgraph query NAME --format csv -o tests/questions/NAME.csv`.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from govgraph.export.ntriples import write_ntriples
from govgraph.pipeline import derive, read_model, read_sources
from govgraph.project import load_project
from govgraph.query import Question, check_query, list_questions

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = ROOT / "tests" / "questions"
FLOOR_QUESTIONS = 40
LANGUAGES = ("en", "de")
PROJECT = load_project(ROOT)
QUESTIONS = {question.name: question for question in list_questions(PROJECT)}
# Together they use aggregates, EXISTS, property paths, coarse dates and arithmetic.
ALSO_IN_RDFLIB = (
    "deck-contradicted",
    "initiator-advisers-and-funders",
    "model-lineage",
    "pause-letter-demands",
    "roles-of-a-person",
)

each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())


@pytest.fixture(scope="session")
def ntriples() -> str:
    """Simple, full and inferred view, as the data are now."""
    model = read_model(PROJECT, read_sources(PROJECT))
    views = (model.simple, model.full, derive(PROJECT, model).triples)
    return "".join(write_ntriples(view, model.schema.prefixes) for view in views)


@pytest.fixture(scope="session")
def store(ntriples: str) -> ox.Store:
    """All of it in one default graph."""
    made = ox.Store()
    made.bulk_load(ntriples.encode(), ox.RdfFormat.N_TRIPLES)
    return made


@pytest.fixture(scope="session")
def graph(ntriples: str) -> rdflib.Graph:
    """The same for rdflib, with the literals as they are written."""
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return rdflib.Graph().parse(data=ntriples, format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = normalize


def rows_of(text: str) -> list[list[str]]:
    """Header and rows of a CSV text."""
    return list(csv.reader(io.StringIO(text, newline="")))


def expected(question: Question) -> list[list[str]]:
    """Header and rows of a question's expected answer."""
    return rows_of((EXPECTED / f"{question.name}.csv").read_bytes().decode())


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= FLOOR_QUESTIONS


def test_every_expected_answer_has_its_question() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == set(QUESTIONS)


@each_question
def test_title_and_purpose_stand_in_both_languages(question: Question) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", question.name)
    for texts in (question.title, question.purpose):
        assert all(texts[language].strip() for language in LANGUAGES)
        assert texts["de"] != texts["en"]
    assert all(question.title[language].endswith("?") for language in LANGUAGES)


def test_titles_differ() -> None:
    for language in LANGUAGES:
        titles = [question.title[language] for question in QUESTIONS.values()]
        assert len(titles) == len(set(titles))


@each_question
def test_it_is_plain_sparql_with_an_order(question: Question) -> None:
    check_query(question.query)
    prepareQuery(question.query)
    body = re.sub(r'<[^<>\s]*>|"[^"\n]*"|#[^\n]*', " ", question.query)
    assert not re.search(r"(?<![\w?$:])(GRAPH|FROM|SERVICE)\b", body, re.IGNORECASE)
    assert re.search(r"\bORDER\s+BY\b", body, re.IGNORECASE)


@each_question
def test_it_declares_what_it_uses_and_no_more(question: Question) -> None:
    declared = re.findall(r"^PREFIX\s+([\w-]*):", question.query, re.MULTILINE)
    body = re.sub(r'<[^<>\s]*>|"[^"\n]*"|#[^\n]*|^PREFIX[^\n]*', " ", question.query, flags=re.MULTILINE)
    assert sorted(declared) == sorted(set(re.findall(r"(?<![\w:?$-])([a-zA-Z][\w-]*):", body)))


@each_question
def test_it_is_answered_as_expected(question: Question, store: ox.Store) -> None:
    wanted = expected(question)
    found = store.query(question.query)  # without prefixes from outside
    assert isinstance(found, ox.QuerySolutions)
    text = found.serialize(format=ox.QueryResultsFormat.CSV)
    assert text is not None
    assert len(wanted) > 1, "the expected answer has no row"
    assert rows_of(text.decode()) == wanted


@pytest.mark.xdist_group("questions in rdflib")
@pytest.mark.parametrize("name", ALSO_IN_RDFLIB)
def test_rdflib_gives_the_same_answer(name: str, graph: rdflib.Graph) -> None:
    question = QUESTIONS[name]
    text = graph.query(question.query).serialize(format="csv")
    assert text is not None
    assert rows_of(text.decode()) == expected(question)
