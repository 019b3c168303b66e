/** The engine's life: the dump is fetched once, a worker answers, and is ended and replaced where it must stop. */
import { readAll } from "./body.ts";
import type { Form } from "./limits.ts";
import type { Asked, Told } from "./query-worker.ts";
import type { Refused } from "./refusals.ts";
import type { Answer } from "./terms.ts";

export type Why =
  | "cancelled"
  | "late"
  | "died"
  | "fault"
  | "unreachable" // the dump
  | "silent" // a server that gives no answer at all,
  | "refused" // one that gives a reason,
  | "broken" // one whose answer breaks off,
  | "unreadable"; // or is of a form that the page doesn't know
export type Progress =
  | { readonly step: "fetch"; readonly bytes: number; readonly total: number }
  | { readonly step: "receive"; readonly bytes: number }
  | { readonly step: "load" }
  | { readonly step: "run" };

/** Why there is no answer; `message` is the engine's for a fault, the media type of what is unreadable. */
export class Stopped extends Error {
  readonly why: Why;
  readonly refused: Refused | undefined;
  constructor(why: Why, message = "", refused?: Refused) {
    super(message);
    this.why = why;
    this.refused = refused;
  }
}

export interface Outcome {
  readonly answer: Answer;
  readonly milliseconds: number;
}

export class Engine {
  readonly #address: string;
  readonly #base: string;
  readonly #tell: (progress: Progress) => void;
  #dump: Promise<Uint8Array> | undefined;
  #worker: Worker | undefined;
  #ready: Promise<void> | undefined;
  #stop: ((stopped: Stopped) => void) | undefined;

  /** Args: the dump's address, the base of IRIs, who is told how far it is. */
  constructor(address: string, base: string, tell: (progress: Progress) => void) {
    this.#address = address;
    this.#base = base;
    this.#tell = tell;
  }

  /** The answer of a query that took at most so many seconds; fails with Stopped. */
  async run(query: string, form: Form, seconds: number): Promise<Outcome> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const stopped = new Promise<never>((_, reject) => {
      this.#stop = reject;
    });
    const asked = async (): Promise<Told> => {
      await this.#load();
      if (over) throw new Stopped("cancelled");
      this.#tell({ step: "run" });
      timer = setTimeout(() => this.#end("late"), seconds * 1000);
      return this.#exchange({ query, form, base: this.#base });
    };
    try {
      const told = await Promise.race([asked(), stopped]);
      if ("fault" in told) throw this.#faulty(told);
      if (!("answer" in told)) throw new Stopped("died");
      return told;
    } finally {
      over = true;
      clearTimeout(timer);
      this.#stop = undefined;
    }
  }

  /** Ends what runs; the next query gets a new worker. */
  cancel(): void {
    this.#end("cancelled");
  }

  #faulty(told: { fault: string; broken: boolean }): Stopped {
    if (told.broken) this.#drop();
    return new Stopped(told.broken ? "died" : "fault", told.fault);
  }

  /** Ends the worker; a new one is filled at once where the dump is here, so that the next query need not wait. */
  #end(why: Why): void {
    if (this.#worker) {
      this.#drop();
      this.#load().catch(() => undefined);
    }
    this.#stop?.(new Stopped(why));
  }

  #drop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = undefined;
  }

  #load(): Promise<void> {
    if (this.#ready) return this.#ready;
    const filling = this.#fill().catch((error: unknown) => {
      if (this.#ready === filling) this.#ready = undefined;
      throw error;
    });
    this.#ready = filling;
    return filling;
  }

  async #fill(): Promise<void> {
    this.#dump ??= this.#fetch().catch((error: unknown) => {
      this.#dump = undefined;
      throw error;
    });
    const dump = await this.#dump;
    this.#tell({ step: "load" });
    this.#worker ??= new Worker(new URL("./query-worker.ts", import.meta.url), { type: "module" });
    const told = await this.#exchange({ load: dump, base: this.#base });
    if ("fault" in told) throw this.#faulty(told);
  }

  async #fetch(): Promise<Uint8Array> {
    try {
      const response = await fetch(this.#address);
      if (!response.ok || !response.body) throw new Error(`${response.status} ${response.statusText}`);
      const packed = response.headers.has("content-encoding");
      const total = packed ? 0 : Number(response.headers.get("content-length") ?? 0);
      return await readAll(response, (bytes) => this.#tell({ step: "fetch", bytes, total }));
    } catch (error) {
      throw new Stopped("unreachable", error instanceof Error ? error.message : String(error));
    }
  }

  /** What the worker says to what it is asked; it is asked one thing at a time. */
  #exchange(asked: Asked): Promise<Told> {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new Stopped("died"));
    return new Promise((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<Told>) => resolve(event.data);
      worker.onerror = (event) => {
        event.preventDefault();
        if (this.#worker === worker) this.#drop();
        reject(new Stopped("died", event.message ?? ""));
      };
      worker.postMessage(asked);
    });
  }
}
