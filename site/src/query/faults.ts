/** Why there is no answer, for readers. */
import type { Stopped } from "./engine.ts";
import type { Refused } from "./refusals.ts";
import { t, wait } from "./words.ts";

const LONGEST = 300;

/** The engine's message with the place in the query as written, without the lines that were added before it. */
export function ownPlaces(message: string, added: number): string {
  const found = /^(.*?)\berror at (\d+):(\d+): (.*)$/s.exec(message);
  if (!found) return message;
  const [, before, line, column, told = ""] = found;
  const place = t(`line ${Number(line) - added}, column ${column}`, `Zeile ${Number(line) - added}, Spalte ${column}`);
  const undeclared = t("a prefix is used that is not declared", "ein Präfix ist nicht deklariert");
  const text = told.includes("Prefix not found") ? undeclared : told;
  return `${before}${place}: ${text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text}`;
}

/** A sentence for readers; what a server said itself, in English; the limit that it named. */
export interface Fault {
  readonly text: string;
  readonly said?: string;
  readonly limit?: string;
}

/** What a server's refusal means, by its status. */
function refusedText({ status, wait: seconds }: Refused): string {
  switch (status) {
    case 400:
      return t("The server can't answer this query.", "Der Server kann diese Anfrage nicht beantworten.");
    case 413:
      return t("The query is too long for the server.", "Die Anfrage ist dem Server zu lang.");
    case 422:
      return t("The server stopped the query.", "Der Server hat die Anfrage abgebrochen.");
    case 429:
      return t(
        `The server gets too many queries from here. Ask again ${wait(seconds)}.`,
        `Der Server bekommt von hier zu viele Anfragen. ${capital(wait(seconds))} wieder fragen.`,
      );
    case 503:
      return t(
        `The server is busy. Ask again ${wait(seconds)}.`,
        `Der Server ist ausgelastet. ${capital(wait(seconds))} wieder fragen.`,
      );
    default:
      return t(`The server gave no answer (status ${status}).`, `Der Server gab keine Antwort (Status ${status}).`);
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Why there is no answer. Args: added, lines before the query as written; seconds, how long it was allowed to run. */
export function readableFault(stopped: Stopped, added: number, seconds: number): Fault {
  const { refused } = stopped;
  if (!refused) return { text: plainFault(stopped, added, seconds) };
  return { text: refusedText(refused), said: ownPlaces(refused.detail, added), limit: refused.limit };
}

function plainFault(stopped: Stopped, added: number, seconds: number): string {
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
    case "silent":
      return t("The server could not be reached.", "Der Server war nicht zu erreichen.");
    case "broken":
      return t(
        "The answer broke off: it hit a limit of the server, or the connection was lost. Narrow the query, or add LIMIT.",
        "Die Antwort brach ab: an einer Grenze des Servers oder mit der Verbindung. Die Anfrage enger fassen oder LIMIT setzen.",
      );
    case "refused":
    case "unreadable":
      return t(
        `The server's answer can't be read here (${stopped.message || "no media type"}).`,
        `Die Antwort des Servers ist hier nicht zu lesen (${stopped.message || "kein Medientyp"}).`,
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
