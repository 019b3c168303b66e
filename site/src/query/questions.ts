/** The list of the site's questions, with a field that narrows it. */
import { element } from "./elements.ts";
import { german, t } from "./words.ts";

type Texts = Readonly<Record<string, string>>;
export interface Question {
  readonly name: string;
  readonly title: Texts;
  readonly purpose: Texts;
  readonly query: string;
}

export interface Chooser {
  readonly element: HTMLElement;
  /** Shows a question as chosen, or none. */
  mark(name: string): void;
}

export function say(texts: Texts): string {
  return (german ? texts.de : texts.en) || texts.en || "";
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Questions that hold all words of a text in title, purpose or name. */
export function narrow(questions: readonly Question[], words: string): Question[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return questions.filter((each) => {
    const text = plain(`${each.name} ${say(each.title)} ${say(each.purpose)}`);
    return wanted.every((word) => text.includes(word));
  });
}

export function makeChooser(
  questions: readonly Question[],
  root: string,
  choose: (question: Question) => void,
): Chooser {
  const select = element("select", { id: "question" });
  const filter = element("input", { id: "question-filter", type: "search", autocomplete: "off" });
  const told = element("p", { class: "note", id: "question-told" });
  const fill = (): void => {
    const found = narrow(questions, filter.value);
    const first = t(`Choose one of ${found.length} questions`, `Eine von ${found.length} Fragen wählen`);
    const options = found.map((each) => element("option", { value: each.name }, say(each.title) || each.name));
    select.replaceChildren(element("option", { value: "" }, first), ...options);
  };
  const mark = (name: string): void => {
    if (![...select.options].some((each) => each.value === name)) {
      filter.value = "";
      fill();
    }
    select.value = name;
    const found = questions.find((each) => each.name === name);
    const address = `${root}question/${name}${german ? ".de.html" : ".html"}`;
    const page = element("a", { href: address }, t("Answer of this version", "Antwort dieser Version"));
    told.replaceChildren(...(found ? [`${say(found.purpose)} `, page] : []));
  };
  filter.addEventListener("input", fill);
  select.addEventListener("change", () => {
    const found = questions.find((each) => each.name === select.value);
    mark(select.value);
    if (found) choose(found);
  });
  fill();
  const box = element(
    "div",
    { class: "chooser" },
    element("label", { for: "question-filter" }, t("Find a question", "Frage finden"), filter),
    element("label", { for: "question", class: "wide" }, t("Question", "Frage"), select),
  );
  return { element: element("div", {}, box, told), mark };
}
