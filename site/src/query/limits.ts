/** What may run here: the same limits as in src/govgraph/query.py, and what kind of answer a query gives. */

export const MAX_CHARACTERS = 40_000;
export const MAX_DEPTH = 60;
export const MAX_PATH_STEPS = 40;

/** IRIs, strings and comments, so that what stands inside them is not taken for query text. */
const OPAQUE =
  /<[^\s<>"{}|^`\\]*>|'''(?:[^\\]|\\.)*?'''|"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/gs;
/** White space and comments; each begins with its own character, so that the search stays linear. */
const GAP = "(?:\\s|#[^\\n\\r]*[\\n\\r])*";
const TARGET = "(?:<[^<>]*>|(?:\\\\.|[^\\s{}<>#\\\\])+)";
const SERVICE = new RegExp(`(?<![?$])SERVICE${GAP}(?:SILENT${GAP})?${TARGET}${GAP}\\{`, "i");

export type Form = "SELECT" | "ASK" | "CONSTRUCT" | "DESCRIBE";
/** Why a query is refused, with the figure found. */
export type Refusal = readonly ["length" | "depth" | "steps" | "service", number];

/** The query without IRIs, strings and comments. */
export function bareText(query: string): string {
  return query.replace(OPAQUE, " ");
}

const FROM = /(?<![?$:\w.-])FROM\s+(?:NAMED\s+)?(?:_|[\w.-]*:)/i;

/** True where the query says itself what its default graph is: FROM, FROM NAMED (SPARQL 1.1, section 13.2). */
export function namesDataset(query: string): boolean {
  return FROM.test(query.replace(OPAQUE, " _ "));
}

/** How deep brackets of any kind stand in each other. */
function nesting(bare: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of bare) {
    if ("{([".includes(char)) depth += 1;
    else if ("})]".includes(char)) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Why this query may not run here, or null where it may. */
export function refusal(query: string): Refusal | null {
  if (query.length > MAX_CHARACTERS) return ["length", query.length];
  const bare = bareText(query);
  const depth = nesting(bare);
  if (depth > MAX_DEPTH) return ["depth", depth];
  const steps = bare.match(/[/|^]/g)?.length ?? 0;
  if (steps > MAX_PATH_STEPS) return ["steps", steps];
  return SERVICE.test(query) ? ["service", 0] : null;
}

/** What the query gives, by its first verb behind the prologue; null where it has none (an update, no query). */
export function formOf(query: string): Form | null {
  const rest = bareText(query).replace(/\bPREFIX\s+[^\s:]*:|\bBASE\b/gi, " ");
  return (/^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i.exec(rest)?.[1]?.toUpperCase() as Form | undefined) ?? null;
}
