/** Long tables are written short in the page (src/govgraph/explore/packing.py); here they become those of model.ts. */

import type { Details, Fact, GraphData, Link, Measure, NodeDetails, Qualifier, Text } from "./model.ts";

/** A column; as a text, the differences from entry to entry in base64 VLQ, as in source maps. */
type Column = readonly number[] | string;
type PackedTable<T> = { readonly [name in keyof T]: T[name] extends readonly number[] ? Column : T[name] };

export interface PackedGraph extends Omit<GraphData, "nodes" | "edges" | "measures"> {
  readonly nodes: PackedTable<GraphData["nodes"]>;
  readonly edges: PackedTable<GraphData["edges"]>;
  readonly measures: readonly PackedTable<Measure>[];
}
/** As columns, facts, links and qualifiers stand by number as text, only where there are any. */
export interface PackedDetails extends Omit<Details, "nodes" | "edges"> {
  readonly nodes:
    | Details["nodes"]
    | {
        readonly description: readonly Text[];
        readonly facts: Readonly<Record<string, readonly Fact[]>>;
        readonly links: Readonly<Record<string, readonly Link[]>>;
      };
  readonly edges:
    | Details["edges"]
    | { readonly evidence: string; readonly qualifiers: Readonly<Record<string, readonly Qualifier[]>> };
}

export function unpackGraph(data: PackedGraph): GraphData {
  return {
    ...data,
    nodes: unpackColumns(data.nodes),
    edges: unpackColumns(data.edges),
    measures: data.measures.map((each) => ({ ...each, values: numbersOf(each.values) })),
  };
}

export function unpackDetails(data: PackedDetails): Details {
  return { ...data, nodes: nodesOf(data.nodes), edges: edgesOf(data.edges) };
}

function nodesOf(nodes: PackedDetails["nodes"]): readonly NodeDetails[] {
  if (!("description" in nodes)) return nodes;
  return nodes.description.map((description, at) => ({
    description,
    facts: nodes.facts[at] ?? [],
    links: nodes.links[at] ?? [],
  }));
}

function edgesOf(edges: PackedDetails["edges"]): Details["edges"] {
  if (!("evidence" in edges)) return edges;
  return numbersOf(edges.evidence).map((evidence, at) => [evidence, edges.qualifiers[at] ?? []]);
}

function unpackColumns<T extends object>(table: PackedTable<T>): T {
  const columns = Object.entries(table).map(([name, column]) => [
    name,
    typeof column === "string" ? numbersOf(column) : column,
  ]);
  return Object.fromEntries(columns) as T;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digitOf = new Uint8Array(128);
for (let value = 0; value < DIGITS.length; value++) digitOf[DIGITS.charCodeAt(value)] = value;

export function numbersOf(column: Column): readonly number[] {
  if (typeof column !== "string") return column;
  const numbers: number[] = [];
  let [number, rest, shift] = [0, 0, 0];
  for (let at = 0; at < column.length; at++) {
    const digit = digitOf[column.charCodeAt(at)]!;
    rest |= (digit & 31) << shift;
    shift += 5;
    if (digit > 31) continue;
    number += rest & 1 ? -(rest >>> 1) : rest >>> 1;
    numbers.push(number);
    [rest, shift] = [0, 0];
  }
  return numbers;
}
