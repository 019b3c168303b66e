/** Where the reader looks: screen = world * k + (x, y). */

import type { Scene } from "../compose.ts";
import { LEFT, RIGHT } from "../layout/place.ts";

export interface Camera {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const MIN_SCALE = 0.02;
export const MAX_SCALE = 6;

const MARGIN = 16; // pixels around the picture
const MAX_FIT = 1.25;
/** In a narrow frame a picture that would get smaller than this is not shown whole, but around its largest mark. */
const READABLE = 0.5;
const NARROW = 700;

/** The box of places and headings; labels come on top of it. */
export function boundsOf(scene: Scene): Box {
  const points = [...scene.nodes, ...scene.headings];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left > right ? { left: 0, top: 0, right: 0, bottom: 0 } : { left, top, right, bottom };
}

/**
 * The camera that shows a whole scene with its labels in a frame of that size.
 *
 * Labels keep their size in pixels, places shrink with the scale: hence the scale is found in a few rounds.
 */
export function fitTo(scene: Scene, width: number, height: number, labelWidth: (node: number) => number): Camera {
  const box = boundsOf(scene);
  const [spanX, spanY] = [box.right - box.left, box.bottom - box.top];
  let k = MAX_FIT;
  let room = { left: 0, right: 0 };
  for (let round = 0; round < 4; round++) {
    room = overhang(scene, box, k, labelWidth, width * 0.4);
    const across = Math.max(40, width - room.left - room.right - 2 * MARGIN) / Math.max(1, spanX);
    const down = Math.max(40, height - 2 * (MARGIN + 26)) / Math.max(1, spanY);
    k = Math.min(MAX_FIT, Math.max(MIN_SCALE, Math.min(across, down)));
  }
  if (width < NARROW && k < READABLE && scene.nodes.length > 0) {
    const lead = scene.nodes.reduce((best, each) => (each.r > best.r ? each : best));
    return { k: READABLE, x: width / 2 - READABLE * lead.x, y: height / 2 - READABLE * lead.y };
  }
  const x = (width + room.left - room.right) / 2 - (k * (box.left + box.right)) / 2;
  return { k, x, y: height / 2 - (k * (box.top + box.bottom)) / 2 };
}

/** How far labels stand out over the box at the left and right, in pixels, at most `most`. */
function overhang(
  scene: Scene,
  box: Box,
  k: number,
  labelWidth: (node: number) => number,
  most: number,
): { left: number; right: number } {
  let [left, right] = [14, 14];
  if (scene.nodes.length > 600) return { left: 40, right: 40 };
  for (const { node, x, side } of scene.nodes) {
    const wide = labelWidth(node);
    const [before, after] = side === LEFT ? [wide + 14, 14] : side === RIGHT ? [14, wide + 14] : [wide / 2, wide / 2];
    left = Math.max(left, before - (x - box.left) * k);
    right = Math.max(right, after - (box.right - x) * k);
  }
  return { left: Math.min(left, most), right: Math.min(right, most) };
}
