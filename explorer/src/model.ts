/**
 * The page's data as Python writes it (src/govgraph/explore), and the graph that the explorer works on.
 *
 * Two JSON blocks stand in the page: `graph` (read at start) and `details` (read when a panel first needs it).
 * Tables are columns: entry i of every column of `nodes` belongs to node i. Days are proleptic Gregorian ordinals
 * (Python's date.toordinal(); 0 = open). A Text is [English, German]; German is "" where it equals English.
 */

export type Text = readonly [string, string];
export type Language = "en" | "de";

/** Shape and colour of a group of kinds; the ontology names it with gov:mark. */
export type Mark =
  | "circle"
  | "square"
  | "pentagon"
  | "flag"
  | "page"
  | "chevron"
  | "bubble"
  | "hexagon"
  | "diamond"
  | "book"
  | "bar"
  | "octagon"
  | "triangle"
  | "star"
  | "dot";

/** A legend entry: the class that carries the mark, and its marks. */
export interface Look {
  readonly id: string;
  readonly label: Text;
  readonly mark: Mark;
}
/** A class of entities; `look` indexes `looks`. */
export interface Kind {
  readonly id: string;
  readonly label: Text;
  readonly look: number;
}
/** A property between entities; `derived` where only rules state it. */
export interface Relation {
  readonly id: string;
  readonly label: Text;
  readonly derived: boolean;
}
/** One of: confirmed reported unverified disputed refuted withdrawn superseded derived (ids without prefix). */
export interface Status {
  readonly id: string;
  readonly label: Text;
}
/** A number per node, 0 to 1000, from networkx; `text` says in a line what it tells. */
export interface Measure {
  readonly id: string;
  readonly label: Text;
  readonly text: Text;
  readonly values: readonly number[];
}

/** A named starting point, laid out beforehand: node, x, y and side run in parallel. */
export interface View {
  readonly id: string;
  readonly title: Text;
  readonly text: Text;
  readonly nodes: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Where the label stands: 0 below, 1 right, 2 left, 3 centred above. */
  readonly side: readonly number[];
  readonly edges: readonly number[];
}

export interface GraphData {
  readonly format: 1;
  readonly title: Text;
  readonly version: string;
  readonly issued: string;
  /** Prefix -> namespace IRI, for links and Turtle. */
  readonly namespaces: Readonly<Record<string, string>>;
  readonly looks: readonly Look[];
  readonly kinds: readonly Kind[];
  readonly relations: readonly Relation[];
  readonly statuses: readonly Status[];
  readonly measures: readonly Measure[];
  readonly nodes: {
    /** Prefixed name, as `person:elon-musk`. */
    readonly id: readonly string[];
    readonly kind: readonly number[];
    readonly label: readonly string[];
    /** German label, "" where the same. */
    readonly labelDe: readonly string[];
    /** By node number as text: short name; other names. */
    readonly short: Readonly<Record<string, Text>>;
    readonly alias: Readonly<Record<string, readonly string[]>>;
    /** Node number of the jurisdiction, -1 where none is known. */
    readonly jurisdiction: readonly number[];
    readonly from: readonly number[];
    readonly until: readonly number[];
    readonly community: readonly number[];
    /** Place in the overview of everything. */
    readonly x: readonly number[];
    readonly y: readonly number[];
    /** In a large graph: the node that this one is folded into at first, -1 where it is shown. Empty if none is. */
    readonly parent: readonly number[];
  };
  readonly edges: {
    readonly source: readonly number[];
    readonly target: readonly number[];
    readonly relation: readonly number[];
    readonly status: readonly number[];
    readonly from: readonly number[];
    readonly until: readonly number[];
    /** The last part of the statement's id (12 hex digits); "" for a derived one. */
    readonly id: readonly string[];
  };
  readonly views: readonly View[];
  /** What the page opens with: `govgraph graph` sets it; absent fields take the defaults of state.ts. */
  readonly start: Readonly<Record<string, unknown>>;
}

export interface Source {
  readonly id: string;
  readonly title: Text;
  readonly url: string;
  readonly publisher: string;
  readonly date: string;
}
/** Source number and locator ("" if none). */
export type Citation = readonly [number, string];
/** Property number in `properties`, value, language-neutral where the German part is "". */
export type Qualifier = readonly [number, Text];
/** A statement with a literal or vocabulary value: property, value, status, number in `evidence`, qualifiers. */
export type Fact = readonly [number, Text, number, number, readonly Qualifier[]];
/** A link out: label, absolute http(s) IRI. */
export type Link = readonly [Text, string];

export interface NodeDetails {
  readonly description: Text;
  readonly facts: readonly Fact[];
  readonly links: readonly Link[];
}

export interface Details {
  readonly sources: readonly Source[];
  readonly properties: readonly { readonly id: string; readonly label: Text }[];
  /** Lists of citations; statements name one by number. */
  readonly evidence: readonly (readonly Citation[])[];
  readonly nodes: readonly NodeDetails[];
  /** One entry an edge: number in `evidence`, qualifiers. */
  readonly edges: readonly (readonly [number, readonly Qualifier[]])[];
  /** By edge number as text: the claims (node numbers) that concern this statement. */
  readonly claims: Readonly<Record<string, readonly number[]>>;
  /** By edge number as text: for a derived edge, the title of its rule and the edges that it follows from. */
  readonly derivations: Readonly<Record<string, readonly [Text, readonly number[]]>>;
}

/** GraphData with the indexes that everything else reads. */
export interface Graph extends GraphData {
  readonly size: number;
  readonly edgeCount: number;
  /** Edge numbers at node n: incidence[offset[n]] ... incidence[offset[n + 1] - 1]. */
  readonly offset: Uint32Array;
  readonly incidence: Uint32Array;
  readonly byId: ReadonlyMap<string, number>;
}

export function indexGraph(data: GraphData): Graph {
  const size = data.nodes.id.length;
  const { source, target } = data.edges;
  const offset = new Uint32Array(size + 1);
  for (let edge = 0; edge < source.length; edge++) {
    offset[source[edge]! + 1]!++;
    if (source[edge] !== target[edge]) offset[target[edge]! + 1]!++;
  }
  for (let node = 0; node < size; node++) offset[node + 1]! += offset[node]!;
  const incidence = new Uint32Array(offset[size]!);
  const next = offset.slice(0, size);
  for (let edge = 0; edge < source.length; edge++) {
    incidence[next[source[edge]!]!++] = edge;
    if (source[edge] !== target[edge]) incidence[next[target[edge]!]!++] = edge;
  }
  const byId = new Map(data.nodes.id.map((id, node) => [id, node]));
  return { ...data, size, edgeCount: source.length, offset, incidence, byId };
}

/** The text in a language; English where there is no German. */
export function say(text: Text, language: Language): string {
  return language === "de" && text[1] !== "" ? text[1] : text[0];
}

export function labelOf(graph: Graph, node: number, language: Language): string {
  const german = language === "de" ? graph.nodes.labelDe[node]! : "";
  return german || graph.nodes.label[node] || graph.nodes.id[node]!;
}

/** The short name where there is one. */
export function nameOf(graph: Graph, node: number, language: Language): string {
  const short = graph.nodes.short[node];
  return short ? say(short, language) : labelOf(graph, node, language);
}

export function lookOf(graph: Graph, node: number): number {
  return graph.kinds[graph.nodes.kind[node]!]!.look;
}

/** The edges at a node. */
export function edgesAt(graph: Graph, node: number): Uint32Array {
  return graph.incidence.subarray(graph.offset[node], graph.offset[node + 1]);
}

export function otherEnd(graph: Graph, edge: number, node: number): number {
  const source = graph.edges.source[edge]!;
  return source === node ? graph.edges.target[edge]! : source;
}

/** The IRI of a prefixed name. */
export function iriOf(graph: Graph, id: string): string {
  const colon = id.indexOf(":");
  const namespace = graph.namespaces[id.slice(0, colon)];
  return namespace === undefined ? id : namespace + id.slice(colon + 1);
}

const EPOCH = 719163; // ordinal of 1970-01-01

/** "2023-04-15" of a day number. */
export function dayText(day: number): string {
  return new Date((day - EPOCH) * 86_400_000).toISOString().slice(0, 10);
}

/** Day number of "2023-04-15"; 0 where it is no date. */
export function dayNumber(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? 0 : Math.round(time / 86_400_000) + EPOCH;
}
