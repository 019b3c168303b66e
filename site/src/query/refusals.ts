/** What a server says that does not answer: its status, its problem details (RFC 9457), when to come back. */

/** `wait` is in seconds, null where the server names no time. */
export interface Refused {
  readonly status: number;
  readonly detail: string;
  readonly limit: string;
  readonly wait: number | null;
}

const LONGEST = 600;

function sentence(value: unknown): string {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}

/** The seconds that a Retry-After header means: a number, or the time until a date (in milliseconds: `now`). */
export function waitOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

/** What a response says that has no answer; a body that is no problem details says nothing. */
export function readRefused(status: number, type: string, body: string, wait: number | null): Refused {
  let told: Readonly<Record<string, unknown>> = {};
  if (/^application\/(?:problem\+)?json\b/i.test(type)) {
    try {
      told = Object(JSON.parse(body));
    } catch {
      // The status is told at least.
    }
  }
  return { status, detail: sentence(told.detail) || sentence(told.title), limit: sentence(told.limit), wait };
}
