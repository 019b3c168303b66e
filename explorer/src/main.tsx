/** Start: state from the page and the address, then the page; afterwards the address follows the state. */

import "./style.css";
import "./panels.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./App.tsx";
import { applyPalette } from "./draw/palette.ts";
import { decode, encode } from "./hash.ts";
import { onPageKey } from "./keys.ts";
import { say } from "./model.ts";
import { graph } from "./page.ts";
import { DEFAULTS, restart, state, type ViewState } from "./state.ts";
import { isDark, palette } from "./theme.ts";

function initialState(): ViewState {
  const first = graph.views[0];
  const start = graph.start as Partial<ViewState>;
  return {
    ...DEFAULTS,
    language: navigator.language.startsWith("de") ? "de" : "en",
    stage: first ? { type: "view", id: first.id } : { type: "all" },
    ...start,
  };
}

/** The page's own start is not repeated in the address, but its language is, so that a link reads the same for all. */
function followAddress(base: ViewState): void {
  const written = { ...base, language: "en" as const };
  addEventListener("hashchange", () => {
    if (location.hash !== encode(state.peek(), written)) restart(decode(location.hash, base));
  });
  effect(() => {
    try {
      history.replaceState(null, "", encode(state.value, written));
    } catch {
      // A frame without an address of its own (srcdoc) can't keep one; "Copy link" works all the same.
    }
  });
}

const base = initialState();
restart(decode(location.hash, base));
effect(() => applyPalette(palette.value, document.documentElement));
effect(() => {
  document.documentElement.dataset.theme = isDark.value ? "dark" : "light";
  document.documentElement.lang = state.value.language;
  document.title = say(graph.title, state.value.language);
});
addEventListener("keydown", (event) => {
  if (onPageKey(event)) event.preventDefault();
});
render(<App />, document.getElementById("app")!);
followAddress(base);
// The picture says itself when it is drawn; the twins are there with the first frame.
if (state.peek().mode !== "graph")
  requestAnimationFrame(() => {
    document.body.dataset.ready = "true";
  });
