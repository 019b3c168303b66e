/** A frame on a pen: the same for the screen, for PNG and for SVG. */

import { paintEdgeNames, paintEdges, visibleEdges } from "./edges.ts";
import { type Frame, plotOf } from "./frame.ts";
import { paintHeadings, paintMarks, paintNames, reserveMarks } from "./nodes.ts";
import type { Pen } from "./pen.ts";
import { makeRoom } from "./room.ts";

export function paint(pen: Pen, frame: Frame): void {
  const plot = plotOf(frame);
  const drawn = visibleEdges(frame, plot);
  const room = makeRoom();
  pen.globalAlpha = 1;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.fillStyle = frame.palette.ground;
  pen.fillRect(0, 0, frame.width, frame.height);
  paintEdges(pen, frame, plot, drawn);
  paintMarks(pen, frame, plot);
  reserveMarks(frame, plot, room);
  paintHeadings(pen, frame, room);
  paintNames(pen, frame, plot, room);
  paintEdgeNames(pen, frame, plot, drawn, room);
}
