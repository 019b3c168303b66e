"""The tables of docs/benchmarks.md, made from bench/results.json.

`python bench/tables.py` renews the page without measuring; `--check` fails where it is not current.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- begin: made by bench/run.py -->\n", "<!-- end -->\n"
TARGETS = {
    "build, cold cache": ("wall < 3 s, memory < 300 MB", lambda r: r["wall"] < 3 and r["memory"] < 300),
    "build, warm cache": ("wall < 3 s, memory < 300 MB", lambda r: r["wall"] < 3 and r["memory"] < 300),
    "build, one description changed": ("wall < 1 s", lambda r: r["wall"] < 1),
    "build, one name changed": ("wall < 1 s", lambda r: r["wall"] < 1),
    "build, nothing changed": ("wall < 0.3 s", lambda r: r["wall"] < 0.3),
    "query NAME, later call": ("wall < 0.4 s", lambda r: r["wall"] < 0.4),
    "--version": ("wall < 0.15 s", lambda r: r["wall"] < 0.15),
}
RATIO = 30

Results = dict[str, Any]


def renew(page: Path, found: Results) -> None:
    """Put fresh tables between the marks of the page."""
    head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    page.write_text(f"{head}{BEGIN}{render(found)}{END}{tail}", encoding="utf-8")


def render(found: Results) -> str:
    """All tables as Markdown."""
    sizes = ", ".join(f"{value:,} {key}" for key, value in found["counts"].items())
    parts = [
        f"\nCommand: `{found['command']}`. Machine: {found['machine']}. Graph: {sizes}.\n",
        "\n## Commands\n\n" + _runs_table(found["rows"], with_targets=True),
        _ratios(found["rows"]),
        "\n## The same graph\n\n" + "".join(f"- {line}\n" for line in found["same graph"]),
        "\n## SHACL engines\n\n" + _engines_table(found["engines"]),
    ]
    if "scaled" in found:
        scaled = found["scaled"]
        sizes = ", ".join(f"{value:,} {key}" for key, value in scaled["counts"].items())
        parts.append(
            f"\n## {scaled['factor']} times the data\n\nGenerated graph: {sizes}.\n\n" + _runs_table(scaled["rows"])
        )
        parts.append(_ratios(scaled["rows"]) or f"\nLeft out: {scaled['note']}.\n")
    return "".join(parts) + "\n"


def _runs_table(rows: list[Results], with_targets: bool = False) -> str:
    lines = [
        "| what | runs | CPU s | wall s | largest process MB | all processes MB |"
        + (" target | |" if with_targets else "")
    ]
    lines.append("|---|--:|--:|--:|--:|--:|" + ("---|---|" if with_targets else ""))
    for row in rows:
        memory_sum = f"{row['memory_sum']:.0f}" if "memory_sum" in row else ""
        figures = f"{row['cpu']:.2f} | {row['wall']:.2f} | {row['memory']:.0f} | {memory_sum}"
        line = f"| {row['name']} | {row['runs']} | {figures} |"
        if with_targets:
            target, holds = TARGETS.get(row["name"], ("", lambda _: None))
            line += f" {target} | {'' if not target else 'met' if holds(row) else '**missed**'} |"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _ratios(rows: list[Results]) -> str:
    by_name = {row["name"]: row for row in rows}
    plain = by_name.get("the plain way")
    if plain is None:
        return ""
    lines = [
        f"\nThe plain way against a build (target: {RATIO} times, in wall and in CPU time):\n",
        "| build | wall | CPU | |",
        "|---|--:|--:|---|",
    ]
    for name in ("build, cold cache", "build, warm cache", "build, one description changed", "build, nothing changed"):
        wall, cpu = (plain[key] / by_name[name][key] for key in ("wall", "cpu"))
        lines.append(f"| {name} | {wall:.0f} | {cpu:.0f} | {'met' if min(wall, cpu) >= RATIO else '**missed**'} |")
    return "\n".join(lines) + "\n"


def _engines_table(rows: list[Results]) -> str:
    lines = ["| engine | runs | CPU s | wall s | MB | results | against pySHACL's |", "|---|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        if "note" in row:
            lines.append(f"| {row['engine']} | | | | | | {row['note']} |")
            continue
        same = not row["missing"] and not row["surplus"]
        verdict = "equal" if same else f"{row['missing']} missing, {row['surplus']} too many"
        figures = f"{row['cpu']:.2f} | {row['wall']:.2f} | {row['memory']:.0f} | {row['results']}"
        lines.append(f"| {row['engine']} | {row['runs']} | {figures} | {verdict} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Renew the page, or with --check compare it."""
    root = Path(__file__).resolve().parents[1]
    page = root / "docs/benchmarks.md"
    found: Results = json.loads((root / "bench/results.json").read_text(encoding="utf-8"))
    if "--check" in sys.argv:
        return 0 if render(found) in page.read_text(encoding="utf-8") else 1
    renew(page, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
