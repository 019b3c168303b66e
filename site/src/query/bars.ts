/** Which columns make a bar chart, and its bars. */
import { numberOf, type Row, type Table, type Term } from "./terms.ts";

export interface Bars {
  readonly label: string;
  readonly value: string;
  readonly bars: readonly { readonly text: string; readonly value: number }[];
  readonly left: number;
}
type Text = (term: Term | undefined) => string;

export const MAX_BARS = 60;

/** Columns that hold numbers alone, where there are at least two rows to compare. */
export function numericColumns(table: Table): string[] {
  const rows = table.results.bindings;
  const isNumeric = (name: string): boolean =>
    rows.some((row) => row[name]) && rows.every((row) => !row[name] || numberOf(row[name]) !== null);
  return rows.length < 2 ? [] : table.head.vars.filter(isNumeric);
}

/** Bars of a column of numbers, in the order of the rows. */
export function barsOf(table: Table, value: string, text: Text, german: boolean): Bars {
  const rows = table.results.bindings.filter((row) => row[value]);
  const label = namingColumns(table, value, german);
  const bars = rows
    .slice(0, MAX_BARS)
    .map((row) => ({ text: nameOf(row, label, text), value: numberOf(row[value]) ?? 0 }));
  return { label: label.join(", "), value, bars, left: rows.length - bars.length };
}

/** The first column of texts (in German `nameDe` where there is one), else of anything; then others until names differ. */
function namingColumns(table: Table, value: string, german: boolean): string[] {
  const names = table.head.vars.filter((name) => name !== value);
  const rows = table.results.bindings;
  const texts = names.filter((name) => rows.some((row) => row[name]?.type === "literal" && !row[name].datatype));
  const english = texts[0] ?? names[0];
  if (english === undefined) return [];
  const found = [german && names.includes(`${english}De`) ? `${english}De` : english];
  for (const name of names.filter((each) => each !== english && !english.startsWith(each) && !/De$/.test(each))) {
    if (new Set(rows.map((row) => key(row, found))).size === rows.length) break;
    if (new Set(rows.map((row) => key(row, [name]))).size > 1) found.push(name);
  }
  return found;
}

function key(row: Row, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => row[name]?.value ?? ""));
}

function nameOf(row: Row, names: readonly string[], text: Text): string {
  const shown = names.map((name) => text(row[name])).filter(Boolean);
  return shown.join(" · ");
}
