/** The address says what is asked: `#question=<name>` for a question of the site, `#query=<text>` for any other. */

export interface Question {
  readonly name: string;
  readonly query: string;
}
export type Shared = { readonly question: string } | { readonly query: string };

/** What the fragment of an address asks; null where it asks nothing. */
export function readFragment(fragment: string): Shared | null {
  const parts = new URLSearchParams(fragment.replace(/^#/, "").replaceAll("+", "%2B"));
  const question = parts.get("question");
  if (question) return { question };
  const query = parts.get("query");
  return query ? { query } : null;
}

/** The fragment for a query: by name where it is a question's text. */
export function makeFragment(query: string, questions: readonly Question[]): string {
  const known = questions.find((each) => each.query.trim() === query.trim());
  return known ? `#question=${encodeURIComponent(known.name)}` : `#query=${encodeURIComponent(query)}`;
}
