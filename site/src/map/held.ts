/** What holds on a day, by place: the same rules as in src/govgraph/publish/map_page.py. */

/** [name, German name, English page, German page, ISO code or "", the country it stands under or itself] */
export type Place = readonly [string, string, string, string, string, number];
/** [name, German name, group] */
export type Kind = readonly [string, string, number];
/** [place, name, German name, English page, German page, kind, first day, last day]; days are ordinals, 0 is open. */
export type Entry = readonly [number, string, string, string, string, number, number, number];

export interface MapData {
  readonly places: readonly Place[];
  readonly kinds: readonly Kind[];
  readonly entries: readonly Entry[];
}

export type Held = [number, Entry[]][];

const EPOCH = 719_163; // ordinal of 1970-01-01
const LAST = 3_652_059; // ordinal of 9999-12-31
const EARLY = 0.1; // the share of beginnings that the slider leaves out: a few very old ones would take most of it

/** The ordinal of "2023-04-15", or 0 for anything else. */
export function ordinal(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? 0 : Math.round(time / 86_400_000) + EPOCH;
}

/** "2023-04-15" of an ordinal. */
export function dayText(day: number): string {
  return new Date((Math.min(day, LAST) - EPOCH) * 86_400_000).toISOString().slice(0, 10);
}

/** First and last day of the slider, so that the day of issue and most beginnings are on it. */
export function rangeOf(data: MapData, issued: number): [number, number] {
  const begins = data.entries.map((entry) => entry[6]).sort((one, two) => one - two);
  return [
    Math.min(begins[Math.floor(begins.length * EARLY)] ?? issued, issued),
    Math.max(begins.at(-1) ?? issued, issued),
  ];
}

/** The entries of a group of kinds (all for -1) that hold on a day: the fullest countries first, parts after them. */
export function heldOn(data: MapData, day: number, group = -1, language = "en"): Held {
  const found = new Map<number, Entry[]>();
  const whole = new Map<number, Set<string>>();
  for (const entry of data.entries) {
    const [place, , , page, , kind, begin, end] = entry;
    if (begin > day || (end !== 0 && day > end) || (group >= 0 && data.kinds[kind]?.[2] !== group)) continue;
    push(found, place, entry);
    const home = homeOf(data, place);
    whole.set(home, (whole.get(home) ?? new Set()).add(page));
  }
  const { compare } = new Intl.Collator(language);
  const name = (place: number): string => placeName(data, place, language);
  const size = (place: number): number => whole.get(homeOf(data, place))?.size ?? 0;
  return [...found].sort(([one, first], [two, second]) => {
    const [home, other] = [homeOf(data, one), homeOf(data, two)];
    if (home !== other) return size(two) - size(one) || compare(name(home), name(other)) || home - other;
    return (
      Number(one !== home) - Number(two !== other) || second.length - first.length || compare(name(one), name(two))
    );
  });
}

function push(found: Map<number, Entry[]>, place: number, entry: Entry): void {
  const listed = found.get(place);
  if (listed === undefined) found.set(place, [entry]);
  else listed.push(entry);
}

export const homeOf = (data: MapData, place: number): number => data.places[place]?.[5] ?? place;

export function placeName(data: MapData, place: number, language: string): string {
  const [english, german] = data.places[place] ?? ["", ""];
  return (language === "de" && german) || english;
}

/** How many entries each country has; one that holds in a country and in its part counts once. */
export function countryCounts(data: MapData, held: Held): Map<string, number> {
  const pages = new Map<string, Set<string>>();
  for (const [place, entries] of held) {
    const code = data.places[place]?.[4] ?? "";
    if (code === "") continue;
    const known = pages.get(code) ?? new Set<string>();
    for (const entry of entries) known.add(entry[3]);
    pages.set(code, known);
  }
  return new Map([...pages].map(([code, known]) => [code, known.size]));
}

export const level = (count: number): number => [1, 2, 5].filter((least) => count >= least).length;
