/** A path as numbered sentences, each with its status and sources. */

import { graph } from "../page.ts";
import { state } from "../state.ts";
import { counted, word } from "../words.ts";
import { Claims, claimEvidence, EdgeMeta, evidenceOf, numberSources, SourceList } from "./evidence.tsx";
import { EdgeButton, isContested, Sentence } from "./signs.tsx";

export function PathDetails({ steps }: { steps: readonly number[] }) {
  const notes = numberSources(steps.flatMap((edge) => [evidenceOf(edge), ...claimEvidence(edge)]));
  const turned = turnedSteps(steps);
  return (
    <section class="path">
      <h3>{`${word("path")}: ${counted("step", steps.length)}`}</h3>
      <ol>
        {steps.map((edge, at) => (
          <li key={edge} class="statement">
            <EdgeButton edge={edge}>
              <Sentence edge={edge} />
            </EdgeButton>
            {turned[at] && <small>{word("against")}</small>}
            <EdgeMeta edge={edge} notes={notes} />
            {isContested(graph.edges.status[edge]!) && <Claims edge={edge} notes={notes} full />}
          </li>
        ))}
      </ol>
      <SourceList notes={notes} />
    </section>
  );
}

/** True for the steps that the path walks against the arrow. */
function turnedSteps(steps: readonly number[]): boolean[] {
  const { stage } = state.value;
  let at = stage.type === "path" ? graph.byId.get(stage.from) : undefined;
  return steps.map((edge) => {
    const [source, target] = [graph.edges.source[edge]!, graph.edges.target[edge]!];
    const isTurned = at === target && at !== source;
    at = isTurned ? source : target;
    return isTurned;
  });
}
