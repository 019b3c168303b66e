/** What is asked, as the address carries it. */
import { FACETS } from "./data.ts";
import { type Chosen, nothingChosen } from "./facets.ts";

export interface State {
  query: string;
  chosen: Chosen;
}

export function readState(search: string): State {
  const told = new URLSearchParams(search);
  const chosen = nothingChosen();
  for (const facet of FACETS) for (const value of told.getAll(facet)) if (value) chosen[facet].add(value);
  return { query: told.get("q") ?? "", chosen };
}

export function writeState({ query, chosen }: State): string {
  const told = new URLSearchParams();
  if (query) told.set("q", query);
  for (const facet of FACETS) for (const value of [...chosen[facet]].sort()) told.append(facet, value);
  const text = told.toString();
  return text ? `?${text}` : "";
}
