import assert from "node:assert/strict";
import { test } from "node:test";
import { passes, type Row, sortRows } from "../src/tables/sort.ts";

const row = (name: string, date: string, count: string, kind = "a", places: string[] = []): Row => ({
  keys: [name, date, count],
  text: `${name} ${date}`,
  kind,
  places,
});
const rows = [row("Article 10", "2024-05", "3"), row("article 9", "", "20"), row("Ärzte", "2024", "100")];
const names = (sorted: readonly Row[]): string[] => sorted.map((each) => each.keys[0]!);

test("columns sort as texts, dates and numbers; what is empty comes last", () => {
  assert.deepEqual(names(sortRows(rows, 0, "text", false, "en")), ["article 9", "Article 10", "Ärzte"]);
  assert.deepEqual(names(sortRows(rows, 1, "date", false, "en")), ["Ärzte", "Article 10", "article 9"]);
  assert.deepEqual(names(sortRows(rows, 1, "date", true, "en")), ["Article 10", "Ärzte", "article 9"]);
  assert.deepEqual(names(sortRows(rows, 2, "number", true, "en")), ["Ärzte", "article 9", "Article 10"]);
});

test("a filter takes all words, the kind and the place", () => {
  const one = row("Große Behörde", "2024", "1", "gov:Body", ["jurisdiction:de", "jurisdiction:eu"]);
  const all = { text: "", kind: "", place: "" };
  assert.ok(passes(one, all));
  assert.ok(passes(one, { ...all, text: "grosse  BEHORDE" }));
  assert.ok(!passes(one, { ...all, text: "grosse kleine" }));
  assert.ok(passes(one, { ...all, kind: "gov:Body", place: "jurisdiction:eu" }));
  assert.ok(!passes(one, { ...all, place: "jurisdiction:e" }));
});
