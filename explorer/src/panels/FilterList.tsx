/** A list of boxes to tick, with sign, name and count. */

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { fold } from "../search.ts";
import { toggled } from "../state.ts";
import { grouped, phrase, word } from "../words.ts";

export interface FilterRow {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  readonly sign?: ComponentChildren;
}

interface Props {
  readonly name: string;
  readonly rows: readonly FilterRow[];
  /** Either what is left out, or (where nothing ticked means all) what is chosen. */
  readonly without?: readonly string[];
  readonly chosen?: readonly string[];
  /** Longer lists are cut here until the reader asks for the rest, and can be searched. */
  readonly atFirst?: number;
  readonly onChange: (ids: readonly string[]) => void;
}

export function Section({
  title,
  isOpen = true,
  children,
}: {
  title: string;
  isOpen?: boolean;
  children: ComponentChildren;
}) {
  return (
    <details class="section" open={isOpen}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {children}
    </details>
  );
}

export function FilterList({ name, rows, without = [], chosen, atFirst = 40, onChange }: Props) {
  const [isLong, setLong] = useState(false);
  const [text, setText] = useState("");
  const fitting = text === "" ? rows : rows.filter((row) => fold(row.label).includes(fold(text)));
  const list = chosen ?? without;
  const visible = isLong || text !== "" ? fitting : fitting.filter((row, at) => at < atFirst || list.includes(row.id));
  const only = (id: string): void =>
    onChange(
      chosen
        ? [id]
        : rows
            .filter((row) => row.id !== id)
            .map((row) => row.id)
            .sort(),
    );
  return (
    <>
      {rows.length > atFirst && isLong && <Narrow text={text} name={name} onInput={setText} />}
      <ul class="filter-list" aria-label={name} data-chosen={chosen ? "" : undefined}>
        {visible.map((row) => (
          <Row
            key={row.id}
            row={row}
            isOn={chosen ? chosen.includes(row.id) : !without.includes(row.id)}
            onToggle={() => onChange(toggled(list, row.id))}
            onOnly={rows.length > 1 ? () => only(row.id) : undefined}
          />
        ))}
      </ul>
      <p class="list-foot">
        {rows.length > atFirst && (
          <button type="button" class="text-button" aria-expanded={isLong} onClick={() => setLong(!isLong)}>
            {isLong ? word("fewer") : phrase("moreOf", { n: rows.length - visible.length })}
          </button>
        )}
        {list.length > 0 && (
          <button type="button" class="text-button" onClick={() => onChange([])}>
            {word("all")}
          </button>
        )}
      </p>
    </>
  );
}

interface RowProps {
  row: FilterRow;
  isOn: boolean;
  onToggle: () => void;
  onOnly: (() => void) | undefined;
}

function Row({ row, isOn, onToggle, onOnly }: RowProps) {
  return (
    <li>
      <label>
        <input type="checkbox" checked={isOn} onChange={onToggle} />
        {row.sign}
        <bdi class="label">{row.label}</bdi>
        <span class="count">{grouped(row.count)}</span>
      </label>
      {onOnly && (
        <button type="button" class="only" aria-label={phrase("onlyThis", { name: row.label })} onClick={onOnly}>
          {word("only")}
        </button>
      )}
    </li>
  );
}

function Narrow({ text, name, onInput }: { text: string; name: string; onInput: (text: string) => void }) {
  const id = useId();
  return (
    <>
      <label class="unseen" for={id}>{`${name}: ${word("narrowList")}`}</label>
      <input
        id={id}
        class="narrow"
        type="search"
        value={text}
        placeholder={word("narrowList")}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </>
  );
}
