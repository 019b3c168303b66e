"""What crawlers read first: robots.txt (RFC 9309), sitemap.xml (sitemaps.org 0.9) and llms.txt (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from govgraph.export.dumps import DUMPS
from govgraph.publish.catalog import Catalog
from govgraph.publish.describe.citation import Dumped
from govgraph.publish.pages import File

MOST_ADDRESSES = 50_000  # of one sitemap, and the most bytes of one (sitemaps.org)
MOST_BYTES = 50 * 1024 * 1024
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OPEN = f'<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_CLOSE = "</urlset>\n"
_NO_ENTRY = frozenset({"404.html", "404.de.html"})
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>"})


def write_robots(site_url: str) -> str:
    """Everything may be read; the sitemap is there."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n"


def write_sitemaps(site_url: str, page_paths: Iterable[str], day: str, most: int = MOST_ADDRESSES) -> Iterator[File]:
    """`sitemap.xml` of all pages in both languages; an index of `sitemap-<n>.xml` where one file can't hold them.

    Args: page_paths, files of pages below the root; day, the date of the version, since no clock is read; most, how
    many addresses one file holds.
    """
    entries = list(_entries(site_url, set(page_paths) - _NO_ENTRY, day))
    parts = list(_parts(entries, most))
    if len(parts) <= 1:
        yield File("sitemap.xml", (_HEAD + _OPEN + "".join(entries) + _CLOSE).encode())
        return
    rows = []
    for number, part in enumerate(parts, 1):
        name = f"sitemap-{number}.xml"
        yield File(name, (_HEAD + _OPEN + "".join(part) + _CLOSE).encode())
        rows.append(f"<sitemap><loc>{escape(site_url)}{name}</loc><lastmod>{day}</lastmod></sitemap>\n")
    index = f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{"".join(rows)}</sitemapindex>\n'
    yield File("sitemap.xml", index.encode())


def _entries(site_url: str, paths: set[str], day: str) -> Iterator[str]:
    root = escape(site_url)
    for path in sorted(paths):
        stem = path.removesuffix(".html").removesuffix(".de")
        english, german = f"{stem}.html", f"{stem}.de.html"
        others = ""
        if english in paths and german in paths:
            others = "".join(
                f'<xhtml:link rel="alternate" hreflang="{language}" href="{root}{escape(file)}"/>'
                for language, file in (("en", english), ("de", german), ("x-default", english))
            )
        yield f"<url><loc>{root}{escape(path)}</loc><lastmod>{day}</lastmod>{others}</url>\n"


def _parts(entries: list[str], most: int) -> Iterator[list[str]]:
    """The entries in parts that keep to both limits."""
    part: list[str] = []
    room = size = MOST_BYTES - len(_HEAD + _OPEN + _CLOSE)
    for entry in entries:
        length = len(entry.encode())
        if part and (len(part) == most or length > room):
            yield part
            part, room = [], size
        part.append(entry)
        room -= length
    if part:
        yield part


def write_llms(catalog: Catalog, dumps: Mapping[str, Dumped], site_url: str, page_paths: Collection[str]) -> str:
    """llms.txt in English: what the site is, its pages, files and questions; a timeline only where there is one."""
    timeline = _item(site_url, "timeline.html", "Timeline", "everything that has a date")
    project = catalog.project
    counts = f"{len(catalog.kind)} entities, {len(catalog.graph.statements)} statements"
    lines = [
        f"# {plain_markdown(project.title['en'])}",
        "",
        f"> {plain_markdown(project.description['en'])}",
        "",
        f"Version {project.version} of {project.issued}; {counts}. Licence: <{project.licence}>.",
        "",
        "- Each entity has a page at the path of its IRI; data beside it: `.md`, `.ttl`, `.jsonld`, `.nt`.",
        "- Every statement says its status, its sources and its time; do not repeat a statement without its status.",
        "- A German page has the ending `.de.html`.",
        "",
        "## Pages",
        "",
        _item(site_url, "dataset.md", "The dataset", "what it is, its files, how to load and to cite it"),
        _item(site_url, "about.html", "About", "the statement model and what each status means"),
        _item(site_url, "browse/index.html", "Browse", "all entities by kind"),
        _item(site_url, "a-z.html", "A to Z", "all entities by name"),
        *([timeline] if "timeline.html" in page_paths else []),
        _item(site_url, "ontology.md", "Ontology", "classes and properties with definitions"),
        _item(site_url, "sparql.html", "SPARQL", "queries that run in the browser"),
        "",
        "## Data",
        "",
        *[
            _item(site_url, f"data/{each.file}", each.file, f"{each.title['en']}, {dumps[each.file].size} bytes")
            for each in DUMPS
            if each.file in dumps
        ],
    ]
    if catalog.questions:
        lines += ["", "## Questions", ""]
        lines += [
            _item(site_url, f"question/{each.name}.html", each.title.get("en") or each.name, each.purpose.get("en", ""))
            for each in catalog.questions
        ]
    optional = [
        _item(site_url, "statistics.html", "Statistics and quality", "counts, shares of statuses, gaps"),
        _item(site_url, "shapes.md", "Shapes", "the rules that the data keep"),
        _item(site_url, "croissant.json", "Croissant", "the tables as machine learning tools read them"),
        _item(site_url, "dataset.ttl", "DCAT-AP, VoID, PROV-O", "the dataset described in RDF"),
    ]
    return "\n".join([*lines, "", "## Optional", "", *optional]) + "\n"


def _item(site_url: str, path: str, name: str, note: str) -> str:
    return f"- [{plain_markdown(name)}]({site_url}{path})" + (f": {plain_markdown(note)}" if note else "")


def plain_markdown(text: str) -> str:
    """Text in which nothing is Markdown, on one line."""
    return " ".join(text.split()).translate(_MARKS)
