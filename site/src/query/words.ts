/** Texts of the page in both languages. */
import type { Refusal } from "./limits.ts";
import { MAX_CHARACTERS, MAX_DEPTH, MAX_PATH_STEPS } from "./limits.ts";

export const german = globalThis.document?.documentElement.lang === "de";

/** The text in the page's language. */
export function t(english: string, other: string): string {
  return german ? other : english;
}

/** A number for readers. */
export function number(value: number, digits = 0): string {
  return value.toLocaleString(german ? "de-DE" : "en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** "1 row", "2,345 rows". */
export function rows(count: number): string {
  return `${number(count)} ${count === 1 ? t("row", "Zeile") : t("rows", "Zeilen")}`;
}

/** "1 triple", "2,345 triples". */
export function triples(count: number): string {
  return `${number(count)} ${count === 1 ? t("triple", "Tripel") : t("triples", "Tripel")}`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${number(Math.ceil(milliseconds))} ms` : `${number(milliseconds / 1000, 1)} s`;
}

export function megabytes(bytes: number): string {
  return `${number(bytes / 1_000_000, 1)} MB`;
}

/** "in 1 second", "in 5 minutes"; `later` where no time is known. */
export function wait(seconds: number | null): string {
  if (seconds === null) return t("later", "später");
  const minutes = Math.ceil(seconds / 60);
  if (seconds > 120) return t(`in ${number(minutes)} minutes`, `in ${number(minutes)} Minuten`);
  return t(`in ${seconds} second${seconds === 1 ? "" : "s"}`, `in ${seconds} Sekunde${seconds === 1 ? "" : "n"}`);
}

/** Why a query isn't run, in a sentence. */
export function refusalText([what, found]: Refusal): string {
  switch (what) {
    case "length":
      return t(
        `The query has ${number(found)} characters; at most ${number(MAX_CHARACTERS)} are run.`,
        `Die Anfrage hat ${number(found)} Zeichen; höchstens ${number(MAX_CHARACTERS)} sind möglich.`,
      );
    case "depth":
      return t(
        `The query is nested ${number(found)} levels deep; at most ${MAX_DEPTH} are run.`,
        `Die Anfrage ist ${number(found)} Ebenen tief geschachtelt; höchstens ${MAX_DEPTH} sind möglich.`,
      );
    case "steps":
      return t(
        `The query has more than ${MAX_PATH_STEPS} path steps (/, |, ^).`,
        `Die Anfrage hat mehr als ${MAX_PATH_STEPS} Pfadschritte (/, |, ^).`,
      );
    case "service":
      return t(
        "SERVICE is not run: no query leaves this browser.",
        "SERVICE wird nicht ausgeführt: Keine Anfrage verlässt diesen Browser.",
      );
  }
}
