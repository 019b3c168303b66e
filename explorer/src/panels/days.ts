/** The span of the time slider, and how much begins in each of its parts. */

import { dayNumber, dayText, type Graph } from "../model.ts";

/** Bars of equal meaning (a quarter or a year); bar i begins at starts[i] and ends before starts[i + 1]. */
export interface Span {
  readonly first: number;
  readonly last: number;
  readonly starts: readonly number[];
  readonly counts: readonly number[];
  /** How many begin before `first`. */
  readonly earlier: number;
}

const QUARTERS_UP_TO = 18; // years
const MANY_YEARS = 40;

/** The span of a graph, or null if nothing in it has a date. A few very early dates don't stretch the slider. */
export function spanOf(graph: Graph): Span | null {
  const begun = [...graph.nodes.from, ...graph.edges.from].filter((day) => day > 0).sort((a, b) => a - b);
  let last = begun.at(-1) ?? 0;
  for (const days of [graph.nodes.until, graph.edges.until]) for (const day of days) if (day > last) last = day;
  if (last === 0) return null;
  const earliest = begun[0] ?? last;
  const early = begun[Math.floor(begun.length * 0.05)] ?? last;
  const cut =
    yearOf(last) - yearOf(earliest) > MANY_YEARS
      ? Math.max(yearOf(earliest), Math.min(yearOf(early), yearOf(last) - 10))
      : yearOf(earliest);
  const months = yearOf(last) - cut < QUARTERS_UP_TO ? 3 : 12;
  const starts = startsBetween(cut, yearOf(last), months);
  const counts = new Array<number>(starts.length - 1).fill(0);
  let earlier = 0;
  for (const day of begun) {
    if (day < starts[0]!) earlier++;
    else counts[barOf(starts, day)]!++;
  }
  return { first: starts[0]!, last, starts, counts, earlier };
}

const yearOf = (day: number): number => Number(dayText(day).slice(0, 4));

/** First days of all parts from the first year to the end of the last, and the day after it. */
function startsBetween(firstYear: number, lastYear: number, months: number): number[] {
  const starts: number[] = [];
  for (let year = firstYear; year <= lastYear; year++) {
    for (let month = 1; month <= 12; month += months) starts.push(dayNumber(dateOf(year, month)));
  }
  starts.push(dayNumber(dateOf(lastYear + 1, 1)));
  return starts;
}

const dateOf = (year: number, month: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`;

/** The part that a day lies in, by halving. */
export function barOf(starts: readonly number[], day: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The same day a year later; 28 February after the 29th. */
export function yearLater(day: number): number {
  const [year, month, date] = dayText(day).split("-").map(Number) as [number, number, number];
  return dayNumber(
    `${String(year + 1).padStart(4, "0")}-${pad(month)}-${pad(month === 2 ? Math.min(date, 28) : date)}`,
  );
}

const pad = (n: number): string => String(n).padStart(2, "0");
