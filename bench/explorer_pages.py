"""One self-contained page for each renderer that draws a graph: the explorer's own, and those of its peers.

Peers get the same nodes, edges, names, colours, sizes and places; their script files stand in the page as they come
from npm (bench/explorer/package-lock.json). They draw every node, at places where none is folded into another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyvis
from pyvis.network import Network

from explorer_graphs import Json, spread
from govgraph.explore.page import render_page, write_block

FOLDER = Path(__file__).resolve().parent / "explorer"
MODULES = FOLDER / "node_modules"
ARROWS_UP_TO = 5_000  # nodes; above, peers draw plain lines, as their documentation advises
RADIUS, GROWTH = 4, 0.018  # of a mark in pixels: 4 and up to 18 more by the measure "degree" (0 to 1000)
COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c8c8c", "#5b4b8a", "#7f9c1f", "#a0522d",
)  # fmt: skip

LIBRARIES = {
    "vis-network": ("vis-network/standalone/umd/vis-network.min.js",),
    "cytoscape": ("cytoscape/dist/cytoscape.min.js",),
    "sigma": ("graphology/dist/graphology.umd.min.js", "sigma/dist/sigma.min.js"),
    "force-graph": ("force-graph/dist/force-graph.min.js",),
}

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>@name@</title>
<style>html, body { margin: 0; height: 100%; overflow: hidden } #view { width: 100vw; height: 100vh }</style>
</head><body><div id="view"></div>
<script type="application/json" id="graph">@graph@</script>
@scripts@
</body></html>
"""


class Subject(NamedTuple):
    """A graph to draw: the two blocks of the page, and the page itself where there is one already."""

    data: Json
    details: Json
    page: str = ""


def fetch_libraries() -> None:
    """`npm ci` in bench/explorer where the libraries are not there yet."""
    if (MODULES / ".package-lock.json").exists():
        return
    bins = Path(sys.executable).parent
    search = os.pathsep.join([str(bins), os.environ["PATH"]])
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=FOLDER, check=True, stdout=sys.stderr, env={**os.environ, "PATH": search})


def version_of(name: str) -> str:
    """Version of a peer, empty for the explorer."""
    if name.startswith("pyvis"):
        return str(pyvis.__version__)
    packages = {"sigma": ("sigma", "graphology")}.get(name, (name,) if name in LIBRARIES else ())
    found = [(each, json.loads((MODULES / each / "package.json").read_text())["version"]) for each in packages]
    return " + ".join(version if each == name else f"{each} {version}" for each, version in found)


def govgraph(subject: Subject) -> str:
    """The explorer as it is delivered."""
    return subject.page or render_page(subject.data, subject.details, subject.data["title"][0])


def govgraph_all(subject: Subject) -> str:
    """The explorer that opens with every node drawn and none folded, as its peers do; nobody gets it so."""
    data = subject.data
    x, y = spread(data)
    nodes = {**data["nodes"], "x": x, "y": y, "parent": []}
    return render_page({**data, "nodes": nodes, "views": []}, subject.details, data["title"][0])


def pyvis_default(subject: Subject) -> str:
    """Pyvis with its own layout, in-line; ready when that is stable."""
    return _telling(_network(subject, placed=False), "stabilizationIterationsDone")


def pyvis_placed(subject: Subject) -> str:
    """Pyvis with places given and no physics."""
    return _telling(_network(subject, placed=True), "afterDrawing")


def peer(name: str) -> Callable[[Subject], str]:
    """A writer of the page in which a library from npm draws a graph."""

    def write(subject: Subject) -> str:
        files = [MODULES / each for each in LIBRARIES[name]]
        files += [FOLDER / "pages" / "data.js", FOLDER / "pages" / f"{name}.js"]
        scripts = "\n".join(f"<script>{_in_line(each)}</script>" for each in files)
        head, middle = PAGE.replace("@name@", name).split("@graph@")
        return head + write_block(columns(subject.data)) + middle.replace("@scripts@", scripts, 1)

    return write


WRITERS: dict[str, Callable[[Subject], str]] = {
    "govgraph": govgraph,
    "govgraph, #view=*": govgraph,
    "govgraph, all drawn": govgraph_all,
    "pyvis": pyvis_default,
    "pyvis, places given": pyvis_placed,
    **{name: peer(name) for name in LIBRARIES},
}


def columns(data: Json) -> dict[str, Any]:
    """What peers draw: names, places, radius and colour of nodes; ends and relation of edges."""
    nodes, edges = data["nodes"], data["edges"]
    degree: list[int] = next(each["values"] for each in data["measures"] if each["id"] == "degree")
    x, y = spread(data)
    return {
        "label": nodes["label"],
        "x": x,
        "y": y,
        "r": [round(RADIUS + GROWTH * each, 1) for each in degree],
        "colour": [data["kinds"][kind]["look"] % len(COLOURS) for kind in nodes["kind"]],
        "colours": COLOURS,
        "source": edges["source"],
        "target": edges["target"],
        "relation": edges["relation"],
        "relations": [each["label"][0] for each in data["relations"]],
        "arrows": len(x) <= ARROWS_UP_TO,
    }


def _in_line(file: Path) -> str:
    return file.read_text(encoding="utf-8").replace("</script", "<\\/script")


def _network(subject: Subject, placed: bool) -> Network:
    """Pyvis's network. Its lists are filled at once: its add_node and add_edge search them each time."""
    drawn = columns(subject.data)
    network = Network(height="800px", width="100%", directed=True, cdn_resources="in_line")
    nodes = zip(drawn["label"], drawn["x"], drawn["y"], drawn["r"], drawn["colour"], strict=True)
    network.nodes = [
        {"id": at, "label": label, "shape": "dot", "size": r, "color": COLOURS[colour]}
        | ({"x": x, "y": y} if placed else {})
        for at, (label, x, y, r, colour) in enumerate(nodes)
    ]
    relations = drawn["relations"]
    lines = zip(drawn["source"], drawn["target"], drawn["relation"], strict=True)
    network.edges = [
        {"from": source, "to": target, "title": relations[relation], "arrows": "to"}
        for source, target, relation in lines
    ]
    if placed:
        network.toggle_physics(False)
    return network


def _telling(network: Network, event: str) -> str:
    """Pyvis's page, which tells the probe that it is ready at the first event of a kind."""
    script = f"\nnetwork.once('{event}', () => {{ document.body.dataset.ready = 'true' }});"
    page: str = network.generate_html()
    head, mark, tail = page.partition("network = new vis.Network(container, data, options);")
    if not mark:
        raise ValueError("pyvis's template makes its network in another way than this program knows")
    return head + mark + script + tail
