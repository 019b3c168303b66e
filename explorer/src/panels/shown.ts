/** What the panels list: the shown nodes and edges, edges in groups, days as text. */

import { computed } from "@preact/signals";
import { filterOf } from "../filter.ts";
import { dayText, edgesAt, type Graph, type Language, labelOf } from "../model.ts";
import { graph } from "../page.ts";
import { scene } from "../scene.ts";
import { state } from "../state.ts";
import { type Selection, selectionFrom } from "../take/selection.ts";

/** Computed when a table, an outline or a file first asks for it. */
export const shown = computed<Selection>(() => selectionFrom(graph, scene.value, filterOf(graph, state.peek()).edge));

const collators = new Map<Language, Intl.Collator>();

/** The order of names in a language; made once, since making one costs more than a hundred comparisons. */
export function nameOrder(language: Language): (a: string, b: string) => number {
  let collator = collators.get(language);
  if (collator === undefined) {
    collator = new Intl.Collator(language, { numeric: true });
    collators.set(language, collator);
  }
  return collator.compare;
}

/** Edges of one relation in one direction, as seen from a node. */
export interface Group {
  readonly relation: number;
  readonly outward: boolean;
  readonly edges: readonly number[];
}

const SORTED_UP_TO = 3000; // names in a longer list stay in the order of the graph: comparing them would be felt

/** The edges at a node by relation and direction: what it does first, then what points to it; by name of the other end. */
export function groupsAt(data: Graph, node: number, language: Language, among?: ReadonlySet<number>): Group[] {
  const found = new Map<string, { relation: number; outward: boolean; edges: number[] }>();
  for (const edge of edgesAt(data, node)) {
    if (among && !among.has(edge)) continue;
    const relation = data.edges.relation[edge]!;
    const outward = data.edges.source[edge] === node;
    const key = `${relation}/${outward}`;
    const group = found.get(key);
    if (group) group.edges.push(edge);
    else found.set(key, { relation, outward, edges: [edge] });
  }
  const groups = [...found.values()].sort((a, b) => Number(b.outward) - Number(a.outward) || a.relation - b.relation);
  const compare = nameOrder(language);
  for (const { edges, outward } of groups) {
    const name = (edge: number): string =>
      labelOf(data, (outward ? data.edges.target : data.edges.source)[edge]!, language);
    if (edges.length > 1 && edges.length <= SORTED_UP_TO) edges.sort((a, b) => compare(name(a), name(b)) || a - b);
  }
  return groups;
}

/**
 * A day as short as it is surely true: the graph keeps "2015" as 2015-01-01 (first day) or 2015-12-31 (last day), so
 * a first or last day of a year or a month is told as the year or the month. "" where open.
 */
export function coarseDay(day: number, end: "first" | "last"): string {
  if (day === 0) return "";
  const text = dayText(day);
  const edge = dayText(end === "first" ? day - 1 : day + 1);
  if (edge.slice(0, 4) !== text.slice(0, 4)) return text.slice(0, 4);
  return edge.slice(0, 7) !== text.slice(0, 7) ? text.slice(0, 7) : text;
}
