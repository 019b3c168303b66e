/** The picture as two sortable tables: entries and relations. */

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useMemo, useState } from "preact/hooks";
import { labelOf, say } from "../model.ts";
import { details, graph } from "../page.ts";
import { fold } from "../search.ts";
import { edgeKey } from "../select.ts";
import { change, state } from "../state.ts";
import { citationsOf, degreesIn } from "../take/rows.ts";
import { grouped, phrase, type Word, word } from "../words.ts";
import { coarseDay, nameOrder, shown } from "./shown.ts";
import { NodeSign, StatusSign } from "./signs.tsx";

const PER_PAGE = 200;
type Which = "entities" | "relations";
const which = signal<Which>("entities");

/** A column: what it sorts by and, where that is not the text, what it shows. */
interface Column {
  readonly name: Word;
  readonly value: (item: number) => string | number;
  readonly show?: (item: number) => ComponentChildren;
}

export function Table() {
  const id = useId();
  const [text, setText] = useState("");
  const { nodes, edges } = shown.value;
  const isEntities = which.value === "entities";
  return (
    <div class="panel twin">
      <div class="twin-head">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a row of words */}
        <div class="words" role="group" aria-label={word("whichTable")}>
          <Choice name="entities" n={nodes.length} />
          <Choice name="relations" n={edges.length} />
        </div>
        <label class="unseen" for={id}>
          {word("narrowTable")}
        </label>
        <input
          id={id}
          type="search"
          value={text}
          placeholder={word("narrowTable")}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      {isEntities ? (
        <Sortable
          key="entities"
          caption="entities"
          items={nodes}
          columns={entityColumns()}
          text={text}
          keyOf={(node) => graph.nodes.id[node]!}
        />
      ) : (
        <Sortable
          key="relations"
          caption="relations"
          items={edges}
          columns={relationColumns()}
          text={text}
          keyOf={(edge) => edgeKey(graph, edge)}
        />
      )}
    </div>
  );
}

function Choice({ name, n }: { name: Which; n: number }) {
  const set = (): void => {
    which.value = name;
  };
  return (
    <button type="button" aria-pressed={which.value === name} onClick={set}>
      {word(name)} <span class="count">{grouped(n)}</span>
    </button>
  );
}

function entityColumns(): Column[] {
  const { language } = state.value;
  const { kind, jurisdiction, from, until } = graph.nodes;
  const degrees = degreesIn(graph, shown.value);
  const place = (node: number): string =>
    jurisdiction[node]! < 0 ? "" : labelOf(graph, jurisdiction[node]!, language);
  return [
    { name: "name", value: (node) => labelOf(graph, node, language), show: (node) => <NodeSign node={node} /> },
    { name: "kind", value: (node) => say(graph.kinds[kind[node]!]!.label, language) },
    { name: "jurisdiction", value: place },
    { name: "from", value: (node) => from[node]!, show: (node) => coarseDay(from[node]!, "first") },
    { name: "until", value: (node) => until[node]!, show: (node) => coarseDay(until[node]!, "last") },
    { name: "connections", value: (node) => degrees.get(node) ?? 0 },
  ];
}

function relationColumns(): Column[] {
  const { language } = state.value;
  const { source, target, relation, status, from, until } = graph.edges;
  const sources = (edge: number): number => new Set(citationsOf(details(), edge).map(([number]) => number)).size;
  const span = (edge: number): string =>
    [coarseDay(from[edge]!, "first"), coarseDay(until[edge]!, "last")]
      .filter((day, at, all) => day && day !== all[at - 1])
      .join(" – ");
  return [
    {
      name: "subject",
      value: (edge) => labelOf(graph, source[edge]!, language),
      show: (edge) => <NodeSign node={source[edge]!} />,
    },
    { name: "relation", value: (edge) => say(graph.relations[relation[edge]!]!.label, language) },
    { name: "object", value: (edge) => labelOf(graph, target[edge]!, language) },
    { name: "date", value: (edge) => from[edge]! || until[edge]!, show: span },
    {
      name: "status",
      value: (edge) => say(graph.statuses[status[edge]!]!.label, language),
      show: (edge) => <StatusSign status={status[edge]!} />,
    },
    { name: "sourceCount", value: sources },
  ];
}

interface Props {
  readonly caption: Which;
  readonly items: readonly number[];
  readonly columns: readonly Column[];
  readonly text: string;
  readonly keyOf: (item: number) => string;
}
interface Order {
  readonly column: number;
  readonly up: boolean;
}

/** Items whose texts hold all words, in order; empty cells come last either way. */
function arrange({ items, columns, text }: Props, order: Order): readonly number[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const texts = columns.filter((_, at) => at < 3 || columns[at]!.name === "status");
  const fits = (item: number): boolean => {
    const all = fold(texts.map((column) => String(column.value(item))).join(" "));
    return words.every((each) => all.includes(each));
  };
  const compare = nameOrder(state.value.language);
  const { value } = columns[order.column]!;
  const sign = order.up ? 1 : -1;
  const keyed = (words.length === 0 ? [...items] : items.filter(fits)).map((item) => [value(item), item] as const);
  const isEmpty = (key: string | number): boolean => key === "" || key === 0;
  keyed.sort(([a, i], [b, j]) => {
    if (isEmpty(a) !== isEmpty(b)) return isEmpty(a) ? 1 : -1;
    const difference = typeof a === "number" && typeof b === "number" ? a - b : compare(String(a), String(b));
    return difference * sign || i - j;
  });
  return keyed.map(([, item]) => item);
}

function Sortable(props: Props) {
  const { caption, items, columns, text, keyOf } = props;
  const { language, selected } = state.value;
  const [order, setOrder] = useState<Order>({ column: 0, up: true });
  const [asked, setPage] = useState(0);
  const rows = useMemo(() => arrange(props, order), [items, text, order, language]);
  const last = Math.max(0, Math.ceil(rows.length / PER_PAGE) - 1);
  const page = Math.min(asked, last);
  const part = rows.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const turn = (column: number): void => {
    setOrder({ column, up: order.column === column ? !order.up : true });
    setPage(0);
  };
  return (
    <>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section class="table-scroll" tabIndex={0} aria-label={word(caption)}>
        <table>
          <caption class="unseen">{`${word(caption)}: ${say(graph.title, language)}. ${word("sortHint")}`}</caption>
          <thead>
            <tr>
              {columns.map(({ name }, at) => (
                <Head
                  key={name}
                  name={name}
                  direction={order.column === at ? order.up : null}
                  onTurn={() => turn(at)}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {part.map((item) => (
              <Row key={item} item={item} columns={columns} id={keyOf(item)} isSelected={keyOf(item) === selected} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="note">{word("noRows")}</p>}
      </section>
      {rows.length > 0 && <Pages page={page} last={last} n={rows.length} onPage={setPage} />}
    </>
  );
}

function Head({ name, direction, onTurn }: { name: Word; direction: boolean | null; onTurn: () => void }) {
  const sort = direction === null ? "none" : direction ? "ascending" : "descending";
  return (
    <th scope="col" aria-sort={sort} class={NUMBERS.has(name) ? "number" : undefined}>
      <button type="button" onClick={onTurn}>
        {word(name)}
        <span class="arrow" aria-hidden="true">
          {direction === null ? "" : direction ? "↑" : "↓"}
        </span>
      </button>
    </th>
  );
}

/** The first cell is a button that the style sheet stretches over the row. */
function Row({
  item,
  columns,
  id,
  isSelected,
}: {
  item: number;
  columns: readonly Column[];
  id: string;
  isSelected: boolean;
}) {
  const [first, ...rest] = columns;
  return (
    <tr class={isSelected ? "selected" : undefined}>
      <th scope="row">
        <button
          type="button"
          class="name"
          aria-current={isSelected ? "true" : undefined}
          onClick={() => change({ selected: id })}
        >
          {first!.show?.(item)} <bdi>{first!.value(item)}</bdi>
        </button>
      </th>
      {rest.map(({ name, value, show }) => (
        <td key={name} class={NUMBERS.has(name) ? "number" : DATES.has(name) ? "day" : undefined}>
          {show ? show(item) : <bdi>{value(item)}</bdi>}
        </td>
      ))}
    </tr>
  );
}

const DATES: ReadonlySet<Word> = new Set<Word>(["from", "until", "date"]);
const NUMBERS: ReadonlySet<Word> = new Set<Word>(["connections", "sourceCount"]);

function Pages({ page, last, n, onPage }: { page: number; last: number; n: number; onPage: (page: number) => void }) {
  return (
    <nav class="pages" aria-label={word("pages")}>
      <p role="status">{phrase("rows", { from: page * PER_PAGE + 1, to: Math.min(n, (page + 1) * PER_PAGE), n })}</p>
      {last > 0 && (
        <>
          <button type="button" class="text-button" disabled={page === 0} onClick={() => onPage(page - 1)}>
            {word("previous")}
          </button>
          <button type="button" class="text-button" disabled={page === last} onClick={() => onPage(page + 1)}>
            {word("next")}
          </button>
        </>
      )}
    </nav>
  );
}
