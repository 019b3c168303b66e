/**
 * The address says what is asked: `#question=<name>` for a question of the site, `#query=<text>` for any other.
 * `&run=browser` or `&run=server` behind it says where, for pages that have the choice.
 */

export interface Question {
  readonly name: string;
  readonly query: string;
}
export type Where = "browser" | "server";
export type Shared = ({ readonly question: string } | { readonly query: string }) & { readonly run?: Where };

/** What the fragment of an address asks; null where it asks nothing. */
export function readFragment(fragment: string): Shared | null {
  const parts = new URLSearchParams(fragment.replace(/^#/, "").replaceAll("+", "%2B"));
  const place = parts.get("run");
  const run = place === "browser" || place === "server" ? { run: place as Where } : {};
  const question = parts.get("question");
  if (question) return { question, ...run };
  const query = parts.get("query");
  return query ? { query, ...run } : null;
}

/** The fragment for a query: by name where it is a question's text. Args: run, where it is to run if told. */
export function makeFragment(query: string, questions: readonly Question[], run?: Where): string {
  const known = questions.find((each) => each.query.trim() === query.trim());
  const asked = known ? `question=${encodeURIComponent(known.name)}` : `query=${encodeURIComponent(query)}`;
  return `#${asked}${run ? `&run=${run}` : ""}`;
}
