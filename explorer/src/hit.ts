/** What lies under a point of the screen. */

import { type Quadtree, quadtree } from "d3-quadtree";
import type { Scene, SceneNode } from "./compose.ts";
import { visibleEdges } from "./draw/edges.ts";
import { type Frame, plotOf, screenRadius } from "./draw/frame.ts";
import { distanceTo } from "./draw/geometry.ts";

const trees = new WeakMap<Scene, Quadtree<SceneNode>>();
const EDGE_REACH = 6;
const EDGES_AT_MOST = 4000;

/** The node under a point, or -1; `reach` widens marks for fingers. */
export function nodeAt(frame: Frame, x: number, y: number, reach: number): number {
  const { scene, camera } = frame;
  let tree = trees.get(scene);
  if (tree === undefined) {
    tree = quadtree<SceneNode>()
      .x((each) => each.x)
      .y((each) => each.y)
      .addAll([...scene.nodes]);
    trees.set(scene, tree);
  }
  const [wx, wy] = [(x - camera.x) / camera.k, (y - camera.y) / camera.k];
  const found = tree.find(wx, wy, (24 + reach) / camera.k);
  if (found === undefined) return -1;
  const distance = Math.hypot(found.x - wx, found.y - wy) * camera.k;
  return distance <= screenRadius(found, camera.k) + reach ? found.node : -1;
}

/** The edge under a point, or -1. */
export function edgeAt(frame: Frame, x: number, y: number): number {
  const drawn = visibleEdges(frame, plotOf(frame));
  if (drawn.length > EDGES_AT_MOST) return -1;
  let best = EDGE_REACH;
  let found = -1;
  for (const each of drawn) {
    const distance =
      each.curve === null
        ? Math.abs(Math.hypot(x - each.x, y - each.y + each.loop) - each.loop)
        : distanceTo(each.curve, x, y);
    if (distance < best) {
      best = distance;
      found = each.edge.edge;
    }
  }
  return found;
}
