import assert from "node:assert/strict";
import { test } from "node:test";
import { outsideOf, pageOf } from "../src/query/addresses.ts";
import { barsOf, numericColumns } from "../src/query/bars.ts";
import { csvCell, csvText, ntriplesText, turtleDocument } from "../src/query/exports.ts";
import { ownPlaces } from "../src/query/faults.ts";
import { formOf, namesDataset, refusal } from "../src/query/limits.ts";
import { MAX_NODES, makeNetwork } from "../src/query/network.ts";
import { sortRows } from "../src/query/order.ts";
import { addPrefixes, makeContractor } from "../src/query/prefixes.ts";
import { narrow } from "../src/query/questions.ts";
import { makeFragment, readFragment } from "../src/query/share.ts";
import { numberOf, plainText, type Row, type Table, type Term, type Triple, turtleText } from "../src/query/terms.ts";

test("a query that names its dataset is told from one that speaks of it", () => {
  assert.ok(namesDataset("SELECT * FROM <https://example.org/g> { ?s ?p ?o }"));
  assert.ok(namesDataset("ask from named ex:g { }"));
  assert.ok(!namesDataset("SELECT ?from { ?from ex:from 'FROM <https://example.org/g>' } # FROM <x>"));
});

const BASE = "https://w3id.org/govgraph/";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const iri = (value: string): Term => ({ type: "uri", value });
const text = (value: string): Term => ({ type: "literal", value });
const integer = (value: number): Term => ({ type: "literal", value: String(value), datatype: `${XSD}integer` });
const table = (vars: string[], bindings: Row[]): Table => ({ head: { vars }, results: { bindings } });

test("a query that is too long, too deep, too winding or reaches out is refused, strings and comments are no query", () => {
  assert.equal(refusal("SELECT * { ?a ?b ?c }"), null);
  assert.equal(refusal(`SELECT * ${"{".repeat(60)}${"}".repeat(60)}`), null);
  assert.deepEqual(refusal(`SELECT * ${"{".repeat(61)}${"}".repeat(61)}`), ["depth", 61]);
  assert.deepEqual(refusal("x".repeat(40_001)), ["length", 40_001]);
  assert.deepEqual(refusal(`ASK { ?a ${"a/".repeat(41)}a ?b }`), ["steps", 41]);
  assert.equal(refusal(`ASK { ?a <${"a/".repeat(41)}> "${"((".repeat(99)}" } # ${"{".repeat(99)}`), null);
  const calls = [
    "SERVICE <https://x.org/> {",
    "service silent # c\n ?x # d\n{",
    "SERVICE\nex:a{",
    "SERVICE SILENT <x>\t{",
  ];
  for (const call of calls) assert.equal(refusal(`ASK { ${call} } }`)?.[0], "service", call);
  for (const none of ["ASK { ?SERVICE a ?b }", "ASK { ?a gov:service ?b }"]) assert.equal(refusal(none), null, none);
});

test("hostile queries are looked at in no time", () => {
  const start = performance.now();
  for (const part of ["SERVICE", "SERVICE # ", "SERVICE <", "'", '"""', "<a", "#", "{", "PREFIX a", "a:"]) {
    const query = part.repeat(Math.floor(40_000 / part.length));
    refusal(query);
    formOf(query);
    addPrefixes(query, { a: "https://a.org/" });
  }
  assert.ok(performance.now() - start < 10_000);
});

test("the form is that of the first verb behind the prologue", () => {
  assert.equal(formOf("# SELECT\nPREFIX ask: <a> BASE <SELECT> construct {} {}"), "CONSTRUCT");
  assert.equal(formOf("prefix select:<a>\nAsk{}"), "ASK");
  assert.equal(formOf("SELECT*{}"), "SELECT");
  assert.equal(formOf("describe <x>"), "DESCRIBE");
  for (const none of ["", "DELETE WHERE { ?a ?b ?c }", "SELECTION", "# ASK {}", "LOAD <x>"])
    assert.equal(formOf(none), null);
});

test("prefixes that a query uses and doesn't declare are added in a line before it", () => {
  const known = { gov: "https://g.org/", rdfs: "https://r.org/", other: "https://o.org/" };
  assert.deepEqual(addPrefixes("ASK { ?a gov:b ?c }", known), {
    text: "PREFIX gov: <https://g.org/>\nASK { ?a gov:b ?c }",
    added: 1,
  });
  const declared = "PREFIX gov: <https://x.org/> ASK { ?a gov:b ?c }";
  assert.deepEqual(addPrefixes(declared, known), { text: declared, added: 0 });
  assert.equal(addPrefixes("# PREFIX gov: <x>\nASK { ?a gov:b ?c }", known).added, 1);
});

test("IRIs are shortened by the longest namespace that leaves a plain name", () => {
  const contract = makeContractor({ id: "https://x.org/id/", person: "https://x.org/id/person/" });
  assert.equal(contract("https://x.org/id/person/a-b"), "person:a-b");
  assert.equal(contract("https://x.org/id/place/a"), "<https://x.org/id/place/a>");
  assert.equal(contract("https://x.org/id/person/"), "<https://x.org/id/person/>");
});

test("IRIs under the base lead to their pages", () => {
  const pages: Record<string, string | null> = {
    "id/person/elon-musk": "id/person/elon-musk.html",
    "id/statement/elon-musk-signed-deda36d05fa3": "id/statement/elon-musk.html#signed-deda36d05fa3",
    "id/statement/elon-musk-signed-deda36d05fa3-at-source-x-1": "id/statement/elon-musk.html#signed-deda36d05fa3",
    ontology: "ontology.html",
    "ontology#Letter": "ontology.html#Letter",
    "ontology/actions": "ontology/actions.html",
    "ontology/0.1.0": "ontology/0.1.0.html",
    "shapes#Person": "shapes.html#Person",
    dataset: "dataset.html",
    "graph/simple": "dataset.html#graph-simple",
    "build/0.1.0/input/data": "dataset.html#build-0-1-0-input-data",
    publisher: "dataset.html#publisher",
    "question/deck-claims": "question/deck-claims.html",
    "id/person/../../x": null,
    "id/person/%2e%2e": null,
    "id/person/con": null,
    "id/person/é": null,
    [`id/person/${"a".repeat(181)}`]: null,
    "id/person": null,
    "elsewhere/x": null,
    "": null,
  };
  for (const [path, page] of Object.entries(pages)) assert.equal(pageOf(BASE + path, BASE, "en"), page, path);
  assert.equal(pageOf(`${BASE}ontology#Letter`, BASE, "de"), "ontology.de.html#Letter");
  assert.equal(pageOf("https://example.org/id/person/a", BASE, "en"), null);
  assert.equal(pageOf(`${BASE}ontology#"><x`, BASE, "en"), "ontology.html#%22%3E%3Cx");
});

test("only http and https lead outside", () => {
  assert.equal(outsideOf("https://example.org/a b"), "https://example.org/a%20b");
  for (const none of [
    "javascript:alert(1)",
    "data:text/html,x",
    "https://",
    "file:///etc/passwd",
    "https://a:b@c.org/",
    "",
  ]) {
    assert.equal(outsideOf(none), null, none);
  }
});

test("no cell of CSV is a formula", () => {
  for (const bad of ["=1+1", "+a", "-a", "@a", "\t=1", "-1+2"])
    assert.ok(csvCell(bad).replace('"', "").startsWith("'"), bad);
  for (const fine of ["-5", "+1.5", "a=b", "1e3", "-2.5E-3"]) assert.equal(csvCell(fine), fine);
  assert.equal(csvCell('a,"b"\n'), '"a,""b""\n"');
  assert.equal(csvText(table(["a", "b"], [{ a: text("x") }, { b: iri("y:z") }])), "a,b\r\nx,\r\n,y:z\r\n");
});

test("terms are written as Turtle and N-Triples have them", () => {
  const triple: Term = {
    type: "triple",
    value: { subject: iri("a:a"), predicate: iri("a:b"), object: text('"\\\n\u0001') },
  };
  assert.equal(turtleText(triple), '<<( <a:a> <a:b> "\\"\\\\\\n\\u0001" )>>');
  assert.equal(turtleText({ type: "literal", value: "x", "xml:lang": "de" }), '"x"@de');
  assert.equal(turtleText(integer(5)), `"5"^^<${XSD}integer>`);
  assert.equal(plainText(undefined), "");
  assert.equal(plainText({ type: "bnode", value: "b" }), "_:b");
  assert.equal(numberOf(integer(5)), 5);
  for (const none of [text("5"), { ...integer(1), value: "NaN" } as Term, undefined])
    assert.equal(numberOf(none), null);
});

test("a graph is grouped by subject and property, each triple once", () => {
  const type = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
  const triples: Triple[] = [
    [iri("https://x.org/a"), iri("https://x.org/p"), text("b")],
    [iri("https://x.org/a"), iri("https://x.org/p"), text("a")],
    [iri("https://x.org/a"), type, iri("https://y.org/T")],
    [iri("https://x.org/a"), type, iri("https://y.org/T")],
  ];
  const found = turtleDocument(triples, { x: "https://x.org/", z: "https://z.org/" });
  assert.equal(found, '@prefix x: <https://x.org/> .\n\nx:a\n    a <https://y.org/T> ;\n    x:p "a", "b" .\n');
  assert.equal(ntriplesText(triples).split("\n").length, 4);
});

test("rows sort by number, then by text; empty cells stay last", () => {
  const rows: Row[] = [{ n: integer(10) }, {}, { n: integer(9) }, { n: integer(-1) }];
  const sorted = (down: boolean): string[] => sortRows(rows, "n", down, plainText, "en").map((row) => plainText(row.n));
  assert.deepEqual(sorted(false), ["-1", "9", "10", ""]);
  assert.deepEqual(sorted(true), ["10", "9", "-1", ""]);
});

test("bars are named by texts, and by more where names are the same", () => {
  const names = ["thing", "thingLabel", "thingLabelDe", "kind", "n"];
  const row = (label: string, kind: string, n: number): Row => ({
    thing: iri("a:a"),
    thingLabel: text(label),
    thingLabelDe: text(`${label}-de`),
    kind: iri(kind),
    n: integer(n),
  });
  const found = table(names, [row("x", "k:1", 5), row("x", "k:2", 7), row("y", "k:1", 9)]);
  assert.deepEqual(numericColumns(found), ["n"]);
  const bars = barsOf(found, "n", plainText, false);
  assert.deepEqual(bars.bars[1], { text: "x · k:2", value: 7 });
  assert.equal(barsOf(found, "n", plainText, true).label, "thingLabelDe, kind");
  assert.deepEqual(numericColumns(table(["n"], [{ n: integer(1) }])), []);
});

test("a network keeps the best connected things, at the same places each time", () => {
  const triples = Array.from({ length: 100 }, (_, at): Triple => [iri(`a:${at}`), iri("a:p"), iri("a:hub")]);
  triples.push([iri("a:hub"), iri("http://www.w3.org/2000/01/rdf-schema#label"), text("Hub")]);
  const found = makeNetwork(triples, plainText, "en");
  assert.equal(found.nodes.length, MAX_NODES);
  assert.equal(found.total, 101);
  assert.equal(found.nodes[0]?.name, "Hub");
  assert.equal(found.lines.length, MAX_NODES - 1);
  assert.ok(found.nodes.every((node) => Number.isFinite(node.x) && Number.isFinite(node.y)));
  assert.deepEqual(makeNetwork(triples, plainText, "en"), found);
  assert.equal(makeNetwork([], plainText, "en").nodes.length, 0);
});

test("a link says the question's name or the whole query", () => {
  const questions = [{ name: "a-b", query: "ASK {}\n" }];
  assert.equal(makeFragment("ASK {}", questions), "#question=a-b");
  assert.deepEqual(readFragment("#question=a-b"), { question: "a-b" });
  for (const query of ["SELECT * { ?a ?b 1+1 } # ü&x=%20", "ASK { ?a a:b/c+ ?d }"]) {
    assert.deepEqual(readFragment(makeFragment(query, questions)), { query });
  }
  assert.equal(readFragment(""), null);
  assert.equal(readFragment("#main"), null);
});

test("questions are found by words in any order", () => {
  const make = (name: string, title: string) => ({ name, title: { en: title }, purpose: { en: "Büro" }, query: "" });
  const all = [make("a", "Who signed the letter?"), make("b", "Which bans hold?")];
  assert.deepEqual(
    narrow(all, "LETTER who buro").map((each) => each.name),
    ["a"],
  );
  assert.equal(narrow(all, "").length, 2);
});

test("places in messages are those of the query as written", () => {
  assert.equal(ownPlaces("error at 3:7: expected x", 1), "line 2, column 7: expected x");
  assert.equal(ownPlaces("something else 3:7", 1), "something else 3:7");
});
