/** Rows as a table that sorts; long ones show their first part. */
import { type Context, cellContent, shownText } from "./cells.ts";
import { button, element } from "./elements.ts";
import { sortRows } from "./order.ts";
import { numberOf, type Row, type Table } from "./terms.ts";
import { rows as countRows, german, number, t } from "./words.ts";

const STEP = 1000;

class Rows {
  readonly body = element("tbody");
  readonly more: HTMLButtonElement;
  readonly #names: readonly string[];
  readonly #context: Context;
  #rows: readonly Row[];
  #shown = 0;

  constructor(table: Table, context: Context) {
    this.#names = table.head.vars;
    this.#rows = table.results.bindings;
    this.#context = context;
    this.more = button("", () => this.#append());
    this.#append();
  }

  sort(name: string, descending: boolean): void {
    const text = (term: Row[string] | undefined): string => shownText(term, this.#context);
    this.#rows = sortRows(this.#rows, name, descending, text, german ? "de" : "en");
    this.body.replaceChildren();
    this.#shown = 0;
    this.#append();
  }

  #append(): void {
    const next = this.#rows.slice(this.#shown, this.#shown + STEP);
    this.body.append(...next.map((row) => element("tr", {}, ...this.#names.map((name) => this.#cell(row[name])))));
    this.#shown += next.length;
    const left = this.#rows.length - this.#shown;
    this.more.hidden = left === 0;
    this.more.textContent = t(
      `Show ${number(Math.min(left, STEP))} more of ${countRows(this.#rows.length)}`,
      `${number(Math.min(left, STEP))} weitere von ${countRows(this.#rows.length)} zeigen`,
    );
  }

  #cell(term: Row[string] | undefined): HTMLTableCellElement {
    return element("td", numberOf(term) === null ? {} : { class: "count" }, ...cellContent(term, this.#context));
  }
}

function headCell(name: string, rows: Rows, head: HTMLTableRowElement): HTMLTableCellElement {
  const cell = element("th", { scope: "col" });
  const sort = (): void => {
    const descending = cell.getAttribute("aria-sort") === "ascending";
    for (const each of head.children) each.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
    rows.sort(name, descending);
  };
  cell.append(button(name, sort, { class: "sorter" }));
  return cell;
}

/** The table with its button for more rows. */
export function tableView(table: Table, context: Context): HTMLElement {
  const rows = new Rows(table, context);
  const head = element("tr");
  head.append(...table.head.vars.map((name) => headCell(name, rows, head)));
  const label = t("Answer", "Antwort");
  const drawn = element("table", { class: "answer" }, element("thead", {}, head), rows.body);
  const frame = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, drawn);
  return element("div", {}, frame, rows.more);
}
