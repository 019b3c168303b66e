/** The SPARQL page: choose or write a query, run it in a worker, see and take along the answer, share it. */
import "@zazuko/yasqe/build/yasqe.min.css";
import "../style/query.css";
import type { Context } from "./cells.ts";
import { type Editor, makeEditor, type Named } from "./editor.ts";
import { button, element } from "./elements.ts";
import { Endpoint } from "./endpoint.ts";
import { Engine, type Outcome, type Progress, Stopped } from "./engine.ts";
import { type Fault, readableFault } from "./faults.ts";
import { type Form, formOf, refusal } from "./limits.ts";
import { makePlace, type Place, tellWhere } from "./place.ts";
import { addPrefixes, makeContractor, type Namespaces, type Prepared } from "./prefixes.ts";
import { type Chooser, makeChooser, type Question } from "./questions.ts";
import { countOf, type Shower, showAnswer } from "./results.ts";
import { makeFragment, readFragment, type Where } from "./share.ts";
import { duration, megabytes, refusalText, t } from "./words.ts";

interface Settings {
  readonly base: string;
  readonly dump: string;
  readonly prefixes: Namespaces;
  readonly questions: readonly Question[];
  readonly terms: readonly Named[];
}

const LIMITS = [5, 20, 60];
const START = `SELECT ?class (COUNT(?thing) AS ?things)
WHERE {
  ?thing a ?class
}
GROUP BY ?class
ORDER BY DESC(?things)
LIMIT 20
`;

function progressText(progress: Progress): string {
  if (progress.step === "run") return t("Running …", "Läuft …");
  if (progress.step === "receive") {
    const received = megabytes(progress.bytes);
    return t(`The answer is coming: ${received}`, `Die Antwort kommt: ${received}`);
  }
  if (progress.step === "load") return t("Loading the engine and the data …", "Programm und Daten werden geladen …");
  const of = progress.total > 0 ? t(` of ${megabytes(progress.total)}`, ` von ${megabytes(progress.total)}`) : "";
  return t(
    `Fetching the data: ${megabytes(progress.bytes)}${of}`,
    `Daten werden geholt: ${megabytes(progress.bytes)}${of}`,
  );
}

class Desk {
  readonly #settings: Settings;
  readonly #shower: Shower;
  readonly #engine: Engine;
  readonly #server: Endpoint | undefined;
  readonly #place: Place | undefined;
  readonly #editor: Editor;
  readonly #chooser: Chooser;
  readonly #status = element("p", { id: "sparql-status", role: "status", class: "note" });
  readonly #fault = element("div", { id: "sparql-fault", role: "alert" });
  readonly #answer = element("div", { id: "sparql-answer" });
  readonly #syntax = element("p", { id: "sparql-syntax", class: "note" });
  readonly #run = button(t("Run", "Ausführen"), () => this.run(), { id: "sparql-run", class: "main-button" });
  readonly #cancel = button(t("Cancel", "Abbrechen"), () => this.#stop(), { id: "sparql-cancel" });
  readonly #limit = element("select", { id: "sparql-limit" });
  readonly #link = element("input", { id: "sparql-link", readonly: "", "aria-label": t("Link", "Link") });
  #running = false;
  #stop = (): void => undefined;

  /** Args: endpoint, the address of a server's, empty where there is none. */
  constructor(place: HTMLElement, root: string, settings: Settings, endpoint: string) {
    this.#settings = settings;
    const context: Context = { root, base: settings.base, contract: makeContractor(settings.prefixes) };
    this.#shower = { ...context, namespaces: settings.prefixes };
    const tell = (progress: Progress): void => this.#tell(progress);
    this.#engine = new Engine(root + settings.dump, settings.base, tell);
    this.#server = endpoint ? new Endpoint(root + endpoint, tell) : undefined;
    this.#place = endpoint ? makePlace(tellWhere) : undefined;
    this.#chooser = makeChooser(settings.questions, root, (question) => this.#editor.set(question.query));
    const frame = element("div", { class: "editor" });
    place.append(this.#chooser.element, frame, this.#syntax, ...this.#controls());
    this.#editor = makeEditor(
      frame,
      settings.terms,
      Object.keys(settings.prefixes),
      () => this.run(),
      (fault) => this.#syntax.replaceChildren(fault),
    );
    this.#editor.set(START);
    this.#read();
    window.addEventListener("hashchange", () => this.#read());
  }

  #controls(): HTMLElement[] {
    for (const each of LIMITS) this.#limit.append(element("option", { value: each }, `${each} s`));
    this.#limit.value = "20";
    this.#cancel.disabled = true;
    this.#link.hidden = true;
    const copy = button(t("Copy link", "Link kopieren"), () => this.#share(), { id: "sparql-share" });
    const limit = element("label", { for: "sparql-limit" }, t("At most", "Höchstens"), " ", this.#limit);
    const keys = t(
      "Ctrl+Enter runs, Ctrl+Space completes, Escape and then Tab leave the editor.",
      "Strg+Enter führt aus, Strg+Leertaste ergänzt, Escape und dann Tab verlassen den Editor.",
    );
    return [
      ...(this.#place ? [this.#place.element] : []),
      element("div", { class: "controls" }, this.#run, this.#cancel, limit, copy, this.#link),
      element("p", { id: "sparql-keys", class: "note" }, keys),
      this.#status,
      this.#fault,
      this.#answer,
    ];
  }

  /** What the address asks stands in the editor; running it is left to the reader. */
  #read(): void {
    const asked = readFragment(location.hash);
    if (!asked) return;
    if (asked.run) this.#place?.set(asked.run);
    if ("query" in asked) {
      this.#chooser.mark("");
      this.#editor.set(asked.query);
      return;
    }
    const question = this.#settings.questions.find((each) => each.name === asked.question);
    this.#chooser.mark(question?.name ?? "");
    if (question) this.#editor.set(question.query);
    else this.#say(t(`There is no question ${asked.question}.`, `Es gibt keine Frage ${asked.question}.`));
  }

  async #share(): Promise<void> {
    const elsewhere = this.#place?.where() === "browser" ? "browser" : undefined; // the server needs no word
    const fragment = makeFragment(this.#editor.text(), this.#settings.questions, elsewhere);
    history.replaceState(null, "", fragment);
    this.#link.value = location.href;
    this.#link.hidden = false;
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    if (!copied) this.#link.select();
    this.#status.textContent = copied
      ? t("The link is copied.", "Der Link ist kopiert.")
      : t("Copy the link from the field.", "Den Link aus dem Feld kopieren.");
  }

  #tell(progress: Progress): void {
    if (this.#running) this.#status.textContent = progressText(progress);
  }

  #say(fault: string | Fault): void {
    const { text, said, limit }: Fault = typeof fault === "string" ? { text: fault } : fault;
    const more = [
      ...(said ? [element("p", { lang: "en" }, said)] : []),
      ...(limit
        ? [element("p", {}, t("Limit of the server: ", "Grenze des Servers: "), element("code", {}, limit))]
        : []),
    ];
    this.#fault.replaceChildren(...(text ? [element("div", { class: "box" }, element("p", {}, text), ...more)] : []));
  }

  #busy(running: boolean): void {
    this.#running = running;
    this.#run.disabled = running;
    this.#cancel.disabled = !running;
    this.#answer.setAttribute("aria-busy", String(running));
  }

  #where(): Where {
    return this.#place?.where() ?? "browser";
  }

  #origin(where: Where): string {
    if (!this.#server) return "";
    return where === "server"
      ? t(", on this server", ", auf diesem Server")
      : t(", in this browser", ", in diesem Browser");
  }

  #ask(where: Where, { text }: Prepared, form: Form): Promise<Outcome> {
    const seconds = Number(this.#limit.value);
    const server = where === "server" ? this.#server : undefined;
    this.#stop = () => (server ?? this.#engine).cancel();
    return server ? server.run(text, seconds) : this.#engine.run(text, form, seconds);
  }

  async run(): Promise<void> {
    if (this.#running) return;
    this.#say("");
    this.#status.textContent = "";
    this.#answer.replaceChildren();
    const query = this.#editor.text();
    const where = this.#where();
    const refused = where === "browser" ? refusal(query) : null; // the server judges by its own limits
    const form = formOf(query);
    if (refused) return this.#say(refusalText(refused));
    if (!form) {
      return this.#say(
        t("A query has SELECT, ASK, CONSTRUCT or DESCRIBE.", "Eine Anfrage hat SELECT, ASK, CONSTRUCT oder DESCRIBE."),
      );
    }
    const prepared = addPrefixes(query, this.#settings.prefixes, where === "server" ? this.#settings.base : "");
    this.#busy(true);
    try {
      const { answer, milliseconds } = await this.#ask(where, prepared, form);
      this.#status.textContent = `${countOf(answer)}, ${duration(milliseconds)}${this.#origin(where)}`;
      showAnswer(answer, this.#shower, this.#answer);
    } catch (error) {
      this.#status.textContent = "";
      if (!(error instanceof Stopped)) throw error;
      this.#say(readableFault(error, prepared.added, Number(this.#limit.value)));
    } finally {
      this.#busy(false);
    }
  }
}

async function start(): Promise<void> {
  const place = document.querySelector<HTMLElement>("#sparql")!;
  const root = document.body.dataset.root ?? "";
  const response = await fetch(`${root}assets/data/sparql.json`);
  if (!response.ok) return;
  new Desk(place, root, (await response.json()) as Settings, place.dataset.endpoint ?? "");
  document.querySelector<HTMLElement>("#sparql-needs")!.hidden = true;
  place.dataset.ready = "true";
}

start();
