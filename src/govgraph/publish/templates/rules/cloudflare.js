// Cloudflare Pages in advanced mode. Pages serves x.html under the address x only (308 from x.html): ask for that.
export default {
  async fetch(request, env) {
    const answer = negotiate(request);
    if (answer) return answer;
    const url = new URL(request.url);
    const path = url.pathname;
    url.pathname = path.replace(/(?:(^|\/)index)?\.html$/, "$1");
    return dress(await env.ASSETS.fetch(new Request(url, request)), path);
  },
};
