// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import { expect, test } from "vitest";
import { checks } from "../../checks/mod.ts";
import { formatProblem } from "../../src/config/problem.ts";
import { loadConfig } from "../../src/config.ts";

const ONE = "1".repeat(64);
const TWO = "a".repeat(64);

const load = (text: string, variables: Record<string, string> = {}) =>
  loadConfig(text, { checks, variables, defaultTtl: 60, agentsElsewhere: true });
const problemsOf = (text: string, variables: Record<string, string> = {}) =>
  load(text, variables).problems.map((problem) => formatProblem(problem));

const vpn = (hashes: readonly string[]) => `[agents.vpn]\ntoken_hashes = ${JSON.stringify(hashes)}\n`;
const signer = (more: string) => `
  [checks.shop.signer]
  description = "Signs in \${ENV_NAME} with \${SIGNER_KEY}"
  module = "checks.core.heartbeat"
  agent = "vpn"
  ${more}
`;

test("an agent has one token, or two while one replaces the other; a variable may hold the hash", () => {
  const { agents, problems } = load(vpn(["${HASH}", TWO.toUpperCase()]), { HASH: ONE });

  expect(problems).toEqual([]);
  expect(agents.get("vpn")).toMatchObject({ name: "vpn", tokenHashes: [ONE, TWO] });
});

test.each([
  [
    '[agents."v p n"]\ntoken_hashes = []',
    'agents."v p n": bad name, expected letters, digits and _ . ~ -, not beginning with . ~ or -',
  ],
  ["agents = 3", "agents: expected a table, as in [agents.vpn]"],
  ["[agents]\nvpn = 3", "agents.vpn: expected a table, as in [agents.vpn]"],
  ["[agents.vpn]", 'agents.vpn.token_hashes: missing key "token_hashes", expected array'],
  [vpn([]), "agents.vpn.token_hashes: expected one hash, or two while a token is replaced by the next"],
  [
    vpn([ONE, TWO, ONE]),
    "agents.vpn.token_hashes: expected at most two hashes: the token, and the one that replaces it",
  ],
  [vpn(["open sesame"]), "agents.vpn.token_hashes.0: expected the SHA-256 of a token, 64 hexadecimal digits"],
  [vpn(["${HASH}"]), 'agents.vpn.token_hashes.0: variable "HASH" is not set'],
  [`${vpn([ONE])}tokens = []`, 'agents.vpn.tokens: unknown key "tokens", known are token_hashes'],
  [
    `${vpn([ONE])}[agents.lan]\ntoken_hashes = ["${ONE}"]`,
    'agents.lan.token_hashes: has the token of agent "vpn": each needs its own',
  ],
])("says what is wrong with %j", (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test("a check of an agent that there is not says so, and is the Worker's to show", () => {
  const text = signer('params.url = "https://a.example"').replace('"vpn"', '"vpm"');

  const { definitions, problems } = load(vpn([ONE]) + text);

  expect(problems.map(({ message }) => message)).toEqual(['no agent "vpm", did you mean "vpn"?']);
  expect(definitions[0]?.agent).toBeUndefined();
  expect(problemsOf(text)).toEqual(['checks.shop.signer.agent: no agent "vpm": [agents.vpm] is missing']);
});

test("of a check of an agent the variables stay as written, and none of them is missing", () => {
  const text = signer('params.url = "${SIGNER}/up"\nparams.expected_status = "${STATUS}"\nttl = "${TTL}"');

  const { definitions, problems, secrets } = load(vpn([ONE]) + text, { SIGNER: "https://secret.example" });

  expect(problems).toEqual([]);
  expect(secrets).toEqual([]);
  expect(definitions[0]).toMatchObject({
    agent: "vpn",
    description: "Signs in ${ENV_NAME} with ${SIGNER_KEY}",
    ttl: 60,
    check: {
      documentation: checks["checks.core.heartbeat"]?.documentation,
      parameters: { url: "${SIGNER}/up", expected_status: "${STATUS}" },
    },
  });
});

test("what an agent is to run is in the order of the file, as written", () => {
  const first = signer('params.url = "${SIGNER}/up"');
  const second = signer('params.url = "https://b.example"').replace("signer]", "second]");
  const other = signer('params.url = "https://c.example"')
    .replace("signer]", "other]")
    .replace(/agent.*/, "");

  const { agents } = load(vpn([ONE]) + first + other + second);

  const [one, two, ...rest] = agents.get("vpn")?.checks ?? [];
  expect(rest).toEqual([]);
  expect(one).toMatchObject({ definition: { name: "signer" }, written: { params: { url: "${SIGNER}/up" } } });
  expect(two?.definition.name).toBe("second");
});

test("a parameter of an agent's check without variables is looked at here", () => {
  const text = signer('params.url = "${SIGNER}/up"\nparams.expected_status = "fine"\nparams.urll = 1');

  expect(problemsOf(vpn([ONE]) + text)).toEqual([
    'checks.shop.signer.params.urll: unknown parameter "urll", did you mean "url"?',
    expect.stringMatching(/^checks\.shop\.signer\.params\.expected_status: expected number/),
  ]);
});

test("where an agent's check runs, its variables are filled in", () => {
  const text = vpn([ONE]) + signer('params.url = "${SIGNER}/up"');

  const { problems } = loadConfig(text, { checks, variables: {}, defaultTtl: 60 });

  expect(problems.map(({ unset }) => unset)).toEqual(["ENV_NAME", "SIGNER"]);
});

test("a check of an agent cannot be run, varied or pinged where the agent is not", async () => {
  const text = vpn([ONE]) + signer('params.url = "https://a.example"');

  const check = load(text).definitions[0]?.check;

  expect(check?.overridable).toEqual([]);
  expect(check?.acceptsPing(() => true)).toBe(false);
});
