/** What is searched, as src/govgraph/publish/search_page.py writes it: columns, a place for each entry. */
export interface Columns {
  groups: [string, string][];
  kinds: [string, number][];
  places: [string, string][];
  statuses: [string, string][];
  title: string[];
  other: string[];
  alias: string[][];
  text: string[];
  kind: number[];
  place: number[][];
  year: number[];
  status: number[];
  weight: number[];
  path: string[];
}

/** Words of the page in its language. */
export interface Words {
  facets: Record<Facet, string>;
  results: (count: number) => string;
  loose: (count: number) => string;
  nothing: string;
  more: (rest: number) => string;
  all: (rest: number) => string;
  fewer: string;
  clear: string;
  decade: (year: number) => string;
  file: string;
  missing: string;
}

export const FACETS = ["kind", "status", "place", "year"] as const;
export type Facet = (typeof FACETS)[number];
