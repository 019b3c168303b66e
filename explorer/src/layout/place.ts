/** What a layout makes: places of nodes with the side of their labels, and headings. World units are CSS pixels at scale 1. */

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}
/** A heading with its anchor: -1 the text ends at x, 0 centred, 1 it begins there. */
export interface Heading {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: -1 | 0 | 1;
}

export const BELOW = 0;
export const RIGHT = 1;
export const LEFT = 2;
export const ABOVE = 3;

/** Places of nodes; headings; how many neighbours of a node a layout left out. */
export interface Arrangement {
  readonly places: Map<number, Place>;
  readonly headings: Heading[];
  readonly left: Map<number, number>;
}
