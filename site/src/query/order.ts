/** The order of rows by a column: numbers by value, all else by what is shown; empty cells last. */
import { numberOf, type Row, type Term } from "./terms.ts";

export function sortRows(
  rows: readonly Row[],
  name: string,
  descending: boolean,
  text: (term: Term | undefined) => string,
  language: string,
): Row[] {
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const keyed = rows.map((row) => ({ row, number: numberOf(row[name]), text: text(row[name]), empty: !row[name] }));
  keyed.sort((a, b) => {
    if (a.empty !== b.empty) return a.empty ? 1 : -1;
    const order = a.number !== null && b.number !== null ? a.number - b.number : compare(a.text, b.text);
    return descending ? -order : order;
  });
  return keyed.map((each) => each.row);
}
