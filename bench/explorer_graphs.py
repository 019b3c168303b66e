"""Graphs for the explorer's benchmark: the real one, and generated ones of its kinds, relations and texts' lengths.

A generated node or edge follows a node or edge of the real graph that is drawn by lot: same kind, relation, status and
days, as many facts of the same length. Signers are as a letter's list has them: name, one line in one language, and
signatures without remarks. All words are synthetic ("Signer 123"). The same project and seed make the same graph.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from govgraph.assembly import derive, read_model, read_rules
from govgraph.explore import overview
from govgraph.explore.document import write_explorer
from govgraph.explore.measures import measure
from govgraph.inputs import read_sources
from govgraph.project import load_project

ROOT = Path(__file__).resolve().parents[1]
PER_LETTER = 33_000  # signers of one letter
SIGNED = "gov:signed"
SKEW = 2.5  # exponent by which the other end of an edge is drawn: the first of a kind become hubs
ATTEMPTS = 50  # draws an edge, before the graph counts as full
FILLER = "generated text that stands for what sources say about an entry of this kind "

Json = dict[str, Any]


class Real(NamedTuple):
    """The page of the project, and its two blocks: GraphData and Details of explorer/src/model.ts."""

    page: str
    data: Json
    details: Json


class Line(NamedTuple):
    """A generated edge and the real one (number) that it follows. Sorts as in a page: told ones first."""

    derived: bool
    source: int
    relation: int
    target: int
    like: int


@cache
def read_real(root: Path = ROOT) -> Real:
    """The explorer's page of a project, as `govgraph build` writes it."""
    project = load_project(root)
    model = read_model(project, read_sources(project))
    page = write_explorer(model.graph, derive(project, model), read_rules(project), model.schema, project)
    blocks = re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', page, re.DOTALL)
    found = {name: json.loads(text) for name, text in blocks}
    return Real(page, found["graph"], found["details"])


def generate(nodes: int, edges: int, seed: int, signers: int = 0) -> tuple[Json, Json]:
    """GraphData and Details of a generated graph, measured, laid out and folded as a build does it.

    Args: signers, how many of the nodes have signed a letter, up to PER_LETTER the same one; the others follow the mix
    of the real graph.
    Raises: ValueError where so many different edges can't be found.
    """
    real, lot = read_real(), random.Random(seed)  # noqa: S311
    like = _draw_nodes(real, nodes, signers, lot)
    lines = _draw_edges(real, like, edges, signers, lot)
    data = {
        **real.data,
        "title": [f"Generated: {nodes:,} nodes, {edges:,} edges", f"Erzeugt: {nodes} Knoten, {edges} Kanten"],
        "nodes": _node_columns(real, like, signers, lot),
        "edges": _edge_columns(real, lines, lot),
        "views": [],
        "start": {},
    }
    _lay_out(data)
    return data, _details(real, like, lines, lot, signers)


def spread(data: Json) -> tuple[list[int], list[int]]:
    """Places in pixels for all nodes of a graph, none folded into another: for whoever draws everything."""
    columns = data["nodes"]
    if not columns["parent"]:
        return columns["x"], columns["y"]
    with patch.object(overview, "FOLD_ABOVE", len(columns["id"])):
        placed = overview.lay_out_overview(len(columns["id"]), _pairs(data), columns["community"])
    return placed.x, placed.y


def _draw_nodes(real: Real, size: int, signers: int, lot: random.Random) -> list[int]:
    """The real node that each node follows: the mix of the graph, then the signers."""
    order = list(range(len(real.data["nodes"]["id"])))
    lot.shuffle(order)
    mixed = [order[at % len(order)] for at in range(size - signers)]
    columns = real.data["edges"]
    signing = [columns["source"][at] for at in _edges_by_relation(real, SIGNED)]
    kinds = real.data["nodes"]["kind"]
    person = max(sorted({kinds[each] for each in signing}), key=[kinds[each] for each in signing].count)
    people = sorted({each for each in signing if kinds[each] == person})
    return mixed + [lot.choice(people) for _ in range(signers)]


def _edges_by_relation(real: Real, relation: str) -> list[int]:
    number = next(at for at, each in enumerate(real.data["relations"]) if each["id"] == relation)
    return [at for at, each in enumerate(real.data["edges"]["relation"]) if each == number]


class _Ends:
    """Which edges are there already, and by lot the other end of a new one."""

    def __init__(self, real: Real, like: Sequence[int], lot: random.Random) -> None:
        self.edges, self.kinds, self.lot = real.data["edges"], real.data["nodes"]["kind"], lot
        self.derived = len(real.data["statuses"]) - 1
        self.pools: dict[int, list[int]] = {}
        for at, each in enumerate(like):
            self.pools.setdefault(self.kinds[each], []).append(at)
        self.known: set[tuple[int, int, int]] = set()
        self.lines: list[Line] = []

    def add(self, node: int, as_source: bool, edge: int, other: int = -1) -> None:
        """An edge at a node that follows a real one, unless it would be a loop or is there already."""
        far = self.edges["target" if as_source else "source"][edge]
        if other < 0:
            pool = self.pools.get(self.kinds[far], [node])
            other = pool[int(len(pool) * self.lot.random() ** SKEW)]
        source, target = (node, other) if as_source else (other, node)
        relation = self.edges["relation"][edge]
        if source != target and (source, relation, target) not in self.known:
            self.known.add((source, relation, target))
            derived = self.edges["status"][edge] == self.derived
            self.lines.append(Line(derived, source, relation, target, edge))


def _draw_edges(real: Real, like: list[int], count: int, signers: int, lot: random.Random) -> list[Line]:
    """The signatures, then an edge for each node while there is room, then edges of nodes drawn by lot."""
    ends, columns = _Ends(real, like, lot), real.data["edges"]
    signatures = _edges_by_relation(real, SIGNED)
    letters = ends.pools[real.data["nodes"]["kind"][columns["target"][signatures[0]]]]
    for at in range(signers):
        ends.add(len(like) - signers + at, True, lot.choice(signatures), letters[at // PER_LETTER])
    incident: list[list[tuple[bool, int]]] = [[] for _ in real.data["nodes"]["id"]]
    for edge, (source, target) in enumerate(zip(columns["source"], columns["target"], strict=True)):
        incident[source].append((True, edge))
        incident[target].append((False, edge))
    for turn in range(ATTEMPTS * count):
        if len(ends.lines) == count:
            return sorted(ends.lines)
        node = turn if turn < len(like) else lot.randrange(len(like))
        if incident[like[node]]:
            ends.add(node, *lot.choice(incident[like[node]]))
    if len(ends.lines) < count:
        raise ValueError(f"{count} edges are more than {len(like)} nodes take")
    return sorted(ends.lines)[:count]


def _follow(columns: Json, like: Sequence[int]) -> Json:
    """Columns whose entry i is that of the followed row; what is no full column becomes empty."""
    size = len(columns["id"] if "kind" in columns else columns["source"])
    full = {name: each for name, each in columns.items() if isinstance(each, list) and len(each) == size}
    return {name: [full[name][row] for row in like] if name in full else type(columns[name])() for name in columns}


def _node_columns(real: Real, like: list[int], signers: int, lot: random.Random) -> Json:
    own, kinds = real.data["nodes"], real.data["kinds"]
    first = len(like) - signers
    columns = _follow(own, like)
    labels = [kinds[own["kind"][each]]["label"] for each in like[:first]]
    columns["label"] = [f"{english} {at + 1}" for at, (english, _) in enumerate(labels)]
    columns["labelDe"] = [f"{german} {at + 1}" if german else "" for at, (_, german) in enumerate(labels)]
    columns["label"] += [f"Signer {at + 1}" for at in range(signers)]
    columns["labelDe"] += [""] * signers
    columns["id"] = [f"{own['id'][each].partition(':')[0]}:generated-{at}" for at, each in enumerate(like)]
    places = {kind for kind, each in enumerate(kinds) if each["id"] == "gov:Jurisdiction"}
    pool = [at for at, kind in enumerate(columns["kind"]) if kind in places]
    columns["jurisdiction"] = [
        at if columns["kind"][at] in places else lot.choice(pool) if pool and own["jurisdiction"][each] >= 0 else -1
        for at, each in enumerate(like)
    ]
    return columns


def _edge_columns(real: Real, lines: list[Line], lot: random.Random) -> Json:
    columns = _follow(real.data["edges"], [each.like for each in lines])
    columns["source"] = [each.source for each in lines]
    columns["target"] = [each.target for each in lines]
    columns["id"] = ["" if each.derived else f"{lot.getrandbits(48):012x}" for each in lines]
    return columns


def _pairs(data: Json) -> list[tuple[int, int]]:
    return list(zip(data["edges"]["source"], data["edges"]["target"], strict=True))


def _lay_out(data: Json) -> None:
    """Measures, communities, places and folding, as document.py has them made."""
    size, pairs = len(data["nodes"]["id"]), _pairs(data)
    measured = measure(size, pairs)
    placed = overview.lay_out_overview(size, pairs, measured.communities)
    data["measures"] = [{**each, "values": measured.values[each["id"]]} for each in data["measures"]]
    data["nodes"].update(x=placed.x, y=placed.y, parent=placed.parent, community=measured.communities)


def _details(real: Real, like: list[int], lines: list[Line], lot: random.Random, signers: int) -> Json:
    own, first = real.details, len(like) - signers
    signed = next(at for at, each in enumerate(real.data["relations"]) if each["id"] == SIGNED)
    told = [(own["edges"][each.like], each.source >= first and each.relation == signed) for each in lines]
    return {
        **own,
        "nodes": [_node_details(own["nodes"][each], at, at >= first) for at, each in enumerate(like)],
        "edges": [[cited, [] if listed else _qualifiers(more)] for (cited, more), listed in told],
        "claims": {},
        "derivations": {
            str(at): [own["derivations"][str(each.like)][0], sorted(lot.sample(range(len(lines)), 3))]
            for at, each in enumerate(lines)
            if each.derived
        },
        "sources": [_source(each, at) for at, each in enumerate(own["sources"])],
        "evidence": [[[source, _filler(locator)] for source, locator in each] for each in own["evidence"]],
    }


def _node_details(own: Json, number: int, listed: bool) -> Json:
    if listed:
        return {**own, "description": [_filler(own["description"][0]), ""], "facts": [], "links": []}
    facts = [
        [prop, _text(value), status, cited, _qualifiers(more)] for prop, value, status, cited, more in own["facts"]
    ]
    links = [[label, f"https://example.org/{at}/{number}"] for at, (label, _) in enumerate(own["links"])]
    return {**own, "description": _text(own["description"]), "facts": facts, "links": links}


def _source(own: Json, number: int) -> Json:
    address = f"https://example.org/source/{number}"
    return {**own, "id": f"source:generated-{number}", "title": [f"Source {number}", ""], "url": address}


def _qualifiers(own: Sequence[Any]) -> list[Any]:
    return [[prop, _text(value)] for prop, value in own]


def _text(own: Sequence[str]) -> list[str]:
    return [_filler(each) for each in own]


def _filler(text: str) -> str:
    """Synthetic words as long as a text; what is short (a date, a number) stays."""
    return text if len(text) <= 10 else (FILLER * (len(text) // len(FILLER) + 1))[: len(text)]
