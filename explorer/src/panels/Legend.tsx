/** A line under the picture: the marks and lines that stand in it now. */

import { LINES } from "../draw/edges.ts";
import { markPath } from "../draw/marks.ts";
import { lookOf, say } from "../model.ts";
import { graph } from "../page.ts";
import { scene } from "../scene.ts";
import { state } from "../state.ts";
import { word } from "../words.ts";

export function Legend() {
  const { language } = state.value;
  const looks = [...new Set(scene.value.nodes.map((each) => lookOf(graph, each.node)))].sort((a, b) => a - b);
  const statuses = [...new Set(scene.value.edges.map((each) => graph.edges.status[each.edge]!))].sort((a, b) => a - b);
  return (
    <ul class="legend" aria-label={word("legend")}>
      {looks.map((look) => {
        const { id, label, mark } = graph.looks[look]!;
        return (
          <li key={id}>
            <svg class={`mark mark-${mark}`} viewBox="-12 -12 24 24" aria-hidden="true">
              <path d={markPath(mark, 9)} />
            </svg>
            {say(label, language)}
          </li>
        );
      })}
      {statuses.map((status) => {
        const { id, label } = graph.statuses[status]!;
        const line = LINES[id] ?? LINES.confirmed!;
        return (
          <li key={id}>
            <svg class={line.warn ? "line warn" : "line"} viewBox="0 0 28 12" aria-hidden="true">
              <path d="M0 6H28" stroke-width={line.width * 1.3} stroke-dasharray={line.dash.join(" ")} />
              {id === "refuted" && <path d="M10 2L18 10M18 2L10 10" stroke-width="2" />}
            </svg>
            {say(label, language)}
          </li>
        );
      })}
    </ul>
  );
}
