/** The graph as of a day: a slider over a histogram of what began when, a date field, play. */

import { batch, signal } from "@preact/signals";
import { useEffect, useId, useState } from "preact/hooks";
import { dayNumber, dayText } from "../model.ts";
import { graph } from "../page.ts";
import { change, state } from "../state.ts";
import { grouped, phrase, word } from "../words.ts";
import { barOf, type Span, spanOf, yearLater } from "./days.ts";

const TICK = 450; // milliseconds a step of the play
const REST = 700; // milliseconds without a move after which a move is over
const span = spanOf(graph);
const isPlaying = signal(false);
/** The day before the reader began to move, as long as the move goes on; null at rest. */
let before: string | null = null;
let resting = 0;

/** While it moves, the history stays as it is; `settle` makes one step of the whole move. */
function move(asOf: string): void {
  before ??= state.peek().asOf;
  change({ asOf }, true);
}

/** Keys move step by step; their steps become one of the history once they rest. */
function settleSoon(): void {
  clearTimeout(resting);
  resting = window.setTimeout(settle, REST);
}

function settle(): void {
  clearTimeout(resting);
  if (before === null) return;
  const [from, to] = [before, state.peek().asOf];
  before = null;
  batch(() => {
    change({ asOf: from }, true);
    change({ asOf: to });
  });
}

function set(asOf: string): void {
  settle();
  change({ asOf });
}

export function Timeline() {
  if (span === null) return <p class="panel timeline note">{word("noDates")}</p>;
  return (
    <div class="panel timeline">
      <div class="time-head">
        <DateField />
        <button
          type="button"
          class="text-button"
          aria-pressed={state.value.asOf === ""}
          onClick={() => stopAnd(() => set(""))}
        >
          {word("allTimes")}
        </button>
        <Play span={span} />
      </div>
      <div class="time-track">
        <Histogram span={span} />
        <Slider span={span} />
        <Years span={span} />
      </div>
    </div>
  );
}

function stopAnd(act: () => void): void {
  isPlaying.value = false;
  act();
}

function Slider({ span: { first, last } }: { span: Span }) {
  const { asOf } = state.value;
  const day = asOf === "" ? last : Math.min(last, Math.max(first, dayNumber(asOf)));
  const onInput = (value: string): void => {
    isPlaying.value = false;
    move(dayText(Number(value)));
  };
  return (
    <input
      class="time-slider"
      type="range"
      min={first}
      max={last}
      step={1}
      value={day}
      aria-label={word("slider")}
      aria-valuetext={asOf === "" ? word("allTimes") : asOf}
      data-all={asOf === ""}
      onInput={(event) => onInput(event.currentTarget.value)}
      onChange={settleSoon}
      onBlur={settle}
      onKeyDown={onPageKeys}
    />
  );
}

/** Page up and down go by a year; arrows by a day, as the browser has it. */
function onPageKeys(event: KeyboardEvent): void {
  if (span === null || (event.key !== "PageUp" && event.key !== "PageDown")) return;
  event.preventDefault();
  const day = dayNumber(state.value.asOf) || span.last;
  const next = event.key === "PageUp" ? yearLater(day) : day - 365;
  isPlaying.value = false;
  move(dayText(Math.min(span.last, Math.max(span.first, next))));
  settleSoon();
}

function DateField() {
  const id = useId();
  const { asOf } = state.value;
  const [text, setText] = useState<string | null>(null);
  const isBad = text !== null && text !== "" && dayNumber(text.trim()) === 0;
  const commit = (): void => {
    if (text !== null && !isBad) stopAnd(() => set(text.trim()));
    if (!isBad) setText(null);
  };
  return (
    <div class="date-field">
      <label for={id}>{word("asOf")}</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autocomplete="off"
        size={11}
        maxLength={10}
        value={text ?? asOf}
        placeholder={word("allTimes")}
        title={word("dateField")}
        aria-invalid={isBad}
        aria-describedby={`${id}-error`}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
      />
      <span id={`${id}-error`} class="error" role="alert">
        {isBad && text.length >= 10 ? word("badDate") : ""}
      </span>
    </div>
  );
}

const quiet = matchMedia("(prefers-reduced-motion: reduce)");

function Play({ span: each }: { span: Span }) {
  const [isQuiet, setQuiet] = useState(quiet.matches);
  useEffect(() => {
    const follow = (): void => setQuiet(quiet.matches);
    quiet.addEventListener("change", follow);
    return () => quiet.removeEventListener("change", follow);
  }, []);
  useEffect(() => {
    if (!isPlaying.value) return;
    const timer = setInterval(() => tick(each), TICK);
    return () => {
      clearInterval(timer);
      settle();
    };
  }, [isPlaying.value]);
  if (isQuiet)
    return (
      <button type="button" class="text-button" onClick={() => set(nextYear(each))}>
        {word("yearOn")}
      </button>
    );
  return (
    <button type="button" class="text-button play" onClick={() => (isPlaying.value ? stopAnd(settle) : begin(each))}>
      <span aria-hidden="true">{isPlaying.value ? "❚❚ " : "▶ "}</span>
      {word(isPlaying.value ? "pause" : "play")}
    </button>
  );
}

const isAtEnd = ({ last }: Span): boolean => state.peek().asOf === "" || dayNumber(state.peek().asOf) >= last;

function begin(each: Span): void {
  if (isAtEnd(each)) move(dayText(each.first));
  isPlaying.value = true;
}

/** To the beginning of the next part; at the end it stops. */
function tick(each: Span): void {
  const day = dayNumber(state.peek().asOf);
  const next = each.starts[barOf(each.starts, day) + 1] ?? each.last;
  move(dayText(Math.min(next, each.last)));
  if (next >= each.last) isPlaying.value = false;
}

function nextYear(each: Span): string {
  return dayText(isAtEnd(each) ? each.first : Math.min(each.last, yearLater(dayNumber(state.peek().asOf))));
}

/** Bars stand where the slider has their days; the root of the count keeps small ones visible. */
function Histogram({ span: { first, last, starts, counts } }: { span: Span }) {
  const day = state.value.asOf === "" ? last : dayNumber(state.value.asOf);
  const highest = Math.sqrt(Math.max(1, ...counts));
  const width = last - first || 1;
  return (
    <svg class="histogram" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label={word("histogram")}>
      {counts.map((count, at) => {
        const left = ((starts[at]! - first) / width) * 1000;
        const right = Math.min(1000, ((starts[at + 1]! - first) / width) * 1000);
        const height = (Math.sqrt(count) / highest) * 38;
        if (count === 0 || right <= left) return null;
        return (
          <rect
            key={starts[at]}
            class={starts[at]! <= day ? "past" : "future"}
            x={left + 0.5}
            y={40 - height}
            width={Math.max(1, right - left - 1)}
            height={height}
          >
            <title>{`${dayText(starts[at]!)}: ${grouped(count)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

/** Some years under the slider; the first tells of what lies before it. */
function Years({ span: { first, last, earlier } }: { span: Span }) {
  const [from, to] = [first, last].map((day) => Number(dayText(day).slice(0, 4))) as [number, number];
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => (to - from) / each <= 8) ?? 1000;
  const years = [];
  for (let year = Math.ceil(from / step) * step; year <= to; year += step) years.push(year);
  const place = (year: number): number =>
    ((dayNumber(`${String(year).padStart(4, "0")}-01-01`) - first) / (last - first || 1)) * 100;
  return (
    <div class="years" aria-hidden="true">
      {years
        .filter((year) => place(year) < 97)
        .map((year) => (
          <span key={year} style={{ left: `${place(year)}%` }}>
            {year}
          </span>
        ))}
      {earlier > 0 && (
        <small class="earlier">{`${phrase("earlier", { year: String(from) })}: ${grouped(earlier)}`}</small>
      )}
    </div>
  );
}
