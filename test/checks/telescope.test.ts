import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checks } from "../../checks/mod.ts";
import { formatProblem } from "../../src/config/problem.ts";
import { loadConfig } from "../../src/config.ts";
import { DIFFERENCES } from "./differences.ts";

const FILE = "test/checks/telescope.toml";
const VARIABLES = {
  ENV_NAME: "prod",
  MAX_LATENCY: "1500",
  RS_AUTH: "Bearer token",
  RS_PASSWORD: "s3cr3t",
  RS_TOKEN: "token",
  RS_USER: "admin",
  RTD_TOKEN: "",
};

/** What must be given has no default. */
const GIVEN = undefined;
/** An `Optional` of the original, which is `None` unless it is given. */
const NONE = null;

const UPTAKE = { period_hours: 6, include_legacy_versions: false };

/** The parameters of every module of the original, with their defaults: the signatures of its functions. */
const ORIGINAL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "core.certificate_expiration": {
    url: GIVEN,
    percentage_remaining_validity: 5,
    min_remaining_days: 10,
    max_remaining_days: 30,
  },
  "core.cloudfront_age": { url: GIVEN, max_age: GIVEN },
  "core.deployed_commit": { server: GIVEN, repo: GIVEN, branch: "main", lag_margin_seconds: 3600 },
  "core.deployed_version": { server: GIVEN, repo: GIVEN },
  "core.headers": { urls: GIVEN, request_headers: GIVEN, response_headers: GIVEN },
  "core.heartbeat": { url: GIVEN, expected_status: 200 },
  "core.http_versions": { url: GIVEN, versions: ["1", "1.1", "2", "3"] },
  "core.latency": { url: GIVEN, max_milliseconds: GIVEN },
  "core.maintenance": {
    repositories: GIVEN,
    max_opened_pulls: 7,
    min_days_last_activity: 7,
    max_days_last_activity: 45,
    ignore_with_labels: ["blocked"],
  },
  "core.readthedocs": {
    repo: GIVEN,
    rtd_slug: GIVEN,
    rtd_token: "",
    branch: "main",
    lag_margin_seconds: 3600,
  },
  "core.resource_age": { url: GIVEN, max_age_hours: GIVEN },
  "remotesettings.attachments_availability": { server: GIVEN, slice_percent: [0, 100] },
  "remotesettings.attachments_bundles": { server: GIVEN, auth: GIVEN, margin_publication_hours: 12 },
  "remotesettings.attachments_integrity": { server: GIVEN, slice_percent: [0, 100] },
  "remotesettings.backported_records": { server: GIVEN, backports: GIVEN, max_lag_seconds: 300 },
  "remotesettings.cdn_invalidations": { origin_server: GIVEN, cdn_server: GIVEN, ttl_seconds: 3600 },
  "remotesettings.certificates_expiration": {
    server: GIVEN,
    percentage_remaining_validity: 10,
    min_remaining_days: 7,
    max_remaining_days: 60,
  },
  "remotesettings.changes_timestamps": { server: GIVEN },
  "remotesettings.collections_consistency": { server: GIVEN, auth: GIVEN },
  "remotesettings.crlite_filter_age": {
    server: GIVEN,
    bucket: "security-state",
    collection: "cert-revocations",
    max_filter_age_hours: 24,
  },
  "remotesettings.git_reader_commit": {
    server: GIVEN,
    repo: GIVEN,
    branch: "main",
    lag_margin_seconds: 3600,
  },
  "remotesettings.latest_approvals": { server: GIVEN, auth: GIVEN, max_approvals: 7, max_age_approvals: 7 },
  "remotesettings.public_suffix_list": { server: GIVEN },
  "remotesettings.push_timestamp": { remotesettings_server: GIVEN, push_server: GIVEN, lag_margin: 600 },
  "remotesettings.server_compare": { source_server: GIVEN, target_server: GIVEN, margin_seconds: 3600 },
  "remotesettings.signatures_age": { server: GIVEN, auth: GIVEN, max_age: GIVEN },
  "remotesettings.total_approvals": { server: GIVEN, auth: GIVEN, period_days: 3 },
  "remotesettings.uptake_error_rate": {
    ...UPTAKE,
    max_error_percentage: GIVEN,
    min_total_events: 1000,
    sources: [],
    channels: [],
    ignore_status: [],
    ignore_versions: [],
    period_hours: 4,
    period_sampling_seconds: 600,
  },
  "remotesettings.uptake_max_age": {
    ...UPTAKE,
    max_percentiles: GIVEN,
    channels: ["release"],
    period_sampling_seconds: 600,
  },
  "remotesettings.uptake_max_duration": {
    ...UPTAKE,
    max_percentiles: GIVEN,
    source: "settings-sync",
    channels: ["release"],
  },
  "remotesettings.uptake_spikes": {
    ...UPTAKE,
    status: GIVEN,
    max_total: GIVEN,
    period_hours: 48,
    period_sampling_seconds: 600,
    min_version: NONE,
  },
  "remotesettings.validate_signatures": { server: GIVEN, buckets: GIVEN, root_hash: NONE },
  "remotesettings.work_in_progress": { server: GIVEN, auth: GIVEN, max_age: GIVEN },
};

/** Its default stood for nothing in the original, which always asked for `v1/common`. */
const UNUSED_BRANCH = "remotesettings.git_reader_commit";

test.each(Object.entries(ORIGINAL))("%s has the original's parameters and defaults", (module, original) => {
  const shapes = checks[`checks.${module}`]?.describeParams() ?? [];

  const found = shapes.map(({ name, required, fallback }) => [name, required ? GIVEN : (fallback ?? NONE)]);

  const expected = module === UNUSED_BRANCH ? { ...original, branch: "v1/common" } : original;
  expect(Object.fromEntries(found)).toEqual(expected);
});

test("the default that differs is told among the differences", () => {
  const reasons = DIFFERENCES.filter(({ module }) => module === UNUSED_BRANCH).map(({ reason }) => reason);

  expect(reasons.join()).toContain("`v1/common`, which is the default");
});

test("a configuration of Telescope is accepted as it is", () => {
  const { definitions, problems } = loadConfig(readFileSync(FILE, "utf8"), {
    checks,
    variables: VARIABLES,
    defaultTtl: 60,
  });

  expect(problems.map((problem) => formatProblem(problem, FILE))).toEqual([]);
  expect(new Set(definitions.map(({ module }) => module))).toEqual(
    new Set(Object.keys(ORIGINAL).map((module) => `checks.${module}`)),
  );
});

test("a configuration of Telescope names every parameter of the original", () => {
  const toml = readFileSync(FILE, "utf8");

  const names = new Set(Object.values(ORIGINAL).flatMap(Object.keys));
  expect([...names].filter((name) => !toml.includes(`params.${name}`))).toEqual([]);
});
