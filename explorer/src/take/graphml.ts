/** GraphML 1.0: one node or edge a line, a key for each attribute; an empty attribute is left out. */

import { type Details, type Graph, type Language, say } from "../model.ts";
import { degreesIn, EDGE_COLUMNS, edgeId, edgeRow, NODE_COLUMNS, nodeRow, type Row } from "./rows.ts";
import type { Selection } from "./selection.ts";
import { escapeXml } from "./xml.ts";

export function toGraphml(graph: Graph, selection: Selection, details: Details, language: Language): string {
  const degrees = degreesIn(graph, selection);
  const head = { title: say(graph.title, language), version: graph.version, issued: graph.issued };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...Object.keys(head).map((name) => key("graph", name, "string")),
    ...Object.entries(NODE_COLUMNS).map(([name, type]) => key("node", name, type)),
    ...Object.entries(EDGE_COLUMNS).map(([name, type]) => key("edge", name, type)),
    '<graph edgedefault="directed">',
    data("g", head),
  ];
  for (const node of selection.nodes) {
    const row = nodeRow(graph, node, degrees.get(node) ?? 0, language);
    lines.push(`<node id="${escapeXml(graph.nodes.id[node]!)}">${data("n", row)}</node>`);
  }
  for (const edge of selection.edges) {
    const [from, to] = [graph.edges.source[edge]!, graph.edges.target[edge]!].map((end) =>
      escapeXml(graph.nodes.id[end]!),
    );
    const row = edgeRow(graph, edge, details, language);
    lines.push(`<edge id="${escapeXml(edgeId(graph, edge))}" source="${from}" target="${to}">${data("e", row)}</edge>`);
  }
  return [...lines, "</graph>", "</graphml>", ""].join("\n");
}

function key(domain: "graph" | "node" | "edge", name: string, type: string): string {
  return `<key id="${domain[0]}-${name}" for="${domain}" attr.name="${name}" attr.type="${type === "integer" ? "int" : type}"/>`;
}

function data(domain: string, row: Row): string {
  const filled = Object.entries(row).filter(([, value]) => value !== "");
  return filled.map(([name, value]) => `<data key="${domain}-${name}">${escapeXml(String(value))}</data>`).join("");
}
