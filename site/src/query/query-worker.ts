/** Oxigraph in a worker of its own: gets the dump once, then answers queries one by one. Ended by `terminate()` alone. */
import init, { type Term as Found, type Quad, Store } from "oxigraph/web.js?engine"; // the query keeps its own declarations out
import { type Form, namesDataset } from "./limits.ts";
import type { Answer, Table, Term, Triple } from "./terms.ts";

export type Asked =
  | { readonly load: Uint8Array; readonly base: string }
  | { readonly query: string; readonly form: Form; readonly base: string };
export type Told =
  | { readonly loaded: number; readonly milliseconds: number }
  | { readonly answer: Answer; readonly milliseconds: number }
  | { readonly fault: string; readonly broken: boolean };

const MAX_ANSWER = 100_000_000; // characters of JSON: more than a page can hold
const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";
let store: Store | undefined;

function plain(term: Found): Term {
  if (term.termType === "NamedNode") return { type: "uri", value: term.value };
  if (term.termType === "BlankNode") return { type: "bnode", value: term.value };
  if (term.termType === "Quad") {
    return {
      type: "triple",
      value: { subject: plain(term.subject), predicate: plain(term.predicate), object: plain(term.object) },
    };
  }
  if (term.termType !== "Literal") throw new Error(`a ${term.termType} in an answer`);
  if (term.language) {
    const direction = term.direction ? { "its:dir": term.direction } : {};
    return { type: "literal", value: term.value, "xml:lang": term.language, ...direction };
  }
  const datatype = term.datatype.value;
  return { type: "literal", value: term.value, ...(datatype === XSD_STRING ? {} : { datatype }) };
}

async function load(dump: Uint8Array, base: string): Promise<Told> {
  const start = performance.now();
  await init();
  store = new Store();
  store.load(dump, { format: "application/trig", base_iri: base, no_transaction: true });
  return { loaded: store.size, milliseconds: performance.now() - start };
}

function ask(filled: Store, query: string, form: Form, base: string): Answer {
  const options = { base_iri: base, use_default_graph_as_union: !namesDataset(query) };
  if (form === "CONSTRUCT" || form === "DESCRIBE") {
    const found = filled.query(query, options) as Quad[];
    return {
      kind: "graph",
      triples: found.map((quad): Triple => [plain(quad.subject), plain(quad.predicate), plain(quad.object)]),
    };
  }
  const text = filled.query(query, { ...options, results_format: "json" }) as string;
  if (text.length > MAX_ANSWER) throw new Error("too-large");
  const found = JSON.parse(text) as Table & { boolean?: boolean };
  return found.boolean === undefined ? { kind: "table", table: found } : { kind: "yes-no", yes: found.boolean };
}

async function handle(asked: Asked): Promise<Told> {
  if ("load" in asked) return load(asked.load, asked.base);
  if (!store) throw new Error("the store is empty");
  const start = performance.now();
  const answer = ask(store, asked.query, asked.form, asked.base);
  return { answer, milliseconds: performance.now() - start };
}

/** After a trap of WebAssembly the engine's memory is in no known state: whoever asked makes a new worker. */
function fault(error: unknown): Told {
  const broken = error instanceof WebAssembly.RuntimeError || error instanceof RangeError || !store;
  return { fault: error instanceof Error ? error.message : String(error), broken };
}

self.addEventListener("message", (event: MessageEvent<Asked>) => {
  handle(event.data)
    .catch(fault)
    .then((told) => self.postMessage(told));
});
