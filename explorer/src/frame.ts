/** The frame of this moment, for the screen and for files. */

import { signal } from "@preact/signals";
import { camera } from "./camera.ts";
import type { Frame } from "./draw/frame.ts";
import { graph } from "./page.ts";
import { scene } from "./scene.ts";
import { selectionOf } from "./select.ts";
import { state } from "./state.ts";
import { palette } from "./theme.ts";

/** What the pointer is on. */
export const hover = signal<{ readonly node: number; readonly edge: number }>({ node: -1, edge: -1 });
/** Size of the stage in CSS pixels. */
export const size = signal<{ readonly width: number; readonly height: number }>({ width: 0, height: 0 });

export function frameNow(): Frame {
  const selected = selectionOf(graph, state.value.selected);
  return {
    graph,
    scene: scene.value,
    camera: camera.value,
    ...size.value,
    palette: palette.value,
    language: state.value.language,
    selectedNode: selected.node,
    selectedEdge: selected.edge,
    hoverNode: hover.value.node,
    hoverEdge: hover.value.edge,
  };
}
