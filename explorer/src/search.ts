/** Search as one types: labels, short names and aliases in both languages, without case or accents. */

import type { Graph } from "./model.ts";

/** A node, the name that matched, and where in it. */
export interface Hit {
  readonly node: number;
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

interface Entry {
  readonly node: number;
  readonly label: string;
  readonly folded: string;
}

/** Lower case without accents; the length stays where one letter folds to one, else places are approximate. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

const indexes = new WeakMap<Graph, readonly Entry[]>();

function indexOf(graph: Graph): readonly Entry[] {
  let entries = indexes.get(graph);
  if (entries === undefined) {
    entries = [...namesOf(graph)];
    indexes.set(graph, entries);
  }
  return entries;
}

function* namesOf(graph: Graph): Generator<Entry> {
  const { id, label, labelDe, short, alias } = graph.nodes;
  for (let node = 0; node < graph.size; node++) {
    const names = new Set([label[node] || id[node]!, labelDe[node]!, ...(short[node] ?? []), ...(alias[node] ?? [])]);
    for (const name of names) if (name) yield { node, label: name, folded: fold(name) };
  }
}

const WORD_END = /[\s(),.;:„“"'’/-]/;

/** 0 the whole name, 1 its beginning or a whole word, 2 the beginning of a word, 3 elsewhere. */
function rankOf(name: string, at: number, length: number): number {
  if (name.length === length) return 0;
  const begins = at === 0 || WORD_END.test(name[at - 1]!);
  const ends = at + length === name.length || WORD_END.test(name[at + length]!);
  if (at === 0 || (begins && ends)) return 1;
  return begins ? 2 : 3;
}

/** The best hits: whole names, beginnings and whole words, then the rest; within these the best connected first. */
export function search(graph: Graph, text: string, limit: number): Hit[] {
  const wanted = fold(text.trim());
  if (wanted === "") return [];
  const best = new Map<number, { entry: Entry; at: number; rank: number }>();
  for (const entry of indexOf(graph)) {
    const at = entry.folded.indexOf(wanted);
    if (at < 0) continue;
    const rank = rankOf(entry.folded, at, wanted.length);
    const known = best.get(entry.node);
    if (known === undefined || rank < known.rank) best.set(entry.node, { entry, at, rank });
  }
  const degree = (node: number): number => graph.offset[node + 1]! - graph.offset[node]!;
  return [...best.values()]
    .sort((a, b) => a.rank - b.rank || degree(b.entry.node) - degree(a.entry.node) || a.entry.node - b.entry.node)
    .slice(0, limit)
    .map(({ entry, at }) => ({ node: entry.node, label: entry.label, start: at, end: at + wanted.length }));
}
