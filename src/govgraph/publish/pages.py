"""What a site is made of: pages (a template and plain data) and files; and how a page becomes HTML.

Whoever makes a page gives all its data, so that equal template and data mean an equal page: the writer renders anew
only what changed.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

Text = tuple[str, str]  # English and German; German is empty where it is the same
LANGUAGES = ("en", "de")

_PLAIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'none'; frame-src 'self'; base-uri 'none'; form-action 'self'"
)
POLICIES = {
    "plain": _PLAIN_POLICY,
    # The SPARQL page compiles Oxigraph from WebAssembly, in a worker of its own.
    "sparql": _PLAIN_POLICY.replace("'self';", "'self' 'wasm-unsafe-eval'; worker-src 'self';", 1),
}


class Face(NamedTuple):
    """Another form of what a page shows: address below the site's root, media type, what it is called."""

    path: str
    media_type: str
    title: str


class Head(NamedTuple):
    """What stands in a page's head and around its text.

    `path` is the page below the site's root without language and ending; `iri` what the page describes, or empty;
    `crumbs` (text, path) from the site's start to here; `links` more typed links (rel, href, type), addresses below the
    root or absolute; `json_ld` a JSON text of the description; `scripts` and `styles` names under `assets/`.
    """

    path: str
    title: str
    description: str
    iri: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()
    faces: tuple[Face, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    json_ld: str = ""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    policy: str = "plain"
    section: str = ""


class Page(NamedTuple):
    """A page in one language: template, head, the template's data (plain: texts, numbers, lists, mappings)."""

    language: str
    template: str
    head: Head
    data: dict[str, Any]

    @property
    def path(self) -> str:
        """The page's file below the site's root."""
        return page_file(self.head.path, self.language)


class File(NamedTuple):
    """Any other file of the site: address below the root, content."""

    path: str
    content: bytes


def page_file(path: str, language: str) -> str:
    """The file of a page in a language.

    >>> page_file("id/person/elon-musk", "de"), page_file("index", "en")
    ('id/person/elon-musk.de.html', 'index.html')
    """
    return f"{path}.html" if language == "en" else f"{path}.{language}.html"


def root_of(path: str) -> str:
    """The way from a page to the site's root.

    >>> root_of("id/person/elon-musk"), root_of("index")
    ('../../', '')
    """
    return "../" * path.count("/")


def say(text: Text, language: str) -> str:
    """A text in a language.

    >>> say(("Germany", "Deutschland"), "de"), say(("OpenAI", ""), "de")
    ('Deutschland', 'OpenAI')
    """
    return (text[1] or text[0]) if language == "de" else text[0]


def json_block(value: object) -> str:
    """JSON for a `<script>` block: nothing in it ends the block or starts markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def read_asset(kind: str, name: str) -> str:
    """A text file of the package: kind is templates or assets."""
    return (resources.files("govgraph.publish") / kind / name).read_text(encoding="utf-8")


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=FunctionLoader(lambda name: read_asset("templates", name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    at = LANGUAGES.index(language)
    made.globals.update(
        language=language,
        t=lambda *words: words[at],  # t("Sources", "Quellen") in templates
        say=lambda text: say(text, language),
        ending=".html" if language == "en" else f".{language}.html",
        number=lambda count: group_digits(count, language),
    )
    return made


@cache
def _menu(language: str, root: str, section: str, here: bool, menu: tuple[tuple[str, Text], ...]) -> Markup:
    """The main menu, which many pages share. Args: here, True on the section's own page."""
    made = _environment(language).get_template("menu.html")
    return Markup(made.render(root=root, section=section, here=here, menu=menu))  # noqa: S704 - escaped by the template


def group_digits(count: int, language: str) -> str:
    """A number for readers, with thousands apart.

    >>> group_digits(14161, "en"), group_digits(14161, "de")
    ('14,161', '14.161')
    """
    return f"{count:,}" if language == "en" else f"{count:,}".replace(",", ".")


def render(page: Page, site: dict[str, Any]) -> str:
    """The page's HTML. Args: site, what all pages share (title, version, licence ...; see `site.py`)."""
    head = page.head
    root = site["url"] if head.path == "404" else root_of(head.path)  # 404 is shown in the place of any missing page
    made: str = (
        _environment(page.language)
        .get_template(page.template)
        .render(
            head=head,
            root=root,
            main_menu=_menu(page.language, root, head.section, head.path == head.section, tuple(site["menu"])),
            site=site,
            csp=POLICIES[head.policy],
            json_ld=Markup(head.json_ld),  # noqa: S704 - made by json_block, which leaves no < in it
            **page.data,
        )
    )
    return made
