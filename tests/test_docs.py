"""The documentation is true: examples run, lists are complete, links lead somewhere, numbers are those of the build."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
import yaml

from govgraph.cli import COMMANDS, cli
from govgraph.export.dumps import DUMPS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("data/*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
READMES = ["README.md", "README.de.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# Folders of one machine, and folders beside the project.
PRIVATE = re.compile(r"(?<![\w.~*-])/(?:work|root|tmp|home|Users)/|\.\./shared")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of one language on a page."""
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```", text_of(name), re.DOTALL | re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the repository's project with its output, brought up to date; examples may write into it."""
    for name in ("data", "ontology", "shapes", "output"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "govgraph.toml", tmp_path)
    subprocess.run([sys.executable, "-m", "govgraph", "build"], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


# ---------------------------------------------------------------------- examples


def console_examples(name: str) -> Iterator[tuple[str, str]]:
    """Command and shown output of each `$` line in the console blocks of a page."""
    for block in blocks(name, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown.rstrip("\n")


def shown_pattern(shown: str) -> re.Pattern[str]:
    """A pattern of the shown output: a line `...` stands for any lines, `...` in a line for any text."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n"
        for line in shown.splitlines()
    ]
    return re.compile("".join(lines))


PAGES_WITH_CONSOLE = [name for name in NAMES if any(console_examples(name))]


def test_there_are_enough_examples_to_speak_of() -> None:
    assert {*READMES, "docs/cli.md"} <= {*PAGES_WITH_CONSOLE}
    assert sum(len(list(console_examples(name))) for name in NAMES) >= 20
    assert sum(text_of(name).count(">>> ") for name in NAMES) >= 20


@pytest.mark.parametrize("name", PAGES_WITH_CONSOLE)
def test_console_examples_do_what_the_page_shows(name: str, project: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command, shown in console_examples(name):
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=project,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            env={**os.environ, "PATH": path, "PYTHONUTF8": "1"},
        )
        assert done.returncode in (0, 141), (command, done.stderr)  # 141: `head` has seen enough
        said = done.stdout.replace(f"{project}/", "")
        assert shown_pattern(shown).fullmatch(said), f"{command}\n--- shown\n{shown}\n--- said\n{said}"


@pytest.mark.parametrize("name", [name for name in NAMES if ">>> " in text_of(name)])
def test_python_examples_do_what_the_page_shows(name: str, project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "doctest", str(ROOT / name)], cwd=project, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_python_blocks_are_sessions_that_the_tests_run(name: str) -> None:
    """A block without `>>>` would be shown and never run; doctest needs an empty line before the fence."""
    assert [block for block in blocks(name, "python") if not block.startswith(">>> ")] == []
    assert [block for block in blocks(name, "python") if not block.endswith("\n\n")] == []


@pytest.mark.parametrize("name", READMES)
def test_the_statement_example_is_in_the_dumps(name: str) -> None:
    simple, full, annotated = blocks(name, "turtle")
    subject = full.split()[0]
    for file, example in (
        ("govgraph.ttl", simple),
        ("govgraph-full.ttl", full),
        ("govgraph-rdf12.ttl", f"{subject} {annotated}"),
    ):
        dump = (ROOT / "output" / file).read_text(encoding="utf-8")
        prefixes = "".join(line for line in dump.splitlines(keepends=True) if line.startswith("@prefix"))
        shown = {str(each) for each in ox.parse(prefixes + example, ox.RdfFormat.TURTLE)}
        assert shown
        assert shown <= {str(each) for each in ox.parse(dump, ox.RdfFormat.TURTLE)}


@pytest.mark.parametrize("name", READMES)
def test_the_finding_in_the_readme_is_what_that_mistake_gives(name: str, project: Path) -> None:
    (shown,) = blocks(name, "text")
    file = project / "data" / "person" / "elon-musk.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("org:openai", "org:openia", 1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "govgraph", "validate"], cwd=project, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (1, shown)


def without_indentation(lines: list[str]) -> str:
    return "\n".join(line.strip().removeprefix("- ") for line in lines)


def test_yaml_examples_of_the_format_stand_in_the_data() -> None:
    data = "\n".join(
        without_indentation(path.read_text(encoding="utf-8").splitlines())
        for path in sorted(ROOT.glob("data/*/*.yaml"))
    )
    examples = blocks("data/FORMAT.md", "yaml")
    assert len(examples) >= 5
    for example in examples:
        assert yaml.safe_load(example)
        assert without_indentation(example.splitlines()) in data, example


# ---------------------------------------------------------------------- lists


def command_options() -> Iterator[tuple[str, str]]:
    """Every command with every option of it; the program's own options have no command."""
    with click.Context(cli) as context:
        for name in ("", *COMMANDS):
            command = cli.get_command(context, name) if name else cli
            assert command is not None
            for parameter in command.params:
                yield from ((name, option) for option in parameter.opts if option.startswith("-"))


def test_every_command_and_option_is_explained_and_shown() -> None:
    page = text_of("docs/cli.md")
    sections = dict(re.findall(r"^### govgraph ?(\w*)\n(.*?)(?=^#{2,3} |\Z)", page, re.DOTALL | re.MULTILINE))
    options = list(command_options())
    assert len(options) >= 20
    assert sections.keys() == {"", *COMMANDS}
    assert [(c, o) for c, o in options if not re.search(rf"(?<![\w-]){o}(?![\w-])", sections[c])] == []
    examples = " ".join(command for name in NAMES for command, _ in console_examples(name))
    assert [name for name in COMMANDS if not re.search(rf"govgraph (--project \S+ )?{name}\b", examples)] == []


def listed(page: str, names: list[str], floor: int) -> None:
    """Every name stands on the page as code, and there are as many as there must be."""
    assert len(names) >= floor
    text = text_of(page)
    assert [name for name in names if f"`{name}`" not in text and f"[{name}]" not in text] == []


def test_every_question_is_listed() -> None:
    listed("docs/questions.md", [path.stem for path in ROOT.glob("ontology/questions/*.rq")], 40)


def test_every_rule_is_listed() -> None:
    listed("docs/rules.md", [path.stem for path in ROOT.glob("ontology/rules/*.rq")], 5)


def test_every_shape_file_with_shapes_is_listed() -> None:
    files = [path for path in ROOT.glob("shapes/*.ttl") if "sh:NodeShape ;" in path.read_text(encoding="utf-8")]
    listed("docs/shapes.md", [path.relative_to(ROOT).as_posix() for path in files], 8)


@pytest.mark.parametrize("page", [*READMES, "docs/output.md"])
def test_every_file_of_the_output_is_listed(page: str) -> None:
    names = [dump.file for dump in DUMPS]
    listed(page, [*names, "manifest.json"], 15)
    assert {*names, "manifest.json"} == {path.name for path in (ROOT / "output").iterdir()} - {"site"}


def test_every_report_and_result_format_is_named() -> None:
    choices = {
        choice
        for name in ("query", "validate")
        for parameter in getattr(cli.get_command(click.Context(cli), name), "params", [])
        if isinstance(parameter.type, click.Choice)
        for choice in parameter.type.choices
    }
    assert len(choices) >= 10
    assert [choice for choice in sorted(choices) if not re.search(rf"\b{choice}\b", text_of("docs/cli.md"))] == []


def test_every_decision_is_listed_and_numbered_once() -> None:
    pages = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert len(pages) >= 10
    assert [name[:4] for name in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert [name for name in pages if f"({name})" not in text_of("docs/decisions/README.md")] == []


# ---------------------------------------------------------------------- numbers, links, words


def test_generated_parts_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("name", "separator"), [("README.md", ","), ("README.de.md", ".")])
def test_the_numbers_of_the_readme_are_those_of_the_manifest(name: str, separator: str) -> None:
    counts = json.loads((ROOT / "output" / "manifest.json").read_bytes())["counts"]
    text = text_of(name)
    for key in ("entities", "statements", "triples simple", "triples full", "triples inferred", "status refuted"):
        assert re.search(rf"(?<![\d.,]){re.escape(f'{counts[key]:,}'.replace(',', separator))}(?![\d])", text), key


def test_citation_and_changes_name_the_version() -> None:
    settings = tomllib.loads(text_of("govgraph.toml"))
    package = tomllib.loads(text_of("pyproject.toml"))["project"]
    citation = yaml.safe_load(text_of("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == settings["version"] == package["version"]
    assert citation["date-released"] == settings["issued"]
    assert {"message", "title", "authors"} <= citation.keys()
    assert f"## {settings['version']} - {settings['issued']}" in text_of("CHANGELOG.md")


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    targets = [
        link.partition("#")[0] for link in LINK.findall(text_of(name)) if not re.match(r"https?:|mailto:|#", link)
    ]
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_a_reader_sees_the_point_at_once(name: str) -> None:
    """Picture, the two commands, a question with its answer: on the first screens, in this order."""
    text = text_of(name)
    places = [
        text.index(part) for part in ("![", "make build", "make test", "```console", "(5 rows)", "<!-- begin counts")
    ]
    assert places == sorted(places)
    assert text[: places[-1]].count("\n") < 60


@pytest.mark.parametrize("name", [*NAMES, "CITATION.cff", "Makefile", "pyproject.toml", "govgraph.toml"])
def test_no_page_names_a_folder_of_one_machine(name: str) -> None:
    assert PRIVATE.findall(text_of(name)) == []


def test_no_code_names_a_folder_of_one_machine() -> None:
    files = [
        path
        for folder in ("src", "ontology", "shapes", "docs")
        for path in ROOT.glob(f"{folder}/**/*")
        if path.is_file()
    ]
    texts = {
        path: path.read_bytes().decode("utf-8", "ignore")
        for path in files
        if path.suffix not in (".pyc", ".png", ".wasm")
    }
    assert len(texts) >= 80
    assert [path.relative_to(ROOT).as_posix() for path, text in texts.items() if PRIVATE.search(text)] == []
