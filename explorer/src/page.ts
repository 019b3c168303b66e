/** The two JSON blocks of the page. */

import { type Details, type Graph, indexGraph } from "./model.ts";
import { type PackedDetails, type PackedGraph, unpackDetails, unpackGraph } from "./packed.ts";

function block(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

export const graph: Graph = indexGraph(unpackGraph(block("graph") as PackedGraph));

let parsed: Details | null = null;

/** Sources, texts and facts; parsed when first asked for, since the picture does without them. */
export function details(): Details {
  parsed ??= unpackDetails(block("details") as PackedDetails);
  return parsed;
}
