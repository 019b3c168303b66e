"""The FAIR gate: a good small site fails nothing, and for each metric there is a fault that turns it to failed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from govgraph.cli.fair import command
from govgraph.errors import UsageError
from govgraph.project import Project, load_project
from govgraph.publish.fair import foops, fuji, own
from govgraph.publish.fair.built_site import BuiltSite
from govgraph.publish.fair.metric import METRICS, RESULTS
from govgraph.publish.fair.report import AGREED, FairReport, FairResult, check_fair, fair_table
from real_project import built_project
from real_site import built_site

ROOT = Path(__file__).resolve().parent.parent
BASE = "https://w3id.org/govgraph/"
URL = "https://example.org/g/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

PREFIXES = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix gov: <{BASE}ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix void: <http://rdfs.org/ns/void#> .
"""

DATASET = f"""{PREFIXES}
<{BASE}dataset> a dcat:Dataset, void:Dataset ;
    dcterms:title "A graph"@en ;
    dcterms:identifier "{BASE}dataset" ;
    dcterms:creator <{BASE}publisher> ;
    dcterms:publisher <{BASE}publisher> ;
    dcterms:issued "2026-01-02" ;
    dcterms:description "A description of the graph that is long enough for search engines to show."@en ;
    dcat:keyword "governance"@en ;
    dcterms:license <{LICENCE}> ;
    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    dcterms:conformsTo <http://www.w3.org/ns/prov> ;
    prov:wasGeneratedBy <{BASE}build/1> ;
    dcat:distribution <{BASE}distribution/govgraph.ttl> .
<{BASE}distribution/govgraph.ttl> dcat:downloadURL <{BASE}data/govgraph.ttl> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/turtle> ;
    dcat:byteSize 12 .
"""

ONTOLOGY = f"""{PREFIXES}
<{BASE}ontology> a owl:Ontology ;
    dcterms:title "An ontology"@en, "Eine Ontologie"@de ;
    dcterms:description "Words."@en, "Wörter."@de ;
    dcterms:license <{LICENCE}> ;
    dcterms:creator <{BASE}publisher> ;
    dcterms:contributor <{BASE}publisher> ;
    dcterms:publisher <{BASE}publisher> ;
    dcterms:created "2026-01-02" ;
    dcterms:issued "2026-01-02" ;
    dcterms:modified "2026-01-02" ;
    dcterms:source <https://example.org/before> ;
    dcterms:bibliographicCitation "An ontology." ;
    bibo:status <http://purl.org/ontology/bibo/status/draft> ;
    bibo:doi "10.1234/5" ;
    foaf:logo <{BASE}assets/icon.svg> ;
    owl:versionIRI <{BASE}ontology/1.0> ;
    owl:versionInfo "1.0" ;
    vann:preferredNamespacePrefix "gov" ;
    vann:preferredNamespaceUri "{BASE}ontology#" .
gov:Letter a owl:Class ; rdfs:subClassOf schema:CreativeWork ;
    rdfs:label "Letter"@en, "Brief"@de ; skos:definition "A text."@en, "Ein Text."@de .
schema:CreativeWork a owl:Class .
"""

NODE = {
    "@context": "https://schema.org/",
    "@type": "Dataset",
    "@id": f"{BASE}dataset",
    "identifier": f"{BASE}dataset",
    "name": "A graph",
    "description": "A description of the graph that is long enough for search engines to show.",
    "creator": {"@type": "Organization", "name": "We"},
    "publisher": {"@type": "Organization", "name": "We"},
    "datePublished": "2026-01-02",
    "keywords": ["governance"],
    "license": LICENCE,
    "isAccessibleForFree": True,
    "isBasedOn": "https://example.org/before",
    "distribution": [
        {
            "@type": "DataDownload",
            "contentUrl": f"{URL}data/govgraph.ttl",
            "encodingFormat": "text/turtle",
            "contentSize": "12 B",
        }
    ],
}

RULES = "text/turtle application/ld+json application/n-triples text/markdown"
STATEMENT = "id/statement/ada-signed-0123456789ab"

Edit = tuple[str, str, str]


def head(path: str, iri: str, extra: str = "") -> str:
    """A page with the links of Signposting."""
    root = "../" * path.count("/")
    return f"""<!doctype html><html lang="en"><head>
<link rel="canonical" href="{URL}{path}.html">
<link rel="cite-as" href="{iri}">
<link rel="author" href="{BASE}publisher">
<link rel="license" href="{LICENCE}">
<link rel="type" href="https://schema.org/AboutPage">
<link rel="collection" href="{BASE}dataset">
<link rel="describedby" type="text/turtle" href="{root}{path}.ttl">
<link rel="describedby" type="application/ld+json" href="{root}{path}.jsonld">
<link rel="linkset" type="application/linkset+json" href="{root}{path}.linkset.json">
{extra}</head><body>
"""


def linkset(path: str) -> str:
    """A linkset of a page."""
    root = "../" * path.count("/")
    targets = [{"href": f"{root}{path}.ttl", "type": "text/turtle"}]
    return json.dumps({"linkset": [{"anchor": f"{BASE}{path}", "describedby": targets}]})


def sources() -> dict[str, str]:
    """The good site but for what is derived from its Turtle files."""
    embedded = f'<script type="application/ld+json">{json.dumps(NODE)}</script>'
    parts = "".join(f'<p id="{each}"></p>\n' for each in ("build-1", "publisher", "distribution-govgraph-ttl"))
    pages = {
        "index": head("index", BASE),
        "dataset": head("dataset", f"{BASE}dataset", embedded) + parts,
        "id/person/ada": head("id/person/ada", f"{BASE}id/person/ada"),
        "id/statement/ada": '<p id="signed-0123456789ab">x</p>',
        "ontology": head("ontology", f"{BASE}ontology") + '<p id="Letter"></p>',
        "ontology/1.0": "",
        "shapes": '<p id="Person"></p>',
    }
    entity = f'{PREFIXES}<{BASE}id/person/ada> rdfs:label "Ada"@en ; schema:name "Ada" .\n'
    return {
        **{f"{path}{ending}": text for path, text in pages.items() for ending in (".html", ".de.html")},
        "dataset.ttl": DATASET,
        "ontology.ttl": ONTOLOGY,
        "ontology/1.0.ttl": ONTOLOGY,
        "shapes.ttl": f"{PREFIXES}<{BASE}shapes#Person> a owl:Thing .\n",
        "id/person/ada.ttl": entity,
        "dataset.md": "# A graph\n",
        "ontology.md": "# An ontology\n",
        "id/person/ada.md": "# Ada\n",
        "dataset.linkset.json": linkset("dataset"),
        "id/person/ada.linkset.json": linkset("id/person/ada"),
        "data/govgraph.ttl": entity,
        "data/govgraph.nq": "".join(
            f'<{BASE}{each}> <http://www.w3.org/2000/01/rdf-schema#label> "x" .\n'
            for each in ("dataset", "publisher", "id/person/ada", STATEMENT, f"{STATEMENT}-at-deck", "ontology#Letter",
                         "build/1", "distribution/govgraph.ttl", "data/govgraph.ttl", "ontology/1.0")
        ),
        "rules/w3id/.htaccess": RULES,
        "sitemap.xml": f"<urlset><url><loc>{URL}</loc></url><url><loc>{URL}id/person/ada.html</loc></url></urlset>",
        "robots.txt": f"Sitemap: {URL}sitemap.xml\n",
    }  # fmt: skip


def write_site(folder: Path, edits: Iterable[Edit] = ()) -> Path:
    """The good site in a folder, with edits; one of a Turtle file is in what is derived from it too.

    An edit is file, old text, new text; without an old text the file is left out.
    """
    files = sources()
    made = list(edits)
    _apply(files, [each for each in made if each[0] in files])
    for path in ("dataset", "ontology", "id/person/ada"):
        if f"{path}.ttl" in files:
            quads = list(ox.parse(files[f"{path}.ttl"], format=ox.RdfFormat.TURTLE))
            for ending, form in (("nt", ox.RdfFormat.N_TRIPLES), ("jsonld", ox.RdfFormat.JSON_LD)):
                files[f"{path}.{ending}"] = (ox.serialize(quads, format=form) or b"").decode()
    _apply(files, [each for each in made if each[0] not in sources()])
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def _apply(files: dict[str, str], edits: list[Edit]) -> None:
    for path, old, new in edits:
        assert path in files, path
        assert old in files[path], f"{old!r} is not in {path}"
        if old:
            files[path] = files[path].replace(old, new)
        else:
            del files[path]


def without(path: str) -> Edit:
    """The edit that leaves a file out."""
    return path, "", ""


@pytest.fixture(scope="module")
def project() -> Project:
    return replace(load_project(ROOT), base=BASE, homepage=URL, languages=("en", "de"))


def answer(site: Path, project: Project, tool: str, name: str) -> FairResult:
    [found] = [each for each in check_fair(site, project).results if (each.metric.tool, each.metric.id) == (tool, name)]
    return found


def both(old: str, turtle: str, html: str) -> tuple[Edit, ...]:
    """A property misspelt wherever the description of the dataset has it."""
    return ("dataset.ttl", turtle, f"gov:{old}"), ("dataset.html", html, f"no-{old}")


TTL, HTML = "ontology.ttl", "dataset.html"
BREAKS: list[tuple[str, str, tuple[Edit, ...]]] = [
    ("F-UJI", "FsF-F1-01MD", (("dataset.html", f'"identifier": "{BASE}dataset"', '"x": 1'),
                              ("dataset.html", f'"@id": "{BASE}dataset"', '"y": 1'), ("dataset.html", "cite-as", "x"))),
    ("F-UJI", "FsF-F2-01M", both("keyword", "dcat:keyword", '"keywords"')),
    ("F-UJI", "FsF-F2-01M", both("creator", "dcterms:creator", '"creator"')),
    ("F-UJI", "FsF-F3-01M", both("distribution", "dcat:distribution", '"distribution"')),
    ("F-UJI", "FsF-F4-01M", ((HTML, '"@type": "Dataset"', '"@type": "Thing"'),)),
    ("F-UJI", "FsF-F4-01M", ((HTML, "that is long enough for search engines to show", ""),)),
    ("F-UJI", "FsF-F4-01M", ((HTML, '{"@context"', '{,"@context"'),)),
    ("F-UJI", "FsF-A1-01M", both("access", "dcterms:accessRights", '"isAccessibleForFree"')),
    ("F-UJI", "FsF-A1-02MD", (without("data/govgraph.ttl"),)),
    ("F-UJI", "FsF-A1.1-01MD", (("dataset.ttl", f"<{BASE}data/govgraph.ttl>", "<gopher://a.example/b>"),)),
    ("F-UJI", "FsF-A1.2-01MD", (("dataset.ttl", f"<{BASE}data/govgraph.ttl>", "<tftp://a.example/b>"),)),
    ("F-UJI", "FsF-I1-01M", (("dataset.jsonld", "[", "[["),)),
    ("F-UJI", "FsF-I1-01M", ((HTML, "dataset.ttl", "other.ttl"),)),
    ("F-UJI", "FsF-I2-01M", (("dataset.ttl", "prov:wasGeneratedBy", "dcterms:x"),
                             ("dataset.ttl", ", void:Dataset", ""))),
    ("F-UJI", "FsF-I3-01M", both("related", "dcterms:conformsTo", '"isBasedOn"')),
    ("F-UJI", "FsF-R1-01M", (("dataset.ttl", "dcat:byteSize", "gov:size"),)),
    ("F-UJI", "FsF-R1.1-01M", both("licence", "dcterms:license", '"license"')),
    ("F-UJI", "FsF-R1.1-01M", ((HTML, LICENCE, "https://example.org/our-own-rules"),)),
    ("F-UJI", "FsF-R1.2-01M", (("dataset.ttl", "prov:wasGeneratedBy", "gov:made"),)),
    ("F-UJI", "FsF-R1.3-01M", (("dataset.ttl", "dcat:Dataset", "gov:Dataset"),)),
    ("F-UJI", "FsF-R1.3-02D", (("dataset.ttl", "text/turtle", "application/x-ours"), (HTML, '"text/turtle"', '"a/x"'))),
    ("FOOPS!", "URI1", (without("ontology.html"),)),
    ("FOOPS!", "URI2", ((TTL, f"<{BASE}ontology> a owl:Ontology", f"<{BASE}other> a owl:Ontology"),)),
    ("FOOPS!", "URI2", ((TTL, "gov:Letter a",
                         f"<{BASE}ontology/law> a owl:Ontology ; dcterms:isPartOf <{BASE}ontology> .\ngov:Letter a"),)),
    ("FOOPS!", "CN1", (without("rules/w3id/.htaccess"),)),
    ("FOOPS!", "FIND1", ((TTL, "vann:preferredNamespacePrefix", "vann:x"),)),
    ("FOOPS!", "FIND2", ((TTL, "vann:preferredNamespacePrefix", "vann:x"),)),
    ("FOOPS!", "OM1", ((TTL, "dcterms:title", "gov:title"),)),
    ("FOOPS!", "OM2", ((TTL, "dcterms:bibliographicCitation", "gov:citation"),)),
    ("FOOPS!", "OM3", ((TTL, "bibo:doi", "gov:doi"),)),
    ("FOOPS!", "OM4.1", ((TTL, "dcterms:license", "gov:licence"),)),
    ("FOOPS!", "OM4.2", ((TTL, f"dcterms:license <{LICENCE}>", 'dcterms:license "free"'),)),
    ("FOOPS!", "OM5.1", ((TTL, "dcterms:created", "gov:created"),)),
    ("FOOPS!", "OM5.2", ((TTL, "dcterms:issued", "gov:issued"),)),
    ("FOOPS!", "RDF1", (without(TTL),)),
    ("FOOPS!", "DOC1", (("ontology.html", 'id="Letter"', 'id="Lettre"'),)),
    ("FOOPS!", "VER1", ((TTL, f"owl:versionIRI <{BASE}ontology/1.0>", f"owl:versionIRI <{BASE}ontology>"),)),
    ("FOOPS!", "VER2", (without("ontology/1.0.ttl"),)),
    ("FOOPS!", "VOC2", ((TTL, "schema:CreativeWork a owl:Class .", ""),)),
    ("FOOPS!", "VOC3", ((TTL, 'rdfs:label "Letter"@en, "Brief"@de ;', ""),)),
    ("FOOPS!", "VOC4", ((TTL, '; skos:definition "A text."@en, "Ein Text."@de', ""),)),
    ("Site", "pages", (without("id/person/ada.html"),)),
    ("Site", "pages", (("id/statement/ada.html", "signed-0123456789ab", "signed-x"),)),
    ("Site", "pages", (("ontology.html", 'id="Letter"', 'id="Lettre"'),)),
    ("Site", "pages", (("shapes.html", 'id="Person"', 'id="X"'),)),
    ("Site", "pages", ((HTML, "build-1", "build"),)),
    ("Site", "pages", (without("data/govgraph.nq"), without("shapes.ttl"))),
    ("Site", "languages", (without("id/person/ada.de.html"),)),
    *(("Site", "signposting-1", (("id/person/ada.html", f'rel="{rel}"', 'rel="x"'),))
      for rel in ("cite-as", "author", "license", "type", "collection", "describedby", "linkset")),
    ("Site", "signposting-1", (("id/person/ada.html", "id/person/ada.ttl", "id/person/eve.ttl"),)),
    ("Site", "signposting-1", (("id/person/ada.html", f'as" href="{BASE}id/person/ada', f'as" href="{BASE}x'),)),
    ("Site", "signposting-2", (("id/person/ada.linkset.json", '"linkset"', '"links"'),)),
    ("Site", "signposting-2", (("id/person/ada.linkset.json", f'"{BASE}id/person/ada"', f'"{BASE}id/person/eve"'),)),
    ("Site", "signposting-2", (("id/person/ada.linkset.json", '"describedby"', '"Described By"'),)),
    ("Site", "signposting-2", (("id/person/ada.linkset.json", '"href"', '"link"'),)),
    ("Site", "signposting-2", (("id/person/ada.linkset.json", "ada.ttl", "eve.ttl"),)),
    ("Site", "signposting-2", (("id/person/ada.linkset.json", '"text/turtle"', '["text/turtle"]'),)),
    ("Site", "signposting-2", (("id/person/ada.linkset.json", '"type"', '"hreflang"'),)),
    ("Site", "faces", (("id/person/ada.nt", "schema.org/name", "schema.org/familyName"),)),
    ("Site", "faces", (without("id/person/ada.md"),)),
    ("Site", "faces", (without("ontology.nt"),)),
    ("Site", "faces", (("id/person/ada.jsonld", "[", "[["),)),
    ("Site", "agreement", ((HTML, '"datePublished": "2026-01-02"', '"datePublished": "2026-01-03"'),)),
    ("Site", "header", ((TTL, "bibo:status", "gov:status"),)),
    ("Site", "header", ((TTL, ', "Eine Ontologie"@de', ""),)),
    ("Site", "header", ((TTL, f'"{BASE}ontology#"', f'"{BASE}other#"'),)),
    ("Site", "prior-version", ((TTL, 'dcterms:created "2026-01-02"', 'dcterms:created "2025-01-02"'),)),
    ("Site", "terms", ((TTL, ', "Ein Text."@de', ""),)),
    ("Site", "negotiation", (("rules/w3id/.htaccess", "text/markdown", ""),)),
    ("Site", "negotiation", (without("rules/w3id/.htaccess"),)),
    ("Site", "sitemap", (("sitemap.xml", "ada.html", "eve.html"),)),
    ("Site", "sitemap", (without("robots.txt"),)),
]  # fmt: skip

# These depend on the base alone, or on nothing.
OF_THE_BASE = {"FsF-F1-02MD", "PURL1", "HTTP1"}
NEVER_FAILS = {"FsF-A2-01M", "FIND3", "FIND_3_BIS"}  # not asked; a registry in the net
OF_THE_HEADER = {"VOC1"}


def test_a_good_site_fails_nothing_and_reaches_the_agreed_scores(tmp_path: Path, project: Project) -> None:
    report = check_fair(write_site(tmp_path), project)
    assert [(each.metric.id, each.answer.evidence) for each in report.failures] == []
    assert report.reached
    assert {tool: report.score(tool) for tool in AGREED} == dict.fromkeys(AGREED, Fraction(1))
    assert {each.answer.result for each in report.results} == RESULTS.keys() - {"failed"}


@pytest.mark.parametrize(("tool", "name", "edits"), BREAKS)
def test_each_fault_turns_its_metric_to_failed(
    tmp_path: Path, project: Project, tool: str, name: str, edits: tuple[Edit, ...]
) -> None:
    found = answer(write_site(tmp_path, edits), project, tool, name).answer
    assert found.result == "failed"
    assert found.evidence
    assert found.mend


@pytest.mark.parametrize("name", sorted(OF_THE_BASE))
def test_a_base_that_is_no_lasting_web_address_fails(tmp_path: Path, project: Project, name: str) -> None:
    tool = "F-UJI" if name.startswith("FsF") else "FOOPS!"
    other = replace(project, base="https://example.org/graph/" if name != "HTTP1" else "urn:example:")
    write_site(tmp_path)
    for path in (each for each in tmp_path.rglob("*") if each.is_file()):
        path.write_text(path.read_text(encoding="utf-8").replace(BASE, other.base), encoding="utf-8")
    assert answer(tmp_path, other, tool, name).answer.result == "failed"


def test_a_header_of_own_words_only_reuses_no_vocabulary(tmp_path: Path, project: Project) -> None:
    words = ("dcterms:", "vann:", "bibo:", "foaf:")
    edits = [(TTL, f"    {word}", "    gov:") for word in words]
    assert answer(write_site(tmp_path, edits), project, "FOOPS!", "VOC1").answer.result == "failed"


def test_every_metric_that_can_fail_is_made_to_fail() -> None:
    broken = {name for _, name, _ in BREAKS} | OF_THE_BASE | OF_THE_HEADER
    assert broken | NEVER_FAILS == {each.id for each in METRICS}
    assert not broken & NEVER_FAILS


def test_every_metric_has_a_check_and_words_in_both_languages() -> None:
    checks: dict[str, dict[str, Callable[[BuiltSite], object]]] = {
        "F-UJI": dict(fuji.CHECKS), "FOOPS!": dict(foops.CHECKS), "Site": dict(own.CHECKS),
    }  # fmt: skip
    assert {tool: [each.id for each in METRICS if each.tool == tool] for tool in checks} == {
        tool: list(found) for tool, found in checks.items()
    }
    assert [sum(each.tool == tool for each in METRICS) for tool in checks] == [18, 24, 11]
    assert all(all(each.title) and each.title[0] != each.title[1] and each.looks_at for each in METRICS)


def test_what_only_a_host_can_answer_is_not_counted(tmp_path: Path, project: Project) -> None:
    report = check_fair(write_site(tmp_path), project)
    live = {each.metric.id for each in report.results if each.answer.result == "needs a live host"}
    assert live == {
        "FsF-F1-02MD", "FsF-A1-02MD", "URI1", "CN1", "FIND2", "FIND3", "FIND_3_BIS", "OM4.2", "VER2"
    }  # fmt: skip
    assert report.counts("FOOPS!") == {"passed": 17, "needs a live host": 7}


def test_a_catalogue_in_the_header_answers_for_the_registry(tmp_path: Path, project: Project) -> None:
    edit = (TTL, "bibo:doi", f"schema:includedInDataCatalog <{BASE}catalog> ;\n    bibo:doi")
    assert answer(write_site(tmp_path, [edit]), project, "FOOPS!", "FIND3").answer.result == "passed"


def test_one_failure_keeps_a_tool_above_the_agreed_score_and_two_do_not(tmp_path: Path, project: Project) -> None:
    one = check_fair(write_site(tmp_path / "one", [(TTL, "bibo:doi", "gov:doi")]), project)
    assert one.score("FOOPS!") == Fraction(16, 17)
    assert one.reached
    edits = [(TTL, "bibo:doi", "gov:doi"), (TTL, "dcterms:bibliographicCitation", "gov:citation")]
    assert not check_fair(write_site(tmp_path / "two", edits), project).reached


def test_one_failure_of_our_own_checks_is_below_the_agreed_score(tmp_path: Path, project: Project) -> None:
    assert not check_fair(write_site(tmp_path, [without("id/person/ada.de.html")]), project).reached


def test_an_ontology_that_is_published_elsewhere_is_not_asked(tmp_path: Path, project: Project) -> None:
    edits = [(TTL, f"<{BASE}ontology>", "<https://other.example/ontology>"), without("ontology.html")]
    report = check_fair(write_site(tmp_path, edits), project)
    assert report.counts("FOOPS!") == {"not applicable": 24}
    assert {each.metric.id for each in report.results if "other.example" in each.answer.evidence} > {"header", "terms"}


def test_the_site_of_the_repository_fails_nothing_but_the_doi() -> None:
    project = built_project()
    report = check_fair(built_site(), project)
    failures = {each.metric.id: each.answer.evidence for each in report.failures}
    assert failures in ({}, {"OM3": "missing: doi (bibo:doi)"})
    assert report.reached


def test_without_a_site_the_command_that_makes_it_is_named(tmp_path: Path, project: Project) -> None:
    with pytest.raises(UsageError, match="govgraph site"):
        check_fair(tmp_path, project)


def test_the_report_reads_well_and_is_the_same_each_time(tmp_path: Path, project: Project) -> None:
    site = write_site(tmp_path, [(TTL, "bibo:doi", "gov:doi")])
    report, again = check_fair(site, project), check_fair(site, project)
    assert report.text() == again.text()
    assert report.json() == again.json()
    assert "F-UJI: 100 % (agreed: 90 %); 15 passed, 2 needs a live host, 1 not applicable" in report.text()
    assert "nicht bestanden" in report.text("de")
    told = json.loads(report.json())
    assert told["reached"] is True
    assert told["scores"]["FOOPS!"]["failed"] == 1
    assert [each["id"] for each in told["results"]] == [each.id for each in METRICS]


def test_the_table_of_the_docs_has_a_row_for_each_metric(tmp_path: Path, project: Project) -> None:
    assert [len(row) for row in fair_table()] == [4] * len(METRICS)
    rows = fair_table(check_fair(write_site(tmp_path), project))
    assert {row[4] for row in rows} == RESULTS.keys() - {"failed"}
    assert "`FsF-A1.1-01MD` (`FsF-A1-02M`) (`FsF-A1-03D`)" in {row[1] for row in rows}


@pytest.mark.parametrize(("edits", "code"), [((), 0), ((without("dataset.ttl"),), 1)])
def test_the_command_ends_with_1_below_the_agreed_score(tmp_path: Path, edits: tuple[Edit, ...], code: int) -> None:
    site = write_site(tmp_path, edits)
    done = CliRunner().invoke(command, ["--site", str(site), "--json"], obj=ROOT)
    assert json.loads(done.stdout)["reached"] is (code == 0)
    assert done.exit_code == code


def test_an_empty_report_reaches_nothing() -> None:
    assert not FairReport(()).reached


def test_the_page_on_fair_tells_what_the_real_site_answers() -> None:
    arguments = [sys.executable, str(ROOT / "docs/generate.py"), "--site", str(built_site()), "--check"]
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
