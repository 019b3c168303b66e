"""`govgraph init` makes a project that works at once, from the checkout as from the wheel."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from govgraph.api import build, query, validate
from govgraph.errors import EnvironmentFault, UsageError
from govgraph.starter import DEFAULT_BASE, init, template_folder
from small_project import ROOT, digests, run_govgraph

OTHER = "https://data.example.org/a+b/"
OLD_ENTITIES = re.compile(rb"https://w3id\\*\.org/govgraph/id/")


def test_a_new_project_builds_without_a_finding_and_answers_its_own_questions(tmp_path: Path) -> None:
    project = init(tmp_path / "new")
    report = build(project)
    assert report.changed
    assert report.findings == []
    assert 15 <= report.counts["entities"] <= 40
    signatories = query("signatories", project)
    assert {row["name"] for row in signatories} == {"Max Tegmark", "Yoshua Bengio"}
    assert all(row["source"].startswith("source:") for row in signatories)
    basis = query("legal-basis-of-actions", project)
    assert [row["until"] for row in basis] == ["2023-04-28", "2023-04-28"]


def test_it_lists_its_own_questions_and_none_about_the_big_graph(tmp_path: Path) -> None:
    project = init(tmp_path / "new")
    listed = run_govgraph(project, "query", "--list", "--lang", "de")
    assert listed.code == 0
    names = [line.split()[0] for line in listed.out.splitlines()]
    assert names == ["legal-basis-of-actions", "signatories"]
    assert all(len(line.split(maxsplit=1)) == 2 for line in listed.out.splitlines())


def test_its_data_are_in_canonical_form(tmp_path: Path) -> None:
    outcome = run_govgraph(init(tmp_path / "new"), "fmt", "--check")
    assert (outcome.code, outcome.out + outcome.err) == (0, "")


def test_its_ontology_rules_and_shapes_are_those_of_the_repository(tmp_path: Path) -> None:
    project = init(tmp_path / "new", "https://w3id.org/govgraph/")
    for pattern, floor in (
        ("ontology/*.ttl", 10),
        ("ontology/*.jsonld", 1),
        ("ontology/rules/*.rq", 3),
        ("shapes/*.ttl", 5),
    ):
        names = sorted(path.relative_to(ROOT) for path in ROOT.glob(pattern))
        assert len(names) >= floor
        assert names == sorted(path.relative_to(project) for path in project.glob(pattern))
        assert [(project / name).read_bytes() for name in names] == [(ROOT / name).read_bytes() for name in names]


def test_base_moves_entities_and_their_checks_but_no_class(tmp_path: Path) -> None:
    project = init(tmp_path / "new", OTHER)
    assert tomllib.loads((project / "govgraph.toml").read_text())["base"] == OTHER
    context = json.loads((project / "ontology/context.jsonld").read_text())["@context"]
    moved = {key: entry["@id"] for key, entry in context.items() if isinstance(entry, dict) and entry.get("@prefix")}
    assert len(moved) >= 30
    assert moved == {key: f"{OTHER}id/{key}/" for key in moved}
    assert context["gov"] == "https://w3id.org/govgraph/ontology#"
    assert (
        'sh:pattern "^https://data\\\\.example\\\\.org/a\\\\+b/id/"' in (project / "shapes/statements.ttl").read_text()
    )
    left = [name for name in digests(project) if OLD_ENTITIES.search((project / name).read_bytes())]
    assert left == []


def test_a_project_under_another_base_builds_and_speaks_of_its_own_entities(tmp_path: Path) -> None:
    project = init(tmp_path / "new", OTHER)
    build(project)
    asked = run_govgraph(
        project, "query", "SELECT ?who { ?who gov:signed letter:pause-letter-2023 }", "--format", "csv"
    )
    assert asked.code == 0, asked.err
    assert sorted(asked.out.split()) == [f"{OTHER}id/person/max-tegmark", f"{OTHER}id/person/yoshua-bengio", "who"]
    assert validate(project).findings == []


def test_a_mapping_to_an_entity_of_its_own_is_found_under_any_base(tmp_path: Path) -> None:
    """shape:is-local was re-based too: else such a mapping would pass as one to another data set."""
    project = init(tmp_path / "new", OTHER)
    person = project / "data/person/max-tegmark.yaml"
    person.write_bytes(person.read_bytes() + b"exactMatch: person:yoshua-bengio\n")
    rules = {finding.rule for finding in validate(project).findings if finding.severity == "violation"}
    assert rules == {"shape:Mapping-object"}


def test_two_inits_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = digests(init(tmp_path / "one", OTHER)), digests(init(tmp_path / "other", OTHER))
    assert len(one) >= 40
    assert one == other


@pytest.mark.parametrize("entry", ["notes.txt", ".git"])
def test_a_folder_with_anything_in_it_is_refused_and_left_alone(tmp_path: Path, entry: str) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / entry).write_text("mine")
    outcome = run_govgraph(tmp_path, "init", str(tmp_path / "new"))
    assert outcome.code == 2
    assert "not an empty folder" in outcome.err
    assert [path.name for path in (tmp_path / "new").iterdir()] == [entry]


def test_a_file_in_the_way_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("mine")
    with pytest.raises(UsageError, match="not an empty folder"):
        init(tmp_path / "new")
    assert run_govgraph(tmp_path, "init", str(tmp_path / "new")).code == 2


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert run_govgraph(tmp_path, "init", str(tmp_path / "new")).code == 0
    assert (tmp_path / "new/govgraph.toml").is_file()


@pytest.mark.parametrize(
    "base",
    ["https://example.org/graph", "example.org/", "javascript:alert(1)/", "https:///x/", "https://example.org/a b/",
     "https://example.org/?a=/", "https://example.org/#/", 'https://example.org/"/'],
)  # fmt: skip
def test_a_base_that_makes_no_good_iris_is_refused_before_anything_is_written(tmp_path: Path, base: str) -> None:
    outcome = run_govgraph(tmp_path, "init", str(tmp_path / "new"), "--base", base)
    assert outcome.code == 2
    assert "base" in outcome.err
    assert not (tmp_path / "new").exists()


def test_a_place_that_cannot_be_written_is_a_fault_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentFault):
        init(tmp_path / "file" / "new")


def test_the_example_names_no_entity_that_is_not_in_it() -> None:
    """Names in the example's texts and questions are those of its files; the build checks the data themselves."""
    starter = template_folder() / "examples/starter"
    known = {f"{path.parent.name}:{path.stem}" for path in (starter / "data").rglob("*.yaml")}
    assert len(known) >= 15
    text = (starter / "README.md").read_text() + "".join(path.read_text() for path in starter.rglob("*.rq"))
    named = set(re.findall(r"\b(?:letter|person|org|act|action|source):[a-z0-9-]+", text))
    assert named <= known


def test_the_default_base_of_command_and_function_are_one(tmp_path: Path) -> None:
    assert run_govgraph(tmp_path, "init", str(tmp_path / "new")).code == 0
    assert digests(tmp_path / "new") == digests(init(tmp_path / "other", DEFAULT_BASE))
