"""The command line: help, exit codes, formats, limits; nothing leaves the machine."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib

from govgraph.api import build
from govgraph.cli import COMMANDS
from govgraph.errors import UsageError
from govgraph.project import load_project
from govgraph.query import answer
from govgraph.starter import init
from small_project import Run, command, digests, replace_in, run_govgraph

SIGNATORIES = """
SELECT ?who ?name { ?who gov:signed letter:pause-letter-2023 ; rdfs:label ?name FILTER(LANG(?name) = 'en') }
ORDER BY ?who
"""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
NAMES = ["Max Tegmark", "Yoshua Bengio"]
SPARQL_XML = "{http://www.w3.org/2005/sparql-results#}"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message "the name is missing"@en ] .
"""
# The same graph in each syntax: one thing with a name, one without.
DATA = {
    "ttl": '@prefix ex: <http://example.org/> . ex:a a ex:Thing ; ex:name "A" . ex:b a ex:Thing .',
    "nt": '<http://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/Thing> .\n'
    '<http://example.org/a> <http://example.org/name> "A" .\n'
    "<http://example.org/b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/Thing> .\n",
    "jsonld": '{"@context": {"@vocab": "http://example.org/"}, "@graph": ['
    '{"@id": "http://example.org/a", "@type": "Thing", "name": "A"},'
    '{"@id": "http://example.org/b", "@type": "Thing"}]}',
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://example.org/">'
    '<Thing rdf:about="http://example.org/a"><name>A</name></Thing><Thing rdf:about="http://example.org/b"/></rdf:RDF>',
    "trig": '@prefix ex: <http://example.org/> . ex:g { ex:a a ex:Thing ; ex:name "A" . ex:b a ex:Thing . }',
}  # fmt: skip


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter project, built; not to be changed."""
    project = init(tmp_path_factory.mktemp("cli") / "project")
    build(project)
    return project


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A starter project of this test's own, not built."""
    return init(tmp_path / "project")


def ask(project: Path, *arguments: str) -> str:
    """Stdout of `govgraph query`, which ends well."""
    done = run_govgraph(project, "query", *arguments)
    assert done.code == 0, done.err
    return done.out


def refused(project: Path, *arguments: str) -> str:
    """Stderr of a call that ends as wrong use, with nothing on stdout."""
    done = run_govgraph(project, *arguments)
    assert (done.code, done.out) == (2, ""), done
    return done.err


def fed(project: Path, stdin: bytes, *arguments: str) -> Run:
    """The outcome of a call with `stdin`."""
    done = subprocess.run(command(project, *arguments), input=stdin, capture_output=True, timeout=60, check=False)
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


# ---------------------------------------------------------------------- the program


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_with_an_example(tmp_path: Path, name: str) -> None:
    done = run_govgraph(tmp_path, name, "--help")
    assert done.code == 0
    assert "Example" in done.out
    assert f"govgraph {name}" in done.out.replace("--project ~/my-graph ", "")


def test_the_program_s_help_names_every_command(tmp_path: Path) -> None:
    done = run_govgraph(tmp_path, "-h")
    assert done.code == 0
    assert len(COMMANDS) >= 6
    assert [name for name in COMMANDS if f"\n  {name} " not in done.out] == []


def test_version_is_one_line(tmp_path: Path) -> None:
    assert run_govgraph(tmp_path, "--version") == Run(0, "govgraph 0.1.0\n", "")


@pytest.mark.parametrize(
    "arguments",
    [["publish-all"], ["--loud"], ["query", "--loud"], ["query"], ["query", "ASK {}", "--format", "yaml"], ["init"],
     ["build", "--engine", "x"], ["validate", "--shapes", "shapes.ttl"], ["query", "ASK {}", "--timeout", "soon"],
     ["query", "ASK {}", "--timeout=0"], ["query", "ASK {}", "--timeout=nan"], ["query", "ASK {}", "--timeout=-1"]],
)  # fmt: skip
def test_wrong_use_ends_with_2_and_a_message_on_stderr(started: Path, arguments: list[str]) -> None:
    assert refused(started, *arguments).strip()


def test_outside_a_project_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "govgraph", "build"], capture_output=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert "govgraph init" in done.stderr


def test_a_folder_above_the_current_one_is_found(started: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "govgraph", "query", "--list"],
        capture_output=True, encoding="utf-8", check=False, cwd=started / "data" / "person",
    )  # fmt: skip
    assert done.returncode == 0
    assert "signatories" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_prints_a_script(shell: str) -> None:
    program = Path(sys.executable).parent / "govgraph"
    if shell == "bash" and not Path("/bin/bash").exists():
        pytest.fail("bash is needed: click asks for its version")
    done = subprocess.run(
        [program], capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "_GOVGRAPH_COMPLETE": f"{shell}_source"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "_GOVGRAPH_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    "environment", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm-256color"}]
)
def test_no_escape_sequence_leaves_where_no_terminal_listens(fresh: Path, environment: dict[str, str]) -> None:
    replace_in(fresh / "data/letter/pause-letter-2023.yaml", "initiatedBy: org:fli", 'initiatedBy: "org:\\e[31mfli"')
    for arguments in (["--help"], ["validate"], ["query", "nothing"]):
        done = subprocess.run(
            command(fresh, *arguments), capture_output=True, check=False, env={**os.environ, **environment}
        )
        assert b"\x1b" not in done.stdout + done.stderr
        assert done.stdout + done.stderr


# ---------------------------------------------------------------------- build


def test_a_build_says_what_it_made_and_a_second_one_that_nothing_changed(fresh: Path) -> None:
    first = run_govgraph(fresh, "build", "--json")
    assert (first.code, first.err) == (0, "")
    before = digests(fresh / "output")
    second = run_govgraph(fresh, "build", "--json")
    made, again = json.loads(first.out), json.loads(second.out)
    assert (made["changed"], again["changed"]) == (True, False)
    assert made["counts"] == again["counts"]
    assert digests(fresh / "output") == before


def test_a_build_of_data_that_do_not_conform_ends_with_1_and_leaves_the_output(fresh: Path) -> None:
    assert run_govgraph(fresh, "build").code == 0
    before = digests(fresh / "output")
    replace_in(fresh / "data/org/fli.yaml", "type: NonProfit", "typ: NonProfit")
    done = run_govgraph(fresh, "build")
    assert (done.code, done.out) == (1, "")
    assert "data/org/fli.yaml:" in done.err
    assert digests(fresh / "output") == before


def test_a_missing_folder_ends_with_3(fresh: Path) -> None:
    (fresh / "shapes").rename(fresh / "forms")
    done = run_govgraph(fresh, "build")
    assert done.code == 3
    assert "shapes" in done.err


# ---------------------------------------------------------------------- query


def test_a_table_is_the_default_for_rows(started: Path) -> None:
    lines = ask(started, SIGNATORIES).splitlines()
    assert lines[0].split() == ["who", "name"]
    assert [line.split(maxsplit=1) for line in lines[2:4]] == [
        ["person:max-tegmark", "Max Tegmark"],
        ["person:yoshua-bengio", "Yoshua Bengio"],
    ]
    assert lines[4] == "(2 rows)"
    assert ask(started, SIGNATORIES, "--format", "table").splitlines() == lines


def test_rows_in_csv_tsv_json_and_xml_are_the_same(started: Path) -> None:
    assert [row["name"] for row in csv.DictReader(ask(started, SIGNATORIES, "--format", "csv").splitlines())] == NAMES
    tsv = [line.split("\t") for line in ask(started, SIGNATORIES, "--format", "tsv").splitlines()]
    assert [line[1] for line in tsv] == ["?name", *[f'"{name}"@en' for name in NAMES]]
    rows = json.loads(ask(started, SIGNATORIES, "--format", "json"))["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == NAMES
    tree = ElementTree.fromstring(ask(started, SIGNATORIES, "--format", "xml"))  # noqa: S314 - our own output
    assert [each.text for each in tree.iter(f"{SPARQL_XML}literal")] == NAMES


def test_ask_answers_yes_or_no(started: Path) -> None:
    assert ask(started, "ASK { org:fli a gov:NonProfit }") == "yes\n"
    assert ask(started, "ASK { org:fli a gov:Person }") == "no\n"
    assert json.loads(ask(started, "ASK { org:fli a gov:NonProfit }", "--format", "json"))["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
def test_construct_and_describe_give_graphs_that_other_parsers_read(started: Path) -> None:
    construct = "CONSTRUCT { ?who gov:signed ?what } { ?who gov:signed ?what }"
    turtle = rdflib.Graph().parse(data=ask(started, construct), format="turtle")
    jsonld = rdflib.Graph().parse(data=ask(started, construct, "--format", "jsonld"), format="json-ld")
    assert len(turtle) == 2
    assert set(turtle) == set(jsonld)
    assert len(rdflib.Graph().parse(data=ask(started, "DESCRIBE person:max-tegmark"), format="turtle")) >= 5


def test_a_format_for_the_other_kind_of_answer_is_refused(started: Path) -> None:
    assert "CONSTRUCT" in refused(started, "query", SIGNATORIES, "--format", "ttl")
    assert "SELECT" in refused(started, "query", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "--format", "csv")


def test_a_query_comes_from_stdin_a_file_or_by_name(started: Path, tmp_path: Path) -> None:
    expected = ask(started, SIGNATORIES)
    assert fed(started, SIGNATORIES.encode(), "query", "-").out == expected
    file = tmp_path / "mine.rq"
    file.write_bytes(b"\xef\xbb\xbf# my question\n" + SIGNATORIES.encode())
    assert ask(started, str(file)) == expected
    assert "Max Tegmark" in ask(started, "signatories")


@pytest.mark.parametrize("raw", [b"ASK { \xff }", b"\xff\xfeA\x00S\x00K\x00"])
def test_a_query_that_is_no_utf_8_is_wrong_use(started: Path, tmp_path: Path, raw: bytes) -> None:
    assert fed(started, raw, "query", "-").code == 2
    (tmp_path / "mine.rq").write_bytes(raw)
    assert "UTF-8" in refused(started, "query", str(tmp_path / "mine.rq"))


def test_an_unknown_name_gets_a_suggestion(started: Path) -> None:
    assert "signatories" in refused(started, "query", "signatory")
    assert "--list" in refused(started, "query", "zzz")
    assert "--list" in refused(started, "query", "z" * 4000)


def test_a_syntax_error_is_wrong_use(started: Path) -> None:
    assert "not SPARQL 1.1" in refused(started, "query", "SELECT ?a WHERE { ?a ?b }")
    assert "not SPARQL 1.1" in refused(started, "query", "DELETE WHERE { ?s ?p ?o }")


def test_a_result_goes_to_the_file_of_o(started: Path, tmp_path: Path) -> None:
    target = tmp_path / "answer.csv"
    assert ask(started, SIGNATORIES, "--format", "csv", "-o", str(target)) == ""
    assert target.read_bytes().decode() == ask(started, SIGNATORIES, "--format", "csv")
    done = run_govgraph(started, "query", SIGNATORIES, "-o", str(tmp_path / "none" / "answer.csv"))
    assert done.code == 3


def test_a_reader_that_leaves_early_is_no_error(started: Path) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    with subprocess.Popen(
        command(started, "query", many, "--format", "csv"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == b"a,b,c,d,e,f\r\n"
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(30) == 0


def test_output_is_utf_8_whatever_the_locale(started: Path) -> None:
    question = "SELECT ?l { action:garante-order-chatgpt-2023-03-30 gov:measureTaken ?l }"
    done = subprocess.run(
        command(started, "query", question, "--format", "csv"),
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )  # fmt: skip
    assert "vorläufige Beschränkung" in done.stdout.decode()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("ASK { " + "# " + "x" * 50_000 + "\n}", "characters"),
        ("ASK " + "{" * 200 + "}" * 200, "nested"),
        ("ASK { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }", "nested"),
        ("ASK { ?s " + "/".join(["gov:a"] * 60) + " ?o }", "path"),
    ],
)
def test_a_query_that_would_hurt_the_engine_is_refused(started: Path, query: str, reason: str) -> None:
    assert reason in refused(started, "query", query)


@pytest.mark.parametrize("seconds", [0.5, 1.0])
def test_a_runaway_query_ends_within_its_limit_and_a_second(started: Path, seconds: float) -> None:
    ask(started, "ASK {}")  # makes the store, which is kept
    start = time.monotonic()
    assert "took longer" in refused(started, "query", RUNAWAY, "--timeout", str(seconds))
    assert time.monotonic() - start < seconds + 1


def test_many_first_queries_at_once_all_get_their_answer(fresh: Path) -> None:
    """The store is made once; nobody opens half of it."""
    build(fresh)
    calls = [
        subprocess.Popen(command(fresh, "query", SIGNATORIES, "--format", "csv"), stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    outputs = {call.communicate(timeout=60)[0] for call in calls}
    assert {call.returncode for call in calls} == {0}
    assert len(outputs) == 1


# ---------------------------------------------------------------------- no query leaves the machine


@pytest.fixture
def listener() -> Iterator[tuple[str, list[int]]]:
    """A URL on the loopback, and a list that grows with each connection to it."""
    server = socket.create_server(("127.0.0.1", 0))
    hits: list[int] = []

    def count() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            hits.append(1)
            connection.close()

    threading.Thread(target=count, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/sparql", hits
    server.shutdown(socket.SHUT_RDWR)
    server.close()


SERVICES = (
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service silent <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b 1SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { ?x gov:a\\#b ?y } SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?a ?b ?c FILTER(1 < 2 || ?a<'x>y')SERVICE <URL>{ ?s ?p ?o } FILTER('' = '') }",
    "SELECT * { SERVICE # a comment {\n # '\n <URL> # and one more\n { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { SERVICE u: { ?s ?p ?o } }",
)


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused_however_it_is_written(started: Path, listener: tuple[str, list[int]], query: str) -> None:
    url, hits = listener
    assert "SERVICE is not run" in refused(started, "query", query.replace("URL", url))
    assert hits == []


@pytest.mark.parametrize(
    "query",
    ["SELECT ?service ?x { ?service ?p ?x } LIMIT 1", "# a service {\nASK { ?s ?p 'SERVICE' }",
     "ASK { ?s <http://e.org/service> ?o }"],
)  # fmt: skip
def test_the_word_service_alone_is_no_crime(started: Path, query: str) -> None:
    ask(started, query)


def test_a_query_process_can_open_no_connection_even_if_the_check_missed_one(
    started: Path, listener: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, hits = listener
    monkeypatch.setattr(sys.modules["govgraph.query"], "check_query", len)
    with pytest.raises(UsageError, match="could not be answered"):
        answer(load_project(started), SERVICES[0].replace("URL", url), "json", 20)
    answer(load_project(started), SERVICES[1].replace("URL", url), "json", 20)
    assert hits == []


def test_nothing_remote_is_fetched_for_imports_or_contexts(
    started: Path, tmp_path: Path, listener: tuple[str, list[int]]
) -> None:
    url, hits = listener
    imports = f"<http://example.org/o> <http://www.w3.org/2002/07/owl#imports> <{url}> .\n"
    (tmp_path / "shapes.ttl").write_text(SHAPES + imports)
    (tmp_path / "data.ttl").write_text(imports)
    (tmp_path / "data.jsonld").write_text(json.dumps({"@context": url, "@id": "http://example.org/a", "name": "A"}))
    for engine in ("fast", "pyshacl"):
        shapes = ("--shapes", str(tmp_path / "shapes.ttl"), "--engine", engine)
        assert run_govgraph(started, "validate", "--data", str(tmp_path / "data.ttl"), *shapes).code == 0
        remote = run_govgraph(started, "validate", "--data", str(tmp_path / "data.jsonld"), *shapes)
        assert remote.code == 1
        assert "remote context" in remote.out
    assert "no question" in refused(started, "query", url)
    ask(started, "SELECT * FROM <URL> { ?s ?p ?o }".replace("URL", url))
    assert hits == []


# ---------------------------------------------------------------------- validate


def spoil(project: Path) -> None:
    """One SHACL violation: an English label is missing."""
    replace_in(project / "data/org/fli.yaml", "  en: Future of Life Institute\n", "")


def test_data_that_conform_end_with_0(started: Path) -> None:
    assert run_govgraph(started, "validate") == Run(0, "0 violations, 0 warnings, 0 infos\n", "")


def test_a_violation_ends_with_1_and_names_place_and_message(fresh: Path) -> None:
    spoil(fresh)
    done = run_govgraph(fresh, "validate")
    assert done.code == 1
    assert "data/org/fli.yaml:" in done.out
    assert "violation" in done.out.splitlines()[0]


@pytest.mark.parametrize("early", [False, True], ids=["shacl", "unknown-key"])
def test_json_and_sarif_hold_findings_of_every_stage(fresh: Path, early: bool) -> None:
    if early:
        replace_in(fresh / "data/org/fli.yaml", "foundedOn:", "foundedAt:")
    else:
        spoil(fresh)
    done = run_govgraph(fresh, "validate", "--format", "json")
    assert done.code == 1
    document = json.loads(done.out)
    assert document["conforms"] is False
    assert document["counts"]["violation"] == len(document["findings"]) >= 1
    [place] = {(each["file"], each["line"] > 0, each["column"] > 0) for each in document["findings"]}
    assert place == ("data/org/fli.yaml", True, True)
    sarif = run_govgraph(fresh, "validate", "--format", "sarif", "-o", str(fresh / "findings.sarif"))
    assert (sarif.code, sarif.out) == (1, "")
    check_sarif(json.loads((fresh / "findings.sarif").read_text()), len(document["findings"]))


def check_sarif(log: dict[str, object], count: int) -> None:
    """What SARIF 2.1.0 asks of a log (3.13, 3.14, 3.19, 3.27-3.30) as far as we write it."""
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    assert isinstance(log["runs"], list)
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "govgraph"
    assert driver["version"] == "0.1.0"
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(rules) == len(set(rules))
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    assert len(run["results"]) == count
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        for location in result["locations"]:
            physical = location["physicalLocation"]
            assert not physical["artifactLocation"]["uri"].startswith("/")
            assert physical["region"]["startLine"] >= 1
            assert physical["region"]["startColumn"] >= 1


def test_the_report_in_turtle_is_a_shacl_report(fresh: Path) -> None:
    spoil(fresh)
    done = run_govgraph(fresh, "validate", "--format", "ttl")
    assert done.code == 1
    report = rdflib.Graph().parse(data=done.out, format="turtle")
    [node] = report.subjects(rdflib.RDF.type, SH.ValidationReport)
    assert report.value(node, SH.conforms) == rdflib.Literal(False)
    assert len(list(report.objects(node, SH.result))) >= 1


def test_no_shacl_report_claims_conformity_for_data_that_could_not_be_read(fresh: Path) -> None:
    replace_in(fresh / "data/org/fli.yaml", "foundedOn:", "foundedAt:")
    done = run_govgraph(fresh, "validate", "--format", "ttl")
    assert (done.code, done.out) == (1, "")
    assert "foundedAt" in done.err


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("ending", list(DATA))
def test_any_rdf_is_held_against_any_shapes(tmp_path: Path, ending: str, engine: str) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    (tmp_path / f"data.{ending}").write_text(DATA[ending])
    call = (
        "validate",
        "--data",
        str(tmp_path / f"data.{ending}"),
        "--shapes",
        str(tmp_path / "shapes.ttl"),
        "--engine",
        engine,
    )
    done = run_govgraph(tmp_path, *call, "--format", "json")
    assert done.code == 1, done.err
    [finding] = json.loads(done.out)["findings"]
    assert (finding["entity"], finding["message"]) == ("http://example.org/b", "the name is missing")
    report = rdflib.Graph().parse(data=run_govgraph(tmp_path, *call, "--format", "ttl").out, format="turtle")
    assert [str(each) for each in report.objects(None, SH.focusNode)] == ["http://example.org/b"]
    assert [str(each) for each in report.objects(None, SH.resultMessage)] == ["the name is missing"]


def test_foreign_data_come_from_stdin_and_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    raw = b"\xef\xbb\xbf" + DATA["ttl"].encode()
    done = fed(tmp_path, raw, "validate", "--data", "-", "--shapes", str(tmp_path / "shapes.ttl"))
    assert done.code == 1
    assert "http://example.org/b" in done.out


def test_reports_on_blank_nodes_are_the_same_each_time(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    (tmp_path / "data.ttl").write_text("@prefix ex: <http://example.org/> . [] a ex:Thing . [] a ex:Thing .")
    call = (
        "validate",
        "--data",
        str(tmp_path / "data.ttl"),
        "--shapes",
        str(tmp_path / "shapes.ttl"),
        "--format",
        "ttl",
    )
    first = run_govgraph(tmp_path, *call)
    assert first == run_govgraph(tmp_path, *call)
    assert len(list(rdflib.Graph().parse(data=first.out, format="turtle").objects(None, SH.result))) == 2


def test_the_project_s_shapes_hold_for_foreign_data(started: Path, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(
        "@prefix gov: <https://w3id.org/govgraph/ontology#> . <https://example.org/graph/id/person/x> a gov:Person ."
    )
    done = run_govgraph(started, "validate", "--data", str(tmp_path / "data.ttl"), "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["counts"]["violation"] >= 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_rdf_xml_with_a_doctype_is_not_read(tmp_path: Path, encoding: str) -> None:
    """Entities can blow up; what is no UTF-8 is no input either."""
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE r [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]>'
    bomb = head + DATA["rdf"]
    (tmp_path / "data.rdf").write_bytes(bomb.encode(encoding))
    done = run_govgraph(
        tmp_path, "validate", "--data", str(tmp_path / "data.rdf"), "--shapes", str(tmp_path / "shapes.ttl")
    )
    assert done.code == (2 if encoding == "utf-8" else 1)
    assert ("DOCTYPE" if encoding == "utf-8" else "UTF-8") in done.out + done.err


def test_what_a_validation_cannot_do_has_its_own_exit_code(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    (tmp_path / "unknown.shapes.ttl").write_text(SHAPES + "ex:Shape sh:target ex:Target .")
    (tmp_path / "data.ttl").write_text(DATA["ttl"])
    (tmp_path / "broken.ttl").write_text("@prefix ex: <http://example.org/> .\nex:a ex:b .\n")
    (tmp_path / "data.txt").write_text(DATA["ttl"])

    def code(data: str, shapes: str = "shapes.ttl") -> int:
        return run_govgraph(
            tmp_path, "validate", "--data", str(tmp_path / data), "--shapes", str(tmp_path / shapes)
        ).code

    assert code("data.ttl") == 1
    assert code("broken.ttl") == 1
    assert code("data.txt") == 2
    assert code("data.ttl", "unknown.shapes.ttl") == 2
    assert code("missing.ttl") == 3


def test_a_syntax_error_in_foreign_data_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    (tmp_path / "broken.ttl").write_text("@prefix ex: <http://example.org/> .\nex:a ex:b .\n")
    call = (
        "validate",
        "--data",
        str(tmp_path / "broken.ttl"),
        "--shapes",
        str(tmp_path / "shapes.ttl"),
        "--format",
        "json",
    )
    [finding] = json.loads(run_govgraph(tmp_path, *call).out)["findings"]
    assert (finding["rule"], finding["line"]) == ("rdf-syntax", 2)
