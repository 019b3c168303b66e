"""A store that takes updates: with its token only, whole or not at all, kept over a restart and a crash."""

from __future__ import annotations

import os
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from govgraph.pipeline import build
from govgraph.project import load_project
from serving import Served, problem, served, tree
from small_project import make_project

NOTE = "<https://example.org/note>"
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH <https://example.org/notes> { ?s ?p ?o } }"
MANY = " . ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(5))


class Store:
    """A running server over a folder, with the folder's token."""

    def __init__(self, server: Served, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.token = (folder / "token").read_text().strip()

    def update(self, text: str) -> int:
        return self.server.update(text, self.token).status_code

    def count(self) -> int:
        return int(self.server.rows(COUNT)[0]["n"])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_project(tmp_path_factory.mktemp("project"))
    build(load_project(root))
    return root


@pytest.fixture
def store(project: Path, tmp_path: Path) -> Iterator[Store]:
    folder = tmp_path / "store"
    with served(project, "--writable", str(folder), "--timeout", "1", "--workers", "2") as server:
        yield Store(server, folder)


def insert(number: int) -> str:
    return f"INSERT DATA {{ GRAPH <https://example.org/notes> {{ {NOTE} <https://example.org/n> {number} }} }}"


def test_an_update_is_seen_by_whoever_asks_next_also_where_the_old_answer_was_known(store: Store) -> None:
    first = store.server.sparql(COUNT)
    assert store.count() == 0
    for number in range(1, 4):
        assert store.update(insert(number)) == 200
        assert store.count() == number
    asked = {"accept": "application/sparql-results+json", "if-none-match": first.headers["etag"]}
    assert store.server.get("/sparql", asked, query=COUNT).status_code == 200
    assert first.headers["cache-control"] == "no-cache"


def test_what_was_changed_is_there_after_a_restart_and_after_a_crash(store: Store, project: Path) -> None:
    assert store.update(insert(1)) == 200
    for pid in tree(store.server.pid)[1:]:
        os.kill(pid, signal.SIGKILL)
    assert store.update(insert(2)) in (200, 503)
    with served(project, "--writable", str(store.folder)) as again:
        assert 1 <= int(again.rows(COUNT)[0]["n"]) <= 2


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Basic eDp5", "bearer " + "x" * 43])
def test_without_the_token_nothing_changes(store: Store, given: str) -> None:
    headers = {"content-type": "application/sparql-update", **({"authorization": given} if given else {})}
    response = store.server.client.post(f"{store.server.address}/sparql", content=insert(1), headers=headers)
    assert problem(response)["status"] == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert store.count() == 0


def test_the_token_is_for_its_owner_only(store: Store) -> None:
    assert stat.S_IMODE((store.folder / "token").stat().st_mode) == 0o600
    assert len(store.token) >= 32


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> }",
        "LOAD <http://127.0.0.1:1/data.ttl>",
        "LOAD <file:///etc/passwd> INTO GRAPH <https://example.org/notes>",
        f"{insert(1)} ; LOAD <http://127.0.0.1:1/x>",
        f"{insert(1)} ; INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <http://127.0.0.1:1/> {{ ?s ?p ?o }} }}",
        f"{insert(1)} ; INSERT {{ <a:a> <a:b> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {MANY} }} }}",
    ],
)
def test_an_update_is_done_whole_or_not_at_all(store: Store, text: str) -> None:
    response = store.server.update(text, store.token)
    assert problem(response)["status"] in (400, 422)
    assert store.count() == 0
    assert store.update(insert(1)) == 200
    assert store.count() == 1


def test_the_build_is_left_as_it_was(store: Store, project: Path) -> None:
    before = {path: path.read_bytes() for path in sorted((project / "output").glob("*.nq"))}
    assert store.update("CLEAR ALL") == 200
    assert store.server.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == [{"n": "0"}]
    assert {path: path.read_bytes() for path in before} == before


def test_the_service_says_that_it_takes_updates(store: Store) -> None:
    told = store.server.get("/sparql", {"accept": "application/n-triples"}).text
    assert "sparql-service-description#SPARQL11Update" in told


def test_a_new_build_is_served_after_sighup_without_a_pause(project: Path, tmp_path: Path) -> None:
    """Answers go on while the new graph is loaded; entity tags of the old one are no longer good."""
    dump = tmp_path / "graph.nq"
    dump.write_text('<https://example.org/note> <https://example.org/n> "old" <https://example.org/notes> .\n')
    find = "SELECT ?o { GRAPH <https://example.org/notes> { ?s ?p ?o } }"
    with served(project, "--dump", str(dump)) as server:
        tag = server.sparql(find).headers["etag"]
        beside = tmp_path / "new.nq"
        beside.write_text(dump.read_text().replace("old", "new and longer"))
        beside.replace(dump)
        os.kill(server.pid, signal.SIGHUP)
        seen = []
        for _ in range(200):
            seen.append(server.rows(find)[0]["o"])
            if seen[-1] != "old":
                break
            time.sleep(0.02)
        assert seen[-1] == "new and longer"
        asked = {"accept": "application/sparql-results+json", "if-none-match": tag}
        assert server.get("/sparql", asked, query=find).status_code == 200
