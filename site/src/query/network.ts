/** Triples between things as nodes and lines, with places that are the same each time. */
import type { Term, Triple } from "./terms.ts";

export const MAX_NODES = 60;
const RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const ROUNDS = 250;

export interface Node {
  readonly term: Term;
  readonly name: string;
  x: number;
  y: number;
}
export interface Line {
  readonly from: number;
  readonly to: number;
  readonly property: string;
}
export interface Network {
  readonly nodes: readonly Node[];
  readonly lines: readonly Line[];
  /** How many things there are, drawn or not. */
  readonly total: number;
}

function keyOf(term: Term): string {
  return `${term.type} ${term.type === "triple" ? JSON.stringify(term.value) : term.value}`;
}

function labelsOf(triples: readonly Triple[], language: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [subject, property, value] of triples) {
    if (property.type !== "uri" || property.value !== RDFS_LABEL || value.type !== "literal") continue;
    if (!found.has(keyOf(subject)) || value["xml:lang"] === language) found.set(keyOf(subject), value.value);
  }
  return found;
}

/** The network of triples whose value is a thing, no text; of the best connected things where there are many. */
export function makeNetwork(triples: readonly Triple[], short: (term: Term) => string, language: string): Network {
  const links = triples.filter(([, , value]) => value.type !== "literal");
  const degree = new Map<string, number>();
  const terms = new Map<string, Term>();
  for (const [subject, , value] of links) {
    for (const term of [subject, value]) {
      terms.set(keyOf(term), term);
      degree.set(keyOf(term), (degree.get(keyOf(term)) ?? 0) + 1);
    }
  }
  const labels = labelsOf(triples, language);
  const kept = [...terms]
    .sort((a, b) => degree.get(b[0])! - degree.get(a[0])! || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_NODES);
  const place = new Map(kept.map(([key], at) => [key, at]));
  const nodes = kept.map(([key, term], at) => ({ term, name: labels.get(key) ?? short(term), ...onSpiral(at) }));
  const lines = links.flatMap(([subject, property, value]) => {
    const [from, to] = [place.get(keyOf(subject)), place.get(keyOf(value))];
    return from === undefined || to === undefined ? [] : [{ from, to, property: short(property) }];
  });
  settle(nodes, lines);
  return { nodes, lines, total: terms.size };
}

function onSpiral(at: number): { x: number; y: number } {
  const turn = at * 2.399963; // the golden angle: no two nodes begin at one place
  return { x: 20 * Math.sqrt(at + 0.5) * Math.cos(turn), y: 20 * Math.sqrt(at + 0.5) * Math.sin(turn) };
}

/** Spring layout (Fruchterman and Reingold 1991): lines pull, nodes push, ever less. */
function settle(nodes: Node[], lines: readonly Line[]): void {
  const ideal = 90;
  for (let round = 0; round < ROUNDS; round += 1) {
    const moves = nodes.map((node) => ({ x: -node.x * 0.08, y: -node.y * 0.08 }));
    const push = (a: number, b: number, strength: (distance: number) => number): void => {
      const [dx, dy] = [nodes[a]!.x - nodes[b]!.x, nodes[a]!.y - nodes[b]!.y];
      const distance = Math.max(1, Math.hypot(dx, dy));
      const force = strength(distance) / distance;
      moves[a]!.x += dx * force;
      moves[a]!.y += dy * force;
      moves[b]!.x -= dx * force;
      moves[b]!.y -= dy * force;
    };
    for (let a = 0; a < nodes.length; a += 1) {
      for (let b = a + 1; b < nodes.length; b += 1) push(a, b, (distance) => (ideal * ideal) / distance);
    }
    for (const { from, to } of lines) if (from !== to) push(from, to, (distance) => -(distance * distance) / ideal);
    const most = 40 * (1 - round / ROUNDS);
    for (const [at, node] of nodes.entries()) {
      const length = Math.max(1, Math.hypot(moves[at]!.x, moves[at]!.y));
      node.x += (moves[at]!.x / length) * Math.min(length, most);
      node.y += (moves[at]!.y / length) * Math.min(length, most);
    }
  }
}
