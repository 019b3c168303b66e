/** The picture by keyboard. */

import { moves } from "./camera.ts";
import type { Scene } from "./compose.ts";
import { edgesAt } from "./model.ts";
import { graph } from "./page.ts";
import { scene } from "./scene.ts";
import { edgeKey, selectionOf } from "./select.ts";
import { change, redo, state, toggled, undo } from "./state.ts";

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Handles a key on the picture; true if it meant something there. */
export function onPictureKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = DIRECTIONS[event.key];
  if (direction) {
    if (event.shiftKey) moves.pan(-direction[0] * 80, -direction[1] * 80);
    else step(direction);
    return true;
  }
  const act = ACTIONS[event.key];
  act?.();
  return act !== undefined;
}

/** Keys that work everywhere but in text fields. */
export function onPageKey(event: KeyboardEvent): boolean {
  const inText = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  if ((event.ctrlKey || event.metaKey) && !inText && event.key.toLowerCase() === "z") {
    (event.shiftKey ? redo : undo)();
    return true;
  }
  if (event.key === "/" && !inText) {
    document.querySelector<HTMLInputElement>("[data-search]")?.focus();
    return true;
  }
  return false;
}

const ACTIONS: Readonly<Record<string, () => void>> = {
  "+": () => moves.zoom(1.4),
  "=": () => moves.zoom(1.4),
  "-": () => moves.zoom(1 / 1.4),
  "0": () => moves.fit(),
  Escape: () => change({ selected: "" }),
  Enter: () => withNode((id) => change({ stage: { type: "focus", nodes: [id], depth: 1 }, pinned: {}, opened: [] })),
  o: () => withNode((id) => change({ opened: toggled(state.value.opened, id) })),
  h: () => withNode((id) => change({ hidden: toggled(state.value.hidden, id), selected: "" })),
  p: () => withNode(togglePin),
  e: nextEdge,
};

function withNode(act: (id: string) => void): void {
  const { node } = selectionOf(graph, state.value.selected);
  if (node >= 0) act(graph.nodes.id[node]!);
}

export function togglePin(id: string): void {
  const { pinned } = state.value;
  const place = scene.value.nodes.find((each) => each.node === graph.byId.get(id));
  if (id in pinned) change({ pinned: Object.fromEntries(Object.entries(pinned).filter(([key]) => key !== id)) });
  else if (place) change({ pinned: { ...pinned, [id]: [Math.round(place.x), Math.round(place.y)] } });
}

/** The next edge of the selected node, then of the edge's start, round and round. */
function nextEdge(): void {
  const { node, edge } = selectionOf(graph, state.value.selected);
  const at = node >= 0 ? node : edge >= 0 ? graph.edges.source[edge]! : -1;
  if (at < 0) return;
  const shown = new Set(scene.value.edges.map((each) => each.edge));
  const own = [...edgesAt(graph, at)].filter((each) => shown.has(each));
  const next = own[(own.indexOf(edge) + 1) % own.length];
  if (next !== undefined) change({ selected: edgeKey(graph, next) });
}

/** Selects the nearest node in a direction; without a selection the largest one. */
function step([dx, dy]: readonly [number, number]): void {
  const { node } = selectionOf(graph, state.value.selected);
  const found = nearest(scene.value, node, dx, dy);
  if (found >= 0) change({ selected: graph.nodes.id[found]! });
}

function nearest(shown: Scene, from: number, dx: number, dy: number): number {
  const start = shown.nodes.find((each) => each.node === from);
  if (!start)
    return shown.nodes.reduce((best, each) => (each.r > best.r ? each : best), shown.nodes[0] ?? { node: -1, r: 0 })
      .node;
  let best = Infinity;
  let found = from;
  for (const each of shown.nodes) {
    const ahead = (each.x - start.x) * dx + (each.y - start.y) * dy;
    const aside = Math.abs((each.x - start.x) * dy) + Math.abs((each.y - start.y) * dx);
    if (each.node !== from && ahead > 0 && ahead + 2 * aside < best) {
      best = ahead + 2 * aside;
      found = each.node;
    }
  }
  return found;
}
