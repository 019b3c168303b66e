/** From an IRI to where it is told of: a page of this site by the rules of its addresses, or an outside address. */

const STATEMENT = /^id\/statement\/(.+)-([A-Za-z0-9]+)-([0-9a-f]{12})(?:-at-.+)?$/;
const PLAIN = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?$/i;
const LONGEST = 180;
const VOCABULARY = /^(?:ontology|shapes)(?:\/[A-Za-z0-9][A-Za-z0-9.-]*)?$/;
const DESCRIBED = /^(?:graph|distribution|build|software|void|publisher|catalog|sparql-dataset)(?:\/|$)/;

/** True for a name that is its own file name; others have a digest in it, which no link here is made from. */
function isPlain(name: string): boolean {
  return name.length <= LONGEST && PLAIN.test(name) && !RESERVED.test(name);
}

/** Path and fragment of the page, without language and ending; null for what has none. */
function placeOf(local: string, fragment: string): [string, string] | null {
  const statement = STATEMENT.exec(local);
  if (statement)
    return isPlain(statement[1]!) ? [`id/statement/${statement[1]}`, `${statement[2]}-${statement[3]}`] : null;
  const parts = local.split("/");
  if (parts[0] === "id") return parts.length === 3 && parts.slice(1).every(isPlain) ? [local, ""] : null;
  if (VOCABULARY.test(local)) return [local, fragment];
  if (local === "dataset") return ["dataset", ""];
  if (DESCRIBED.test(local)) return ["dataset", local.replace(/[^A-Za-z0-9_-]+/g, "-")];
  return parts[0] === "question" && parts.length === 2 && isPlain(parts[1]!) ? [local, ""] : null;
}

/** The page of an IRI under the base, below the site's root; null for any other IRI. */
export function pageOf(iri: string, base: string, language: string): string | null {
  if (!iri.startsWith(base)) return null;
  const [local = "", fragment = ""] = iri.slice(base.length).split("#", 2);
  const place = placeOf(local, fragment);
  if (!place) return null;
  const [path, anchor] = place;
  const ending = language === "de" ? ".de.html" : ".html";
  return `${path}${ending}${anchor ? `#${encodeURIComponent(anchor)}` : ""}`;
}

/** The address of an IRI on the web; null for what no link may lead to. */
export function outsideOf(iri: string): string | null {
  if (!/^https?:\/\//i.test(iri) || !URL.canParse(iri)) return null;
  const address = new URL(iri);
  return address.username || address.password ? null : address.href;
}
