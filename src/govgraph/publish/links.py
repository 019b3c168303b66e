"""The links of a site: every internal one leads to a file and, where it has a fragment, to an id on that page.

In two steps, so that workers that render pages can do the first: `links_of` tells of one page what it points at and
which ids it has, as small data; `find_broken` looks at all of them together. What is read is our own HTML: `<` begins a
tag and nothing else, and attributes stand in double quotes; a page that is not so is a finding too.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from govgraph.errors import Finding, Place, report_order
from govgraph.namespaces import iri_fault

_RAW = re.compile(r"(<(script|style)\b[^>]*>).*?</\2>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_OPEN = re.compile(r"<(?![/!])")
_ID = re.compile(r' id="([^"]*)"')
_HREF = re.compile(r' href="([^"]*)"')
_LOAD = re.compile(r' (src|srcset|action|poster|data|formaction|ping|background)="([^"]*)"')
_UNQUOTED = re.compile(r"=\s*[^\"\s]")
_QUOTED = re.compile(r'"[^"]*"')
_REFRESH = re.compile(r'http-equiv="refresh"[^>]*content="[^";]*;\s*url=([^"]*)"')
_LOADED = re.compile(
    r'<link (?=[^>]*\brel="(?:stylesheet|icon|preload|modulepreload|prefetch|manifest|preconnect|dns-prefetch)")[^>]*>'
)
_IMAGE_DATA = re.compile(r'<(?:img|image|source|link rel="icon")[ \n][^>]*?(?:src|href)="(data:image/[^"]*)"')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_RELATIVE = re.compile(r"[A-Za-z0-9._~/-]+(?:#[A-Za-z0-9._~-]+)?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


class PageLinks(NamedTuple):
    """What one page says: targets `path` or `path#id` below the root, ids, faults (rule, value), all sorted and once.

    Targets and ids are joined by line ends, so that a worker hands over few objects.
    """

    path: str
    targets: str
    ids: str
    faults: tuple[tuple[str, str], ...]


_WORDS = {
    "link-form": (
        "{page}: {value} is not in the form of this site's pages",
        "{page}: {value} hat nicht die Form der Seiten dieser Website",
        'tags closed by >, with every attribute in double quotes and every other < written as "&lt;"',
    ),
    "link-id": (
        '{page}: the id "{value}" stands there more than once',
        "{page}: die id „{value}“ steht dort mehrmals",
        "each id once on a page",
    ),
    "link-scheme": (
        '{page}: the link "{value}" is neither relative nor http or https',
        "{page}: der Link „{value}“ ist weder relativ noch http oder https",
        "a relative address, or one that begins with https://",
    ),
    "link-outside": (
        '{page}: "{value}" is loaded from outside the site',
        "{page}: „{value}“ wird von außerhalb der Website geladen",
        "a file of the site, by a relative address",
    ),
    "link-broken": (
        '{page}: the link to "{value}" leads to no file of the site',
        "{page}: der Link auf „{value}“ führt zu keiner Datei der Website",
        "a page or file that is written, by its full name with ending",
    ),
    "link-fragment": (
        '{page}: the link to "{value}" leads to no id on that page',
        "{page}: der Link auf „{value}“ führt zu keiner id auf jener Seite",
        "an id that the page has",
    ),
}


def links_of(path: str, html: str | bytes, site_url: str = "") -> PageLinks:
    """What the page at `path`, below the site's root, points at and offers, without a look at any other file.

    Args: site_url, the address of the root (default: what the page's canonical link tells). Absolute links to pages and
    assets below it count as ours.
    """
    text = html.decode("utf-8", "replace") if isinstance(html, bytes) else html
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    if "<script" in text or "<style" in text:
        text = _RAW.sub(r"\1", text)
    tags = _TAG.findall(text)
    telling = [tag for tag in dict.fromkeys(tags) if "=" in tag]  # equal tags say the same, but for ids
    joined = " ".join(telling).replace("\n", " ").replace("\t", " ").replace(" xlink:href=", " href=")
    faults = {*_check_form(text, len(tags), telling)}
    targets: set[str] = set()
    site_url = site_url or _root_of(path, text)
    pictures = set(_IMAGE_DATA.findall(joined)) if "data:" in joined else set()
    ids = _ID.findall(" ".join(tag for tag in tags if "id=" in tag).replace("\n", " ").replace("\t", " "))
    links = {("href", each) for each in _HREF.findall(joined)} | set(_LOAD.findall(joined))
    if "refresh" in joined:
        links |= {("href", each) for each in _REFRESH.findall(joined)}
    folder = path.rpartition("/")[0]
    for name, value in links:
        if _RELATIVE.fullmatch(value) and value[:2] != "//":
            targets.add(_resolve(folder, value))
            continue
        for each in _addresses(name, value):
            _take(path, name, each, site_url, value in pictures, targets, faults)
    loaded = (value for tag in _LOADED.findall(joined) for value in _HREF.findall(tag))
    outside = (each for each in map(unescape, loaded) if each.startswith(("http:", "https:", "//")))
    faults |= {("link-outside", each) for each in outside if not _below(each, site_url)}
    if len(ids) != len(set(ids)):
        faults |= {("link-id", unescape(each)) for each, count in Counter(ids).items() if count > 1}
    return PageLinks(path, "\n".join(sorted(targets)), unescape("\n".join(sorted(set(ids)))), tuple(sorted(faults)))


def _check_form(text: str, count: int, tags: list[str]) -> Iterator[tuple[str, str]]:
    """Faults of form: a `<` that opens none of the tags, an attribute not in double quotes."""
    if count != text.count("<") - text.count("</") - text.count("<!"):
        place = next(match.start() for match in _OPEN.finditer(text) if not _TAG.match(text, match.start()))
        yield "link-form", text[place : place + 40].split("\n")[0]
    for tag in tags:
        if tag.count("=") != tag.count('="') and (found := _UNQUOTED.search(_QUOTED.sub('""', tag))):
            plain = _QUOTED.sub('""', tag)
            yield "link-form", plain[max(0, found.start() - 20) : found.end() + 20]
            return


def _addresses(name: str, value: str) -> list[str]:
    value = unescape(value) if "&" in value else value
    return [part.split()[0] for part in value.split(",") if part.strip()] if name == "srcset" else [value]


def _take(
    path: str, name: str, address: str, site_url: str, picture: bool, targets: set[str], faults: set[tuple[str, str]]
) -> None:
    """Puts an address among the targets, or what is wrong with it among the faults."""
    if picture and address.startswith("data:image/"):
        return
    if _CONTROL.search(address):
        faults.add(("link-scheme", address))
    elif address.startswith("//") or _SCHEME.match(address):
        own = _below(address, site_url)
        if not own and name != "href":
            faults.add(("link-outside", address))
        elif not _is_web_link(address):
            faults.add(("link-scheme", address))
        elif own:
            targets.add(own)
    elif address[:1] in ("", "#", "?"):
        fragment = unquote(address.partition("#")[2])
        targets.add(f"{path}#{fragment}" if fragment else path)
    else:
        targets.add(_resolve(path.rpartition("/")[0], address))


@lru_cache(1 << 16)
def _is_web_link(address: str) -> bool:
    return iri_fault(address) is None


def _root_of(path: str, text: str) -> str:
    """Where the site's root will be, as the page's canonical link tells, or nothing."""
    found = _CANONICAL.search(text)
    return unescape(found[1]).removesuffix(path) if found and unescape(found[1]).endswith(path) else ""


def _below(address: str, site_url: str) -> str:
    """The page or asset that an absolute address below the root names, or nothing: other IRIs are no files."""
    if not site_url or not address.startswith(site_url):
        return ""
    place, mark, fragment = address[len(site_url) :].partition("#")
    place = unquote(place.partition("?")[0])
    return f"{place}{mark}{fragment}" if place.endswith(".html") or place.startswith("assets/") else ""


@lru_cache(1 << 17)
def _resolve(folder: str, address: str) -> str:
    """A relative address, seen from a folder, as path below the root; what leaves the root keeps its `..`."""
    place, _, fragment = address.partition("#")
    place = place.partition("?")[0]
    if "%" in address:
        place, fragment = unquote(place), unquote(fragment)
    if place.startswith("/"):
        place = f"/{place}"  # the root of the host is not that of the site
    else:
        ending = "/index.html" if place.endswith(("/", "/.", "/..")) or place in (".", "..") else ""
        place = posixpath.normpath(f"{folder}/{place}{ending}" if folder else f"{place}{ending}")
    return f"{place}#{fragment}" if fragment else place


def find_broken(pages: Iterable[PageLinks], files: Collection[str]) -> list[Finding]:
    """What is wrong with the links of a site, sorted; one finding for each wrong address, with how many pages have it.

    Args: pages, what `links_of` told of every HTML page; files, all files below the root. A fragment with `=` is a
    state that a page's script reads (`explorer.html#focus=...`), no id.
    """
    told = sorted(pages)
    ids = {page.path: page.ids.split("\n") if page.ids else [] for page in told}
    sets: dict[str, frozenset[str]] = {}
    wrong: dict[tuple[str, str], list[str]] = {}
    good: set[str] = set()
    for page in told:
        for rule, value in page.faults:
            wrong.setdefault((rule, value), []).append(page.path)
        for target in set(page.targets.split("\n") if page.targets else ()) - good:
            place, _, fragment = target.partition("#")
            if place not in files:
                wrong.setdefault(("link-broken", target), []).append(page.path)
                continue
            if fragment and "=" not in fragment and place in ids:
                if place not in sets:
                    sets[place] = frozenset(ids[place])
                if fragment not in sets[place]:
                    wrong.setdefault(("link-fragment", target), []).append(page.path)
                    continue
            good.add(target)
    return sorted((_finding(*key, where) for key, where in wrong.items()), key=report_order)


def _finding(rule: str, value: str, pages: list[str]) -> Finding:
    english, german, expected = _WORDS[rule]
    more = len(pages) - 1
    return Finding(
        rule,
        "violation",
        english.format(page=pages[0], value=value) + (f" (and {more} more pages)" if more else ""),
        place=Place(pages[0], 1, 1),
        value=value,
        expected=expected,
        message_de=german.format(page=pages[0], value=value) + (f" (und {more} weitere Seiten)" if more else ""),
    )


def check_links(site: Path | Mapping[str, str | bytes]) -> list[Finding]:
    """What is wrong with the links of a site, given as folder or as mapping from path to content, sorted."""
    if isinstance(site, Path):
        files = list_files(site)
        pages = ((path, (site / path).read_bytes()) for path in files if path.endswith(".html"))
        return find_broken([links_of(path, html) for path, html in pages], files)
    return find_broken([links_of(path, html) for path, html in site.items() if path.endswith(".html")], site.keys())


def list_files(site: Path) -> frozenset[str]:
    """All files below a folder, by relative name with forward slashes."""
    found: list[str] = []
    for folder, _, names in os.walk(site):
        prefix = Path(folder).relative_to(site).as_posix()
        found += names if prefix == "." else [f"{prefix}/{name}" for name in names]
    return frozenset(found)
