/** Narrowing down: what each facet offers, what is chosen, how many entries each choice has. */
import { type Columns, FACETS, type Facet } from "./data.ts";

export type Chosen = Record<Facet, Set<string>>;

export interface Choice {
  id: string;
  name: string;
  count: number;
}

const YEARS = 10; // the last years stand by themselves, what is older by decade

export const nothingChosen = (): Chosen => ({
  kind: new Set(),
  status: new Set(),
  place: new Set(),
  year: new Set(),
});

/** The values of each entry by facet, as addresses say them; and the name of each value. */
export class Facets {
  readonly values: Record<Facet, string[][]>;
  private readonly names: Record<Facet, Map<string, string>>;

  constructor(data: Columns, decade: (year: number) => string) {
    const from = Math.max(...data.year, 0) - YEARS;
    const spell = (year: number): string => (year > from ? String(year) : `${Math.floor(year / 10) * 10}s`);
    const spoken = (id: string): string => (id.endsWith("s") ? decade(Number.parseInt(id, 10)) : id);
    this.values = {
      kind: data.kind.map((kind) => [data.groups[data.kinds[kind]![1]]![0]]),
      status: data.status.map((bits) => data.statuses.filter((_, at) => bits & (1 << at)).map(([id]) => id)),
      place: data.place.map((places) => places.map((place) => data.places[place]![0])),
      year: data.year.map((year) => (year ? [spell(year)] : [])),
    };
    this.names = {
      kind: new Map(data.groups),
      status: new Map(data.statuses),
      place: new Map(data.places),
      year: new Map(this.values.year.flat().map((id) => [id, spoken(id)])),
    };
  }

  /** The entries that have one of the chosen values in each facet, but for one facet that is left aside. */
  narrow(entries: readonly number[], chosen: Chosen, aside?: Facet): number[] {
    const asked = FACETS.filter((facet) => facet !== aside && chosen[facet].size > 0);
    return entries.filter((entry) =>
      asked.every((facet) => this.values[facet][entry]!.some((value) => chosen[facet].has(value))),
    );
  }

  /** What a facet offers: values of the entries that the other facets leave, and all that is chosen. */
  choices(facet: Facet, entries: readonly number[], chosen: Chosen): Choice[] {
    const counts = new Map([...chosen[facet]].map((value) => [value, 0]));
    for (const entry of this.narrow(entries, chosen, facet)) {
      for (const value of this.values[facet][entry]!) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const found = [...counts].map(([id, count]) => ({ id, name: this.names[facet].get(id) ?? id, count }));
    if (facet === "year") return found.sort((one, two) => (one.id < two.id ? 1 : -1));
    return found.sort((one, two) => two.count - one.count || (one.name < two.name ? -1 : 1));
  }
}
