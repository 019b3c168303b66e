/** N-Triples as servers send them, read strictly after the grammar of RDF 1.2 N-Triples (section 6). */
import type { Literal, Term, Triple } from "./terms.ts";

const IRI = `<([^\\u0000-\\u0020<>"{}|^\`]*)>`;
const FIRST =
  "A-Za-z_\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f" +
  "\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}";
const LATER = `${FIRST}\\-0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040`;
const BLANK = `_:([${FIRST}0-9](?:[${LATER}.]*[${LATER}])?)`;
const GAP = "[ \\t]*";
const PART = new RegExp(`${GAP}(?:${IRI}|${BLANK}|(")|(<<\\(|\\)>>|\\.))`, "uy");
const TAG = "@([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)(?:--(ltr|rtl))?(?![A-Za-z0-9-])";
const KIND = new RegExp(`(?:${GAP}(?:${TAG}|\\^\\^${GAP}${IRI}))?`, "uy");
const REST = /[ \t]*(?:#.*)?$/uy;
const WHOLE_IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020<>"{}|^`\\]*$/u;
const CHARACTERS: Readonly<Record<string, string>> = {
  t: "\t",
  b: "\b",
  n: "\n",
  r: "\r",
  f: "\f",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const TAGGED = new Set([`${RDF}langString`, `${RDF}dirLangString`]); // these are told by a language alone

type Part = Term | "<<(" | ")>>" | ".";

function fail(line: string): never {
  throw new Error(`no N-Triples: ${line.slice(0, 80)}`);
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.?))/gsu,
    (_, short?: string, long?: string, char = "") => {
      const code = Number.parseInt(short ?? long ?? "", 16);
      if (Number.isNaN(code)) return CHARACTERS[char] ?? fail(text);
      return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? fail(text) : String.fromCodePoint(code);
    },
  );
}

function iri(text: string): string {
  const value = unescaped(text);
  return WHOLE_IRI.test(value) && !/\\[^uU]/.test(text) ? value : fail(text);
}

/** Where the quotation mark stands that closes a text which begins at a place. */
function closing(line: string, begin: number): number {
  for (let at = line.indexOf('"', begin); at >= 0; at = line.indexOf('"', at + 1)) {
    let before = at;
    while (before > begin && line[before - 1] === "\\") before -= 1;
    if ((at - before) % 2 === 0) return at;
  }
  return fail(line);
}

/** The literal whose text begins at a place, and where it ends. */
function takeLiteral(line: string, begin: number): [Literal, number] {
  const end = closing(line, begin);
  const value = unescaped(line.slice(begin, end));
  KIND.lastIndex = end + 1;
  const [whole = "", language, direction, datatype] = KIND.exec(line) ?? [];
  const after = end + 1 + whole.length;
  if (direction) return [{ type: "literal", value, "xml:lang": language!, "its:dir": direction }, after];
  if (language) return [{ type: "literal", value, "xml:lang": language }, after];
  const named = datatype === undefined ? XSD_STRING : iri(datatype);
  if (TAGGED.has(named)) fail(line);
  return [{ type: "literal", value, ...(named === XSD_STRING ? {} : { datatype: named }) }, after];
}

function partsOf(line: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; ; ) {
    REST.lastIndex = at;
    if (REST.test(line)) return parts;
    PART.lastIndex = at;
    const [whole, uri, blank, quote, mark] = PART.exec(line) ?? [];
    if (whole === undefined) fail(line.slice(at));
    at += whole.length;
    if (quote) {
      const [made, after] = takeLiteral(line, at);
      parts.push(made);
      at = after;
    } else if (uri !== undefined) parts.push({ type: "uri", value: iri(uri) });
    else if (blank !== undefined) parts.push({ type: "bnode", value: blank });
    else parts.push(mark as Part);
  }
}

/** Three terms from the end of a reversed list of parts, which they leave. */
function takeTriple(parts: Part[], line: string): Triple {
  const [subject, property, value] = [takeTerm(parts, line), takeTerm(parts, line), takeTerm(parts, line)];
  const sound = (subject.type === "uri" || subject.type === "bnode") && property.type === "uri";
  return sound ? [subject, property, value] : fail(line);
}

function takeTerm(parts: Part[], line: string): Term {
  const part = parts.pop();
  if (typeof part === "object") return part;
  if (part !== "<<(") fail(line);
  const [subject, predicate, object] = takeTriple(parts, line);
  return parts.pop() === ")>>" ? { type: "triple", value: { subject, predicate, object } } : fail(line);
}

/** The triples of a document, in its order; fails where it is no N-Triples. */
export function readNtriples(text: string): Triple[] {
  const triples: Triple[] = [];
  for (const line of text.split(/[\r\n]+/)) {
    const parts = partsOf(line).reverse();
    if (parts.length === 0) continue;
    triples.push(takeTriple(parts, line));
    if (parts.pop() !== "." || parts.length > 0) fail(line);
  }
  return triples;
}
