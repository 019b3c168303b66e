/** Walks over the graph: neighbourhoods, shortest paths, what connects two. All ties are broken by number. */

import { edgesAt, type Graph, otherEnd } from "./model.ts";

export type Passes = (edge: number) => boolean;

/** Distance of each node within `depth` steps of the seeds, in the order in which a breadth-first walk meets them. */
export function neighbourhood(
  graph: Graph,
  seeds: readonly number[],
  depth: number,
  passes: Passes,
): Map<number, number> {
  const found = new Map(seeds.map((seed) => [seed, 0]));
  for (const [node, distance] of found) {
    if (distance >= depth) continue;
    for (const edge of edgesAt(graph, node)) {
      const next = otherEnd(graph, edge, node);
      if (!found.has(next) && passes(edge)) found.set(next, distance + 1);
    }
  }
  return found;
}

/** Steps from `from` to every node it reaches, -1 elsewhere. */
function distances(graph: Graph, from: number, passes: Passes, limit: number): Int32Array {
  const distance = new Int32Array(graph.size).fill(-1);
  distance[from] = 0;
  const queue = [from];
  for (const node of queue) {
    if (distance[node]! >= limit) break;
    for (const edge of edgesAt(graph, node)) {
      const next = otherEnd(graph, edge, node);
      if (distance[next] === -1 && passes(edge)) {
        distance[next] = distance[node]! + 1;
        queue.push(next);
      }
    }
  }
  return distance;
}

/** The edges of one shortest path in order, or null if there is none. */
export function shortestPath(graph: Graph, from: number, to: number, passes: Passes): number[] | null {
  const distance = distances(graph, to, passes, graph.size);
  if (distance[from] === -1) return null;
  const steps: number[] = [];
  for (let node = from; node !== to; ) {
    const step = edgesAt(graph, node).find(
      (edge) => passes(edge) && distance[otherEnd(graph, edge, node)] === distance[node]! - 1,
    )!;
    steps.push(step);
    node = otherEnd(graph, step, node);
  }
  return steps;
}

/**
 * Who connects two: every node on a path of at most three steps, with its distance from `from`; if there is none, the
 * nodes on all shortest paths. Null if nothing connects them.
 */
export function connectors(graph: Graph, from: number, to: number, passes: Passes): Map<number, number> | null {
  const ahead = distances(graph, from, passes, graph.size);
  if (ahead[to] === -1) return null;
  const longest = Math.max(2, Math.min(ahead[to]!, graph.size));
  const back = distances(graph, to, passes, longest);
  const found = new Map<number, number>();
  for (let node = 0; node < graph.size; node++) {
    if (ahead[node] !== -1 && back[node] !== -1 && ahead[node]! + back[node]! <= longest) found.set(node, ahead[node]!);
  }
  return found;
}
