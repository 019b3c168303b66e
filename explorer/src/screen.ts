/** The canvas: full paints, and quick ones from the last picture while the reader moves through a large graph. */

import type { Camera } from "./draw/camera.ts";
import type { Frame } from "./draw/frame.ts";
import { paint } from "./draw/paint.ts";

const SLOW = 12; // milliseconds of a full paint above which moves are drawn from the last picture
const SETTLE = 140; // milliseconds without a move after which all is painted anew

export interface Screen {
  readonly draw: (frame: Frame, moving: boolean) => void;
  readonly resize: (width: number, height: number) => void;
}

export function makeScreen(canvas: HTMLCanvasElement, repaint: () => void): Screen {
  const pen = canvas.getContext("2d", { alpha: false })!;
  const kept = document.createElement("canvas");
  const keptPen = kept.getContext("2d", { alpha: false })!;
  let keptCamera: Camera | null = null;
  let cost = 0;
  let timer = 0;
  let ratio = 1;
  let lastFrame: Frame | null = null;

  const full = (frame: Frame): void => {
    const start = performance.now();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(pen, frame);
    cost = performance.now() - start;
    keptCamera = null;
  };
  const keep = (frame: Frame): void => {
    kept.width = canvas.width;
    kept.height = canvas.height;
    keptPen.drawImage(canvas, 0, 0);
    keptCamera = frame.camera;
  };
  const quick = (frame: Frame, from: Camera): void => {
    const k = frame.camera.k / from.k;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = frame.palette.ground;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(k, 0, 0, k, (frame.camera.x - from.x * k) * ratio, (frame.camera.y - from.y * k) * ratio);
    pen.drawImage(kept, 0, 0);
  };
  return {
    draw: (frame, moving) => {
      clearTimeout(timer);
      if (moving && cost > SLOW) {
        if (keptCamera === null) keep(lastFrame ?? frame);
        quick(frame, keptCamera!);
        timer = window.setTimeout(repaint, SETTLE);
        return;
      }
      full(frame);
      lastFrame = frame;
    },
    resize: (width, height) => {
      ratio = Math.min(2, window.devicePixelRatio || 1);
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      keptCamera = null;
      cost = 0;
    },
  };
}
