/** What painting needs: a part of CanvasRenderingContext2D, and the same as SVG for export. */

export interface Pen {
  fillStyle: string | CanvasGradient | CanvasPattern;
  strokeStyle: string | CanvasGradient | CanvasPattern;
  lineWidth: number;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  lineJoin: CanvasLineJoin;
  lineCap: CanvasLineCap;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void;
  arc(x: number, y: number, r: number, start: number, end: number): void;
  closePath(): void;
  stroke(): void;
  fill(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  setLineDash(segments: number[]): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  measureText(text: string): { width: number };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for XML 1.0: markup escaped, characters that XML forbids replaced. */
export function xmlText(text: string): string {
  return text
    .replace(/[&<>"']/g, (each) => ENTITIES[each]!)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, "\ufffd");
}

const round = (number: number): string => String(Math.round(number * 10) / 10);

/** A pen that writes SVG elements; `text` is measured by about as wide as a browser sets it. */
export function svgPen(): Pen & { readonly elements: string[] } {
  const elements: string[] = [];
  let path = "";
  let dash: number[] = [];
  const pen = {
    elements,
    fillStyle: "#000",
    strokeStyle: "#000",
    lineWidth: 1,
    globalAlpha: 1,
    font: "12px sans-serif",
    textAlign: "start",
    textBaseline: "middle",
    lineJoin: "round",
    lineCap: "round",
    beginPath: () => {
      path = "";
    },
    moveTo: (x: number, y: number) => {
      path += `M${round(x)} ${round(y)}`;
    },
    lineTo: (x: number, y: number) => {
      path += `L${round(x)} ${round(y)}`;
    },
    quadraticCurveTo: (cx: number, cy: number, x: number, y: number) => {
      path += `Q${round(cx)} ${round(cy)} ${round(x)} ${round(y)}`;
    },
    arc: (x: number, y: number, r: number) => {
      path += `M${round(x - r)} ${round(y)}a${round(r)} ${round(r)} 0 1 0 ${round(2 * r)} 0a${round(r)} ${round(r)} 0 1 0 ${round(-2 * r)} 0`;
    },
    closePath: () => {
      path += "Z";
    },
    stroke: () => {
      const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : "";
      elements.push(
        `<path d="${path}" fill="none" stroke="${pen.strokeStyle}" stroke-width="${round(pen.lineWidth)}"${dashes}${opacity()}/>`,
      );
    },
    fill: () => {
      elements.push(`<path d="${path}" fill="${pen.fillStyle}"${opacity()}/>`);
    },
    fillRect: (x: number, y: number, width: number, height: number) => {
      elements.push(
        `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${pen.fillStyle}"${opacity()}/>`,
      );
    },
    setLineDash: (segments: number[]) => {
      dash = segments;
    },
    fillText: (text: string, x: number, y: number) => {
      elements.push(label(text, x, y, `fill="${pen.fillStyle}"`));
    },
    strokeText: (text: string, x: number, y: number) => {
      elements.push(
        label(
          text,
          x,
          y,
          `fill="none" stroke="${pen.strokeStyle}" stroke-width="${round(pen.lineWidth)}" stroke-linejoin="round"`,
        ),
      );
    },
    measureText: (text: string) => ({
      width: text.length * Number.parseFloat(/(\d+(\.\d+)?)px/.exec(pen.font)?.[1] ?? "12") * 0.56,
    }),
  };
  const opacity = (): string => (pen.globalAlpha < 1 ? ` opacity="${round(pen.globalAlpha)}"` : "");
  const label = (text: string, x: number, y: number, look: string): string => {
    const size = /(\d+(\.\d+)?)px/.exec(pen.font)?.[1] ?? "12";
    const weight = /^(\d{3}|bold)/.exec(pen.font)?.[1] ?? "400";
    const anchor =
      pen.textAlign === "center" ? "middle" : pen.textAlign === "right" || pen.textAlign === "end" ? "end" : "start";
    return `<text x="${round(x)}" y="${round(y)}" font-size="${round(Number(size))}" font-weight="${weight}" text-anchor="${anchor}" dominant-baseline="central" ${look}${opacity()}>${xmlText(text)}</text>`;
  };
  return pen as Pen & { readonly elements: string[] };
}
