/** The marks of the kinds: one outline each, so that colour is never needed to tell them apart. */

import type { Mark } from "../model.ts";
import type { Pen } from "./pen.ts";

/** Outlines in a square from -1 to 1, y downward; circles have none. */
const OUTLINES: Readonly<Partial<Record<Mark, readonly (readonly [number, number])[]>>> = {
  square: [
    [-0.86, -0.86],
    [0.86, -0.86],
    [0.86, 0.86],
    [-0.86, 0.86],
  ],
  pentagon: [
    [0, -1.08],
    [1.03, -0.32],
    [0.64, 0.9],
    [-0.64, 0.9],
    [-1.03, -0.32],
  ],
  flag: [
    [-0.8, -0.95],
    [1, -0.95],
    [0.6, -0.35],
    [1, 0.25],
    [-0.5, 0.25],
    [-0.5, 1.05],
    [-0.8, 1.05],
  ],
  page: [
    [-0.75, -1],
    [0.3, -1],
    [0.78, -0.52],
    [0.78, 1],
    [-0.75, 1],
  ],
  chevron: [
    [-1, -0.75],
    [0.35, -0.75],
    [1.05, 0],
    [0.35, 0.75],
    [-1, 0.75],
    [-0.45, 0],
  ],
  bubble: [
    [-1, -0.8],
    [1, -0.8],
    [1, 0.45],
    [0, 0.45],
    [-0.5, 1.05],
    [-0.5, 0.45],
    [-1, 0.45],
  ],
  hexagon: [
    [-0.52, -0.95],
    [0.52, -0.95],
    [1.06, 0],
    [0.52, 0.95],
    [-0.52, 0.95],
    [-1.06, 0],
  ],
  diamond: [
    [0, -1.12],
    [1.12, 0],
    [0, 1.12],
    [-1.12, 0],
  ],
  book: [
    [-1.05, -0.85],
    [0, -0.45],
    [1.05, -0.85],
    [1.05, 0.6],
    [0, 1],
    [-1.05, 0.6],
  ],
  bar: [
    [-1.1, -0.5],
    [1.1, -0.5],
    [1.1, 0.5],
    [-1.1, 0.5],
  ],
  octagon: [
    [-0.42, -1],
    [0.42, -1],
    [1, -0.42],
    [1, 0.42],
    [0.42, 1],
    [-0.42, 1],
    [-1, 0.42],
    [-1, -0.42],
  ],
  triangle: [
    [0, -1.1],
    [1.06, 0.8],
    [-1.06, 0.8],
  ],
  star: [
    [0, -1.2],
    [0.3, -0.42],
    [1.14, -0.37],
    [0.49, 0.16],
    [0.7, 0.97],
    [0, 0.52],
    [-0.7, 0.97],
    [-0.49, 0.16],
    [-1.14, -0.37],
    [-0.3, -0.42],
  ],
};

/** Adds a mark's outline to the current path. */
export function traceMark(pen: Pen, mark: Mark, x: number, y: number, r: number): void {
  const outline = OUTLINES[mark];
  if (!outline) {
    const radius = mark === "dot" ? r * 0.6 : r;
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  outline.forEach(([dx, dy], at) => {
    if (at === 0) pen.moveTo(x + dx * r, y + dy * r);
    else pen.lineTo(x + dx * r, y + dy * r);
  });
  pen.closePath();
}

/** SVG path data of a mark around 0,0, for legends. */
export function markPath(mark: Mark, r: number): string {
  const outline = OUTLINES[mark];
  const radius = mark === "dot" ? r * 0.6 : r;
  if (!outline)
    return `M${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
  return `${outline.map(([dx, dy], at) => `${at === 0 ? "M" : "L"}${(dx * r).toFixed(2)} ${(dy * r).toFixed(2)}`).join("")}Z`;
}
