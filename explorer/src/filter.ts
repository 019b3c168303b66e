/** Which edges and nodes pass the reader's filters, and how many fall under each. */

import { dayNumber, type Graph, lookOf } from "./model.ts";
import type { ViewState } from "./state.ts";

export interface Filter {
  readonly node: (node: number) => boolean;
  readonly edge: (edge: number) => boolean;
}

/** True if a day lies in the span; 0 is open. */
function holds(day: number, from: number, until: number): boolean {
  return day === 0 || ((from === 0 || from <= day) && (until === 0 || day <= until));
}

/** What passes a state's filters. An edge passes with its own relation, status and time; its ends are asked apart. */
export function filterOf(graph: Graph, state: ViewState): Filter {
  const { nodes, edges, looks, relations, statuses } = graph;
  const day = dayNumber(state.asOf);
  const look = looks.map((each) => !state.withoutLooks.includes(each.id));
  const relation = relations.map((each) => !state.withoutRelations.includes(each.id));
  const status = statuses.map((each) => !state.withoutStatuses.includes(each.id));
  const hidden = new Set(state.hidden.map((id) => graph.byId.get(id)));
  const places = new Set(state.jurisdictions.map((id) => graph.byId.get(id)));
  return {
    node: (node) =>
      look[lookOf(graph, node)]! &&
      !hidden.has(node) &&
      (places.size === 0 || places.has(nodes.jurisdiction[node])) &&
      holds(day, nodes.from[node]!, nodes.until[node]!),
    edge: (edge) =>
      relation[edges.relation[edge]!]! &&
      status[edges.status[edge]!]! &&
      holds(day, edges.from[edge]!, edges.until[edge]!),
  };
}

export interface Counts {
  readonly looks: readonly number[];
  readonly relations: readonly number[];
  readonly statuses: readonly number[];
  readonly jurisdictions: ReadonlyMap<number, number>;
}

/** How many of these nodes and edges fall under each look, relation, status and jurisdiction. */
export function countOf(graph: Graph, nodes: Iterable<number>, edges: Iterable<number>): Counts {
  const looks = graph.looks.map(() => 0);
  const relations = graph.relations.map(() => 0);
  const statuses = graph.statuses.map(() => 0);
  const jurisdictions = new Map<number, number>();
  for (const node of nodes) {
    looks[lookOf(graph, node)]!++;
    const place = graph.nodes.jurisdiction[node]!;
    if (place >= 0) jurisdictions.set(place, (jurisdictions.get(place) ?? 0) + 1);
  }
  for (const edge of edges) {
    relations[graph.edges.relation[edge]!]!++;
    statuses[graph.edges.status[edge]!]!++;
  }
  return { looks, relations, statuses, jurisdictions };
}
