/** An answer on the page: its views to choose from, and its files to take along. */
import { barsOf, numericColumns } from "./bars.ts";
import { type Context, shownText } from "./cells.ts";
import { chartView } from "./chart.ts";
import { button, element } from "./elements.ts";
import { csvText, ntriplesText, turtleDocument } from "./exports.ts";
import { makeNetwork } from "./network.ts";
import { pictureView } from "./picture.ts";
import type { Namespaces } from "./prefixes.ts";
import { tableView } from "./table.ts";
import type { Answer, Table, Term, Triple } from "./terms.ts";
import { german, rows, t, triples } from "./words.ts";

export interface Shower extends Context {
  readonly namespaces: Namespaces;
}
type View = readonly [string, () => HTMLElement];
type Download = readonly [string, string, string, () => string];

const MAX_TEXT = 200_000; // characters of Turtle on the page

function textView(label: string, whole: string): HTMLElement {
  const note =
    whole.length > MAX_TEXT
      ? [element("p", { class: "note" }, t("The beginning; the file has all.", "Der Anfang; die Datei enthält alles."))]
      : [];
  const text = element("pre", { tabindex: 0, role: "region", "aria-label": label }, whole.slice(0, MAX_TEXT));
  return element("div", {}, text, ...note);
}

function tableViews(table: Table, shower: Shower, place: HTMLElement): View[] {
  const views: View[] = [[t("Table", "Tabelle"), () => tableView(table, shower)]];
  const text = (term: Term | undefined): string => shownText(term, shower);
  const charts = numericColumns(table).map((value) => barsOf(table, value, text, german));
  const width = (): number => Math.min(900, Math.max(280, place.clientWidth));
  if (charts.length > 0) views.push([t("Chart", "Diagramm"), () => chartView(charts, width())]);
  return views;
}

function graphViews(found: readonly Triple[], shower: Shower): View[] {
  const views: View[] = [
    ["Turtle", () => textView("Turtle", turtleDocument(found, shower.namespaces))],
    ["N-Triples", () => textView("N-Triples", ntriplesText(found))],
  ];
  const network = makeNetwork(found, (term: Term) => shownText(term, shower), german ? "de" : "en");
  const picture = pictureView(network, shower);
  return picture ? [[t("Network", "Netz"), () => picture], ...views] : views;
}

/** One button a view; the first is shown. */
function viewSwitch(views: readonly View[], place: HTMLElement): HTMLElement {
  const bar = element("div", { class: "views", role: "group", "aria-label": t("View", "Ansicht") });
  const buttons = views.map(([name, make]) => {
    const made = button(name, () => {
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === made));
      place.replaceChildren(make());
    });
    return made;
  });
  bar.append(...buttons);
  bar.hidden = views.length < 2;
  buttons[0]?.click();
  return bar;
}

function save(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function downloadBar(downloads: readonly Download[]): HTMLElement {
  const buttons = downloads.map(([name, file, type, make]) => button(name, () => save(file, type, make())));
  return element("div", { class: "views", role: "group", "aria-label": t("Download", "Herunterladen") }, ...buttons);
}

function downloadsOf(answer: Answer, namespaces: Namespaces): Download[] {
  if (answer.kind === "graph") {
    const found = answer.triples;
    return [
      [t("Download Turtle", "Turtle laden"), "answer.ttl", "text/turtle", () => turtleDocument(found, namespaces)],
      [t("Download N-Triples", "N-Triples laden"), "answer.nt", "application/n-triples", () => ntriplesText(found)],
    ];
  }
  const json = answer.kind === "table" ? answer.table : { head: {}, boolean: answer.yes };
  const whole = (): string => `${JSON.stringify(json, null, 1)}\n`;
  const name = t("Download JSON", "JSON laden");
  const found: Download[] = [[name, "answer.json", "application/sparql-results+json", whole]];
  if (answer.kind !== "table") return found;
  const { table } = answer;
  return [[t("Download CSV", "CSV laden"), "answer.csv", "text/csv", () => csvText(table)], ...found];
}

/** Shows an answer in a place that it has alone. */
export function showAnswer(answer: Answer, shower: Shower, place: HTMLElement): void {
  if (answer.kind === "yes-no") {
    const word = answer.yes ? t("Yes", "Ja") : t("No", "Nein");
    place.replaceChildren(element("p", { class: "lead" }, word), downloadBar(downloadsOf(answer, shower.namespaces)));
    return;
  }
  const count = answer.kind === "table" ? answer.table.results.bindings.length : answer.triples.length;
  if (count === 0) {
    place.replaceChildren(element("p", {}, t("Nothing was found.", "Nichts gefunden.")));
    return;
  }
  const shown = element("div", { class: "shown" });
  place.replaceChildren(shown);
  const views = answer.kind === "table" ? tableViews(answer.table, shower, shown) : graphViews(answer.triples, shower);
  const bar = element(
    "div",
    { class: "bar-row" },
    viewSwitch(views, shown),
    downloadBar(downloadsOf(answer, shower.namespaces)),
  );
  place.prepend(bar);
}

/** "12 rows", "3 triples", "yes" for the line that tells how it went. */
export function countOf(answer: Answer): string {
  if (answer.kind === "yes-no") return answer.yes ? t("yes", "ja") : t("no", "nein");
  return answer.kind === "table" ? rows(answer.table.results.bindings.length) : triples(answer.triples.length);
}
