"""Rules for Netlify and Cloudflare Pages: a function at the edge, and the files of rules that both read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from govgraph.publish.pages import LANGUAGES
from govgraph.publish.rules.table import (
    ACCEPTED,
    FOLDERS_OF_FILES,
    MAX_AGE,
    MEDIA_TYPES,
    PATH,
    SEGMENT,
    TURTLE_FILE,
    Site,
    content_type,
    file_pattern,
    fill_rule,
    fill_template,
    language_ending,
    linkset_pattern,
    policy_patterns,
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": f"public, max-age={MAX_AGE}",
}


def edge_function(site: Site, host: str) -> bytes:
    """Negotiation as a module of JavaScript; host is netlify or cloudflare."""
    return fill_template("negotiate.js", _values(site)) + b"\n" + fill_template(f"{host}.js", _values(site))


def _values(site: Site) -> dict[str, str]:
    groups = ["$1", "$2", "$3"]
    return {
        "url": site.url,
        "prefix": json.dumps(site.prefix),
        "accepted": _rows([each for each in ACCEPTED if "*" not in each[0]]),
        "languages": _rows([(each, language_ending(each)) for each in LANGUAGES]),
        "rules": _rows([(f"^{rule.pattern}$", *fill_rule(rule, groups)) for rule in site.rules]),
        "file": json.dumps(f"^{file_pattern()}$"),
        "folder": json.dumps(f"^((?:{SEGMENT}/)*)$"),
        "page": json.dumps(f"^{PATH}$"),
        "headers": _rows(HEADERS.items()),
        "folders": json.dumps(f"^(?:{'|'.join(FOLDERS_OF_FILES)})/"),
        "types": _rows([(f"/{TURTLE_FILE}", content_type("ttl")), *_types()]),
        "policies": _rows(policy_patterns(site.prefix)),
        "linkset": json.dumps(linkset_pattern(site.prefix)),
        "excluded": json.dumps(_excluded(site)),
    }


def _types() -> Iterator[tuple[str, str]]:
    """The longest ending first: it stands."""
    for ending in sorted(MEDIA_TYPES, key=lambda each: (-len(each), each)):
        yield f".{ending}", content_type(ending)


def _rows(rows: Iterable[Iterable[str]]) -> str:
    """A JSON array with a row a line."""
    lines = ",\n  ".join(json.dumps(list(row), ensure_ascii=False) for row in rows)
    return f"[\n  {lines},\n]"


def _excluded(site: Site) -> list[str]:
    return [f"{site.prefix}{folder}/*" for folder in FOLDERS_OF_FILES]


def cloudflare_routes(site: Site) -> bytes:
    """Files that Cloudflare serves without asking the function."""
    return json.dumps({"version": 1, "include": ["/*"], "exclude": _excluded(site)}, indent=2).encode() + b"\n"


def headers_file(site: Site) -> bytes:
    """`_headers` of Netlify and Cloudflare Pages, for what no function answers."""
    lines = [f"# Made by `govgraph site`. Headers of the files at {site.url}", f"{site.prefix}*"]
    lines += [f"  {name}: {value}" for name, value in HEADERS.items()]
    for ending in sorted(MEDIA_TYPES):
        if ending in _TOLD:
            lines += [f"{site.prefix}*.{ending}", f"  Content-Type: {content_type(ending)}"]
    return ("\n".join(lines) + "\n").encode()


# No ending that another one of the list ends with: values of rules that both match would be joined.
_TOLD = ("csv", "html", "jsonld", "md", "nq", "nt", "parquet", "trig", "ttl", "wasm")


def redirects_file(site: Site) -> bytes:
    """`_redirects` of Netlify and Cloudflare Pages: each IRI that lies on another page, for readers."""
    lines = [f"# Made by `govgraph site`. IRIs that lead to a place on another page of {site.url}"]
    lines += [f"{site.prefix}{path} {site.prefix}{target} 302" for path, target in _plain_redirects(site)]
    return ("\n".join(lines) + "\n").encode()


def _plain_redirects(site: Site) -> Iterator[tuple[str, str]]:
    for path, page, anchor in site.redirects:
        yield quote(path, safe="/~+:@"), f"{page}.html#{anchor}" if anchor else f"{page}.html"
