import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Text } from "../src/model.ts";
import { change } from "../src/state.ts";
import { counted, grouped, phrase, WORDS, word } from "../src/words.ts";

const entries: (readonly [string, Text])[] = Object.entries(WORDS);
const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test("every text stands in both languages with the same places to fill", () => {
  assert.ok(entries.length >= 150);
  for (const [key, [english, german]] of entries) {
    assert.ok(english !== "" && german !== "", key);
    assert.deepEqual(places(english), places(german), key);
  }
});

test("German texts address nobody, quote the German way, and no text has doubled or outer spaces", () => {
  for (const [key, [english, german]] of entries) {
    assert.doesNotMatch(german, /\b(?:Sie|Ihr|Ihre|Ihnen|du|dein)\b/, key);
    assert.doesNotMatch(german, /[“][^“]*[”]|"/, key);
    for (const text of [english, german]) assert.ok(text === text.trim() && !text.includes("  "), key);
  }
});

test("every text is used", () => {
  const root = new URL("../src/", import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && name !== "words.ts",
  );
  assert.ok(files.length >= 20);
  const code = files.map((name) => readFileSync(new URL(name, root), "utf8")).join("\n");
  const counts = /^(?:entity|relation|step)(?:One|Many)$/;
  const unused = entries
    .map(([key]) => key)
    .filter((key) => !counts.test(key) && !new RegExp(`["']${key}["']`).test(code));
  assert.deepEqual(unused, []);
});

test("texts follow the language of the state, numbers too", () => {
  assert.equal(word("picture"), "Picture");
  assert.equal(counted("entity", 1), "1 entry");
  assert.equal(counted("entity", 33_000), "33,000 entries");
  change({ language: "de" });
  assert.equal(word("picture"), "Bild");
  assert.equal(counted("relation", 1), "1 Beziehung");
  assert.equal(grouped(33_000), "33.000");
  assert.equal(phrase("onlyThis", { name: "$& {n}" }), "Nur $& {n}");
  change({ language: "en" });
});
