/** The selection as text in the state, and back: a node's id, or "e:" and the hash of a statement, "e#" and a number. */

import type { Graph } from "./model.ts";

const hashes = new WeakMap<Graph, Map<string, number>>();

/** How the state names an edge: by its statement, so that a link outlives a rebuild; a derived one by number. */
export function edgeKey(graph: Graph, edge: number): string {
  const id = graph.edges.id[edge]!;
  return id === "" ? `e#${edge}` : `e:${id}`;
}

/** Numbers of the selected node and edge; -1 where there is none. */
export function selectionOf(graph: Graph, selected: string): { readonly node: number; readonly edge: number } {
  if (selected.startsWith("e#")) {
    const edge = Number(selected.slice(2));
    return { node: -1, edge: Number.isInteger(edge) && edge >= 0 && edge < graph.edgeCount ? edge : -1 };
  }
  if (selected.startsWith("e:")) return { node: -1, edge: edgeByHash(graph).get(selected.slice(2)) ?? -1 };
  return { node: graph.byId.get(selected) ?? -1, edge: -1 };
}

function edgeByHash(graph: Graph): Map<string, number> {
  let map = hashes.get(graph);
  if (map === undefined) {
    map = new Map(graph.edges.id.map((id, edge) => [id, edge]));
    hashes.set(graph, map);
  }
  return map;
}
