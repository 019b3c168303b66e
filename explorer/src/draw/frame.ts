/** One picture to draw: the scene, where the reader looks, what is marked. */

import type { Scene, SceneNode } from "../compose.ts";
import type { Graph, Language } from "../model.ts";
import type { Camera } from "./camera.ts";
import type { Palette } from "./palette.ts";

export interface Frame {
  readonly graph: Graph;
  readonly scene: Scene;
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  readonly language: Language;
  /** Node or edge number that is selected or pointed at; -1 if none. */
  readonly selectedNode: number;
  readonly selectedEdge: number;
  readonly hoverNode: number;
  readonly hoverEdge: number;
}

/** What a frame computes once and all painters read; screen coordinates. */
export interface Plot {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly r: Float64Array;
  /** Index in scene.nodes by node number. */
  readonly at: ReadonlyMap<number, number>;
  /** Nodes and edges (numbers) that are emphasised, or null if all are equal. */
  readonly near: { readonly nodes: ReadonlySet<number>; readonly edges: ReadonlySet<number> } | null;
  readonly isVisible: (index: number, margin: number) => boolean;
}

const indexes = new WeakMap<Scene, Map<number, number>>();

export function indexOfNodes(scene: Scene): Map<number, number> {
  let index = indexes.get(scene);
  if (index === undefined) {
    index = new Map(scene.nodes.map((each, at) => [each.node, at]));
    indexes.set(scene, index);
  }
  return index;
}

/** Marks shrink less than distances when one zooms out. */
export function screenRadius(node: SceneNode, k: number): number {
  return node.r * Math.min(1.5, Math.max(0.3, Math.sqrt(k)));
}

export function plotOf(frame: Frame): Plot {
  const { scene, camera, width, height } = frame;
  const count = scene.nodes.length;
  const [x, y, r] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  scene.nodes.forEach((node, at) => {
    x[at] = node.x * camera.k + camera.x;
    y[at] = node.y * camera.k + camera.y;
    r[at] = screenRadius(node, camera.k);
  });
  const isVisible = (index: number, margin: number): boolean =>
    x[index]! > -margin && x[index]! < width + margin && y[index]! > -margin && y[index]! < height + margin;
  return { x, y, r, at: indexOfNodes(scene), near: nearTo(frame), isVisible };
}

function nearTo(frame: Frame): Plot["near"] {
  const node = frame.selectedNode >= 0 ? frame.selectedNode : frame.hoverNode;
  const edge = frame.selectedNode >= 0 ? -1 : frame.selectedEdge >= 0 ? frame.selectedEdge : frame.hoverEdge;
  if (node < 0 && edge < 0) return null;
  // The picture is about the centre anyway: choosing it emphasises nothing.
  if (node >= 0 && frame.scene.headings.length > 0 && frame.scene.centre.has(node)) return null;
  const nodes = new Set<number>(node >= 0 ? [node] : []);
  const edges = new Set<number>();
  for (const each of frame.scene.edges) {
    if (each.edge === edge || (node >= 0 && (each.from === node || each.to === node))) {
      edges.add(each.edge);
      nodes.add(each.from).add(each.to);
    }
  }
  return { nodes, edges };
}
