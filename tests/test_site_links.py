"""The link check: a site whose links all lead somewhere has no finding, and each way to break one has."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from govgraph.publish.links import check_links, find_broken, links_of

PAGE = """<!doctype html>
<html lang="en">
<head>
<link rel="canonical" href="https://example.org/g/{path}">
<link rel="stylesheet" href="{root}assets/site.css">
<script type="application/ld+json">{{"name":"a \\u003c b, href=\\"nowhere.html\\""}}</script>
</head>
<body>
<!-- <a href="nowhere.html"> -->
{body}
</body>
</html>
"""


def page(path: str, body: str) -> str:
    """A page of a small site."""
    return PAGE.format(path=path, root="../" * path.count("/"), body=body)


def site(body: str = "") -> dict[str, str | bytes]:
    """A site of three pages; the body is added to the one in a folder."""
    return {
        "assets/site.css": b"",
        "assets/a.png": b"",
        "index.html": page("index.html", '<p id="top">1 &lt; 2</p><a href="id/person/ada.html#signed-1">Ada</a>'),
        "browse/index.html": page("browse/index.html", ""),
        "id/person/ada.html": page("id/person/ada.html", f'<p id="signed-1">x</p>\n{body}'),
    }


GOOD = [
    '<a href="../../index.html#top">Start</a>',
    '<a href="../../browse/">Browse</a>',
    '<a href="#signed-1">Here</a><a href="">Here</a><a href="?a=b">Here</a>',
    '<a href="../../index.html?q=1&amp;w=2#top">Start</a>',
    '<a href="../../index.html#focus=ada&amp;depth=2">A state that a script reads</a>',
    '<a href="https://example.org/a?b=c&amp;d">Outside</a><a href="http://example.com/">too</a>',
    '<a href="https://example.org/g/index.html#top">Our own, absolute</a>',
    '<img src="data:image/png;base64,AAAA" alt=""><img src="../../assets/a.png" alt="">',
    '<img srcset="../../assets/a.png 1x, ../../assets/a.png 2x" alt="">',
    '<svg><a xlink:href="ada.html"><circle r="2"/></a><use href="#signed-1"/></svg>',
    '<meta http-equiv="refresh" content="0; url=../../index.html#top">',
    '<p>In text href="nowhere.html" is no link</p>',
    '<script src="../../assets/a.png">if (a < b) { c = "<a href=nowhere>"; }</script>',
    '<a\n  class="x"\n  href="../../index.html"\n>Over lines</a>',
    '<link rel="cite-as" href="https://example.org/g/id/person/ada">',
]

BROKEN = [
    ("link-broken", '<a href="grace.html">x</a>', "id/person/grace.html"),
    ("link-broken", '<a href="../../browse">x</a>', "browse"),
    ("link-broken", '<a href="../../Index.html">x</a>', "Index.html"),
    ("link-broken", '<a href="/index.html">x</a>', "//index.html"),
    ("link-broken", '<a href="../../../index.html">x</a>', "../index.html"),
    ("link-broken", '<a href="%2e%2e/nothing.html">x</a>', "id/nothing.html"),
    ("link-broken", '<a\nhref="grace.html">x</a>', "id/person/grace.html"),
    ("link-broken", '<img src="a.png" alt="">', "id/person/a.png"),
    ("link-broken", '<img srcset="../../assets/a.png 1x, b.png 2x" alt="">', "id/person/b.png"),
    ("link-broken", '<form action="nowhere.html"></form>', "id/person/nowhere.html"),
    ("link-broken", '<svg><use xlink:href="icons.svg#a"/></svg>', "id/person/icons.svg#a"),
    ("link-broken", '<meta http-equiv="refresh" content="0; url=nowhere.html">', "id/person/nowhere.html"),
    ("link-broken", '<a href="https://example.org/g/nowhere.html">x</a>', "nowhere.html"),
    ("link-fragment", '<a href="../../index.html#bottom">x</a>', "index.html#bottom"),
    ("link-fragment", '<a href="#signed-2">x</a>', "id/person/ada.html#signed-2"),
    ("link-fragment", '<a href="https://example.org/g/index.html#bottom">x</a>', "index.html#bottom"),
    ("link-id", '<p id="signed-1">again</p>', "signed-1"),
    ("link-scheme", '<a href="javascript:alert(1)">x</a>', "javascript:alert(1)"),
    ("link-scheme", '<a href="JavaScript&#58;alert(1)">x</a>', "JavaScript:alert(1)"),
    ("link-scheme", '<a href=" javascript:alert(1)">x</a>', " javascript:alert(1)"),
    ("link-scheme", '<a href="java&#9;script:alert(1)">x</a>', "java\tscript:alert(1)"),
    ("link-scheme", '<a href="data:text/html,x">x</a>', "data:text/html,x"),
    ("link-scheme", '<a href="mailto:a@example.org">x</a>', "mailto:a@example.org"),
    ("link-scheme", '<a href="//example.org/a">x</a>', "//example.org/a"),
    ("link-scheme", '<a href="https:///path">x</a>', "https:///path"),
    ("link-scheme", '<a href="\\\\example.org">x</a>', "\\\\example.org"),
    ("link-outside", '<script src="https://example.com/a.js"></script>', "https://example.com/a.js"),
    ("link-outside", '<img src="//example.com/a.png" alt="">', "//example.com/a.png"),
    ("link-outside", '<iframe src="data:text/html,x"></iframe>', "data:text/html,x"),
    ("link-outside", '<form action="https://example.com/"></form>', "https://example.com/"),
    ("link-outside", '<link rel="stylesheet" href="https://example.com/a.css">', "https://example.com/a.css"),
    ("link-outside", '<link href="//example.com/a.ico" rel="icon">', "//example.com/a.ico"),
    ("link-form", "<a href=grace.html>x</a>", "<a href=grace.html>"),
    ("link-form", "<a href='grace.html'>x</a>", "<a href='grace.html'"),
    ("link-form", '<p>1 < 2 <a href="../../index.html">x</a></p>', "< 2 "),
]


@pytest.mark.parametrize("body", ["", *GOOD])
def test_links_that_lead_somewhere_are_no_finding(body: str) -> None:
    assert check_links(site(body)) == []


@pytest.mark.parametrize(("rule", "body", "value"), BROKEN)
def test_each_wrong_link_is_one_finding_that_names_page_and_target(rule: str, body: str, value: str) -> None:
    [finding] = [each for each in check_links(site(body)) if each.rule == rule]
    assert finding.value.startswith(value)
    assert finding.severity == "violation"
    assert finding.place is not None
    assert finding.place.file == "id/person/ada.html"
    assert value.split("\n")[0] in finding.message
    assert finding.expected
    assert finding.message_de


def test_a_wrong_link_on_many_pages_is_one_finding_with_their_number() -> None:
    pages: Mapping[str, str] = {f"p{at}.html": '<a href="missing.html">x</a>' for at in range(7)}
    [finding] = check_links(pages)
    assert finding.message.endswith("(and 6 more pages)")


def test_a_folder_is_checked_like_a_mapping(tmp_path: Path) -> None:
    for path, content in site('<a href="grace.html">x</a>').items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content.encode() if isinstance(content, str) else content)
    assert check_links(tmp_path) == check_links(site('<a href="grace.html">x</a>'))


def test_what_workers_hand_over_is_small_and_the_same_after_pickling() -> None:
    found = [links_of(path, html) for path, html in site().items() if path.endswith(".html")]
    copied = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert copied == found
    assert find_broken(copied, site().keys()) == find_broken(found, site().keys())
    assert len(pickle.dumps(found[0])) < 400


def test_the_sites_address_can_be_given() -> None:
    text = '<a href="https://example.org/g/nowhere.html">x</a>'
    assert "nowhere.html" in links_of("a.html", text, "https://example.org/g/").targets
    assert not links_of("a.html", text).targets
