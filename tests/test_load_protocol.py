"""`govgraph load` before servers that speak the protocols of stores which are not installed here, and that fail.

A front (store_front.py) maps the paths that each vendor documents to an Oxigraph server and notes what it is asked; a
rule may answer in its place: busy, gone, cut off, redirecting.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from conftest import Govgraph
from govgraph.project import load_project
from govgraph.stores.resume import progress_file
from store_front import Asked, Paths, Reply, front, graphdb, neptune, stardog
from stores import Store, oxigraph

BASE = "https://w3id.org/govgraph/graph/"
TOKEN = "s3cret-token-of-the-store"  # noqa: S105 - of no store


def qlever(asked: Asked) -> str | None:
    """QLever: one place for all; writing needs the access token; no MOVE is sent to it."""
    if asked.path not in ("", "/") or b"MOVE" in asked.body:
        return None
    if "query" in asked.form:
        return "/query"
    if asked.headers.get("authorization") != f"Bearer {TOKEN}":
        return None
    return "/update" if "update" in asked.form else "/store" if "graph" in asked.query else None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty Oxigraph in memory."""
    with oxigraph(tmp_path) as running:
        yield running


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that a load wanted to wait; it does not."""
    found: list[float] = []
    monkeypatch.setattr("govgraph.stores.exchange.pause", found.append)
    return found


def load(govgraph: Govgraph, project: Path, target: str, *options: str) -> tuple[int, str, str]:
    return govgraph(project, "load", target, "--chunk-size", "100000", *options)


# ---------------------------------------------------------------------- stores that are not installed here


@pytest.mark.parametrize(
    ("kind", "path", "paths"),
    [
        ("graphdb", "/repositories/govgraph", graphdb),
        ("stardog", "/govgraph", stardog),
        ("neptune", "/", neptune),
        ("qlever", "/", qlever),
    ],
)
def test_the_protocol_of_a_store_that_is_not_installed_here(
    kind: str, path: str, paths: Paths, store: Store, small: Path, govgraph: Govgraph, tmp_path: Path
) -> None:
    """The whole graph arrives by the requests that the vendor documents, and the questions are answered as here."""
    (tmp_path / "token").write_text(TOKEN + "\n")
    token = ("--token-file", str(tmp_path / "token")) if kind == "qlever" else ()
    with front(store, paths) as before:
        code, out, err = load(govgraph, small, f"{kind}+{before.address}{path}", *token, "--strict")
    assert code == 0, err
    assert out.count("  ok    ") == 5
    assert "63 of 63 questions are answered" in out
    assert len(before.chunks) > 5
    assert {each.query["graph"][0].removesuffix("/loading") for each in before.chunks} == {
        BASE + view for view in ("simple", "full", "inferred", "metadata", "ontology")
    }
    assert any("MOVE" in each.body.decode() for each in before.asked if each.form) == (kind != "qlever")
    assert ("there was no swap" in out) == (kind == "qlever")


def test_a_question_is_asked_of_the_graphs_that_were_loaded_and_no_others(
    store: Store, small: Path, govgraph: Govgraph
) -> None:
    """SPARQL 1.1 Protocol, 2.1.4: what else the store holds does not mix in."""
    with front(store) as before:
        assert load(govgraph, small, f"oxigraph+{before.address}", "--graph", "simple", "--graph", "full")[0] == 0
    asked = [each.form for each in before.asked if "default-graph-uri" in each.form]
    assert len(asked) >= 60
    for form in asked:
        assert form["default-graph-uri"] == form["named-graph-uri"] == [BASE + "simple", BASE + "full"]


# ---------------------------------------------------------------------- stores that fail


def test_a_busy_store_is_asked_again_with_growing_pauses(
    store: Store, small: Path, govgraph: Govgraph, pauses: list[float]
) -> None:
    answers = [Reply(503), Reply(429), Reply(502), Reply(504), Reply(0)]
    with front(store, rule=lambda asked: answers.pop(0) if answers and asked.is_chunk else None) as before:
        code, _, err = load(govgraph, small, f"oxigraph+{before.address}", "--no-questions")
    assert code == 0, err
    assert pauses == [0.5, 1, 2, 4, 8]
    assert len({each.body for each in before.chunks}) == len(before.chunks) - 5


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Sun, 22 Nov 2026 10:00:09 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 9),
        ({"Retry-After": "soon"}, 0.5),
        ({"Retry-After": "-5"}, 0.5),
    ],
)
def test_a_pause_that_the_store_asks_for_is_kept(
    headers: dict[str, str], seconds: float, store: Store, small: Path, govgraph: Govgraph, pauses: list[float]
) -> None:
    answers = [Reply(503, headers)]
    with front(store, rule=lambda asked: answers.pop(0) if answers else None) as before:
        code, _, err = load(govgraph, small, f"oxigraph+{before.address}", "--graph", "simple", "--no-questions")
    assert (code, pauses) == (0, [seconds]), err


def test_a_store_that_wants_to_be_left_alone_for_long_is_an_error(
    store: Store, small: Path, govgraph: Govgraph, pauses: list[float]
) -> None:
    with front(store, rule=lambda asked: Reply(503, {"Retry-After": "86400"})) as before:
        code, _, err = load(govgraph, small, f"oxigraph+{before.address}")
    assert (code, pauses) == (3, [])
    assert "503" in err


def test_what_can_not_get_better_is_not_tried_again(
    store: Store, small: Path, govgraph: Govgraph, pauses: list[float]
) -> None:
    with front(
        store, rule=lambda asked: Reply(400, {}, b"no such thing\n\x1b[31mred") if asked.is_chunk else None
    ) as b:
        code, _, err = load(govgraph, small, f"oxigraph+{b.address}")
    assert (code, pauses, len(b.chunks)) == (3, [], 1)
    assert "400: no such thing ?[31mred" in err


def test_a_load_that_was_cut_short_goes_on_where_it_ended(
    store: Store, small: Path, govgraph: Govgraph, pauses: list[float]
) -> None:
    state = {"left": 3}

    def failing(asked: Asked) -> Reply | None:
        state["left"] -= asked.is_chunk
        return Reply(500, {}, b"out of disk") if state["left"] < 0 else None

    with front(store, rule=failing) as before:
        target = f"oxigraph+{before.address}"
        code, _, err = load(govgraph, small, target, "--no-questions")
        assert (code, len(before.chunks)) == (3, 4)
        assert "out of disk" in err
        state["left"] = 1000
        code, out, err = load(govgraph, small, target, "--no-questions", "--json")
    assert code == 0, err
    report = json.loads(out)
    assert report["resumed"] == 3
    assert len(before.chunks) == report["chunks"] + 1
    assert report["complete"]
    assert not list((small / ".govgraph" / "load").iterdir())


def test_a_store_that_forgot_is_loaded_from_the_start(tmp_path: Path, small: Path, govgraph: Govgraph) -> None:
    """A store in memory that was restarted holds nothing of the chunks that are noted as being in."""
    state = {"left": 3}

    def failing(asked: Asked) -> Reply | None:
        state["left"] -= asked.is_chunk
        return Reply(500) if state["left"] < 0 else None

    with oxigraph(tmp_path) as first, front(first, rule=failing) as before:
        address = before.address
        assert load(govgraph, small, f"oxigraph+{address}", "--no-questions")[0] == 3
    [noted] = (small / ".govgraph" / "load").iterdir()
    with oxigraph(tmp_path) as second, front(second) as after:
        # The file of the first address is that of the second one now: the same store at the same address, but empty.
        noted.rename(progress_file(load_project(small), f"oxigraph {after.address}"))
        code, out, err = load(govgraph, small, f"oxigraph+{after.address}", "--no-questions", "--json")
    assert code == 0, err
    assert json.loads(out)["resumed"] == 0
    assert json.loads(out)["complete"]


def test_what_a_store_did_not_keep_is_never_put_in_place(store: Store, small: Path, govgraph: Govgraph) -> None:
    """A chunk that the store takes and loses: the old graph stays, and the error names the count."""
    assert load(govgraph, small, f"oxigraph+{store.address}", "--no-questions")[0] == 0
    lost = [Reply(204)]
    with front(store, rule=lambda asked: lost.pop() if lost and asked.is_chunk else None) as before:
        code, _, err = load(govgraph, small, f"oxigraph+{before.address}", "--no-questions")
    assert code == 3
    assert "nothing was swapped" in err
    assert load(govgraph, small, f"oxigraph+{store.address}", "--check", "--no-questions")[0] == 0


def test_a_swap_whose_answer_is_lost_is_not_done_twice(store: Store, small: Path, govgraph: Govgraph) -> None:
    """MOVE empties its source: done again it would empty the graph itself."""
    with front(store) as plainly:

        def lose(asked: Asked) -> Reply | None:
            if "MOVE" not in asked.form.get("update", [""])[0]:
                return None
            httpx.post(f"{plainly.address}/update", data={"update": asked.form["update"][0]}, trust_env=False)
            return Reply(504)

        with front(store, rule=lose) as losing:
            code, out, err = load(govgraph, small, f"oxigraph+{losing.address}", "--no-questions")
    assert code == 0, err
    assert out.count("  ok    ") == 5
    assert sum("MOVE" in each.body.decode() for each in losing.asked if each.form) == 1


def test_a_store_that_loses_triples_in_the_swap_is_found_out(store: Store, small: Path, govgraph: Govgraph) -> None:
    """As RDF4J 5.0 with its LMDB store does: the counts afterwards say so, and how to go on."""
    with front(store, rule=lambda asked: Reply(204) if b"MOVE" in asked.body and asked.form else None) as before:
        code, out, _ = load(govgraph, small, f"oxigraph+{before.address}")
        assert code == 1
        assert out.count("  WRONG ") == 5
        assert "load again with --in-place" in out
        assert load(govgraph, small, f"oxigraph+{before.address}", "--in-place")[0] == 0


def test_a_wrong_count_ends_with_one_and_names_the_graph(store: Store, small: Path, govgraph: Govgraph) -> None:
    target = f"oxigraph+{store.address}"
    assert load(govgraph, small, target, "--graph", "simple", "--no-questions")[0] == 0
    code, out, _ = load(govgraph, small, target, "--check", "--graph", "simple", "--graph", "ontology")
    assert code == 1
    assert f"ok    <{BASE}simple>" in out
    assert f"WRONG <{BASE}ontology> holds 0 triples, but the dump has" in out
    assert "questions" not in out


def test_a_different_answer_is_named_and_fails_only_when_strict(store: Store, small: Path, govgraph: Govgraph) -> None:
    assert load(govgraph, small, f"oxigraph+{store.address}", "--no-questions")[0] == 0

    question = (small / "ontology" / "questions" / "actions-by-jurisdiction.rq").read_text(encoding="utf-8")

    row = {"label": {"type": "literal", "value": "\x1b[31mred\r"}}
    steering = json.dumps({"head": {"vars": []}, "results": {"bindings": [row]}}).encode()

    def lie(asked: Asked) -> Reply | None:
        if asked.form.get("query", [""])[0].strip() != question.strip():
            return None
        return Reply(200, {}, steering)

    with front(store, rule=lie) as before:
        told = [load(govgraph, small, f"oxigraph+{before.address}", "--check", *more) for more in ([], ["--strict"])]
    assert [each[0] for each in told] == [0, 1]
    assert "DIFFERENT actions-by-jurisdiction" in told[0][1]
    assert "62 of 63" in told[0][1]
    assert "+ label=?[31mred?" in told[0][1]


# ---------------------------------------------------------------------- credentials and addresses


def test_no_redirect_is_followed_and_no_secret_goes_elsewhere(
    store: Store, small: Path, govgraph: Govgraph, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(TOKEN)
    with front(store) as elsewhere:
        away = Reply(307, {"Location": f"{elsewhere.address}/update"})
        with front(store, rule=lambda asked: away) as before:
            code, out, err = load(
                govgraph, small, f"oxigraph+{before.address}", "--token-file", str(tmp_path / "token")
            )  # fmt: skip
    assert code == 3
    assert elsewhere.address in err
    assert elsewhere.asked == []
    assert before.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in out + err


def test_a_refused_login_says_what_the_store_takes_and_not_the_password(
    store: Store, small: Path, govgraph: Govgraph, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("hunter2-of-the-store")
    with front(store, rule=lambda asked: Reply(401, {}, b"hunter2? no")) as before:
        options = ("--user", "anna", "--password-file", str(tmp_path / "password"))
        code, out, err = load(govgraph, small, f"fuseki+{before.address}/ds", *options)
    assert code == 3
    assert "access refused (401); it takes this login: basic, bearer" in err
    assert "hunter2" not in out + err
    assert before.asked[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["oxygraph+http://127.0.0.1:1/"], "did you mean oxigraph?"),
        (["http://127.0.0.1:1/"], "is no target"),
        (["oxigraph+http://anna:geheim@127.0.0.1:1/"], "--password-file"),
        (["oxigraph+http://127.0.0.1:1/?a=b"], "no address of a store"),
        (["oxigraph+http://127.0.0.1:99999/"], "is wrong"),
        (["oxigraph+http://127.0.0.1:1/", "--user", "anna"], "belong together"),
        (["oxigraph+http://127.0.0.1:1/", "--graph", "simpel"], "known are simple, full"),
        (["sparql+http://127.0.0.1:1/", "--bulk", "x"], "has no bulk loader"),
        (["neptune+http://127.0.0.1:1/", "--token-file", "TOKEN"], "takes aws-iam, not what is given"),
        ([], "give a target"),
    ],
)
def test_wrong_use_is_said_before_anything_is_sent(
    arguments: list[str], told: str, small: Path, govgraph: Govgraph, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(TOKEN)
    given = [str(tmp_path / "token") if each == "TOKEN" else each for each in arguments]
    done = govgraph(small, "load", *given)
    assert done.code == 2
    assert told in done.err
    assert "geheim" not in done.err


def test_a_dry_run_asks_nothing(small: Path, govgraph: Govgraph) -> None:
    done = govgraph(small, "load", "oxigraph+http://127.0.0.1:1/", "--dry-run")
    assert done.code == 0
    assert f"<{BASE}simple/loading>" in done.out
    assert not (small / ".govgraph" / "load").exists()


def test_a_store_that_is_not_there_is_tried_and_then_named(
    small: Path, govgraph: Govgraph, pauses: list[float]
) -> None:
    done = govgraph(small, "load", "oxigraph+http://127.0.0.1:1/", "--attempts", "3")
    assert (done.code, pauses) == (3, [0.5, 1])
    assert "Oxigraph server at http://127.0.0.1:1" in done.err


def test_a_damaged_dump_is_not_loaded(store: Store, small: Path, govgraph: Govgraph) -> None:
    with (small / "output" / "govgraph.nq").open("ab") as file:
        file.write(b"<urn:a> <urn:b> <urn:c> <urn:g> .\n")
    done = govgraph(small, "load", f"oxigraph+{store.address}")
    assert done.code == 2
    assert "is not as it was built" in done.err


def test_every_kind_is_listed(small: Path, govgraph: Govgraph) -> None:
    told = govgraph(small, "load", "--list").out
    listed = [line.split()[0] for line in told.splitlines() if line[0] != " "]
    assert " ".join(listed) == "oxigraph fuseki virtuoso rdf4j graphdb blazegraph qlever stardog neptune sparql"


def test_a_form_and_a_graph_are_written_as_the_protocols_say(store: Store, small: Path, govgraph: Govgraph) -> None:
    with front(store) as before:
        assert load(govgraph, small, f"sparql+{before.address}/update", "--graph", "simple")[0] == 3
        assert before.asked[0].headers["content-type"] == "application/x-www-form-urlencoded"
        assert quote(f"DROP SILENT GRAPH <{BASE}simple/loading>", safe="").replace("%20", "+") in (
            before.asked[0].body.decode()
        )
        sent = [each for each in before.asked if each.headers["content-type"] == "application/sparql-update"]
        assert sent[0].body.startswith(f"INSERT DATA {{ GRAPH <{BASE}simple/loading> {{\n".encode())
