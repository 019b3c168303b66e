"""Which form of a page answers which request, stated once; `negotiation` writes it down for each kind of server.

Content negotiation after RFC 9110, section 12.5, answered with 303 (W3C: Cool URIs for the Semantic Web). The patterns
keep to what PCRE (nginx, Apache), RE2 (Caddy), JavaScript and Python all understand, and match in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from govgraph.errors import UsageError
from govgraph.publish.faces import FACES
from govgraph.publish.pages import LANGUAGES, POLICIES, page_file, read_asset

# What a request accepts -> ending of the face that answers. On equal q the first one that the client names wins.
ACCEPTED = (
    ("text/html", "html"),
    *((media_type, ending) for ending, media_type, _ in FACES),
    ("application/json", "jsonld"),
    ("application/xhtml+xml", "html"),
    ("*/*", "html"),
    ("text/*", "html"),
    ("application/*", "jsonld"),
)

# Ending of a file -> its media type, for all that a site holds.
MEDIA_TYPES = {
    "cff": "text/yaml",
    "css": "text/css",
    "csv": "text/csv",
    "html": "text/html",
    "ico": "image/x-icon",
    "js": "text/javascript",
    "json": "application/json",
    "linkset.json": "application/linkset+json",
    "map": "application/json",
    "nq": "application/n-quads",
    "parquet": "application/vnd.apache.parquet",
    "png": "image/png",
    "rq": "application/sparql-query",
    "svg": "image/svg+xml",
    "trig": "application/trig",
    "txt": "text/plain",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": "application/xml",
    "zip": "application/zip",
    **{ending: media_type for ending, media_type, _ in FACES},
}

TURTLE_FILE = ".well-known/void"  # a file without ending (VoID, section 7.2)
# Everything below is a file, whatever its name; a redirect to one leads to its .html, in one language, or its .ttl.
FOLDERS_OF_FILES = ("assets", "data", "rules")
OWN_POLICY = ("graph.html", "explorer.html", "data/")  # pages that bring a Content-Security-Policy of their own
MAX_AGE = 600
_NAMES = 25  # in one pattern

# A path that a page may have: no empty segment, no dot in front, no percent sign, so that no redirect leaves the host.
SEGMENT = r"[A-Za-z0-9_~][A-Za-z0-9._~+-]*"
PATH = rf"{SEGMENT}(?:/{SEGMENT})*"
STATEMENT = rf"id/statement/({SEGMENT})-([A-Za-z0-9]+)-([0-9a-f]{{12}})(?:-at-[^/]+)?"
_PAGE = re.compile(PATH)
_ANCHOR = re.compile(r"[A-Za-z0-9._~-]*")


class Rule(NamedTuple):
    """Paths that lead to a page: pattern (below the base), page without ending, anchor; `{1}` is the first group."""

    pattern: str
    page: str
    anchor: str


class Site(NamedTuple):
    """What the rules of all servers need: the IRIs' path and the site's address, and which path leads where.

    `base` is where IRIs begin, `url` where the site stands, both with their ends in `/`; `prefix` the path of `url`;
    `name` a word that stands in names of variables; `rules` what leads to a page of another path, in order; `redirects`
    those of the rules that follow no pattern, one by one: path, page, anchor.
    """

    base: str
    url: str
    prefix: str
    name: str
    rules: tuple[Rule, ...]
    redirects: tuple[tuple[str, str, str], ...]


def make_site(name: str, base: str, site_url: str, redirects: Iterable[tuple[str, str]]) -> Site:
    """What rules are written from. UsageError where `site_url` is no plain web address of a folder."""
    if not re.fullmatch(rf"https?://[A-Za-z0-9.\-\[\]:]+/(?:{PATH}/)?", site_url):
        raise UsageError(f"the site's address {site_url!r} must be http(s)://host/ or http(s)://host/folder/")
    word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    read = tuple(sorted({_read_redirect(path, target) for path, target in redirects}))
    rules = (*group_redirects(read), Rule(STATEMENT, "id/statement/{1}", "{2}-{3}"))
    return Site(base, site_url, urlsplit(site_url).path, word if word[:1].isalpha() else f"site_{word}", rules, read)


def _read_redirect(path: str, target: str) -> tuple[str, str, str]:
    """Path as servers see it (decoded, slashes merged), page without ending, anchor."""
    page, _, anchor = target.partition("#")
    page = page.removesuffix(".html")
    decoded = re.sub("/{2,}", "/", unquote(path)).strip("/")
    if not _PAGE.fullmatch(page) or not _ANCHOR.fullmatch(anchor):
        raise UsageError(f"{path} cannot lead to {target}: not a path of plain characters with an anchor")
    if not decoded.isprintable() or set(decoded) & set('"\\`< >'):
        raise UsageError(
            f"{path!r} cannot be told to servers: quotes, spaces, < > and control characters are not allowed"
        )
    return decoded, page, anchor


def group_redirects(redirects: Iterable[tuple[str, str, str]]) -> list[Rule]:
    """One rule for all paths of a folder whose anchors follow from their names, one for each other path; sorted.

    >>> group_redirects([("class/b", "dataset", "class-b"), ("class/a", "dataset", "class-a")])
    [Rule(pattern='class/(a|b)', page='dataset', anchor='class-{1}')]
    """
    groups: dict[tuple[str, str, str], set[str]] = {}
    for path, page, anchor in redirects:
        folder, _, name = path.rpartition("/")
        if folder and _PAGE.fullmatch(path) and anchor.endswith(f"-{name}"):
            groups.setdefault((folder, page, anchor.removesuffix(name) + "{1}"), set()).add(name)
        else:
            groups.setdefault((path, page, anchor), set())
    return [
        Rule(pattern, page, anchor)
        for (place, page, anchor), names in sorted(groups.items())
        for pattern in _group_patterns(place, sorted(names))
    ]


def _group_patterns(place: str, names: list[str]) -> Iterator[str]:
    """The place itself where there are no names, else patterns of its names, none too long for nginx (4,096 bytes)."""
    if not names:
        yield escape(place)
    for start in range(0, len(names), _NAMES):
        yield f"{escape(place)}/({any_of(names[start : start + _NAMES])})"


def escape(text: str) -> str:
    """A pattern that matches just the text, in every dialect.

    >>> escape("text/x+y"), escape("a.b-c")
    ('text/x\\\\+y', 'a\\\\.b-c')
    """
    return re.sub(r"[.*+?()\[\]{}|^$]", r"\\\g<0>", text)


def any_of(texts: Iterable[str]) -> str:
    """A pattern that matches one of the texts."""
    return "|".join(escape(text) for text in texts)


def preferences(choice: str) -> list[str]:
    """Patterns for a header of choices with q-values, to be tried in order: what the first one finds is preferred.

    Each finds, in its first group, the first of the choices with one decimal of q: 1, 0.9 ... 0.1, less. So q=0 is
    never found. Args: choice, a pattern whose first group is what is chosen.
    """
    start = rf"(?:^|,)\s*{choice}\s*(?:;\s*(?:[^q,;\s][^,;]*)?)*"
    whole = rf"{start}(?:;\s*q=1(?:\.0*)?\s*(?:;[^,]*)?)?(?:,|$)"
    parts = [rf"{start};\s*q=0?\.{digit}" for digit in range(9, 0, -1)]
    return [whole, *parts, rf"{start};\s*q=0?\.0[0-9]*[1-9]"]


def media_preferences(opening: str = "(") -> list[str]:
    """Patterns for the Accept header; the group, which begins with `opening`, is a media type of `ACCEPTED`."""
    return preferences(f"{opening}{any_of(media_type for media_type, _ in ACCEPTED)})")


def language_preferences(opening: str = "(") -> list[str]:
    """Patterns for the Accept-Language header; the group is one of the site's languages, or `*` (its first)."""
    return preferences(rf"{opening}{'|'.join(LANGUAGES)}|\*)(?:-[a-z0-9]+)*")


def types_by_ending() -> dict[str, list[str]]:
    """Ending -> what a request names to get that face."""
    found: dict[str, list[str]] = {}
    for media_type, ending in ACCEPTED:
        found.setdefault(ending, []).append(media_type)
    return found


def language_ending(language: str) -> str:
    """What stands behind a page's path in a language: `.html`, `.de.html`."""
    return page_file("", language)


def content_type(ending: str) -> str:
    """The Content-Type of files with an ending, with charset where text needs it.

    >>> content_type("ttl"), content_type("wasm")
    ('text/turtle; charset=utf-8', 'application/wasm')
    """
    media_type = MEDIA_TYPES[ending]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def compresses(media_type: str) -> bool:
    """True for media types of text, and others that gain by compression."""
    return media_type.startswith("text/") or media_type.endswith(
        ("json", "xml", "n-triples", "n-quads", "trig", "wasm")
    )


def file_pattern() -> str:
    """Matches paths below the base that name a file of the site and no page."""
    endings = "|".join(escape(ending) for ending in sorted({name.rpartition(".")[2] for name in MEDIA_TYPES}))
    return rf"(?:{PATH}\.(?:{endings})|(?:{'|'.join(FOLDERS_OF_FILES)})/{PATH})"


def policy_patterns(prefix: str) -> list[tuple[str, str]]:
    """Pattern of a path on the host -> its Content-Security-Policy, or empty; the first that matches stands."""
    own = "|".join(escape(each) + ("$" if each.endswith(".html") else "") for each in OWN_POLICY)
    named = [
        (rf"^{escape(prefix)}{name}(?:\.[a-z]+)?\.html$", policy)
        for name, policy in POLICIES.items()
        if name != "plain"
    ]
    return [(rf"^{escape(prefix)}(?:{own})", ""), *named, (rf"^{escape(prefix)}.*\.html$", POLICIES["plain"])]


def linkset_pattern(prefix: str) -> str:
    """Matches the files of an entity or the dataset; the group is the path on the host without ending."""
    name = "[A-Za-z0-9_~][A-Za-z0-9_~+-]*"
    endings = "|".join(["html", *(ending for ending, _, _ in FACES)])
    ending = rf"(?:\.(?:{'|'.join(LANGUAGES[1:])}))?\.(?:{endings})"
    return rf"^({escape(prefix)}(?:dataset|id/{SEGMENT}/{name})){ending}$"


def fill_rule(rule: Rule, groups: Sequence[str]) -> tuple[str, str]:
    """Page and anchor of a rule with a server's words for the groups.

    >>> fill_rule(Rule("a/(b)", "x/{1}", "a-{1}"), ["$1"])
    ('x/$1', 'a-$1')
    """
    return rule.page.format("", *groups), rule.anchor.format("", *groups)


def fill_template(name: str, values: dict[str, str]) -> bytes:
    """A template of `templates/rules` with each `<<key>>` replaced; KeyError where a value is missing."""
    text = read_asset("templates", f"rules/{name}")
    return re.sub("<<([a-z_]+)>>", lambda match: values[match[1]], text).encode()


def indented(lines: Iterable[str], depth: int = 4) -> str:
    """Lines one below the other, the first where the template's mark stands."""
    return ("\n" + " " * depth).join(lines)
