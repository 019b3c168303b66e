/** Comma-separated values (RFC 4180): one file of entities, one of relations. */

import { type Details, type Graph, iriOf, type Language, labelOf } from "../model.ts";
import { degreesIn, EDGE_COLUMNS, edgeId, edgeRow, NODE_COLUMNS, nodeRow } from "./rows.ts";
import type { Selection } from "./selection.ts";

const BOM = "\ufeff"; // without it Excel reads the file in the code page of the machine

export function nodesCsv(graph: Graph, selection: Selection, _details: Details, language: Language): string {
  const degrees = degreesIn(graph, selection);
  const columns = Object.keys(NODE_COLUMNS);
  const rows = selection.nodes.map((node) => {
    const row = nodeRow(graph, node, degrees.get(node) ?? 0, language);
    return [graph.nodes.id[node]!, ...columns.map((name) => String(row[name]))];
  });
  return toCsv([["id", ...columns], ...rows]);
}

export function edgesCsv(graph: Graph, selection: Selection, details: Details, language: Language): string {
  const columns = Object.keys(EDGE_COLUMNS);
  const { source, target } = graph.edges;
  const rows = selection.edges.map((edge) => {
    const row = edgeRow(graph, edge, details, language);
    const ends = [source[edge]!, target[edge]!].flatMap((node) => [
      graph.nodes.id[node]!,
      labelOf(graph, node, language),
    ]);
    return [
      edgeId(graph, edge),
      ...ends,
      ...columns.map((name) => String(row[name])),
      addresses(graph, String(row.sources), details),
    ];
  });
  return toCsv([["id", "source", "source_label", "target", "target_label", ...columns, "source_addresses"], ...rows]);
}

/** Web addresses of sources; the source's IRI where it has none. */
function addresses(graph: Graph, ids: string, details: Details): string {
  const known = new Map(details.sources.map((each) => [each.id, each.url]));
  return ids
    .split(" ")
    .filter(Boolean)
    .map((id) => known.get(id) || iriOf(graph, id))
    .join(" ");
}

export function toCsv(rows: readonly (readonly string[])[]): string {
  return BOM + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A cell that a spreadsheet would run as a formula gets a leading apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
