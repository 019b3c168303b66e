/** The map on any day: recolours the countries and fills the table anew. Without this script both show the day of issue. */
import {
  countryCounts,
  dayText,
  type Entry,
  type Held,
  heldOn,
  homeOf,
  level,
  type MapData,
  ordinal,
  placeName,
  rangeOf,
} from "./held.ts";

const language = document.documentElement.lang;
const german = language === "de";
const root = document.body.dataset.root ?? "";
const at = german ? 1 : 0;

const one = <T extends Element>(selector: string): T => document.querySelector<T>(selector)!;
const digits = (count: number): string => count.toLocaleString(german ? "de-DE" : "en-GB");

function link(page: string, text: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = root + page;
  made.textContent = text;
  return made;
}

function note(text: string): HTMLSpanElement {
  const made = document.createElement("span");
  made.className = "note";
  made.textContent = text;
  return made;
}

function item(data: MapData, entry: Entry): HTMLLIElement {
  const made = document.createElement("li");
  const [english, other] = data.kinds[entry[5]] ?? ["", ""];
  const page = link(entry[3 + at] as string, (entry[1 + at] as string) || entry[1]);
  made.append(page, " ", note((german && other) || english));
  return made;
}

const placeLink = (data: MapData, place: number): HTMLAnchorElement =>
  link(data.places[place]![2 + at] as string, placeName(data, place, language));

function row(data: MapData, place: number, entries: readonly Entry[]): HTMLTableRowElement {
  const made = document.createElement("tr");
  const head = document.createElement("th");
  const home = homeOf(data, place);
  head.scope = "row";
  head.append(placeLink(data, place));
  if (home !== place) head.append(" ", note(placeName(data, home, language)));
  const count = document.createElement("td");
  count.className = "count";
  count.textContent = digits(entries.length);
  const list = document.createElement("ul");
  list.className = "plain";
  list.append(...entries.map((entry) => item(data, entry)));
  const cell = document.createElement("td");
  cell.append(list);
  made.append(head, count, cell);
  return made;
}

function colour(counts: ReadonlyMap<string, number>): void {
  for (const land of document.querySelectorAll<SVGPathElement>("#world [data-code]")) {
    land.setAttribute("class", `land level-${level(counts.get(land.dataset.code ?? "") ?? 0)}`);
  }
  for (const number of document.querySelectorAll<SVGTextElement>("#world [data-count]")) {
    number.textContent = String(counts.get(number.dataset.count ?? "") ?? "");
  }
}

/** What the map has no place for. */
function showBeside(data: MapData, held: Held): void {
  const beside = held.filter(([place]) => data.places[place]![4] === "");
  const items = beside.map(([place, entries]) => {
    const made = document.createElement("li");
    made.append(placeLink(data, place), ` ${digits(entries.length)}`);
    return made;
  });
  one("#beside").replaceChildren(...items);
  one<HTMLElement>("#beside").hidden = one<HTMLElement>("#beside-map").hidden = items.length === 0;
}

function show(data: MapData, day: number, group: number): void {
  const held = heldOn(data, day, group, language);
  colour(countryCounts(data, held));
  showBeside(data, held);
  one("#rows").replaceChildren(...held.map(([place, entries]) => row(data, place, entries)));
  const date = new Date(`${dayText(day)}T12:00:00Z`);
  const told = date.toLocaleDateString(german ? "de-DE" : "en-GB", { dateStyle: "long", timeZone: "UTC" });
  const total = held.reduce((sum, [, entries]) => sum + entries.length, 0);
  one("#told-day").textContent = told;
  one("#told-count").textContent = german
    ? `Einträge: ${digits(total)}, Rechtsordnungen: ${digits(held.length)}`
    : `Entries: ${digits(total)}, jurisdictions: ${digits(held.length)}`;
}

function listen(data: MapData): void {
  const day = one<HTMLInputElement>("#day");
  const range = one<HTMLInputElement>("#day-range");
  const kind = document.querySelector<HTMLSelectElement>("#day-kind");
  [range.min, range.max] = rangeOf(data, ordinal(day.value)).map(String) as [string, string];
  const asked = new URLSearchParams(location.hash.slice(1));
  let shown = ordinal(asked.get("day") ?? "") || ordinal(day.value);
  const choose = (chosen: number): void => {
    shown = chosen;
    range.value = String(chosen);
    range.setAttribute("aria-valuetext", dayText(chosen));
    day.value = dayText(chosen);
    show(data, chosen, kind?.value ? Number(kind.value) : -1);
  };
  const keep = (): void => {
    history.replaceState(null, "", `#day=${dayText(shown)}${kind?.value ? `&kind=${kind.value}` : ""}`);
  };
  day.addEventListener("change", () => {
    const chosen = ordinal(day.value);
    if (chosen > 0) {
      choose(chosen);
      keep();
    }
  });
  range.addEventListener("input", () => choose(Number(range.value)));
  range.addEventListener("change", keep);
  if (kind) {
    kind.value = asked.get("kind") ?? "";
    if (kind.selectedIndex < 0) kind.value = "";
    kind.addEventListener("change", () => {
      choose(shown);
      keep();
    });
  }
  const form = one<HTMLFormElement>("#day-form");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  choose(shown);
}

/** The page stays as it is where its data can't be had: opened from disk, or without a connection. */
async function start(): Promise<void> {
  if (location.protocol === "file:") return;
  const response = await fetch(`${root}assets/data/map.json`).catch(() => undefined);
  const data = response?.ok ? ((await response.json().catch(() => undefined)) as MapData | undefined) : undefined;
  if (data) listen(data);
}

start();
