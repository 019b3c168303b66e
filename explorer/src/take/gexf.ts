/** GEXF 1.3 as Gephi reads it: the relation as `kind`, so that parallel edges stay; days as start and end. */

import { type Details, type Graph, type Language, say } from "../model.ts";
import { degreesIn, EDGE_COLUMNS, edgeId, edgeRow, NODE_COLUMNS, nodeRow, type Row } from "./rows.ts";
import type { Selection } from "./selection.ts";
import { escapeXml } from "./xml.ts";

const OWN: ReadonlySet<string> = new Set(["label", "from", "until"]); // GEXF has its own places for these

export function toGexf(graph: Graph, selection: Selection, details: Details, language: Language): string {
  const degrees = degreesIn(graph, selection);
  const nodes = selection.nodes.map((node) => [node, nodeRow(graph, node, degrees.get(node) ?? 0, language)] as const);
  const edges = selection.edges.map((edge) => [edge, edgeRow(graph, edge, details, language)] as const);
  const isDynamic = [...nodes, ...edges].some(([, row]) => row.from !== "" || row.until !== "");
  const mode = isDynamic ? 'mode="dynamic" timeformat="date" timerepresentation="interval"' : 'mode="static"';
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
    `<meta lastmodifieddate="${escapeXml(graph.issued)}">`,
    `<description>${escapeXml(`${say(graph.title, language)} ${graph.version}`)}</description>`,
    "</meta>",
    `<graph defaultedgetype="directed" idtype="string" ${mode}>`,
    attributes("node", NODE_COLUMNS),
    attributes("edge", EDGE_COLUMNS),
    `<nodes count="${nodes.length}">`,
    ...nodes.map(([node, row]) => `<node id="${escapeXml(graph.nodes.id[node]!)}" ${content(row)}</node>`),
    "</nodes>",
    `<edges count="${edges.length}">`,
    ...edges.map(
      ([edge, row]) => `<edge id="${escapeXml(edgeId(graph, edge))}" ${ends(graph, edge)} ${content(row)}</edge>`,
    ),
  ];
  return [...lines, "</edges>", "</graph>", "</gexf>", ""].join("\n");
}

function attributes(domain: "node" | "edge", columns: Readonly<Record<string, string>>): string {
  const own = Object.entries(columns).filter(([name]) => !OWN.has(name));
  const each = own.map(([name, type]) => `<attribute id="${name}" title="${name}" type="${type}"/>`);
  return [`<attributes class="${domain}" mode="static">`, ...each, "</attributes>"].join("\n");
}

function ends(graph: Graph, edge: number): string {
  const { source, target, relation } = graph.edges;
  const [from, to] = [source[edge]!, target[edge]!].map((end) => escapeXml(graph.nodes.id[end]!));
  return `source="${from}" target="${to}" kind="${escapeXml(graph.relations[relation[edge]!]!.id)}"`;
}

function content(row: Row): string {
  const label = String(row.label).split(/\s+/).join(" ").trim(); // an xsd:token
  const start = row.from === "" ? "" : ` start="${row.from}"`;
  const end = row.until === "" ? "" : ` end="${row.until}"`;
  const filled = Object.entries(row).filter(([name, value]) => !OWN.has(name) && value !== "");
  const values = filled.map(([name, value]) => `<attvalue for="${name}" value="${escapeXml(String(value))}"/>`);
  return `label="${escapeXml(label)}"${start}${end}><attvalues>${values.join("")}</attvalues>`;
}
