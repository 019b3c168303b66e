/** Small pieces that all panels use: signs, names, links. */

import type { ComponentChildren } from "preact";
import { LINES } from "../draw/edges.ts";
import { markPath } from "../draw/marks.ts";
import { labelOf, lookOf, type Mark, say } from "../model.ts";
import { graph } from "../page.ts";
import { edgeKey } from "../select.ts";
import { change, state } from "../state.ts";
import { word } from "../words.ts";

export function MarkSign({ mark }: { mark: Mark }) {
  return (
    <svg class={`mark mark-${mark}`} viewBox="-12 -12 24 24" aria-hidden="true">
      <path d={markPath(mark, 9)} />
    </svg>
  );
}

export function NodeSign({ node }: { node: number }) {
  return <MarkSign mark={graph.looks[lookOf(graph, node)]!.mark} />;
}

/** The line by which the picture tells a status. */
export function LineSign({ status }: { status: string }) {
  const line = LINES[status] ?? LINES.confirmed!;
  return (
    <svg class={line.warn ? "line warn" : "line"} viewBox="0 0 28 12" aria-hidden="true">
      <path d="M0 6H28" stroke-width={line.width * 1.3} stroke-dasharray={line.dash.join(" ")} />
      {status === "refuted" && <path d="M10 2L18 10M18 2L10 10" stroke-width="2" />}
    </svg>
  );
}

const CONTESTED: ReadonlySet<string> = new Set(["disputed", "refuted"]);
export const isContested = (status: number): boolean => CONTESTED.has(graph.statuses[status]!.id);

/** Word and line of a status; what is contested has a sign of its own. */
export function StatusSign({ status }: { status: number }) {
  const { id, label } = graph.statuses[status]!;
  return (
    <span class={CONTESTED.has(id) ? "status contested" : "status"}>
      <LineSign status={id} />
      {CONTESTED.has(id) && <span aria-hidden="true">{id === "refuted" ? "✕" : "⚠"} </span>}
      {say(label, state.value.language)}
    </span>
  );
}

/** Opens the details of a node. */
export function NodeButton({ node, children }: { node: number; children?: ComponentChildren }) {
  const { language, selected } = state.value;
  const id = graph.nodes.id[node]!;
  return (
    <button
      type="button"
      class="name"
      aria-current={selected === id ? "true" : undefined}
      onClick={() => change({ selected: id })}
    >
      {children ?? <bdi>{labelOf(graph, node, language)}</bdi>}
    </button>
  );
}

/** Opens the details of a statement. */
export function EdgeButton({
  edge,
  children,
  label,
}: {
  edge: number;
  children: ComponentChildren;
  label?: string | undefined;
}) {
  const key = edgeKey(graph, edge);
  return (
    <button
      type="button"
      class="name"
      aria-label={label}
      aria-current={state.value.selected === key ? "true" : undefined}
      onClick={() => change({ selected: key })}
    >
      {children}
    </button>
  );
}

/** The address if it is one of the web, else "": nothing else becomes a link. */
export function webAddress(text: string): string {
  if (!/^https?:\/\//i.test(text)) return "";
  return URL.canParse(text) ? text : "";
}

/** A link that opens beside the page; plain text where the address is none of the web. */
export function OutLink({
  href,
  children,
  label,
  lang,
}: {
  href: string;
  children: ComponentChildren;
  label?: string | undefined;
  lang?: string | undefined;
}) {
  const address = webAddress(href);
  if (address === "") return <span lang={lang}>{children}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" lang={lang} aria-label={label} title={word("newTab")}>
      {children}
    </a>
  );
}

/** A statement as a sentence: subject, relation, object. */
export function Sentence({ edge }: { edge: number }) {
  const { language } = state.value;
  const { source, target, relation } = graph.edges;
  return (
    <>
      <bdi>{labelOf(graph, source[edge]!, language)}</bdi>{" "}
      <em>{say(graph.relations[relation[edge]!]!.label, language)}</em>{" "}
      <bdi>{labelOf(graph, target[edge]!, language)}</bdi>
    </>
  );
}
