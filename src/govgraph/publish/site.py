"""The site put together: the built graph -> pages and files -> staging folder -> links checked -> in place, whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from govgraph.assembly import Model, derive, read_model, read_rules
from govgraph.errors import DataError, UsageError
from govgraph.explore.views import ViewSelection, select_views, view_store
from govgraph.export.staging import build_lock, publish, read_manifest, recover, staging_folder
from govgraph.inputs import code_digest, read_sources
from govgraph.parallel import run_forked
from govgraph.pipeline import build, collector_paused, silent
from govgraph.project import Project
from govgraph.publish.about_page import about_pages
from govgraph.publish.catalog import Catalog, make_catalog
from govgraph.publish.describe.files import Dumped, description_files, redirects
from govgraph.publish.describe.linksets import document_linksets, entity_linksets
from govgraph.publish.entity_pages import entity_pages
from govgraph.publish.fair.report import check_fair
from govgraph.publish.home_page import home_pages
from govgraph.publish.kind_pages import kind_pages
from govgraph.publish.links import find_broken
from govgraph.publish.map_page import find_held, map_pages
from govgraph.publish.ontology.vocabulary_pages import vocabulary_pages
from govgraph.publish.pages import File, Page
from govgraph.publish.query_page import query_pages
from govgraph.publish.question_pages import question_pages
from govgraph.publish.rules.files import server_rules
from govgraph.publish.search_page import search_pages
from govgraph.publish.statement_pages import statement_groups, statement_pages
from govgraph.publish.statistics_page import statistics_pages
from govgraph.publish.timeline_page import find_dated, timeline_pages
from govgraph.publish.writer import Record, Target, copy_file, is_untouched, keep_known, read_known, write_all
from govgraph.query import list_questions, open_store

MENU = (
    ("browse/index", ("Browse", "Stöbern")),
    ("timeline", ("Timeline", "Zeitleiste")),
    ("map", ("Map", "Karte")),
    ("question/index", ("Questions", "Fragen")),
    ("graph.html", ("Explorer", "")),
    ("sparql", ("SPARQL", "")),
    ("dataset", ("Data", "Daten")),
    ("ontology", ("Ontology", "Ontologie")),
)
FOOT = (
    ("about", ("About", "Über")),
    ("a-z", ("A to Z", "A bis Z")),
    ("statistics", ("Statistics and quality", "Statistik und Qualität")),
    ("shapes", ("Shapes", "Shapes")),
    ("dataset", ("Cite and download", "Zitieren und herunterladen")),
)
_PARTS = 4  # tasks for the entities, and as many for their statements
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC BY-SA 4.0",
}

Items = Iterable[Page | File]


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What `write_site` did: the folder, how many files and pages it holds, how many of the files were made anew."""

    folder: Path
    files: int
    pages: int
    fresh: int


def write_site(
    project: Project, url: str = "", force: bool = False, progress: Callable[[str], None] = silent
) -> SiteReport:
    """`output/site/` of the project's graph, which is built first where it is not current.

    Args: url, where the site will stand (default: the project's homepage); force, make every page anew.
    Raises: DataError where the data do not conform or a link of the site is broken; EnvironmentFault where the machine
    stands in the way. The old site is then as it was before.
    """
    url = _site_url(url or project.homepage)
    build(project, progress=progress)
    sources = read_sources(project)
    shared = shared_data(project, url)
    made_from = hashlib.sha256(f"{sources.digest} {_releases(project)} {sorted(shared.items())!r}".encode()).digest()
    recover(project.site)
    cache = project.work / "site.cache"
    known = read_known(cache)
    if not force and known.digest == made_from and is_untouched(project.site, known):
        return _report(project, [each._replace(fresh=False) for each in known.records.values()])
    with build_lock(project.work), staging_folder(project.work, "site-staging") as folder, collector_paused():
        model = read_model(project, sources)
        inference, rules = derive(project, model), read_rules(project)
        catalog = make_catalog(project, model, inference, rules, list_questions(project))
        shared["menu"] = menu_of(catalog)
        generation = hashlib.sha256(code_digest() + repr(sorted(shared.items())).encode()).digest()
        target = Target(folder, project.site, {} if force else known.records, shared, generation)
        progress(f"writing the pages of {len(catalog.kind):,} entities")
        records = _write_parts(catalog, _views(project, model, catalog), target)
        records += _write_rest(catalog, records, target)
        faults = find_broken((each.links for each in records if each.links), {each.path for each in records})
        if faults:
            raise DataError(faults)
        fair = check_fair(folder, project)
        if not fair.reached:
            raise DataError(fair.findings())
        publish(folder, project.site)
        keep_known(cache, made_from, records)
    return _report(project, records)


def _report(project: Project, records: list[Record]) -> SiteReport:
    pages = sum(each.path.endswith(".html") for each in records)
    return SiteReport(project.site, len(records), pages, sum(each.fresh for each in records))


def _releases(project: Project) -> str:
    """Digest of the manifests of earlier releases, which the statistics show."""
    digest = hashlib.sha256()
    for path in sorted((project.root / "releases").glob("*.json")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _site_url(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise UsageError(f"--url {url!r} is no web address; write it with https:// as in https://example.org/graph/")
    return url if url.endswith("/") else f"{url}/"


def shared_data(project: Project, url: str) -> dict[str, Any]:
    """What all pages share."""
    return {
        "title": (project.title.get("en", project.name), project.title.get("de", "")),
        "name": project.name,
        "version": project.version,
        "issued": str(project.issued),
        "base": project.base,
        "url": url,
        "licence": project.licence,
        "licence_name": _LICENCES.get(project.licence, project.licence),
        "menu": MENU,
        "foot": FOOT,
    }


def menu_of(catalog: Catalog) -> tuple[tuple[str, tuple[str, str]], ...]:
    """The main menu: a graph without dates has no timeline, one without dated jurisdictions no map."""
    missing = {name for name, found in (("timeline", find_dated(catalog)), ("map", find_held(catalog))) if not found}
    return tuple(each for each in MENU if each[0] not in missing)


def _views(project: Project, model: Model, catalog: Catalog) -> list[ViewSelection]:
    """The explorer's starting points."""
    prefixes, name = model.schema.prefixes, f"{project.relative(project.ontology)}/views"
    store = view_store(model.simple, catalog.inference.triples, model.graph.statements, model.backbone, prefixes)
    return select_views(project.ontology / "views", store, prefixes, name)


def _write_parts(catalog: Catalog, views: list[ViewSelection], target: Target) -> list[Record]:
    """What shares nothing, side by side: entities and statements in parts, then all other pages."""
    url = str(target.site["url"])
    entities, groups = sorted(catalog.kind), sorted(statement_groups(catalog).items())
    makers: list[Callable[[], Items]] = [
        partial(vocabulary_pages, catalog),
        *(partial(entity_pages, catalog, entities[at::_PARTS]) for at in range(_PARTS)),
        *(partial(statement_pages, catalog, groups[at::_PARTS]) for at in range(_PARTS)),
        partial(_overviews, catalog, views, url),
    ]
    return [each for part in run_forked([partial(_write_part, make, target) for make in makers]) for each in part]


def _write_part(make: Callable[[], Items], target: Target) -> list[Record]:
    return write_all(make(), target)


def _overviews(catalog: Catalog, views: list[ViewSelection], url: str) -> Iterator[Page | File]:
    manifest = read_manifest(catalog.project.output) or {}
    counts = manifest.get("counts")
    yield from home_pages(catalog, views)
    yield from question_pages(catalog, open_store(catalog.project))
    yield from search_pages(catalog)
    yield from kind_pages(catalog)
    yield from timeline_pages(catalog)
    yield from map_pages(catalog)
    yield from statistics_pages(catalog, counts if isinstance(counts, dict) else {})
    yield from query_pages(catalog)
    yield from about_pages(catalog)
    yield from entity_linksets(catalog, sorted(catalog.kind), url)
    yield from document_linksets(catalog, url)


def _write_rest(catalog: Catalog, records: list[Record], target: Target) -> list[Record]:
    """What needs to know the pages or the dumps: dumps, explorer, assets, descriptions, rules for servers."""
    project = catalog.project
    manifest = read_manifest(project.output) or {}
    files = manifest.get("files")
    dumps = {n: Dumped(e["bytes"], e["sha256"]) for n, e in files.items()} if isinstance(files, dict) else {}
    copied = [copy_file(project.output / n, f"data/{n}", target, each.sha256) for n, each in sorted(dumps.items())]
    paths = sorted(each.path for each in records if each.path.endswith(".html"))
    url = target.site["url"]
    rest: list[Page | File] = [
        *_assets(),
        _explorer(project.output / "graph.html"),
        *description_files(catalog, dumps, url, paths),
        *server_rules(project, url, [*redirects(catalog), *sorted(set(_results(project)))]),
    ]
    return copied + write_all(rest, target)


def _results(project: Project) -> Iterator[tuple[str, str]]:
    """The results of the validation report have their place in the report to read."""
    base = f"{project.base}validation/result/"
    for quad in ox.parse((project.output / "validation-report.ttl").read_bytes(), ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(base):
            yield quad.subject.value.removeprefix(project.base), "data/validation-report.html"


def _assets() -> Iterator[File]:
    """Style, scripts and the icon, as the package ships them."""
    for each in sorted(resources.files("govgraph.publish").joinpath("assets").iterdir(), key=lambda each: each.name):
        yield File(f"assets/{each.name}", each.read_bytes())


def _explorer(page: Path) -> File:
    """The explorer as part of the site: it is told where the pages of entries stand."""
    mark = '<meta name="referrer"'
    head, found, rest = page.read_text(encoding="utf-8").partition(mark)
    if not found:
        raise ValueError(f"{page} has no {mark}: is it the explorer?")
    return File("graph.html", f'{head}<meta name="govgraph-pages" content="id/">\n{found}{rest}'.encode())
