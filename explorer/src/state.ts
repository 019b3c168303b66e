/** What the reader sees, as one immutable value: every control changes it, the link carries it, undo walks back in it. */

import { computed, signal } from "@preact/signals";

/** What the picture shows before filters. Nodes are ids, so that a link outlives a rebuild. */
export type Stage =
  | { readonly type: "view"; readonly id: string }
  | { readonly type: "all" }
  | { readonly type: "focus"; readonly nodes: readonly string[]; readonly depth: number }
  | { readonly type: "path"; readonly from: string; readonly to: string }
  | { readonly type: "between"; readonly from: string; readonly to: string };

export type Mode = "graph" | "table" | "outline";
export type Theme = "auto" | "light" | "dark";
export type Grouping = "none" | "kind" | "community" | "jurisdiction";

export interface ViewState {
  readonly language: "en" | "de";
  readonly theme: Theme;
  readonly mode: Mode;
  readonly stage: Stage;
  /** Selected node id, or edge as "e:" + statement hash or "e#" + number; "" if nothing. */
  readonly selected: string;
  /** Left out: look ids, relation ids, status ids. */
  readonly withoutLooks: readonly string[];
  readonly withoutRelations: readonly string[];
  readonly withoutStatuses: readonly string[];
  /** Only these jurisdictions (node ids); empty means all. */
  readonly jurisdictions: readonly string[];
  /** Day as "2023-04-15"; "" means all times. */
  readonly asOf: string;
  readonly hidden: readonly string[];
  /** Node id -> place given by the reader. */
  readonly pinned: Readonly<Record<string, readonly [number, number]>>;
  /** Stars that the reader opened (node ids). */
  readonly opened: readonly string[];
  /** Measure id, or "equal". */
  readonly size: string;
  readonly grouping: Grouping;
  /** Frame without panels, for embedding. */
  readonly embed: boolean;
}

export const DEFAULTS: ViewState = {
  language: "en",
  theme: "auto",
  mode: "graph",
  stage: { type: "all" },
  selected: "",
  withoutLooks: [],
  withoutRelations: [],
  withoutStatuses: [],
  jurisdictions: [],
  asOf: "",
  hidden: [],
  pinned: {},
  opened: [],
  size: "degree",
  grouping: "none",
  embed: false,
};

/** Changes of these alone are no step of their own in the history. */
const PASSING: ReadonlySet<string> = new Set(["language", "theme", "mode", "selected", "embed"]);
const MAX_HISTORY = 200;

export const state = signal<ViewState>(DEFAULTS);
const past = signal<readonly ViewState[]>([]);
const future = signal<readonly ViewState[]>([]);

export const canUndo = computed(() => past.value.length > 0);
export const canRedo = computed(() => future.value.length > 0);

/** Change parts of the state; `passing` keeps it out of the history (a slider on the move). */
export function change(part: Partial<ViewState>, passing = false): void {
  const before = state.value;
  const after = { ...before, ...part };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (!passing && Object.keys(part).some((key) => !PASSING.has(key))) {
    past.value = [...past.value, before].slice(-MAX_HISTORY);
    future.value = [];
  }
  state.value = after;
}

/** Language, theme and mode stay as they are when the reader walks back. */
function revisit(from: typeof past, to: typeof past): void {
  const target = from.value.at(-1);
  if (target === undefined) return;
  const { language, theme, mode, embed } = state.value;
  to.value = [...to.value, state.value];
  from.value = from.value.slice(0, -1);
  state.value = { ...target, language, theme, mode, embed };
}

export const undo = (): void => revisit(past, future);
export const redo = (): void => revisit(future, past);

/** Begin anew with this state and an empty history. */
export function restart(initial: ViewState): void {
  past.value = [];
  future.value = [];
  state.value = initial;
}

/** `list` with `item` if it lacked it, without it otherwise. */
export function toggled(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((each) => each !== item) : [...list, item].sort();
}
