/** Bars as SVG, in the order of the rows. */
import type { Bars } from "./bars.ts";
import { drawn, element } from "./elements.ts";
import { number, t } from "./words.ts";

const STEP = 34;
const ROOM = 70;

function clip(text: string, width: number): string {
  const most = Math.max(12, Math.floor(width / 7.6));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function told(value: number): string {
  return Number.isInteger(value) ? number(value) : number(value, 2);
}

function picture(chart: Bars, width: number): HTMLElement {
  const values = chart.bars.map((bar) => bar.value);
  const least = Math.min(0, ...values);
  const span = Math.max(...values, 0) - least || 1;
  const x = (value: number): number => ((value - least) / span) * (width - ROOM);
  const parts = chart.bars.flatMap((bar, at) => {
    const begin = x(Math.min(0, bar.value));
    const length = Math.max(1, x(Math.max(0, bar.value)) - begin);
    const mark = drawn("rect", { class: "bar", x: begin, y: at * STEP + 16, width: length, height: 10 });
    mark.append(drawn("title", {}, `${bar.text}: ${told(bar.value)}`));
    const name = drawn("text", { x: 0, y: at * STEP + 12, "font-size": 13 }, clip(bar.text, width));
    return [name, mark, drawn("text", { x: begin + length + 6, y: at * STEP + 26, "font-size": 13 }, told(bar.value))];
  });
  const label = chart.label ? t(`${chart.value} by ${chart.label}`, `${chart.value} nach ${chart.label}`) : chart.value;
  const height = chart.bars.length * STEP;
  const made = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label });
  made.append(...parts);
  const left = number(chart.left);
  const rest =
    chart.left > 0 ? t(` ${left} more rows aren't drawn.`, ` ${left} weitere Zeilen sind nicht gezeichnet.`) : "";
  return element("figure", {}, made, element("figcaption", {}, `${label}.${rest}`));
}

/** The chart, drawn for a width in pixels; where several columns hold numbers, one is chosen. */
export function chartView(charts: readonly Bars[], width: number): HTMLElement {
  const place = element("div", {}, picture(charts[0]!, width));
  if (charts.length === 1) return place;
  const select = element("select", {}, ...charts.map((each, at) => element("option", { value: at }, each.value)));
  select.addEventListener("change", () => place.replaceChildren(picture(charts[Number(select.value)]!, width)));
  return element("div", {}, element("label", {}, t("Bars show", "Balken zeigen"), " ", select), place);
}
