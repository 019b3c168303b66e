/** Results and facets as elements. Text from data only ever becomes text nodes. */
import { type Columns, FACETS, type Facet, type Words } from "./data.ts";
import type { Choice, Chosen } from "./facets.ts";
import { matches } from "./fold.ts";
import type { Answer } from "./index.ts";

const SHOWN = 7; // choices of a facet before "more"

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A text with its matches in <mark>. */
function marked(text: string, answer: Answer): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const [from, to] of matches(text, answer.wanted, answer.found)) {
    parts.push(text.slice(at, from), element("mark", "", text.slice(from, to)));
    at = to;
  }
  return [...parts, text.slice(at)];
}

function hasMatch(text: string, answer: Answer): boolean {
  return matches(text, answer.wanted, answer.found).length > 0;
}

/** One result: name, other names that match, kind, jurisdiction, year, description. */
export function resultOf(data: Columns, at: number, answer: Answer, root: string, ending: string): HTMLLIElement {
  const link = element("a", "", ...marked(data.title[at]!, answer));
  link.href = `${root}${data.path[at]}${ending}`;
  const others = [data.other[at]!, ...data.alias[at]!].filter((name) => name && hasMatch(name, answer));
  const told = [
    data.kinds[data.kind[at]!]![0],
    ...data.place[at]!.map((place) => data.places[place]![1]),
    ...(data.year[at] ? [String(data.year[at])] : []),
  ];
  const made = element("li", "", element("p", "result-name", link));
  if (others.length > 0 && !data.title[at]!.includes(others[0]!)) {
    made.append(element("p", "small", ...marked(others.slice(0, 2).join(" · "), answer)));
  }
  made.append(element("p", "told", ...told.flatMap((each) => [element("span", "", each), " "])));
  if (data.text[at]) made.append(element("p", "result-text", ...marked(data.text[at]!, answer)));
  return made;
}

export interface Offer {
  facet: Facet;
  choices: Choice[];
}

/** The facets as fieldsets of checkboxes; a choice made is told to `choose`. */
export class FacetView {
  private readonly place: HTMLElement;
  private readonly words: Words;
  private readonly choose: (facet: Facet, value: string, on: boolean) => void;
  private readonly clear: () => void;
  private readonly open = new Set<Facet>();
  private last: [Offer[], Chosen] | undefined;

  constructor(
    place: HTMLElement,
    words: Words,
    choose: (facet: Facet, value: string, on: boolean) => void,
    clear: () => void,
  ) {
    this.place = place;
    this.words = words;
    this.choose = choose;
    this.clear = clear;
  }

  /** Shows the offers anew; the focus stays where it was. */
  show(offers: Offer[], chosen: Chosen): void {
    this.last = [offers, chosen];
    const focus = document.activeElement?.id ?? "";
    const sets = offers.filter(({ choices }) => choices.length > 0).map((offer) => this.fieldset(offer, chosen));
    const any = FACETS.some((facet) => chosen[facet].size > 0);
    this.place.replaceChildren(...sets, ...(any ? [this.button("facets-clear", this.words.clear, this.clear)] : []));
    if (focus && !document.activeElement?.id) document.getElementById(focus)?.focus();
  }

  private fieldset({ facet, choices }: Offer, chosen: Chosen): HTMLFieldSetElement {
    const rest = choices.slice(SHOWN).filter(({ id }) => !chosen[facet].has(id));
    const shown = this.open.has(facet) ? choices : choices.filter((choice) => !rest.includes(choice));
    const made = element("fieldset", "", element("legend", "", this.words.facets[facet]));
    made.append(...shown.map((choice) => this.checkbox(facet, choice, chosen[facet].has(choice.id))));
    if (rest.length > 0) {
      const name = this.open.has(facet) ? this.words.fewer : this.words.all(rest.length);
      const button = this.button(`facet-${facet}-more`, name, () => {
        if (!this.open.delete(facet)) this.open.add(facet);
        if (this.last) this.show(...this.last);
      });
      button.setAttribute("aria-expanded", String(this.open.has(facet)));
      made.append(button);
    }
    return made;
  }

  private checkbox(facet: Facet, { id, name, count }: Choice, on: boolean): HTMLLabelElement {
    const box = element("input");
    box.type = "checkbox";
    box.id = `facet-${facet}-${id}`;
    box.checked = on;
    box.addEventListener("change", () => this.choose(facet, id, box.checked));
    const number = element("span", "note", ` ${count.toLocaleString(document.documentElement.lang)}`);
    return element("label", "", box, element("span", "", name, number));
  }

  private button(id: string, text: string, act: () => void): HTMLButtonElement {
    const made = element("button", "", text);
    made.type = "button";
    made.id = id;
    made.addEventListener("click", act);
    return made;
  }
}
