// Netlify: an edge function before every path but those of files.
export default async (request, context) => {
  const answer = negotiate(request);
  return answer ?? dress(await context.next(), new URL(request.url).pathname);
};

export const config = { path: "/*", excludedPath: <<excluded>> };
