/** Answers as files: CSV without formulas, JSON, Turtle, N-Triples. */
import { makeContractor, type Namespaces } from "./prefixes.ts";
import { plainText, type Table, type Term, type Triple, turtleText } from "./terms.ts";

const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/** A cell of CSV (RFC 4180): what a spreadsheet would take for a formula gets an apostrophe, but a plain number. */
export function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** A table as CSV, with a head. */
export function csvText(table: Table): string {
  const names = table.head.vars;
  const lines = table.results.bindings.map((row) => names.map((name) => csvCell(plainText(row[name]))));
  return [names.map(csvCell), ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

/** Triples as N-Triples, sorted. */
export function ntriplesText(triples: readonly Triple[]): string {
  const lines = triples.map((triple) => `${triple.map((term) => turtleText(term)).join(" ")} .\n`);
  return [...new Set(lines)].sort().join("");
}

function grouped<T>(items: readonly T[], key: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const found = groups.get(key(item));
    if (found) found.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

/** Triples as Turtle with the prefixes that it uses, by subject and property. */
export function turtleDocument(triples: readonly Triple[], namespaces: Namespaces): string {
  const contract = makeContractor(namespaces);
  const used = new Set<string>();
  const short = (iri: string): string => {
    const name = contract(iri);
    if (!name.startsWith("<")) used.add(name.slice(0, name.indexOf(":")));
    return name;
  };
  const verb = (term: Term): string => (term.type === "uri" && term.value === RDF_TYPE ? "a" : turtleText(term, short));
  const blocks = grouped(triples, ([subject]) => turtleText(subject, short)).map(([subject, about]) => {
    const lines = grouped(about, ([, property]) => verb(property)).map(([property, told]) => {
      const values = [...new Set(told.map(([, , value]) => turtleText(value, short)))].sort();
      return `    ${property} ${values.join(", ")}`;
    });
    return `${subject}\n${lines.join(" ;\n")} .\n`;
  });
  const head = [...used].sort().map((name) => `@prefix ${name}: <${namespaces[name]}> .\n`);
  return [head.join(""), ...blocks].filter(Boolean).join("\n");
}
