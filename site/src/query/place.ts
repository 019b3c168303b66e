/** Where a query runs, in this browser or on the server that handed out the page: a choice where there is a server. */
import { element } from "./elements.ts";
import type { Where } from "./share.ts";
import { t } from "./words.ts";

export interface Place {
  readonly element: HTMLElement;
  where(): Where;
  set(where: Where): void;
}

function option(where: Where, text: string): [HTMLInputElement, HTMLLabelElement] {
  const input = element("input", { type: "radio", name: "sparql-place", value: where });
  return [input, element("label", {}, input, text)];
}

/** The choice, on the server at first; `changed` is told of each choice, also of the first. */
export function makePlace(changed: (where: Where) => void): Place {
  const [browser, inBrowser] = option("browser", t("in this browser", "in diesem Browser"));
  const [server, onServer] = option("server", t("on this server", "auf diesem Server"));
  const name = element("span", { id: "sparql-place-name" }, t("Run:", "Ausführen:"));
  const attributes = { id: "sparql-place", class: "places", role: "radiogroup", "aria-labelledby": name.id };
  const where = (): Where => (browser.checked ? "browser" : "server");
  const set = (wanted: Where): void => {
    (wanted === "browser" ? browser : server).checked = true;
    changed(wanted);
  };
  for (const each of [browser, server]) each.addEventListener("change", () => changed(where()));
  set("server");
  return { element: element("div", attributes, name, inBrowser, onServer), where, set };
}

/** The page's own words say that a query stays in the browser: they hold where it does. */
export function tellWhere(where: Where): void {
  const told = document.querySelector<HTMLElement>("#sparql-where")!;
  told.dataset.browser ??= told.textContent;
  const server = t(
    "The query goes to this server, which computes the answer.",
    "Die Anfrage geht an diesen Server; er berechnet die Antwort.",
  );
  told.textContent = where === "server" ? server : told.dataset.browser;
  document.querySelector<HTMLElement>("#sparql-engine")!.hidden = where === "server";
}
