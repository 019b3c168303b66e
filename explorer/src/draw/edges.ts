/** Edges: line by status, arrows, crosses on what is refuted, counts on bundles, names of relations. */

import type { SceneEdge } from "../compose.ts";
import { say } from "../model.ts";
import type { Frame, Plot } from "./frame.ts";
import { type Curve, curveBetween, middleOf } from "./geometry.ts";
import type { Pen } from "./pen.ts";
import type { Room } from "./room.ts";

/** Dashes and widths by status; colour says nothing that the line doesn't. */
export const LINES: Readonly<
  Record<string, { readonly dash: readonly number[]; readonly width: number; readonly warn?: true }>
> = {
  confirmed: { dash: [], width: 1.5 },
  reported: { dash: [], width: 0.9 },
  unverified: { dash: [6, 4], width: 1.1 },
  disputed: { dash: [2, 3], width: 1.8, warn: true },
  refuted: { dash: [2, 3], width: 1.3, warn: true },
  withdrawn: { dash: [10, 3, 2, 3], width: 1.1 },
  superseded: { dash: [10, 3, 2, 3], width: 1.1 },
  derived: { dash: [1, 3], width: 1.2 },
};

const PER_PATH = 200; // long paths are slow to stroke in software
const ARROWS_AT_MOST = 1800;
const NAMES_AT_MOST = 700;
const CROWD = 2500; // lines above which each is thin, pale and solid

export interface Drawn {
  readonly edge: SceneEdge;
  readonly curve: Curve | null;
  readonly x: number;
  readonly y: number;
  readonly loop: number;
}

/** The curves of all edges that touch the screen. */
export function visibleEdges(frame: Frame, plot: Plot): Drawn[] {
  const found: Drawn[] = [];
  const { width, height, camera } = frame;
  for (const edge of frame.scene.edges) {
    const [a, b] = [plot.at.get(edge.from), plot.at.get(edge.to)];
    if (a === undefined || b === undefined) continue;
    const [ax, ay, bx, by] = [plot.x[a]!, plot.y[a]!, plot.x[b]!, plot.y[b]!];
    if (
      Math.max(ax, bx) < -60 ||
      Math.min(ax, bx) > width + 60 ||
      Math.max(ay, by) < -60 ||
      Math.min(ay, by) > height + 60
    )
      continue;
    if (a === b) {
      found.push({ edge, curve: null, x: ax, y: ay, loop: plot.r[a]! + 6 + Math.abs(edge.lane) * 5 });
      continue;
    }
    const curve = curveBetween(ax, ay, bx, by, plot.r[a]! + 2, plot.r[b]! + 4, edge.lane, camera.k);
    const [x, y] = middleOf(curve);
    found.push({ edge, curve, x, y, loop: 0 });
  }
  return found;
}

export function paintEdges(pen: Pen, frame: Frame, plot: Plot, drawn: readonly Drawn[]): void {
  const { graph, palette } = frame;
  const batches = new Map<string, Drawn[]>();
  for (const each of drawn) {
    const status = graph.statuses[graph.edges.status[each.edge.edge]!]!.id;
    const emphasis = plot.near === null ? (each.edge.faint ? 0 : 1) : plot.near.edges.has(each.edge.edge) ? 2 : 0;
    const key = `${emphasis}/${status}`;
    const batch = batches.get(key);
    if (batch) batch.push(each);
    else batches.set(key, [each]);
  }
  const isCrowd = drawn.length > CROWD;
  const arrows = drawn.length <= ARROWS_AT_MOST && frame.camera.k > 0.3;
  for (const key of [...batches.keys()].sort()) {
    const [emphasis, status] = key.split("/") as [string, string];
    const line = LINES[status] ?? LINES.confirmed!;
    const colour = emphasis === "2" ? palette.accent : line.warn ? palette.warn : palette.edge;
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.globalAlpha = emphasis === "0" ? 0.22 : emphasis === "1" ? (isCrowd ? 0.35 : 0.85) : 1;
    // In software, lines up to a pixel wide are stroked several times as fast as wider ones.
    pen.lineWidth = emphasis === "2" ? line.width * 1.4 : isCrowd ? Math.min(1, line.width * 0.7) : line.width;
    // Dashes cost most in software: from afar nobody sees them.
    pen.setLineDash(isCrowd ? [] : [...line.dash]);
    strokeAll(pen, batches.get(key)!);
    pen.setLineDash([]);
    if (arrows || emphasis === "2") fillArrows(pen, batches.get(key)!);
    if (status === "refuted" && emphasis !== "0") crossOut(pen, batches.get(key)!);
  }
  pen.globalAlpha = 1;
}

function strokeAll(pen: Pen, drawn: readonly Drawn[]): void {
  for (let start = 0; start < drawn.length; start += PER_PATH) {
    pen.beginPath();
    for (const { curve, x, y, loop } of drawn.slice(start, start + PER_PATH)) {
      if (curve === null) {
        pen.moveTo(x + loop, y - loop);
        pen.arc(x, y - loop, loop, 0, 2 * Math.PI);
        continue;
      }
      pen.moveTo(curve.x1, curve.y1);
      if (curve.straight) pen.lineTo(curve.x2, curve.y2);
      else pen.quadraticCurveTo(curve.cx, curve.cy, curve.x2, curve.y2);
    }
    pen.stroke();
  }
}

function fillArrows(pen: Pen, drawn: readonly Drawn[]): void {
  pen.beginPath();
  for (const { curve } of drawn) {
    if (curve === null) continue;
    const [dx, dy] = [curve.x2 - curve.cx, curve.y2 - curve.cy];
    const length = Math.hypot(dx, dy);
    if (length < 6) continue;
    const [ux, uy] = [dx / length, dy / length];
    pen.moveTo(curve.x2 + ux * 2, curve.y2 + uy * 2);
    pen.lineTo(curve.x2 - ux * 6 - uy * 3.4, curve.y2 - uy * 6 + ux * 3.4);
    pen.lineTo(curve.x2 - ux * 6 + uy * 3.4, curve.y2 - uy * 6 - ux * 3.4);
    pen.closePath();
  }
  pen.fill();
}

function crossOut(pen: Pen, drawn: readonly Drawn[]): void {
  pen.lineWidth = 2.2;
  pen.beginPath();
  for (const { x, y } of drawn) {
    pen.moveTo(x - 5, y - 5);
    pen.lineTo(x + 5, y + 5);
    pen.moveTo(x + 5, y - 5);
    pen.lineTo(x - 5, y + 5);
  }
  pen.stroke();
}

/** Names of relations where there is room: one for each relation at a node, all of them where something is emphasised. */
export function paintEdgeNames(pen: Pen, frame: Frame, plot: Plot, drawn: readonly Drawn[], room: Room): void {
  const { graph, palette, language } = frame;
  const focused = frame.scene.headings.length > 0 && plot.near === null;
  if (focused || (drawn.length > NAMES_AT_MOST && plot.near === null)) return;
  pen.font = "11px system-ui, sans-serif";
  pen.textAlign = "center";
  const told = new Set<string>();
  for (const { edge, curve, x, y } of drawn) {
    if (plot.near !== null && !plot.near.edges.has(edge.edge)) continue;
    const relation = graph.edges.relation[edge.edge]!;
    const keys = [`${edge.from}>${relation}`, `${edge.to}<${relation}`];
    if (keys.some((key) => told.has(key)) && (plot.near === null || plot.near.edges.size > 14)) continue;
    const text = say(graph.relations[relation]!.label, language) + (edge.count > 1 ? ` ×${edge.count}` : "");
    const width = pen.measureText(text).width;
    const length = curve === null ? width + 30 : Math.hypot(curve.x2 - curve.x1, curve.y2 - curve.y1);
    const area = { left: x - width / 2 - 2, right: x + width / 2 + 2, top: y - 7, bottom: y + 7 };
    if (length < width + 14 || !room.isFree(area, -1, plot.near !== null)) continue;
    for (const key of keys) told.add(key);
    room.take(area);
    pen.strokeStyle = palette.ground;
    pen.lineWidth = 4;
    pen.strokeText(text, x, y);
    pen.fillStyle = plot.near === null ? palette.faint : palette.accent;
    pen.fillText(text, x, y);
  }
}
