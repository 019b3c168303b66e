/** The camera as a signal, and what buttons and keys do with it. */

import { signal } from "@preact/signals";
import type { Camera } from "./draw/camera.ts";

export const camera = signal<Camera>({ k: 1, x: 0, y: 0 });

/** What the stage offers to buttons and keys; the stage sets it when it is there. */
export interface Moves {
  zoom: (factor: number) => void;
  fit: () => void;
  pan: (dx: number, dy: number) => void;
}
export const moves: Moves = { zoom: () => {}, fit: () => {}, pan: () => {} };
