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

/** Where the pages of entries stand beside this page, where it is part of a published site. */
const PAGES = document.querySelector<HTMLMetaElement>('meta[name="govgraph-pages"]')?.content ?? "";

/** The address of an entry's page on the site around this one, or empty: `id/person/elon-musk.de.html`. */
export function pageOf(id: string, language: string): string {
  const [kind, name, ...rest] = id.split(":");
  const plain = rest.length === 0 && /^[a-z0-9]+$/.test(kind ?? "") && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name ?? "");
  return PAGES === "" || !plain ? "" : `${PAGES}${kind}/${name}${language === "de" ? ".de" : ""}.html`;
}
