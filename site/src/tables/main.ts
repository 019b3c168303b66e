/** Tables to sort and filter: buttons in the heads of columns, a form above. Without this script they are plain. */
import "../style/tables.css";
import { type Filter, passes, type Row, sortRows } from "./sort.ts";

const language = document.documentElement.lang;
const german = language === "de";
const table = document.querySelector<HTMLTableElement>("#table");
const form = document.querySelector<HTMLFormElement>("#sift");

interface Line extends Row {
  element: HTMLTableRowElement;
}

function readLine(element: HTMLTableRowElement): Line {
  const cells = [...element.cells];
  return {
    element,
    keys: cells.map((cell) => cell.dataset.sort ?? cell.textContent.trim()),
    text: cells.map((cell) => cell.textContent).join(" "),
    kind: element.dataset.kind ?? "",
    places: (element.dataset.place ?? "").split(" "),
  };
}

function readFilter(fields: HTMLFormElement): Filter {
  const told = new FormData(fields);
  const get = (name: string): string => String(told.get(name) ?? "").trim();
  return { text: get("text"), kind: get("kind"), place: get("place") };
}

/** The state in the address' fragment: a page opened from disk may change no other part. */
function keep(filter: Filter, sort: string): void {
  const told = new URLSearchParams(Object.entries({ ...filter, sort }).filter(([, value]) => value));
  const text = told.toString();
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
}

function start(fields: HTMLFormElement, body: HTMLTableSectionElement, heads: HTMLTableCellElement[]): void {
  const lines = [...body.rows].map(readLine);
  const count = document.querySelector<HTMLElement>("#sift-count")!;
  let sort = "";

  const show = (): void => {
    const filter = readFilter(fields);
    let shown = 0;
    for (const line of lines) {
      line.element.hidden = !passes(line, filter);
      if (!line.element.hidden) shown += 1;
    }
    const [some, all] = [shown, lines.length].map((number) => number.toLocaleString(german ? "de-DE" : "en-GB"));
    count.textContent = german ? `${some} von ${all} gezeigt` : `${some} of ${all} shown`;
    keep(filter, sort);
  };

  const order = (column: number, down: boolean): void => {
    const head = heads[column];
    if (!head) return;
    for (const each of heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sorted = sortRows(lines, column, head.dataset.by ?? "text", down, language);
    body.append(...sorted.map((line) => line.element));
    sort = `${column}${down ? "d" : "a"}`;
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      order(column, now ? now === "ascending" : head.dataset.by === "number");
      show();
    });
    head.append(button);
  });
  fields.addEventListener("input", show);
  fields.addEventListener("submit", (event) => event.preventDefault());
  const told = new URLSearchParams(location.hash.slice(1));
  for (const field of fields.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[name]")) {
    field.value = told.get(field.name) ?? "";
  }
  const asked = /^(\d{1,2})([ad])$/.exec(told.get("sort") ?? "");
  if (asked) order(Number(asked[1]), asked[2] === "d");
  fields.hidden = false;
  show();
  document.body.dataset.ready = "true";
}

if (table?.tHead && table.tBodies[0] && form) {
  start(form, table.tBodies[0], [...table.tHead.querySelectorAll<HTMLTableCellElement>("th")]);
}
