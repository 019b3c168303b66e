/** A text field that finds entities while one types: a combobox with a list, after the ARIA Authoring Practices. */

import { useId, useMemo, useRef, useState } from "preact/hooks";
import { labelOf, say } from "../model.ts";
import { graph } from "../page.ts";
import { type Hit, search } from "../search.ts";
import { state } from "../state.ts";
import { phrase, word } from "../words.ts";
import { NodeSign } from "./signs.tsx";

const HITS_AT_MOST = 12;

interface Props {
  readonly label: string;
  readonly hint?: string;
  /** Text that stands in the field while nothing is typed: the entity chosen before. */
  readonly chosen?: string;
  readonly onPick: (node: number) => void;
  /** The one search field of the page that "/" jumps to. */
  readonly main?: boolean;
}

export function EntityPicker({ label, hint = "", chosen = "", onPick, main = false }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  const hits = useMemo(() => (text === null ? [] : search(graph, text, HITS_AT_MOST)), [text]);
  const isOpen = text !== null && text.trim() !== "";
  const close = (): void => {
    setText(null);
    setActive(-1);
  };
  const pick = (hit: Hit | undefined): void => {
    if (!hit) return;
    close();
    onPick(hit.node);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || !isOpen) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && hits.length > 0)
      setActive((active + step + (active < 0 && step < 0 ? 1 : 0) + hits.length) % hits.length);
    else if (event.key === "Enter") pick(hits[Math.max(0, active)]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="picker">
      <label class={main ? "unseen" : "picker-label"} for={`${id}-field`}>
        {label}
      </label>
      <input
        ref={field}
        id={`${id}-field`}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        placeholder={hint}
        data-search={main ? "" : undefined}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen && active >= 0 ? `${id}-${active}` : undefined}
        value={text ?? chosen}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setActive(-1);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={word("hits")}
        class="hits"
        hidden={!isOpen || hits.length === 0}
      >
        {hits.map((hit, at) => (
          <Option key={hit.node} id={`${id}-${at}`} hit={hit} isActive={at === active} onPick={pick} />
        ))}
      </div>
      <p class="hits no-hits" role="status" hidden={!isOpen || hits.length > 0}>
        {isOpen && hits.length === 0 ? phrase("noHits", { text: text.trim().slice(0, 60) }) : ""}
      </p>
    </div>
  );
}

interface OptionProps {
  id: string;
  hit: Hit;
  isActive: boolean;
  onPick: (hit: Hit) => void;
}

function Option({ id, hit, isActive, onPick }: OptionProps) {
  const { language } = state.value;
  const name = labelOf(graph, hit.node, language);
  const marked = (
    <bdi>
      {hit.label.slice(0, hit.start)}
      <mark>{hit.label.slice(hit.start, hit.end)}</mark>
      {hit.label.slice(hit.end)}
    </bdi>
  );
  return (
    // The keys are handled by the field, which keeps the focus.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      ref={isActive ? intoView : undefined}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPick(hit)}
    >
      <NodeSign node={hit.node} />
      <span class="hit-name">
        {hit.label === name ? marked : <bdi>{name}</bdi>}
        <small>
          {say(graph.kinds[graph.nodes.kind[hit.node]!]!.label, language)}
          {hit.label !== name && <>, {marked}</>}
        </small>
      </span>
    </div>
  );
}

function intoView(element: Element | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
