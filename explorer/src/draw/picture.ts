/** The picture as files: what the reader sees, with a title line. */

import type { Frame } from "./frame.ts";
import { paint } from "./paint.ts";
import { svgPen, xmlText } from "./pen.ts";

export function toSvg(frame: Frame, title: string): string {
  const pen = svgPen();
  paint(pen, frame);
  const size = `width="${frame.width}" height="${frame.height}" viewBox="0 0 ${frame.width} ${frame.height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="system-ui, sans-serif" role="img" aria-label="${xmlText(title)}"><title>${xmlText(title)}</title>${pen.elements.join("\n")}</svg>\n`;
}

export async function toPng(frame: Frame, scale = 2): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = frame.width * scale;
  canvas.height = frame.height * scale;
  const pen = canvas.getContext("2d")!;
  pen.scale(scale, scale);
  paint(pen, frame);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the browser made no PNG"))), "image/png");
  });
}
