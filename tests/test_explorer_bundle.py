"""The explorer's front end: its sources are checked, its tests run, the package ships what they build."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FRONT_END = ROOT / "explorer"
ASSETS = ROOT / "src/govgraph/explore/assets"

pytestmark = pytest.mark.xdist_group("front-end")


def run_npm(*arguments: str) -> str:
    """Output of npm with the node that the development requirements pin."""
    tools = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "npm_config_update_notifier": "false",
    }
    done = subprocess.run(
        [str(tools / "npm"), *arguments], cwd=FRONT_END, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-6000:]
    return done.stdout


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    """The packages of the lock file, installed where they are missing or older than it."""
    mark = FRONT_END / "node_modules/.package-lock.json"
    if not mark.exists() or mark.stat().st_mtime < (FRONT_END / "package-lock.json").stat().st_mtime:
        run_npm("ci", "--no-audit", "--no-fund")


def test_sources_pass_the_type_checker_and_the_linter() -> None:
    run_npm("run", "check")


def test_unit_tests_pass() -> None:
    assert "fail 0" in run_npm("test")


def test_bundle_is_what_the_sources_build(tmp_path: Path) -> None:
    run_npm("run", "build", "--", "--outDir", str(tmp_path))
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in ASSETS.iterdir()}
    assert sorted(built) == sorted(shipped) == ["explorer.css", "explorer.js"]
    assert built == shipped, "the bundle is not of these sources: run `make explorer`"


def test_bundle_asks_for_nothing_from_outside() -> None:
    script = (ASSETS / "explorer.js").read_text(encoding="utf-8")
    for reach in ("fetch(", "XMLHttpRequest", "WebSocket", "import(", "sendBeacon", "eval(", "new Function"):
        assert reach not in script, reach


def test_no_source_sets_markup_from_text() -> None:
    sources = sorted((FRONT_END / "src").rglob("*.ts*"))
    assert len(sources) > 40
    for path in sources:
        assert "nnerHTML" not in path.read_text(encoding="utf-8"), path.name
