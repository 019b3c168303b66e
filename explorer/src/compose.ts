/** From graph and state to what is drawn and listed: a pure function. */

import { type Filter, filterOf } from "./filter.ts";
import { type Block, ringAround, setBlocks } from "./layout/blocks.ts";
import { fan } from "./layout/fan.ts";
import { columns, lineUp } from "./layout/layers.ts";
import { BELOW, type Heading, type Place } from "./layout/place.ts";
import { edgesAt, type Graph, labelOf, lookOf, otherEnd, say, type Text } from "./model.ts";
import type { ViewState } from "./state.ts";
import { connectors, neighbourhood, shortestPath } from "./traverse.ts";

export type { Heading } from "./layout/place.ts";

/** A node with its place and radius; `side` of the label as in View.side; `folded`: neighbours that are not shown. */
export interface SceneNode {
  readonly node: number;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly side: number;
  readonly folded: number;
}
/** An edge; `lane` bends parallel ones apart (0 straight), `count` tells how many one line stands for; `faint` recedes. */
export interface SceneEdge {
  readonly edge: number;
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly count: number;
  readonly faint: boolean;
}
export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly headings: readonly Heading[];
  /** What the stage is about: the focus, or the two ends. */
  readonly centre: ReadonlySet<number>;
  /** The edges of a path in order. */
  readonly steps: readonly number[];
  readonly title: Text;
  readonly text: Text;
  readonly note: Text | null;
  /** All nodes and edges of the stage before filters, for the counts beside the filters. */
  readonly offered: { readonly nodes: readonly number[]; readonly edges: readonly number[] };
}

interface Draft {
  places: Map<number, Place>;
  headings: Heading[];
  edges: number[];
  folded: Map<number, number>;
  steps: number[];
  /** Nodes that filters never take away. */
  kept: Set<number>;
  note: Text | null;
  offered: { nodes: number[]; edges: number[] };
  title: Text;
  text: Text;
}

const OPENED_AT_MOST = 80;
const LANES_AT_MOST = 7;
const ROW_RADIUS = 10; // in rows of a directory marks keep to their row
const SMALL = 400; // nodes up to which a picture's own relations count for size
const FAN_LIMIT = 420;
const PER_GROUP = 60;
const NO_PATH: Text = [
  "Nothing connects the two with these filters.",
  "Mit diesen Filtern verbindet die beiden nichts.",
];
const UNKNOWN: Text = ["This entry is not in the graph.", "Dieser Eintrag ist nicht im Graphen."];

export function compose(graph: Graph, state: ViewState): Scene {
  const filter = filterOf(graph, state);
  const draft = stageOf(graph, state, filter);
  const open = new Set(state.opened.map((id) => graph.byId.get(id)).filter((node) => node !== undefined));
  openStars(graph, draft, filter, open);
  dropFiltered(graph, draft, filter, state);
  if (state.grouping !== "none") regroup(graph, draft, state);
  for (const [id, [x, y]] of Object.entries(state.pinned)) {
    const node = graph.byId.get(id);
    const place = node === undefined ? undefined : draft.places.get(node);
    if (node !== undefined && place) draft.places.set(node, { ...place, x, y });
  }
  return {
    nodes: sized(graph, draft, state),
    edges: inLanes(graph, draft, state.grouping !== "none"),
    headings: draft.headings,
    centre: draft.kept,
    steps: draft.steps,
    title: draft.title,
    text: draft.text,
    note: draft.note,
    offered: draft.offered,
  };
}

function emptyDraft(title: Text, text: Text): Draft {
  return {
    places: new Map(),
    headings: [],
    edges: [],
    folded: new Map(),
    steps: [],
    kept: new Set(),
    note: null,
    offered: { nodes: [], edges: [] },
    title,
    text,
  };
}

function stageOf(graph: Graph, state: ViewState, filter: Filter): Draft {
  const { stage } = state;
  if (stage.type === "view") {
    const view = graph.views.find((each) => each.id === stage.id) ?? graph.views[0];
    if (view) return viewStage(view);
  }
  if (stage.type === "focus") return focusStage(graph, stage, state, filter);
  if (stage.type === "path" || stage.type === "between") return pairStage(graph, stage, filter);
  return overviewStage(graph);
}

function viewStage(view: Graph["views"][number]): Draft {
  const draft = emptyDraft(view.title, view.text);
  view.nodes.forEach((node, at) => {
    draft.places.set(node, { x: view.x[at]!, y: view.y[at]!, side: view.side[at]! });
  });
  draft.edges = [...view.edges];
  draft.offered = { nodes: [...view.nodes], edges: draft.edges };
  return draft;
}

function overviewStage(graph: Graph): Draft {
  const draft = emptyDraft(
    ["Everything", "Alles"],
    [
      "All entities and relations. Names appear as you zoom in.",
      "Alle Einträge und Beziehungen. Namen erscheinen beim Hineinzoomen.",
    ],
  );
  const { x, y, parent } = graph.nodes;
  const isShown = (node: number): boolean => (parent[node] ?? -1) < 0;
  for (let node = 0; node < graph.size; node++) {
    if (isShown(node)) draft.places.set(node, { x: x[node]!, y: y[node]!, side: BELOW });
    else draft.folded.set(parent[node]!, (draft.folded.get(parent[node]!) ?? 0) + 1);
  }
  const { source, target } = graph.edges;
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (isShown(source[edge]!) && isShown(target[edge]!)) draft.edges.push(edge);
  }
  draft.offered = { nodes: [...draft.places.keys()], edges: draft.edges };
  return draft;
}

function focusStage(
  graph: Graph,
  stage: { nodes: readonly string[]; depth: number },
  state: ViewState,
  filter: Filter,
): Draft {
  const seeds = stage.nodes.map((id) => graph.byId.get(id)).filter((node) => node !== undefined);
  const names: Text = [
    seeds.map((node) => labelOf(graph, node, "en")).join(", "),
    seeds.map((node) => labelOf(graph, node, "de")).join(", "),
  ];
  const draft = emptyDraft(names, [
    "On the left what points here, on the right where it leads; grouped by relation.",
    "Links, was hierher zeigt, rechts, wohin es führt; nach Beziehung gruppiert.",
  ]);
  if (seeds.length === 0) draft.note = UNKNOWN;
  const taken = new Set<number>(seeds);
  let bottom = 0;
  for (const seed of seeds) {
    const free = (node: number): boolean => filter.node(node) && (!taken.has(node) || node === seed);
    const made = fan(graph, seed, filter.edge, free, {
      depth: stage.depth,
      perGroup: state.opened.includes(graph.nodes.id[seed]!) ? 400 : PER_GROUP,
      limit: FAN_LIMIT,
      heading: (relation, outward, size, shown) => headingOf(graph, relation, outward, size, shown, state.language),
    });
    const heights = [...made.places.values()].map((place) => place.y);
    const shift = seeds.length === 1 ? 0 : bottom - Math.min(...heights) + 60;
    for (const [node, place] of made.places) draft.places.set(node, { ...place, y: place.y + shift });
    for (const heading of made.headings) draft.headings.push({ ...heading, y: heading.y + shift });
    for (const [node, count] of made.left) draft.folded.set(node, count);
    for (const node of made.places.keys()) taken.add(node);
    bottom = shift + Math.max(...heights) + 40;
    draft.kept.add(seed);
  }
  draft.edges = edgesAmong(graph, draft.places);
  draft.offered = offeredAround(graph, seeds, stage.depth, draft);
  return draft;
}

/** What the neighbourhood would hold without filters; of a very large one, what is shown. */
function offeredAround(graph: Graph, seeds: number[], depth: number, draft: Draft): Draft["offered"] {
  const around = neighbourhood(graph, seeds, Math.min(depth, 2), () => true);
  if (around.size > 5000) return { nodes: [...draft.places.keys()], edges: draft.edges };
  return { nodes: [...around.keys()], edges: edgesAmong(graph, around) };
}

function headingOf(
  graph: Graph,
  relation: number,
  outward: boolean,
  size: number,
  shown: number,
  language: "en" | "de",
): string {
  const label = say(graph.relations[relation]!.label, language);
  const number = size === shown ? (size > 1 ? ` (${size})` : "") : ` (${shown} / ${size.toLocaleString(language)})`;
  return outward ? `${label} →${number}` : `→ ${label}${number}`;
}

function pairStage(graph: Graph, stage: { type: string; from: string; to: string }, filter: Filter): Draft {
  const from = graph.byId.get(stage.from);
  const to = graph.byId.get(stage.to);
  const ends = [from, to].filter((node) => node !== undefined);
  const names = (language: "en" | "de"): string => ends.map((node) => labelOf(graph, node, language)).join(" – ");
  const draft = emptyDraft([names("en"), names("de")], ["", ""]);
  for (const end of ends) draft.kept.add(end);
  if (from === undefined || to === undefined) return { ...draft, note: UNKNOWN };
  const inside = (edge: number): boolean =>
    filter.edge(edge) &&
    [graph.edges.source[edge]!, graph.edges.target[edge]!].every((node) => draft.kept.has(node) || filter.node(node));
  return stage.type === "path"
    ? pathStage(graph, draft, from, to, inside)
    : betweenStage(graph, draft, from, to, inside);
}

function pathStage(graph: Graph, draft: Draft, from: number, to: number, passes: (edge: number) => boolean): Draft {
  draft.text = ["The shortest path between the two.", "Der kürzeste Weg zwischen den beiden."];
  const steps = shortestPath(graph, from, to, passes);
  const nodes = [from];
  for (const step of steps ?? []) nodes.push(otherEnd(graph, step, nodes.at(-1)!));
  if (steps === null) nodes.push(to);
  draft.places = lineUp(nodes);
  draft.steps = steps ?? [];
  draft.edges = draft.steps;
  draft.note = steps === null ? NO_PATH : null;
  draft.offered = { nodes, edges: draft.edges };
  return draft;
}

function betweenStage(graph: Graph, draft: Draft, from: number, to: number, passes: (edge: number) => boolean): Draft {
  draft.text = [
    "Everything on the shortest ways between the two.",
    "Alles, was auf kurzen Wegen zwischen den beiden liegt.",
  ];
  const found = connectors(graph, from, to, passes);
  draft.places = columns(
    found ??
      new Map([
        [from, 0],
        [to, 1],
      ]),
    to,
  );
  draft.edges = found === null ? [] : edgesAmong(graph, draft.places).filter(passes);
  draft.note = found === null ? NO_PATH : null;
  draft.offered = { nodes: [...draft.places.keys()], edges: draft.edges };
  return draft;
}

/** Every edge whose two ends are there. */
function edgesAmong(graph: Graph, there: ReadonlyMap<number, unknown>): number[] {
  const found: number[] = [];
  for (const node of there.keys()) {
    for (const edge of edgesAt(graph, node)) {
      if (graph.edges.source[edge] === node && there.has(graph.edges.target[edge]!)) found.push(edge);
    }
  }
  return found.sort((a, b) => a - b);
}

/** The neighbours of opened nodes that are not there yet, in rings around them. */
function openStars(graph: Graph, draft: Draft, filter: Filter, open: ReadonlySet<number>): void {
  const degree = (node: number): number => graph.offset[node + 1]! - graph.offset[node]!;
  const added = new Set<number>();
  for (const node of open) {
    const centre = draft.places.get(node);
    if (!centre) continue;
    const near = [...neighbourhood(graph, [node], 1, filter.edge).keys()].filter(
      (each) => filter.node(each) && !draft.places.has(each),
    );
    const shown = near.sort((a, b) => degree(b) - degree(a) || a - b).slice(0, OPENED_AT_MOST);
    ringAround(centre.x, centre.y, shown.length).forEach(([x, y], at) => {
      draft.places.set(shown[at]!, { x, y, side: BELOW });
      added.add(shown[at]!);
    });
    draft.folded.set(node, near.length - shown.length);
  }
  if (added.size === 0) return;
  const known = new Set(draft.edges);
  draft.edges.push(
    ...edgesAmong(graph, draft.places).filter(
      (edge) => !known.has(edge) && (added.has(graph.edges.source[edge]!) || added.has(graph.edges.target[edge]!)),
    ),
  );
}

/** Takes away what the filters leave out, and nodes that thereby lose their last edge. */
function dropFiltered(graph: Graph, draft: Draft, filter: Filter, state: ViewState): void {
  const stays = (node: number): boolean => draft.places.has(node) && (draft.kept.has(node) || filter.node(node));
  const { source, target } = graph.edges;
  const touched = new Set(draft.edges.flatMap((edge) => [source[edge]!, target[edge]!]));
  draft.edges = draft.edges.filter((edge) => filter.edge(edge) && stays(source[edge]!) && stays(target[edge]!));
  const linked = new Set(draft.edges.flatMap((edge) => [source[edge]!, target[edge]!]));
  const narrowed = state.asOf !== "" || state.withoutRelations.length > 0 || state.withoutStatuses.length > 0;
  for (const node of [...draft.places.keys()]) {
    if (!stays(node) || (narrowed && touched.has(node) && !linked.has(node) && !draft.kept.has(node)))
      draft.places.delete(node);
  }
}

function regroup(graph: Graph, draft: Draft, state: ViewState): void {
  const groups = new Map<number, number[]>();
  for (const node of draft.places.keys()) {
    const key = groupKey(graph, node, state.grouping);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  const degree = (node: number): number => graph.offset[node + 1]! - graph.offset[node]!;
  const blocks: Block[] = [...groups]
    .sort((a, b) => b[1].length - a[1].length || a[0] - b[0])
    .map(([key, nodes]) => {
      nodes.sort((a, b) => degree(b) - degree(a) || a - b);
      return { title: groupTitle(graph, key, nodes[0]!, state), nodes };
    });
  const { places, headings } = setBlocks(blocks);
  draft.places = places;
  draft.headings = headings;
}

function groupKey(graph: Graph, node: number, grouping: ViewState["grouping"]): number {
  if (grouping === "kind") return lookOf(graph, node);
  return grouping === "community" ? graph.nodes.community[node]! : graph.nodes.jurisdiction[node]!;
}

/** A kind has its label, a jurisdiction its name; a community is called after its best connected member. */
function groupTitle(graph: Graph, key: number, first: number, state: ViewState): string {
  const { language, grouping } = state;
  if (grouping === "kind") return say(graph.looks[key]!.label, language);
  if (grouping === "jurisdiction")
    return key < 0 ? (language === "de" ? "ohne Rechtsraum" : "no jurisdiction") : labelOf(graph, key, language);
  return (language === "de" ? "um " : "around ") + labelOf(graph, first, language);
}

/** Radii by the chosen measure; where the number of relations is chosen, those that are drawn count too. */
function sized(graph: Graph, draft: Draft, { size, grouping }: ViewState): SceneNode[] {
  const measure = graph.measures.find((each) => each.id === size);
  const drawn = new Map<number, number>();
  for (const edge of size === "degree" && draft.places.size < SMALL ? draft.edges : []) {
    for (const end of [graph.edges.source[edge]!, graph.edges.target[edge]!]) drawn.set(end, (drawn.get(end) ?? 0) + 1);
  }
  return [...draft.places].map(([node, place]) => {
    const measured = measure ? 5 + 10 * Math.sqrt(measure.values[node]! / 1000) : 7;
    const here = Math.min(17, 4 + 2 * Math.sqrt(drawn.get(node) ?? 0));
    const wanted = Math.max(measured, here, draft.kept.has(node) ? 13 : 0);
    const r = grouping === "none" ? wanted : Math.min(wanted, ROW_RADIUS);
    return { node, ...place, r, folded: draft.folded.get(node) ?? 0 };
  });
}

/** Parallel edges side by side; more than LANES_AT_MOST become one line with a count. */
function inLanes(graph: Graph, draft: Draft, recede: boolean): SceneEdge[] {
  const { source, target } = graph.edges;
  const pairs = new Map<string, number[]>();
  for (const edge of draft.edges) {
    const [a, b] = [source[edge]!, target[edge]!];
    const key = a < b ? `${a}/${b}` : `${b}/${a}`;
    const known = pairs.get(key);
    if (known) known.push(edge);
    else pairs.set(key, [edge]);
  }
  const centred = draft.kept.size > 0 && draft.steps.length === 0 && draft.headings.length > 0;
  const faint = (edge: number): boolean =>
    recede || (centred && !draft.kept.has(source[edge]!) && !draft.kept.has(target[edge]!));
  const found: SceneEdge[] = [];
  for (const edges of pairs.values()) {
    const shown = edges.length > LANES_AT_MOST ? edges.slice(0, 1) : edges;
    shown.forEach((edge, at) => {
      const [from, to] = [source[edge]!, target[edge]!];
      // A lane is counted from the lower node number, so that opposite edges don't fall on one line.
      const lane = (at - (shown.length - 1) / 2) * (from < to ? 1 : -1);
      found.push({ edge, from, to, lane, count: edges.length > LANES_AT_MOST ? edges.length : 1, faint: faint(edge) });
    });
  }
  return found;
}
