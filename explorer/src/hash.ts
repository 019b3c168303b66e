/** The state as the part of the address after #, and back. What is unknown or too long is left out, never an error. */

import { DEFAULTS, type Grouping, type Mode, type Stage, type Theme, type ViewState } from "./state.ts";

const MAX_LENGTH = 20_000;
const MAX_ITEMS = 500;

const WORDS = {
  language: ["en", "de"],
  theme: ["auto", "light", "dark"],
  mode: ["graph", "table", "outline"],
  grouping: ["none", "kind", "community", "jurisdiction"],
} as const;
const LISTS = {
  "without-kinds": "withoutLooks",
  "without-relations": "withoutRelations",
  "without-statuses": "withoutStatuses",
  in: "jurisdictions",
  hidden: "hidden",
  opened: "opened",
} as const;

/** "#view=story&as-of=2023-04-15": only what differs from `base`. */
export function encode(state: ViewState, base: ViewState = DEFAULTS): string {
  const parts = new URLSearchParams();
  for (const [key, value] of stageParts(state.stage)) parts.append(key, value);
  if (state.language !== base.language) parts.set("lang", state.language);
  for (const key of ["theme", "mode", "grouping"] as const) if (state[key] !== base[key]) parts.set(key, state[key]);
  if (state.size !== base.size) parts.set("size", state.size);
  if (state.asOf !== "") parts.set("as-of", state.asOf);
  if (state.selected !== "") parts.set("select", state.selected);
  for (const [name, key] of Object.entries(LISTS))
    if (state[key].length > 0) parts.set(name, state[key].map(escapeItem).join(","));
  const pins = Object.entries(state.pinned).map(
    ([id, [x, y]]) => `${escapeItem(id)}@${Math.round(x)}@${Math.round(y)}`,
  );
  if (pins.length > 0) parts.set("pinned", pins.join(","));
  if (state.embed) parts.set("embed", "1");
  return `#${parts.toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%40", "@")}`;
}

function* stageParts(stage: Stage): Generator<[string, string]> {
  if (stage.type === "view") yield ["view", stage.id];
  if (stage.type === "all") yield ["view", "*"];
  if (stage.type === "focus") {
    yield ["focus", stage.nodes.map(escapeItem).join(",")];
    if (stage.depth !== 1) yield ["depth", String(stage.depth)];
  }
  if (stage.type === "path" || stage.type === "between")
    yield [stage.type, [stage.from, stage.to].map(escapeItem).join(",")];
}

/** Ids may hold the characters that part lists. */
const escapeItem = (item: string): string => item.replace(/[~,@]/g, (each) => `~${each.charCodeAt(0).toString(16)}`);
const unescapeItem = (item: string): string =>
  item.replace(/~(7e|2c|40)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
const items = (text: string | null): string[] => (text ? text.split(",").slice(0, MAX_ITEMS).map(unescapeItem) : []);

export function decode(hash: string, base: ViewState = DEFAULTS): ViewState {
  if (hash.length > MAX_LENGTH) return base;
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const word = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((each) => each === parts.get(name)) ?? otherwise;
  const lists = Object.fromEntries(
    Object.entries(LISTS).map(([name, key]) => [key, parts.has(name) ? items(parts.get(name)) : base[key]]),
  );
  const asOf = parts.get("as-of") ?? base.asOf;
  return {
    ...base,
    ...(lists as Pick<
      ViewState,
      "withoutLooks" | "withoutRelations" | "withoutStatuses" | "jurisdictions" | "hidden" | "opened"
    >),
    language: word("lang", WORDS.language, base.language),
    theme: word<Theme>("theme", WORDS.theme, base.theme),
    mode: word<Mode>("mode", WORDS.mode, base.mode),
    grouping: word<Grouping>("grouping", WORDS.grouping, base.grouping),
    size: parts.get("size") ?? base.size,
    asOf: /^\d{4}-\d{2}-\d{2}$/.test(asOf) && !Number.isNaN(Date.parse(asOf)) ? asOf : "",
    selected: parts.get("select") ?? base.selected,
    pinned: parts.has("pinned") ? pinsOf(parts.get("pinned")) : base.pinned,
    embed: parts.has("embed") ? parts.get("embed") === "1" : base.embed,
    stage: stageOf(parts) ?? base.stage,
  };
}

function stageOf(parts: URLSearchParams): Stage | null {
  const view = parts.get("view");
  if (view !== null) return view === "*" ? { type: "all" } : { type: "view", id: view };
  const focus = items(parts.get("focus"));
  if (focus.length > 0)
    return {
      type: "focus",
      nodes: focus,
      depth: Math.min(6, Math.max(0, Math.trunc(Number(parts.get("depth") ?? 1)) || 0)),
    };
  for (const type of ["path", "between"] as const) {
    const [from, to] = items(parts.get(type));
    if (from !== undefined && to !== undefined) return { type, from, to };
  }
  return null;
}

function pinsOf(text: string | null): Record<string, readonly [number, number]> {
  const pins: Record<string, readonly [number, number]> = {};
  for (const pin of (text ?? "").split(",").slice(0, MAX_ITEMS)) {
    const [id, x, y] = pin.split("@");
    if (id !== undefined && /^-?\d{1,7}$/.test(x ?? "") && /^-?\d{1,7}$/.test(y ?? ""))
      pins[unescapeItem(id)] = [Number(x), Number(y)];
  }
  return pins;
}

/** The full address of a state. */
export function linkTo(state: ViewState): string {
  return location.href.replace(/#.*$/, "") + encode(state);
}
