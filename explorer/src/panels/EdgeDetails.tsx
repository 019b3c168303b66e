/** One statement: the sentence, when, how sure, who says so; or from which rule and statements it follows. */

import { say } from "../model.ts";
import { details, graph } from "../page.ts";
import { state } from "../state.ts";
import { phrase, word } from "../words.ts";
import { Citations, Claims, claimEvidence, evidenceOf, type Notes, numberSources, SourceList } from "./evidence.tsx";
import { EdgeButton, NodeButton, NodeSign, Sentence, StatusSign } from "./signs.tsx";

export function EdgeDetails({ edge }: { edge: number }) {
  const premises = details().derivations[edge]?.[1] ?? [];
  const notes = numberSources([...[edge, ...premises].map(evidenceOf), ...claimEvidence(edge)]);
  const { source, target, relation } = graph.edges;
  return (
    <article>
      <h2 class="title sentence">
        <Sentence edge={edge} />
      </h2>
      <ul class="ends" aria-label={word("entities")}>
        <li>
          <NodeSign node={source[edge]!} /> <NodeButton node={source[edge]!} />
        </li>
        <li class="end-relation">
          <span aria-hidden="true">↓ </span>
          {say(graph.relations[relation[edge]!]!.label, state.value.language)}
        </li>
        <li>
          <NodeSign node={target[edge]!} /> <NodeButton node={target[edge]!} />
        </li>
      </ul>
      <About edge={edge} notes={notes} />
      <Derivation edge={edge} />
      <Claims edge={edge} notes={notes} full />
      <SourceList notes={notes} />
    </article>
  );
}

function About({ edge, notes }: { edge: number; notes: Notes }) {
  const { language } = state.value;
  const [evidence, qualifiers] = details().edges[edge] ?? [-1, []];
  return (
    <dl class="facts">
      <div>
        <dt>{word("status")}</dt>
        <dd>
          <StatusSign status={graph.edges.status[edge]!} />
        </dd>
      </div>
      {qualifiers.map(([property, value]) => (
        <div key={`${property} ${value[0]}`}>
          <dt>{say(details().properties[property]!.label, language)}</dt>
          <dd dir="auto">{say(value, language)}</dd>
        </div>
      ))}
      {graph.edges.id[edge] !== "" && (
        <div>
          <dt>{word("sources")}</dt>
          <dd>
            <Citations evidence={evidence} notes={notes} status={graph.edges.status[edge]!} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Derivation({ edge }: { edge: number }) {
  const derivation = details().derivations[edge];
  if (derivation === undefined) return graph.edges.id[edge] === "" ? <p class="note">{word("derivedOnly")}</p> : null;
  const [rule, premises] = derivation;
  return (
    <section class="derivation">
      <h3>{word("derivation")}</h3>
      <p>{phrase("derivedBy", { rule: say(rule, state.value.language) })}</p>
      <ul>
        {premises.map((premise) => (
          <li key={premise}>
            <EdgeButton edge={premise}>
              <Sentence edge={premise} />
            </EdgeButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
