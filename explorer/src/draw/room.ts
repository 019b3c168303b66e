/** Which parts of the screen are taken: boxes in a grid, so that names never run into each other. */

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const CELL = 96;

export interface Room {
  /** True if nothing stands there but boxes of `except` and boxes that give way. */
  readonly isFree: (area: Area, except?: number, pushes?: boolean) => boolean;
  /** `yields`: the box gives way to what pushes. */
  readonly take: (area: Area, owner?: number, yields?: boolean) => void;
}

interface Taken extends Area {
  readonly owner: number;
  readonly yields: boolean;
}

export function makeRoom(): Room {
  const cells = new Map<number, Taken[]>();
  const keys = function* (area: Area): Generator<number> {
    for (let x = Math.floor(area.left / CELL); x <= Math.floor(area.right / CELL); x++) {
      for (let y = Math.floor(area.top / CELL); y <= Math.floor(area.bottom / CELL); y++) yield x * 4096 + y;
    }
  };
  return {
    isFree: (area, except = -1, pushes = false) => {
      for (const key of keys(area)) {
        for (const other of cells.get(key) ?? []) {
          if ((other.owner === except && except >= 0) || (pushes && other.yields)) continue;
          if (area.left < other.right && other.left < area.right && area.top < other.bottom && other.top < area.bottom)
            return false;
        }
      }
      return true;
    },
    take: (area, owner = -1, yields = false) => {
      for (const key of keys(area)) {
        const cell = cells.get(key);
        if (cell) cell.push({ ...area, owner, yields });
        else cells.set(key, [{ ...area, owner, yields }]);
      }
    },
  };
}
