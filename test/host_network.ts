// What every host must do with WebSockets and BigQuery: the second part of the contract, see host_contract.ts.
import { createServer } from "node:http";
import { afterAll, afterEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { ACCOUNT, refusal, startBigQuery, startImpostor } from "./bigquery_server.ts";
import type { Drive } from "./host_contract.ts";
import { deadPort, type LocalServer, listen, serveHttp, serveTcp } from "./local_server.ts";

const MIB = 1024 * 1024;

export function describeWebSocket(drive: Drive): void {
  const servers: LocalServer[] = [];
  const talk = (url: string, options: object = {}) => drive({ do: "websocket", url, ...options });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  async function serve(accepted: (socket: WebSocket, headers: NodeJS.Dict<string | string[]>) => void) {
    const server = createServer();
    new WebSocketServer({ server }).on("connection", (socket, { headers }) => accepted(socket, headers));
    return keep(await listen(server, "ws"));
  }

  function keep(server: LocalServer): LocalServer {
    servers.push(server);
    return server;
  }

  test("sends a text, gives the first that comes back, and hangs up", async () => {
    const server = await serve((socket) => {
      socket.on("message", (data, isBinary) => {
        socket.send(`${data} to you, ${isBinary ? "bytes" : "text"}`);
        socket.send("and another");
      });
    });

    const { value } = await talk(server.origin, { text: "hellö" });

    expect(value).toBe("hellö to you, text");
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("goes where requests for that origin go", async () => {
    const server = await serve((socket) => socket.send("here"));
    const origins = { "https://push.example": server.origin.replace("ws:", "http:") };

    expect((await talk("wss://push.example/", { origins })).value).toBe("here");
  });

  test("rejects where no server listens", async () => {
    const { error } = await talk(`ws://127.0.0.1:${await deadPort()}/`);

    expect(error).toMatchObject({
      name: "TypeError",
      message: expect.stringMatching(/^Cannot talk to ws:\/\/127\.0\.0\.1:\d+\/: /),
    });
  });

  test("rejects with a TimeoutError where the server is silent, and hangs up", async () => {
    const server = await serve(() => {});

    const { error } = await talk(server.origin);

    expect(error).toMatchObject({
      name: "TimeoutError",
      message: expect.stringMatching(/^Cannot talk to ws:.*: no answer in 500 ms$/),
    });
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("rejects with a TimeoutError where the server never answers the handshake, and hangs up", async () => {
    const server = keep(await serveTcp((socket) => void socket.resume()));

    const { error } = await talk(server.origin.replace("http", "ws"));

    expect(error?.name).toBe("TimeoutError");
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("leaves a silent server once the run's time is over, and hangs up", async () => {
    const server = await serve(() => {});

    const { error } = await talk(server.origin, { timeout_ms: 100 });

    expect(error?.name).toBe("TimeoutError");
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("holds a slot while it talks: two silent servers take twice the time limit", async () => {
    const server = await serve(() => {});
    const startedAt = performance.now();

    await Promise.all([talk(server.origin), talk(server.origin)]);

    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  test("rejects where the answer is larger than a body may be, and hangs up", async () => {
    const server = await serve((socket) => socket.send("a".repeat(9 * MIB)));

    const { error } = await talk(server.origin);

    expect(error?.message).toMatch(/^Cannot talk to ws:/);
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("rejects where the answer has no end, and hangs up", async () => {
    const server = await serve((socket) => {
      const more = () => socket.send("a".repeat(64 * 1024), { fin: false }, () => setImmediate(more));
      more();
    });

    const { error } = await talk(server.origin, { request_timeout_ms: 3000 });

    expect(error?.message).toMatch(/^Cannot talk to ws:/);
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("rejects where the server hangs up before it answers, with what it says", async () => {
    const server = await serve((socket) => socket.close(4400, "expected a hello"));

    const { error } = await talk(server.origin);

    expect(error?.message).toMatch(/: it closed the connection \(4400, expected a hello\)$/);
  });

  test("rejects where the connection is cut", async () => {
    const server = await serve((socket) => socket.terminate());

    const { error } = await talk(server.origin);

    expect(error?.message).toMatch(/^Cannot talk to ws:/);
  });

  test("rejects where the answer is not text", async () => {
    const server = await serve((socket) => socket.send(Buffer.from("bytes")));

    const { error } = await talk(server.origin);

    expect(error?.message).toMatch(/: its answer is not text$/);
  });

  test.each([200, 302, 404, 503])("rejects a server that answers with %i instead", async (status) => {
    const server = keep(
      await serveHttp((_, response) => response.writeHead(status, { location: "/x" }).end("no")),
    );

    const { error } = await talk(server.origin.replace("http", "ws"));

    expect(error?.message).toMatch(new RegExp(`: it answers with status ${status}, and not as a WebSocket$`));
    await expect.poll(() => server.open.size).toBe(0);
  });

  test.each([
    ["wss://169.254.169.254/", "cloud metadata services are never asked"],
    ["ftp://push.example/", "only ws and wss are allowed"],
    ["push", "not a URL"],
  ])("never asks %s", async (url, message) => {
    expect((await talk(url)).error?.message).toContain(message);
  });
}

export function describeBigQuery(drive: Drive): void {
  const closing: (() => Promise<void>)[] = [];
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()));
  });

  const ask = ({ origins }: { origins: object }, options: object = {}) =>
    drive({ do: "bigquery", origins: { ...origins }, service_account: ACCOUNT, ...options });

  function keep<T extends { close(): Promise<void> }>(server: T): T {
    closing.push(server.close);
    return server;
  }

  test("gives the rows of a query as JSON, every type as it is", async () => {
    const row = {
      text: "release",
      whole: 20_000,
      part: 0.25,
      yes: true,
      at: "2026-11-22T08:00:00+00:00",
      exactly: "2026-11-22T08:00:00.000001+00:00",
      list: [30, 32],
      struct: { name: "a", counts: [1, 2] },
      none: null,
    };
    const server = keep(await startBigQuery({ rows: [row] }));

    const { value } = await ask(server);

    expect(value).toEqual([row]);
  });

  test("sends values as parameters, and never in the query", async () => {
    const server = keep(await startBigQuery());
    const params = { status: "'; DROP TABLE uptake; --", hours: 4, share: 0.5, channels: ["a'b"], none: [] };

    await ask(server, { query: "SELECT @status", params });

    expect(server.received[0]?.body).toMatchObject({
      query: "SELECT @status",
      useLegacySql: false,
      queryParameters: [
        { name: "status", parameterType: { type: "STRING" }, parameterValue: { value: params.status } },
        { name: "hours", parameterType: { type: "INT64" }, parameterValue: { value: "4" } },
        { name: "share", parameterType: { type: "FLOAT64" }, parameterValue: { value: "0.5" } },
        {
          name: "channels",
          parameterType: { type: "ARRAY", arrayType: { type: "STRING" } },
          parameterValue: { arrayValues: [{ value: "a'b" }] },
        },
        {
          name: "none",
          parameterType: { type: "ARRAY", arrayType: { type: "STRING" } },
          parameterValue: { arrayValues: [] },
        },
      ],
    });
  });

  test("waits for a query that is not done yet, and asks where it runs", async () => {
    const server = keep(await startBigQuery({ rows: [{ total: 1 }], polls: 2 }));

    const { value } = await ask(server);

    expect(value).toEqual([{ total: 1 }]);
    expect(server.received.map(({ request }) => request.split("?")[0])).toEqual([
      "POST /bigquery/v2/projects/almanac-dev/queries",
      "GET /bigquery/v2/projects/almanac-dev/queries/job_1",
      "GET /bigquery/v2/projects/almanac-dev/queries/job_1",
    ]);
    expect(server.received[1]?.request).toContain("location=US");
  });

  test("reads all pages", async () => {
    const rows = [1, 2, 3, 4, 5].map((total) => ({ total }));
    const server = keep(await startBigQuery({ rows, rowsPerPage: 2 }));

    expect((await ask(server)).value).toEqual(rows);
  });

  test("says why BigQuery refuses, without the token that it repeats", async () => {
    const server = keep(
      await startImpostor((request, response) => {
        const message = `Access Denied: ${request.headers.authorization}`;
        response.writeHead(403).end(JSON.stringify(refusal(message, "accessDenied")));
      }),
    );

    const { error } = await ask(server);

    expect(error?.message).toBe(
      "Cannot query BigQuery: Access Denied: Bearer [token], status 403, accessDenied",
    );
  });

  test("is refused with a key that Google does not know", async () => {
    const server = keep(await startBigQuery());

    const { error } = await ask(server, { service_account: { ...ACCOUNT, private_key_id: "other" } });

    expect(error?.message).toBe("Cannot query BigQuery: Invalid Credentials, status 401, authError");
  });

  test.each([
    ["a page of HTML", 502, "<html>Bad Gateway</html>", "Cannot query BigQuery: status 502"],
    ["HTML for an answer", 200, "<html>", "Cannot read what BigQuery answers: the answer: "],
    ["a truncated answer", 200, '{"jobComplete": tr', "Cannot read what BigQuery answers: the answer: "],
    ["null", 200, "null", "Cannot read what BigQuery answers: the answer: "],
    ["no job", 200, '{"jobComplete": true}', "Cannot read what BigQuery answers: jobReference: "],
    [
      "an integer that is none",
      200,
      answerWith("INTEGER", [{ f: [{ v: "many" }] }]),
      "Cannot read what BigQuery answers: 0.total: expected an integer",
    ],
    [
      "a time that is none",
      200,
      answerWith("TIMESTAMP", [{ f: [{ v: `2026${"0".repeat(30)}` }] }]),
      "Cannot read what BigQuery answers: 0.total: expected microseconds",
    ],
    [
      "a row that is too short",
      200,
      answerWith("INTEGER", [{ f: [] }]),
      "Cannot read what BigQuery answers: 0.f: expected a value for each column",
    ],
    ["rows that are null", 200, answerWith("INTEGER", [null]), "Cannot read what BigQuery answers: 0: "],
  ])("rejects %s", async (_, status, body, message) => {
    const server = keep(await startImpostor((_, response) => response.writeHead(status).end(body)));

    expect((await ask(server)).error?.message).toContain(message);
  });

  test("rejects a query that never ends, and pages that never do", async () => {
    const running = { jobComplete: false, jobReference: { jobId: "1" } };
    const paging = { ...running, jobComplete: true, pageToken: "again" };
    const busy = keep(await startImpostor((_, response) => response.end(JSON.stringify(running))));
    const endless = keep(await startImpostor((_, response) => response.end(JSON.stringify(paging))));

    expect((await ask(busy)).error?.message).toBe("Cannot query BigQuery: the query does not end");
    expect((await ask(endless)).error?.message).toMatch(/^Cannot query BigQuery: pages without end/);
  });

  test("rejects with a TimeoutError where Google is silent", async () => {
    const server = keep(await startImpostor((request) => request.resume()));

    const { error } = await ask(server);

    expect(error).toMatchObject({
      name: "TimeoutError",
      message: expect.stringContaining("no answer in 500 ms"),
    });
  });

  test("says what is missing where no account is configured", async () => {
    const { error } = await ask({ origins: {} }, { service_account: undefined });

    expect(error?.message).toBe("Cannot query BigQuery: GOOGLE_APPLICATION_CREDENTIALS is not set");
  });
}

/** One column, `total`. */
function answerWith(type: string, rows: readonly unknown[]): string {
  const schema = { fields: [{ name: "total", type }] };
  return JSON.stringify({ jobComplete: true, jobReference: { jobId: "1" }, schema, rows });
}
