/** Nodes and edges of a selection as flat rows; the columns are those that `govgraph graph` writes. */

import { type Citation, type Details, dayText, type Graph, iriOf, type Language, labelOf, say } from "../model.ts";
import type { Selection } from "./selection.ts";

export type Row = Readonly<Record<string, string | number>>;

/** Attributes and their types in GraphML and GEXF. */
export const NODE_COLUMNS = {
  label: "string",
  label_en: "string",
  label_de: "string",
  kind: "string",
  kind_en: "string",
  kind_de: "string",
  iri: "string",
  jurisdiction: "string",
  from: "string",
  until: "string",
  degree: "integer",
} as const;
export const EDGE_COLUMNS = {
  label: "string",
  label_en: "string",
  label_de: "string",
  property: "string",
  status: "string",
  from: "string",
  until: "string",
  sources: "string",
  source_count: "integer",
} as const;

const local = (id: string): string => id.slice(id.indexOf(":") + 1);
const german = (text: readonly [string, string]): string => say(text, "de");
const dayOrEmpty = (day: number): string => (day === 0 ? "" : dayText(day));

/** The statement's prefixed name; a derived edge has none and is named by its ends. */
export function edgeId(graph: Graph, edge: number): string {
  const { source, target, relation, id } = graph.edges;
  const [subject, property] = [graph.nodes.id[source[edge]!]!, graph.relations[relation[edge]!]!.id];
  if (id[edge] === "") return `derived:${subject}|${property}|${graph.nodes.id[target[edge]!]!}`;
  return `statement:${local(subject)}-${local(property)}-${id[edge]!}`;
}

/** Sources and locators of an edge. */
export function citationsOf(details: Details, edge: number): readonly Citation[] {
  return details.evidence[details.edges[edge]![0]] ?? [];
}

export function nodeRow(graph: Graph, node: number, degree: number, language: Language): Row {
  const { id, jurisdiction, from, until, kind } = graph.nodes;
  const { id: kindId, label } = graph.kinds[kind[node]!]!;
  const place = jurisdiction[node]!;
  return {
    label: labelOf(graph, node, language),
    label_en: labelOf(graph, node, "en"),
    label_de: labelOf(graph, node, "de"),
    kind: local(kindId),
    kind_en: label[0],
    kind_de: german(label),
    iri: iriOf(graph, id[node]!),
    jurisdiction: place < 0 ? "" : labelOf(graph, place, language),
    from: dayOrEmpty(from[node]!),
    until: dayOrEmpty(until[node]!),
    degree,
  };
}

export function edgeRow(graph: Graph, edge: number, details: Details, language: Language): Row {
  const { relation, status, from, until } = graph.edges;
  const { id, label } = graph.relations[relation[edge]!]!;
  const sources = [...new Set(citationsOf(details, edge).map(([source]) => details.sources[source]!.id))].sort();
  return {
    label: say(label, language),
    label_en: label[0],
    label_de: german(label),
    property: id,
    status: graph.statuses[status[edge]!]!.id,
    from: dayOrEmpty(from[edge]!),
    until: dayOrEmpty(until[edge]!),
    sources: sources.join(" "),
    source_count: sources.length,
  };
}

/** How many edges of the selection touch each node. */
export function degreesIn(graph: Graph, selection: Selection): ReadonlyMap<number, number> {
  const degrees = new Map<number, number>();
  const touch = (node: number): void => void degrees.set(node, (degrees.get(node) ?? 0) + 1);
  for (const edge of selection.edges) {
    touch(graph.edges.source[edge]!);
    touch(graph.edges.target[edge]!);
  }
  return degrees;
}
