/** A term as readers see it: links to this site's pages, links elsewhere, texts with their language. */
import { outsideOf, pageOf } from "./addresses.ts";
import { element } from "./elements.ts";
import { plainText, type Term } from "./terms.ts";
import { german } from "./words.ts";

export interface Context {
  readonly root: string;
  readonly base: string;
  readonly contract: (iri: string) => string;
}

/** What a term is called here: IRIs short, texts as they are. */
export function shownText(term: Term | undefined, context: Context): string {
  return term?.type === "uri" ? context.contract(term.value).replace(/^<(.*)>$/, "$1") : plainText(term);
}

/** The address that an IRI leads to from this page; null where it leads nowhere. */
export function addressOf(iri: string, context: Context): string | null {
  const page = pageOf(iri, context.base, german ? "de" : "en");
  return page === null ? outsideOf(iri) : context.root + page;
}

/** The content of a table's cell. */
export function cellContent(term: Term | undefined, context: Context): (Node | string)[] {
  if (!term) return [];
  const text = shownText(term, context);
  if (term.type === "uri") {
    const address = addressOf(term.value, context);
    if (address === null) return [text];
    const attributes = { href: address, title: term.value };
    const outside = pageOf(term.value, context.base, "en") === null;
    return [element("a", outside ? { ...attributes, rel: "noopener" } : attributes, text)];
  }
  if (term.type !== "literal") return [text];
  const language = term["xml:lang"];
  if (language) return [element("span", { lang: language }, text), " ", element("small", { class: "tag" }, language)];
  const datatype = term.datatype ? context.contract(term.datatype) : "";
  return [datatype ? element("span", { title: datatype }, text) : text];
}
