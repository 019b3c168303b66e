/** "Take along": link, pictures and files of what is shown. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { toPng, toSvg } from "../draw/picture.ts";
import { frameNow, size } from "../frame.ts";
import { linkTo } from "../hash.ts";
import { type Details, type Graph, type Language, say } from "../model.ts";
import { details, graph } from "../page.ts";
import { scene } from "../scene.ts";
import { state } from "../state.ts";
import { edgesCsv, nodesCsv } from "../take/csv.ts";
import { download, fileName } from "../take/download.ts";
import { embedCode } from "../take/embed.ts";
import { toGexf } from "../take/gexf.ts";
import { toGraphml } from "../take/graphml.ts";
import type { Selection } from "../take/selection.ts";
import { toTurtle } from "../take/turtle.ts";
import { phrase, type Word, word } from "../words.ts";
import { announce } from "./Announcer.tsx";
import { shown } from "./shown.ts";

const open = signal(false);
/** A text that the browser refused to copy; the reader copies it by hand. */
const byHand = signal("");

type Writer = (graph: Graph, selection: Selection, details: Details, language: Language) => string;
interface Entry {
  readonly name: Word;
  readonly note: Word;
  readonly act: () => void | Promise<void>;
  readonly needsPicture?: true;
}

const title = (): string => say(scene.value.title, state.value.language);

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    byHand.value = "";
    announce(word("copied"));
  } catch {
    byHand.value = text;
  }
}

function save(content: string | Blob, type: string, ending: string): void {
  const name = fileName(title(), ending);
  download(content, type, name);
  announce(phrase("saved", { name }));
}

const asFile = (write: Writer, type: string, ending: string) => (): void =>
  save(write(graph, shown.value, details(), state.value.language), type, ending);

const ENTRIES: readonly Entry[] = [
  { name: "takeLink", note: "takeLinkNote", act: () => copy(linkTo(state.value)) },
  {
    name: "takeEmbed",
    note: "takeEmbedNote",
    act: () => copy(embedCode(linkTo({ ...state.value, embed: true }), title())),
  },
  {
    name: "takePng",
    note: "takePngNote",
    needsPicture: true,
    act: async () => save(await toPng(frameNow()), "image/png", "png"),
  },
  {
    name: "takeSvg",
    note: "takeSvgNote",
    needsPicture: true,
    act: () => save(toSvg(frameNow(), title()), "image/svg+xml", "svg"),
  },
  { name: "takeNodes", note: "takeCsvNote", act: asFile(nodesCsv, "text/csv", "entries.csv") },
  { name: "takeEdges", note: "takeCsvNote", act: asFile(edgesCsv, "text/csv", "relations.csv") },
  { name: "takeGraphml", note: "takeGraphmlNote", act: asFile(toGraphml, "application/graphml+xml", "graphml") },
  { name: "takeGexf", note: "takeGexfNote", act: asFile(toGexf, "application/gexf+xml", "gexf") },
  { name: "takeTurtle", note: "takeTurtleNote", act: asFile(toTurtle, "text/turtle", "ttl") },
  { name: "takePrint", note: "takePrintNote", act: () => window.print() },
];

async function take(entry: Entry): Promise<void> {
  try {
    await entry.act();
  } catch (error) {
    announce(phrase("failed", { reason: String(error) }));
  }
  if (byHand.value === "") open.value = false;
}

function close(): void {
  open.value = false;
  byHand.value = "";
}

function toggle(): void {
  if (open.value) close();
  else open.value = true;
}

export function TakeMenu() {
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const onOutside = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) close();
    };
    addEventListener("pointerdown", onOutside);
    return () => removeEventListener("pointerdown", onOutside);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !open.value) return;
    event.stopPropagation();
    close();
    opener.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is caught here for the buttons inside
    <div class="take" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={opener}
        type="button"
        class="take-opener"
        aria-expanded={open.value}
        aria-controls="take-list"
        onClick={toggle}
      >
        {word("take")} <span aria-hidden="true">▾</span>
      </button>
      <div id="take-list" class="take-list" hidden={!open.value}>
        <ul>
          {ENTRIES.map((entry) => (
            <li key={entry.name}>
              <button
                type="button"
                disabled={entry.needsPicture === true && size.value.width === 0}
                onClick={() => take(entry)}
              >
                <span class="what">{word(entry.name)}</span> <small>{word(entry.note)}</small>
              </button>
            </li>
          ))}
        </ul>
        {byHand.value !== "" && <ByHand />}
      </div>
    </div>
  );
}

function ByHand() {
  return (
    <label class="by-hand">
      {word("copyByHand")}
      <input readOnly value={byHand.value} ref={(field) => field?.select()} />
    </label>
  );
}
