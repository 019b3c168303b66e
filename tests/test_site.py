"""The site as a folder: every IRI has its page, the bytes are the same each time, a failed build leaves the old one."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph.api import build
from govgraph.assembly import derive, read_rules
from govgraph.errors import DataError, UsageError
from govgraph.project import load_project
from govgraph.publish import site as site_module
from govgraph.publish.catalog import make_catalog
from govgraph.publish.describe.files import redirects
from govgraph.publish.home_page import home_pages
from govgraph.publish.pages import File, Page
from govgraph.publish.paths import distinct_names, safe_name
from govgraph.publish.site import write_site
from govgraph.query import list_questions
from real_project import built_project, graph_of, real_model
from real_site import built_site
from small_project import command, digests, make_project, replace_in, run_govgraph

STATEMENT = re.compile(r"id/statement/(.+)-([A-Za-z0-9]+)-([0-9a-f]{12})")


def minted() -> set[str]:
    """Every IRI under the base that stands in a dump, as the path below the base."""
    base, found = built_project().base, set()
    for dump in ("govgraph.ttl", "govgraph-full.ttl", "ontology.ttl", "shapes.ttl", "void.ttl"):
        for quad in ox.parse((built_project().output / dump).read_bytes(), ox.RdfFormat.TURTLE):
            for node in (quad.subject, quad.object):
                if isinstance(node, ox.NamedNode) and node.value.startswith(base):
                    found.add(node.value.removeprefix(base))
    return found


def test_every_entity_has_pages_in_both_languages_and_all_machine_faces() -> None:
    for entity in real_model().graph.entities:
        path = built_site() / f"id/{entity.id.replace(':', '/')}.html"
        for ending in (".html", ".de.html", ".ttl", ".jsonld", ".nt", ".md", ".linkset.json"):
            assert path.with_name(path.stem + ending).is_file(), (entity.id, ending)


def test_every_statement_stands_at_its_anchor() -> None:
    anchors: dict[str, set[str]] = {}
    statements = real_model().graph.statements
    assert len(statements) > 10_000
    for each in statements:
        match = STATEMENT.fullmatch("id/statement/" + each.id.partition(":")[2])
        assert match, each.id
        if match[1] not in anchors:
            text = (built_site() / f"id/statement/{match[1]}.html").read_text(encoding="utf-8")
            anchors[match[1]] = set(re.findall(r' id="([^"]+)"', text))
        assert f"{match[2]}-{match[3]}" in anchors[match[1]], each.id


def test_every_iri_that_the_dumps_mint_leads_to_a_page() -> None:
    project = built_project()
    rules, questions = read_rules(project), list_questions(project)
    catalog = make_catalog(project, real_model(), derive(project, real_model()), rules, questions)
    elsewhere = dict(redirects(catalog))
    found = minted()
    assert len(found) > 15_000
    lost = []
    for path in sorted(found):
        plain, _, fragment = path.partition("#")
        place = elsewhere.get(path) or elsewhere.get(plain)
        if match := STATEMENT.match(plain):
            place = f"id/statement/{match[1]}.html"
        own = plain if (built_site() / plain).is_file() else f"{plain}.html"
        place = place or (own if plain else "index.html")
        file, _, anchor = place.partition("#")
        if not (built_site() / file).is_file():
            lost.append(path)
        elif fragment or anchor:
            text = (built_site() / file).read_text(encoding="utf-8")
            if f' id="{fragment or anchor}"' not in text:
                lost.append(path)
    assert lost == []


def test_turtle_n_triples_and_json_ld_of_an_entity_say_the_same() -> None:
    for path in ("person/elon-musk", "act/reg-2024-1689", "source/ki-pause-deck-2023", "statement/elon-musk"):
        place = built_site() / "id" / path
        turtle = graph_of(place.with_suffix(".ttl"), ox.RdfFormat.TURTLE)
        assert turtle == graph_of(place.with_suffix(".nt"), ox.RdfFormat.N_TRIPLES)
        assert turtle == graph_of(place.with_suffix(".jsonld"), ox.RdfFormat.JSON_LD)
        assert len(turtle) > 50


def test_an_entity_in_turtle_is_part_of_the_dumps() -> None:
    base = built_project().output
    names = ("govgraph.ttl", "govgraph-full.ttl")
    dumps = {triple for name in names for triple in graph_of(base / name, ox.RdfFormat.TURTLE)}
    quads = ox.parse((base / "govgraph.nq").read_bytes(), ox.RdfFormat.N_QUADS)
    inferred = {
        str(ox.Triple(quad.subject, quad.predicate, quad.object))
        for quad in quads
        if str(quad.graph_name).endswith("inferred>")
    }
    told = graph_of(built_site() / "id/person/elon-musk.ttl", ox.RdfFormat.TURTLE)
    assert told <= dumps | inferred


def test_pages_stay_small() -> None:
    large = {
        path.relative_to(built_site()).as_posix(): size
        for path in built_site().rglob("*.html")
        if path.name != "graph.html" and (size := len(gzip.compress(path.read_bytes(), 6))) > 60 * 1024
    }
    assert large == {}, "a page is at most 60 KB compressed"


def test_no_page_holds_inline_script_style_or_an_outside_resource() -> None:
    pages = [path for path in built_site().rglob("*.html") if path.name != "graph.html" and "data" not in path.parts]
    assert len(pages) > 7_000
    for path in pages[::7]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*(?:src=\"[^\":]+\"|application/ld\+json))", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path
        assert not re.search(r'(?:src|srcset)="(?:https?:)?//', text), path


@pytest.fixture
def small_site(small: Path) -> Path:
    """A copy of the small project with its site."""
    write_site(load_project(small))
    return small


def test_the_same_input_gives_the_same_bytes(small_site: Path, tmp_path: Path) -> None:
    other = make_project(tmp_path / "other" / "place")
    write_site(load_project(other))
    assert digests(small_site / "output/site") == digests(other / "output/site")
    assert len(digests(small_site / "output/site")) > 1000


def test_only_what_changed_is_made_anew(small_site: Path) -> None:
    project = load_project(small_site)
    assert write_site(project).fresh <= 25  # copies of the dumps
    person = next((small_site / "data/person").glob("*.yaml"))
    text = person.read_text(encoding="utf-8")
    name = re.search(r"^label:\n  en: (.+)$", text, re.MULTILINE)
    assert name
    replace_in(person, f"label:\n  en: {name[1]}\n", "label:\n  en: Ada Newname\n")
    report = write_site(project)
    assert 0 < report.fresh < report.files / 4
    page = (small_site / f"output/site/id/person/{person.stem}.html").read_text(encoding="utf-8")
    assert "<h1>Ada Newname</h1>" in page
    assert digests(small_site / "output/site") == digests(_forced(small_site))


def _forced(project: Path) -> Path:
    """The site made anew in full."""
    return write_site(load_project(project), force=True).folder


def test_a_file_that_somebody_changed_is_mended(small_site: Path) -> None:
    before = digests(small_site / "output/site")
    page = small_site / "output/site/index.html"
    page.unlink()
    page.write_text("spoiled", encoding="utf-8")
    write_site(load_project(small_site))
    assert digests(small_site / "output/site") == before


def test_a_broken_link_fails_the_site_and_leaves_the_old_one(small_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests(small_site / "output/site")

    def broken(*arguments: object) -> list[Page | File]:
        pages = list(home_pages(*arguments))  # type: ignore[arg-type]
        spoiled = pages[0].head._replace(crumbs=(("Nowhere", "no/such/page"),))
        return [pages[0]._replace(head=spoiled), *pages[1:]]

    monkeypatch.setattr(site_module, "home_pages", broken)
    with pytest.raises(DataError, match="no/such/page"):
        write_site(load_project(small_site), force=True)
    assert digests(small_site / "output/site") == before


def test_a_kill_in_the_middle_leaves_the_old_site(small_site: Path) -> None:
    before = digests(small_site / "output/site")
    for pause in (0.3, 0.6, 1.0, 1.5):
        process = subprocess.Popen(command(small_site, "site", "--force"), start_new_session=True)
        time.sleep(pause)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert digests(small_site / "output/site") == before


def test_a_build_keeps_the_site_that_stands_there(small_site: Path) -> None:
    before = digests(small_site / "output/site")
    build(small_site, force=True)
    assert digests(small_site / "output/site") == before
    assert not build(small_site).changed


def test_a_build_says_that_the_site_is_of_an_earlier_one(small_site: Path) -> None:
    assert "govgraph site" not in run_govgraph(small_site, "build").err
    assert "renew it with: govgraph site" in run_govgraph(small_site, "build", "--force").err


def test_a_kill_between_exchange_and_return_of_the_site_is_mended(small_site: Path) -> None:
    work = small_site / ".govgraph"
    before = digests(small_site / "output/site")
    shutil.move(small_site / "output/site", work / "staging/site")
    build(small_site, force=True)
    assert digests(small_site / "output/site") == before


def test_a_graph_of_one_person_without_a_date_has_a_site_too(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    shutil.rmtree(project / "data")
    person = project / "data/person/ada.yaml"
    person.parent.mkdir(parents=True)
    person.write_text(
        "id: person:ada\ntype: Person\nlabel:\n  en: Ada\n  de: Ada\nstatus: unverified\n", encoding="utf-8"
    )
    site = write_site(load_project(project)).folder
    text = (site / "id/person/ada.de.html").read_text(encoding="utf-8")
    assert "<h1>Ada</h1>" in text
    assert "timeline" not in text
    assert not (site / "map.html").exists()


def test_an_address_without_a_scheme_is_refused(small: Path) -> None:
    with pytest.raises(UsageError, match="https://"):
        write_site(load_project(small), url="example.org/x")


NAMES = st.text(min_size=1, max_size=300)


@given(NAMES)
def test_any_name_becomes_a_file_name_that_every_system_takes(name: str) -> None:
    made = safe_name(name)
    assert re.fullmatch(r"[A-Za-z0-9._~-]{1,220}", made)
    assert made not in (".", "..")
    assert not made.startswith((".", "-"))
    assert not made.endswith(".")
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", made)


@given(st.lists(NAMES, max_size=8))
def test_names_of_one_folder_never_meet_on_a_disk_without_case(names: list[str]) -> None:
    made = distinct_names(names)
    assert len({each.casefold() for each in made.values()}) == len(set(names))


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "%2e%2e",
        "a\0b",
        "x" * 500,
        "CON",
        "nul.txt",
        "ﬁ",
        "e\u0301",
        "é",
        ".hidden",
        "a/b",
        "C:\\x",
        " ",
    ],
)
def test_hostile_names_stay_in_their_folder(name: str) -> None:
    assert "/" not in safe_name(name)
    assert safe_name(name) != name
