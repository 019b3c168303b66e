/** Puts a node in the centre and selects it. */

import { graph } from "../page.ts";
import { change } from "../state.ts";

export function focusOn(node: number): void {
  const id = graph.nodes.id[node]!;
  change({ stage: { type: "focus", nodes: [id], depth: 1 }, selected: id, pinned: {}, opened: [] });
}
