/** Terms of answers, as in the SPARQL 1.1 Query Results JSON Format, and their texts. */

export interface Iri {
  readonly type: "uri";
  readonly value: string;
}
export interface Blank {
  readonly type: "bnode";
  readonly value: string;
}
export interface Literal {
  readonly type: "literal";
  readonly value: string;
  readonly "xml:lang"?: string;
  readonly "its:dir"?: string;
  readonly datatype?: string;
}
export interface TripleTerm {
  readonly type: "triple";
  readonly value: { readonly subject: Term; readonly predicate: Term; readonly object: Term };
}
export type Term = Iri | Blank | Literal | TripleTerm;
export type Triple = readonly [Term, Term, Term];
export type Row = Readonly<Record<string, Term>>;

export interface Table {
  readonly head: { readonly vars: readonly string[] };
  readonly results: { readonly bindings: readonly Row[] };
}

export type Answer =
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "yes-no"; readonly yes: boolean }
  | { readonly kind: "graph"; readonly triples: readonly Triple[] };

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMERIC = new Set(
  [
    "integer",
    "decimal",
    "double",
    "float",
    "int",
    "long",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
  ].map((name) => XSD + name),
);
const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The number that a literal of a numeric datatype says, else null. */
export function numberOf(term: Term | undefined): number | null {
  if (term?.type !== "literal" || !NUMERIC.has(term.datatype ?? "")) return null;
  const value = Number(term.value);
  return Number.isFinite(value) ? value : null;
}

/** The plain value: IRI, text; the full form of a triple term. */
export function plainText(term: Term | undefined): string {
  if (!term) return "";
  if (term.type === "bnode") return `_:${term.value}`;
  return term.type === "triple" ? turtleText(term) : term.value;
}

function quoted(text: string): string {
  const escaped = text.replace(/["\\\n\r\t]/g, (char) => ESCAPES[char]!);
  return `"${escaped.replace(/[\u0000-\u001f\u007f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}

/** A term in Turtle; with the full IRIs it is N-Triples too. */
export function turtleText(term: Term, short: (iri: string) => string = (iri) => `<${iri}>`): string {
  if (term.type === "uri") return short(term.value);
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "triple") {
    const { subject, predicate, object } = term.value;
    return `<<( ${[subject, predicate, object].map((part) => turtleText(part, short)).join(" ")} )>>`;
  }
  if (term["xml:lang"])
    return `${quoted(term.value)}@${term["xml:lang"]}${term["its:dir"] ? `--${term["its:dir"]}` : ""}`;
  const plain = !term.datatype || term.datatype === `${XSD}string`;
  return quoted(term.value) + (plain ? "" : `^^${short(term.datatype!)}`);
}
