/** "Path from here": one end is chosen, the next entry that the reader selects becomes the other. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { labelOf } from "../model.ts";
import { graph } from "../page.ts";
import { state } from "../state.ts";
import { phrase, word } from "../words.ts";
import { showWay } from "./Connect.tsx";
import { EntityPicker } from "./EntityPicker.tsx";

interface Request {
  readonly id: string;
  readonly end: "from" | "to";
}
const request = signal<Request | null>(null);

export function askForPath(id: string, end: Request["end"]): void {
  request.value = { id, end };
}

function complete(other: string): void {
  const asked = request.peek();
  if (asked === null || other === asked.id) return;
  request.value = null;
  showWay("path", asked.end === "from" ? { from: asked.id, to: other } : { from: other, to: asked.id });
}

export function PathRequest() {
  const asked = request.value;
  const { selected, language } = state.value;
  useEffect(() => {
    if (graph.byId.has(selected)) complete(selected);
  }, [selected, asked]);
  if (asked === null) return null;
  const name = labelOf(graph, graph.byId.get(asked.id) ?? 0, language);
  return (
    <section class="path-request">
      <p role="status">{phrase(asked.end === "from" ? "pathFromSet" : "pathToSet", { name })}</p>
      <EntityPicker
        label={word(asked.end === "from" ? "connectTo" : "connectFrom")}
        hint={word("searchHint")}
        onPick={(node) => complete(graph.nodes.id[node]!)}
      />
      <button type="button" class="text-button" onClick={() => (request.value = null)}>
        {word("cancel")}
      </button>
    </section>
  );
}
