"""Rules for nginx: maps for the http block, locations for the server block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govgraph.publish.pages import LANGUAGES
from govgraph.publish.rules.table import (
    FOLDERS_OF_FILES,
    MAX_AGE,
    MEDIA_TYPES,
    PATH,
    SEGMENT,
    TURTLE_FILE,
    Site,
    any_of,
    compresses,
    content_type,
    escape,
    fill_rule,
    fill_template,
    indented,
    language_ending,
    language_preferences,
    linkset_pattern,
    media_preferences,
    policy_patterns,
    types_by_ending,
)


def nginx_maps(site: Site) -> bytes:
    """What a request asks for and where its path leads, as variables."""
    name, prefix = site.name, site.prefix
    return fill_template(
        "nginx.conf",
        {
            "name": name,
            "url": site.url,
            "type": _map("~*", ((each, f"${name}_1") for each in media_preferences(f"(?<{name}_1>"))),
            "ending": _map(
                "~*", ((f"^(?:{any_of(names)})$", f".{ending}") for ending, names in types_by_ending().items())
            ),
            "language": _map("~*", ((each, f"${name}_1") for each in language_preferences(f"(?<{name}_1>"))),
            "languages": _map("~*", ((rf"^\.html {each}$", language_ending(each)) for each in LANGUAGES[1:])),
            "folders": "|".join(FOLDERS_OF_FILES),
            "page": _map("~", _pages(site)),
            "anchor": _map("~", _anchors(site)),
            "policy": _map("~", policy_patterns(prefix)),
            "linkset": _map("~", [(f"^{escape(prefix)}id/statement/", ""), _linkset(site)]),
            "missing": indented(f'"~*^{each}$" "{language_ending(each)}";' for each in LANGUAGES[1:]),
        },
    )


def nginx_server(site: Site) -> bytes:
    """The locations of the site."""
    endings: dict[str, list[str]] = {}
    for ending, media_type in sorted(MEDIA_TYPES.items()):
        if "." not in ending:
            endings.setdefault(media_type, []).append(ending)
    return fill_template(
        "nginx-server.conf",
        {
            "name": site.name,
            "url": site.url,
            "prefix": site.prefix,
            "max_age": str(MAX_AGE),
            "types": indented((f"{name} {' '.join(each)};" for name, each in sorted(endings.items())), 8),
            "text": " ".join(
                sorted(name for name in endings if "charset" in content_type(endings[name][0]) and name != "text/html")
            ),
            "compressed": " ".join(sorted(name for name in endings if compresses(name) and name != "text/html")),
            "double": indented(_double(site), 4),
        },
    )


def _map(kind: str, pairs: Iterable[tuple[str, str]]) -> str:
    return indented([*(f'"{kind}{pattern}" "{value}";' for pattern, value in pairs), 'default "";'])


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    name, prefix = site.name, escape(site.prefix)
    for rule in site.rules:
        yield f"^{prefix}{_named(rule.pattern, name)}$", fill_rule(rule, _groups(name))[0]
    yield f"^{prefix}$", f"${name}_home"
    yield f"^{prefix}(?<{name}_1>(?:{SEGMENT}/)+)$", f"${{{name}_1}}index"
    yield f"^{prefix}(?<{name}_1>{PATH})$", f"${name}_1"


def _anchors(site: Site) -> Iterator[tuple[str, str]]:
    for rule in site.rules:
        _, anchor = fill_rule(rule, _groups(site.name))
        yield f"^html {escape(site.prefix)}{_named(rule.pattern, site.name)}$", f"#{anchor}"


def _groups(name: str) -> list[str]:
    return [f"${{{name}_{number}}}" for number in (1, 2, 3)]


def _named(pattern: str, name: str) -> str:
    """The pattern with names for its groups: nginx forgets numbered ones when the next map is looked up."""
    parts, number, at = [], 0, 0
    while at < len(pattern):
        opens = pattern[at] == "(" and pattern[at : at + 2] != "(?" and (at == 0 or pattern[at - 1] != "\\")
        number += opens
        parts.append(f"(?<{name}_{number}>" if opens else pattern[at])
        at += 1
    return "".join(parts)


def _linkset(site: Site) -> tuple[str, str]:
    pattern = _named(linkset_pattern(site.prefix), site.name)
    return pattern, f'<${{{site.name}_1}}.linkset.json>; rel=\\"linkset\\"; type=\\"application/linkset+json\\"'


def _double(site: Site) -> Iterator[str]:
    for ending, media_type in MEDIA_TYPES.items():
        if "." in ending:
            place = f'location ~ "^{escape(site.prefix)}.*\\.{escape(ending)}$"'
            yield f"{place} {{ types {{ }} default_type {media_type}; }}"
    yield f'location = "{site.prefix}{TURTLE_FILE}" {{ types {{ }} default_type text/turtle; }}'
