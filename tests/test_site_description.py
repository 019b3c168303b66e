"""The site's description of itself: DCAT-AP, VoID, PROV, Croissant, citation, link sets, sitemap, llms.txt, pages."""

from __future__ import annotations

import csv
import hashlib
import json
import pathlib
import re
import warnings
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.csv
import pyarrow.parquet
import pyoxigraph as ox
import pytest
import rdflib
import yaml

from govgraph.assembly import derive, read_model, read_rules
from govgraph.errors import DataError
from govgraph.export.dumps import DUMPS
from govgraph.export.tables import ENTITY_COLUMNS, STATEMENT_COLUMNS
from govgraph.graph.views import Triple
from govgraph.inputs import read_sources
from govgraph.namespaces import SH
from govgraph.project import load_project
from govgraph.publish.about_page import about_pages
from govgraph.publish.catalog import Catalog, make_catalog
from govgraph.publish.describe.crawlers import write_sitemaps
from govgraph.publish.describe.dcat import Described, describe_catalog, read_metadata
from govgraph.publish.describe.dcat_check import dcat_shapes, require_dcat_ap, validate_description
from govgraph.publish.describe.files import Dumped, description_files, redirects
from govgraph.publish.describe.linksets import document_linksets, entity_links, entity_linksets, linkset_file
from govgraph.publish.describe.loading import how_to_load
from govgraph.publish.describe.service import describe_service
from govgraph.publish.links import links_of
from govgraph.publish.pages import File, Page, render
from govgraph.query import list_questions
from govgraph.validate.engines import Result

URL = "https://site.example/graph/"
PATHS = ("index.html", "index.de.html", "graph.html", "404.html", "404.de.html")
DCAT, DCTERMS = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"


class Site(NamedTuple):
    """A catalog, its dumps, and all that describes it by path."""

    catalog: Catalog
    dumps: dict[str, Dumped]
    files: dict[str, str]

    @property
    def base(self) -> str:
        """Where its IRIs begin."""
        return self.catalog.project.base


@cache
def read_site(folder: Path) -> Site:
    """The description of a built project."""
    project = load_project(folder)
    model = read_model(project, read_sources(project))
    questions = list_questions(project)
    catalog = make_catalog(project, model, derive(project, model), read_rules(project), questions)
    files = json.loads((project.output / "manifest.json").read_text(encoding="utf-8"))["files"]
    dumps = {name: Dumped(each["bytes"], each["sha256"]) for name, each in files.items()}
    made: dict[str, str] = {}
    for item in (*description_files(catalog, dumps, URL, PATHS), *about_pages(catalog)):
        assert item.path not in made, f"{item.path} is made twice"
        made[item.path] = text_of(item, catalog)
    return Site(catalog, dumps, made)


def text_of(item: Page | File, catalog: Catalog) -> str:
    """A page rendered, or a file's text."""
    if isinstance(item, File):
        return item.content.decode()
    project = catalog.project
    shared = {
        "title": (project.title["en"], project.title.get("de", "")),
        "name": project.name,
        "version": project.version,
        "issued": project.issued,
        "base": project.base,
        "url": URL,
        "licence": project.licence,
        "licence_name": "CC BY 4.0",
        "menu": (),
        "foot": (),
    }
    return render(item, shared)


@pytest.fixture
def site(built_once: Path) -> Site:
    """The small project's description."""
    return read_site(built_once)


def described(site: Site) -> tuple[list[Triple], Described]:
    """The DCAT-AP description and the build's own."""
    metadata = read_metadata(site.catalog)
    return describe_catalog(site.catalog, metadata, site.dumps, URL), metadata


def graph_of(text: str, form: str) -> rdflib.Graph:
    """A text as rdflib (JSON-LD: Oxigraph) reads it; literals keep their form."""
    if form == "json-ld":
        read = ox.parse(text.encode(), ox.RdfFormat.JSON_LD)
        text, form = "".join(f"{quad.triple} .\n" for quad in read), "nt"
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return rdflib.Graph().parse(data=text, format=form)
    finally:
        rdflib.NORMALIZE_LITERALS = normalize


# ------------------------------------------------------------------------------------------------ RDF


def test_the_faces_of_the_dataset_hold_the_same_triples_and_no_blank_node(site: Site) -> None:
    turtle, ntriples, json_ld = (
        graph_of(site.files[f"dataset.{ending}"], form)
        for ending, form in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"))
    )
    assert len(turtle) > 300
    assert set(turtle) == set(ntriples) == set(json_ld)
    assert not any(isinstance(term, rdflib.BNode) for triple in turtle for term in triple)


def test_the_description_keeps_what_the_build_says_but_the_list_of_languages(site: Site) -> None:
    whole = graph_of(site.files["dataset.ttl"], "turtle")
    built = graph_of((site.catalog.project.output / "void.ttl").read_text(encoding="utf-8"), "turtle")
    missing = set(built) - set(whole)
    assert {str(predicate) for _, predicate, _ in missing} == {f"{DCTERMS}language"}
    languages = {str(each) for each in whole.objects(None, rdflib.URIRef(f"{DCTERMS}language"))}
    assert {each.rpartition("/")[2] for each in languages} == {"ENG", "DEU"}


def test_every_distribution_has_the_size_and_checksum_of_its_file(site: Site) -> None:
    graph = graph_of(site.files["dataset.ttl"], "turtle")
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    dcat = rdflib.Namespace(DCAT)
    nodes = set(graph.subjects(rdflib.RDF.type, dcat.Distribution))
    assert len(nodes) == len(DUMPS)
    for node in nodes:
        content = (site.catalog.project.output / str(node).rpartition("/")[2]).read_bytes()
        checksum = graph.value(node, spdx.checksum)
        assert str(graph.value(node, dcat.byteSize)) == str(len(content))
        assert str(graph.value(checksum, spdx.checksumValue)) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_the_description_conforms_to_dcat_ap(site: Site, engine: str) -> None:
    triples, metadata = described(site)
    results = validate_description(triples, metadata.prefixes, engine)
    assert {each.severity for each in results} == {f"{SH}Info"}
    # What the settings of a project do not say is not made up.
    assert {re.split("[/#]", each.path.strip("<>"))[-1] for each in results} == {
        "availability", "contactPoint", "service", "spatial", "temporal", "theme", "themeTaxonomy", "type",
    }  # fmt: skip


def test_both_engines_find_the_same(site: Site) -> None:
    triples, metadata = described(site)
    spoilt = [each for each in triples if each[1] not in ("dcterms:title", "dcat:accessURL", "foaf:name")]
    found = [validate_description(spoilt, metadata.prefixes, engine) for engine in ("fast", "pyshacl")]
    assert found[0] == found[1]
    assert len(violations(found[0])) > len(DUMPS)


def violations(results: list[Result]) -> list[Result]:
    """The results that are violations."""
    return [each for each in results if each.severity == f"{SH}Violation"]


MANDATORY = {
    "catalog": ("dcterms:title", "dcterms:description", "dcterms:publisher"),
    "dataset": ("dcterms:title", "dcterms:description"),
    "distribution/govgraph.ttl": ("dcat:accessURL",),
    "distribution/govgraph.ttl/checksum": ("spdx:algorithm", "spdx:checksumValue"),
    "publisher": ("foaf:name",),
    "sparql-service": ("dcterms:title", "dcat:endpointURL"),
}


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize(("node", "prop"), [(node, prop) for node, props in MANDATORY.items() for prop in props])
def test_without_a_mandatory_property_the_description_fails(site: Site, node: str, prop: str, engine: str) -> None:
    triples, metadata = described(site)
    triples = sorted({*triples, *describe_service(site.catalog.project, metadata.triples, URL, f"{URL}query")})
    focus = f"<{site.base}{node}>"
    assert not violations(validate_description(triples, metadata.prefixes, engine))
    spoilt = [each for each in triples if each[:2] != (focus, prop)]
    assert len(spoilt) < len(triples), "the property is not there to begin with"
    found = violations(validate_description(spoilt, metadata.prefixes, engine))
    assert {(each.focus, each.path, each.component) for each in found} == {
        (focus, f"<{metadata.prefixes.iri(prop)}>", f"{SH}MinCountConstraintComponent")
    }
    assert {language for language, _ in found[0].messages} == {"en", "de"}


WRONG = {
    "a size as text": ("distribution/govgraph.ttl", "dcat:byteSize", '"big"'),
    "a second size": ("distribution/govgraph.ttl", "dcat:byteSize", '"7"^^xsd:nonNegativeInteger'),
    "a media type as text": ("distribution/govgraph.ttl", "dcat:mediaType", '"text/turtle"'),
    "a format of another list": ("distribution/govgraph.ttl", "dcterms:format", "<https://example.org/ttl>"),
    "a language of another list": ("dataset", "dcterms:language", "<http://id.loc.gov/vocabulary/iso639-1/en>"),
    "a theme of another list": ("dataset", "dcat:theme", "<https://example.org/theme>"),
    "an access right of another list": ("dataset", "dcterms:accessRights", "<https://example.org/open>"),
    "a second publisher": ("catalog", "dcterms:publisher", "<https://example.org/other>"),
    "a second licence": ("catalog", "dcterms:license", "<https://example.org/licence>"),
    "a title that is no text": ("dataset", "dcterms:title", "<https://example.org/title>"),
    "a date as text": ("catalog", "dcterms:issued", '"yesterday"'),
    "a dataset that is none": ("catalog", "dcat:dataset", "<https://example.org/thing>"),
    "a checksum not in hex": ("distribution/govgraph.ttl/checksum", "spdx:checksumValue", '"abc"'),
    "a keyword that is no text": ("dataset", "dcat:keyword", "<https://example.org/word>"),
}


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("case", WRONG)
def test_what_dcat_ap_forbids_is_found(site: Site, case: str, engine: str) -> None:
    triples, metadata = described(site)
    node, prop, value = WRONG[case]
    focus = f"<{site.base}{node}>"
    found = violations(validate_description(sorted([*triples, (focus, prop, value)]), metadata.prefixes, engine))
    assert found
    assert {(each.focus, each.path) for each in found} == {(focus, f"<{metadata.prefixes.iri(prop)}>")}


def test_a_description_that_does_not_conform_is_an_error(site: Site) -> None:
    triples, metadata = described(site)
    require_dcat_ap(triples, metadata.prefixes)
    with pytest.raises(DataError) as caught:
        require_dcat_ap([each for each in triples if each[1] != "dcterms:publisher"], metadata.prefixes)
    assert caught.value.findings[0].rule == "dcat-ap"


def test_every_shape_speaks_both_languages() -> None:
    shapes = dcat_shapes()
    paths = {subject for subject, predicate in shapes.index if predicate == f"{SH}path"}
    assert len(paths) > 60
    for each in paths:
        said = {getattr(text, "language", "") for text in shapes.objects(each, "message")}
        assert said == {"en", "de"}, each


def test_without_an_endpoint_no_service_is_described(site: Site) -> None:
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    graph = graph_of(site.files["sparql-service.ttl"], "turtle")
    assert not set(graph.subjects(rdflib.RDF.type, sd.Service))
    names = {str(each).rpartition("/")[2] for each in graph.objects(None, sd.name)}
    stored = ox.Store()
    stored.load(path=site.catalog.project.output / "govgraph.nq")
    assert names == {each.value.rpartition("/")[2] for each in stored.named_graphs() if isinstance(each, ox.NamedNode)}
    metadata = read_metadata(site.catalog)
    served = describe_service(site.catalog.project, metadata.triples, URL, f"{URL}query")
    assert (f"<{site.base}sparql-service>", "sd:endpoint", f"<{URL}query>") in served


# ------------------------------------------------------------------------------------------------ pages


def test_every_minted_iri_without_a_page_leads_to_an_id_of_the_dataset_page(site: Site) -> None:
    places = dict(redirects(site.catalog))
    ids = {
        language: set(links_of(path, site.files[path]).ids.split("\n"))
        for language, path in (("en", "dataset.html"), ("de", "dataset.de.html"))
    }
    assert len(places) > 60
    for path, place in places.items():
        page, _, anchor = place.partition("#")
        if page == "dataset.html":
            assert anchor in ids["en"], path
            assert anchor in ids["de"], path
    described_iris = {str(each) for each in graph_of(site.files["dataset.ttl"], "turtle").subjects()}
    described_iris |= {str(each) for each in graph_of(site.files["sparql-service.ttl"], "turtle").subjects()}
    own = {each.removeprefix(site.base) for each in described_iris if each.startswith(site.base)}
    assert own - {"", "dataset", "ontology", "shapes"} <= set(places)


def test_the_pages_have_only_sound_links(site: Site) -> None:
    for path in ("dataset.html", "dataset.de.html", "about.html", "about.de.html"):
        told = links_of(path, site.files[path])
        assert not told.faults
        own = {each.partition("#")[2] for each in told.targets.split("\n") if each.startswith(f"{path}#")}
        assert own <= set(told.ids.split("\n"))


def test_the_dataset_page_names_every_dump_with_its_checksum(site: Site) -> None:
    for path in ("dataset.html", "dataset.de.html", "dataset.md"):
        for name, dumped in site.dumps.items():
            assert dumped.sha256 in site.files[path]
            assert f"data/{name}" in site.files[path]


def test_the_about_page_gives_the_ontologys_definition_of_each_status(site: Site) -> None:
    for term, classes in site.catalog.schema.individuals.values():
        if "gov:Status" in classes:
            texts = [o for s, p, o in site.catalog.ontology if s == term and p == "skos:definition"]
            for path, language in (("about.html", "@en"), ("about.de.html", "@de")):
                text = next(each for each in texts if each.endswith(language))
                assert text[1:].rpartition('"')[0] in site.files[path]


def test_the_way_to_load_a_dump_that_the_page_shows_works(site: Site) -> None:
    known = {"json": json, "pathlib": pathlib, "pyarrow": pyarrow, "pyoxigraph": ox, "rdflib": rdflib}
    shown = 0
    for name in site.dumps:
        way = how_to_load(name)
        if way is not None:
            line = way.code.replace(f'"{name}"', repr(str(site.catalog.project.output / name)))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, when it reads JSON-LD
                eval(line, {}, known)  # noqa: S307 - our own line
            shown += 1
    assert shown == len([name for name in site.dumps if not name.endswith(".html")])


def json_ld_of(html: str) -> dict[str, Any]:
    """The JSON-LD in a page's head."""
    found: dict[str, Any] = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])
    return found


def test_the_head_describes_a_schema_org_dataset(site: Site) -> None:
    for path in ("dataset.html", "dataset.de.html"):
        node = json_ld_of(site.files[path])
        assert node["@type"] == "Dataset"
        for key in ("name", "description", "license", "creator", "publisher", "datePublished", "keywords", "version"):
            assert node[key], key
        assert {each["contentUrl"] for each in node["distribution"]} == {f"{URL}data/{name}" for name in site.dumps}
        assert {each["sha256"] for each in node["distribution"]} == {each.sha256 for each in site.dumps.values()}


# ------------------------------------------------------------------------------------------------ files for tools


def test_croissant_has_what_the_specification_requires(site: Site) -> None:
    document = json.loads(site.files["croissant.json"])
    required = {
        "@context", "@type", "conformsTo", "name", "description", "license", "url", "creator", "datePublished",
    }  # fmt: skip
    assert required <= set(document)
    assert document["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    objects = {each["@id"]: each for each in document["distribution"]}
    assert set(objects) == set(site.dumps)
    for name, each in objects.items():
        assert {"@type", "@id", "name", "contentUrl", "encodingFormat", "sha256"} <= set(each)
        assert (each["@type"], each["sha256"]) == ("cr:FileObject", site.dumps[name].sha256)


def test_croissant_names_every_column_of_the_tables_and_refers_to_nothing_else(site: Site) -> None:
    document = json.loads(site.files["croissant.json"])
    tables = {each["name"]: each for each in document["recordSet"]}
    columns = {"entities": ENTITY_COLUMNS, "statements": STATEMENT_COLUMNS}
    assert set(tables) == set(columns)
    fields = {field["@id"] for table in tables.values() for field in table["field"]}
    for name, table in tables.items():
        with (site.catalog.project.output / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        extracted = [field["source"]["extract"]["column"] for field in table["field"]]
        assert extracted == header == list(columns[name])
        for field in table["field"]:
            assert field["@type"] == "cr:Field"
            assert field["dataType"] in ("sc:Text", "sc:URL", "sc:Integer")
            assert field["description"]
            assert field["source"]["fileObject"]["@id"] == f"{name}.csv"
            if "references" in field:
                assert field["references"]["field"]["@id"] in fields
        assert table["key"]["@id"] in fields


def test_croissant_is_json_ld_with_all_its_keys_in_the_context(site: Site) -> None:
    quads = list(ox.parse(site.files["croissant.json"].encode(), ox.RdfFormat.JSON_LD, base_iri=f"{URL}croissant.json"))
    predicates = {quad.predicate.value for quad in quads}
    croissant = "http://mlcommons.org/croissant/"
    used = {f"{croissant}{each}" for each in ("recordSet", "field", "source", "extract", "column", "fileObject", "key")}
    assert used <= predicates


def test_the_citation_file_is_of_version_1_2_0(site: Site) -> None:
    document = yaml.safe_load(site.files["CITATION.cff"])
    project = site.catalog.project
    assert {"cff-version", "message", "title", "authors"} <= set(document)
    assert (document["cff-version"], document["type"]) == ("1.2.0", "dataset")
    assert (document["version"], document["date-released"]) == (project.version, project.issued)
    assert document["license"] == "CC-BY-4.0"
    assert document["authors"] == [{"name": project.publisher, "website": project.homepage}]


def test_datacite_has_the_mandatory_properties_and_no_doi(site: Site) -> None:
    document = json.loads(site.files["datacite.json"])
    for key in ("creators", "titles", "publisher", "publicationYear", "types", "schemaVersion"):
        assert document[key], key
    assert document["types"]["resourceTypeGeneral"] == "Dataset"
    assert document["alternateIdentifiers"][0]["alternateIdentifier"] == f"{site.base}dataset"
    assert "doi" not in document
    assert "identifiers" not in document


def test_void_stands_where_crawlers_look(site: Site) -> None:
    built = (site.catalog.project.output / "void.ttl").read_text(encoding="utf-8")
    assert site.files["void.ttl"] == site.files[".well-known/void"] == built


NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def addresses(text: str) -> list[str]:
    """The addresses of a sitemap or of its index."""
    return [each.text or "" for each in parse_xml(text).findall(".//s:loc", NAMES)]


def parse_xml(text: str) -> ET.Element:
    """The root of an XML text."""
    return ET.fromstring(text)  # noqa: S314 - our own text


def test_the_sitemap_lists_every_page_with_its_other_language(site: Site) -> None:
    text = site.files["sitemap.xml"]
    assert addresses(text) == [
        f"{URL}{name}"
        for name in ("dataset.de.html", "dataset.html", "graph.html", "index.de.html", "index.html")
    ]  # fmt: skip
    for entry in parse_xml(text).findall("s:url", NAMES):
        address = entry.findtext("s:loc", "", NAMES)
        others = {each.get("hreflang"): each.get("href") for each in entry.findall("x:link", NAMES)}
        assert set(others) == (set() if address.endswith("graph.html") else {"en", "de", "x-default"})
        assert not others or address in others.values()
        assert entry.findtext("s:lastmod", "", NAMES) == site.catalog.project.issued
    assert f"Sitemap: {URL}sitemap.xml" in site.files["robots.txt"].splitlines()


def test_many_pages_are_spread_over_sitemaps_with_an_index() -> None:
    paths = [f"p{number}.html" for number in range(7)]
    made = {each.path: each.content.decode() for each in write_sitemaps(URL, paths, "2026-01-02", most=3)}
    assert addresses(made["sitemap.xml"]) == [f"{URL}sitemap-{number}.xml" for number in (1, 2, 3)]
    found = [each for number in (1, 2, 3) for each in addresses(made[f"sitemap-{number}.xml"])]
    assert found == [f"{URL}{path}" for path in paths]


def test_llms_txt_has_the_form_of_llmstxt_org(site: Site) -> None:
    lines = site.files["llms.txt"].splitlines()
    assert lines[0] == f"# {site.catalog.project.title['en']}"
    assert lines[2].startswith("> ")
    assert not [line for line in lines[1:] if re.match(r"#{1}(?!#)|#{3,}", line)]
    sections = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert sections[-1] == "Optional"
    assert {"Pages", "Data", "Questions"} <= set(sections)
    start = lines.index("## Pages")
    rows = [line for line in lines[start:] if line and not line.startswith("## ")]
    form = re.compile(r"- \[[^\n]+?\]\((https://site\.example/graph/[^()\s]+)\)(?:: .+)?")
    assert all(form.fullmatch(row) for row in rows)
    assert len(rows) > len(site.dumps) + len(site.catalog.questions)


# ------------------------------------------------------------------------------------------------ link sets


def contexts_of(file: File) -> dict[str, dict[str, Any]]:
    """The link contexts of a link set by anchor, its form checked (RFC 9264, 4.2)."""
    document = json.loads(file.content)
    assert set(document) == {"linkset"}
    found: dict[str, dict[str, Any]] = {}
    for context in document["linkset"]:
        anchor = context.pop("anchor")
        assert anchor not in found
        found[anchor] = context
        for relation, targets in context.items():
            assert re.fullmatch(r"[a-z][a-z-]*", relation)
            for target in targets:
                assert target["href"].startswith("https://")
                assert isinstance(target.get("hreflang", []), list)
    return found


def test_an_entitys_link_set_says_what_its_pages_and_faces_are(site: Site) -> None:
    catalog = site.catalog
    entities = sorted(catalog.kind)
    files = list(entity_linksets(catalog, entities, URL))
    assert [each.path for each in files] == [f"{catalog.paths[each]}.linkset.json" for each in entities]
    for entity, file in zip(entities, files, strict=True):
        path, found = catalog.paths[entity], contexts_of(file)
        faces = [f"{URL}{path}.{ending}" for ending in ("ttl", "jsonld", "nt", "md")]
        assert set(found) == {f"{URL}{path}.html", f"{URL}{path}.de.html", *faces}
        for page in (f"{URL}{path}.html", f"{URL}{path}.de.html"):
            assert found[page]["cite-as"] == [{"href": catalog.schema.prefixes.iri(entity)}]
            assert [each["href"] for each in found[page]["describedby"]] == faces
            assert all(each["type"] for each in found[page]["describedby"])
            assert {"author", "license", "type", "collection"} <= set(found[page])
        for face in faces:
            assert found[face]["describes"] == [{"href": f"{URL}{path}.html", "type": "text/html"}]


def test_the_links_of_a_head_agree_with_the_link_set(site: Site) -> None:
    catalog = site.catalog
    for entity in sorted(catalog.kind):
        path = catalog.paths[entity]
        links = entity_links(catalog, path, entity)
        found = contexts_of(next(entity_linksets(catalog, [entity], URL)))[f"{URL}{path}.html"]
        types = [href for relation, href, _ in links if relation == "type"]
        assert types == [each["href"] for each in found["type"]]
        assert types[0] == "https://schema.org/AboutPage"
        assert all(each.startswith("https://schema.org/") for each in types)
        assert ("linkset", f"{path}.linkset.json", "application/linkset+json") in links


def test_the_datasets_link_set_names_every_dump_as_item(site: Site) -> None:
    found = contexts_of(File("dataset.linkset.json", site.files["dataset.linkset.json"].encode()))
    listed = {each["href"] for each in found[f"{URL}dataset.html"]["item"]}
    assert listed == {f"{URL}data/{name}" for name in site.dumps}
    described = {each["href"]: each["type"] for each in found[f"{URL}dataset.html"]["describedby"]}
    for path in ("dataset.ttl", "dataset.jsonld", "croissant.json", "datacite.json"):
        assert path in site.files
        assert f'type="{described[f"{URL}{path}"]}" href="{path}"' in site.files["dataset.html"]
    for each in listed:
        assert found[each]["collection"] == [{"href": f"{URL}dataset.html", "type": "text/html"}]


def test_the_documents_have_link_sets_with_their_faces(site: Site) -> None:
    made = {each.path: contexts_of(each) for each in document_linksets(site.catalog, URL)}
    assert set(made) == {"ontology.linkset.json", "shapes.linkset.json"}
    page = made["ontology.linkset.json"][f"{URL}ontology.html"]
    assert page["cite-as"] == [{"href": f"{site.base}ontology"}]
    assert page["describedby"][0]["href"] == f"{URL}ontology.ttl"


def test_a_link_set_without_an_address_of_the_site_uses_the_homepage(site: Site) -> None:
    homepage = site.catalog.project.homepage
    file = linkset_file(site.catalog, "ontology", f"{site.base}ontology", ())
    assert set(contexts_of(file)) == {f"{homepage}ontology.html", f"{homepage}ontology.de.html"}


# ------------------------------------------------------------------------------------------------ any project


def test_the_same_input_gives_the_same_bytes(site: Site) -> None:
    again = {
        item.path: text_of(item, site.catalog)
        for item in (*description_files(site.catalog, site.dumps, URL, reversed(PATHS)), *about_pages(site.catalog))
    }
    assert again == site.files


def test_a_missing_slash_and_a_missing_address_are_made_up_for(site: Site) -> None:
    plain = {each.path: each for each in description_files(site.catalog, site.dumps, URL.rstrip("/"), PATHS)}
    home = {each.path: each for each in description_files(site.catalog, site.dumps, "", PATHS)}
    for made, root in ((plain, URL), (home, site.catalog.project.homepage)):
        assert f"Sitemap: {root}sitemap.xml" in text_of(made["robots.txt"], site.catalog)


def test_texts_of_the_project_are_never_markup(site: Site) -> None:
    catalog = site.catalog
    evil = '</script><img src=x onerror=alert(1)>"{{ 7*7 }}'
    project = load_project(catalog.project.root)
    spoilt = type(project)(
        **{name: getattr(project, name) for name in project.__slots__}
        | {"title": {"en": evil, "de": evil}, "description": {"en": evil, "de": evil}, "publisher": evil}
    )
    told = Catalog(**{name: getattr(catalog, name) for name in Catalog.__slots__} | {"project": spoilt})
    items = {each.path: each for each in (*description_files(told, site.dumps, URL, ()), *about_pages(told))}
    for path in ("dataset.html", "dataset.de.html", "about.html", "about.de.html"):
        html = text_of(items[path], told)
        assert "<img" not in html
        assert html.count("<script") == html.count("</script") == 1
    assert json.loads(text_of(items["croissant.json"], told))["description"] == evil
    assert yaml.safe_load(text_of(items["CITATION.cff"], told))["abstract"] == evil
    for path in ("llms.txt", "dataset.md"):
        assert "<img" not in text_of(items[path], told).replace("\\<", "")
    assert len(graph_of(text_of(items["dataset.jsonld"], told), "json-ld")) > 300
