"""The graph as a networkx MultiDiGraph: entities are nodes, relations are edges."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from govgraph.model.statements import NAMES, Entity, Statement
from govgraph.model.terms import is_literal, split_literal


def build_network(
    entities: Iterable[Entity], statements: Iterable[Statement], accepted_only: bool = True
) -> nx.MultiDiGraph:
    """The graph of relations; nodes and edges are added in sorted order.

    Nodes are entity ids with `kind`, `label_en`, `label_de` (and `short_en`, `short_de` where there is a short name).
    Edges are keyed by the id of their statement, with `property` and `status`.

    Args: accepted_only, whether only edges of accepted statements come in.
    """
    network = nx.MultiDiGraph()
    for entity in sorted(entities):
        network.add_node(entity.id, kind=entity.kind.partition(":")[2])
    relations = []
    for statement in statements:
        if statement.property in NAMES:
            text, language, _ = split_literal(statement.value)
            if statement.subject in network:
                network.nodes[statement.subject][f"{NAMES[statement.property]}_{language}"] = text
        elif not is_literal(statement.value) and (statement.in_simple_view or not accepted_only):
            relations.append(statement)
    for each in sorted(each for each in relations if each.subject in network and each.value in network):
        status = each.status.partition(":")[2]
        network.add_edge(each.subject, each.value, key=each.id, property=each.property, status=status)
    return network
