/**
 * Turtle (RDF 1.1): names and kinds of the entities, the bare triple of every accepted or derived statement, and each
 * statement as a resource with status and sources. Qualifiers stand in the full dump, not here: the page keeps them as text.
 */

import { type Details, type Graph, iriOf, type Language, labelOf, say } from "../model.ts";
import { citationsOf, edgeId } from "./rows.ts";
import type { Selection } from "./selection.ts";

const ACCEPTED: ReadonlySet<string> = new Set(["confirmed", "reported"]);
/** Namespaces that the file needs where the page does not name them. */
const STANDARD: Readonly<Record<string, string>> = {
  dcterms: "http://purl.org/dc/terms/",
  prov: "http://www.w3.org/ns/prov#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
};

export function toTurtle(graph: Graph, selection: Selection, details: Details, language: Language): string {
  const known = { ...STANDARD, ...graph.namespaces };
  const name = (id: string): string => term(graph, id);
  const lines = [
    `# ${say(graph.title, language).replace(/\s+/g, " ")}, ${graph.version}`,
    "# A selection. Accepted statements are also bare triples; all have a resource with status and sources.",
    ...Object.keys(known)
      .sort()
      .filter(isPrefix)
      .map((prefix) => `@prefix ${prefix}: <${safeIri(known[prefix]!)}> .`),
    "",
    ...selection.nodes.flatMap((node) => entity(graph, node, name)),
    "",
    ...selection.edges.flatMap((edge) => bare(graph, edge, name)),
    "",
    ...selection.edges.flatMap((edge) => resource(graph, edge, details, name)),
    ...citedSources(selection, details, name),
  ];
  return lines.join("\n");
}

type Name = (id: string) => string;

function entity(graph: Graph, node: number, name: Name): string[] {
  const subject = name(graph.nodes.id[node]!);
  const english = graph.nodes.label[node]!;
  const labels = english === "" ? [] : [`${literal(english)}@en`, `${literal(labelOf(graph, node, "de"))}@de`];
  const kind = `${subject} a ${name(graph.kinds[graph.nodes.kind[node]!]!.id)}`;
  return [labels.length > 0 ? `${kind} ; rdfs:label ${labels.join(", ")} .` : `${kind} .`];
}

function tripleOf(graph: Graph, edge: number, name: Name): [string, string, string] {
  const { source, target, relation } = graph.edges;
  return [
    name(graph.nodes.id[source[edge]!]!),
    name(graph.relations[relation[edge]!]!.id),
    name(graph.nodes.id[target[edge]!]!),
  ];
}

/** The plain triple, if the statement is accepted or derived by a rule. */
function bare(graph: Graph, edge: number, name: Name): string[] {
  const isDerived = graph.edges.id[edge] === "";
  if (!isDerived && !ACCEPTED.has(graph.statuses[graph.edges.status[edge]!]!.id)) return [];
  return [`${tripleOf(graph, edge, name).join(" ")} .${isDerived ? " # derived" : ""}`];
}

function resource(graph: Graph, edge: number, details: Details, name: Name): string[] {
  if (graph.edges.id[edge] === "") return [];
  const id = edgeId(graph, edge);
  const [subject, predicate, object] = tripleOf(graph, edge, name);
  const citations = citationsOf(details, edge);
  const sources = [...new Set(citations.map(([source]) => details.sources[source]!.id))].sort();
  const located = citations.filter(([, locator]) => locator !== "");
  const citationOf = (source: number): string => name(`${id}-at-${local(details.sources[source]!.id)}`);
  const parts = [
    `${name(id)} a gov:Statement`,
    `gov:status ${name(`gov:${graph.statuses[graph.edges.status[edge]!]!.id}`)}`,
    ...sources.map((source) => `prov:wasDerivedFrom ${name(source)}`),
    ...[...new Set(located.map(([source]) => citationOf(source)))].map((citation) => `gov:citation ${citation}`),
    `rdf:subject ${subject}`,
    `rdf:predicate ${predicate}`,
    `rdf:object ${object}`,
  ];
  const each = located.map(
    ([source, locator]) =>
      `${citationOf(source)} a gov:Citation ; dcterms:source ${name(details.sources[source]!.id)} ; gov:locator ${literal(locator)} .`,
  );
  return [`${parts.join(" ;\n    ")} .`, ...each, ""];
}

/** Titles and addresses of the sources, so that the file stands alone. */
function citedSources(selection: Selection, details: Details, name: Name): string[] {
  const cited = new Set(selection.edges.flatMap((edge) => citationsOf(details, edge).map(([source]) => source)));
  return [...cited]
    .map((number) => details.sources[number]!)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ id, title, url }) => [
      ...(title[0]
        ? [`${name(id)} dcterms:title ${literal(title[0])}@en${title[1] ? `, ${literal(title[1])}@de` : ""} .`]
        : []),
      ...(/^https?:\/\//i.test(url) ? [`${name(id)} rdfs:seeAlso <${safeIri(url)}> .`] : []),
    ]);
}

const local = (id: string): string => id.slice(id.indexOf(":") + 1);
const isPrefix = (prefix: string): boolean => /^[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(prefix);

/** A prefixed name where it needs no escape, else the full IRI. */
export function term(graph: Graph, id: string): string {
  const prefix = id.slice(0, id.indexOf(":"));
  const isKnown = isPrefix(prefix) && (prefix in graph.namespaces || prefix in STANDARD);
  if (isKnown && /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(local(id))) return id;
  return `<${safeIri(iriOf(graph, id))}>`;
}

/** An IRI without the characters that none may hold (RFC 3987): they are percent-encoded. */
export function safeIri(iri: string): string {
  return iri.replace(/[\u0000-\u0020<>"{}|^`\\\ud800-\udfff]/gu, (each) =>
    encodeURIComponent(each >= "\ud800" && each <= "\udfff" ? "\ufffd" : each),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A quoted literal; control characters by number, a lone surrogate as U+FFFD. */
export function literal(text: string): string {
  const whole = text.replace(/[\ud800-\udfff]/gu, "\ufffd");
  const escaped = whole.replace(
    /[\\"\u0000-\u001f\u007f]/g,
    (each) => ESCAPES[each] ?? `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}
