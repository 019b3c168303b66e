/** The order of rows by one column, and which rows a filter leaves. */

export interface Row {
  /** What each cell sorts by. */
  keys: readonly string[];
  text: string;
  kind: string;
  places: readonly string[];
}

export interface Filter {
  text: string;
  kind: string;
  place: string;
}

const MARKS = /\p{M}/gu;

const fold = (text: string): string => text.normalize("NFKD").replace(MARKS, "").toLowerCase().replaceAll("ß", "ss");

/** Rows by a column, empty cells last in both directions; equal ones stay in their order. */
export function sortRows<T extends Row>(
  rows: readonly T[],
  column: number,
  form: string,
  down: boolean,
  language: string,
): T[] {
  const { compare } = new Intl.Collator(language, { numeric: true, ignorePunctuation: true });
  const sign = down ? -1 : 1;
  return [...rows].sort((one, two) => {
    const [first, second] = [one.keys[column] ?? "", two.keys[column] ?? ""];
    if (!first || !second) return Number(!first) - Number(!second);
    if (form === "number") return sign * (Number(first) - Number(second));
    if (form === "date") return first === second ? 0 : first < second ? -sign : sign;
    return sign * compare(first, second);
  });
}

/** True for a row that has all words of the filter's text, its kind and its place. */
export function passes(row: Row, filter: Filter): boolean {
  const text = fold(row.text);
  return (
    (!filter.kind || row.kind === filter.kind) &&
    (!filter.place || row.places.includes(filter.place)) &&
    fold(filter.text)
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}
