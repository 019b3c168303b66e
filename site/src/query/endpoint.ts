/** The endpoint of the server that handed out this page: it gets a query and answers it, until it is told to stop. */
import { ACCEPT, isReadable, readAnswer, sizeOf } from "./answers.ts";
import { readAll, TooLarge } from "./body.ts";
import { type Outcome, type Progress, Stopped } from "./engine.ts";
import { readRefused, waitOf } from "./refusals.ts";
import type { Answer } from "./terms.ts";

export const MAX_BYTES = 32_000_000; // of an answer: more than a page shows in good time
export const MAX_ROWS = 200_000; // or triples
const MAX_FAULT = 64_000;
const GRACE = 5; // seconds beyond the limit of time in which the server may say itself that it was hit

const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const tooLarge = (): Stopped => new Stopped("fault", "too-large");

export class Endpoint {
  readonly #address: string;
  readonly #tell: (progress: Progress) => void;
  #running: AbortController | undefined;

  /** Args: the endpoint's address, who is told how far it is. */
  constructor(address: string, tell: (progress: Progress) => void) {
    this.#address = address;
    this.#tell = tell;
  }

  /** The answer of a query that the server may compute for so many seconds; fails with Stopped. */
  async run(query: string, seconds: number): Promise<Outcome> {
    const start = performance.now();
    const running = new AbortController();
    this.#running = running;
    try {
      const response = await this.#send(query, seconds, running);
      if (!response.ok) throw await this.#refused(response);
      const answer = await this.#read(response);
      return { answer, milliseconds: performance.now() - start };
    } catch (error) {
      const { reason } = running.signal;
      throw reason instanceof Stopped ? reason : error;
    } finally {
      running.abort(); // what may still come isn't read
    }
  }

  /** Ends what runs: the connection closes, and the server stops. */
  cancel(): void {
    this.#running?.abort(new Stopped("cancelled"));
  }

  async #send(query: string, seconds: number, running: AbortController): Promise<Response> {
    const timer = setTimeout(() => running.abort(new Stopped("late")), (seconds + GRACE) * 1000);
    this.#tell({ step: "run" });
    try {
      return await fetch(this.#address, {
        method: "POST",
        headers: { accept: ACCEPT },
        body: new URLSearchParams({ query, timeout: String(seconds) }),
        signal: running.signal,
      });
    } catch {
      throw new Stopped("silent");
    } finally {
      clearTimeout(timer);
    }
  }

  async #refused(response: Response): Promise<Stopped> {
    const wait = waitOf(response.headers.get("retry-after"), Date.now());
    const body = await readAll(response, undefined, MAX_FAULT)
      .then(decode)
      .catch(() => "");
    const type = response.headers.get("content-type") ?? "";
    return new Stopped("refused", "", readRefused(response.status, type, body, wait));
  }

  async #read(response: Response): Promise<Answer> {
    const type = response.headers.get("content-type") ?? "";
    if (!isReadable(type)) throw new Stopped("unreadable", type);
    const bytes = await readAll(response, (count) => this.#tell({ step: "receive", bytes: count }), MAX_BYTES).catch(
      (error: unknown) => {
        throw error instanceof TooLarge ? tooLarge() : new Stopped("broken");
      },
    );
    const answer = understood(type, bytes);
    if (sizeOf(answer) > MAX_ROWS) throw tooLarge();
    return answer;
  }
}

function understood(type: string, bytes: Uint8Array): Answer {
  try {
    return readAnswer(type, decode(bytes));
  } catch {
    throw new Stopped("unreadable", type);
  }
}
