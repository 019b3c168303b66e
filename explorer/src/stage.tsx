/** The picture: a canvas with pan, zoom, pointing, dragging and keys. Its contents for screen readers are in the outline. */

import { effect } from "@preact/signals";
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import { useEffect, useRef } from "preact/hooks";
import { camera, moves } from "./camera.ts";
import type { Scene } from "./compose.ts";
import { fitTo, MAX_SCALE, MIN_SCALE } from "./draw/camera.ts";
import { CUT_AT } from "./draw/nodes.ts";
import { frameNow, hover, size } from "./frame.ts";
import { edgeAt, nodeAt } from "./hit.ts";
import { onPictureKey } from "./keys.ts";
import { nameOf, say } from "./model.ts";
import { graph } from "./page.ts";
import { scene } from "./scene.ts";
import { makeScreen } from "./screen.ts";
import { edgeKey } from "./select.ts";
import { change, state } from "./state.ts";
import { isPrinting } from "./theme.ts";
import { word } from "./words.ts";

const DRAG_FROM = 4; // pixels before a press counts as a drag

export function Stage() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => connect(canvas.current!), []);
  const note = noteOf(scene.value);
  return (
    <div class="stage">
      <canvas
        ref={canvas}
        tabIndex={0}
        aria-label={word("picture")}
        aria-describedby="picture-keys"
        onKeyDown={(event) => {
          if (onPictureKey(event)) event.preventDefault();
        }}
      />
      {note && (
        <p class="stage-note" role="status">
          {note}
        </p>
      )}
      <p id="picture-keys" class="unseen">
        {word("pictureKeys")}
      </p>
      <div class="zoom">
        <button type="button" aria-label={word("zoomIn")} onClick={() => moves.zoom(1.5)}>
          +
        </button>
        <button type="button" aria-label={word("zoomOut")} onClick={() => moves.zoom(1 / 1.5)}>
          −
        </button>
        <button type="button" aria-label={word("fit")} onClick={() => moves.fit()}>
          ⤢
        </button>
      </div>
    </div>
  );
}

/** What to say where there is nothing to see, or not what was asked for. */
function noteOf(shown: Scene): string {
  if (shown.note) return say(shown.note, state.value.language);
  return shown.nodes.length === 0 ? word("nothingShown") : "";
}

/** Ties the canvas to the signals; returns what unties it. */
function connect(canvas: HTMLCanvasElement): () => void {
  let moving = false;
  let asked = 0;
  const paintNow = (): void => {
    asked = 0;
    if (size.value.width === 0) return;
    screen.draw(frameNow(), moving);
    moving = false;
    document.body.dataset.ready = "true";
  };
  const ask = (): void => {
    if (asked === 0) asked = requestAnimationFrame(paintNow);
  };
  const screen = makeScreen(canvas, ask);
  const view = select(canvas);
  const behaviour = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent([MIN_SCALE, MAX_SCALE])
    .filter(
      (event: MouseEvent) =>
        !event.button && (event.type !== "mousedown" || !isOnNode(event)) && event.type !== "dblclick",
    )
    .on("zoom", ({ transform }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      camera.value = { k: transform.k, x: transform.x, y: transform.y };
      moving = true;
      ask();
    });
  view.call(behaviour);
  const moveTo = (transform: ZoomTransform): void => {
    view.call(behaviour.transform, transform);
  };
  const fit = (): void => {
    const { k, x, y } = fitTo(scene.value, size.value.width, size.value.height, labelWidth);
    moveTo(zoomIdentity.translate(x, y).scale(k));
    moving = false;
  };
  Object.assign(moves, {
    fit,
    zoom: (factor: number) => view.call(behaviour.scaleBy, factor),
    pan: (dx: number, dy: number) => view.call(behaviour.translateBy, dx / camera.value.k, dy / camera.value.k),
  });
  const ends = [
    followSize(canvas, screen.resize, fit),
    followState(ask),
    followStage(fit),
    point(canvas),
    followPrint(paintNow),
    () => cancelAnimationFrame(asked),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** About how wide a name stands, in pixels. */
function labelWidth(node: number): number {
  return 6.3 * Math.min(CUT_AT, nameOf(graph, node, state.value.language).length);
}

function isOnNode(event: MouseEvent): boolean {
  return nodeAt(frameNow(), event.offsetX, event.offsetY, 2) >= 0;
}

function followState(ask: () => void): () => void {
  return effect(() => {
    frameNow();
    ask();
  });
}

/** Printing takes the picture as it is at that moment: it is painted at once, in the colours for paper. */
function followPrint(paintNow: () => void): () => void {
  const print = (on: boolean) => (): void => {
    isPrinting.value = on;
    paintNow();
  };
  const [before, after] = [print(true), print(false)];
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
}

/** A new stage, grouping or measure of size is shown whole; narrowing it leaves the camera where it is. */
function followStage(fit: () => void): () => void {
  let before = "";
  return effect(() => {
    const { stage, grouping } = state.value;
    const now = JSON.stringify([stage, grouping, size.value.width === 0]);
    if (now === before) return;
    before = now;
    if (size.value.width > 0) fit();
  });
}

function followSize(
  canvas: HTMLCanvasElement,
  resize: (width: number, height: number) => void,
  fit: () => void,
): () => void {
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    if (width === 0 || height === 0) return;
    const first = size.peek().width === 0;
    const changed = Math.abs(width - size.peek().width) > 120;
    resize(width, height);
    size.value = { width, height };
    if (!first && changed) fit();
  });
  observer.observe(canvas);
  return () => observer.disconnect();
}

/** Pointing, choosing, dragging, opening. */
function point(canvas: HTMLCanvasElement): () => void {
  let pressed: { node: number; x: number; y: number; dragged: boolean } | null = null;
  const reach = (event: PointerEvent): number => (event.pointerType === "touch" ? 14 : 3);
  const onMove = (event: PointerEvent): void => {
    if (pressed !== null && pressed.node >= 0) {
      drag(event);
      return;
    }
    if (event.buttons > 0 || event.pointerType === "touch") return;
    const node = nodeAt(frameNow(), event.offsetX, event.offsetY, 3);
    const edge = node >= 0 ? -1 : edgeAt(frameNow(), event.offsetX, event.offsetY);
    if (node !== hover.value.node || edge !== hover.value.edge) hover.value = { node, edge };
    canvas.style.cursor = node >= 0 || edge >= 0 ? "pointer" : "grab";
  };
  const drag = (event: PointerEvent): void => {
    const { node, x, y } = pressed!;
    if (!pressed!.dragged && Math.hypot(event.offsetX - x, event.offsetY - y) < DRAG_FROM) return;
    const first = !pressed!.dragged;
    pressed!.dragged = true;
    const place: readonly [number, number] = [
      Math.round((event.offsetX - camera.value.x) / camera.value.k),
      Math.round((event.offsetY - camera.value.y) / camera.value.k),
    ];
    change({ pinned: { ...state.value.pinned, [graph.nodes.id[node]!]: place } }, !first);
  };
  const onDown = (event: PointerEvent): void => {
    if (!event.isPrimary || event.button !== 0) return;
    const node = nodeAt(frameNow(), event.offsetX, event.offsetY, reach(event));
    pressed = { node, x: event.offsetX, y: event.offsetY, dragged: false };
    if (node >= 0 && event.pointerType !== "touch") canvas.setPointerCapture(event.pointerId);
  };
  const onUp = (event: PointerEvent): void => {
    const was = pressed;
    pressed = null;
    if (was === null || was.dragged || Math.hypot(event.offsetX - was.x, event.offsetY - was.y) > DRAG_FROM) return;
    const edge = was.node >= 0 ? -1 : edgeAt(frameNow(), event.offsetX, event.offsetY);
    change({ selected: was.node >= 0 ? graph.nodes.id[was.node]! : edge >= 0 ? edgeKey(graph, edge) : "" });
  };
  const onDouble = (event: MouseEvent): void => {
    const node = nodeAt(frameNow(), event.offsetX, event.offsetY, 3);
    if (node >= 0)
      change({ stage: { type: "focus", nodes: [graph.nodes.id[node]!], depth: 1 }, pinned: {}, opened: [] });
  };
  const onLeave = (): void => {
    hover.value = { node: -1, edge: -1 };
  };
  const pairs = [
    ["pointermove", onMove],
    ["pointerdown", onDown],
    ["pointerup", onUp],
    ["pointerleave", onLeave],
    ["dblclick", onDouble],
  ] as const;
  for (const [name, handle] of pairs) canvas.addEventListener(name, handle as EventListener);
  return () => {
    for (const [name, handle] of pairs) canvas.removeEventListener(name, handle as EventListener);
  };
}
