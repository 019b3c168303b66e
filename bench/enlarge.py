"""A larger project of the same kind: every record and table `factor` times, the clones with ids of their own.

A clone's references to other cloned records lead to the clones beside it, so that letters keep their signatories and
acts their provisions. Sources and jurisdictions are not cloned: many records cite the same ones. Mappings stay as they
are. The result depends on the project and the factor only.
"""

from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path

SHARED = ("source", "jurisdiction", "level")
PARTS = ("ontology", "shapes")


def enlarge(project: Path, target: Path, factor: int) -> None:
    """Write the project `factor` times its size into `target`, a new folder."""
    target.mkdir(parents=True)
    shutil.copy(project / "govgraph.toml", target)
    for name in PARTS:
        shutil.copytree(project / name, target / name)
    shutil.copytree(project / "data", target / "data")
    prefixes = _prefixes(project / "ontology" / "context.jsonld")
    reference = re.compile(rf"(?<![\w:/-])((?:{'|'.join(prefixes)}):(?:\{{\w+\}}|[a-z0-9]+(?:-[a-z0-9]+)*))(?![\w/-])")
    for folder in sorted(path for path in (project / "data").iterdir() if path.is_dir()):
        if folder.name in (*SHARED, "mappings"):
            continue
        for path in sorted(folder.iterdir()):
            for number in range(1, factor):
                _clone(path, target / "data" / folder.name, number, reference)


def _prefixes(context: Path) -> list[str]:
    """Prefixes of the entities that get clones."""
    found = re.findall(
        r'"([a-z]+)": \{"@id": "[^"]*/id/[a-z]+/", "@prefix": true\}', context.read_text(encoding="utf-8")
    )
    return [prefix for prefix in found if prefix not in (*SHARED, "statement")]


def _clone(path: Path, folder: Path, number: int, reference: re.Pattern[str]) -> None:
    name = f"{path.stem}-g{number}{path.suffix}"
    if path.suffix == ".csv":
        shutil.copy(path, folder / name)
        return
    text = reference.sub(rf"\1-g{number}", path.read_text(encoding="utf-8"))
    if folder.name == "tables":
        text = text.replace(f"table: {path.stem}.csv", f"table: {path.stem}-g{number}.csv")
    (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--factor", type=int, default=10)
    given = parser.parse_args()
    enlarge(given.project, given.target, given.factor)
