import assert from "node:assert/strict";
import { test } from "node:test";
import { search } from "../src/search.ts";
import { sample } from "./graph.ts";

const found = (text: string): number[] => search(sample(), text, 5).map((hit) => hit.node);

test("search knows both languages, aliases, and no case or accents", () => {
  assert.deepEqual(found("brief"), [4]);
  assert.deepEqual(found("LETTER"), [4]);
  assert.deepEqual(found("cecile"), [2]);
  assert.deepEqual(found("countess"), [0]);
  assert.deepEqual(found("  "), []);
  assert.deepEqual(found("zzz"), []);
});

test("what begins with the text comes first, then the best connected", () => {
  assert.equal(found("o")[0], 4);
  assert.deepEqual(search(sample(), "let", 5)[0], { node: 4, label: "Open letter", start: 5, end: 8 });
});
