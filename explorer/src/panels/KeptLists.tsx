/** What the reader hid, pinned or opened, each with the way back. */

import { labelOf } from "../model.ts";
import { graph } from "../page.ts";
import { change, state, toggled } from "../state.ts";
import { phrase, type Word, word } from "../words.ts";
import { Section } from "./FilterList.tsx";

export function KeptLists() {
  const { hidden, pinned, opened } = state.value;
  const release = (id: string): void =>
    change({ pinned: Object.fromEntries(Object.entries(pinned).filter(([key]) => key !== id)) });
  return (
    <>
      <Kept
        title="hiddenList"
        action="showAgain"
        actionName="showAgainName"
        ids={hidden}
        onAct={(id) => change({ hidden: toggled(hidden, id) })}
        onAll={() => change({ hidden: [] })}
      />
      <Kept
        title="pinnedList"
        action="release"
        actionName="releaseName"
        ids={Object.keys(pinned)}
        onAct={release}
        onAll={() => change({ pinned: {} })}
      />
      <Kept
        title="openedList"
        action="fold"
        actionName="foldName"
        ids={opened}
        onAct={(id) => change({ opened: toggled(opened, id) })}
        onAll={() => change({ opened: [] })}
      />
    </>
  );
}

interface Props {
  title: Word;
  action: Word;
  actionName: Word;
  ids: readonly string[];
  onAct: (id: string) => void;
  onAll: () => void;
}

function Kept({ title, action, actionName, ids, onAct, onAll }: Props) {
  if (ids.length === 0) return null;
  return (
    <Section title={word(title)}>
      <ul class="kept">
        {ids.map((id) => {
          const node = graph.byId.get(id);
          const name = node === undefined ? id : labelOf(graph, node, state.value.language);
          return (
            <li key={id}>
              <bdi>{name}</bdi>
              <button
                type="button"
                class="text-button"
                aria-label={phrase(actionName, { name })}
                onClick={() => onAct(id)}
              >
                {word(action)}
              </button>
            </li>
          );
        })}
      </ul>
      {ids.length > 1 && (
        <p class="list-foot">
          <button type="button" class="text-button" onClick={onAll}>{`${word(action)}: ${word("all")}`}</button>
        </p>
      )}
    </Section>
  );
}
