import assert from "node:assert/strict";
import { test } from "node:test";
import { compose } from "../src/compose.ts";
import { fitTo } from "../src/draw/camera.ts";
import type { Frame } from "../src/draw/frame.ts";
import { curveBetween, distanceTo } from "../src/draw/geometry.ts";
import { markPath } from "../src/draw/marks.ts";
import { LIGHT } from "../src/draw/palette.ts";
import { xmlText } from "../src/draw/pen.ts";
import { toSvg } from "../src/draw/picture.ts";
import type { Mark } from "../src/model.ts";
import { DEFAULTS } from "../src/state.ts";
import { sample } from "./graph.ts";

function frameOf(label: string): Frame {
  const plain = sample();
  const graph = { ...plain, nodes: { ...plain.nodes, label: [label, ...plain.nodes.label.slice(1)] } };
  const scene = compose(graph, {
    ...DEFAULTS,
    language: "de",
    stage: { type: "focus", nodes: ["letter:x"], depth: 2 },
  });
  return {
    graph,
    scene,
    camera: fitTo(scene, 900, 600, () => 80),
    width: 900,
    height: 600,
    palette: LIGHT,
    language: "de",
    selectedNode: -1,
    selectedEdge: -1,
    hoverNode: -1,
    hoverEdge: -1,
  };
}

test("the SVG holds every mark and name, in the reader's language", () => {
  const svg = toSvg(frameOf("Ada"), "Titel");
  for (const name of ["Ada", "Bob", "Cécile", "Offener Brief", "Institut"]) assert.ok(svg.includes(`>${name}<`), name);
  assert.ok(svg.includes("unterzeichnete"));
});

test("markup in a name stays text, control characters go", () => {
  const svg = toSvg(frameOf("<script>alert(1)</script>\u0007\u202e"), 'a"b');
  assert.ok(!svg.includes("<script"));
  assert.ok(svg.includes("&lt;script&gt;"));
  assert.ok(svg.includes("a&quot;b"));
  assert.equal(xmlText("a\u0000b\ud800c&"), "a\ufffdb\ufffdc&amp;");
});

test("a name of 5,000 characters is cut, an empty one replaced by the id", () => {
  assert.ok(toSvg(frameOf("x".repeat(5000)), "t").length < 20_000);
  assert.ok(toSvg(frameOf(""), "t").includes(">person:a<"));
});

test("lanes bend apart and can be pointed at", () => {
  const straight = curveBetween(0, 0, 100, 0, 5, 5, 0, 1);
  const bent = curveBetween(0, 0, 100, 0, 5, 5, 2, 1);
  assert.ok(distanceTo(straight, 50, 0) < 1);
  assert.ok(distanceTo(bent, 50, 0) > 8);
});

test("each mark has an outline of its own", () => {
  const marks: Mark[] = [
    "circle",
    "square",
    "pentagon",
    "flag",
    "page",
    "chevron",
    "bubble",
    "hexagon",
    "diamond",
    "book",
    "bar",
    "octagon",
    "triangle",
    "star",
    "dot",
  ];
  assert.equal(new Set(marks.map((mark) => markPath(mark, 9))).size, marks.length);
});
