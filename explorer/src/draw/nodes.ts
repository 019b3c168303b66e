/** Marks and names of nodes, headings of groups. */

import { ABOVE, BELOW, LEFT, RIGHT } from "../layout/place.ts";
import { labelOf, lookOf, type Mark, nameOf } from "../model.ts";
import type { Frame, Plot } from "./frame.ts";
import { traceMark } from "./marks.ts";
import type { Pen } from "./pen.ts";
import type { Area, Room } from "./room.ts";

const NAMES_AT_MOST = 360;
export const CUT_AT = 32;
const CROWD = 300; // nodes above which the largest names may cover marks, and the smallest wait for zoom
const LARGEST = 28;
const LARGE = 7; // pixels of radius from which on a name may cover small marks rather than be missing
const FONT = "system-ui, sans-serif";

export function paintMarks(pen: Pen, frame: Frame, plot: Plot): void {
  const { graph, scene, palette } = frame;
  const batches = new Map<string, number[]>();
  scene.nodes.forEach(({ node }, index) => {
    if (!plot.isVisible(index, 30)) return;
    const dim = plot.near !== null && !plot.near.nodes.has(node);
    const key = `${dim ? 0 : 1}/${graph.looks[lookOf(graph, node)]!.mark}`;
    const batch = batches.get(key);
    if (batch) batch.push(index);
    else batches.set(key, [index]);
  });
  for (const key of [...batches.keys()].sort()) {
    const [strong, mark] = key.split("/") as [string, Mark];
    pen.globalAlpha = strong === "1" ? 1 : 0.25;
    pen.fillStyle = palette.marks[mark];
    pen.strokeStyle = palette.ground;
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (const index of batches.get(key)!) traceMark(pen, mark, plot.x[index]!, plot.y[index]!, plot.r[index]!);
    if (scene.nodes.length < 1200) pen.stroke();
    pen.fill();
  }
  pen.globalAlpha = 1;
  for (const node of [frame.hoverNode, frame.selectedNode]) ring(pen, frame, plot, node);
}

function ring(pen: Pen, frame: Frame, plot: Plot, node: number): void {
  const index = plot.at.get(node);
  if (index === undefined) return;
  pen.strokeStyle = frame.palette.accent;
  pen.lineWidth = node === frame.selectedNode ? 3 : 2;
  pen.beginPath();
  pen.moveTo(plot.x[index]! + plot.r[index]! + 5, plot.y[index]!);
  pen.arc(plot.x[index]!, plot.y[index]!, plot.r[index]! + 5, 0, 2 * Math.PI);
  pen.stroke();
}

/** Takes the room of all marks, so that no name covers one. */
export function reserveMarks(frame: Frame, plot: Plot, room: Room): void {
  if (frame.scene.nodes.length > CROWD) return;
  frame.scene.nodes.forEach(({ node }, index) => {
    if (!plot.isVisible(index, 0)) return;
    const r = plot.r[index]! * 0.9;
    room.take(
      { left: plot.x[index]! - r, right: plot.x[index]! + r, top: plot.y[index]! - r, bottom: plot.y[index]! + r },
      node,
      plot.r[index]! < LARGE,
    );
  });
}

export function paintHeadings(pen: Pen, frame: Frame, room: Room): void {
  const { camera, palette } = frame;
  const size = Math.min(15, Math.max(11, 13 * camera.k));
  pen.font = `600 ${size}px ${FONT}`;
  for (const { text, x, y, anchor } of frame.scene.headings) {
    const [sx, sy] = [x * camera.k + camera.x, y * camera.k + camera.y];
    const width = pen.measureText(text).width;
    const left = anchor === 1 ? sx - 6 : anchor === -1 ? sx - width + 6 : sx - width / 2;
    const area = { left, right: left + width, top: sy - size / 2 - 1, bottom: sy + size / 2 + 1 };
    if (!room.isFree(area)) continue;
    room.take(area);
    pen.textAlign = "left";
    halo(pen, frame, text, left, sy, palette.soft);
  }
}

/** Names, the most important first, each where nothing else stands. Returns how many were set. */
export function paintNames(pen: Pen, frame: Frame, plot: Plot, room: Room): number {
  const { graph, scene, camera, palette, language } = frame;
  const size = Math.min(14, Math.max(11, 12 * camera.k));
  let set = 0;
  for (const index of ranked(frame, plot)) {
    const { node, side, folded } = scene.nodes[index]!;
    if (set > NAMES_AT_MOST) break;
    if (scene.nodes.length > CROWD && set > LARGEST && plot.r[index]! < 5 && camera.k < 0.8 && plot.near === null)
      break;
    const near = plot.near?.nodes.has(node) ?? false;
    const strong = node === frame.selectedNode || node === frame.hoverNode || (near && plot.near!.nodes.size === 2);
    if (plot.near !== null && !near) continue;
    const full = strong ? labelOf(graph, node, language) : nameOf(graph, node, language);
    const text = cut(full, strong ? 70 : CUT_AT) + (folded > 0 ? ` +${folded}` : "");
    pen.font = `${strong || scene.nodes[index]!.r >= 13 ? 600 : 400} ${size}px ${FONT}`;
    const width = pen.measureText(text).width;
    const spot = place(frame, plot, index, side, width, size, room, node, strong);
    if (spot === null) continue;
    room.take(spot.area, -2);
    pen.textAlign = "left";
    halo(pen, frame, text, spot.area.left + 2, (spot.area.top + spot.area.bottom) / 2, palette.ink);
    set++;
  }
  return set;
}

function ranked(frame: Frame, plot: Plot): number[] {
  const { nodes } = frame.scene;
  const first = (node: number): number => (node === frame.selectedNode || node === frame.hoverNode ? 0 : 1);
  const seen: number[] = [];
  for (let index = 0; index < nodes.length; index++) if (plot.isVisible(index, 0)) seen.push(index);
  return seen.sort((a, b) => first(nodes[a]!.node) - first(nodes[b]!.node) || nodes[b]!.r - nodes[a]!.r || a - b);
}

/** The wanted side first, then the others; what the reader chose is set in any case. */
function place(
  frame: Frame,
  plot: Plot,
  index: number,
  wanted: number,
  width: number,
  size: number,
  room: Room,
  node: number,
  always: boolean,
): { area: Area } | null {
  const sides =
    frame.scene.headings.length > 0 && frame.scene.nodes.length > 40 && frame.scene.nodes[index]!.r < 9
      ? [wanted]
      : [wanted, ...[BELOW, RIGHT, ABOVE, LEFT].filter((each) => each !== wanted)];
  for (const side of sides) {
    const area = areaAt(plot.x[index]!, plot.y[index]!, plot.r[index]!, side, width, size);
    if (room.isFree(area, node)) return { area };
  }
  const large = plot.r[index]! >= LARGE;
  for (const side of large ? [ABOVE, BELOW, RIGHT, LEFT] : []) {
    const area = areaAt(plot.x[index]!, plot.y[index]!, plot.r[index]!, side, width, size);
    if (room.isFree(area, node, true)) return { area };
  }
  return always ? { area: areaAt(plot.x[index]!, plot.y[index]!, plot.r[index]!, wanted, width, size) } : null;
}

function areaAt(x: number, y: number, r: number, side: number, width: number, size: number): Area {
  const half = size / 2 + 0.5;
  if (side === RIGHT) return { left: x + r + 3, right: x + r + width + 7, top: y - half, bottom: y + half };
  if (side === LEFT) return { left: x - r - width - 7, right: x - r - 3, top: y - half, bottom: y + half };
  const middle = side === ABOVE ? y - r - half - 3 : y + r + half + 3;
  return { left: x - width / 2 - 2, right: x + width / 2 + 2, top: middle - half, bottom: middle + half };
}

function halo(pen: Pen, frame: Frame, text: string, x: number, y: number, colour: string): void {
  pen.strokeStyle = frame.palette.ground;
  pen.lineWidth = 3.5;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

const FORMATTING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\u0000-\u001f]/g;

/** Cut after `length` characters; direction controls are taken out, each name stands for itself. */
function cut(text: string, length: number): string {
  const plain = text.replace(FORMATTING, "");
  const letters = plain.length > length ? [...plain.slice(0, 4 * length)] : null;
  return letters === null || letters.length <= length
    ? plain
    : `${letters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}
