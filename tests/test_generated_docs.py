"""The generated parts of the documentation are current."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GENERATOR = ROOT / "docs" / "generate.py"


def run_generator(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(GENERATOR), *arguments], capture_output=True, encoding="utf-8")


def test_generated_pages_are_current() -> None:
    done = run_generator("--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_argument_is_wrong_use() -> None:
    assert run_generator("--chekc").returncode == 2


def test_every_question_rule_and_shape_file_is_listed() -> None:
    for page, folder, pattern in (
        ("questions", "ontology/questions", "*.rq"),
        ("rules", "ontology/rules", "*.rq"),
    ):
        names = [path.stem for path in (ROOT / folder).glob(pattern)]
        text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
        assert len(names) >= 5
        assert [name for name in names if f"`{name}`" not in text] == []


def test_the_picture_is_svg_that_fetches_nothing() -> None:
    root = ET.parse(ROOT / "docs" / "images" / "imports.svg").getroot()  # noqa: S314 - our own file
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    boxes = list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert len(boxes) >= 40
    assert not [each for each in root.iter() if any("href" in name for name in each.attrib)]
