/** The search page: results while typing, facets, the state in the address, arrow keys through the results. */
import "../style/find.css";
import type MiniSearch from "minisearch";
import { type Columns, FACETS } from "./data.ts";
import { Facets, nothingChosen } from "./facets.ts";
import { type Answer, ask, makeIndex } from "./index.ts";
import { readState, type State, writeState } from "./state.ts";
import { FacetView, resultOf } from "./view.ts";
import { wordsOf } from "./words.ts";

const PAGE = 30;
const PAUSE = 120; // milliseconds after the last key
const language = document.documentElement.lang;
const root = document.body.dataset.root ?? "";
const ending = language === "en" ? ".html" : `.${language}.html`;
const words = wordsOf(language);

const one = <T extends Element>(selector: string): T => document.querySelector<T>(selector)!;
const field = one<HTMLInputElement>("#seek-text");
const list = one<HTMLOListElement>("#results");
const more = one<HTMLButtonElement>("#more");

class Search {
  private readonly data: Columns;
  private readonly index: MiniSearch;
  private readonly facets: Facets;
  private readonly view: FacetView;
  private state: State;
  private answer: Answer;
  private shown: number[] = [];
  private timer = 0;

  constructor(data: Columns) {
    this.data = data;
    this.index = makeIndex(data);
    this.facets = new Facets(data, words.decade);
    this.view = new FacetView(
      one("#facet-list"),
      words,
      (facet, value, on) => {
        this.state.chosen[facet][on ? "add" : "delete"](value);
        this.narrow();
      },
      () => {
        this.state.chosen = nothingChosen();
        this.narrow();
        field.focus();
      },
    );
    this.state = readState(location.search);
    this.answer = ask(this.index, data, this.state.query, language);
  }

  start(): void {
    one<HTMLElement>("#instead").hidden = true;
    one<HTMLFormElement>("#seek").hidden = false;
    field.value = this.state.query;
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.find(), PAUSE);
    });
    one("#seek").addEventListener("submit", (event) => {
      event.preventDefault();
      this.find();
    });
    more.addEventListener("click", () => this.showMore());
    const facets = one<HTMLDetailsElement>("#facets");
    facets.hidden = false;
    facets.open = matchMedia("(min-width: 62rem)").matches || FACETS.some((facet) => this.state.chosen[facet].size > 0);
    document.addEventListener("keydown", walk);
    this.narrow();
    document.body.dataset.ready = "true";
    if (matchMedia("(pointer: fine)").matches && !location.hash) field.focus();
  }

  private find(): void {
    clearTimeout(this.timer);
    this.state.query = field.value.trim();
    this.answer = ask(this.index, this.data, this.state.query, language);
    this.narrow();
  }

  /** What the facets leave of the answer, shown from the start; the address says so. */
  private narrow(): void {
    const { order, loose } = this.answer;
    const { chosen } = this.state;
    this.shown = this.facets.narrow(order, chosen);
    this.view.show(
      FACETS.map((facet) => ({ facet, choices: this.facets.choices(facet, order, chosen) })),
      chosen,
    );
    const count = this.shown.length;
    one("#seek-count").textContent = count === 0 ? words.nothing : loose ? words.loose(count) : words.results(count);
    list.replaceChildren();
    this.showMore();
    history.replaceState(null, "", location.pathname + writeState(this.state) + location.hash);
  }

  private showMore(): void {
    const from = list.childElementCount;
    const next = this.shown.slice(from, from + PAGE);
    list.append(...next.map((at) => resultOf(this.data, at, this.answer, root, ending)));
    const rest = this.shown.length - list.childElementCount;
    if (rest === 0 && document.activeElement === more) links()[from]?.focus();
    more.hidden = rest === 0;
    more.textContent = words.more(rest);
  }
}

const links = (): HTMLAnchorElement[] => [...list.querySelectorAll("a")];

/** Down from the field into the results, up and down in them, back to the field from the first or by Escape. */
function walk(event: KeyboardEvent): void {
  const found = links();
  const at = found.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.altKey || event.ctrlKey || event.metaKey || (at < 0 && document.activeElement !== field)) return;
  const target = {
    ArrowDown: found[at + 1],
    ArrowUp: at > 0 ? found[at - 1] : at === 0 ? field : undefined,
    Escape: at >= 0 ? field : undefined,
  }[event.key];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function give(why: string): void {
  one("#instead-why").textContent = why;
  document.body.dataset.ready = "true";
}

async function start(): Promise<void> {
  if (location.protocol === "file:") return give(words.file);
  const response = await fetch(`${root}assets/data/search-${language}.json`).catch(() => undefined);
  if (!response?.ok) return give(words.missing);
  new Search((await response.json()) as Columns).start();
}

start();
