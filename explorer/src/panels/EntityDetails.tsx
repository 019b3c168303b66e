/** One entity: what it is, what is said of it, what it is linked to, and the sources of all that. */

import { useMemo, useState } from "preact/hooks";
import { togglePin } from "../keys.ts";
import { edgesAt, iriOf, labelOf, otherEnd, say } from "../model.ts";
import { details, graph, pageOf } from "../page.ts";
import { scene } from "../scene.ts";
import { change, state, toggled } from "../state.ts";
import { grouped, phrase, word } from "../words.ts";
import {
  Claims,
  claimEvidence,
  EdgeMeta,
  evidenceOf,
  Facts,
  type Notes,
  numberSources,
  Prose,
  SourceList,
} from "./evidence.tsx";
import { focusOn } from "./focus.ts";
import { askForPath } from "./pathRequest.tsx";
import { coarseDay, type Group, groupsAt } from "./shown.ts";
import { EdgeButton, isContested, NodeButton, NodeSign, OutLink, webAddress } from "./signs.tsx";

const AT_FIRST = 12;
const AT_ONCE = 200;

export function EntityDetails({ node }: { node: number }) {
  const { language } = state.value;
  const known = details().nodes[node];
  // A letter can have tens of thousands of signers: not again for every step of a slider.
  const groups = useMemo(() => groupsAt(graph, node, language), [node, language]);
  const notes = useMemo(() => numberSources(evidenceAt(node, groups)), [node, groups]);
  return (
    <article>
      <p class="kicker">
        <NodeSign node={node} /> {say(graph.kinds[graph.nodes.kind[node]!]!.label, language)}
        <Span node={node} />
      </p>
      <h2 class="title">
        <bdi>{labelOf(graph, node, language)}</bdi>
      </h2>
      <OtherNames node={node} />
      {known && <Prose text={known.description} class="lead" />}
      <Actions node={node} />
      {known && <Facts facts={known.facts} notes={notes} />}
      <Contested node={node} notes={notes} />
      {groups.length === 0 && <p class="note">{word("noRelations")}</p>}
      {groups.map((group) => (
        <RelationGroup key={`${group.relation} ${group.outward}`} node={node} group={group} notes={notes} />
      ))}
      <Links node={node} />
      <SourceList notes={notes} />
    </article>
  );
}

/** In the order in which the panel shows them: facts, contested statements, relations. */
function* evidenceAt(node: number, groups: readonly Group[]): Generator<number> {
  for (const fact of details().nodes[node]?.facts ?? []) yield fact[3];
  for (const edge of contestedAt(node)) yield* [evidenceOf(edge), ...claimEvidence(edge)];
  for (const { edges } of groups) for (const edge of edges) yield evidenceOf(edge);
}

function Span({ node }: { node: number }) {
  const [from, until] = [coarseDay(graph.nodes.from[node]!, "first"), coarseDay(graph.nodes.until[node]!, "last")];
  if (from === "" && until === "") return null;
  const text =
    until === ""
      ? phrase("since", { day: from })
      : from === ""
        ? phrase("till", { day: until })
        : from === until
          ? from
          : `${from} – ${until}`;
  return <span class="span">{text}</span>;
}

function OtherNames({ node }: { node: number }) {
  const { language } = state.value;
  const label = labelOf(graph, node, language);
  const short = graph.nodes.short[node];
  const names = new Set([short ? say(short, language) : "", ...(graph.nodes.alias[node] ?? [])]);
  names.delete("");
  names.delete(label);
  if (names.size === 0) return null;
  return (
    <p class="other-names">
      {[...names].slice(0, 8).map((name) => (
        <bdi key={name}>{name}</bdi>
      ))}
    </p>
  );
}

function Actions({ node }: { node: number }) {
  const id = graph.nodes.id[node]!;
  const { opened, pinned, hidden } = state.value;
  const isOpened = opened.includes(id);
  const folded = scene.value.nodes.find((each) => each.node === node)?.folded ?? 0;
  return (
    <ul class="actions">
      <li>
        <button type="button" onClick={() => focusOn(node)}>
          {word("focusHere")}
        </button>
      </li>
      {(isOpened || folded > 0) && (
        <li>
          <button type="button" onClick={() => change({ opened: toggled(opened, id) })}>
            {isOpened ? word("foldStar") : `${word("openStar")} (${grouped(folded)})`}
          </button>
        </li>
      )}
      <li>
        <button type="button" onClick={() => askForPath(id, "from")}>
          {word("pathFrom")}
        </button>
      </li>
      <li>
        <button type="button" onClick={() => askForPath(id, "to")}>
          {word("pathTo")}
        </button>
      </li>
      <li>
        <button type="button" onClick={() => togglePin(id)}>
          {word(id in pinned ? "unpin" : "pin")}
        </button>
      </li>
      <li>
        <button type="button" onClick={() => change({ hidden: toggled(hidden, id) })}>
          {word(hidden.includes(id) ? "showAgain" : "hide")}
        </button>
      </li>
    </ul>
  );
}

/** Edges at a node that are disputed or refuted. */
function contestedAt(node: number): number[] {
  return [...edgesAt(graph, node)].filter((edge) => isContested(graph.edges.status[edge]!));
}

/** What is contested comes first, with both sides. */
function Contested({ node, notes }: { node: number; notes: Notes }) {
  const edges = contestedAt(node);
  if (edges.length === 0) return null;
  return (
    <section class="contested-list">
      <h3>{word("contested")}</h3>
      <ul class="statements">
        {edges.slice(0, AT_FIRST).map((edge) => (
          <li key={edge} class="statement">
            <StatementLine edge={edge} node={node} withRelation />
            <EdgeMeta edge={edge} notes={notes} />
            <Claims edge={edge} notes={notes} full />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RelationGroup({ node, group, notes }: { node: number; group: Group; notes: Notes }) {
  const [limit, setLimit] = useState(AT_FIRST);
  const label = say(graph.relations[group.relation]!.label, state.value.language);
  const left = group.edges.length - limit;
  return (
    <section class="relation-group">
      <h3>
        <span aria-hidden="true">{group.outward ? "" : "→ "}</span>
        {label}
        <span aria-hidden="true">{group.outward ? " →" : ""}</span>
        {!group.outward && <span class="unseen">{` (${word("incoming")})`}</span>}
        {group.edges.length > 1 && <span class="count">{grouped(group.edges.length)}</span>}
      </h3>
      <ul class="statements">
        {group.edges.slice(0, limit).map((edge) => (
          <li key={edge} class="statement">
            <StatementLine edge={edge} node={node} />
            <EdgeMeta edge={edge} notes={notes} />
            {!isContested(graph.edges.status[edge]!) && <Claims edge={edge} notes={notes} />}
          </li>
        ))}
      </ul>
      {left > 0 && (
        <button type="button" class="text-button" onClick={() => setLimit(limit + AT_ONCE)}>
          {phrase("showMore", { n: Math.min(left, AT_ONCE) })}
        </button>
      )}
    </section>
  );
}

/** The other end of an edge and the way to the statement itself. */
function StatementLine({ edge, node, withRelation = false }: { edge: number; node: number; withRelation?: boolean }) {
  const other = otherEnd(graph, edge, node);
  const { language } = state.value;
  const relation = say(graph.relations[graph.edges.relation[edge]!]!.label, language);
  const name = labelOf(graph, other, language);
  const sentence = `${word("detailsOf")}: ${relation}, ${name}`;
  return (
    <div class="statement-line">
      <NodeSign node={other} />
      <NodeButton node={other}>
        {withRelation && <em>{relation} </em>}
        <bdi>{name}</bdi>
      </NodeButton>
      <EdgeButton edge={edge} label={sentence}>
        <span aria-hidden="true">›</span>
      </EdgeButton>
    </div>
  );
}

function Links({ node }: { node: number }) {
  const { language } = state.value;
  const own = pageOf(graph.nodes.id[node]!, language) || iriOf(graph, graph.nodes.id[node]!);
  const onSite = !own.includes(":");
  const links = details().nodes[node]?.links ?? [];
  if (!onSite && webAddress(own) === "" && links.length === 0) return null;
  return (
    <section class="links">
      <h3>{word("links")}</h3>
      <ul>
        {onSite && (
          <li>
            <a href={own}>{word("ownPage")}</a>
          </li>
        )}
        {!onSite && webAddress(own) !== "" && (
          <li>
            <OutLink href={own}>{word("ownPage")}</OutLink>
          </li>
        )}
        {links.map(([label, address]) => (
          <li key={address}>
            <OutLink href={address}>
              <bdi>{say(label, language)}</bdi>
            </OutLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
