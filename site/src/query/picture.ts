/** A network as SVG: nodes with names that lead to their pages. */
import { addressOf, type Context } from "./cells.ts";
import { drawn, element } from "./elements.ts";
import type { Line, Network, Node } from "./network.ts";
import { number, t } from "./words.ts";

const EDGE = 60;
const MANY = 25; // lines beyond this have their names in tips only

function clip(text: string): string {
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
}

function lineOf(network: Network, line: Line): SVGElement[] {
  const [from, to] = [network.nodes[line.from]!, network.nodes[line.to]!];
  const stroke = drawn("line", {
    class: "line",
    x1: from.x,
    y1: from.y,
    x2: to.x,
    y2: to.y,
    "marker-end": "url(#arrow)",
  });
  stroke.append(drawn("title", {}, `${from.name} ${line.property} ${to.name}`));
  if (network.lines.length > MANY) return [stroke];
  const place = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 3, "text-anchor": "middle", "font-size": 9 };
  return [stroke, drawn("text", { class: "soft", ...place }, line.property)];
}

function nodeOf(node: Node, context: Context): SVGElement {
  const mark = drawn("circle", { class: "node own", cx: node.x, cy: node.y, r: 6 });
  mark.append(drawn("title", {}, node.name));
  const name = drawn("text", { x: node.x, y: node.y - 10, "text-anchor": "middle", "font-size": 11 }, clip(node.name));
  const address = node.term.type === "uri" ? addressOf(node.term.value, context) : null;
  return address === null ? drawn("g", {}, mark, name) : drawn("a", { href: address }, mark, name);
}

function arrow(): SVGElement {
  const shape = { id: "arrow", viewBox: "0 0 8 8", refX: 16, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" };
  return drawn("defs", {}, drawn("marker", shape, drawn("path", { class: "tip", d: "M0 0 8 4 0 8z" })));
}

/** The picture with its note; null where nothing is linked. */
export function pictureView(network: Network, context: Context): HTMLElement | null {
  if (network.nodes.length === 0) return null;
  const xs = network.nodes.map((node) => node.x);
  const ys = network.nodes.map((node) => node.y);
  const [left, top] = [Math.min(...xs) - EDGE * 1.6, Math.min(...ys) - EDGE];
  const [width, height] = [Math.max(...xs) - left + EDGE * 1.6, Math.max(...ys) - top + EDGE];
  const label = t("The answer as a network", "Die Antwort als Netz");
  const box = [left, top, width, height].map((each) => each.toFixed(1)).join(" ");
  const attributes = {
    viewBox: box,
    width: width.toFixed(0),
    height: height.toFixed(0),
    role: "group",
    "aria-label": label,
  };
  const picture = drawn("svg", attributes, arrow());
  picture.append(...network.lines.flatMap((line) => lineOf(network, line)));
  picture.append(...network.nodes.map((node) => nodeOf(node, context)));
  const count = network.nodes.length;
  const note =
    network.total > count
      ? t(
          `The ${number(count)} best connected of ${number(network.total)} things. Texts are in Turtle only.`,
          `Die ${number(count)} am besten verbundenen von ${number(network.total)} Dingen. Texte stehen nur in Turtle.`,
        )
      : t("Texts are in Turtle only.", "Texte stehen nur in Turtle.");
  const frame = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, picture);
  return element("figure", {}, frame, element("figcaption", {}, note));
}
