"""What `govgraph serve` answers to whoever asks for an IRI or a file: as RFC 9110 has it, and never off the host."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govgraph.errors import EnvironmentFault, UsageError
from govgraph.model.schema import read_prefixes
from govgraph.project import Project, load_project
from govgraph.publish.pages import LANGUAGES, POLICIES
from govgraph.publish.rules.files import server_rules
from govgraph.publish.rules.table import ACCEPTED, content_type
from govgraph.serve.describe import ENDINGS, VIEWS, describe
from govgraph.serve.http import Refused, Request, Response, problem
from govgraph.serve.iris import Pages, answer_page, make_pages, read_redirects
from govgraph.serve.iris_files import WHOLE
from govgraph.serve.iris_views import profile_iris
from govgraph.serve.negotiation import (
    MAX_CHARACTERS,
    MAX_RANGES,
    accepts_gzip,
    choose_language,
    choose_media_type,
    choose_profile,
)
from govgraph.serve.operations import Answer, Loaded
from real_project import built_project
from real_site import built_site
from test_site_negotiation import (
    BROWSER,
    CASES,
    MISSING,
    MUSK,
    ODD,
    REDIRECTS,
    STATEMENT,
    TREE,
    Case,
    case_name,
    project_at,
    write_tree,
)

if TYPE_CHECKING:
    from govgraph.serve.iris_views import Ask

BASE = "https://w3id.org/govgraph/"
OFFERS = tuple(media_type for media_type, _ in ACCEPTED if "*" not in media_type)
VARY = {"Accept", "Accept-Language", "Accept-Profile"}

# ---------------------------------------------------------------------- headers alone


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "text/html"),
        (" , ,", "text/html"),
        ("*", "text/html"),
        ("text/turtle;q=0.851, text/html;q=0.85", "text/turtle"),
        ("text/turtle;q=0.85, text/html;q=0.851", "text/html"),
        ("text/turtle;q=0.001, text/html;q=0", "text/turtle"),
        ("text/turtle;q=0.0001", "text/turtle"),
        ("text/html;q=0, */*", "text/turtle"),
        ("text/html;q=0, application/xhtml+xml;q=0, text/turtle;q=0, */*;q=0.1", "application/ld+json"),
        ("*/*, text/html;q=0.1", "text/turtle"),
        ("text/*;q=0.9, text/html;q=0.1, application/*;q=0.5", "text/turtle"),
        ("application/*;q=0.2, application/n-triples;q=0.9, */*;q=0.3", "application/n-triples"),
        ('text/turtle;a="x,y;q=0", text/html;q=0.5', "text/turtle"),
        ('text/turtle;a="\\",text/html', "text/turtle"),
        ("text/turtle;q=1.000, text/html;q=0.999", "text/turtle"),
        ("TEXT/TURTLE;Q=0.5", "text/turtle"),
        ("text/turtle;q=1.1", None),
        ("text/turtle;q=", None),
        ("text/turtle;q=-1, text/html;q=1e3", None),
        ("text/turtle;q=2, text/html;q=0.1", "text/html"),
        ("*/turtle", None),
        ("/, text/, /turtle, text", None),
        ("text/turtle text/html", None),
        ("*/*;q=0", None),
        ("*/*;q=0, text/markdown", "text/markdown"),
        ('application/ld+json;profile="https://e.org/#x,y";q=0.9, text/html;q=0.8', "application/ld+json"),
        ("text/html;level=1;q=0, text/html;q=0.4", "text/html"),
        ("application/json;q=0.9, application/ld+json;q=0.8", "application/json"),
    ],
)  # fmt: skip
def test_the_media_type_that_a_header_prefers(accept: str, chosen: str | None) -> None:
    assert choose_media_type(accept, OFFERS) == chosen


def test_the_example_of_the_rfc() -> None:
    """RFC 9110, section 12.5.1: the qualities that its table gives."""
    accept = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
    qualities = {
        "text/plain;format=flowed": 1.0,
        "text/plain": 0.7,
        "text/html": 0.3,
        "image/jpeg": 0.5,
        "text/plain;format=fixed": 0.4,
    }
    for pair in permutations(qualities, 2):
        assert choose_media_type(accept, pair) == max(pair, key=qualities.__getitem__)


RANGES = [*OFFERS, "text/*", "application/*", "*/*", "image/png", "text/turtlex"]
WEIGHTED = st.lists(
    st.tuples(st.sampled_from(RANGES), st.integers(0, 1000)), max_size=12, unique_by=lambda each: each[0]
)


@given(WEIGHTED, st.sampled_from(["", " ", "\t"]))
def test_headers_are_read_as_the_rfc_defines_them(ranges: list[tuple[str, int]], space: str) -> None:
    accept = f"{space},{space}".join(f"{name}{space};{space}q={q / 1000:.3f}" for name, q in ranges)
    named = {name: (q, -place) for place, (name, q) in enumerate(ranges)}
    weighed = {}
    for offer in OFFERS:
        fitting = [each for each in (offer, f"{offer.partition('/')[0]}/*", "*/*") if each in named]
        weighed[offer] = named[fitting[0]] if fitting else (0, 0)
    accepted = [offer for offer in OFFERS if weighed[offer][0]]
    expected = max(accepted, key=weighed.__getitem__) if accepted else None
    assert choose_media_type(accept, OFFERS) == (expected if ranges else OFFERS[0])


@given(st.one_of(st.text(), st.text(alphabet='*/;=,q01. "\\<>ad-', max_size=200)), st.permutations(OFFERS))
@example(",".join(["text/turtle;q=0.1"] * 9999), list(OFFERS))
def test_any_header_has_an_answer_among_the_offers(header: str, offers: list[str]) -> None:
    assert choose_media_type(header, offers) in {None, *offers}
    assert choose_language(header, LANGUAGES) in LANGUAGES
    assert choose_profile(header, offers) in {None, *offers}
    assert accepts_gzip(header) in {True, False}


def test_headers_count_as_far_as_their_limits_go() -> None:
    others = ", ".join(["image/png"] * MAX_RANGES)
    assert choose_media_type(f"text/turtle, {others}, text/markdown", ("text/markdown", "text/turtle")) == "text/turtle"
    assert choose_media_type(f"{others}, text/turtle", OFFERS) is None
    head, tail = "text/html;q=0.4, ", ", text/turtle"
    cut = head + "x" * (MAX_CHARACTERS - len(head + tail)) + tail
    assert choose_media_type(cut, OFFERS) == "text/turtle"
    assert choose_media_type(f"{cut};q=0.1", OFFERS) == "text/html"  # not read as if nothing stood behind


def test_hostile_headers_take_no_time() -> None:
    hostile = [part * 200_000 for part in (",", ";", '"', "<", "\\", '\\"', '"<', "a/b;q=0.1,", "; a ", "*/*,", " ")]
    started = time.process_time()
    for header in hostile:
        choose_media_type(f"text/turtle{header}q=x", OFFERS)
        choose_language(f"de{header}q=x", LANGUAGES)
        choose_profile(f"<x>{header}", ("y",))
        accepts_gzip(header)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "en"), ("de", "de"), ("DE-at", "de"), ("de-Latn-CH", "de"), ("den", "en"), ("*", "en"),
        ("fr, *;q=0.1", "en"),
        ("en;q=0.899, de;q=0.9", "de"), ("en;q=0.2, *;q=0.5", "de"), ("en;q=0", "en"), ("en;q=0, *", "de"),
        ("de;q=0, en;q=0", "en"), ("fr-FR, de-CH;q=0.3, en-GB;q=0.2", "de"), ("de;q=x, en", "en"), ("de, en", "de"),
    ],
)  # fmt: skip
def test_the_language_that_a_header_prefers(header: str, chosen: str) -> None:
    assert choose_language(header, LANGUAGES) == chosen


def test_a_wide_language_range_fits_a_narrow_offer() -> None:
    assert choose_language("fr, de;q=0.5", ("en-GB", "de-AT")) == "de-AT"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", None), ("<urn:a>", "urn:a"), ('"urn:b"', "urn:b"), ("<urn:a>;q=0.1, <urn:b>;q=0.2", "urn:b"),
        ("<urn:a>;q=0", None), ("<urn:c>, <urn:b>;q=0.5", "urn:b"), ("urn:a", None), ("<urn:A>", None), ("*", None),
        ("<urn:a,b>, <urn:b>", "urn:b"), ("<urn:a", None),
    ],
)  # fmt: skip
def test_the_profile_that_a_header_prefers(header: str, chosen: str | None) -> None:
    assert choose_profile(header, ("urn:a", "urn:b")) == chosen


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("", False), ("gzip", True), ("gzip, deflate, br", True), ("br", False), ("*", True), ("gzip;q=0", False),
        ("identity;q=0.5, gzip;q=0.4", False), ("GZIP;q=0.001", True), ("x-gzip", True), ("gzip;q=0, *", False),
    ],
)  # fmt: skip
def test_who_takes_gzip(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


# ---------------------------------------------------------------------- the server in this process


class Served:
    """Pages and an engine, asked without a socket; `asked` holds what the engine was asked."""

    def __init__(self, pages: Pages, engine: Callable[[str, object], Answer] | None = None) -> None:
        self.pages, self.engine = pages, engine
        self.asked: list[object] = []

    async def ask(self, operation: str, payload: object, client: str) -> Answer:
        """What a worker would say."""
        self.asked.append((operation, payload, client))
        if self.engine is None:
            raise Refused(503, "none", "no engine here")
        return self.engine(operation, payload)

    def get(self, path: str, headers: Mapping[str, str | None] | None = None, method: str = "GET") -> Response:
        """The response to a request target below the prefix, decoded as the server does it."""
        raw, _, query = path.partition("?")
        given = {name.lower(): value for name, value in (headers or {}).items() if value is not None}
        request = Request(method, unquote(raw), query, given, b"", "192.0.2.1")
        ask: Ask = self.ask  # type: ignore[assignment]
        try:
            return asyncio.run(answer_page(self.pages, request, ask))
        except Refused as refused:
            return problem(refused)


def told(response: Response) -> dict[str, str]:
    names = [name for name, _ in response.headers]
    assert len(set(names)) == len(names), f"a header is sent twice: {names}"
    return dict(response.headers)


def body(response: Response) -> bytes:
    assert isinstance(response.body, bytes)
    return response.body


def varies(response: Response) -> set[str]:
    return {each.strip() for each in told(response)["vary"].split(",")}


def hand_made(folder: Path, site_url: str, url: str) -> Served:
    """The small site of the rules' tests, made for one address and served at another."""
    project = project_at(folder, "small", BASE)
    write_tree(project.site, list(server_rules(project, site_url, REDIRECTS)))
    return Served(make_pages(project, url))


@pytest.fixture(scope="module", params=["http://127.0.0.1:8080/", "https://kg.example.org/kg/"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Served:
    return hand_made(tmp_path_factory.mktemp("served") / "project", BASE, request.param)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_an_iri_leads_to_the_face_that_is_asked_for(served: Served, case: Case) -> None:
    """The cases that hold on nginx, Apache, Caddy and at the edge hold here."""
    asked = {"Accept": case.accept, "Accept-Language": case.language}
    response = served.get(f"/{case.path}", asked)
    assert varies(response) == VARY
    if isinstance(case.leads, int):
        assert response.status == case.leads
        return
    assert (response.status, body(response)) == (303, b"")
    assert told(response)["location"] == served.pages.prefix + case.leads
    assert told(response)["access-control-allow-origin"] == "*"
    final = served.get(f"/{case.leads.partition('#')[0]}")
    assert (final.status, body(final).decode()) == (200, case.leads.partition("#")[0])


EXACT = [
    Case(MUSK, "text/turtle;q=0.85, application/ld+json;q=0.851", None, f"{MUSK}.jsonld"),
    Case(MUSK, "text/turtle;q=0.101, application/n-triples;q=0.102, text/html;q=0.1", None, f"{MUSK}.nt"),
    Case(MUSK, "text/html;q=0, */*;q=0.9", None, f"{MUSK}.ttl"),
    Case(MUSK, "text/html;q=0.1, */*", None, f"{MUSK}.ttl"),
    Case(MUSK, 'text/turtle;x="a, text/html", text/html;q=0.9', None, f"{MUSK}.ttl"),
    Case(MUSK, "text/*;q=0.2, application/*;q=0.21", None, f"{MUSK}.jsonld"),
    Case(MUSK, BROWSER, "en;q=0.91, de;q=0.92", f"{MUSK}.de.html"),
    Case(MUSK, BROWSER, "en;q=0.1, *", f"{MUSK}.de.html"),
    Case("sparql", "text/turtle, text/html;q=0.1", None, "sparql.html"),
    Case("sparql", "text/turtle, text/*;q=0.1", "de", "sparql.de.html"),
    Case("sparql", "text/turtle", None, 406),
    Case("browse/", "text/turtle", None, 406),
    Case("", "text/turtle;q=0.9, application/n-triples", None, "dataset.nt"),
]


@pytest.mark.parametrize("case", EXACT, ids=case_name)
def test_q_values_count_in_full_and_only_faces_that_are_there(served: Served, case: Case) -> None:
    response = served.get(f"/{case.path}", {"Accept": case.accept, "Accept-Language": case.language})
    leads = told(response).get("location", "").removeprefix(served.pages.prefix)
    assert (response.status if isinstance(case.leads, int) else leads) == case.leads


def test_406_tells_what_there_is(served: Served) -> None:
    response = served.get(f"/{MUSK}", {"Accept": "image/png"})
    detail = json.loads(body(response))["detail"]
    assert told(response)["content-type"] == "application/problem+json"
    assert [each for each in OFFERS if each not in detail] == []
    assert "text/turtle" not in json.loads(body(served.get("/sparql", {"Accept": "image/png"})))["detail"]


def test_files_have_the_headers_of_the_rules(served: Served) -> None:
    policies = {"sparql.html": "sparql", "sparql.de.html": "sparql", "graph.html": "", "data/graph.html": ""}
    for path in TREE:
        response, ending = served.get(f"/{path}"), path.rpartition(".")[2].replace("well-known/void", "ttl")
        ending = "linkset.json" if path.endswith("linkset.json") else ending
        headers = told(response)
        assert (response.status, body(response).decode()) == (200, path)
        assert headers["content-type"] == content_type(ending)
        assert headers["cache-control"] == "public, max-age=600"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert headers["access-control-allow-origin"] == "*"
        page = policies.get(path, "" if path.startswith("data/") else "plain") if path.endswith(".html") else ""
        assert headers.get("content-security-policy", "") == POLICIES.get(page, "")


def test_entities_and_the_dataset_point_to_their_link_set(served: Served) -> None:
    for path in (f"{MUSK}.html", f"{MUSK}.de.html", f"{MUSK}.ttl", "dataset.html"):
        place = served.pages.prefix + path.partition(".")[0]
        told_ = told(served.get(f"/{path}"))["link"]
        assert told_ == f'<{place}.linkset.json>; rel="linkset"; type="application/linkset+json"'
    assert "link" not in told(served.get("/id/statement/elon-musk.html"))
    assert "link" not in told(served.get("/sparql.html"))


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_ends_at_the_page_404(served: Served, path: str) -> None:
    english, german = served.get(f"/{path}"), served.get(f"/{path}", {"Accept": BROWSER, "Accept-Language": "de-CH"})
    assert [(each.status, body(each)) for each in (english, german)] == [(404, b"404.html"), (404, b"404.de.html")]
    assert told(english)["content-security-policy"] == POLICIES["plain"]
    assert told(english)["content-type"] == "text/html; charset=utf-8"
    machine = served.get(f"/{path}", {"Accept": "text/turtle"})
    assert (machine.status, told(machine)["content-type"]) == (404, "application/problem+json")


def test_the_page_404_leads_into_the_site_where_it_is_served(tmp_path: Path) -> None:
    project = project_at(tmp_path / "project", "small", BASE)
    write_tree(project.site, list(server_rules(project, BASE, REDIRECTS)))
    (project.site / "404.html").write_text(f'<a href="{BASE}index.html">', encoding="utf-8")
    served = Served(make_pages(project, "http://localhost:1/x/"))
    assert body(served.get("/nothing")) == b'<a href="/x/index.html">'


def test_a_page_in_one_language_is_sent_to_all(tmp_path: Path) -> None:
    served = hand_made(tmp_path / "project", BASE, "http://localhost:1/")
    assert served.pages.shelf is not None
    Path(served.pages.shelf.root, "sparql.de.html").unlink()
    assert told(served.get("/sparql", {"Accept-Language": "de"}))["location"] == "/sparql.html"


@pytest.mark.parametrize("path", ODD, ids=lambda path: path[:40])
def test_no_path_leads_off_the_host_or_out_of_the_site(served: Served, path: str) -> None:
    queries = ("", "?_format=ttl", "?_format=html", "?_profile=simple")
    for target in [path, *(path + query for query in queries if "?" not in path)]:
        for accept in (BROWSER, "text/turtle"):
            response = served.get(target, {"Accept": accept})
            assert response.status in (200, 303, 400, 404, 406, 414, 503), target
            assert b"root:" not in body(response)
            for name, value in response.headers:
                assert value.isprintable()
                if name in ("location", "content-location"):
                    place = urlsplit(urljoin("https://kg.example.org", value))
                    assert (place.hostname, place.path.startswith("//")) == ("kg.example.org", False)


@pytest.mark.parametrize(
    "path",
    [
        "/.htaccess", "/.nojekyll", "/_headers", "/id/.hidden.html", "/../project.toml", "/data/../../../govgraph.toml",
        "/data/%2e%2e/%2e%2e/%2e%2e/govgraph.toml", "/data/%252e%252e/x.html", "/id", "/id/person", "/data/", "/data",
        "/INDEX.html", "/Index", "/link.html", "/folder/govgraph.toml", "/assets/link.css", "//etc/passwd",
        "/data//small.nq",
    ],
)  # fmt: skip
def test_what_is_hidden_or_outside_is_not_sent(tmp_path: Path, path: str) -> None:
    served = hand_made(tmp_path / "project", BASE, "http://localhost:1/")
    assert served.pages.shelf is not None
    root = Path(served.pages.shelf.root)
    (root / "id/.hidden.html").write_text("hidden", encoding="utf-8")
    (root / "link.html").symlink_to("/etc/passwd")
    (root / "assets/link.css").symlink_to(root.parent / "site-beside.css")
    (root.parent / "site-beside.css").write_text("outside", encoding="utf-8")
    (root / "folder").symlink_to(root.parent.parent, target_is_directory=True)
    assert served.get(path).status == 404


@pytest.mark.parametrize("path", ["/a%00b", "/id/person/a%0ab", "/id\\person", "/%5c", "/\x7f"])
def test_control_characters_and_backslashes_are_refused(served: Served, path: str) -> None:
    assert served.get(path).status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", ""])
def test_other_methods_are_told_which_there_are(served: Served, method: str) -> None:
    for path in ("/", f"/{MUSK}", f"/{MUSK}.html", "/nothing"):
        response = served.get(path, method=method)
        assert (response.status, told(response)["allow"]) == (405, "GET, HEAD")


def test_head_is_answered_as_get(served: Served) -> None:
    for path in (f"/{MUSK}", f"/{MUSK}.html", "/nothing", f"/{MUSK}?_format=ttl"):
        assert served.get(path, method="HEAD") == served.get(path)


# ---------------------------------------------------------------------- validators, compression, memory


def test_who_has_a_file_is_not_sent_it_again(served: Served) -> None:
    first = told(served.get(f"/{MUSK}.html"))
    for known in (first["etag"], f"W/{first['etag']}", f'"x", {first["etag"]}', "*"):
        again = served.get(f"/{MUSK}.html", {"If-None-Match": known})
        assert (again.status, body(again)) == (304, b"")
        assert {name: told(again)[name] for name in ("etag", "cache-control", "vary")}.items() <= first.items()
        assert "content-type" not in told(again)
    assert served.get(f"/{MUSK}.html", {"If-None-Match": '"x"'}).status == 200
    assert served.get(f"/{MUSK}.ttl", {"If-None-Match": first["etag"]}).status == 200


def test_a_changed_file_is_sent_anew(tmp_path: Path) -> None:
    served = hand_made(tmp_path / "project", BASE, "http://localhost:1/")
    assert served.pages.shelf is not None
    first = served.get("/sparql.html")
    Path(served.pages.shelf.root, "sparql.html").write_text("changed", encoding="utf-8")
    again = served.get("/sparql.html", {"If-None-Match": told(first)["etag"]})
    assert (again.status, body(again)) == (200, b"changed")
    Path(served.pages.shelf.root, "sparql.html").unlink()
    assert served.get("/sparql.html").status == 404


@pytest.fixture
def roomy(tmp_path: Path) -> tuple[Path, Served]:
    """A site with files of all sizes, and little memory to keep them."""
    project = project_at(tmp_path / "project", "small", BASE)
    write_tree(project.site, list(server_rules(project, BASE, REDIRECTS)))
    (project.site / "data/text.ttl").write_text("# text\n" * 20_000, encoding="utf-8")
    (project.site / "data/chance.ttl").write_bytes(os.urandom(2000))
    (project.site / "data/table.parquet").write_bytes(b"x" * 5000)
    (project.site / "data/large.nq").write_bytes(b"<a> <b> <c> .\n" * (WHOLE // 14 + 1))
    return project.site, Served(make_pages(project, "http://localhost:1/", kept=300_000))


def test_text_is_compressed_for_who_takes_it(roomy: tuple[Path, Served]) -> None:
    folder, served = roomy
    plain, packed = (served.get("/data/text.ttl", {"Accept-Encoding": each}) for each in ("", "br, gzip;q=0.5"))
    assert (told(packed)["content-encoding"], told(packed)["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(body(packed)) == body(plain) == (folder / "data/text.ttl").read_bytes()
    assert len(body(packed)) < len(body(plain)) / 20
    assert "content-encoding" not in told(plain)
    assert told(packed)["etag"] != told(plain)["etag"]
    assert not told(plain)["etag"].startswith("W/")
    known = served.get("/data/text.ttl", {"Accept-Encoding": "gzip", "If-None-Match": told(packed)["etag"]})
    assert known.status == 304


@pytest.mark.parametrize("name", ["data/chance.ttl", "data/table.parquet", "sparql.html"])
def test_what_gains_nothing_is_sent_as_it_is(roomy: tuple[Path, Served], name: str) -> None:
    folder, served = roomy
    response = served.get(f"/{name}", {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in told(response)
    assert body(response) == (folder / name).read_bytes()


def test_memory_is_bounded_and_what_is_asked_for_stays(roomy: tuple[Path, Served]) -> None:
    folder, served = roomy
    shelf = served.pages.shelf
    assert shelf is not None
    for number in range(40):
        (folder / f"data/file-{number}.csv").write_bytes(b"%d," % number * 10_000)
        assert served.get(f"/data/file-{number}.csv").status == 200
        assert served.get(f"/{MUSK}.html").status == 200
        assert shelf.size == sum(len(each.body) for each in shelf.kept.values()) <= shelf.most
    assert (f"{MUSK}.html", False) in shelf.kept
    assert 5 < len(shelf.kept) < 20


def test_a_large_file_comes_in_parts(roomy: tuple[Path, Served]) -> None:
    folder, served = roomy
    assert served.pages.shelf is not None

    async def read() -> tuple[Response, bytes]:
        request = Request("GET", "/data/large.nq", "", {"accept-encoding": "gzip"}, b"", "")
        response = await answer_page(served.pages, request, served.ask)  # type: ignore[arg-type]
        assert not isinstance(response.body, bytes)
        return response, b"".join([part async for part in response.body])

    response, content = asyncio.run(read())
    assert content == (folder / "data/large.nq").read_bytes()
    assert told(response)["content-length"] == str(len(content))
    assert "content-encoding" not in told(response)
    again = served.get("/data/large.nq", {"If-None-Match": told(response)["etag"]})
    assert (again.status, "content-length" in told(again)) == (304, False)
    assert not served.pages.shelf.kept


def test_many_who_ask_at_once_have_a_file_read_once(
    roomy: tuple[Path, Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, served = roomy
    reads = []
    whole = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: reads.append(path) or whole(path))  # type: ignore[func-returns-value]

    async def ask() -> list[Response]:
        request = Request("GET", "/data/text.ttl", "", {"accept-encoding": "gzip"}, b"", "")
        return await asyncio.gather(*(answer_page(served.pages, request, served.ask) for _ in range(20)))  # type: ignore[arg-type]

    found = asyncio.run(ask())
    assert len({body(each) for each in found}) == len(reads) == 1


# ---------------------------------------------------------------------- _format, and faults of the site


@pytest.mark.parametrize(
    "form", ["ttl", "jsonld", "nt", "md", "text/turtle", "application/ld+json", "application/json"]
)
def test_a_format_by_name_is_sent_at_once(served: Served, form: str) -> None:
    ending = {"text/turtle": "ttl", "application/ld+json": "jsonld", "application/json": "jsonld"}.get(form, form)
    for key in ("_format", "_mediatype"):
        response = served.get(f"/{MUSK}?{key}={quote(form, safe='')}", {"Accept": "text/html"})
        assert (response.status, body(response).decode()) == (200, f"{MUSK}.{ending}")
        assert told(response)["content-location"] == f"{served.pages.prefix}{MUSK}.{ending}"
        assert told(response)["content-type"] == content_type(ending)
        assert varies(response) >= VARY
    known = {"If-None-Match": told(response)["etag"]}
    assert served.get(f"/{MUSK}?_format={quote(form, safe='')}", known).status == 304


def test_html_by_name_is_led_to_its_address(served: Served) -> None:
    response = served.get(f"/{STATEMENT}?_format=html", {"Accept": "text/turtle", "Accept-Language": "de"})
    place = "id/statement/elon-musk.de.html#signed-deda36d05fa3"
    assert (response.status, told(response)["location"]) == (303, served.pages.prefix + place)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (f"{MUSK}?_format=docx", 400), (f"{MUSK}?_format=%zz", 400), ("sparql?_format=ttl", 406),
        ("nothing?_format=ttl", 404), (f"{MUSK}?_profile=none", 400), (f"{MUSK}?" + "a=1&" * 99, 400),
        (f"{MUSK}?_profile=annotated&_format=jsonld", 406), (f"{MUSK}?_profile=simple&_format=html", 406),
        (f"{MUSK}?a=b", 303), (f"{MUSK}.ttl?_format=docx", 200),
        (f"{MUSK}?_format=%ff", 400),
    ],
)  # fmt: skip
def test_parameters_that_do_not_fit_are_told(served: Served, target: str, status: int) -> None:
    assert served.get(f"/{target}").status == status


def test_redirects_are_read_back_as_they_were_written(served: Served) -> None:
    assert served.pages.shelf is not None
    url, found = read_redirects(Path(served.pages.shelf.root))
    written = {(path.replace("//", "/"), target) for path, target in REDIRECTS}
    assert (url, {(unquote(path), target) for path, target in found}) == (BASE, written)


@pytest.mark.parametrize("text", ["", "# x https://w3id.org/govgraph/\n/elsewhere /govgraph/x.html 302\n", "#\nx\n"])
def test_a_site_with_broken_redirects_is_not_served(tmp_path: Path, text: str) -> None:
    served = hand_made(tmp_path / "project", BASE, "http://localhost:1/")
    assert served.pages.shelf is not None
    Path(served.pages.shelf.root, "_redirects").write_text(text, encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="run govgraph site"):
        make_pages(load_project(tmp_path / "project"), "http://localhost:1/")


def test_an_address_that_is_not_plain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        make_pages(project_at(tmp_path / "project", "small", BASE), "https://x/a b/")


# ---------------------------------------------------------------------- the engine's descriptions


@cache
def real_graph() -> Loaded:
    project = built_project()
    store = ox.Store()
    store.bulk_load(path=project.output / "govgraph.nq", format=ox.RdfFormat.N_QUADS)
    return Loaded(store, project.base, read_prefixes(project.ontology / "context.jsonld"), None)


def engine(operation: str, payload: object) -> Answer:
    assert operation == "describe"
    return describe(real_graph(), payload)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def siteless() -> Served:
    """The real graph without a site."""
    return Served(make_pages(built_project(), "http://127.0.0.1:8080/"), engine)


FORMS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def triples_of(served: Served, path: str, view: str, ending: str = "nt") -> set[ox.Triple]:
    response = served.get(f"/{path}?_profile={view}&_format={ending}")
    assert response.status == 200, response
    return {quad.triple for quad in ox.parse(body(response), FORMS[ending])}


def graph(name: str, s: str | None = None, o: str | None = None) -> set[ox.Triple]:
    nodes = [ox.NamedNode(each) if each else None for each in (s, o)]
    found = real_graph().store.quads_for_pattern(nodes[0], None, nodes[1], ox.NamedNode(f"{BASE}graph/{name}"))
    return {quad.triple for quad in found}


def iri_of(node: object) -> str:
    """The IRI of a node, empty for a literal."""
    return node.value if isinstance(node, ox.NamedNode) else ""


def signed() -> Iterator[str]:
    """Paths of Elon Musk's statements that he signed something: confirmed and disputed ones."""
    found = real_graph().store.quads_for_pattern(
        None, ox.NamedNode(f"{RDF}subject"), ox.NamedNode(BASE + MUSK), ox.NamedNode(f"{BASE}graph/full")
    )
    yield from sorted(path for quad in found if "-signed-" in (path := iri_of(quad.subject).removeprefix(BASE)))


def test_simple_is_what_is_accepted_both_ways_with_names(siteless: Served) -> None:
    found, iri = triples_of(siteless, MUSK, "simple"), BASE + MUSK
    labels = {each for each in found if each.predicate.value.endswith("#label")}
    assert {each for each in found if iri in (iri_of(each.subject), iri_of(each.object))} == (
        graph("simple", iri) | graph("simple", None, iri)
    )
    assert len(graph("simple", iri)) > 10
    assert found - labels < graph("simple")
    assert labels <= graph("simple") | graph("ontology")
    assert {each.subject for each in found} - {each.subject for each in labels} == set()


def test_full_has_every_statement_with_all_that_is_told_of_it(siteless: Served) -> None:
    found, iri = triples_of(siteless, MUSK, "full"), BASE + MUSK
    statements = {
        iri_of(each.subject)
        for role in ("subject", "object")
        for each in graph("full", None, iri)
        if each.predicate.value == RDF + role
    }
    assert len(statements) > 20
    assert set().union(*(graph("full", each) for each in statements)) <= found
    assert found <= graph("full") | graph("simple")


def test_annotated_says_the_same_as_full_in_rdf_1_2(siteless: Served) -> None:
    """And it is a part of the annotated view that is published."""
    full, annotated = (triples_of(siteless, MUSK, view, "ttl") for view in ("full", "annotated"))
    roles = {RDF + role for role in ("subject", "predicate", "object")}
    said = {each.subject: each.object for each in annotated if each.predicate.value == f"{RDF}reifies"}
    unfolded = {
        (node, role, part)
        for node, triple in said.items()
        for role, part in zip(sorted(roles), _sorted_parts(triple), strict=True)
    }
    assert {(t.subject, t.predicate.value, t.object) for t in full if t.predicate.value in roles} == unfolded
    kept = {each for each in annotated if each.predicate.value != f"{RDF}reifies"}
    assert kept == {each for each in full if each.predicate.value not in roles}
    published = ox.parse((built_project().output / "govgraph-rdf12.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    assert annotated <= {quad.triple for quad in published}


def _sorted_parts(triple: object) -> tuple[object, object, object]:
    assert isinstance(triple, ox.Triple)
    return triple.object, triple.predicate, triple.subject


def test_a_statement_has_its_node_in_full_and_what_it_says_in_simple_if_accepted(siteless: Served) -> None:
    accepted = 0
    for path in signed():
        full = triples_of(siteless, path, "full")
        assert graph("full", BASE + path) <= full
        own = {each for each in full if iri_of(each.subject) == BASE + path}
        letter = next(each.object for each in own if each.predicate.value == f"{RDF}object")
        bare = ox.Triple(ox.NamedNode(BASE + MUSK), ox.NamedNode(f"{BASE}ontology#signed"), letter)
        response = siteless.get(f"/{path}?_profile=simple&_format=nt")
        assert (f"{bare} .".encode() in body(response)) == (bare in graph("simple"))
        accepted += bare in graph("simple")
    assert accepted


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("path", [MUSK, "dataset", "graph/simple", "ontology", "publisher"])
def test_all_formats_of_a_view_hold_the_same_graph(siteless: Served, path: str, view: str) -> None:
    found = [triples_of(siteless, path, view, ending) for ending in VIEWS[view]]
    assert all(each == found[0] for each in found)
    assert found[0]


def test_equal_questions_have_equal_bytes_and_need_not_be_sent_again(siteless: Served) -> None:
    for view, endings in VIEWS.items():
        for ending in endings:
            target = f"/{MUSK}?_profile={view}&_format={ending}"
            first, second = siteless.get(target), siteless.get(target)
            assert first == second
            assert siteless.get(target, {"If-None-Match": told(first)["etag"]}).status == 304


@pytest.mark.parametrize("view", VIEWS)
def test_a_profile_is_asked_for_by_name_by_iri_or_by_header(siteless: Served, view: str) -> None:
    iri = profile_iris(BASE)[view]
    by_name = siteless.get(f"/{MUSK}?_profile={view}&_format=nt")
    by_iri = siteless.get(f"/{MUSK}?_profile={quote(iri, safe='')}&_format=nt")
    asked = {"Accept-Profile": f"<urn:x>, <{iri}>;q=0.7", "Accept": "application/n-triples, text/html;q=0.9"}
    by_header = siteless.get(f"/{MUSK}", asked)
    assert by_name == by_iri == by_header
    headers = told(by_name)
    assert headers["content-type"] == "application/n-triples"
    assert headers["content-profile"] == f"<{iri}>"
    assert headers["link"].startswith(f'<{iri}>; rel="profile"')
    assert headers["content-location"] == f"/{MUSK}?_profile={view}&_format=nt"
    assert varies(by_name) == VARY
    assert siteless.get(headers["content-location"]) == by_name
    assert siteless.asked[-1] == (
        "describe", {"iri": BASE + MUSK, "profile": view, "media_type": "application/n-triples"}, "192.0.2.1"
    )  # fmt: skip


def test_the_profiles_are_what_the_dataset_calls_them() -> None:
    for iri in profile_iris(BASE).values():
        assert graph("metadata", iri), iri


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("path", ["id/person/nobody", "id/statement/nobody-signed-deda36d05fa3", "id/x"])
def test_nobody_is_not_described(siteless: Served, path: str, view: str) -> None:
    assert siteless.get(f"/{path}?_profile={view}&_format=ttl").status == 404


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({"iri": "javascript:x", "profile": "simple", "media_type": "text/turtle"}, 400),
        ({"iri": "https://x/ y", "profile": "simple", "media_type": "text/turtle"}, 400),
        ({"iri": "https://x/y", "profile": "x", "media_type": "text/turtle"}, 400),
        ({"iri": "https://x/y", "profile": "annotated", "media_type": "application/ld+json"}, 406),
        ({"iri": "https://x/y", "profile": "simple", "media_type": "text/html"}, 406),
        ({"iri": "https://x/y", "profile": "simple", "media_type": "text/turtle"}, 404),
    ],
)
def test_the_engine_checks_what_it_is_asked(payload: dict[str, str], status: int) -> None:
    with pytest.raises(Refused) as caught:
        describe(real_graph(), payload)  # type: ignore[arg-type]
    assert caught.value.status == status


def test_without_a_site_iris_are_described_and_pages_are_not_there(siteless: Served) -> None:
    for accept, ending in ((None, "ttl"), (BROWSER, "ttl"), ("application/ld+json", "jsonld")):
        response = siteless.get(f"/{MUSK}", {"Accept": accept})
        assert (response.status, told(response)["content-type"]) == (200, content_type(ending))
        assert told(response)["content-profile"] == f"<{BASE}graph/full>"
    start = siteless.get("/")
    assert f"<{BASE}dataset>".encode() in body(start)
    for target, accept, status in (
        (f"/{MUSK}", "text/html", 406),
        (f"/{MUSK}.html", None, 404),
        (f"/{MUSK}?_format=md", None, 406),
    ):
        refused = siteless.get(target, {"Accept": accept})
        assert refused.status == status
        assert "run govgraph site" in json.loads(body(refused))["detail"]


def test_media_types_and_views_fit_together() -> None:
    assert {ending for endings in VIEWS.values() for ending in endings} == set(ENDINGS.values())


# ---------------------------------------------------------------------- the real site


@pytest.fixture(scope="module")
def real() -> tuple[Project, Served]:
    """The repository's own graph and site, served."""
    project = load_project(built_site().parent.parent)
    return project, Served(make_pages(project, "http://127.0.0.1:8080/"), engine)


def test_every_iri_of_the_real_graph_leads_to_a_face(real: tuple[Project, Served]) -> None:
    """Statements and entities of the graph, and all that the dataset's description mints."""
    project, served = real
    subjects = {iri_of(t.subject) for name in ("simple", "full", "metadata") for t in graph(name)}
    paths = sorted({each.partition("#")[0].removeprefix(BASE) for each in subjects if each.startswith(BASE)})
    assert len(paths) > 10_000
    for path in [*paths[::25], *(each for each in paths if not each.startswith("id/"))]:
        for accept in ("text/html", "text/turtle"):
            response = served.get(f"/{quote(path)}", {"Accept": accept})
            assert response.status == 303, path
            file = told(response)["location"].removeprefix("/").partition("#")[0]
            assert (project.site / file).is_file(), (path, file)


def test_a_profile_of_the_real_site_comes_from_the_engine(real: tuple[Project, Served]) -> None:
    _, served = real
    assert served.get(f"/{MUSK}", {"Accept-Profile": f"<{BASE}graph/simple>"}).status == 200
    assert served.get(f"/{MUSK}", {"Accept-Profile": "<urn:unknown>"}).status == 303
    assert served.get(f"/{MUSK}", {"Accept-Profile": f"<{BASE}graph/simple>", "Accept": "text/html"}).status == 303
    assert served.get(f"/{MUSK}?_profile=simple", {"Accept": "text/html"}).status == 406


def test_slashes_in_front_lead_to_no_other_host(real: tuple[Project, Served]) -> None:
    response = real[1].get("//graph/simple?_profile=full")
    assert (response.status, told(response)["content-location"]) == (200, "/graph/simple?_profile=full&_format=ttl")


def test_the_real_page_404_leads_into_the_site(real: tuple[Project, Served]) -> None:
    page = body(real[1].get("/id/person/nobody", {"Accept": BROWSER})).decode()
    assert 'href="/index.html"' in page
    assert BASE not in page
