import assert from "node:assert/strict";
import { test } from "node:test";
import { connectors, neighbourhood, shortestPath } from "../src/traverse.ts";
import { sample } from "./graph.ts";

const all = (): boolean => true;

test("a neighbourhood goes both ways and keeps the distance", () => {
  const found = neighbourhood(sample(), [4], 2, all);
  assert.deepEqual([...found].sort(), [
    [0, 1],
    [1, 1],
    [2, 1],
    [4, 0],
    [5, 2],
  ]);
});

test("a shortest path names its edges in order, and there may be none", () => {
  assert.deepEqual(shortestPath(sample(), 1, 3, all), [1, 0, 3, 4]);
  assert.deepEqual(shortestPath(sample(), 1, 1, all), []);
  assert.equal(shortestPath(sample(), 1, 7, all), null);
  assert.equal(
    shortestPath(sample(), 1, 3, (edge) => edge !== 3),
    null,
  );
});

test("connectors are all nodes on short ways between two", () => {
  assert.deepEqual([...connectors(sample(), 4, 5, all)!.keys()].sort(), [0, 4, 5]);
  assert.equal(connectors(sample(), 4, 7, all), null);
});
