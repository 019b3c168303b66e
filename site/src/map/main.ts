/** The map on any day: recolours the countries and fills the table anew. Without this script both show the day of issue. */
import { countryCounts, dayText, type Entry, heldOn, level, type MapData, ordinal } from "./held.ts";

const german = document.documentElement.lang === "de";
const root = document.body.dataset.root ?? "";
const at = german ? 1 : 0;

function link(page: string, text: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = root + page;
  made.textContent = text;
  return made;
}

function item(data: MapData, entry: Entry): HTMLLIElement {
  const made = document.createElement("li");
  const kind = document.createElement("span");
  kind.className = "note";
  const names = data.kinds[entry[5]] ?? ["", ""];
  kind.textContent = ` ${names[at] || names[0]}`;
  made.append(link(entry[3 + at] as string, (entry[1 + at] as string) || entry[1]), kind);
  return made;
}

function row(data: MapData, place: number, entries: readonly Entry[]): HTMLTableRowElement {
  const [english, other, page, otherPage] = data.places[place]!;
  const made = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.append(link(german ? otherPage : page, (german && other) || english));
  const count = document.createElement("td");
  count.className = "count";
  count.textContent = String(entries.length);
  const list = document.createElement("ul");
  list.className = "plain";
  list.append(...entries.map((entry) => item(data, entry)));
  const cell = document.createElement("td");
  cell.append(list);
  made.append(head, count, cell);
  return made;
}

function show(data: MapData, day: number): void {
  const held = heldOn(data, day);
  const counts = countryCounts(data, held);
  for (const land of document.querySelectorAll<SVGPathElement>("#world [data-code]")) {
    land.setAttribute("class", `land level-${level(counts.get(land.dataset.code ?? "") ?? 0)}`);
  }
  for (const number of document.querySelectorAll<SVGTextElement>("#world [data-count]")) {
    number.textContent = String(counts.get(number.dataset.count ?? "") ?? "");
  }
  document.querySelector("#rows")?.replaceChildren(...held.map(([place, entries]) => row(data, place, entries)));
  const date = new Date(`${dayText(day)}T12:00:00Z`);
  const told = date.toLocaleDateString(german ? "de-DE" : "en-GB", { dateStyle: "long", timeZone: "UTC" });
  const total = held.reduce((sum, [, entries]) => sum + entries.length, 0);
  document.querySelector("#told-day")!.textContent = told;
  document.querySelector("#told-count")!.textContent = german
    ? `${total} Einträge in ${held.length} Rechtsordnungen`
    : `${total} entries in ${held.length} jurisdictions`;
}

function listen(data: MapData): void {
  const day = document.querySelector<HTMLInputElement>("#day")!;
  const range = document.querySelector<HTMLInputElement>("#day-range")!;
  const begins = data.entries.map((entry) => entry[6]).filter((begin) => begin > ordinal("2015-01-01"));
  range.min = String(Math.min(...begins));
  range.max = String(Math.max(...begins, ordinal(day.value)));
  const asked = ordinal(new URLSearchParams(location.hash.slice(1)).get("day") ?? "");
  const choose = (chosen: number): void => {
    range.value = String(chosen);
    day.value = dayText(chosen);
    show(data, chosen);
  };
  const keep = (): void => history.replaceState(null, "", `#day=${day.value}`);
  day.addEventListener("change", () => {
    const chosen = ordinal(day.value);
    if (chosen > 0) {
      choose(chosen);
      keep();
    }
  });
  range.addEventListener("input", () => choose(Number(range.value)));
  range.addEventListener("change", keep);
  document.querySelector<HTMLFormElement>("#day-form")!.hidden = false;
  document.querySelector("#day-form")!.addEventListener("submit", (event) => event.preventDefault());
  choose(asked || ordinal(day.value));
}

/** From disk the browser fetches nothing: the page then stays as it is. */
async function start(): Promise<void> {
  if (location.protocol === "file:") return;
  const response = await fetch(`${root}assets/data/map.json`);
  if (response.ok) listen((await response.json()) as MapData);
}

start();
