/** What holds on a day, by place: the same rules as in src/govgraph/publish/map_page.py. */

/** [name, German name, English page, German page, ISO code or ""] */
export type Place = readonly [string, string, string, string, string];
/** [place, name, German name, English page, German page, kind, first day, last day]; days are ordinals, 0 is open. */
export type Entry = readonly [number, string, string, string, string, number, number, number];

export interface MapData {
  readonly places: readonly Place[];
  readonly kinds: readonly (readonly [string, string])[];
  readonly entries: readonly Entry[];
}

const EPOCH = 719_163; // ordinal of 1970-01-01

/** The ordinal of "2023-04-15", or 0 for anything else. */
export function ordinal(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? 0 : Math.round(time / 86_400_000) + EPOCH;
}

/** "2023-04-15" of an ordinal. */
export function dayText(day: number): string {
  return new Date((day - EPOCH) * 86_400_000).toISOString().slice(0, 10);
}

/** The entries that hold on a day, by place, the fullest places first. */
export function heldOn(data: MapData, day: number): [number, Entry[]][] {
  const found = new Map<number, Entry[]>();
  for (const entry of data.entries) {
    const [place, , , , , , begin, end] = entry;
    if (begin > day || (end !== 0 && day > end)) continue;
    const listed = found.get(place);
    if (listed === undefined) found.set(place, [entry]);
    else listed.push(entry);
  }
  return [...found].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
}

/** How many entries each country has; one that holds in a country and in its part counts once. */
export function countryCounts(data: MapData, held: readonly [number, Entry[]][]): Map<string, number> {
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
