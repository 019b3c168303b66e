/** A path as a line of steps; what lies between two as columns by distance. */

import { ABOVE, BELOW, type Place } from "./place.ts";

const STEP = 230;
const ROW = 48;

/** Steps from left to right, up and down by turns, so that neither names nor relations touch. */
export function lineUp(nodes: readonly number[]): Map<number, Place> {
  const middle = ((nodes.length - 1) * STEP) / 2;
  return new Map(
    nodes.map((node, step) => [
      node,
      { x: step * STEP - middle, y: step % 2 === 0 ? -50 : 50, side: step % 2 === 0 ? ABOVE : BELOW },
    ]),
  );
}

/** Columns by distance from the first node, which has distance 0; the last node has a column of its own at the right. */
export function columns(distance: ReadonlyMap<number, number>, last: number): Map<number, Place> {
  const between = [...distance].filter(([node, steps]) => node !== last && steps > 0);
  const end = Math.max(1, distance.get(last) ?? 1, ...between.map(([, steps]) => steps + 1));
  const layers: number[][] = Array.from({ length: end + 1 }, () => []);
  for (const [node, steps] of [...distance].sort((a, b) => a[0] - b[0]))
    layers[node === last ? end : steps]!.push(node);
  const places = new Map<number, Place>();
  layers.forEach((layer, step) => {
    // Nobody stands on the line between the two ends, which may be an edge itself.
    const shift = step > 0 && step < end && layer.length % 2 === 1 ? ROW : 0;
    layer.forEach((node, row) => {
      const side = step === 0 || node === last ? ABOVE : BELOW;
      places.set(node, { x: (step - end / 2) * STEP * 1.2, y: (row - (layer.length - 1) / 2) * ROW + shift, side });
    });
  });
  return places;
}
