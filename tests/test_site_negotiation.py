"""The rules for servers hold on real servers: who asks for an IRI gets the right face, and nobody is sent elsewhere."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest

from govgraph.errors import UsageError
from govgraph.project import Project, load_project
from govgraph.publish.pages import POLICIES, File
from govgraph.publish.rules.files import server_rules
from govgraph.publish.rules.table import ACCEPTED, MEDIA_TYPES, content_type, media_preferences
from servers import Answer, Host, apache, caddy, functions, nginx
from small_project import make_project

ORIGIN = "https://kg.example.org"
REDIRECTS = [
    ("graph/simple", "dataset.html#graph-simple"),
    ("graph/full", "dataset.html#graph-full"),
    ("distribution/small.ttl", "dataset.html#distribution-small-ttl"),
    ("build/0.1.0/input/data", "dataset.html#build-0-1-0-input-data"),
    ("validation/report", "data/validation-report.html"),
    ("publisher", "dataset.html#publisher"),
    ("void/class/https-//schema.org/Person", "dataset.html#void-class-https---schema-org-Person"),
    *((f"void/property/gov-{number:03}", f"dataset.html#void-property-gov-{number:03}") for number in range(500)),
]
FACES = ("html", "de.html", "ttl", "jsonld", "nt", "md")
TREE = [
    *(f"{page}.{ending}" for page in ("id/person/elon-musk", "id/statement/elon-musk") for ending in FACES),
    *(f"{page}.{ending}" for page in ("ontology", "shapes", "dataset", "ontology/0.1.0") for ending in FACES),
    *(f"{page}.{ending}" for page in ("index", "browse/index", "sparql", "404") for ending in ("html", "de.html")),
    *("id/person/elon-musk.linkset.json", "graph.html", "assets/site.css", "assets/sparql.js", "assets/oxigraph.wasm"),
    *("data/small.nq", "data/small.trig", "data/entities.parquet", "data/graph.html", "robots.txt"),
    *("data/validation-report.html", "data/validation-report.ttl", "dataset.linkset.json", ".well-known/void"),
]  # fmt: skip
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
MUSK = "id/person/elon-musk"
STATEMENT = "id/statement/elon-musk-signed-deda36d05fa3"


class Case(NamedTuple):
    """A request, and where it leads below the site's root (or its status)."""

    path: str
    accept: str | None
    language: str | None
    leads: str | int


CASES = [
    # media types
    Case(MUSK, None, None, f"{MUSK}.html"),
    Case(MUSK, "", None, f"{MUSK}.html"),
    Case(MUSK, "*/*", None, f"{MUSK}.html"),
    Case(MUSK, BROWSER, None, f"{MUSK}.html"),
    Case(MUSK, "application/xhtml+xml", None, f"{MUSK}.html"),
    Case(MUSK, "text/*", None, f"{MUSK}.html"),
    Case(MUSK, "text/turtle", None, f"{MUSK}.ttl"),
    Case(MUSK, "Text/Turtle;charset=UTF-8", None, f"{MUSK}.ttl"),
    Case(MUSK, "application/ld+json", None, f"{MUSK}.jsonld"),
    Case(MUSK, 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', None, f"{MUSK}.jsonld"),
    Case(MUSK, "application/json, text/plain, */*", None, f"{MUSK}.jsonld"),
    Case(MUSK, "application/*", None, f"{MUSK}.jsonld"),
    Case(MUSK, "application/n-triples", None, f"{MUSK}.nt"),
    Case(MUSK, "text/markdown, text/html, */*", None, f"{MUSK}.md"),
    # q-values
    Case(MUSK, "text/turtle;q=0", None, 406),
    Case(MUSK, "text/turtle;q=0.000, */*;q=0.1", None, f"{MUSK}.html"),
    Case(MUSK, "text/html;q=0.5, text/turtle", None, f"{MUSK}.ttl"),
    Case(MUSK, "text/turtle;q=0.5, text/html", None, f"{MUSK}.html"),
    Case(MUSK, "text/html;q=0.3,text/turtle;q=0.9,application/ld+json;q=0.8", None, f"{MUSK}.ttl"),
    Case(MUSK, "text/turtle ; q=0.2 , application/ld+json ; q=1.0", None, f"{MUSK}.jsonld"),
    Case(MUSK, "text/turtle;q=0.05, text/markdown;q=0.01", None, f"{MUSK}.ttl"),
    Case(MUSK, "text/turtle;q=0.5, */*;q=0.9", None, f"{MUSK}.html"),
    Case(MUSK, "text/turtle, text/html", None, f"{MUSK}.ttl"),
    Case(MUSK, "text/html, text/turtle", None, f"{MUSK}.html"),
    Case(MUSK, "text/turtle,application/n-triples;q=0.9,application/rdf+xml;q=0.7,*/*;q=0.3", None, f"{MUSK}.ttl"),
    Case(MUSK, "application/rdf+xml, text/turtle;q=0.7", None, f"{MUSK}.ttl"),
    Case(MUSK, "application/rdf+xml", None, 406),
    Case(MUSK, "image/png", "de", 406),
    Case(MUSK, "text/turtlex", None, 406),
    Case(MUSK, "nonsense;;q=,,,", None, 406),
    # languages
    Case(MUSK, BROWSER, "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", f"{MUSK}.de.html"),
    Case(MUSK, BROWSER, "en-US,en;q=0.9,de;q=0.8", f"{MUSK}.html"),
    Case(MUSK, BROWSER, "en;q=0.5, de;q=0.9", f"{MUSK}.de.html"),
    Case(MUSK, BROWSER, "fr-FR,fr;q=0.9,de;q=0.5", f"{MUSK}.de.html"),
    Case(MUSK, BROWSER, "fr", f"{MUSK}.html"),
    Case(MUSK, BROWSER, "de;q=0", f"{MUSK}.html"),
    Case(MUSK, BROWSER, "den", f"{MUSK}.html"),
    Case(MUSK, BROWSER, "*", f"{MUSK}.html"),
    Case(MUSK, "text/turtle", "de", f"{MUSK}.ttl"),
    # statements and citations
    Case(STATEMENT, BROWSER, None, "id/statement/elon-musk.html#signed-deda36d05fa3"),
    Case(STATEMENT, BROWSER, "de", "id/statement/elon-musk.de.html#signed-deda36d05fa3"),
    Case(STATEMENT, "text/turtle", None, "id/statement/elon-musk.ttl"),
    Case(f"{STATEMENT}-at-open-letter", None, None, "id/statement/elon-musk.html#signed-deda36d05fa3"),
    Case(f"{STATEMENT}-at-open-letter", "application/n-triples", None, "id/statement/elon-musk.nt"),
    Case("id/statement/elon-musk", None, None, "id/statement/elon-musk.html"),
    # documents, folders, the start
    Case("ontology", "text/turtle", None, "ontology.ttl"),
    Case("ontology", BROWSER, "de", "ontology.de.html"),
    Case("ontology/0.1.0", "text/turtle", None, "ontology/0.1.0.ttl"),
    Case("ontology/0.1.0", BROWSER, None, "ontology/0.1.0.html"),
    Case("shapes", "application/ld+json", None, "shapes.jsonld"),
    Case("dataset", "text/markdown", None, "dataset.md"),
    Case("", None, None, "index.html"),
    Case("", BROWSER, "de", "index.de.html"),
    Case("", "text/turtle", None, "dataset.ttl"),
    Case("browse/", BROWSER, "de", "browse/index.de.html"),
    # IRIs that follow no pattern
    Case("graph/simple", BROWSER, None, "dataset.html#graph-simple"),
    Case("graph/full", BROWSER, "de", "dataset.de.html#graph-full"),
    Case("graph/simple", "text/turtle", None, "dataset.ttl"),
    Case("distribution/small.ttl", BROWSER, None, "dataset.html#distribution-small-ttl"),
    Case("build/0.1.0/input/data", BROWSER, None, "dataset.html#build-0-1-0-input-data"),
    Case("publisher", "application/ld+json", None, "dataset.jsonld"),
    Case("validation/report", BROWSER, "de", "data/validation-report.html"),
    Case("validation/report", "application/ld+json", None, "data/validation-report.ttl"),
    Case("validation/report", "text/turtle", None, "data/validation-report.ttl"),
    Case("validation/report", "image/png", None, 406),
    Case("void/property/gov-499", BROWSER, "de", "dataset.de.html#void-property-gov-499"),
    Case("void/class/https-//schema.org/Person", None, None, "dataset.html#void-class-https---schema-org-Person"),
]
MISSING = [
    "graph/other",
    "void/property/gov-500",
    "id/person/nobody",
    "id/nothing/here/at/all",
    "ontology/",
    "id/person/elon-musk/",
    ".git",
]
ODD = [
    "//evil.example",
    "//evil.example/",
    "///evil.example/%2e%2e",
    "/\\evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/.//evil.example",
    "/id//evil.example",
    "/https://evil.example/",
    "/@evil.example",
    "/evil.example:80",
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/id/%2e%2e%2f%2e%2e%2fetc/passwd",
    "/id/..%5c..%5cetc",
    "/id/person/..",
    "/id/person/../../graph/simple",
    "/..;/x",
    "/id/person/elon-musk%00.html",
    "/id/person/elon%0amusk",
    "/id/person/x%0d%0aSet-Cookie:%20a=b",
    "/%0d%0aLocation:%20https://evil.example",
    "/id/statement/%0d%0ax-signed-deda36d05fa3",
    "/id/statement///evil.example-signed-deda36d05fa3",
    "/graph/simple%0d%0aX: y",
    "/%",
    "/%zz",
    "/%c3%28",
    "/%E2%80%AE",
    "/id/person/" + "a" * 6000,
    "/id/statement/" + "a-" * 3000 + "deda36d05fa3",
    "/" + "a/" * 3000,
    "/" + "%2e%2e/" * 900,
    "/id/person/elon-musk?x=//evil.example",
    "/id/person/elon-musk?%0d%0aX-Bad:1",
    "/id/person/<script>",
    "/id/person/'\"",
]
OWN = ("nginx", "apache", "caddy", "netlify", "cloudflare")
SERVERS = [*OWN, *(f"{name} below a folder" for name in OWN), "apache, a folder by Alias"]
CHECKING = [name for name in SERVERS if name.startswith(("nginx", "apache", "caddy"))]


class Sites(NamedTuple):
    """All hosts by name, the path of the site on each, and what it is called."""

    hosts: dict[str, Host]
    prefix: dict[str, str]


def project_at(folder: Path, name: str, base: str) -> Project:
    return replace(load_project(make_project(folder)), name=name, base=base)


def write_tree(folder: Path, files: list[File]) -> None:
    """The hand-made site with its rules; each file says what it is."""
    contents = {path: path.encode() for path in TREE} | {each.path: each.content for each in files}
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@pytest.fixture(scope="module")
def top() -> Iterator[Path]:
    """A folder that the servers' own users can read: those of pytest are closed to them."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def sites(top: Path) -> Iterator[Sites]:
    """nginx, Apache, Caddy and the functions of both hosts with two sites each, and w3id.org's Apache."""
    at_root, below, persistent = top / "root", top / "folder", top / "w3id"
    small = project_at(top / "one", "small", "https://w3id.org/govgraph/")
    other = project_at(top / "two", "2nd graph!", f"{ORIGIN}/kg/")
    files = list(server_rules(small, f"{ORIGIN}/", REDIRECTS))
    write_tree(at_root, files)
    write_tree(below / "kg", list(server_rules(other, f"{ORIGIN}/kg/", REDIRECTS)))
    shutil.copytree(at_root / "rules/w3id", persistent / "govgraph")
    rules = [at_root / "rules", below / "kg/rules"]
    with ExitStack() as stack:
        roots = [at_root, below]
        found = {"nginx": stack.enter_context(nginx(top / "nginx", roots, rules))}
        apaches = stack.enter_context(apache(top / "apache", [*roots, persistent], ("/kg/", below / "kg")))
        found["apache"] = apaches[:2]
        found["caddy"] = stack.enter_context(caddy(top / "caddy", roots, rules, ["SMALL", "SITE_2ND_GRAPH"]))
        hosts: dict[str, Host] = {"w3id": apaches[2], "apache, a folder by Alias": apaches[0]}
        for name, (first, second) in found.items():
            hosts |= {name: first, f"{name} below a folder": second}
        for name, module in (("netlify", "rules/netlify/edge-functions/negotiate.js"), ("cloudflare", "_worker.js")):
            for suffix, root, site in (("", at_root, at_root), (" below a folder", below, below / "kg")):
                copy = top / f"{name}{suffix.replace(' ', '-')}.mjs"
                shutil.copy(site / module, copy)
                hosts[f"{name}{suffix}"] = stack.enter_context(functions(name, copy, root))
        prefix = {name: "/kg/" if "folder" in name else "/" for name in hosts} | {"w3id": "/govgraph/"}
        yield Sites(hosts, prefix)


def ask(sites: Sites, name: str, case: Case) -> Answer:
    headers = {"Accept": case.accept, "Accept-Language": case.language}
    given = {key: value for key, value in headers.items() if value is not None}
    return sites.hosts[name].ask(sites.prefix[name] + case.path, given)


def location(sites: Sites, name: str, path: str, answer: Answer) -> str:
    """Where an answer leads, resolved against the host."""
    place = urljoin(f"{ORIGIN}{sites.prefix[name]}{path}", answer.headers["location"])
    return re.sub("^http:", "https:", place)


def case_name(case: Case) -> str:
    return f"{case.path or '/'} {case.accept} {case.language}"


# ---------------------------------------------------------------------- the matrix


@pytest.mark.parametrize("case", CASES, ids=case_name)
@pytest.mark.parametrize("name", [*SERVERS, "w3id"])
def test_an_iri_leads_to_the_face_that_is_asked_for(sites: Sites, name: str, case: Case) -> None:
    answer = ask(sites, name, case)
    assert {each.strip() for each in answer.headers["vary"].split(",")} == {"Accept", "Accept-Language"}
    assert answer.headers["access-control-allow-origin"] == "*"
    if isinstance(case.leads, int):
        assert answer.status == case.leads
        return
    assert answer.status == 303
    target = "/" if name == "w3id" else sites.prefix[name]
    place = location(sites, name, case.path, answer)
    assert place == f"{ORIGIN}{target}{case.leads}"
    if name != "w3id":
        file = case.leads.partition("#")[0]
        final = sites.hosts[name].ask(urlsplit(place).path)
        assert (final.status, final.body.decode()) == (200, file)
        assert final.headers["content-type"].lower() == content_type(file.rpartition(".")[2])


def test_the_matrix_is_as_large_as_it_was() -> None:
    assert len(CASES) * len([*SERVERS, "w3id"]) >= 650


@pytest.mark.parametrize("name", SERVERS)
def test_every_file_has_its_media_type_and_headers(sites: Sites, name: str) -> None:
    for path in TREE:
        answer = sites.hosts[name].ask(sites.prefix[name] + path)
        ending = (
            "linkset.json"
            if path.endswith("linkset.json")
            else path.rpartition(".")[2].replace("well-known/void", "ttl")
        )
        assert (answer.status, answer.body.decode()) == (200, path)
        assert answer.headers["content-type"].lower() == content_type(ending), path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=600"


@pytest.mark.parametrize("name", SERVERS)
def test_pages_have_their_policy_and_others_none(sites: Sites, name: str) -> None:
    expected = {
        "index.html": POLICIES["plain"],
        "id/person/elon-musk.de.html": POLICIES["plain"],
        "sparql.html": POLICIES["sparql"],
        "sparql.de.html": POLICIES["sparql"],
        "graph.html": None,  # its own one stands in the file
        "data/graph.html": None,
        "assets/sparql.js": None,  # a worker compiles WebAssembly
    }
    found = {path: sites.hosts[name].ask(sites.prefix[name] + path).headers for path in expected}
    assert {path: headers.get("content-security-policy") for path, headers in found.items()} == expected


@pytest.mark.parametrize("name", SERVERS)
def test_faces_of_an_entity_name_its_linkset(sites: Sites, name: str) -> None:
    prefix = sites.prefix[name]
    link = f'<{prefix}{MUSK}.linkset.json>; rel="linkset"; type="application/linkset+json"'
    for ending in FACES:
        assert sites.hosts[name].ask(f"{prefix}{MUSK}.{ending}").headers["link"] == link
    for path in ("id/statement/elon-musk.html", "ontology.ttl", f"{MUSK}.linkset.json", "index.html"):
        assert "link" not in sites.hosts[name].ask(f"{prefix}{path}").headers


# ---------------------------------------------------------------------- nothing there, odd requests


@pytest.mark.parametrize("path", MISSING)
@pytest.mark.parametrize("name", SERVERS)
def test_what_is_unknown_ends_at_the_page_404(sites: Sites, name: str, path: str) -> None:
    host, answer = sites.hosts[name], sites.hosts[name].ask(sites.prefix[name] + path)
    if name not in CHECKING and answer.status == 303:
        answer = host.ask(urlsplit(location(sites, name, path, answer)).path)
    assert answer.status == 404
    assert answer.body.decode() in ("404.html", "404.de.html")


@pytest.mark.parametrize("name", CHECKING)
def test_a_page_without_faces_is_sent_as_html(sites: Sites, name: str) -> None:
    answer = ask(sites, name, Case("sparql", "text/turtle", None, ""))
    assert (answer.status, location(sites, name, "sparql", answer)) == (303, f"{ORIGIN}{sites.prefix[name]}sparql.html")


@pytest.mark.parametrize("name", ["w3id"])
def test_files_are_found_below_the_iris(sites: Sites, name: str) -> None:
    for path in (
        "data/small.nq",
        "data/graph.html",
        f"{MUSK}.ttl",
        f"{MUSK}.de.html",
        f"{MUSK}.linkset.json",
        "robots.txt",
    ):
        answer = ask(sites, name, Case(path, "text/html", None, ""))
        assert (answer.status, answer.headers["location"]) == (302, f"{ORIGIN}/{path}")


@pytest.mark.parametrize("path", ODD, ids=lambda path: path[:40])
@pytest.mark.parametrize("name", [*SERVERS, "w3id"])
def test_no_path_leads_off_the_host(sites: Sites, name: str, path: str) -> None:
    host, prefix = sites.hosts[name], sites.prefix[name]
    for asked in {path, prefix.rstrip("/") + path}:
        for accept in (BROWSER, "text/turtle"):
            answer = host.ask(asked, {"Accept": accept})
            assert answer.status in (200, 303, 302, 308, 301, 400, 403, 404, 405, 406, 414), answer
            assert not {"set-cookie", "x-bad", "x"} & answer.headers.keys()
            assert b"root:" not in answer.body
            if "location" in answer.headers:
                place = urlsplit(urljoin(ORIGIN, answer.headers["location"]))
                assert place.hostname == "kg.example.org", answer
                assert "//" not in place.path
                assert "\\" not in answer.headers["location"]
    assert ask(sites, name, CASES[0]).status == 303  # and it is still there


@pytest.mark.parametrize("name", SERVERS)
def test_another_name_in_the_host_header_is_not_stored_in_the_rules(sites: Sites, name: str) -> None:
    """Only Apache writes absolute addresses, from the Host header; no other server names a host."""
    place = ask(sites, name, CASES[0]).headers["location"]
    assert place.startswith("http://kg.example.org/" if name.startswith("apache") else "/")


# ---------------------------------------------------------------------- the files of rules


def rules_of(tmp_path: Path, url: str = f"{ORIGIN}/") -> dict[str, bytes]:
    project = project_at(tmp_path / "project", "small", "https://w3id.org/govgraph/")
    return {each.path: each.content for each in server_rules(project, url, REDIRECTS)}


def test_equal_input_gives_equal_rules(tmp_path: Path) -> None:
    project = project_at(tmp_path / "project", "small", "https://w3id.org/govgraph/")
    once = list(server_rules(project, f"{ORIGIN}/", REDIRECTS))
    assert once == list(server_rules(project, f"{ORIGIN}/", reversed(REDIRECTS)))
    assert len({each.path for each in once}) == len(once) >= 13
    assert not [each.path for each in once if b"<<" in each.content]


def test_where_iris_are_addresses_nothing_is_redirected_to_itself(tmp_path: Path) -> None:
    assert "rules/w3id/.htaccess" in rules_of(tmp_path / "one")
    assert not [path for path in rules_of(tmp_path / "two", "https://w3id.org/govgraph/") if "w3id" in path]


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "a b", "x\r\ny", "../x", "x#a b", 'x#"', "$x", ""]
)
def test_a_redirect_to_no_plain_page_is_refused(tmp_path: Path, target: str) -> None:
    project = project_at(tmp_path, "small", "https://w3id.org/govgraph/")
    with pytest.raises(UsageError):
        list(server_rules(project, f"{ORIGIN}/", [("x", target)]))


@pytest.mark.parametrize("path", ['a"b', "a b", "a\nb", "a%0ab", "a`b", "a\\b"])
def test_a_path_that_no_server_can_be_told_is_refused(tmp_path: Path, path: str) -> None:
    project = project_at(tmp_path, "small", "https://w3id.org/govgraph/")
    with pytest.raises(UsageError):
        list(server_rules(project, f"{ORIGIN}/", [(path, "dataset")]))


@pytest.mark.parametrize(
    "url", ["ftp://x/", "https://x", "https://x/a b/", "https://x/$a/", "https://u@x/", "https://x/?a/"]
)
def test_an_address_that_is_no_folder_on_the_web_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError):
        rules_of(tmp_path, url)


def test_patterns_take_no_time_on_hostile_headers() -> None:
    hostile = [
        "text/turtle" + "; a  " * 8000,
        "text/turtle;" + " " * 8000,
        "text/turtle" * 4000,
        "," * 40000,
        ", ;" * 9000,
    ]
    patterns = [re.compile(each, re.IGNORECASE) for each in media_preferences()]
    started = time.perf_counter()
    for text in hostile:
        for each in patterns:
            each.search(f"{text}q=x")
    assert time.perf_counter() - started < 3


def test_the_files_of_netlify_and_cloudflare_keep_their_limits(tmp_path: Path) -> None:
    """developers.cloudflare.com/pages/configuration: 100 rules of headers, 2,000 characters a line, 100 routes."""
    rules = rules_of(tmp_path)
    headers = rules["_headers"].decode().splitlines()
    assert len([line for line in headers if line.startswith("/")]) <= 100
    assert max(map(len, headers)) <= 2000
    assert len(json.loads(rules["_routes.json"])["exclude"]) <= 99
    redirects = [line.split() for line in rules["_redirects"].decode().splitlines() if not line.startswith("#")]
    assert len(redirects) == len(REDIRECTS)
    assert {tuple(each[2:]) for each in redirects} == {("302",)}
    assert ["/graph/simple", "/dataset.html#graph-simple", "302"] in redirects


def test_every_ending_has_a_media_type() -> None:
    assert all("/" in media_type for media_type in MEDIA_TYPES.values())
    assert {ending for _, ending in ACCEPTED} <= MEDIA_TYPES.keys()
