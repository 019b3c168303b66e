// Content negotiation for the site at <<url>>. Made by `govgraph site`; change it there.
// An IRI leads with 303 to the page or the face that is asked for (RFC 9110, section 12.5), any other path is a file.

const PREFIX = <<prefix>>;
const ACCEPTED = <<accepted>>;
const LANGUAGES = <<languages>>;
const RULES = <<rules>>.map(([pattern, page, anchor]) => [new RegExp(pattern), page, anchor]);
const FILE = new RegExp(<<file>>);
const FOLDER = new RegExp(<<folder>>);
const PAGE = new RegExp(<<page>>);
const FILES = new RegExp(<<folders>>);
const HEADERS = <<headers>>;
const TYPES = <<types>>;
const POLICIES = <<policies>>.map(([pattern, policy]) => [new RegExp(pattern), policy]);
const LINKSET = new RegExp(<<linkset>>);
const VARY = "Accept, Accept-Language";

/** The ranges of a header with q-values: name, q, place in the header. */
function readRanges(header) {
  const found = [];
  for (const [place, part] of (header.match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g) ?? []).entries()) {
    const [name, ...parameters] = part.split(";").map((each) => each.trim().toLowerCase());
    const weight = parameters.find((each) => each.startsWith("q="))?.slice(2) ?? "1";
    if (name && /^(?:1(?:\.0*)?|0?\.[0-9]+|0\.?)$/.test(weight)) found.push({ name, q: Number(weight), place });
  }
  return found;
}

/** What a choice gets: q and place of the range that fits it best. `fit` gives 0 where a range doesn't. */
function weigh(ranges, choice, fit) {
  let best = { fits: 0, q: 0, place: 0 };
  for (const { name, q, place } of ranges) {
    const fits = fit(name, choice);
    if (fits > best.fits || (fits > 0 && fits === best.fits && q > best.q)) best = { fits, q, place };
  }
  return best;
}

/** The ending of the choice with the highest q; of equal ones that which is named first; undefined where none is accepted. */
function prefer(header, choices, fit) {
  const ranges = readRanges(header);
  let best;
  for (const [choice, ending] of choices) {
    const { q, place } = weigh(ranges, choice, fit);
    if (q > 0 && (!best || q > best.q || (q === best.q && place < best.place))) best = { q, place, ending };
  }
  return best?.ending;
}

function fitType(range, type) {
  if (range === type) return 3;
  if (range === `${type.split("/")[0]}/*`) return 2;
  return range === "*/*" || range === "*" ? 1 : 0;
}

function fitLanguage(range, language) {
  if (range === language || range.startsWith(`${language}-`)) return 2;
  return range === "*" ? 1 : 0;
}

/** The ending of the face or page that a request asks for; undefined where it accepts none. */
function chooseEnding(headers) {
  const accept = headers.get("Accept") ?? "";
  const ending = accept.trim() ? prefer(accept, ACCEPTED, fitType) : "html";
  if (ending !== "html") return ending && `.${ending}`;
  return prefer(headers.get("Accept-Language") ?? "", LANGUAGES, fitLanguage) ?? LANGUAGES[0][1];
}

/** The page that a path below the site leads to, and the place on it; undefined where it is a file or nothing. */
function findPage(path) {
  const plain = path.replace(/\/{2,}/g, "/").replace(/^\//, "");
  for (const [pattern, page, anchor] of RULES) {
    const match = pattern.exec(plain);
    if (match) {
      const put = (text) => text.replace(/\$([1-3])/g, (_, group) => match[group]);
      return { page: put(page), anchor: put(anchor) };
    }
  }
  if (FILE.test(path)) return undefined;
  if (FOLDER.test(path)) return { page: `${path}index`, anchor: "" };
  return PAGE.test(path) ? { page: path, anchor: "" } : undefined;
}

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

/** The answer to a request for an IRI: 303, or 406 where it accepts no face; undefined for files. */
export function negotiate(request) {
  const path = decode(new URL(request.url).pathname);
  if (!path.startsWith(PREFIX) || !["GET", "HEAD"].includes(request.method)) return undefined;
  const found = findPage(path.slice(PREFIX.length));
  if (!found) return undefined;
  const headers = { Vary: VARY, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff" };
  let ending = chooseEnding(request.headers);
  // Files have one language, and Turtle.
  if (ending && FILES.test(found.page)) ending = ending.endsWith("html") ? ".html" : ".ttl";
  if (!ending) {
    const offered = [...new Set(ACCEPTED.map(([type]) => type))].join("\n");
    return new Response(`${offered}\n`, { status: 406, headers: { ...headers, "Content-Type": "text/plain" } });
  }
  const html = ending.endsWith("html");
  const page = path === PREFIX && !html ? "dataset" : found.page;
  const anchor = html && found.anchor ? `#${found.anchor}` : "";
  return new Response(null, { status: 303, headers: { ...headers, Location: `${PREFIX}${page}${ending}${anchor}` } });
}

/** A file's answer with the headers that it should have. */
export function dress(response, path) {
  const dressed = new Response(response.body, response);
  for (const [name, value] of HEADERS) dressed.headers.set(name, value);
  if (response.status !== 200) return dressed;
  const type = TYPES.find(([ending]) => path.endsWith(ending));
  if (type) dressed.headers.set("Content-Type", type[1]);
  const policy = POLICIES.find(([pattern]) => pattern.test(path))?.[1];
  if (policy) dressed.headers.set("Content-Security-Policy", policy);
  const entity = path.startsWith(`${PREFIX}id/statement/`) ? undefined : LINKSET.exec(path)?.[1];
  if (entity) dressed.headers.set("Link", `<${entity}.linkset.json>; rel="linkset"; type="application/linkset+json"`);
  return dressed;
}
