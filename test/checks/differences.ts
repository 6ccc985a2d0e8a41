/** Where a check differs from the original on purpose, and why. `checks/README.md` shows them all. */
export interface Difference {
  /** As in the configuration, without `checks.`. */
  readonly module: string;
  /** Recorded cases that end otherwise; none if no recording shows it. */
  readonly cases: readonly string[];
  readonly reason: string;
}

/** Fields that the original's data lack. */
export const ADDED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "core.certificate_expiration": ["remaining_days", "threshold_days", "issuer", "names"],
  "core.deployed_commit": ["lag_seconds"],
  "core.readthedocs": ["lag_seconds"],
  "remotesettings.git_reader_commit": ["lag_seconds"],
  "remotesettings.push_timestamp": ["lag_seconds"],
};

/** Texts of which the original's beginning is kept, and the rest is worded otherwise. */
export const REWORDED: Readonly<Record<string, RegExp>> = {
  "remotesettings.attachments_integrity": /^(size|hash) differ \([^)]*\)|.*/,
  "remotesettings.validate_signatures": /^\w+/,
};

/** In the order of the README. */
export const DIFFERENCES: readonly Difference[] = [
  {
    module: "core.certificate_expiration",
    cases: ["url-with-port"],
    reason: "A URL may have a port: the original looked up `host:port` as a name, and crashed.",
  },
  {
    module: "core.certificate_expiration",
    cases: [],
    reason:
      "The certificate of a site is read even where it has expired or is not trusted, and an expired one fails: the original crashed on what it was meant to find.",
  },
  {
    module: "core.certificate_expiration",
    cases: [],
    reason:
      "A URL that ends like a PEM file (`.pem`, `.crt`, `.cer`, `.chain`) and is none, or cannot be fetched, errs: the original looked at the certificate of the server that should have served it.",
  },
  {
    module: "core.certificate_expiration",
    cases: [],
    reason:
      "The data have `remaining_days`, `threshold_days`, `issuer` and `names` as well: a date cannot be plotted.",
  },
  {
    module: "core.cloudfront_age",
    cases: [],
    reason: "Redirects are followed, as those of a GET are.",
  },
  {
    module: "core.deployed_commit",
    cases: ["no-author"],
    reason:
      "A commit whose author has no account on GitHub is shown with the name in the commit: the original crashed.",
  },
  {
    module: "core.deployed_commit",
    cases: [],
    reason:
      "The grace begins with the later of the author's and the committer's date: an old commit may be merged late. The data have `lag_seconds` as well, to plot.",
  },
  {
    module: "core.headers",
    cases: ["multi"],
    reason:
      "A header that is sent twice has both values, joined as RFC 9110 §5.3 says: expect `a, b`. The original saw the first alone.",
  },
  {
    module: "core.headers",
    cases: [],
    reason:
      "A URL that cannot be reached does not hide what others lack: if one of these lacks a header the check fails, and says both.",
  },
  {
    module: "core.heartbeat",
    cases: ["hb-no-content-type"],
    reason: "A body without `Content-Type` is text: the original crashed.",
  },
  {
    module: "core.heartbeat",
    cases: ["hb-bad-json", "hb-latin1"],
    reason:
      "The status decides, and it is known: a body that is not the JSON or the UTF-8 it claims to be is shown as it is. The original crashed.",
  },
  {
    module: "core.heartbeat",
    cases: ["hb-loop", "refused"],
    reason: "It fails as before; the message names the URL first, and is otherwise the platform's.",
  },
  {
    module: "core.heartbeat",
    cases: [],
    reason:
      "A server that answers too late fails: the original crashed. Any `application/…+json` is JSON. Numbers are those of JavaScript: `NaN` is not JSON, and integers over 2^53 lose digits.",
  },
  {
    module: "core.http_versions",
    cases: ["plain-http-1"],
    reason:
      "A version that the tool cannot try, and that is not expected, does not count: the original took the empty output of a curl without HTTP/3 for a version.",
  },
  {
    module: "core.http_versions",
    cases: ["refused"],
    reason:
      "Only versions that exist can be expected, and a server that cannot be reached errs: the original took curl's `0` for a version.",
  },
  {
    module: "core.latency",
    cases: ["refused", "reset"],
    reason: "It fails as before; the message names the URL first, and is otherwise the platform's.",
  },
  {
    module: "core.latency",
    cases: [],
    reason:
      "The time spent on waiting for a connection and on failed tries does not count, redirects are followed, and a server that answers too late fails: the original crashed.",
  },
  {
    module: "core.readthedocs",
    cases: [],
    reason:
      "`rtd_token` is used, for the API of Read the Docs: the original ignored it. The grace and `lag_seconds` are those of `core.deployed_commit`.",
  },
  {
    module: "core.resource_age",
    cases: ["offset-24"],
    reason: "A time zone in `Last-Modified` is converted: the original took `12:00 +0200` for 12:00 UTC.",
  },
  {
    module: "core.resource_age",
    cases: [],
    reason: "Redirects are followed, as those of a GET are.",
  },
  {
    module: "remotesettings.attachments_availability",
    cases: [],
    reason:
      "Redirects are followed, and an attachment whose server answers too late is missing: the original crashed. An address that several records share is asked for and shown once.",
  },
  {
    module: "remotesettings.attachments_bundles",
    cases: [],
    reason:
      "The end of each zip tells what is in it, and is asked for alone: the original held whole zips in memory, and looked at every entry of their directories.",
  },
  {
    module: "remotesettings.attachments_integrity",
    cases: [],
    reason:
      "An attachment that is answered with an error says so after its size or hash: the original told an error page from an attachment by its size alone. One that is far too long is not read to its end.",
  },
  {
    module: "remotesettings.backported_records",
    cases: [],
    reason: "All pages of a collection are compared: the original compared the first one.",
  },
  {
    module: "remotesettings.certificates_expiration",
    cases: [],
    reason:
      "A chain that cannot be read does not hide that others end too soon: if one does the check fails, and shows both.",
  },
  {
    module: "remotesettings.collections_consistency",
    cases: [],
    reason: "All pages of a collection are compared: the original compared the first one.",
  },
  {
    module: "remotesettings.git_reader_commit",
    cases: ["unknown-branch", "rate-limited"],
    reason: "It fails as before; what comes after `Could not fetch commit info:` is worded otherwise.",
  },
  {
    module: "remotesettings.git_reader_commit",
    cases: [],
    reason:
      "`branch` is used: the original ignored it, and always asked for `v1/common`, which is the default. The grace and `lag_seconds` are those of `core.deployed_commit`.",
  },
  {
    module: "remotesettings.push_timestamp",
    cases: [],
    reason:
      "A change of `main/nimbus-preview` does not count, as the push service never announces it: the original failed while it was the latest. The data have `lag_seconds` as well, to plot.",
  },
  {
    module: "remotesettings.total_approvals",
    cases: [],
    reason: "All pages of the history are counted: the original counted the first one.",
  },
  {
    module: "remotesettings.uptake_error_rate",
    cases: [],
    reason: "`ignore_versions` is used: the original ignored it.",
  },
  {
    module: "remotesettings.uptake_error_rate",
    cases: [],
    reason:
      "Whatever an operator configures goes to BigQuery as a parameter of the query: the original wrote it into the SQL as it was. So do all of the `uptake_…` checks.",
  },
  {
    module: "remotesettings.uptake_max_age",
    cases: [],
    reason:
      "Of several channels the percentiles are those of the one with the most reports: the original took any.",
  },
  {
    module: "remotesettings.uptake_spikes",
    cases: [],
    reason: "Without any report it errs as before, and says so: the original crashed on `min()` of nothing.",
  },
  {
    module: "remotesettings.validate_signatures",
    cases: ["variant-x5u-404"],
    reason:
      "A collection that has no signature, or whose chain its server does not have or is no PEM, is returned among the others: the original crashed.",
  },
  {
    module: "remotesettings.validate_signatures",
    cases: [],
    reason:
      "The reason begins with the name that the original gave it (`CertificateExpired`), and goes on in words: the original showed objects of Python. A bucket without any collection is an error, for it is misspelt. Certificates signed with SHA-1 are refused.",
  },
  {
    module: "remotesettings.validate_signatures",
    cases: [],
    reason:
      "As everywhere, a 500 is an answer and stands, while a connection that fails, and a 429 or 503 that says when to come back, are tried again: the original asked three times whatever the answer was. That a check must fail twice before anybody is told makes up for a server that stumbles.",
  },
  {
    module: "remotesettings.work_in_progress",
    cases: [],
    reason:
      "The age of a collection that nobody is known to have edited is `null`: the original showed 9223372036854775807 days, which no number in JavaScript is. All pages of a collection are compared, and a time zone in a date is converted.",
  },
];
