/** "Connect A with B": the shortest path, or all that lies between two. */

import { signal } from "@preact/signals";
import { labelOf } from "../model.ts";
import { graph } from "../page.ts";
import { change, type Stage, state } from "../state.ts";
import { word } from "../words.ts";
import { EntityPicker } from "./EntityPicker.tsx";
import { Section } from "./FilterList.tsx";

interface Ends {
  readonly from: string;
  readonly to: string;
}
type Way = "path" | "between";

/** What the reader has chosen while the stage is still another. */
const chosen = signal<Ends>({ from: "", to: "" });

function endsOf(stage: Stage): Ends {
  return stage.type === "path" || stage.type === "between" ? stage : chosen.value;
}

export function showWay(way: Way, { from, to }: Ends): void {
  change({ stage: { type: way, from, to }, selected: "", pinned: {}, opened: [] });
}

function choose(part: Partial<Ends>, way: Way): void {
  const { from, to } = { ...endsOf(state.value.stage), ...part };
  chosen.value = { from, to };
  if (from !== "" && to !== "" && from !== to) showWay(way, { from, to });
}

export function Connect() {
  const { stage } = state.value;
  const isPair = stage.type === "path" || stage.type === "between";
  const way: Way = stage.type === "between" ? "between" : "path";
  const ends = endsOf(stage);
  return (
    <Section title={word("connect")}>
      <EntityPicker
        label={word("connectFrom")}
        hint={word("searchHint")}
        chosen={nameOfId(ends.from)}
        onPick={(node) => choose({ from: graph.nodes.id[node]! }, way)}
      />
      <EntityPicker
        label={word("connectTo")}
        hint={word("searchHint")}
        chosen={nameOfId(ends.to)}
        onPick={(node) => choose({ to: graph.nodes.id[node]! }, way)}
      />
      {isPair && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a row of words
        <div class="words" role="group" aria-label={word("connect")}>
          <button type="button" aria-pressed={way === "path"} onClick={() => showWay("path", ends)}>
            {word("shortestPath")}
          </button>
          <button type="button" aria-pressed={way === "between"} onClick={() => showWay("between", ends)}>
            {word("allBetween")}
          </button>
          <button type="button" onClick={() => showWay(way, { from: ends.to, to: ends.from })}>
            {word("swap")}
          </button>
        </div>
      )}
    </Section>
  );
}

function nameOfId(id: string): string {
  const node = graph.byId.get(id);
  return node === undefined ? id : labelOf(graph, node, state.value.language);
}
