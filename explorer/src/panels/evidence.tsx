/** What a statement rests on: numbered sources with locators, status, qualifiers, claims. */

import type { Citation, Fact, Qualifier, Text } from "../model.ts";
import { labelOf, say } from "../model.ts";
import { details, graph } from "../page.ts";
import { state } from "../state.ts";
import { phrase, word } from "../words.ts";
import { NodeButton, NodeSign, OutLink, StatusSign, webAddress } from "./signs.tsx";

const SOURCES_AT_MOST = 200;

/** Numbers of the sources in a panel, in the order of their first use. */
export type Notes = ReadonlyMap<number, number>;

/** Numbers the sources of these lists of citations. */
export function numberSources(evidence: Iterable<number>): Notes {
  const notes = new Map<number, number>();
  for (const list of evidence) {
    for (const [source] of details().evidence[list] ?? []) if (!notes.has(source)) notes.set(source, notes.size + 1);
  }
  return notes;
}

export const evidenceOf = (edge: number): number => details().edges[edge]?.[0] ?? -1;
const languageOf = (text: Text): string => (state.value.language === "de" && text[1] !== "" ? "de" : "en");

export function Prose({ text, class: name }: { text: Text; class?: string }) {
  const said = say(text, state.value.language);
  return said === "" ? null : (
    <p class={name} lang={languageOf(text)} dir="auto">
      {said}
    </p>
  );
}

interface CitationsProps {
  evidence: number;
  notes: Notes;
  status: number;
  /** Says nothing where there is no source. */
  quiet?: boolean;
}

/** "[1] p. 3  [2]"; tells where there is none, which is a gap only in what is not confirmed. */
export function Citations({ evidence, notes, status, quiet = false }: CitationsProps) {
  const citations = details().evidence[evidence] ?? [];
  const lacking = graph.statuses[status]?.id === "confirmed" ? "noCitation" : "noSource";
  if (citations.length === 0) return quiet ? null : <span class="no-source">{word(lacking)}</span>;
  return (
    <span class="citations">
      {citations.map((citation) => (
        <CitationLink key={citation.join()} citation={citation} notes={notes} />
      ))}
    </span>
  );
}

function CitationLink({ citation: [source, locator], notes }: { citation: Citation; notes: Notes }) {
  const { title, url } = details().sources[source]!;
  const n = notes.get(source) ?? 0;
  const label = phrase("source", { n: String(n), title: say(title, state.value.language) });
  return (
    <span class="citation">
      <OutLink href={url} label={label}>
        [{n}]
      </OutLink>
      {locator !== "" && <bdi class="locator"> {locator}</bdi>}
    </span>
  );
}

export function SourceList({ notes }: { notes: Notes }) {
  if (notes.size === 0) return null;
  const listed = [...notes.keys()].slice(0, SOURCES_AT_MOST);
  return (
    <section class="sources">
      <h3>{word("sources")}</h3>
      <ol>
        {listed.map((source) => (
          <li key={source}>
            <SourceEntry source={source} />
          </li>
        ))}
      </ol>
      {notes.size > listed.length && <p class="note">{phrase("moreSources", { n: notes.size - listed.length })}</p>}
    </section>
  );
}

function SourceEntry({ source }: { source: number }) {
  const { title, url, publisher, date } = details().sources[source]!;
  const node = graph.byId.get(details().sources[source]!.id);
  const about = [publisher, date].filter(Boolean).join(", ");
  return (
    <>
      <OutLink href={url} lang={languageOf(title)}>
        <bdi>{say(title, state.value.language) || url}</bdi>
      </OutLink>
      {about !== "" && (
        <small>
          <bdi>{about}</bdi>
        </small>
      )}
      {node !== undefined && webAddress(url) === "" && <NodeButton node={node} />}
    </>
  );
}

export function Qualifiers({ qualifiers }: { qualifiers: readonly Qualifier[] }) {
  const { language } = state.value;
  return (
    <>
      {qualifiers.map(([property, value]) => (
        <span key={`${property} ${value[0]}`} class="qualifier">
          {say(details().properties[property]!.label, language)} <bdi>{say(value, language)}</bdi>
        </span>
      ))}
    </>
  );
}

/** Status, qualifiers and sources of an edge, as one quiet line. */
export function EdgeMeta({ edge, notes }: { edge: number; notes: Notes }) {
  const isDerived = graph.edges.id[edge] === "";
  const [evidence, qualifiers] = details().edges[edge] ?? [-1, []];
  return (
    <div class="meta">
      <StatusSign status={graph.edges.status[edge]!} />
      <Qualifiers qualifiers={qualifiers} />
      <Citations evidence={evidence} notes={notes} status={graph.edges.status[edge]!} quiet={isDerived} />
    </div>
  );
}

/** The claims that concern a statement: in full, or by name. */
export function Claims({ edge, notes, full = false }: { edge: number; notes: Notes; full?: boolean }) {
  const claims = details().claims[edge] ?? [];
  if (claims.length === 0) return null;
  return (
    <div class="claims">
      <p class="claims-title">{word(full ? "bothSides" : "claims")}</p>
      <ul>
        {claims.map((node) => (
          <li key={node}>{full ? <Claim node={node} notes={notes} /> : <ClaimName node={node} />}</li>
        ))}
      </ul>
    </div>
  );
}

function ClaimName({ node }: { node: number }) {
  return (
    <div class="named">
      <NodeSign node={node} />
      <NodeButton node={node} />
    </div>
  );
}

function Claim({ node, notes }: { node: number; notes: Notes }) {
  const known = details().nodes[node];
  return (
    <>
      <ClaimName node={node} />
      {known && say(known.description, "en") !== labelOf(graph, node, "en") && <Prose text={known.description} />}
      {known && <Facts facts={known.facts} notes={notes} />}
    </>
  );
}

/** Evidence of the claims about an edge, so that their sources are numbered too. */
export function claimEvidence(edge: number): number[] {
  const known = details();
  return (known.claims[edge] ?? []).flatMap((node) => known.nodes[node]?.facts.map((fact) => fact[3]) ?? []);
}

/** Statements with plain values, by property. */
export function Facts({ facts, notes }: { facts: readonly Fact[]; notes: Notes }) {
  if (facts.length === 0) return null;
  const properties = [...new Set(facts.map((fact) => fact[0]))];
  return (
    <dl class="facts">
      {properties.map((property) => (
        <div key={property}>
          <dt>{say(details().properties[property]!.label, state.value.language)}</dt>
          {facts
            .filter((fact) => fact[0] === property)
            .map((fact) => (
              <FactValue key={`${fact[1][0]} ${fact[3]}`} fact={fact} notes={notes} />
            ))}
        </div>
      ))}
    </dl>
  );
}

function FactValue({ fact: [, value, status, evidence, qualifiers], notes }: { fact: Fact; notes: Notes }) {
  const text = say(value, state.value.language);
  const isPlain = graph.statuses[status]?.id === "confirmed";
  return (
    <dd>
      <span dir="auto" lang={value[1] === "" ? undefined : languageOf(value)}>
        {webAddress(text) ? <OutLink href={text}>{text}</OutLink> : text}
      </span>
      <div class="meta">
        {!isPlain && graph.statuses[status] && <StatusSign status={status} />}
        <Qualifiers qualifiers={qualifiers} />
        <Citations evidence={evidence} notes={notes} status={status} quiet={isPlain} />
      </div>
    </dd>
  );
}
