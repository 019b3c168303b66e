"""Rules for Apache httpd 2.4: the redirects of w3id.org, and .htaccess of the site itself."""

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
    compresses,
    content_type,
    file_pattern,
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


def w3id_htaccess(site: Site) -> bytes:
    """Redirects from where the IRIs begin to where the site stands."""
    return fill_template("w3id.htaccess", _values(site) | {"files": file_pattern()})


def own_htaccess(site: Site) -> bytes:
    """Negotiation and headers of the site on a host of one's own."""
    return fill_template("own.htaccess", _values(site) | _header_values(site))


def _values(site: Site) -> dict[str, str]:
    return {
        "name": site.name,
        "base": site.base,
        "url": site.url,
        "prefix": site.prefix,
        "accept": indented(_preferred("%{HTTP:Accept}", media_preferences()), 0),
        "language": indented(_preferred("%{HTTP:Accept-Language}", language_preferences()), 0),
        "endings": indented(_endings(site), 0),
        "language_endings": indented(_language_endings(site), 0),
        "rules": indented(_rules(site), 0),
        "folders": "|".join(FOLDERS_OF_FILES),
        "path": PATH,
        "segment": SEGMENT,
    }


def _preferred(header: str, patterns: list[str]) -> Iterator[str]:
    """Conditions of which one holds; the last leaves its group in %1."""
    for pattern in patterns:
        yield f"RewriteCond {header} {pattern} [NC{',OR' if pattern != patterns[-1] else ''}]"


def _endings(site: Site) -> Iterator[str]:
    for ending, media_types in types_by_ending().items():
        yield f"RewriteCond %{{ENV:{site.name}_type}} ^(?:{any_of(media_types)})$ [NC]"
        yield f"RewriteRule ^ - [E={site.name}_ending:.{ending}]"


def _language_endings(site: Site) -> Iterator[str]:
    for language in LANGUAGES[1:]:
        yield f"RewriteCond %{{ENV:{site.name}_ending}} =.html"
        yield f"RewriteCond %{{ENV:{site.name}_language}} ^{language}$ [NC]"
        yield f"RewriteRule ^ - [E={site.name}_ending:{language_ending(language)}]"


def _rules(site: Site) -> Iterator[str]:
    for rule in site.rules:
        page, anchor = fill_rule(rule, ["$1", "$2", "$3"])
        yield f"RewriteCond %{{ENV:{site.name}_page}} ^$"
        yield f'RewriteRule "^{rule.pattern}$" - [E={site.name}_page:{page},E={site.name}_anchor:{anchor}]'


def _header_values(site: Site) -> dict[str, str]:
    simple = {ending: name for ending, name in sorted(MEDIA_TYPES.items()) if "." not in ending}
    text = [ending for ending in simple if "charset" in content_type(ending)]
    double = {ending: name for ending, name in MEDIA_TYPES.items() if "." in ending}
    return {
        "types": indented((f"AddType {name} .{ending}" for ending, name in simple.items()), 0),
        "text": " ".join(f".{ending}" for ending in text),
        "double_types": indented(
            (
                f'<FilesMatch "\\.{any_of([ending])}$">\nForceType {name}\n</FilesMatch>'
                for ending, name in double.items()
            ),
            0,
        ),
        "compressed": " ".join(sorted({name for name in MEDIA_TYPES.values() if compresses(name)})),
        "turtle_file": TURTLE_FILE.rpartition("/")[2],
        "policies": indented(_policies(site), 0),
        "linkset": linkset_pattern(site.prefix),
        "max_age": str(MAX_AGE),
    }


def _policies(site: Site) -> Iterator[str]:
    """From the general to the special: what is set last stands."""
    for pattern, policy in reversed(policy_patterns(site.prefix)):
        do = f'set Content-Security-Policy "{policy}"' if policy else "unset Content-Security-Policy"
        yield f'Header {do} "expr=%{{REQUEST_URI}} =~ m#{pattern}#"'
