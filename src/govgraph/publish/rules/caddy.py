"""Rules for Caddy 2: a site block that stands alone or is imported by another Caddyfile."""

from __future__ import annotations

from collections.abc import Iterator

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


def caddyfile(site: Site) -> bytes:
    """The site block: address and folder are settings of the environment, with defaults."""
    prefix = escape(site.prefix)
    return fill_template(
        "Caddyfile",
        {
            "name": site.name,
            "upper": site.name.upper(),
            "url": site.url,
            "host": site.url.split("/")[2],
            "prefix": site.prefix,
            "max_age": str(MAX_AGE),
            "type": indented((f"`~(?i){each}` `${{1}}`" for each in media_preferences()), 8),
            "ending": indented(_endings(), 8),
            "language": indented((f"`~(?i){each}` `${{1}}`" for each in language_preferences()), 8),
            "languages": indented(_languages(), 8),
            "rules": indented(_rules(site), 8),
            "folders": f"`~^{prefix}((?:{SEGMENT}/)*)$` `${{1}}index` ``",
            "pages": f"`~^{prefix}({PATH})$` `${{1}}` ``",
            "files": "|".join(FOLDERS_OF_FILES),
            "types": indented(_types(), 8),
            "policies": indented((f"`~{pattern}` `{policy}`" for pattern, policy in policy_patterns(site.prefix)), 8),
            "statements": f"`~^{prefix}id/statement/` ``",
            "linkset": f"`~{linkset_pattern(site.prefix)}` `${{1}}.linkset.json`",
        },
    )


def _endings() -> Iterator[str]:
    for ending, media_types in types_by_ending().items():
        yield f"`~(?i)^(?:{any_of(media_types)})$` .{ending}"


def _languages() -> Iterator[str]:
    for language in LANGUAGES[1:]:
        yield rf"`~(?i)^\.html {language}$` {language_ending(language)}"
    yield r"`~^(\.[a-z]+) ` `${1}`"


def _rules(site: Site) -> Iterator[str]:
    for rule in site.rules:
        page, anchor = fill_rule(rule, ["${1}", "${2}", "${3}"])
        merged = rule.pattern if "[" in rule.pattern else rule.pattern.replace("/", "/+")  # Caddy keeps double slashes
        yield f"`~^{escape(site.prefix)}{merged}$` `{page}` `#{anchor}`"


def _types() -> Iterator[str]:
    """The longest ending first: it stands."""
    yield f"`~/{escape(TURTLE_FILE)}$` `{content_type('ttl')}`"
    for ending in sorted(MEDIA_TYPES, key=lambda each: (-each.count("."), each)):
        yield f"`~\\.{escape(ending)}$` `{content_type(ending)}`"
