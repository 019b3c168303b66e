/** What of two packages is used here: their own declarations have faults, or need packages that aren't installed. */

declare module "oxigraph/web.js?engine" {
  export type Term =
    | { readonly termType: "NamedNode" | "BlankNode" | "DefaultGraph" | "Variable"; readonly value: string }
    | {
        readonly termType: "Literal";
        readonly value: string;
        readonly language: string;
        readonly direction: "ltr" | "rtl" | "";
        readonly datatype: { readonly value: string };
      }
    | Quad;
  export interface Quad {
    readonly termType: "Quad";
    readonly subject: Term;
    readonly predicate: Term;
    readonly object: Term;
  }
  export class Store {
    readonly size: number;
    load(data: Uint8Array, options: { format: string; base_iri: string; no_transaction: boolean }): void;
    query(
      query: string,
      options: { base_iri: string; use_default_graph_as_union: boolean; results_format?: string },
    ): boolean | Quad[] | string;
  }
  /** Compiles the engine, from beside this script. */
  export default function init(): Promise<unknown>;
}

declare module "@zazuko/yasqe/build/yasqe.esm.js" {
  export interface Token {
    readonly string: string;
    readonly type: string | null;
    readonly state: { readonly OK: boolean; readonly errorMsg?: string; readonly possibleCurrent?: readonly string[] };
  }
  export interface Hint {
    readonly text: string;
    displayText?: string;
  }
  export interface Completer {
    readonly name: string;
    readonly bulk: boolean;
    readonly autoShow: boolean;
    isValidCompletionPosition(editor: Yasqe): boolean;
    get(editor: Yasqe, token?: Token): string[];
    postprocessHints?(editor: Yasqe, hints: Hint[]): Hint[];
  }
  interface Doc {
    lineCount(): number;
    getLine(line: number): string;
  }
  /** YASQE with what it has of CodeMirror 5. */
  export default class Yasqe {
    static defaults: { autocompleters: string[] };
    static registerAutocompleter(completer: Completer): void;
    constructor(parent: HTMLElement, options: Readonly<Record<string, unknown>>);
    queryValid: boolean;
    checkSyntax(): void;
    getValue(): string;
    setValue(text: string): void;
    focus(): void;
    refresh(): void;
    autocomplete(): void;
    commentLines(): void;
    getDoc(): Doc;
    getInputField(): HTMLElement;
    getTokenAt(place: { line: number; ch: number }, precise?: boolean): Token;
    getCompleteToken(): Token;
    clearGutter(name: string): void;
    setGutterMarker(line: number, name: string, marker: HTMLElement): void;
    on(event: string, listener: () => void): void;
  }
}
