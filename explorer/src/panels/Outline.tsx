/** The picture as nested lists under headings: kind, entity, relation, the entities at its other end. */

import { useMemo, useState } from "preact/hooks";
import { labelOf, lookOf, otherEnd, say } from "../model.ts";
import { graph } from "../page.ts";
import { scene } from "../scene.ts";
import { state } from "../state.ts";
import { counted, grouped, phrase, word } from "../words.ts";
import { type Group, groupsAt, nameOrder, shown } from "./shown.ts";
import { isContested, MarkSign, NodeButton, StatusSign } from "./signs.tsx";

const ENTITIES_AT_FIRST = 24;
const ENDS_AT_FIRST = 12;
const AT_ONCE = 200;

export function Outline() {
  const { language } = state.value;
  const { nodes, edges } = shown.value;
  const among = useMemo(() => new Set(edges), [edges]);
  const byLook = useMemo(() => splitByLook(nodes, language), [nodes, language]);
  return (
    <div class="panel twin outline">
      <h2 class="title">
        <bdi>{say(scene.value.title, language)}</bdi>
      </h2>
      <p class="note">{`${word("outlineHint")} ${counted("entity", nodes.length)}, ${counted("relation", edges.length)}.`}</p>
      {byLook.map(([look, members]) => (
        <Chapter key={look} look={look} members={members} among={among} />
      ))}
    </div>
  );
}

/** Nodes by legend entry in its order, each list by name. */
function splitByLook(nodes: readonly number[], language: "en" | "de"): [number, number[]][] {
  const found = new Map<number, number[]>();
  for (const node of nodes) {
    const look = lookOf(graph, node);
    const members = found.get(look);
    if (members) members.push(node);
    else found.set(look, [node]);
  }
  const compare = nameOrder(language);
  for (const members of found.values()) {
    const names = new Map(members.map((node) => [node, labelOf(graph, node, language)]));
    members.sort((a, b) => compare(names.get(a)!, names.get(b)!) || a - b);
  }
  return [...found].sort((a, b) => a[0] - b[0]);
}

function Chapter({ look, members, among }: { look: number; members: readonly number[]; among: ReadonlySet<number> }) {
  const [limit, setLimit] = useState(ENTITIES_AT_FIRST);
  const { label, mark } = graph.looks[look]!;
  return (
    <section>
      <h3 class="chapter">
        <MarkSign mark={mark} /> {say(label, state.value.language)} <span class="count">{grouped(members.length)}</span>
      </h3>
      <ul class="entries">
        {members.slice(0, limit).map((node) => (
          <Entry key={node} node={node} among={among} />
        ))}
      </ul>
      <More left={members.length - limit} onMore={() => setLimit(limit + AT_ONCE)} />
    </section>
  );
}

function Entry({ node, among }: { node: number; among: ReadonlySet<number> }) {
  const groups = groupsAt(graph, node, state.value.language, among);
  return (
    <li>
      <NodeButton node={node} />
      {groups.length > 0 && (
        <ul class="relations">
          {groups.map((group) => (
            <Relation key={`${group.relation} ${group.outward}`} node={node} group={group} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Relation({ node, group }: { node: number; group: Group }) {
  const [limit, setLimit] = useState(ENDS_AT_FIRST);
  const label = say(graph.relations[group.relation]!.label, state.value.language);
  return (
    <li>
      <em>{label}</em>
      {group.outward ? ":" : ` (${word("incoming")}):`}
      <ul class="other-ends">
        {group.edges.slice(0, limit).map((edge) => (
          <li key={edge}>
            <NodeButton node={otherEnd(graph, edge, node)} />
            {isContested(graph.edges.status[edge]!) && (
              <>
                {" "}
                <StatusSign status={graph.edges.status[edge]!} />
              </>
            )}
          </li>
        ))}
      </ul>
      <More left={group.edges.length - limit} onMore={() => setLimit(limit + AT_ONCE)} />
    </li>
  );
}

function More({ left, onMore }: { left: number; onMore: () => void }) {
  if (left <= 0) return null;
  return (
    <button type="button" class="text-button" onClick={onMore}>
      {phrase("showMore", { n: Math.min(left, AT_ONCE) })}
    </button>
  );
}
