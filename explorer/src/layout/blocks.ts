/** Groups as titled blocks of rows, packed in columns of about equal height: a directory one can read. */

import { type Heading, type Place, RIGHT } from "./place.ts";

const CELL = 230;
const ROW = 24;
const HEAD = 44;
const GAP = 56;

export interface Block {
  readonly title: string;
  readonly nodes: readonly number[];
}

export function setBlocks(blocks: readonly Block[]): { places: Map<number, Place>; headings: Heading[] } {
  const places = new Map<number, Place>();
  const headings: Heading[] = [];
  const sizes = blocks.map((block) => {
    const columns = Math.max(1, Math.round(Math.sqrt((block.nodes.length * ROW) / CELL)));
    const rows = Math.ceil(block.nodes.length / columns);
    return { columns, rows, width: columns * CELL + GAP, height: rows * ROW + HEAD + GAP };
  });
  const area = sizes.reduce((sum, size) => sum + size.width * size.height, 0);
  const widest = Math.max(Math.sqrt(area * 1.7), ...sizes.map((size) => size.width));
  let x = 0;
  let y = 0;
  let tallest = 0;
  blocks.forEach((block, index) => {
    const { rows, width, height } = sizes[index]!;
    if (x > 0 && x + width > widest) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    headings.push({ text: `${block.title} (${block.nodes.length})`, x, y, anchor: 1 });
    block.nodes.forEach((node, at) => {
      places.set(node, { x: x + 8 + Math.floor(at / rows) * CELL, y: y + HEAD + (at % rows) * ROW, side: RIGHT });
    });
    x += width;
    tallest = Math.max(tallest, height);
  });
  return { places, headings };
}

/** Places in growing rings around a point, for what a reader opened: about evenly spaced, the first nearest. */
export function ringAround(x: number, y: number, count: number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let ring = 1; found.length < count; ring++) {
    const radius = 44 + ring * 42;
    const room = Math.max(6, Math.floor((2 * Math.PI * radius) / 52));
    const here = Math.min(room, count - found.length);
    for (let at = 0; at < here; at++) {
      const angle = ((at + (ring % 2) / 2) / here) * 2 * Math.PI;
      found.push([Math.round(x + radius * Math.cos(angle)), Math.round(y + radius * Math.sin(angle))]);
    }
  }
  return found;
}
