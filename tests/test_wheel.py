"""The built wheel, installed where no checkout is near, does what the checkout does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from govgraph.starter import init
from small_project import ROOT, digests

pytestmark = pytest.mark.xdist_group("wheel")

TEMPLATE = "govgraph/project_template/"


class Installed(NamedTuple):
    """A wheel and the environment it is installed in; `elsewhere` is the folder where its commands run."""

    wheel: Path
    bin: Path
    package: Path
    elsewhere: Path


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The outcome of a command that sees neither the checkout nor a network."""
    kept = {
        name: value for name, value in os.environ.items() if not name.upper().startswith(("PYTHON", "GOVGRAPH", "PIP_"))
    }
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=180, check=False, cwd=cwd, env={**kept, **dead}
    )


def run_well(*command: str | Path, cwd: Path) -> str:
    """The stdout of a command that ends with 0."""
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel in a fresh environment that borrows only the dependencies; its package folder is read-only."""
    folder = tmp_path_factory.mktemp("wheel")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    run_well(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", ROOT, cwd=elsewhere
    )
    [wheel] = (folder / "dist").iterdir()
    run_well(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=elsewhere)
    [site] = (folder / "venv").glob("lib/python*/site-packages")
    # Puts the folder of the locked dependencies on the path; .pth files in there (the editable govgraph) are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    pip = (sys.executable, "-m", "pip", "--python", folder / "venv", "install", "--quiet", "--no-deps", "--no-index")
    run_well(*pip, wheel, cwd=elsewhere)
    package = site / "govgraph"
    set_writable(package, writable=False)
    yield Installed(wheel, folder / "venv/bin", package, elsewhere)
    set_writable(package, writable=True)


def set_writable(folder: Path, *, writable: bool) -> None:
    """Files and folders below lose or get their write permission."""
    for path in (folder, *folder.rglob("*")):
        path.chmod((0o755 if path.is_dir() else 0o644) if writable else (0o555 if path.is_dir() else 0o444))


@pytest.fixture
def made(installed: Installed, tmp_path: Path) -> Path:
    """A project that the installed command made."""
    run_well(installed.bin / "govgraph", "init", tmp_path / "made", cwd=installed.elsewhere)
    return tmp_path / "made"


def test_the_command_imports_the_wheel_and_not_the_checkout(installed: Installed) -> None:
    origin = run_well(
        installed.bin / "python", "-c", "import govgraph; print(govgraph.__file__)", cwd=installed.elsewhere
    )
    assert Path(origin.strip()).is_relative_to(installed.package)
    assert run_well(installed.bin / "govgraph", "--version", cwd=installed.elsewhere) == "govgraph 0.1.0\n"


def test_the_wheel_holds_the_template_as_it_is_in_the_repository(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {
            name.removeprefix(TEMPLATE): archive.read(name) for name in archive.namelist() if name.startswith(TEMPLATE)
        }
    parts = [path for name in ("ontology", "shapes", "examples/starter") for path in (ROOT / name).rglob("*")]
    wanted = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in parts
        if path.is_file() and path.parent not in (ROOT / "ontology/questions", ROOT / "ontology/views")
    }
    assert len(wanted) >= 50
    assert held == wanted


def test_the_wheel_holds_all_code_and_package_data_and_nothing_else(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {name for name in archive.namelist() if not name.startswith(TEMPLATE) and ".dist-info/" not in name}
    source = ROOT / "src"
    code = {path.relative_to(source).as_posix() for path in source.rglob("*.py")}
    data = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert {
        f"govgraph/publish/{name}" for name in ("world.json", "templates/base.html", "describe/dcat-ap.ttl")
    } <= data
    assert {"govgraph/py.typed", "govgraph/explore/assets/explorer.js", "govgraph/explore/page.html"} <= data
    assert held == code | data


def test_the_wheel_carries_both_licences(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        texts = {Path(name).name: archive.read(name) for name in archive.namelist() if "/licenses/" in name}
    assert texts == {name: (ROOT / name).read_bytes() for name in ("LICENSE", "LICENSE-DATA")}


def test_init_from_the_wheel_and_from_the_checkout_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    assert digests(made) == digests(init(tmp_path / "from-checkout"))


def test_a_project_made_from_a_read_only_package_can_be_edited(made: Path) -> None:
    """Permissions are not copied with the template."""
    modes = {path.stat().st_mode & 0o200 for path in (made, *made.rglob("*"))}
    assert modes == {0o200}


def test_the_installed_command_builds_validates_asks_and_explains(installed: Installed, made: Path) -> None:
    def ask(*arguments: str) -> str:
        return run_well(installed.bin / "govgraph", "--project", made, *arguments, cwd=installed.elsewhere)

    assert "0 violations, 0 warnings" in ask("build")
    assert "nothing changed" in ask("build")
    assert {"govgraph.ttl", "graph.html", "validation-report.html", "manifest.json"} <= set(digests(made / "output"))
    assert ask("validate").startswith("0 violations")
    assert ask("query", "signatories", "--format", "csv").count("\n") == 3
    assert ask("query", "--list").count("\n") == 2
    assert ask("explain", "person:max-tegmark", "gov:signed", "letter:pause-letter-2023")


def test_the_output_does_not_tell_where_govgraph_is_installed(installed: Installed, made: Path, tmp_path: Path) -> None:
    run_well(installed.bin / "govgraph", "--project", made, "build", cwd=installed.elsewhere)
    twin = Path(shutil.copytree(made, tmp_path / "twin", ignore=shutil.ignore_patterns("output", ".govgraph")))
    run_well(sys.executable, "-m", "govgraph", "--project", twin, "build", cwd=installed.elsewhere)
    assert digests(twin / "output") == digests(made / "output")


def test_nothing_was_written_into_the_package(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("govgraph/")}
    found = {
        path.relative_to(installed.package.parent).as_posix() for path in installed.package.rglob("*") if path.is_file()
    }
    assert {name for name in found if "__pycache__" not in name} == held
