"""The site and its IRIs: whoever asks for an IRI is led to the face that fits, files are sent as they are.

- An IRI leads with 303 to the page or face that Accept and Accept-Language prefer, as the site's rules for other
  servers do it (`publish.rules.table`), with q-values in full; 406 tells what there is.
- `?_format=` (an ending or a media type; W3C calls it `_mediatype`) sends a face at once, with Content-Location; HTML
  is led to its own address, since the links in it are relative.
- `?_profile=`, or the header Accept-Profile, sends what the engine tells of the IRI in that view (`serve.iris_views`).
- Without a site all IRIs are answered by the engine, in the full view.

Paths below the server's address are paths below the base of the IRIs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from govgraph.errors import EnvironmentFault
from govgraph.project import Project
from govgraph.publish.pages import LANGUAGES, page_file
from govgraph.publish.query_page import with_endpoint
from govgraph.publish.rules.table import (
    ACCEPTED,
    FOLDERS_OF_FILES,
    PATH,
    SEGMENT,
    STATEMENT,
    TURTLE_FILE,
    Rule,
    file_pattern,
    fill_rule,
    make_site,
)
from govgraph.serve.http import Refused, Request, Response, parse_pairs
from govgraph.serve.iris_files import OPEN, Shelf, file_headers, has_file, make_shelf, send_file
from govgraph.serve.iris_views import VARY, View, answer_view, choose_ending, choose_view, refuse_view
from govgraph.serve.limits import MEGABYTE
from govgraph.serve.negotiation import choose_language, choose_media_type

if TYPE_CHECKING:
    from govgraph.serve.iris_views import Ask

LONGEST_PATH = 4096
KEPT = 64 * MEGABYTE
OFFERS = tuple((media_type, ending) for media_type, ending in ACCEPTED if "*" not in media_type)
_TYPES = tuple(media_type for media_type, _ in OFFERS)
_ENDING = dict(OFFERS)
_NO_SITE = "; pages for readers are missing here: run govgraph site"

_QUERY_PAGES = tuple(page_file("sparql", language) for language in LANGUAGES)
_FILE = re.compile(file_pattern())
_FOLDER = re.compile(f"(?:{SEGMENT}/)*")
_PAGE = re.compile(PATH)
_STATEMENT = re.compile(STATEMENT)
_IN_FOLDERS = tuple(f"{folder}/" for folder in FOLDERS_OF_FILES)
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")
_SLASHES = re.compile("/{2,}")
_REDIRECT = re.compile(r"(\S+) (\S+) 302")


@dataclass(frozen=True, slots=True)
class Pages:
    """What answers for the site: where IRIs begin, the server's path, the files (None without a site).

    `redirects` leads from paths below the base to page and anchor; `statement` is the rule for statements; `missing`
    holds the page 404 by language.
    """

    base: str
    prefix: str
    shelf: Shelf | None
    redirects: Mapping[str, tuple[str, str]]
    statement: Rule
    missing: Mapping[str, bytes]


def make_pages(project: Project, site_url: str, kept: int = KEPT) -> Pages:
    """The project's site as `govgraph site` wrote it, served at an address; nothing is built.

    Files are looked for when they are asked for; where IRIs lead that follow no pattern, and the page 404, are read
    here. Args: kept, bytes of files that may stay in memory. Raises: UsageError where the address is not plain,
    EnvironmentFault where the site's `_redirects` can't be read.
    """
    there = (project.site / "index.html").is_file()
    url, redirects = read_redirects(project.site) if there else ("", [])
    site = make_site(project.name, project.base, site_url, redirects)
    shelf = make_shelf(project.site, site.prefix, kept, _fill) if there else None
    missing = {}
    for language in LANGUAGES if there else ():
        page = project.site / page_file("404", language)
        if page.is_file():  # its addresses are whole, since it stands in the place of any page
            missing[language] = page.read_bytes().replace(url.encode(), site.prefix.encode())
    places = {path: (page, anchor) for path, page, anchor in site.redirects}
    return Pages(project.base, site.prefix, shelf, places, site.rules[-1], missing)


def _fill(path: str, body: bytes) -> bytes:
    """The page where queries are written learns that there is an endpoint; one of an older site cannot."""
    if path not in _QUERY_PAGES:
        return body
    with suppress(EnvironmentFault):
        return with_endpoint(body, "sparql")
    return body


def read_redirects(folder: Path) -> tuple[str, list[tuple[str, str]]]:
    """The address that a site was made for, and where its IRIs lead that follow no pattern, out of its `_redirects`.

    Raises: EnvironmentFault where the file is not as `govgraph site` writes it.
    """
    file = folder / "_redirects"
    try:
        head, *lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise EnvironmentFault(f"{file} can't be read: {error}; run govgraph site") from error
    url = head.rpartition(" ")[2]
    prefix, found = urlsplit(url).path, []
    for line in lines:
        match = _REDIRECT.fullmatch(line)
        if match is None or not match[1].startswith(prefix) or not match[2].startswith(prefix):
            raise EnvironmentFault(f"{file}: {line[:80]!r} is not as govgraph site writes it; run govgraph site")
        found.append((match[1].removeprefix(prefix), match[2].removeprefix(prefix)))
    return url, found


async def answer_page(pages: Pages, request: Request, ask: Ask) -> Response:
    """The response to GET or HEAD (which has the same body) of anything that is no door of its own.

    Raises: Refused 400 for a path or parameter that is none, 404, 405, 406, 414, 416.
    """
    if request.method not in ("GET", "HEAD"):
        raise Refused(405, "method", f"{request.method} is not for this address", headers=(("allow", "GET, HEAD"),))
    if request.method == "HEAD" and "range" in request.headers:  # parts are for GET alone
        request = request._replace(headers={k: v for k, v in request.headers.items() if k != "range"})
    path = request.path.removeprefix("/")
    if len(path) > LONGEST_PATH:
        raise Refused(414, "path", f"the path is longer than {LONGEST_PATH} characters", limit=f"path: {LONGEST_PATH}")
    if _UNFIT.search(path):
        raise Refused(400, "path", "control characters and backslashes are in no address of this server")
    found = find_page(pages, path)
    if found is None:
        is_file = path == TURTLE_FILE or _FILE.fullmatch(path)
        sent = await send_file(pages.shelf, path, request.headers) if pages.shelf and is_file else None
        return sent or _answer_missing(pages, request)
    return await _answer_iri(pages, path, found, request, ask)


def find_page(pages: Pages, path: str) -> tuple[str, str] | None:
    """Page (without ending) and anchor that a path below the base leads to; None for files and for what is no path."""
    plain = _SLASHES.sub("/", path).removeprefix("/")
    found = pages.redirects.get(plain)
    if found is not None:
        return found
    if match := _STATEMENT.fullmatch(plain):
        return fill_rule(pages.statement, match.groups())
    if _FILE.fullmatch(path):
        return None
    if _FOLDER.fullmatch(path):
        return f"{path}index", ""
    return (path, "") if _PAGE.fullmatch(path) else None


async def _answer_iri(pages: Pages, path: str, found: tuple[str, str], request: Request, ask: Ask) -> Response:
    asked = dict(reversed(parse_pairs(request.query))) if request.query else {}
    headers, form = request.headers, asked.get("_format", asked.get("_mediatype", ""))
    view = choose_view(asked, headers.get("accept-profile", ""), pages.base)
    if view or pages.shelf is None:
        name, accept = view or "full", headers.get("accept", "")
        ending = choose_ending(name, form, accept)
        if ending:
            told = View(path.lstrip("/"), name, ending)  # no address of another host may come of it
            return await answer_view(pages.base, pages.prefix, told, request, ask)
        if "_profile" in asked or pages.shelf is None:
            raise refuse_view(name, "" if pages.shelf else _NO_SITE)
    return await _answer_faces(pages, pages.shelf, found, form, request)


async def _answer_faces(pages: Pages, shelf: Shelf, found: tuple[str, str], form: str, request: Request) -> Response:
    page, anchor = found
    ending = _choose_face(shelf, page, form, request.headers.get("accept", ""))
    if ending == "html":
        language = choose_language(request.headers.get("accept-language", ""), LANGUAGES)
        file = face_file(page, ending, language)
        file = file if has_file(shelf, file) else face_file(page, ending, LANGUAGES[0])
        place = f"{pages.prefix}{file}#{anchor}" if anchor else pages.prefix + file
    elif ending:
        file = face_file(page, ending)
        place = pages.prefix + file
    else:
        return _answer_missing(pages, request)
    if form and ending != "html":
        sent = await send_file(shelf, file, request.headers, (VARY, ("content-location", place)))
        return sent or _answer_missing(pages, request)
    return Response(303, (("location", place), VARY, *OPEN), b"")


def face_file(page: str, ending: str, language: str = LANGUAGES[0]) -> str:
    """The file of a page's face. Pages in folders of files have one language, and Turtle; the start's data are those of
    the dataset.

    >>> face_file("index", "ttl"), face_file("data/validation-report", "jsonld"), face_file("index", "html", "de")
    ('dataset.ttl', 'data/validation-report.ttl', 'index.de.html')
    """
    if page.startswith(_IN_FOLDERS):
        return f"{page}.html" if ending == "html" else f"{page}.ttl"
    if ending == "html":
        return page_file(page, language)
    return f"dataset.{ending}" if page == "index" else f"{page}.{ending}"


def _choose_face(shelf: Shelf, page: str, form: str, accept: str) -> str:
    """The ending of the face that answers, empty where the page has none at all.

    What is preferred of all that there could be is also preferred of what there is: mostly one look at the disk is
    enough. Raises: Refused 400 for an unknown `_format`, 406 where the page has faces, but none of them fits.
    """
    if form:
        ending = form if form in _ENDING.values() else _ENDING.get(form.partition(";")[0].strip().lower(), "")
        if not ending:
            raise Refused(400, "format", f"_format={form[:80]} is no format of a page; there are {_told(_TYPES)}")
        accept = next(media_type for media_type, each in OFFERS if each == ending)
    chosen = choose_media_type(accept, _TYPES)
    if chosen and has_file(shelf, face_file(page, _ENDING[chosen])):
        return _ENDING[chosen]
    there = tuple(each for each in _TYPES if has_file(shelf, face_file(page, _ENDING[each])))
    if not there:
        return ""
    chosen = choose_media_type(accept, there)
    if chosen is None:
        raise Refused(406, "not-acceptable", f"this can be had as {_told(there)}", headers=(VARY,))
    return _ENDING[chosen]


def _told(media_types: tuple[str, ...]) -> str:
    return ", ".join(f"{each} (_format={_ENDING[each]})" for each in media_types)


def _answer_missing(pages: Pages, request: Request) -> Response:
    """404: the site's page for readers, in their language. Raises: Refused 404 for all others."""
    accept = request.headers.get("accept", "")
    chosen = choose_media_type(accept, ("text/html", "application/problem+json", "application/json"))
    language = choose_language(request.headers.get("accept-language", ""), LANGUAGES)
    body = pages.missing.get(language) or pages.missing.get(LANGUAGES[0])
    if chosen != "text/html" or body is None or pages.shelf is None:
        hint = "" if pages.shelf else _NO_SITE
        raise Refused(404, "not-found", f"there is nothing at {request.path[:200]}{hint}", headers=(VARY,))
    headers = file_headers(pages.shelf, page_file("404", language))
    kept = tuple(each for each in headers if each[0] not in ("cache-control", "vary"))
    return Response(404, (*kept, VARY), body)
