/** Prefixes: those a query uses without saying so are added; IRIs are shown short. */
import { bareText } from "./limits.ts";

export type Namespaces = Readonly<Record<string, string>>;

export interface Prepared {
  readonly text: string;
  /** How many lines stand before the query now: errors tell lines of the whole. */
  readonly added: number;
}

const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/;

/** The query with a first line of the prefixes that it uses and doesn't declare, and of a base if one is given. */
export function addPrefixes(query: string, namespaces: Namespaces, base = ""): Prepared {
  const bare = bareText(query);
  const declared = new Set([...bare.matchAll(/\bPREFIX\s+([^\s:]*):/gi)].map((found) => found[1]));
  const used = new Set([...query.matchAll(/([A-Za-z][A-Za-z0-9_.-]*)?:/g)].map((found) => found[1] ?? ""));
  const missing = Object.keys(namespaces).filter((name) => used.has(name) && !declared.has(name));
  const line = missing.sort().map((name) => `PREFIX ${name}: <${namespaces[name]}>`);
  if (base) line.unshift(`BASE <${base}>`);
  if (line.length === 0) return { text: query, added: 0 };
  return { text: `${line.join(" ")}\n${query}`, added: 1 };
}

/** Shortens IRIs by the longest namespace that leaves a plain local name. */
export function makeContractor(namespaces: Namespaces): (iri: string) => string {
  const sorted = Object.entries(namespaces).sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return (iri) => {
    for (const [name, start] of sorted) {
      if (iri.startsWith(start) && NAME.test(iri.slice(start.length))) return `${name}:${iri.slice(start.length)}`;
    }
    return `<${iri}>`;
  };
}
