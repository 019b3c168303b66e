"""What the site says of itself as a whole: the dataset's page and RDF, and the files that tools ask for by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from govgraph.export.ntriples import write_ntriples
from govgraph.export.turtle import write_turtle
from govgraph.graph.views import Triple
from govgraph.model.terms import Prefixes
from govgraph.publish.catalog import Catalog
from govgraph.publish.describe.citation import Dumped, write_cff, write_datacite
from govgraph.publish.describe.crawlers import write_llms, write_robots, write_sitemaps
from govgraph.publish.describe.croissant import write_croissant
from govgraph.publish.describe.dataset_page import PATH, dataset_faces, dataset_pages, items, redirects
from govgraph.publish.describe.dcat import describe_catalog, read_metadata
from govgraph.publish.describe.dcat_check import require_dcat_ap
from govgraph.publish.describe.linksets import linkset_file
from govgraph.publish.describe.service import describe_service
from govgraph.publish.pages import LANGUAGES, File, Page, page_file
from govgraph.publish.plain_jsonld import write_plain_jsonld

__all__ = ["Dumped", "description_files", "redirects"]

_DATASET = "https://schema.org/Dataset"


def description_files(
    catalog: Catalog, dumps: Mapping[str, Dumped], site_url: str, page_paths: Iterable[str]
) -> Iterator[Page | File]:
    """The dataset's page, faces and link set, service description, VoID, Croissant, citation and files for crawlers.

    Args: dumps, the published files under data/ by name; site_url, the address of the site's root, empty for the
    project's homepage; page_paths, files of all other pages below the root, for the sitemap.
    Raises: DataError where the description is not as DCAT-AP 3 asks.
    """
    url = site_url or catalog.project.homepage
    url = url if url.endswith("/") else f"{url}/"
    metadata, project = read_metadata(catalog), catalog.project
    title = project.title["en"]
    yield from dataset_pages(catalog, metadata, dumps, url)
    described = describe_catalog(catalog, metadata, dumps, url)
    require_dcat_ap(described, metadata.prefixes)
    yield from _faces(described, metadata.prefixes, f"{title}: the dataset (DCAT-AP 3, VoID, PROV-O)")
    iri, above = f"{project.base}dataset", f"{project.base}catalog"
    yield linkset_file(catalog, PATH, iri, dataset_faces(), (_DATASET,), above, items(dumps), url)
    service = describe_service(project, metadata.triples, url)
    yield _turtle("sparql-service.ttl", service, metadata.prefixes, f"{title}: the RDF dataset; no endpoint, dump only")
    void = (project.output / "void.ttl").read_bytes()
    yield File("void.ttl", void)
    yield File(".well-known/void", void)
    yield File("croissant.json", write_croissant(catalog, dumps, url).encode())
    yield File("CITATION.cff", write_cff(catalog).encode())
    yield File("datacite.json", write_datacite(catalog, dumps, url).encode())
    yield File("robots.txt", write_robots(url).encode())
    paths = {*page_paths, *(page_file(PATH, language) for language in LANGUAGES)}
    yield File("llms.txt", write_llms(catalog, dumps, url, paths).encode())
    yield from write_sitemaps(url, paths, project.issued)


def _faces(triples: list[Triple], prefixes: Prefixes, title: str) -> Iterator[File]:
    yield _turtle(f"{PATH}.ttl", triples, prefixes, title)
    yield File(f"{PATH}.nt", write_ntriples(triples, prefixes).encode())
    yield File(f"{PATH}.jsonld", "".join(write_plain_jsonld(triples, prefixes.namespaces)).encode())


def _turtle(path: str, triples: list[Triple], prefixes: Prefixes, title: str) -> File:
    return File(path, "".join(write_turtle(triples, prefixes.namespaces, title)).encode())
