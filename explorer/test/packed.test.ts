import assert from "node:assert/strict";
import { test } from "node:test";
import { numbersOf, type PackedDetails, type PackedGraph, unpackDetails, unpackGraph } from "../src/packed.ts";
import { sample } from "./graph.ts";

test("a packed column reads as packing.py wrote it; a plain one stays", () => {
  assert.deepEqual(numbersOf("AACFithtB"), [0, 0, 1, -1, 738000]);
  assert.deepEqual(numbersOf(""), []);
  assert.deepEqual(numbersOf([3, 1]), [3, 1]);
});

test("a graph with packed columns is the graph without", () => {
  const graph = sample();
  const packed: PackedGraph = { ...graph, edges: { ...graph.edges, source: "AACFithtB" } };
  assert.deepEqual(unpackGraph(packed).edges.source, [0, 0, 1, -1, 738000]);
  assert.deepEqual(unpackGraph(packed).nodes, graph.nodes);
  assert.deepEqual(unpackGraph(packed).measures, graph.measures);
});

test("details as columns become one entry a node and an edge", () => {
  const packed: PackedDetails = {
    sources: [],
    properties: [],
    evidence: [[], []],
    nodes: {
      description: [
        ["a", ""],
        ["", ""],
      ],
      facts: { 1: [[0, ["2015", ""], 0, 1, []]] },
      links: {},
    },
    edges: { evidence: "CD", qualifiers: { 0: [[0, ["x", ""]]] } },
    claims: {},
    derivations: {},
  };
  const { nodes, edges } = unpackDetails(packed);
  assert.deepEqual(nodes[0], { description: ["a", ""], facts: [], links: [] });
  assert.deepEqual(nodes[1]!.facts, [[0, ["2015", ""], 0, 1, []]]);
  assert.deepEqual(edges, [
    [1, [[0, ["x", ""]]]],
    [0, []],
  ]);
  assert.deepEqual(unpackDetails({ ...packed, nodes, edges }), { ...packed, nodes, edges });
});
