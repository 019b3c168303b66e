import assert from "node:assert/strict";
import { test } from "node:test";
import { countryCounts, dayText, heldOn, level, type MapData, ordinal, rangeOf } from "../src/map/held.ts";

const data: MapData = {
  places: [
    ["Italy", "Italien", "it.html", "it.de.html", "it", 0],
    ["California", "Kalifornien", "ca.html", "ca.de.html", "us", 2],
    ["United States", "Vereinigte Staaten", "us.html", "us.de.html", "us", 2],
    ["European Union", "Europäische Union", "eu.html", "eu.de.html", "", 3],
  ],
  kinds: [
    ["Ban", "Verbot", 0],
    ["Law", "Gesetz", 1],
  ],
  entries: [
    [0, "a", "", "a.html", "a.de.html", 0, 10, 20],
    [1, "b", "", "b.html", "b.de.html", 0, 15, 0],
    [2, "b", "", "b.html", "b.de.html", 0, 15, 0],
    [3, "c", "", "c.html", "c.de.html", 1, 5, 0],
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

test("a part stands after its country, the fullest countries first, then by name", () => {
  const places = (day: number, language: string): string[] =>
    heldOn(data, day, -1, language).map(([place]) => data.places[place]![0]);
  assert.deepEqual(places(20, "en"), ["European Union", "Italy", "United States", "California"]);
  const twice: MapData = { ...data, entries: [...data.entries, [1, "d", "", "d.html", "d.de.html", 0, 15, 0]] };
  const named = heldOn(twice, 20).map(([place]) => twice.places[place]![0]);
  assert.deepEqual(named, ["United States", "California", "European Union", "Italy"]);
});

test("a group of kinds leaves the others out", () => {
  assert.deepEqual(
    heldOn(data, 20, 1).map(([place]) => place),
    [3],
  );
  assert.equal(heldOn(data, 20, 0).length, 3);
  assert.deepEqual(heldOn(data, 20, 7), []);
});

test("the slider has the day of issue and finite ends, whatever the data date", () => {
  assert.deepEqual(rangeOf(data, 12), [5, 15]);
  assert.deepEqual(rangeOf(data, 3), [3, 15]);
  assert.deepEqual(rangeOf({ ...data, entries: [] }, 12), [12, 12]);
  const begins = Array.from({ length: 20 }, (_, n) => [0, "", "", "", "", 0, n === 0 ? 1 : 700_000 + n, 0] as const);
  assert.equal(rangeOf({ ...data, entries: begins }, 700_030)[0], 700_002);
  assert.equal(dayText(99_999_999), "9999-12-31");
});
