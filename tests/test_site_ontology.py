"""Pages of ontology and shapes: every term and shape has its page and place, counts are true, nothing hostile runs."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser

from explorer_page import chromium, violations
from govgraph.assembly import derive, read_model, read_rules
from govgraph.inputs import read_sources
from govgraph.project import Project, load_project
from govgraph.publish.catalog import Catalog, make_catalog
from govgraph.publish.ontology.class_diagram import draw_class, relations_of
from govgraph.publish.ontology.svg_text import text_width, wrap
from govgraph.publish.ontology.term_usage import Usage
from govgraph.publish.ontology.vocabulary import Vocabulary
from govgraph.publish.ontology.vocabulary_pages import vocabulary_pages
from govgraph.publish.pages import File, Page, render
from govgraph.publish.values import Teller
from govgraph.query import list_questions
from hostile_graph import HOSTILE
from real_project import REPOSITORY, built_project
from small_project import make_project

ID = re.compile(r' id="([^"]*)"')
FORMS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}


def catalog_of(project: Project) -> Catalog:
    model = read_model(project, read_sources(project))
    return make_catalog(project, model, derive(project, model), read_rules(project), list_questions(project))


@cache
def real_catalog() -> Catalog:
    return catalog_of(built_project())


def site_data(project: Project) -> dict[str, Any]:
    return {
        "name": project.name, "title": (project.name, ""), "version": project.version, "issued": project.issued,
        "licence": project.licence, "licence_name": "CC BY 4.0", "base": project.base, "url": project.homepage,
        "menu": (("ontology", ("Ontology", "Ontologie")),), "foot": (),
    }  # fmt: skip


def rendered(catalog: Catalog) -> dict[str, str]:
    """All pages by file, and the texts of all other files."""
    site = site_data(catalog.project)
    return {
        each.path: render(each, site) if isinstance(each, Page) else each.content.decode()
        for each in vocabulary_pages(catalog)
    }


@cache
def real_files() -> dict[str, str]:
    return rendered(real_catalog())


def graph(text: str, form: ox.RdfFormat) -> set[str]:
    return {str(each) for each in ox.parse(text.encode(), form)}


def test_every_term_has_a_page_in_both_languages_and_a_place_on_the_documents_page() -> None:
    files, catalog = real_files(), real_catalog()
    anchors = {
        (folder, ending): set(ID.findall(files[f"{folder}{ending}"]))
        for folder in ("ontology", "shapes")
        for ending in (".html", ".de.html")
    }
    terms = [term for term, path in catalog.paths.items() if not path.startswith("id/")]
    assert len(terms) > 700
    for term in terms:
        folder = "shapes" if catalog.paths[term].startswith("shape/") else "ontology"
        local = catalog.schema.prefixes.iri(term).partition("#")[2]
        for ending in (".html", ".de.html"):
            assert f"{catalog.paths[term]}{ending}" in files, term
            assert local in anchors[folder, ending], term


def test_every_iri_of_the_two_documents_has_a_page_or_an_anchor() -> None:
    files, catalog = real_files(), real_catalog()
    base = catalog.project.base
    ids = {path: set(ID.findall(files[f"{path}.html"])) for path in ("ontology", "shapes")}
    subjects = {catalog.schema.prefixes.iri(each[0]) for each in (*catalog.ontology, *catalog.shape_triples)}
    found = [
        each.removeprefix(base) for each in sorted(subjects) if each.startswith(base) and each != f"{base}publisher"
    ]
    assert len(found) > 1000
    for each in found:
        path, _, anchor = each.partition("#")
        assert f"{path}.html" in files, each
        assert not anchor or anchor in ids[path], each


def test_no_page_has_an_id_twice_an_inline_script_or_style_or_is_large() -> None:
    pages = {path: text for path, text in real_files().items() if path.endswith(".html")}
    assert len(pages) > 1500
    for path, text in pages.items():
        ids = ID.findall(text)
        assert len(ids) == len(set(ids)), path
        assert not re.search(r"<style|\sstyle=|<script>|\son[a-z]+=", text), path
        assert len(gzip.compress(text.encode())) < 60 * 1024, path


def test_counts_on_pages_are_those_of_the_data() -> None:
    catalog = real_catalog()
    usage, statements = Usage(Vocabulary(catalog)), catalog.graph.statements
    people = [each for each, kind in catalog.kind.items() if kind == "gov:Person"]
    assert usage.instances("gov:Person") == len(people) > 100
    signed = sum(each.property == "gov:signed" for each in statements)
    assert usage.stated["gov:signed"] == usage.count_on("gov:signed", "gov:Agent") == signed > 100
    assert f"{signed} statements" in real_files()["property/signed.html"]
    assert usage.instances("gov:Statement") == len(statements)
    assert usage.told["gov:status"] == len(statements)
    disputed = sum((each.status == "gov:disputed") + (each.value == "gov:disputed") for each in statements)
    assert usage.values["gov:disputed"] == disputed > 10


def test_examples_are_real_and_come_by_number_of_sources() -> None:
    catalog = real_catalog()
    usage = Usage(Vocabulary(catalog))
    for prop in ("gov:signed", "gov:appliesFrom"):
        examples = usage.statements_with(prop)
        assert len(examples) == 5
        assert all(each.property == prop and each.id in catalog.statement for each in examples)
        counts = [len(each.sources) for each in examples]
        assert counts == sorted(counts, reverse=True)
        assert counts[0] == max(len(each.sources) for each in catalog.graph.statements if each.property == prop)


@pytest.mark.parametrize("path", ["ontology", "shapes", "ontology/0.1.0", "shapes/0.1.0"])
def test_the_faces_of_a_document_say_the_same_and_nothing_is_made_up(path: str) -> None:
    files = real_files()
    told = {ending: graph(files[f"{path}.{ending}"], form) for ending, form in FORMS.items()}
    assert told["ttl"] == told["nt"] == told["jsonld"]
    dump = (built_project().output / f"{path.partition('/')[0]}.ttl").read_text(encoding="utf-8")
    left_out = graph(dump, ox.RdfFormat.TURTLE) - told["ttl"]
    assert told["ttl"] <= graph(dump, ox.RdfFormat.TURTLE)
    assert all(re.match(r"<[^>#]*/(?:ontology|shapes)/", each) for each in left_out), "only headers of parts"
    assert files[f"{path}.md"].startswith("# ")


def test_modules_together_hold_all_of_the_ontology() -> None:
    files = real_files()
    modules = [text for path, text in files.items() if re.fullmatch(r"ontology/[a-z]+\.ttl", path)]
    assert len(modules) == len(list((REPOSITORY / "ontology").glob("*.ttl"))) - 1
    parts = set().union(*(graph(each, ox.RdfFormat.TURTLE) for each in modules))
    whole = graph(files["ontology.ttl"], ox.RdfFormat.TURTLE)
    assert {each for each in whole - parts if "/ontology#" in each.split(" ")[0]} == set()


def test_pictures_are_well_formed_and_no_box_lies_on_another() -> None:
    files = real_files()
    pictures = {
        path: found[0]
        for path, text in files.items()
        if path.endswith(".html") and (found := re.findall(r"<svg.*?</svg>", text, re.DOTALL))
    }
    assert len(pictures) > 200
    for path, picture in pictures.items():
        root = ET.fromstring(picture)  # noqa: S314 - our own text
        assert root.get("aria-label"), path
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        boxes = [[float(each.attrib[key]) for key in ("x", "y", "width", "height")] for each in root.iter("rect")]
        for at, (x, y, w, h) in enumerate(boxes):
            assert 0 <= x <= x + w <= width, path
            assert 0 <= y <= y + h <= height, path
            for x2, y2, w2, h2 in boxes[at + 1 :]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, path


@pytest.mark.parametrize("text", [*HOSTILE, "ein sehr langes Donaudampfschifffahrtsgesellschaftswort mit noch mehr"])
def test_wrapped_text_fits_its_width(text: str) -> None:
    lines = wrap(text, 120, 2)
    assert 1 <= len(lines) <= 2
    assert all(text_width(line) <= 120 for line in lines)


def test_shapes_say_in_words_what_they_demand() -> None:
    page = real_files()["shape/Statement.html"]
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "status: is a Status; at least once; at most once" in plain
    assert "violation: stops the build" in plain
    german = re.sub(r"<[^>]+>", "", real_files()["shape/OneKind.de.html"])
    assert "SELECT $this ?value WHERE" in german
    assert "alles mit der Angabe" in german


def test_a_first_version_without_deprecated_terms_is_told_as_such() -> None:
    page = real_files()["ontology.html"]
    assert "this version, the first one" in page
    assert "None so far." in page


@pytest.fixture
def changed(tmp_path: Path) -> Catalog:
    """The small project with hostile texts, a deprecated term and an earlier version in its ontology."""
    project = make_project(tmp_path / "project")
    extra = "".join(f"rdfs:label {ox.Literal(text, language='en')} ; " for text in HOSTILE if text.isprintable())
    first = ox.Literal(HOSTILE[0], language="en")
    (project / "ontology" / "zz.ttl").write_text(
        "@prefix gov: <https://w3id.org/govgraph/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        f"gov:main a owl:Class ; {extra} skos:definition {first} ; skos:example {first} ;\n"
        "  rdfs:subClassOf gov:Letter2, gov:Agent ; skos:closeMatch <https://example.org/a?b=%22&c> ;\n"
        "  rdfs:seeAlso <urn:javascript:alert(1)> ; owl:deprecated true ; dcterms:isReplacedBy gov:Person .\n"
        'gov:Letter2 a owl:Class ; rdfs:label "x" ; rdfs:subClassOf gov:main .\n'
        "<https://w3id.org/govgraph/ontology> owl:priorVersion <https://w3id.org/govgraph/ontology/0.0.9> .\n",
        encoding="utf-8",
    )
    return catalog_of(load_project(project))


def test_hostile_texts_stay_texts_and_circles_end(changed: Catalog) -> None:
    files = rendered(changed)
    for path, text in files.items():
        if path.endswith(".html"):
            assert "<img src=x" not in text, path
            assert "<script>window" not in text, path
            assert not re.search(r'href="(?!https?:|[\w.#/~-]+")', text), path
            ids = ID.findall(text)
            assert len(ids) == len(set(ids)), path
    page = files["class/main.html"]
    assert "no longer used" in page
    assert '../class/Person.html">Person</a>' in page
    assert 'href="../class/main.html"' not in re.findall(r"<svg.*?</svg>", page, re.DOTALL)[0]


def test_an_earlier_version_and_a_deprecated_term_are_listed(changed: Catalog) -> None:
    files = rendered(changed)
    assert "ontology/0.0.9.html" in files
    assert "ontology/0.0.9.ttl" not in files
    assert "An earlier version." in files["ontology/0.0.9.html"]
    listed = files["ontology.html"].partition('id=".deprecated"')[2].partition("<h2")[0]
    assert "class/main.html" in listed
    assert "the first one" not in files["ontology.html"]


def test_the_same_catalog_gives_the_same_bytes() -> None:
    again = [each for each in vocabulary_pages(real_catalog()) if isinstance(each, File)]
    assert {each.path: each.content.decode() for each in again}.items() <= real_files().items()
    vocabulary = Vocabulary(real_catalog())
    teller, usage = Teller(real_catalog(), "de", "../"), Usage(vocabulary)
    relations = relations_of(vocabulary, usage, "gov:Organization")
    one, two = (draw_class(vocabulary, relations, "gov:Organization", teller) for _ in range(2))
    assert one == two != ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    chosen = ("ontology", "class/Organization", "property/signed", "shape/Statement", "shapes", "ontology/alignments")
    for path, text in real_files().items():
        if path.removesuffix(".html").removesuffix(".de") in chosen:
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    style = target / "assets" / "site.css"
    style.parent.mkdir()
    style.write_bytes((REPOSITORY / "site/src/style/site.css").read_bytes())
    return target


@pytest.mark.parametrize("path", ["ontology", "class/Organization", "shape/Statement", "ontology/alignments"])
@pytest.mark.parametrize(("ending", "scheme", "width"), [(".html", "light", 1280), (".de.html", "dark", 360)])
def test_a_page_is_accessible_and_fits_its_width(
    path: str, ending: str, scheme: str, width: int, browser: Browser, folder: Path
) -> None:
    look: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    context = browser.new_context(bypass_csp=True, **look)
    page = context.new_page()
    page.goto((folder / f"{path}{ending}").as_uri())
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    context.close()


def test_text_in_pictures_stays_in_its_box(browser: Browser, folder: Path) -> None:
    script = """() => [...document.querySelectorAll("main svg rect")].map(box => {
      const texts = [...box.parentElement.querySelectorAll("text")].map(text => text.getBBox());
      return Math.min(...texts.map(text => Math.min(text.x - box.x.baseVal.value,
        box.x.baseVal.value + box.width.baseVal.value - text.x - text.width)));
    })"""
    for path in ("ontology.html", "ontology.de.html", "class/Organization.de.html"):
        page = browser.new_page()
        page.goto((folder / path).as_uri())
        found = page.evaluate(script)
        assert found
        assert min(found) >= 0, path
        page.close()
