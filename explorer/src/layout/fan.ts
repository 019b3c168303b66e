/**
 * The neighbourhood of a node as a reader reads it: what points to the node on the left, what it points to on the right,
 * grouped by relation under headings, further steps in further columns. Names never run into each other.
 */

import { edgesAt, type Graph, otherEnd } from "../model.ts";
import type { Passes } from "../traverse.ts";
import { ABOVE, type Arrangement, type Heading, LEFT, type Place, RIGHT } from "./place.ts";

const ROW = 24;
/** Long lists stand in two columns by turns, so that the lines of the far one pass between the names of the near one. */
const DENSE_ROW = 17;
const DENSE_FROM = 45;
const DENSE_COLUMN = 240;
const GROUP_GAP = 48;
const FIRST_COLUMN = 190;
const NEXT_COLUMN = 300;
const BULGE = 70;

export interface FanOptions {
  readonly depth: number;
  /** Members of one relation shown at most; the rest is a number. */
  readonly perGroup: number;
  /** Nodes shown at most. */
  readonly limit: number;
  /** The heading of a group: relation, whether it leads away from the node, members in all. */
  readonly heading: (relation: number, outward: boolean, size: number, shown: number) => string;
}

interface Branch {
  readonly node: number;
  readonly children: Branch[];
  rows: number;
}
interface Group {
  readonly relation: number;
  readonly outward: boolean;
  readonly members: Branch[];
  readonly size: number;
}

export function fan(
  graph: Graph,
  seed: number,
  passes: Passes,
  allowed: (node: number) => boolean,
  options: FanOptions,
): Arrangement {
  const taken = new Set([seed]);
  const left = new Map<number, number>();
  const groups = options.depth < 1 ? [] : groupsAt(graph, seed, passes, allowed, taken, options, left);
  let ring = groups.flatMap((group) => group.members);
  for (let step = 2; step <= options.depth; step++) {
    ring = ring.flatMap((branch) => grow(graph, branch, passes, allowed, taken, options, left));
  }
  for (const group of groups) for (const branch of group.members) countRows(branch);
  const places = new Map<number, Place>([[seed, { x: 0, y: 0, side: ABOVE }]]);
  const headings: Heading[] = [];
  const [leftSide, rightSide] = balance(groups);
  setSide(leftSide, -1, places, headings, options);
  setSide(rightSide, 1, places, headings, options);
  return { places, headings, left };
}

function byWeight(graph: Graph): (a: number, b: number) => number {
  const degree = (node: number): number => graph.offset[node + 1]! - graph.offset[node]!;
  return (a, b) => degree(b) - degree(a) || a - b;
}

function groupsAt(
  graph: Graph,
  node: number,
  passes: Passes,
  allowed: (node: number) => boolean,
  taken: Set<number>,
  options: FanOptions,
  left: Map<number, number>,
): Group[] {
  const members = new Map<string, { relation: number; outward: boolean; nodes: number[] }>();
  const seen = new Set(taken);
  for (const edge of edgesAt(graph, node)) {
    const other = otherEnd(graph, edge, node);
    if (seen.has(other) || !passes(edge) || !allowed(other)) continue;
    seen.add(other);
    const outward = graph.edges.source[edge] === node;
    const relation = graph.edges.relation[edge]!;
    const key = `${outward}/${relation}`;
    const group = members.get(key);
    if (group) group.nodes.push(other);
    else members.set(key, { relation, outward, nodes: [other] });
  }
  return [...members.values()]
    .sort((a, b) => b.nodes.length - a.nodes.length || a.relation - b.relation)
    .map(({ relation, outward, nodes }) => {
      const shown = nodes
        .sort(byWeight(graph))
        .slice(0, Math.min(options.perGroup, Math.max(0, options.limit - taken.size)));
      for (const each of shown) taken.add(each);
      if (shown.length < nodes.length) left.set(node, (left.get(node) ?? 0) + nodes.length - shown.length);
      return {
        relation,
        outward,
        size: nodes.length,
        members: shown.map((each) => ({ node: each, children: [], rows: 1 })),
      };
    })
    .filter((group) => group.members.length > 0);
}

function grow(
  graph: Graph,
  branch: Branch,
  passes: Passes,
  allowed: (node: number) => boolean,
  taken: Set<number>,
  options: FanOptions,
  left: Map<number, number>,
): Branch[] {
  const few = { ...options, perGroup: Math.min(options.perGroup, 12) };
  for (const group of groupsAt(graph, branch.node, passes, allowed, taken, few, left))
    branch.children.push(...group.members);
  return branch.children;
}

function countRows(branch: Branch): number {
  branch.rows = Math.max(
    1,
    branch.children.reduce((sum, child) => sum + countRows(child), 0),
  );
  return branch.rows;
}

const rowsOf = (group: Group): number => group.members.reduce((sum, branch) => sum + branch.rows, 0);

/** Inward groups left, outward ones right; a side far taller than the other gives groups away, a lone one its half. */
function balance(groups: Group[]): [Group[], Group[]] {
  const sides: [Group[], Group[]] = [groups.filter((group) => !group.outward), groups.filter((group) => group.outward)];
  const height = (side: Group[]): number => side.reduce((sum, group) => sum + heightOf(group) / ROW + 2, 0);
  for (let turn = 0; turn < groups.length + 1; turn++) {
    const tall = height(sides[0]) >= height(sides[1]) ? 0 : 1;
    const low = 1 - tall;
    const surplus = height(sides[tall]!) - height(sides[low]!);
    if (surplus < 12) break;
    const fitting = sides[tall]!.filter((group) => (heightOf(group) / ROW + 2) * 2 <= surplus + 8).at(0);
    if (fitting) {
      sides[tall] = sides[tall]!.filter((group) => group !== fitting);
      sides[low]!.push(fitting);
      continue;
    }
    const big = sides[tall]![0]!;
    const half = halfOf(big, surplus);
    if (half < 1) break;
    sides[tall] = [{ ...big, members: big.members.slice(half) }, ...sides[tall]!.slice(1)];
    sides[low]!.push({ ...big, members: big.members.slice(0, half) });
    break;
  }
  return sides;
}

/** How many members of a group together take half of that many rows; -1 if all of them don't. */
function halfOf(group: Group, rows: number): number {
  let sum = 0;
  for (const [at, branch] of group.members.entries()) {
    sum += branch.rows;
    if (sum * 2 >= rows) return at;
  }
  return -1;
}

const isDense = (group: Group): boolean =>
  group.members.length >= DENSE_FROM && group.members.every((branch) => branch.rows === 1);
const heightOf = (group: Group): number => (isDense(group) ? group.members.length * DENSE_ROW : rowsOf(group) * ROW);

function setSide(
  groups: Group[],
  direction: -1 | 1,
  places: Map<number, Place>,
  headings: Heading[],
  options: FanOptions,
): void {
  const height = groups.reduce((sum, group) => sum + heightOf(group) + GROUP_GAP, -GROUP_GAP);
  let y = -height / 2 + ROW / 2;
  const half = height / 2 + ROW;
  for (const group of groups) {
    const shown = group.members.length;
    const dense = isDense(group);
    const heading = options.heading(group.relation, group.outward, group.size, shown);
    headings.push({ text: heading, x: column(y, half, direction), y: y - ROW, anchor: direction });
    group.members.forEach((branch, at) => {
      const rows = dense ? 1 : branch.rows;
      const x = column(y + ((rows - 1) * ROW) / 2, half, direction);
      setBranch(branch, y, x + (dense && at % 2 === 1 ? direction * DENSE_COLUMN : 0), direction, places);
      y += dense ? DENSE_ROW : rows * ROW;
    });
    y += GROUP_GAP;
  }
}

function column(y: number, half: number, direction: number): number {
  const t = Math.min(1, Math.abs(y) / half);
  return Math.round(direction * (FIRST_COLUMN + BULGE * Math.sqrt(1 - t * t)));
}

function setBranch(branch: Branch, top: number, x: number, direction: -1 | 1, places: Map<number, Place>): void {
  places.set(branch.node, {
    x,
    y: Math.round(top + ((branch.rows - 1) * ROW) / 2),
    side: direction === 1 ? RIGHT : LEFT,
  });
  let y = top;
  const start = direction * (FIRST_COLUMN + BULGE);
  const depth = Math.max(1, Math.round((Math.abs(x) - Math.abs(start)) / NEXT_COLUMN) + 1);
  for (const child of branch.children) {
    setBranch(child, y, start + direction * NEXT_COLUMN * depth, direction, places);
    y += child.rows * ROW;
  }
}
