"""The front ends of explorer and site: sources are checked, their tests run, the package ships what they build."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ASSETS = {"explorer": ROOT / "src/govgraph/explore/assets", "site": ROOT / "src/govgraph/publish/assets"}
SOURCES = {"explorer": 40, "site": 15}  # files at least, so that a broken search for them can't pass
MAKE = {"explorer": "make explorer", "site": "make site-scripts"}

pytestmark = pytest.mark.parametrize("front_end", sorted(ASSETS))


def run_npm(front_end: str, *arguments: str) -> str:
    """Output of npm with the node that the development requirements pin."""
    tools, folder = Path(sys.executable).parent, ROOT / front_end
    mark = folder / "node_modules/.package-lock.json"
    if arguments[0] != "ci" and (
        not mark.exists() or mark.stat().st_mtime < (folder / "package-lock.json").stat().st_mtime
    ):
        run_npm(front_end, "ci", "--no-audit", "--no-fund")
        mark.touch()
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "npm_config_update_notifier": "false",
    }
    done = subprocess.run(
        [str(tools / "npm"), *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-6000:]
    return done.stdout


def test_sources_pass_the_type_checker_and_the_linter(front_end: str) -> None:
    run_npm(front_end, "run", "check")


def test_unit_tests_pass(front_end: str) -> None:
    assert "fail 0" in run_npm(front_end, "test")


def test_bundle_is_what_the_sources_build(front_end: str, tmp_path: Path) -> None:
    run_npm(front_end, "run", "build", "--", "--outDir", str(tmp_path))
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in ASSETS[front_end].iterdir()}
    assert sorted(built) == sorted(shipped)
    differing = sorted(name for name, content in built.items() if shipped[name] != content)
    assert differing == [], f"the bundle is not of these sources: run `{MAKE[front_end]}`"


def test_bundle_evaluates_no_text_and_the_explorer_asks_for_nothing(front_end: str) -> None:
    for path in sorted(ASSETS[front_end].glob("*.js")):
        script = path.read_text(encoding="utf-8")
        for reach in ("XMLHttpRequest", "WebSocket", "sendBeacon", "new Function") if front_end == "site" else (
            "fetch(", "XMLHttpRequest", "WebSocket", "import(", "sendBeacon", "eval(", "new Function"
        ):  # fmt: skip
            assert reach not in script, (path.name, reach)


def test_scripts_of_pages_are_no_modules_so_that_they_run_from_disk(front_end: str) -> None:
    for path in sorted(ASSETS[front_end].glob("*.js")):
        if path.name not in ("sparql.js", "query-worker.js"):
            script = path.read_text(encoding="utf-8")
            assert not re.search(r"(?:^|;)(?:import[ {*\"]|export[ {])|import\.meta", script, re.MULTILINE), path.name


def test_no_source_sets_markup_from_text(front_end: str) -> None:
    sources = sorted((ROOT / front_end / "src").rglob("*.ts*"))
    assert len(sources) >= SOURCES[front_end]
    for path in sources:
        assert "nnerHTML" not in path.read_text(encoding="utf-8"), path.name
