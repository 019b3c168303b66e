"""Layouts and measures of the explorer: readable, the same everywhere, and unharmed by odd graphs."""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable
from functools import cache

import pytest

from govgraph.assembly import derive
from govgraph.explore.layout_quality import ABOVE, BELOW, Placement, label_width, quality
from govgraph.explore.layout_view import lay_out_view
from govgraph.explore.measures import EXPLANATIONS, MEASURES, measure
from govgraph.explore.overview import GAP, SHOWN, Overview, lay_out_overview
from govgraph.explore.views import select_views, view_store
from govgraph.model.terms import split_literal
from real_project import REPOSITORY, built_project, real_model

Edge = tuple[int, int]
Drawing = tuple[list[tuple[int, int, int]], list[tuple[str, ...]]]

# Crossings for each edge, width and height at most: what the views reach, with room for data to come.
LIMITS = {
    "story": (0.16, 2700, 1600),
    "who-signed": (0.3, 1900, 1300),
    "who-bans-what": (0.1, 2300, 1300),
    "what-the-ai-act-forbids": (0.05, 2000, 1100),
    "who-builds-open-models": (0.2, 2000, 1200),
}


@cache
def drawings() -> dict[str, Drawing]:
    """Edges and names of the real views."""
    model = real_model()
    prefixes = model.schema.prefixes
    inferred = derive(built_project(), model).triples
    store = view_store(model.simple, inferred, model.graph.statements, model.backbone, prefixes)
    names: dict[str, dict[str, str]] = {}
    for prop in ("rdfs:label", "gov:shortName"):  # the short name where there is one
        for each in model.graph.statements:
            if each.property == prop:
                text, language, _ = split_literal(each.value)
                names.setdefault(each.subject, {})[language] = text
    found = {}
    for view in select_views(REPOSITORY / "ontology" / "views", store, prefixes):
        nodes = sorted({end for subject, _, value in view.triples for end in (subject, value)})
        place = {node: at for at, node in enumerate(nodes)}
        relations = sorted({prop for _, prop, _ in view.triples})
        edges = [(place[s], place[o], relations.index(p)) for s, p, o in view.triples]
        found[view.id] = (edges, [tuple(names[node].values()) for node in nodes])
    return found


@pytest.mark.parametrize("view", sorted(LIMITS))
def test_real_views_are_readable(view: str) -> None:
    edges, labels = drawings()[view]
    found = quality(lay_out_view(edges, labels), [each[:2] for each in edges], labels)
    crossings, width, height = LIMITS[view]
    assert found.label_overlaps == 0
    assert found.marks_under_labels == 0
    assert found.crossings <= crossings * len(edges)
    assert found.width <= width
    assert found.height <= height
    assert 1.0 <= found.width / found.height <= 2.4


def test_every_limit_has_its_view() -> None:
    assert set(LIMITS) == set(drawings())


def test_quality_sees_what_is_wrong() -> None:
    """Two crossing edges; a name under another's and over a mark."""
    labels = [("a" * 10,)] * 4
    crossed = Placement([0, 300, 0, 300], [0, 300, 300, 0], [BELOW] * 4)
    assert quality(crossed, [(0, 1), (2, 3)], labels)[:3] == (1, 0, 0)
    assert quality(crossed, [(0, 1), (1, 3)], labels).crossings == 0
    close = Placement([0, 20, 300, 600], [0, 0, 0, 0], [BELOW] * 4)
    assert quality(close, [], labels)[:3] == (0, 1, 0)
    over = Placement([0, 0, 300, 600], [0, 20, 0, 0], [BELOW, BELOW, BELOW, ABOVE])
    assert quality(over, [], labels).marks_under_labels == 1


def test_names_are_cut_and_wide_letters_count_twice() -> None:
    assert label_width(["abc", "abcdef"]) == pytest.approx(6 * 6.6)
    assert label_width(["漢字"]) == pytest.approx(4 * 6.6)
    assert label_width(["x" * 5000]) == label_width(["x" * 40]) <= 220
    assert label_width([""]) == 0


def star(leaves: int) -> list[Edge]:
    """Node 0 with leaves."""
    return [(0, leaf) for leaf in range(1, leaves + 1)]


def grid(side: int) -> list[Edge]:
    """A square grid: a large core without leaves."""
    cells = [(row, column) for row in range(side) for column in range(side)]
    right = [(row * side + column, row * side + column + 1) for row, column in cells if column + 1 < side]
    down = [(row * side + column, (row + 1) * side + column) for row, column in cells if row + 1 < side]
    return right + down


ODD: dict[str, tuple[int, list[Edge]]] = {
    "nothing": (0, []),
    "one node": (1, []),
    "no edge": (12, []),
    "a loop": (1, [(0, 0)]),
    "loops": (3, [(0, 0), (0, 1), (1, 1)]),
    "500 parallel edges": (2, [(0, 1)] * 500),
    "two pairs": (4, [(0, 1), (2, 3)]),
    "a path": (40, [(at, at + 1) for at in range(39)]),
    "a ring": (30, [(at, (at + 1) % 30) for at in range(30)]),
    "a star of 2,000 leaves": (2001, star(2000)),
    "a large core": (400, grid(20)),
    "all with all": (20, [(a, b) for a in range(20) for b in range(a)]),
}


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_views_stay_readable(name: str) -> None:
    size, edges = ODD[name]
    labels = [(f"name {at}", f"ein längerer Name {at}") for at in range(size)]
    placement = lay_out_view([(*edge, 0) for edge in edges], labels)
    assert [len(each) for each in placement] == [size] * 3
    found = quality(placement, edges, labels)
    assert (found.label_overlaps, found.marks_under_labels) == (0, 0)
    assert len(set(zip(placement.x, placement.y, strict=True))) == size


def test_random_views_stay_readable() -> None:
    """Names from empty to 5,000 letters, trees, rings and parts of all sizes."""
    for seed in range(12):
        chance = random.Random(seed)  # noqa: S311 - test data
        size = chance.randrange(2, 60)
        edges = [(chance.randrange(size), chance.randrange(size), chance.randrange(3)) for _ in range(size)]
        labels = [("x" * chance.choice([0, 3, 12, 25, 5000]), "字" * chance.randrange(30)) for _ in range(size)]
        found = quality(lay_out_view(edges, labels), [each[:2] for each in edges], labels)
        assert (seed, found.label_overlaps, found.marks_under_labels) == (seed, 0, 0)


def test_order_and_direction_of_repeated_edges_change_nothing() -> None:
    edges, labels = drawings()["who-bans-what"]
    assert lay_out_view([*edges[::-1], *edges], labels) == lay_out_view(edges, labels)


def random_graph(size: int, edges: int) -> list[Edge]:
    """Edges that prefer nodes of low number."""
    chance = random.Random(size)  # noqa: S311 - test data
    return [(chance.randrange(size), int(size * chance.random() ** 3)) for _ in range(edges)]


def overview_of(size: int, edges: list[Edge]) -> Overview:
    """The overview with the communities of `measure`."""
    return lay_out_overview(size, edges, measure(size, edges).communities)


def least_distance(points: list[tuple[int, int]]) -> float:
    """Distance of the two nearest points, as far as it is below 100."""
    points = sorted(points)
    least = 100.0
    for at, (x, y) in enumerate(points):
        for other_x, other_y in points[at + 1 :]:
            if other_x - x >= least:
                break
            least = min(least, ((other_x - x) ** 2 + (other_y - y) ** 2) ** 0.5)
    return least


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_overviews_keep_nodes_apart(name: str) -> None:
    size, edges = ODD[name]
    found = overview_of(size, edges)
    assert found.parent == []
    assert len(found.x) == len(found.y) == size
    assert least_distance(list(zip(found.x, found.y, strict=True))) >= GAP - 1


def test_a_large_overview_folds_nodes_into_shown_neighbours() -> None:
    size, edges = 8000, [*random_graph(7800, 14_000), *((at, at + 1) for at in range(7900, 7999))]
    found = overview_of(size, edges)
    near: list[set[int]] = [set() for _ in range(size)]
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    shown = [node for node in range(size) if found.parent[node] < 0]
    assert len(found.parent) == size
    assert sum(bool(near[node]) for node in shown) <= SHOWN + 200  # and one for each part without a shown node
    assert least_distance([(found.x[node], found.y[node]) for node in shown]) >= GAP - 1
    for node, parent in enumerate(found.parent):
        if parent >= 0:
            assert found.parent[parent] < 0
            assert (found.x[node], found.y[node]) == (found.x[parent], found.y[parent])
            best = {other for other in near[node] if found.parent[other] < 0}
            if best:
                assert len(near[parent] - {parent}) >= max(len(near[other] - {other}) for other in best)
                assert parent in near[node]


def test_linked_communities_stand_near_each_other() -> None:
    """Nine groups in a chain: neighbours in the chain are nearer than the others on average."""
    group = [(10 * at + a, 10 * at + b) for at in range(9) for a in range(10) for b in range(a)]
    chain = [(10 * at, 10 * at + 10) for at in range(8)]
    found = overview_of(90, group + chain)
    middles = [
        (sum(found.x[10 * at : 10 * at + 10]) / 10, sum(found.y[10 * at : 10 * at + 10]) / 10) for at in range(9)
    ]

    def mean(pairs: list[Edge]) -> float:
        gaps = [math.dist(middles[a], middles[b]) for a, b in pairs]
        return sum(gaps) / len(gaps)

    linked = [(at, at + 1) for at in range(8)]
    others = [(a, b) for a in range(9) for b in range(a) if a - b > 1]
    assert mean(linked) < mean(others)


def test_measures_tell_the_middle_of_two_stars() -> None:
    """Two stars linked through node 0: it has few relations and lies between all."""
    edges = [(0, 1), (0, 2), *((1, leaf) for leaf in range(3, 9)), *((2, leaf) for leaf in range(9, 15))]
    found = measure(16, edges)
    assert set(found.values) == set(MEASURES) == set(EXPLANATIONS)
    assert found.values["degree"][:4] == [286, 1000, 1000, 143]
    assert found.values["betweenness"][0] > 600
    assert found.values["betweenness"][3] == 0
    assert found.values["core"][3] == 1000
    assert found.values["core"][15] == 0
    assert found.communities[1] == found.communities[3] != found.communities[2] == found.communities[9]
    assert found.communities[15] == max(found.communities)


def test_parallel_edges_count_as_relations_only() -> None:
    once, often = measure(3, [(0, 1), (1, 2)]), measure(3, [(0, 1)] * 5 + [(1, 2), (2, 2)])
    assert often.values["degree"] == [833, 1000, 167]
    assert once.values["betweenness"] == often.values["betweenness"] == [0, 1000, 0]


@pytest.mark.parametrize("name", sorted(ODD))
def test_measures_stand_odd_graphs(name: str) -> None:
    size, edges = ODD[name]
    found = measure(size, edges)
    assert len(found.communities) == size
    for values in found.values.values():
        assert len(values) == size
        assert all(0 <= each <= 1000 for each in values)


def test_a_large_graph_is_measured_by_its_backbone() -> None:
    size, edges = 12_000, random_graph(12_000, 24_000)
    found = measure(size, edges)
    assert max(found.values["betweenness"]) == max(found.values["degree"]) == 1000
    linked = {end for a, b in edges if a != b for end in (a, b)}
    alone = {found.communities[node] for node in range(size) if node not in linked}
    assert len(alone) == 1
    assert not alone & {found.communities[node] for node in linked}


def fingerprint() -> str:
    """Digest of layouts, overview and measures of a made-up graph."""
    edges = random_graph(90, 120)
    found: list[object] = [lay_out_view([(*edge, edge[0] % 3) for edge in edges], [(f"n{at}",) for at in range(90)])]
    for graph in ((90, edges), (11_000, random_graph(11_000, 15_000))):
        measured = measure(*graph)
        found += [measured, lay_out_overview(*graph, measured.communities)]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def test_hash_seeds_change_nothing() -> None:
    script = "import sys; sys.path.insert(0, 'tests'); import test_explore_layout as t; print(t.fingerprint())"
    make: Callable[[str], str] = lambda seed: subprocess.run(  # noqa: E731
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert len(make("1")) == 64
    assert make("1") == make("2")
