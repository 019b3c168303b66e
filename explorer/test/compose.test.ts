import assert from "node:assert/strict";
import { test } from "node:test";
import { compose } from "../src/compose.ts";
import { DEFAULTS, type ViewState } from "../src/state.ts";
import { sample } from "./graph.ts";

const withState = (part: Partial<ViewState>) => compose(sample(), { ...DEFAULTS, ...part });
const nodesOf = (part: Partial<ViewState>): number[] =>
  withState(part)
    .nodes.map((each) => each.node)
    .sort();

test("everything is everything; filters take away what they name", () => {
  assert.deepEqual(nodesOf({}), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(nodesOf({ withoutLooks: ["gov:Person"] }), [4, 5, 6, 7]);
  assert.deepEqual(nodesOf({ withoutStatuses: ["refuted"] }), [0, 1, 3, 4, 5, 6, 7]);
  assert.deepEqual(nodesOf({ hidden: ["org:y", "no:such"] }), [0, 1, 2, 3, 4, 6, 7]);
});

test("as of a day: what had not begun or had ended is not there", () => {
  const before = withState({ asOf: "2021-01-01" });
  assert.deepEqual(before.edges.map((each) => each.edge).sort(), [3, 4, 5]);
  const after = withState({ asOf: "2023-04-15" });
  assert.deepEqual(after.edges.map((each) => each.edge).sort(), [0, 1, 2, 4, 5]);
});

test("a focus has what points to it on the left, what it points to on the right", () => {
  const { nodes, headings } = withState({ stage: { type: "focus", nodes: ["person:a"], depth: 1 } });
  assert.deepEqual(nodes.map((each) => each.node).sort(), [0, 4, 5]);
  assert.ok(nodes.filter((each) => each.node !== 0).every((each) => each.x > 0));
  assert.equal(headings.length, 2);
  const letter = withState({ stage: { type: "focus", nodes: ["letter:x"], depth: 2 } });
  assert.deepEqual(letter.nodes.map((each) => each.node).sort(), [0, 1, 2, 4, 5]);
  assert.ok(letter.nodes.filter((each) => each.node < 3).every((each) => each.x < 0));
});

test("at depth 0 the focus stands alone", () => {
  assert.deepEqual(nodesOf({ stage: { type: "focus", nodes: ["letter:x"], depth: 0 } }), [4]);
});

test("no two names of a fan share a row", () => {
  const { nodes } = withState({ stage: { type: "focus", nodes: ["letter:x"], depth: 1 } });
  const rows = nodes
    .filter((each) => each.x < 0)
    .map((each) => each.y)
    .sort((a, b) => a - b);
  rows.slice(1).forEach((y, at) => {
    assert.ok(y - rows[at]! >= 20);
  });
});

test("a path lists its steps; where there is none it says so", () => {
  assert.deepEqual(withState({ stage: { type: "path", from: "person:b", to: "person:d" } }).steps, [1, 0, 3, 4]);
  assert.notEqual(withState({ stage: { type: "path", from: "person:b", to: "org:lone" } }).note, null);
  assert.notEqual(withState({ stage: { type: "between", from: "person:b", to: "gone:1" } }).note, null);
});

test("an opened star brings its neighbours", () => {
  const graph = sample({
    views: [{ id: "v", title: ["V", ""], text: ["", ""], nodes: [4], x: [0], y: [0], side: [0], edges: [] }],
  });
  const closed = compose(graph, { ...DEFAULTS, stage: { type: "view", id: "v" } });
  assert.deepEqual(
    closed.nodes.map((each) => each.node),
    [4],
  );
  const opened = compose(graph, { ...DEFAULTS, stage: { type: "view", id: "v" }, opened: ["letter:x"] });
  assert.deepEqual(opened.nodes.map((each) => each.node).sort(), [0, 1, 2, 4]);
  assert.equal(opened.edges.length, 3);
});

test("pins and groups move nodes, parallel edges get lanes, many become one", () => {
  assert.deepEqual(
    withState({ pinned: { "person:a": [7, 8] } })
      .nodes.filter((each) => each.node === 0)
      .map(({ x, y }) => [x, y]),
    [[7, 8]],
  );
  assert.equal(withState({ grouping: "kind" }).headings.length, 3);
  const many = (count: number) => {
    const column = (value: number): number[] => new Array<number>(count).fill(value);
    const edges = {
      source: column(0),
      target: column(4),
      relation: column(0),
      status: column(0),
      from: column(0),
      until: column(0),
      id: column(0).map((_, at) => `e${at}`),
    };
    return compose(sample({ edges }), DEFAULTS).edges;
  };
  assert.deepEqual(
    many(3).map((each) => each.lane),
    [-1, 0, 1],
  );
  assert.deepEqual(
    many(500).map((each) => each.count),
    [500],
  );
});
