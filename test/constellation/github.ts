import { type Context, Hono } from "hono";
import { API_REPOSITORY, HEAD, NEWER_HEAD, PUSH_REPOSITORY, RELEASED, UNDEPLOYED } from "./repositories.ts";
import { isoSeconds, type World } from "./world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const API = "https://api.github.com";
const DOCUMENTATION = "https://docs.github.com/rest";

/** GitHub's REST API, as far as checks ask it, in its own format. */
export function github(world: World): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    // As GitHub does: a Worker's fetch names no agent by itself.
    if (!c.req.header("user-agent")) return c.text("Request forbidden by administrative rules.", 403);
    c.header("x-ratelimit-limit", "5000");
    c.header("x-ratelimit-remaining", "4990");
    return await next();
  });
  app.use("/repos/:owner/:name/*", async (c, next) => {
    if ([API_REPOSITORY, PUSH_REPOSITORY].includes(repositoryOf(c))) return await next();
    return c.json({ message: "Not Found", documentation_url: DOCUMENTATION, status: "404" }, 404);
  });
  app.get("/repos/:owner/:name", (c) => {
    return c.json({ id: 101, full_name: repositoryOf(c), private: false, default_branch: "main" });
  });
  app.get("/repos/:owner/:name/branches/:branch", (c) => c.json(branch(world, c)));
  app.get("/repos/:owner/:name/releases/latest", (c) => c.json(release(world, c)));
  app.get("/repos/:owner/:name/pulls", (c) => pulls(world, c));
  app.get("/repos/:owner/:name/issues", (c) => c.json(issues(world, c)));

  return app;
}

function branch({ now, isBroken }: World, c: Context): object {
  const behind = isBroken("deployment") && repositoryOf(c) === PUSH_REPOSITORY;
  const sha = behind ? NEWER_HEAD : HEAD;
  const date = isoSeconds(now() - (behind ? 1 : 9) * DAY_MS);
  const author = { name: "Maria Mitchell", email: "maria@almanac.example", date };
  const message = behind
    ? "Announce only what the CDN serves (#88)\n\nFixes #71."
    : "Wait for the origin (#86)";
  return {
    name: c.req.param("branch"),
    commit: {
      sha,
      commit: { author, committer: author, message, comment_count: 0 },
      url: `${API}/repos/${repositoryOf(c)}/commits/${sha}`,
      author: { login: "mmitchell", id: 1818, type: "User" },
      parents: [],
    },
    protected: true,
  };
}

function release({ now, isBroken }: World, c: Context): object {
  const tag_name = isBroken("release") ? UNDEPLOYED : RELEASED;
  const published_at = isoSeconds(now() - (isBroken("release") ? 2 : 20) * DAY_MS);
  const html_url = `https://github.com/${repositoryOf(c)}/releases/tag/${tag_name}`;
  return { id: 90210, tag_name, name: tag_name, html_url, draft: false, prerelease: false, published_at };
}

/** Thirty a page, and a Link header to the next, as GitHub has them; `per_page` as there. */
function pulls(world: World, c: Context): Response {
  const all = pullsOf(world, repositoryOf(c));
  const size = Number(c.req.query("per_page") ?? 30);
  const page = Number(c.req.query("page") ?? 1);
  if (page * size < all.length) {
    const next = new URLSearchParams({ ...c.req.query(), page: String(page + 1) });
    c.header("link", `<${API}/repos/${repositoryOf(c)}/pulls?${next}>; rel="next"`);
  }
  return c.json(all.slice((page - 1) * size, page * size));
}

function pullsOf({ now, isBroken }: World, repository: string): object[] {
  if (repository === PUSH_REPOSITORY) return [pull(1, now() - 3 * HOUR_MS)];
  const recent = Array.from({ length: 34 }, (_, index) => pull(index + 1, now() - (index % 5) * DAY_MS));
  return isBroken("reviews") ? [...recent, pull(35, now() - 61 * DAY_MS)] : recent;
}

function pull(id: number, updatedAt: number): object {
  const labels = id % 11 === 0 ? [{ id: 7, name: "blocked", color: "d93f0b" }] : [];
  return {
    id: 5_000 + id,
    number: id,
    state: "open",
    title: `Chart the sky, part ${id}`,
    user: { login: "cherschel", id: 1750, type: "User" },
    draft: id % 7 === 0,
    labels,
    created_at: isoSeconds(updatedAt - 4 * DAY_MS),
    updated_at: isoSeconds(updatedAt),
  };
}

/** Those with a label, as GitHub lists them: with the pull requests that have it too. */
function issues({ now }: World, c: Context): object[] {
  if (repositoryOf(c) !== API_REPOSITORY) return [];
  const wanted = c.req.query("labels") ?? "";
  const issue = (number: number, days: number, given: object) => ({
    number,
    state: "open",
    state_reason: null,
    labels: [{ id: 9, name: "known issue", color: "fbca04" }],
    html_url: `https://github.com/${API_REPOSITORY}/issues/${number}`,
    updated_at: isoSeconds(now() - days * DAY_MS),
    ...given,
  });
  const all = [
    issue(91, 1, {
      title: "The CDN keeps old copies when a purge is lost",
      body: "cdn/age, cdn/consistency",
    }),
    issue(64, 40, {
      title: "The disk fills up with drafts",
      body: "origin/storage",
      state: "closed",
      state_reason: "completed",
    }),
    issue(92, 0, {
      title: "Purge twice",
      body: "cdn/age",
      html_url: `https://github.com/${API_REPOSITORY}/pull/92`,
      pull_request: { url: `${API}/repos/${API_REPOSITORY}/pulls/92` },
    }),
  ];
  return all.filter(({ labels }) => wanted === "" || labels.some(({ name }) => name === wanted));
}

function repositoryOf(c: Context): string {
  return `${c.req.param("owner")}/${c.req.param("name")}`;
}
