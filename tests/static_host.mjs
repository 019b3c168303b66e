// A host of static files as Netlify and Cloudflare Pages are, before it the function that is tested.
// Reads lines [path, headers], writes lines [status, headers, body].
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [kind, module, root] = process.argv.slice(2);
const site = await import(pathToFileURL(module).href);

function file(path) {
  const full = join(root, path);
  return existsSync(full) && statSync(full).isFile() ? readFileSync(full, "utf8") : undefined;
}

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The file of a path, or of the path with .html, else the page 404; Pages drops .html from addresses. */
function serve(request) {
  const path = decode(new URL(request.url).pathname);
  if (kind === "cloudflare" && path.endsWith(".html")) {
    const short = path.replace(/(?:(^|\/)index)?\.html$/, "$1");
    return new Response(null, { status: 308, headers: { Location: short } });
  }
  const body = file(path) ?? file(`${path}.html`) ?? (path.endsWith("/") ? file(`${path}index.html`) : undefined);
  if (body === undefined) return new Response(file("404.html") ?? file("kg/404.html"), { status: 404 });
  return new Response(body, { headers: { "Content-Type": "application/octet-stream" } });
}

async function ask(path, headers) {
  if (!URL.canParse(`https://kg.example.org${path}`)) return new Response("", { status: 400 });
  const request = new Request(`https://kg.example.org${path}`, { headers });
  if (kind === "cloudflare") return site.default.fetch(request, { ASSETS: { fetch: async (each) => serve(each) } });
  return site.default(request, { next: async () => serve(request) });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [path, headers] = JSON.parse(line);
  const response = await ask(path, headers);
  console.log(JSON.stringify([response.status, [...response.headers], await response.text()]));
}
