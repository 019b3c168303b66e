/** Size of the marks, grouping, and how far a focus reaches. */

import { useId } from "preact/hooks";
import { say } from "../model.ts";
import { graph } from "../page.ts";
import { change, type Grouping, state } from "../state.ts";
import { counted, type Word, word } from "../words.ts";
import { Section } from "./FilterList.tsx";

const DEEPEST = 6;
const GROUPINGS: readonly (readonly [Grouping, Word])[] = [
  ["none", "groupNone"],
  ["kind", "groupKind"],
  ["community", "groupCommunity"],
  ["jurisdiction", "groupJurisdiction"],
];

export function Arrangement() {
  return (
    <Section title={word("arrangement")}>
      <Depth />
      <Size />
      <GroupBy />
    </Section>
  );
}

function Size() {
  const id = useId();
  const { size, language } = state.value;
  const measure = graph.measures.find((each) => each.id === size);
  return (
    <div class="field">
      <label for={id}>{word("sizeBy")}</label>
      <select
        id={id}
        aria-describedby={`${id}-note`}
        value={size}
        onChange={(event) => change({ size: event.currentTarget.value })}
      >
        <option value="equal">{word("sizeEqual")}</option>
        {graph.measures.map((each) => (
          <option key={each.id} value={each.id}>
            {say(each.label, language)}
          </option>
        ))}
      </select>
      <p class="note" id={`${id}-note`}>
        {measure ? say(measure.text, language) : word("sizeEqualText")}
      </p>
    </div>
  );
}

function GroupBy() {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{word("groupBy")}</label>
      <select
        id={id}
        value={state.value.grouping}
        onChange={(event) => change({ grouping: event.currentTarget.value as Grouping })}
      >
        {GROUPINGS.map(([value, name]) => (
          <option key={value} value={value}>
            {word(name)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Depth() {
  const { stage } = state.value;
  if (stage.type !== "focus") return null;
  const set = (depth: number): void => change({ stage: { ...stage, depth } });
  return (
    // biome-ignore lint/a11y/useSemanticElements: one line, not a boxed fieldset
    <div class="field stepper" role="group" aria-label={word("depth")}>
      <span>{word("depth")}</span>
      <button
        type="button"
        aria-label={word("stepFewer")}
        disabled={stage.depth <= 1}
        onClick={() => set(stage.depth - 1)}
      >
        −
      </button>
      <output>{counted("step", stage.depth)}</output>
      <button
        type="button"
        aria-label={word("stepMore")}
        disabled={stage.depth >= DEEPEST}
        onClick={() => set(stage.depth + 1)}
      >
        +
      </button>
    </div>
  );
}
