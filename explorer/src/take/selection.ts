/** What tables and files list: every node and edge that is shown, also those that share one drawn line. */

import type { Scene } from "../compose.ts";
import { edgesAt, type Graph, otherEnd } from "../model.ts";

/** Node and edge numbers, ascending and free of repeats. */
export interface Selection {
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
}

/** Nodes and edges of a scene; a line that stands for many is taken apart. `passes`: the edges that filters let through. */
export function selectionFrom(graph: Graph, scene: Scene, passes: (edge: number) => boolean): Selection {
  const edges = new Set<number>();
  for (const each of scene.edges) {
    if (each.count === 1) edges.add(each.edge);
    else for (const edge of bundled(graph, scene, each, passes)) edges.add(edge);
  }
  const ascending = (a: number, b: number): number => a - b;
  return { nodes: scene.nodes.map((each) => each.node).sort(ascending), edges: [...edges].sort(ascending) };
}

/** The edges behind one line: all between its ends, or those of the stage where it leaves some out. */
function bundled(
  graph: Graph,
  scene: Scene,
  line: Scene["edges"][number],
  passes: (edge: number) => boolean,
): number[] {
  const between = [...edgesAt(graph, line.from)].filter(
    (edge) => otherEnd(graph, edge, line.from) === line.to && passes(edge),
  );
  if (between.length === line.count) return between;
  const offered = new Set(scene.offered.edges);
  return between.filter((edge) => offered.has(edge));
}
