"""The site measured: pages a CPU second, a second build with nothing and with one label changed, weight, first paint.

Beside it, in the same run, a plain way to make the same entity pages: rdflib asked for each entity and its
statements, and one Jinja2 template that lists what came.

    .venv/bin/python bench/site.py [--runs 3] [-o site.json]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import jinja2
import rdflib

from enlarge import enlarge
from measure import Run, measure, pin

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from explorer_page import chromium  # noqa: E402 - the folder of the tests comes into the path above
from govgraph.assembly import derive, read_model, read_rules  # noqa: E402
from govgraph.inputs import read_sources  # noqa: E402
from govgraph.project import Project, load_project  # noqa: E402
from govgraph.publish import site as site_module  # noqa: E402
from govgraph.publish.catalog import Catalog, make_catalog  # noqa: E402
from govgraph.publish.entity_pages import entity_page  # noqa: E402
from govgraph.publish.links import links_of  # noqa: E402
from govgraph.publish.pages import LANGUAGES, render, root_of  # noqa: E402
from govgraph.publish.values import Teller  # noqa: E402
from govgraph.query import list_questions  # noqa: E402
from site_page import served  # noqa: E402

FIRST_PAINT = """() => new Promise(done => new PerformanceObserver(list => {
  for (const each of list.getEntries()) if (each.name === 'first-contentful-paint') done(each.startTime);
}).observe({ type: 'paint', buffered: true }))"""
PLAIN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ name }}</title></head><body>
<h1>{{ name }}</h1><dl>{% for p, o, about in rows %}<dt>{{ p }}</dt><dd>{{ o }}
{% for q, v in about %}<span>{{ q }}: {{ v }}</span> {% endfor %}</dd>{% endfor %}</dl></body></html>"""


def entity_pages_per_second(catalog: Catalog, with_links: bool) -> float:
    """Entity pages of both languages a CPU second, in this process; with or without the reading of their links."""
    entities, shared = sorted(catalog.kind), site_module.shared_data(catalog.project, catalog.project.homepage)
    start = time.process_time()
    for language in LANGUAGES:
        teller = Teller(catalog, language, root_of("id/kind/name"))
        for each in entities:
            page = entity_page(catalog, each, teller)
            text = render(page, shared)
            if with_links:
                links_of(page.path, text, catalog.project.homepage)
    return len(entities) * len(LANGUAGES) / (time.process_time() - start)


def plain_pages_per_second(project: Project) -> float:
    """Pages a CPU second of the plain way, over the full view; reading the graph is not counted."""
    graph = rdflib.Graph().parse(project.output / "govgraph.ttl")
    graph.parse(project.output / "govgraph-full.ttl")
    template = jinja2.Environment(autoescape=True).from_string(PLAIN)
    base = f"{project.base}id/"
    entities = sorted(
        {str(s) for s in graph.subjects(rdflib.RDF.type) if str(s).startswith(base) and "/statement/" not in str(s)}
    )
    start = time.process_time()
    for each in map(rdflib.URIRef, entities):
        rows: list[tuple[Any, Any, list[Any]]] = [
            (graph.value(p, rdflib.RDFS.label) or p, o, []) for p, o in graph.predicate_objects(each)
        ]
        rows += [
            (told, graph.value(told, rdflib.RDF.object), list(graph.predicate_objects(told)))
            for told in graph.subjects(rdflib.RDF.subject, each)
        ]
        template.render(name=graph.value(each, rdflib.RDFS.label) or each, rows=rows)
    return len(entities) / (time.process_time() - start)


def measure_commands(project: Path, runs: int) -> dict[str, Run]:
    """The command `govgraph site` after a build: all anew, nothing changed, one label changed."""
    command: list[str | Path] = [sys.executable, "-m", "govgraph", "--project", project, "site"]
    person = sorted((project / "data/person").glob("*.yaml"))[0]
    text = person.read_text(encoding="utf-8")

    def relabel(run: int) -> None:
        person.write_text(re.sub(r"(?m)^(label:\n  en: ).*$", rf"\g<1>Name {run} of today", text), encoding="utf-8")

    found = {"all pages anew": measure([*command, "--force"], project, runs)}
    found["nothing changed"] = measure(command, project, runs)
    found["one label changed (with its build)"] = measure(command, project, runs, relabel)
    person.write_text(text, encoding="utf-8")
    return found


def first_paint(site: Path) -> dict[str, float]:
    """Milliseconds to the first contentful paint: 1.6 Mbit/s, 150 ms round trip, a CPU four times slower."""
    found: dict[str, float] = {}
    with served(site) as home, chromium() as browser:
        for path in ("index", "id/act/reg-2024-1689", "id/person/elon-musk", "ontology", "browse/index"):
            page = browser.new_page()
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            line = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
            session.send("Network.emulateNetworkConditions", line)
            page.goto(f"{home}{path}.html")
            found[path] = round(float(page.evaluate(FIRST_PAINT)))
            page.close()
    return found


def weights(site: Path) -> tuple[int, str]:
    """The largest page in bytes, compressed, and which it is."""
    pages = [path for path in site.rglob("*.html") if path.name != "graph.html" and "data" not in path.parts]
    return max((len(gzip.compress(path.read_bytes(), 6)), path.relative_to(site).as_posix()) for path in pages)


def main() -> None:
    """Measure and print; with -o also write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--factor", type=int, default=5, help="how many times the data for the larger site")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": pin()}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for name in ("data", "ontology", "shapes"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "govgraph.toml", copy)
        project = load_project(copy)
        told["commands"] = {name: run._asdict() for name, run in measure_commands(copy, options.runs).items()}
        model = read_model(project, read_sources(project))
        rules = read_rules(project)
        catalog = make_catalog(project, model, derive(project, model), rules, list_questions(project))
        told["entity pages a CPU second"] = round(entity_pages_per_second(catalog, False))
        told["the same with their links read"] = round(entity_pages_per_second(catalog, True))
        told["plain pages a CPU second"] = round(plain_pages_per_second(project))
        told["largest page"] = weights(project.site)
        told["first paint, ms"] = first_paint(project.site)
        larger = Path(folder) / "larger"
        enlarge(copy, larger, options.factor)
        command: list[str | Path] = [sys.executable, "-m", "govgraph", "--project", larger, "site"]
        told[f"{options.factor} times the data, with its build"] = measure(command, larger, 1)._asdict()
        told["files"] = sum(1 for path in project.site.rglob("*") if path.is_file())
    text = json.dumps(told, indent=2, ensure_ascii=False)
    print(text)
    if options.output:
        options.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
