/** What is selected, with all that it rests on; with nothing selected, what this view shows. */

import { say } from "../model.ts";
import { graph } from "../page.ts";
import { scene } from "../scene.ts";
import { selectionOf } from "../select.ts";
import { change, state } from "../state.ts";
import { counted, word } from "../words.ts";
import { EdgeDetails } from "./EdgeDetails.tsx";
import { EntityDetails } from "./EntityDetails.tsx";
import { PathDetails } from "./PathDetails.tsx";
import { PathRequest } from "./pathRequest.tsx";

export function Details() {
  const { selected } = state.value;
  const { node, edge } = selectionOf(graph, selected);
  return (
    <div class="panel details">
      <PathRequest />
      {selected !== "" && (
        <button type="button" class="text-button back" onClick={() => change({ selected: "" })}>
          <span aria-hidden="true">← </span>
          {word("overview")}
        </button>
      )}
      {node >= 0 && <EntityDetails key={node} node={node} />}
      {edge >= 0 && <EdgeDetails key={edge} edge={edge} />}
      {selected !== "" && node < 0 && edge < 0 && <p class="note">{word("notInGraph")}</p>}
      {selected === "" && <Overview />}
    </div>
  );
}

function Overview() {
  const { language } = state.value;
  const { title, text, note, nodes, edges, steps } = scene.value;
  const drawn = edges.reduce((sum, each) => sum + each.count, 0);
  return (
    <>
      <h2 class="title">
        <bdi>{say(title, language)}</bdi>
      </h2>
      {say(text, language) !== "" && <p class="lead">{say(text, language)}</p>}
      {note && <p class="message">{say(note, language)}</p>}
      {steps.length > 0 && <PathDetails steps={steps} />}
      <p class="note">{`${word("inView")}: ${counted("entity", nodes.length)}, ${counted("relation", drawn)}`}</p>
      <section class="how-to-read">
        <h3>{word("howToRead")}</h3>
        <ul>
          <li>{word("readMarks")}</li>
          <li>{word("readLines")}</li>
          <li>{word("readClick")}</li>
        </ul>
      </section>
    </>
  );
}
