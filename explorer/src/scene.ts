/** What is drawn and listed now, recomputed when a part of the state changes that it depends on. */

import { computed } from "@preact/signals";
import { compose } from "./compose.ts";
import { countOf } from "./filter.ts";
import { graph } from "./page.ts";
import { state } from "./state.ts";

export type { Heading, Scene, SceneEdge, SceneNode } from "./compose.ts";

/** The parts of the state that change the scene, as one text: selecting something recomputes nothing. */
const basis = computed(() => {
  const { theme, mode, selected, embed, ...rest } = state.value;
  return JSON.stringify(rest);
});

export const scene = computed(() => {
  basis.value;
  return compose(graph, state.peek());
});

export const counts = computed(() => countOf(graph, scene.value.offered.nodes, scene.value.offered.edges));
