import assert from "node:assert/strict";
import { test } from "node:test";
import { compose } from "../src/compose.ts";
import { filterOf } from "../src/filter.ts";
import type { Details, Graph } from "../src/model.ts";
import { DEFAULTS } from "../src/state.ts";
import { edgesCsv, nodesCsv, toCsv } from "../src/take/csv.ts";
import { fileName } from "../src/take/download.ts";
import { embedCode } from "../src/take/embed.ts";
import { toGexf } from "../src/take/gexf.ts";
import { toGraphml } from "../src/take/graphml.ts";
import { edgeId } from "../src/take/rows.ts";
import { type Selection, selectionFrom } from "../src/take/selection.ts";
import { literal, safeIri, term, toTurtle } from "../src/take/turtle.ts";
import { escapeXml } from "../src/take/xml.ts";
import { sample } from "./graph.ts";

const HOSTILE = "=1+1 \"</x>&' \\ \n \u0000 \ud800 😀";
const details: Details = {
  sources: [
    { id: "source:s2", title: ["Second", ""], url: "javascript:alert(1)", publisher: "", date: "" },
    { id: "source:s1", title: ['A "first"', "Erste"], url: "https://example.org/a>b", publisher: "", date: "" },
  ],
  properties: [],
  evidence: [
    [],
    [
      [0, ""],
      [1, 'p. "3"'],
    ],
  ],
  nodes: [],
  edges: [
    [1, []],
    [0, []],
    [1, []],
    [0, []],
    [0, []],
    [0, []],
  ],
  claims: {},
  derivations: {},
};

function hostile(): Graph {
  const graph = sample();
  const label = [...graph.nodes.label];
  label[0] = HOSTILE;
  const id = [...graph.edges.id];
  id[5] = "";
  return { ...graph, nodes: { ...graph.nodes, label }, edges: { ...graph.edges, id } };
}

const all = (graph: Graph): Selection => ({
  nodes: graph.nodes.id.map((_, node) => node),
  edges: graph.edges.id.map((_, edge) => edge),
});

/** Cells of a CSV text without its byte order mark (RFC 4180). */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text
    .replace(/^\ufeff/, "")
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("CSV: a formula is guarded, quotes and line ends survive", () => {
  const rows = readCsv(nodesCsv(hostile(), all(hostile()), details, "en"));
  assert.equal(rows.length, 9);
  assert.deepEqual(rows[1]!.slice(0, 2), ["person:a", `'${HOSTILE}`]);
  assert.ok(rows.every((row) => row.length === rows[0]!.length));
  for (const start of ["=", "+", "-", "@", "\t", "\r"])
    assert.equal(readCsv(toCsv([[`${start}x`]]))[0]![0], `'${start}x`);
  assert.equal(toCsv([["plain", "a,b"]]), '\ufeffplain,"a,b"\r\n');
});

test("CSV of relations names both ends, status and sources in the reader's language", () => {
  const [head, first] = readCsv(edgesCsv(sample(), all(sample()), details, "de"));
  const row = Object.fromEntries(head!.map((name, at) => [name, first![at]]));
  assert.equal(row.id, "statement:a-signed-000000000000");
  assert.equal(row.target_label, "Offener Brief");
  assert.equal(row.label, "unterzeichnete");
  assert.equal(row.status, "confirmed");
  assert.equal(row.sources, "source:s1 source:s2");
});

/** Throws unless tags are balanced and no bare markup is left; returns the names of elements in order. */
function readXml(text: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const rest = text
    .replace(/<\?xml[^?]*\?>/, "")
    .replace(/<(\/?)([a-z]+)((?:\s+[\w.:-]+="[^"<]*")*)\s*(\/?)>/g, (_, end, name, __, self) => {
      if (end) assert.equal(open.pop(), name);
      else names.push(name);
      if (!end && !self) open.push(name);
      return "";
    });
  assert.deepEqual(open, []);
  assert.ok(!text.includes("\u0000"));
  assert.doesNotMatch(rest, /[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
  return names;
}

const count = (names: readonly string[], name: string): number => names.filter((each) => each === name).length;

test("GraphML and GEXF are well-formed with hostile labels and hold every node and edge", () => {
  for (const write of [toGraphml, toGexf]) {
    const names = readXml(write(hostile(), all(hostile()), details, "en"));
    assert.equal(count(names, "node"), 8);
    assert.equal(count(names, "edge"), 6);
  }
});

test("GEXF: relation as kind, days as start and end", () => {
  const text = toGexf(sample(), all(sample()), details, "en");
  assert.match(text, /kind="gov:worksFor" label="works for" start="2018-11-02" end="2021-07-29"/);
  assert.match(text, /mode="dynamic" timeformat="date"/);
});

test("XML: what it can't hold becomes U+FFFD", () => {
  assert.equal(escapeXml('a\u0000<b>&"\ud800\n'), "a\ufffd&lt;b&gt;&amp;&quot;\ufffd&#10;");
  assert.equal(escapeXml("😀 ü"), "😀 ü");
});

test("Turtle: accepted statements are bare triples, all have a resource, derived ones have none", () => {
  const graph = hostile();
  const text = toTurtle(graph, all(graph), details, "en");
  const lines = text.split("\n");
  assert.ok(lines.includes("person:a gov:signed <letter:x> ."));
  assert.ok(!lines.some((line) => line.startsWith("person:c gov:signed")), "a refuted statement is no bare triple");
  assert.match(text, /rdf:subject person:c ;/);
  assert.match(text, /gov:status gov:refuted ;/);
  assert.ok(lines.includes("<model:z> gov:developedBy <org:y> . # derived"));
  assert.equal(lines.filter((line) => line.includes(" a gov:Statement ;")).length, 5);
  assert.ok(!text.includes("javascript:") && !text.includes("\u0000"));
  assert.match(text, /rdfs:seeAlso <https:\/\/example\.org\/a%3Eb>/);
  assert.match(text, /gov:citation .*-at-s1/);
  assert.match(text, /gov:locator "p\. \\"3\\"" \./);
});

test("Turtle: literals and IRIs are escaped", () => {
  assert.equal(literal('a"b\\c\n\r\t\u0001\ud800'), '"a\\"b\\\\c\\n\\r\\t\\u0001\ufffd"');
  assert.equal(safeIri('https://x/ <a>"{}|^`\\'), "https://x/%20%3Ca%3E%22%7B%7D%7C%5E%60%5C");
  const graph = sample();
  assert.equal(term(graph, "person:elon-musk"), "person:elon-musk");
  assert.equal(term(graph, "person:a.b/c"), "<https://example.org/person/a.b/c>");
  assert.equal(term(graph, "person:a b"), "<https://example.org/person/a%20b>");
});

test("the id of a statement is that of the full dump; a derived edge is named by its ends", () => {
  const graph = hostile();
  assert.equal(edgeId(graph, 3), "statement:a-worksFor-000000000003");
  assert.equal(edgeId(graph, 5), "derived:model:z|gov:developedBy|org:y");
});

test("a line that stands for many edges is taken apart", () => {
  const many = Array.from({ length: 12 }, (_, at) => at);
  const graph = sample({
    edges: {
      source: many.map(() => 0),
      target: many.map(() => 4),
      relation: many.map(() => 0),
      status: many.map((at) => (at < 2 ? 1 : 0)),
      from: many.map(() => 0),
      until: many.map(() => 0),
      id: many.map((at) => `${at}`.padStart(12, "0")),
    },
  });
  const state = { ...DEFAULTS, withoutStatuses: ["refuted"] };
  const scene = compose(graph, state);
  assert.equal(scene.edges.length, 1);
  assert.deepEqual(selectionFrom(graph, scene, filterOf(graph, state).edge).edges, many.slice(2));
});

test("file names and embed code are plain", () => {
  assert.equal(fileName("Wer unterschrieb? Ä/..\\ß", "csv"), "wer-unterschrieb-a-ss.csv");
  assert.equal(fileName("请", "ttl"), "graph.ttl");
  assert.match(
    embedCode('https://x/#a="b"', "</iframe><script>"),
    /src="https:\/\/x\/#a=&quot;b&quot;" title="&lt;\/iframe&gt;&lt;script&gt;"/,
  );
});
