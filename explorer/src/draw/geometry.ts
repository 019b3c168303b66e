/** Lines between marks: straight, bent in a lane, or a loop; in screen pixels. */

export interface Curve {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Control point; for a straight line the middle. */
  readonly cx: number;
  readonly cy: number;
  readonly straight: boolean;
}

const LANE_WIDTH = 30;

/** The curve from one centre to another, cut at the rims; `lane` 0 is straight. */
export function curveBetween(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  ra: number,
  rb: number,
  lane: number,
  scale: number,
): Curve {
  const dx = bx - ax;
  const dy = by - ay;
  const length = Math.hypot(dx, dy) || 1;
  const bend = lane * Math.min(LANE_WIDTH * Math.max(0.35, Math.min(1, scale)), length / 3);
  const cx = (ax + bx) / 2 - (dy / length) * bend;
  const cy = (ay + by) / 2 + (dx / length) * bend;
  const [x1, y1] = toward(ax, ay, cx, cy, ra);
  const [x2, y2] = toward(bx, by, cx, cy, rb);
  return { x1, y1, x2, y2, cx, cy, straight: lane === 0 };
}

function toward(x: number, y: number, tx: number, ty: number, distance: number): [number, number] {
  const length = Math.hypot(tx - x, ty - y) || 1;
  const part = Math.min(distance, length * 0.45) / length;
  return [x + (tx - x) * part, y + (ty - y) * part];
}

/** The point halfway along a curve. */
export function middleOf(curve: Curve): [number, number] {
  return [(curve.x1 + 2 * curve.cx + curve.x2) / 4, (curve.y1 + 2 * curve.cy + curve.y2) / 4];
}

/** Distance of a point from a curve, taken as eight pieces. */
export function distanceTo(curve: Curve, x: number, y: number): number {
  const pieces = curve.straight ? 1 : 8;
  let best = Infinity;
  let [px, py] = [curve.x1, curve.y1];
  for (let piece = 1; piece <= pieces; piece++) {
    const t = piece / pieces;
    const u = 1 - t;
    const qx = u * u * curve.x1 + 2 * u * t * curve.cx + t * t * curve.x2;
    const qy = u * u * curve.y1 + 2 * u * t * curve.cy + t * t * curve.y2;
    best = Math.min(best, fromSegment(x, y, px, py, qx, qy));
    [px, py] = [qx, qy];
  }
  return best;
}

function fromSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
