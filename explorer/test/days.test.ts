import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber, dayText, type Graph } from "../src/model.ts";
import { barOf, spanOf, yearLater } from "../src/panels/days.ts";
import { sample } from "./graph.ts";

function dated(days: readonly string[]): Graph {
  const graph = sample();
  const none = graph.edges.from.map(() => 0);
  return {
    ...graph,
    nodes: { ...graph.nodes, from: days.map(dayNumber) },
    edges: { ...graph.edges, from: none, until: none },
  };
}

test("the span goes from the first year to the last day, by quarters where it is short", () => {
  const span = spanOf(dated(["2020-05-01", "2021-01-01", "2021-03-31"]))!;
  assert.equal(dayText(span.first), "2020-01-01");
  assert.equal(dayText(span.last), "2021-03-31");
  assert.equal(span.starts.length, 9);
  assert.deepEqual(span.counts.slice(0, 5), [0, 1, 0, 0, 2]);
  assert.equal(span.earlier, 0);
});

test("a few very early dates don't stretch the slider, and are counted", () => {
  const many = Array.from({ length: 60 }, (_, at) => `${2000 + (at % 20)}-06-01`);
  const span = spanOf(dated(["1209-01-01", ...many]))!;
  assert.equal(dayText(span.first), "2000-01-01");
  assert.equal(span.earlier, 1);
  assert.equal(
    span.counts.reduce((sum, each) => sum + each, 0),
    60,
  );
});

test("a graph without dates has no span", () => {
  assert.equal(spanOf(dated([])), null);
});

test("bars by day, and a year on from a leap day", () => {
  assert.equal(barOf([10, 20, 30], 10), 0);
  assert.equal(barOf([10, 20, 30], 29), 1);
  assert.equal(barOf([10, 20, 30], 99), 1);
  assert.equal(dayText(yearLater(dayNumber("2024-02-29"))), "2025-02-28");
});
