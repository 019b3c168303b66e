import assert from "node:assert/strict";
import { test } from "node:test";
import { countryCounts, dayText, heldOn, level, type MapData, ordinal } from "../src/map/held.ts";

const data: MapData = {
  places: [
    ["Italy", "Italien", "it.html", "it.de.html", "it"],
    ["California", "Kalifornien", "ca.html", "ca.de.html", "us"],
    ["United States", "Vereinigte Staaten", "us.html", "us.de.html", "us"],
    ["European Union", "Europäische Union", "eu.html", "eu.de.html", ""],
  ],
  kinds: [["Ban", "Verbot"]],
  entries: [
    [0, "a", "", "a.html", "a.de.html", 0, 10, 20],
    [1, "b", "", "b.html", "b.de.html", 0, 15, 0],
    [2, "b", "", "b.html", "b.de.html", 0, 15, 0],
    [3, "c", "", "c.html", "c.de.html", 0, 5, 0],
  ],
};

test("days and ordinals", () => {
  assert.equal(ordinal("1970-01-01"), 719_163);
  assert.equal(dayText(ordinal("2023-04-15")), "2023-04-15");
  for (const wrong of ["", "2023", "2023-13-45", "x"]) assert.equal(ordinal(wrong), 0);
});

test("an entry holds from its first to its last day, without an end for ever", () => {
  const on = (day: number): string[] => heldOn(data, day).flatMap(([, entries]) => entries.map((entry) => entry[1]));
  assert.deepEqual(on(4), []);
  assert.deepEqual(on(5), ["c"]);
  assert.deepEqual(on(10).sort(), ["a", "c"]);
  assert.deepEqual(on(20).sort(), ["a", "b", "b", "c"]);
  assert.deepEqual(on(21).sort(), ["b", "b", "c"]);
});

test("a country counts what holds in it and in its parts once", () => {
  assert.deepEqual([...countryCounts(data, heldOn(data, 20))].sort(), [
    ["it", 1],
    ["us", 1],
  ]);
});

test("levels", () => assert.deepEqual([0, 1, 2, 4, 5, 99].map(level), [0, 1, 2, 2, 3, 3]));
