/** Why there is no answer, for readers. */
import type { Stopped } from "./engine.ts";
import { t } from "./words.ts";

const LONGEST = 300;

/** The engine's message with the place in the query as written, without the lines that were added before it. */
export function ownPlaces(message: string, added: number): string {
  const found = /^error at (\d+):(\d+): (.*)$/s.exec(message);
  if (!found) return message;
  const [, line, column, told = ""] = found;
  const place = t(`line ${Number(line) - added}, column ${column}`, `Zeile ${Number(line) - added}, Spalte ${column}`);
  const undeclared = t("a prefix is used that is not declared", "ein Präfix ist nicht deklariert");
  const text = told.includes("Prefix not found") ? undeclared : told;
  return `${place}: ${text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text}`;
}

export function readableFault(stopped: Stopped, added: number, seconds: number): string {
  switch (stopped.why) {
    case "cancelled":
      return t("Cancelled.", "Abgebrochen.");
    case "late":
      return t(
        `Stopped after ${seconds} seconds. Narrow the query, add LIMIT, or allow more time.`,
        `Nach ${seconds} Sekunden abgebrochen. Die Anfrage enger fassen, LIMIT setzen oder mehr Zeit geben.`,
      );
    case "died":
      return t(
        `The engine broke off, out of memory perhaps; the next query starts it anew. ${stopped.message}`,
        `Das Programm brach ab, vielleicht aus Mangel an Speicher; die nächste Anfrage startet es neu. ${stopped.message}`,
      ).trim();
    case "unreachable":
      return t(
        `The data could not be fetched: ${stopped.message}`,
        `Die Daten waren nicht zu holen: ${stopped.message}`,
      );
    case "fault":
      return stopped.message === "too-large"
        ? t("The answer is too large for a page; add LIMIT.", "Die Antwort ist zu groß für eine Seite; LIMIT setzen.")
        : t(
            `The query could not be answered: ${ownPlaces(stopped.message, added)}`,
            `Die Anfrage war nicht zu beantworten: ${ownPlaces(stopped.message, added)}`,
          );
  }
}
