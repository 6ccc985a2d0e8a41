import { Hono } from "hono";
import { API_REPOSITORY, DOCS_SLUG, HEAD, PARENT } from "./repositories.ts";
import type { World } from "./world.ts";

/** The builds page of Read the Docs, as people see it, and its API v3. */
export function readTheDocs({ isBroken }: World): Hono {
  const app = new Hono();
  const built = () => (isBroken("documentation") ? PARENT : HEAD);

  app.get(`/projects/${DOCS_SLUG}/builds/`, (c) => c.html(page(built())));
  app.get(`/api/v3/projects/${DOCS_SLUG}/builds/`, (c) =>
    c.json({ count: 1, next: null, previous: null, results: [{ id: 7001, commit: built(), success: true }] }),
  );

  return app;
}

function page(sha: string): string {
  const commit = `https://github.com/${API_REPOSITORY}/commit/${sha}`;
  return `<!DOCTYPE html>
<html lang="en">
  <head><title>Builds - ${DOCS_SLUG} - Read the Docs</title></head>
  <body>
    <h1>Builds</h1>
    <table class="ui very basic table">
      <tbody>
        <tr>
          <td><a href="/projects/${DOCS_SLUG}/builds/7001/">#7001</a></td>
          <td><a href="${commit}"><code>${sha.slice(0, 8)}</code></a></td>
          <td>Build completed</td>
        </tr>
      </tbody>
    </table>
  </body>
</html>
`;
}
