/** Tells screen readers what changed: how much is shown, what is selected. */

import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { labelOf, say } from "../model.ts";
import { graph } from "../page.ts";
import { scene } from "../scene.ts";
import { selectionOf } from "../select.ts";
import { state } from "../state.ts";
import { counted, phrase } from "../words.ts";

const WAIT = 500; // milliseconds without a change, so that a slider on the move is not read out

const said = signal("");
/** The same text again is no change of the page: a no-break space makes it one. */
export function announce(text: string): void {
  said.value = said.peek() === text ? `${text}\u00a0` : text;
}

export function Announcer() {
  useEffect(() => {
    let timer = 0;
    let told = { title: "", counts: "", selected: "" };
    const end = effect(() => {
      const now = { title: titleText(), counts: countsText(), selected: selectedText() };
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        const news = (["title", "counts", "selected"] as const).map((part) =>
          now[part] === told[part] ? "" : now[part],
        );
        told = now;
        const text = news.filter(Boolean).join(" ");
        if (text !== "") announce(text);
      }, WAIT);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, []);
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said.value}
    </p>
  );
}

const titleText = (): string => `${say(scene.value.title, state.value.language)}.`;

function countsText(): string {
  const { language } = state.value;
  const { nodes, edges, note } = scene.value;
  const drawn = edges.reduce((sum, each) => sum + each.count, 0);
  const counts = phrase("shown", { nodes: counted("entity", nodes.length), edges: counted("relation", drawn) });
  return note ? `${counts} ${say(note, language)}` : counts;
}

function selectedText(): string {
  const { language } = state.value;
  const { node, edge } = selectionOf(graph, state.value.selected);
  if (node < 0 && edge < 0) return "";
  const { source, target, relation } = graph.edges;
  const name =
    node >= 0
      ? labelOf(graph, node, language)
      : [
          labelOf(graph, source[edge]!, language),
          say(graph.relations[relation[edge]!]!.label, language),
          labelOf(graph, target[edge]!, language),
        ].join(" ");
  return phrase("selected", { name });
}
