import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { readAnswer } from "../src/query/answers.ts";
import { Endpoint, MAX_BYTES, MAX_ROWS } from "../src/query/endpoint.ts";
import { type Outcome, type Progress, Stopped } from "../src/query/engine.ts";
import { ntriplesText } from "../src/query/exports.ts";
import { readableFault } from "../src/query/faults.ts";
import { readNtriples } from "../src/query/ntriples.ts";
import { readRefused, waitOf } from "../src/query/refusals.ts";
import { makeFragment, readFragment } from "../src/query/share.ts";
import type { Term } from "../src/query/terms.ts";

const RESULTS = "application/sparql-results+json";
const { parse } = createRequire(import.meta.url)("oxigraph/node.js");

const FINE = [
  "",
  "# nothing\r\n \t \n",
  "<a:a><a:b><a:c>.",
  '\t<a:a>\t<a:b> "" . # <a:x> <a:y> <a:z> .\n_:a <a:b> _:a.b-c .',
  '<a:a> <a:b> "\\t\\b\\n\\r\\f\\"\\\'\\\\ \\u00e4 \\U0001F600 ü 漢 😀 \u0000 \u2028" .',
  '<a:a> <a:b> "\\\\" .\r<a:a> <a:b> "\\\\\\"" .',
  '<http://x.org/\\u00fc?q=1#f> <a:b> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .',
  '<a:a> <a:b> "x"@zh-hant-tw .\n<a:a> <a:b> "x"@ar--rtl .',
  '<a:a> <a:b> "x"^^<http://www.w3.org/2001/XMLSchema#string> .',
  '<a:a> <a:b> <<( _:s <a:p> <<( <a:x> <a:y> "z" )>> )>> .',
  "_:1 <a:b> _:ünï·\u0300 .",
];
const WRONG = [
  "<a:a> <a:b> <a:c>",
  "<a:a> <a:b> .",
  "<a:a> <a:b> <a:c> <a:d> .",
  "<a:a> <a:b> <a:c> . <a:a> <a:b> <a:c> .",
  '"a" <a:b> <a:c> .',
  "<a:a> _:b <a:c> .",
  "<a:a> a <a:c> .",
  "<relative> <a:b> <a:c> .",
  "<a:a b> <a:b> <a:c> .",
  "<a:\\u0020> <a:b> <a:c> .",
  "<a:\\'> <a:b> <a:c> .",
  '<a:a> <a:b> "\\x" .',
  '<a:a> <a:b> "\\ud800" .',
  '<a:a> <a:b> "\\U00110000" .',
  '<a:a> <a:b> "\\u12" .',
  '<a:a> <a:b> "a\nb" .',
  '<a:a> <a:b> "a .',
  '<a:a> <a:b> "a\\" .',
  '<a:a> <a:b> "a"@ .',
  '<a:a> <a:b> "a"@de--up .',
  "<a:a> <a:b> 'a' .",
  "<a:a> <a:b> _:a. x",
  "<a:a> <a:b> _::a .",
  "<a:a> <a:b> <<( <a:x> <a:y> ) .",
  "<<( <a:a> <a:b> <a:c> )>> <a:y> <a:z> .",
  '<a:a> <a:b> "a"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .',
  "<html><body>Bad Gateway</body></html>",
];

interface Node {
  readonly termType: string;
  readonly value: string;
  readonly language: string;
  readonly direction: string;
  readonly datatype: Node;
  readonly subject: Node;
  readonly predicate: Node;
  readonly object: Node;
}

/** A term of the engine's own parser in the form of ours. */
function plain(node: Node): Term {
  const [subject, predicate, object] = [node.subject, node.predicate, node.object];
  if (node.termType === "NamedNode") return { type: "uri", value: node.value };
  if (node.termType === "BlankNode") return { type: "bnode", value: node.value };
  if (node.termType === "Quad")
    return { type: "triple", value: { subject: plain(subject), predicate: plain(predicate), object: plain(object) } };
  const { value, language, direction, datatype } = node;
  if (direction) return { type: "literal", value, "xml:lang": language, "its:dir": direction };
  if (language) return { type: "literal", value, "xml:lang": language };
  const string = datatype.value === "http://www.w3.org/2001/XMLSchema#string";
  return { type: "literal", value, ...(string ? {} : { datatype: datatype.value }) };
}

test("N-Triples are read as the engine's own parser reads them", () => {
  let count = 0;
  for (const text of FINE) {
    const found: Node[] = parse(text, { format: "application/n-triples" });
    const expected = found.map((quad) => [plain(quad.subject), plain(quad.predicate), plain(quad.object)]);
    assert.deepEqual(readNtriples(text), expected, text);
    assert.deepEqual(ntriplesText(readNtriples(ntriplesText(readNtriples(text)))), ntriplesText(readNtriples(text)));
    count += expected.length;
  }
  assert.ok(count >= 12);
});

test("what is no N-Triples is refused as a whole", () => {
  for (const text of WRONG) assert.throws(() => readNtriples(`<a:a> <a:b> <a:c> .\n${text}`), text);
});

test("long and hostile N-Triples are read in no time", () => {
  const start = performance.now();
  const long = "x\\\\".repeat(3_000_000);
  assert.equal(readNtriples(`<a:a> <a:b> "${long}" .`)[0]?.[2].value.toString().length, 6_000_000);
  assert.equal(readNtriples('<a:a> <a:b> "x" .\n'.repeat(100_000)).length, 100_000);
  for (const part of ["<a:", '"', "_:", "\\", "<<(", '"a"@a-', "<<( <a:a> <a:b> ", '"\\u', "<a:a> "])
    assert.throws(() => readNtriples(part.repeat(100_000)));
  assert.ok(performance.now() - start < 10_000);
});

test("results are read where they are results", () => {
  const answer = readAnswer(
    `${RESULTS}; charset=utf-8`,
    '{"head":{"vars":["a","constructor"]},"results":{"bindings":[{"a":{"type":"uri","value":"x:y"}}]}}',
  );
  assert.ok(answer.kind === "table");
  assert.deepEqual({ ...answer.table.results.bindings[0] }, { a: { type: "uri", value: "x:y" } });
  assert.equal(answer.table.results.bindings[0]?.constructor, undefined);
  assert.deepEqual(readAnswer(RESULTS, '{"head":{},"boolean":false}'), { kind: "yes-no", yes: false });
  const row = (term: string): string => `{"head":{"vars":["a"]},"results":{"bindings":[${term}]}}`;
  for (const bad of [
    "",
    "null",
    "[]",
    "{}",
    '{"boolean":"yes"}',
    '{"head":{"vars":[1]},"results":{"bindings":[]}}',
    '{"head":{"vars":["a"]},"results":{"bindings":{}}}',
    row("5"),
    row('{"a":"x"}'),
    row('{"a":{"type":"uri"}}'),
    row('{"a":{"type":"html","value":"x"}}'),
    row('{"a":{"type":"triple","value":{"subject":{"type":"uri","value":"x"}}}}'),
  ])
    assert.throws(() => readAnswer(RESULTS, bad), bad);
  assert.throws(() => readAnswer("text/html", "<a:a> <a:b> <a:c> ."));
});

test("a refusal says its detail, its limit and when to ask again, whatever stands in it", () => {
  const problem = '{"detail":"too deep","limit":"nesting: 60","title":"Bad Request"}';
  const told = { status: 400, detail: "too deep", limit: "nesting: 60", wait: null };
  assert.deepEqual(readRefused(400, "application/problem+json; charset=utf-8", problem, null), told);
  for (const body of ["", "null", "[]", "5", '{"detail":{"a":1}}', "<html>"])
    assert.equal(readRefused(502, "application/problem+json", body, null).detail, "", body);
  assert.equal(readRefused(502, "text/html", problem, null).detail, "");
  assert.ok(readRefused(400, "application/json", JSON.stringify({ detail: "x".repeat(9999) }), 1).detail.length < 700);
  assert.equal(waitOf("12", 0), 12);
  assert.equal(waitOf("Thu, 01 Jan 1970 00:01:30 GMT", 60_000), 30);
  assert.equal(waitOf("Thu, 01 Jan 1970 00:00:00 GMT", 60_000), 0);
  for (const none of [null, "", "soon", "-1e99"]) assert.equal(waitOf(none, 0), null, String(none));
});

test("a refusal is told in words, with the place in the query as written", () => {
  const fault = (status: number, detail: string, wait: number | null) =>
    readableFault(new Stopped("refused", "", { status, detail, limit: "", wait }), 1, 20);
  assert.match(fault(429, "", 1).text, /Ask again in 1 second\.$/);
  assert.match(fault(429, "", 300).text, /Ask again in 5 minutes\.$/);
  assert.match(fault(503, "", null).text, /Ask again later\.$/);
  assert.match(fault(502, "", null).text, /status 502/);
  const said = "the query is not SPARQL 1.1: error at 4:17: expected x";
  assert.equal(fault(400, said, null).said, "the query is not SPARQL 1.1: line 3, column 17: expected x");
});

test("a link says where to run if it is told", () => {
  assert.equal(makeFragment("ASK {}", [], "browser"), "#query=ASK%20%7B%7D&run=browser");
  assert.deepEqual(readFragment("#query=ASK%20%7B%7D&run=browser"), { query: "ASK {}", run: "browser" });
  assert.deepEqual(readFragment("#question=a&run=server"), { question: "a", run: "server" });
  assert.deepEqual(readFragment("#question=a&run=elsewhere"), { question: "a" });
});

type Answering = (response: ServerResponse, request: IncomingMessage, form: URLSearchParams) => void;

/** What an endpoint with such answers gives to a query. */
async function asked(
  answering: Answering,
  act: (endpoint: Endpoint) => Promise<Outcome> = (endpoint) => endpoint.run("ASK {} # ü&+", 20),
  steps: Progress[] = [],
): Promise<Outcome> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    answering(response, request, new URLSearchParams(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  try {
    return await act(new Endpoint(`http://127.0.0.1:${port}/sparql`, (step) => steps.push(step)));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const giving =
  (type: string, body: string, status = 200): Answering =>
  (response) =>
    response.writeHead(status, { "content-type": type }).end(body);
const stoppedBy = (why: string, message = "") => ({ name: "Error", why, message });

test("a query is sent as a form, with the formats that are read and the time that it may take", async () => {
  const steps: Progress[] = [];
  let seen: unknown[] = [];
  const answering: Answering = (response, request, form) => {
    const { accept, "content-type": type } = request.headers;
    seen = [request.method, request.url, accept, type?.split(";")[0], form.get("query"), form.get("timeout")];
    giving("application/n-triples", "<a:a> <a:b> <a:c> .\n")(response, request, form);
  };
  const { answer } = await asked(answering, undefined, steps);
  const accept = `${RESULTS}, application/n-triples;q=0.9`;
  assert.deepEqual(seen, ["POST", "/sparql", accept, "application/x-www-form-urlencoded", "ASK {} # ü&+", "20"]);
  assert.equal(answer.kind === "graph" && answer.triples.length, 1);
  assert.deepEqual(steps, [{ step: "run" }, { step: "receive", bytes: 20 }]);
});

test("what is no answer ends with its reason", async () => {
  await assert.rejects(asked(giving("text/html", "<p>")), stoppedBy("unreadable", "text/html"));
  await assert.rejects(asked(giving(RESULTS, "<p>")), stoppedBy("unreadable", RESULTS));
  const latin: Answering = (response) =>
    response.writeHead(200, { "content-type": "application/n-triples" }).end(Buffer.from([0x23, 0xe4]));
  await assert.rejects(asked(latin), stoppedBy("unreadable", "application/n-triples"));
  const broken: Answering = (response) => {
    response.writeHead(200, { "content-type": RESULTS }).write("{");
    setTimeout(() => response.destroy(), 20);
  };
  await assert.rejects(asked(broken), stoppedBy("broken"));
  await assert.rejects(
    asked((response) => response.destroy()),
    stoppedBy("silent"),
  );
  const endless: Answering = (response) => response.writeHead(500, { "content-type": "text/html" }).write("x");
  await assert.rejects(
    asked(endless, (endpoint) => {
      setTimeout(() => endpoint.cancel(), 100);
      return endpoint.run("ASK {}", 20);
    }),
    stoppedBy("cancelled"),
  );
});

test("an answer that is too large is not read to its end", async () => {
  let sent = 0;
  const endless: Answering = (response) => {
    response.writeHead(200, { "content-type": "application/n-triples" });
    const more = (): void => {
      while (!response.destroyed && response.write("# nothing\n".repeat(10_000))) sent += 100_000;
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  await assert.rejects(asked(endless), stoppedBy("fault", "too-large"));
  assert.ok(sent < 3 * MAX_BYTES);
  const many = giving("application/n-triples", "<a:a> <a:b> <a:c> .\n".repeat(MAX_ROWS + 1));
  await assert.rejects(asked(many), stoppedBy("fault", "too-large"));
});

test("cancel closes the connection, before and within the answer, and the next query works", async () => {
  for (const begun of [false, true]) {
    let closed = false;
    const slow: Answering = (response, _, form) => {
      if (form.get("query") === "ASK {}") return giving(RESULTS, '{"boolean":true}')(response, _, form);
      response.on("close", () => {
        closed = true;
      });
      if (begun) response.writeHead(200, { "content-type": RESULTS }).write("{");
    };
    const outcome = await asked(slow, async (endpoint) => {
      setTimeout(() => endpoint.cancel(), 100);
      await assert.rejects(endpoint.run("ASK { ?slow a ?x }", 20), stoppedBy("cancelled"));
      return endpoint.run("ASK {}", 20);
    });
    assert.deepEqual(outcome.answer, { kind: "yes-no", yes: true });
    assert.ok(closed);
  }
});

test("a server that says nothing for longer than the query may take is left", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  await assert.rejects(
    asked(
      () => context.mock.timers.tick(25_001),
      (endpoint) => endpoint.run("ASK {}", 20),
    ),
    stoppedBy("late"),
  );
});
