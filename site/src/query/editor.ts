/** YASQE as a plain editor: no store, no requests, no reading of the address; its own HTML is switched off. */
import Yasqe, { type Hint, type Token } from "@zazuko/yasqe/build/yasqe.esm.js";
import { t } from "./words.ts";

/** Prefixed name, English and German label. */
export type Named = readonly [string, string, string];

export interface Editor {
  text(): string;
  set(text: string): void;
  focus(): void;
}

const SHOWN = 50;

/** Where the text stops being SPARQL, and what could stand there; null where it is SPARQL as far as it goes. */
function faultOf(editor: Yasqe, known: ReadonlySet<string>): { line: number; text: string } | null {
  for (let line = 0; line < editor.getDoc().lineCount(); line += 1) {
    const { state } = editor.getTokenAt({ line, ch: editor.getDoc().getLine(line).length }, true);
    if (state.OK !== false) continue;
    const missing = /^Prefix '(.*)' is not defined$/.exec(state.errorMsg ?? "")?.[1];
    if (missing !== undefined && known.has(missing)) return null; // it is added when the query runs
    const expected = (state.possibleCurrent ?? []).slice(0, 8).join(" ");
    const place = t(`Line ${line + 1} is not SPARQL yet.`, `Zeile ${line + 1} ist noch kein SPARQL.`);
    return {
      line,
      text: `${place} ${state.errorMsg ?? (expected && t("Expected: ", "Erwartet: ") + expected)}`.trim(),
    };
  }
  return null;
}

/** The original writes HTML with style attributes into a tip; this one sets text. */
function mendSyntaxCheck(known: ReadonlySet<string>, tell: (fault: string) => void): void {
  Yasqe.prototype.checkSyntax = function checkSyntax(this: Yasqe): void {
    this.clearGutter("gutterErrorBar");
    const fault = faultOf(this, known);
    this.queryValid = fault === null;
    tell(fault?.text ?? "");
    if (!fault) return;
    const marker = document.createElement("span");
    marker.className = "fault-mark";
    marker.textContent = "!";
    marker.title = fault.text;
    this.setGutterMarker(fault.line, "gutterErrorBar", marker);
  };
}

/** Names that begin so, then names whose label holds what was written behind the colon. */
function matching(terms: readonly Named[], written: string): string[] {
  const start = written.toLowerCase();
  const [prefix = "", word = ""] = start.split(":", 2);
  const asWritten = (name: string): number => Number(!name.startsWith(written));
  const begins = terms
    .filter(([name]) => name.toLowerCase().startsWith(start))
    .sort((a, b) => asWritten(a[0]) - asWritten(b[0]));
  const holds = terms.filter(
    ([name, ...labels]) =>
      word.length > 2 &&
      name.startsWith(`${prefix}:`) &&
      !name.toLowerCase().startsWith(start) &&
      labels.some((label) => label.toLowerCase().includes(word)),
  );
  return [...begins, ...holds].slice(0, SHOWN).map(([name]) => name);
}

function registerTerms(terms: readonly Named[]): void {
  const labels = new Map(terms.map(([name, english, other]) => [name, t(english, other || english)]));
  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: (editor: Yasqe): boolean =>
      /^[A-Za-z][\w-]*:[\w-]*$/.test(editor.getCompleteToken().string) && editor.getCompleteToken().type !== "string",
    get: (_editor: Yasqe, token?: Token): string[] => (token ? matching(terms, token.string) : []),
    postprocessHints: (_editor: Yasqe, hints: Hint[]): Hint[] =>
      hints.map((hint) => ({ ...hint, displayText: `${hint.text}  ${labels.get(hint.text) ?? ""}` })),
  });
}

/** The editor, drawn into a place. Args: prefixes, those that needn't be declared; run, what Ctrl+Enter does; tell, who is told where the text is no SPARQL. */
export function makeEditor(
  place: HTMLElement,
  terms: readonly Named[],
  prefixes: readonly string[],
  run: () => void,
  tell: (fault: string) => void,
): Editor {
  mendSyntaxCheck(new Set(prefixes), tell);
  registerTerms(terms);
  Yasqe.defaults.autocompleters = ["variables", "terms"];
  const editor = new Yasqe(place, {
    value: "",
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Number.POSITIVE_INFINITY,
    screenReaderLabel: t("SPARQL query", "SPARQL-Anfrage"),
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": () => undefined },
  });
  editor.getInputField().setAttribute("aria-describedby", "sparql-keys");
  return {
    text: () => editor.getValue(),
    set: (text) => editor.setValue(text),
    focus: () => editor.focus(),
  };
}
