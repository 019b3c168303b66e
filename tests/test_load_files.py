"""The ready-made files around loading: compose, scripts, bulk scripts; and what docs/loading.md lists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from conftest import Govgraph
from govgraph.stores.bulk_scripts import SCRIPTS
from govgraph.stores.kinds import KINDS
from small_project import ROOT

COMPOSE = ROOT / "docs" / "compose"


def test_every_service_is_on_loopback_and_under_its_own_profile() -> None:
    services = yaml.safe_load((COMPOSE / "compose.yaml").read_text())["services"]
    assert len(services) >= 5
    for name, service in services.items():
        assert service["profiles"] == [name]
        assert service["ports"]
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_the_load_script_knows_the_stores_it_names_and_the_file_it_pins() -> None:
    script = (COMPOSE / "load.sh").read_text()
    subprocess.run(["bash", "-n", str(COMPOSE / "load.sh")], check=True)
    for kind in ("oxigraph", "fuseki", "virtuoso", "rdf4j"):
        assert f"\n{kind})\n" in script
        assert f"--profile {kind} " in script
    [pinned] = re.findall(r"([0-9a-f]{128})  fuseki/part", script)
    assert f"{pinned} org/apache/jena/jena-fuseki-server/5.6.0/" in (ROOT / ".ci" / "stores").read_text()


def test_the_repository_is_turtle() -> None:
    assert len(list(ox.parse((COMPOSE / "repository.ttl").read_bytes(), ox.RdfFormat.TURTLE))) >= 5


@pytest.mark.parametrize("kind", SCRIPTS)
def test_a_bulk_script_is_whole(kind: str, small: Path, tmp_path: Path, govgraph: Govgraph) -> None:
    """Bash takes it, no sign is left in it, and every triple of the chosen graphs is in the files beside it."""
    folder = tmp_path / "it's a folder"
    done = govgraph(
        small, "load", KINDS[kind].example, "--graph", "simple", "--graph", "ontology", "--bulk", str(folder)
    )
    assert done.code == 0, done.err
    subprocess.run(["bash", "-n", str(folder / "load.sh")], check=True)
    texts = [path.read_text() for path in folder.iterdir() if path.suffix not in (".nt", ".nq")]
    assert not re.search(r"@[A-Z]+@", "".join(texts))
    wanted = [
        line
        for line in (small / "output" / "govgraph.nq").read_text().splitlines()
        if line.endswith(("/graph/simple> .", "/graph/ontology> ."))
    ]
    found = [line for path in folder.glob("*.n[tq]") for line in path.read_text().splitlines()]
    assert len(found) == len(wanted) > 100
    if list(folder.glob("*.nq")):
        assert sorted(found) == sorted(wanted)
    else:
        assert sorted(found) == sorted(re.sub(r" <[^<>]*> \.$", " .", line) for line in wanted)


def test_every_kind_stands_on_the_page() -> None:
    page = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
    for kind in KINDS.values():
        assert f"| `{kind.name}` | {kind.title} | `{kind.example}` |" in page
    for name in SCRIPTS:
        assert re.search(rf"(?m)^\| `{name}` \| .* \| (yes|no) \|$", page)
