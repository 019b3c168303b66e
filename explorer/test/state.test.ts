import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode } from "../src/hash.ts";
import { canUndo, change, DEFAULTS, redo, restart, state, undo, type ViewState } from "../src/state.ts";

test("a link gives back the state, whatever the ids hold", () => {
  const full: ViewState = {
    ...DEFAULTS,
    language: "de",
    theme: "dark",
    mode: "table",
    stage: { type: "focus", nodes: ["person:a,b", "x:~2c@é#&="], depth: 3 },
    selected: "e:0123456789ab",
    withoutLooks: ["gov:Person"],
    withoutStatuses: ["refuted"],
    withoutRelations: ["gov:signed"],
    jurisdictions: ["jurisdiction:it"],
    asOf: "2023-04-15",
    hidden: ["org:y"],
    opened: ["letter:x"],
    pinned: { "a@b,c": [-3, 40] },
    size: "betweenness",
    grouping: "kind",
    embed: true,
  };
  assert.deepEqual(decode(encode(full)), full);
  for (const stage of [
    { type: "view", id: "story" },
    { type: "all" },
    { type: "path", from: "a:1", to: "b:2" },
    { type: "between", from: "a:1", to: "b:2" },
  ] as const) {
    assert.deepEqual(decode(encode({ ...DEFAULTS, stage })).stage, stage);
  }
});

test("a broken link is no error", () => {
  assert.deepEqual(decode("#%%%&depth=x&as-of=2023-02-99&lang=fr&pinned=a@1,b@x@y&path=a"), DEFAULTS);
  assert.deepEqual(decode(`#${"x".repeat(30_000)}`), DEFAULTS);
  const focus = decode("#focus=a:b&depth=900").stage;
  assert.deepEqual(focus, { type: "focus", nodes: ["a:b"], depth: 6 });
});

test("undo and redo walk through changes, not through selection or language", () => {
  restart(DEFAULTS);
  change({ selected: "person:a" });
  assert.equal(canUndo.value, false);
  change({ asOf: "2023-01-01" });
  change({ asOf: "2023-01-02" }, true);
  change({ language: "de" });
  undo();
  assert.equal(state.value.asOf, "");
  assert.equal(state.value.language, "de");
  redo();
  assert.equal(state.value.asOf, "2023-01-02");
});
