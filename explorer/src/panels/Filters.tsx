/** The legend is the filter: what stands in the view, how much of it, and whether it shows. */

import { labelOf, say } from "../model.ts";
import { graph } from "../page.ts";
import { counts } from "../scene.ts";
import { sheet } from "../sheet.ts";
import { change, DEFAULTS, state } from "../state.ts";
import { word } from "../words.ts";
import { Arrangement } from "./Arrangement.tsx";
import { Connect } from "./Connect.tsx";
import { FilterList, type FilterRow, Section } from "./FilterList.tsx";
import { KeptLists } from "./KeptLists.tsx";
import { LineSign, MarkSign } from "./signs.tsx";

export function Filters() {
  // Counting everything is work that nobody sees while the panel is closed.
  if (sheet.value !== "filters") return null;
  return (
    <div class="panel filters">
      <Kinds />
      <Statuses />
      <Relations />
      <Jurisdictions />
      <Arrangement />
      <Connect />
      <KeptLists />
      <Reset />
    </div>
  );
}

/** Rows that stand in the view, or would if the reader had not left them out; nothing at all where there are none. */
function Excluding({ title, rows, without, atFirst, onChange }: ExcludingProps) {
  const present = rows.filter((row) => row.count > 0 || without.includes(row.id));
  if (present.length === 0) return null;
  return (
    <Section title={title}>
      <FilterList
        name={title}
        rows={present}
        without={without}
        atFirst={atFirst ?? present.length}
        onChange={onChange}
      />
    </Section>
  );
}

interface ExcludingProps {
  title: string;
  rows: readonly FilterRow[];
  without: readonly string[];
  atFirst?: number;
  onChange: (ids: readonly string[]) => void;
}

function Kinds() {
  const { language, withoutLooks } = state.value;
  const rows = graph.looks.map(({ id, label, mark }, at) => ({
    id,
    label: say(label, language),
    count: counts.value.looks[at]!,
    sign: <MarkSign mark={mark} />,
  }));
  const onChange = (list: readonly string[]): void => change({ withoutLooks: list });
  return <Excluding title={word("kinds")} rows={rows} without={withoutLooks} onChange={onChange} />;
}

function Statuses() {
  const { language, withoutStatuses } = state.value;
  const rows = graph.statuses.map(({ id, label }, at) => ({
    id,
    label: say(label, language),
    count: counts.value.statuses[at]!,
    sign: <LineSign status={id} />,
  }));
  const onChange = (list: readonly string[]): void => change({ withoutStatuses: list });
  return <Excluding title={word("statuses")} rows={rows} without={withoutStatuses} onChange={onChange} />;
}

function Relations() {
  const { language, withoutRelations } = state.value;
  const rows = graph.relations.map(({ id, label }, at) => ({
    id,
    label: say(label, language),
    count: counts.value.relations[at]!,
  }));
  rows.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  const onChange = (list: readonly string[]): void => change({ withoutRelations: list });
  return (
    <Excluding title={word("relations")} rows={rows} without={withoutRelations} atFirst={10} onChange={onChange} />
  );
}

/** Here nothing ticked means all. */
function Jurisdictions() {
  const { language, jurisdictions } = state.value;
  const found = new Map(counts.value.jurisdictions);
  for (const id of jurisdictions) {
    const node = graph.byId.get(id);
    if (node !== undefined && !found.has(node)) found.set(node, 0);
  }
  const rows = [...found].map(([node, count]) => ({
    id: graph.nodes.id[node]!,
    label: labelOf(graph, node, language),
    count,
  }));
  rows.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  if (rows.length === 0) return null;
  return (
    <Section title={word("jurisdictions")} isOpen={jurisdictions.length > 0}>
      <FilterList
        name={word("jurisdictions")}
        rows={rows}
        chosen={jurisdictions}
        atFirst={8}
        onChange={(list) => change({ jurisdictions: list })}
      />
    </Section>
  );
}

const CLEARED = {
  withoutLooks: [],
  withoutRelations: [],
  withoutStatuses: [],
  jurisdictions: [],
  asOf: "",
  hidden: [],
  pinned: {},
  opened: [],
  size: DEFAULTS.size,
  grouping: DEFAULTS.grouping,
} as const;

function Reset() {
  return (
    <button type="button" class="text-button reset" onClick={() => change(CLEARED)}>
      {word("reset")}
    </button>
  );
}
