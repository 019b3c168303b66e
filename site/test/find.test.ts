import assert from "node:assert/strict";
import { test } from "node:test";
import type { Columns } from "../src/find/data.ts";
import { Facets, nothingChosen } from "../src/find/facets.ts";
import { endings, fold, forms, matches, words } from "../src/find/fold.ts";
import { ask, makeIndex } from "../src/find/index.ts";
import { readState, writeState } from "../src/find/state.ts";

const titles = [
  "KI-Verordnung",
  "Datenschutz-Grundverordnung",
  "Elon Musk",
  "Österreichische Behörde",
  "Rat",
  "Beratung",
];

const data: Columns = {
  groups: [
    ["act", "Act"],
    ["person", "Person"],
    ["body", "Body"],
  ],
  kinds: [
    ["Regulation", 0],
    ["Person", 1],
    ["Body", 2],
  ],
  places: [
    ["eu", "Europe"],
    ["at", "Austria"],
  ],
  statuses: [
    ["confirmed", "confirmed"],
    ["disputed", "disputed"],
  ],
  title: titles,
  other: ["AI Act", "", "", "", "", ""],
  alias: [["EU AI Act"], ["DSGVO"], [], [], [], []],
  text: ["", "", "Unternehmer", "", "", ""],
  kind: [0, 0, 1, 2, 2, 2],
  place: [[0], [0], [], [1], [0], [0, 1]],
  year: [2024, 2016, 1971, 0, 0, 2005],
  status: [3, 1, 2, 1, 0, 1],
  weight: [90, 50, 40, 1, 1, 1],
  path: ["a", "b", "c", "d", "e", "f"],
};

const index = makeIndex(data);
const find = (query: string): string[] => ask(index, data, query, "de").order.map((at) => titles[at]!);

test("words are compared without case, diacritics and spelling of umlauts", () => {
  assert.equal(fold("Straße Ångström"), "strasse angstrom");
  assert.deepEqual(forms("Behörde"), ["behorde", "behoerde"]);
  assert.deepEqual(words("KI-Verordnung (EU) 2024/1689"), ["KI", "Verordnung", "EU", "2024", "1689"]);
  for (const query of ["behörde", "BEHORDE", "Behoerde", "osterreich"]) {
    assert.deepEqual(find(query), ["Österreichische Behörde"], query);
  }
});

test("a compound is found by its last part, a short word is not looked for inside of others", () => {
  assert.deepEqual(endings("Beratung"), ["atung"]);
  assert.deepEqual(find("verordnung").sort(), ["Datenschutz-Grundverordnung", "KI-Verordnung"]);
  assert.deepEqual(find("rat"), ["Rat"]);
});

test("other names, typing errors, all words before any", () => {
  assert.equal(find("eu ai act")[0], "KI-Verordnung");
  assert.deepEqual(find("dsgvo"), ["Datenschutz-Grundverordnung"]);
  assert.deepEqual(find("elom muks")[0], "Elon Musk");
  assert.equal(ask(index, data, "elon verordnung", "de").loose, true);
  assert.equal(ask(index, data, "elon musk", "de").loose, false);
  assert.deepEqual(find("qqqqqq"), []);
});

test("without a word all are listed by name", () => {
  assert.deepEqual(
    find(" - "),
    [...titles].sort((one, two) => one.localeCompare(two, "de")),
  );
});

test("matches are ranges of the text as written", () => {
  const shown = (text: string, wanted: string[], whole: string[] = []): string[] =>
    matches(text, wanted, new Set(whole)).map(([from, to]) => text.slice(from, to));
  assert.deepEqual(shown("Die Grundverordnung, Große Behörde", ["verordnung", "gross", "behor"]), [
    "verordnung",
    "Groß",
    "Behör",
  ]);
  assert.deepEqual(shown("Elon Musk", ["elom"], ["elon"]), ["Elon"]);
  assert.deepEqual(shown("<b>x</b> 👩‍👧 e\u0301", ["e"]), ["e\u0301"]);
  assert.deepEqual(shown("nothing", []), []);
});

test("facets narrow together and count what the others leave", () => {
  const facets = new Facets(data, (year) => `${year}er`);
  const all = titles.map((_, at) => at);
  const chosen = nothingChosen();
  chosen.place.add("eu");
  assert.deepEqual(facets.narrow(all, chosen), [0, 1, 4, 5]);
  const kinds = facets.choices("kind", all, chosen).map(({ id, count }) => [id, count]);
  assert.deepEqual(kinds, [
    ["act", 2],
    ["body", 2],
  ]);
  assert.deepEqual(
    facets.choices("place", all, chosen).map(({ id, count }) => [id, count]),
    [
      ["eu", 4],
      ["at", 2],
    ],
  );
  chosen.status.add("disputed");
  assert.deepEqual(facets.narrow(all, chosen), [0]);
  assert.deepEqual(
    facets.choices("year", all, nothingChosen()).map(({ name }) => name),
    ["2024", "2016", "2000er", "1970er"],
  );
});

test("the state survives the address", () => {
  const state = readState("?q=a%26b&kind=Person&kind=gov%3AX&year=1990s&other=1");
  assert.equal(state.query, "a&b");
  assert.deepEqual([...state.chosen.kind], ["Person", "gov:X"]);
  assert.deepEqual(readState(writeState(state)), state);
  assert.equal(writeState(readState("")), "");
});
