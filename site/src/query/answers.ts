/** A server's answer in the form that the engine in the browser gives; what is no answer is told apart. */
import { readNtriples } from "./ntriples.ts";
import type { Answer, Row, Term } from "./terms.ts";

const RESULTS = "application/sparql-results+json";
const NTRIPLES = "application/n-triples";
/** Both kinds of answers: which one comes follows from the query. */
export const ACCEPT = `${RESULTS}, ${NTRIPLES};q=0.9`;

/** True for a media type (with or without parameters) that `readAnswer` reads. */
export function isReadable(type: string): boolean {
  return [RESULTS, NTRIPLES].includes(plainType(type));
}

function plainType(type: string): string {
  return type.split(";", 1)[0]!.trim().toLowerCase();
}

function fail(): never {
  throw new Error("no SPARQL results");
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTerm(value: unknown): value is Term {
  if (!isMap(value)) return false;
  if (value.type !== "triple")
    return typeof value.value === "string" && ["uri", "bnode", "literal"].includes(value.type as string);
  const parts = value.value;
  return isMap(parts) && isTerm(parts.subject) && isTerm(parts.predicate) && isTerm(parts.object);
}

/** A row has what its names bind and nothing else: `?constructor` is no function. */
function rowOf(value: unknown): Row {
  if (!isMap(value) || !Object.values(value).every(isTerm)) fail();
  return Object.assign(Object.create(null), value);
}

function readResults(text: string): Answer {
  const found: unknown = JSON.parse(text);
  if (!isMap(found)) fail();
  if (typeof found.boolean === "boolean") return { kind: "yes-no", yes: found.boolean };
  const { head, results } = found;
  if (!isMap(head) || !isMap(results) || !Array.isArray(head.vars) || !Array.isArray(results.bindings)) fail();
  if (!head.vars.every((name) => typeof name === "string")) fail();
  return { kind: "table", table: { head: { vars: head.vars }, results: { bindings: results.bindings.map(rowOf) } } };
}

/** The answer that a body of a media type holds: results as JSON (SPARQL 1.1), or a graph as N-Triples. */
export function readAnswer(type: string, text: string): Answer {
  if (plainType(type) === RESULTS) return readResults(text);
  return plainType(type) === NTRIPLES ? { kind: "graph", triples: readNtriples(text) } : fail();
}

/** How many rows or triples an answer has. */
export function sizeOf(answer: Answer): number {
  if (answer.kind === "yes-no") return 1;
  return answer.kind === "table" ? answer.table.results.bindings.length : answer.triples.length;
}
