"""The page `dataset`: what the dataset is, how to load and cite it; IRIs without a page of their own lead here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from govgraph.export.dumps import DUMPS
from govgraph.publish.catalog import Catalog
from govgraph.publish.describe.citation import Dumped, cite, dataset_json_ld, keywords, licence_of
from govgraph.publish.describe.crawlers import plain_markdown
from govgraph.publish.describe.dataset_parts import (
    anchor,
    both,
    count_triples,
    list_files,
    list_inputs,
    list_partitions,
    list_views,
)
from govgraph.publish.describe.dcat import Described, read_metadata
from govgraph.publish.describe.linksets import resource_links
from govgraph.publish.describe.service import OTHER_GRAPHS
from govgraph.publish.faces import faces_of
from govgraph.publish.pages import LANGUAGES, Face, File, Head, Page, say
from govgraph.publish.values import Teller

PATH = "dataset"


def dataset_pages(
    catalog: Catalog, metadata: Described, dumps: Mapping[str, Dumped], site_url: str
) -> Iterator[Page | File]:
    """The page in both languages and its Markdown."""
    above = f"{catalog.project.base}catalog"
    for language in LANGUAGES:
        title = {"en": "The dataset", "de": "Der Datensatz"}[language]
        head = Head(
            PATH,
            title,
            say(both(catalog.project.description), language),
            iri=f"{catalog.project.base}dataset",
            crumbs=((title, ""),),
            faces=dataset_faces(),
            links=resource_links(PATH, ("https://schema.org/Dataset",), above, items(dumps)),
            json_ld=dataset_json_ld(catalog, dumps, site_url, language),
            section=PATH,
        )
        yield Page(language, "dataset.html", head, _data(catalog, metadata, dumps, Teller(catalog, language, "")))
    yield File(f"{PATH}.md", _markdown(catalog, metadata, dumps, site_url).encode())


def dataset_faces() -> tuple[Face, ...]:
    """The faces beside the page, and the descriptions in other formats that stand at the site's root."""
    return (
        *faces_of(PATH),
        Face("croissant.json", "application/ld+json", "Croissant"),
        Face("datacite.json", "application/vnd.datacite.datacite+json", "DataCite"),
    )


def items(dumps: Mapping[str, Dumped]) -> tuple[Face, ...]:
    """The published files as what the dataset consists of."""
    return tuple(Face(f"data/{each.file}", each.media_type, each.title["en"]) for each in DUMPS if each.file in dumps)


def redirects(catalog: Catalog) -> list[tuple[str, str]]:
    """Where IRIs under the base lead that have no page of their own: path below the base -> page with anchor. Sorted.

    They are those that the description of the dataset mints, those of its catalogue and service description, and the
    validation report.
    """
    places = {path: f"{PATH}.html#{anchor(path)}" for path in _minted(catalog, read_metadata(catalog))}
    places["validation/report"] = "data/validation-report.html"
    return sorted(places.items())


def _minted(catalog: Catalog, metadata: Described) -> list[str]:
    """Paths below the base of all that is described on this page and nowhere else."""
    base = catalog.project.base
    iris = {metadata.prefixes.iri(subject) for subject, _, _ in metadata.triples}
    found = {each.removeprefix(base) for each in iris if each.startswith(base)}
    graphs = {each for each in found if each.startswith("graph/")} | {f"graph/{name}" for name in OTHER_GRAPHS}
    found |= graphs | {f"sparql-dataset/{each.partition('/')[2]}" for each in graphs} | {"catalog", "sparql-dataset"}
    found |= {f"{each}/checksum" for each in found if each.startswith("distribution/")}
    return sorted(found - {PATH, ""})


def _data(catalog: Catalog, metadata: Described, dumps: Mapping[str, Dumped], teller: Teller) -> dict[str, Any]:
    project, language = catalog.project, teller.language
    return {
        "title": {"en": "The dataset", "de": "Der Datensatz"}[language],
        "name": say(both(project.title), language),
        "text": say(both(project.description), language),
        "counts": (*_counts(catalog), count_triples(metadata, f"<{project.base}dataset>")),
        "views": list_views(catalog, metadata, language),
        "files": list_files(dumps, language),
        "licence_name": licence_of(project.licence).name,
        "cite": cite(catalog, language),
        "iri": f"{project.base}dataset",
        "publisher": project.publisher,
        "homepage": project.homepage,
        "keywords": keywords(catalog, language),
        "inputs": list_inputs(catalog, metadata),
        "build": anchor(f"build/{project.version}"),
        "partitions": {name: list(list_partitions(metadata, name, teller)) for name in ("class", "property", "links")},
    }


def _counts(catalog: Catalog) -> tuple[int, int]:
    return len(catalog.kind), len(catalog.graph.statements)


def _markdown(catalog: Catalog, metadata: Described, dumps: Mapping[str, Dumped], site_url: str) -> str:
    """The dataset in Markdown, in English."""
    project = catalog.project
    entities, statements = _counts(catalog)
    triples = count_triples(metadata, f"<{project.base}dataset>")
    lines = [
        f"# {plain_markdown(project.title['en'])}",
        "",
        plain_markdown(project.description["en"]),
        "",
        f"- Address: <{project.base}dataset>",
        f"- Version: {project.version} of {project.issued}",
        f"- Licence: <{project.licence}>",
        f"- Publisher: {plain_markdown(project.publisher)}",
        f"- Size: {entities} entities, {statements} statements, {triples} triples",
        f"- Cite: {plain_markdown(cite(catalog, 'en'))}",
        "",
        "## Views",
        "",
        *[f"- {each['label']}: {each['text']}" for each in list_views(catalog, metadata, "en")],
        "",
        "## Files",
        "",
    ]
    for each in list_files(dumps, "en"):
        lines.append(
            f"- [{each['name']}]({site_url}data/{each['name']}): {each['title']}, {each['type']}, {each['size']}"
        )
        lines.append(f"  SHA-256 `{each['sha256']}`")
        if each["code"]:
            lines.append(f"  {each['with']}: `{each['code']}`")
    return "\n".join(lines) + "\n"
