/** The index of all entries and how it is asked: all words, beginnings of words, typing errors, ends of compounds. */
import MiniSearch, { type Query, type SearchResult } from "minisearch";
import type { Columns } from "./data.ts";
import { endings, fold, forms, words } from "./fold.ts";

const NAMES = ["title", "other", "alias", "text"];
const FEW = 3; // below so many results typing errors are allowed for
const BOOST = { title: 4, alias: 3, other: 2, text: 0.7, ends: 0.6 };

export interface Answer {
  /** Places of entries in the columns, the best first. */
  order: number[];
  /** Folded words of the query, and the words that were found for them. */
  wanted: string[];
  found: Set<string>;
  /** True where nothing has all words, and entries with any of them were taken. */
  loose: boolean;
}

export function makeIndex(data: Columns): MiniSearch {
  const index = new MiniSearch({
    fields: [...NAMES, "ends"],
    tokenize: words,
    processTerm: forms,
  });
  index.addAll(
    data.title.map((title, id) => {
      const names = [title, data.other[id]!, ...data.alias[id]!];
      return {
        id,
        title,
        other: data.other[id] || title, // a name that is the same in both languages counts as both
        alias: data.alias[id]!.join(" "),
        text: data.text[id]!,
        ends: [...new Set(names.flatMap(words))].flatMap(endings).join(" "),
      };
    }),
  );
  return index;
}

/** All entries, by name, for a query without a word. */
export function ask(index: MiniSearch, data: Columns, query: string, language: string): Answer {
  const wanted = words(query).map(fold);
  if (wanted.length === 0) return { order: byName(data, language), wanted, found: new Set(), loose: false };
  let hits = run(index, data, wanted, "AND");
  const loose = hits.length === 0 && wanted.length > 1;
  if (loose) hits = run(index, data, wanted, "OR");
  const order = hits.map((hit) => hit.id as number);
  const asked = wanted.join(" ");
  const exact = new Set(order.filter((at) => isNamed(data, at, asked)));
  return {
    order: [...exact, ...order.filter((at) => !exact.has(at))],
    wanted,
    found: new Set(hits.flatMap((hit) => hit.terms)),
    loose,
  };
}

/** True for an entry one of whose names is just what is asked for. */
function isNamed(data: Columns, at: number, asked: string): boolean {
  return [data.title[at]!, data.other[at]!, ...data.alias[at]!].some(
    (name) => words(name).map(fold).join(" ") === asked,
  );
}

/** What the words lead to as they are written; where that is next to nothing, with typing errors too. */
function run(index: MiniSearch, data: Columns, wanted: string[], combineWith: "AND" | "OR"): SearchResult[] {
  const search = (fuzzy: boolean): SearchResult[] =>
    index.search(
      { combineWith, queries: wanted.map((word) => wordQuery(word, fuzzy)) },
      {
        boost: BOOST,
        weights: { prefix: 0.6, fuzzy: 0.3 },
        processTerm: (term) => term,
        boostDocument: (id) => 1 + Math.log10(1 + data.weight[id as number]!) / 2,
      },
    );
  const found = search(false);
  return found.length < FEW ? search(true) : found;
}

/** A word at the beginning of any word, with errors in longer ones; from four letters on also inside of compounds. */
function wordQuery(word: string, fuzzy: boolean): Query {
  const long = word.length > 3;
  const plain: Query = { queries: [word], fields: NAMES, prefix: true, fuzzy: fuzzy && long ? 0.2 : false };
  const inside: Query = { queries: [word], fields: ["ends"], prefix: true };
  return { combineWith: "OR", queries: long ? [plain, inside] : [plain] };
}

const ordered = new WeakMap<Columns, number[]>();

function byName(data: Columns, language: string): number[] {
  let found = ordered.get(data);
  if (!found) {
    const { compare } = new Intl.Collator(language, { numeric: true, ignorePunctuation: true });
    found = data.title.map((_, at) => at).sort((one, two) => compare(data.title[one]!, data.title[two]!) || one - two);
    ordered.set(data, found);
  }
  return found;
}
