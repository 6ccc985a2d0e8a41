import type { Check } from "#check";
import certificateExpiration from "./core/certificate_expiration.ts";
import cloudfrontAge from "./core/cloudfront_age.ts";
import consistency from "./core/consistency.ts";
import deployedCommit from "./core/deployed_commit.ts";
import deployedVersion from "./core/deployed_version.ts";
import headers from "./core/headers.ts";
import heartbeat from "./core/heartbeat.ts";
import httpVersions from "./core/http_versions.ts";
import jsonValue from "./core/json_value.ts";
import lastRun from "./core/last_run.ts";
import latency from "./core/latency.ts";
import maintenance from "./core/maintenance.ts";
import readthedocs from "./core/readthedocs.ts";
import resourceAge from "./core/resource_age.ts";
import attachmentsAvailability from "./remotesettings/attachments_availability.ts";
import attachmentsBundles from "./remotesettings/attachments_bundles.ts";
import attachmentsIntegrity from "./remotesettings/attachments_integrity.ts";
import backportedRecords from "./remotesettings/backported_records.ts";
import cdnInvalidations from "./remotesettings/cdn_invalidations.ts";
import certificatesExpiration from "./remotesettings/certificates_expiration.ts";
import changesTimestamps from "./remotesettings/changes_timestamps.ts";
import collectionsConsistency from "./remotesettings/collections_consistency.ts";
import crliteFilterAge from "./remotesettings/crlite_filter_age.ts";
import gitReaderCommit from "./remotesettings/git_reader_commit.ts";
import latestApprovals from "./remotesettings/latest_approvals.ts";
import publicSuffixList from "./remotesettings/public_suffix_list.ts";
import pushTimestamp from "./remotesettings/push_timestamp.ts";
import serverCompare from "./remotesettings/server_compare.ts";
import signaturesAge from "./remotesettings/signatures_age.ts";
import totalApprovals from "./remotesettings/total_approvals.ts";
import uptakeErrorRate from "./remotesettings/uptake_error_rate.ts";
import uptakeMaxAge from "./remotesettings/uptake_max_age.ts";
import uptakeMaxDuration from "./remotesettings/uptake_max_duration.ts";
import uptakeSpikes from "./remotesettings/uptake_spikes.ts";
import validateSignatures from "./remotesettings/validate_signatures.ts";
import workInProgress from "./remotesettings/work_in_progress.ts";

/** Every check, under the name that the configuration calls it by: its path. */
export const checks: Readonly<Record<string, Check>> = {
  "checks.core.certificate_expiration": certificateExpiration,
  "checks.core.cloudfront_age": cloudfrontAge,
  "checks.core.consistency": consistency,
  "checks.core.deployed_commit": deployedCommit,
  "checks.core.deployed_version": deployedVersion,
  "checks.core.headers": headers,
  "checks.core.heartbeat": heartbeat,
  "checks.core.http_versions": httpVersions,
  "checks.core.json_value": jsonValue,
  "checks.core.last_run": lastRun,
  "checks.core.latency": latency,
  "checks.core.maintenance": maintenance,
  "checks.core.readthedocs": readthedocs,
  "checks.core.resource_age": resourceAge,
  "checks.remotesettings.attachments_availability": attachmentsAvailability,
  "checks.remotesettings.attachments_bundles": attachmentsBundles,
  "checks.remotesettings.attachments_integrity": attachmentsIntegrity,
  "checks.remotesettings.backported_records": backportedRecords,
  "checks.remotesettings.cdn_invalidations": cdnInvalidations,
  "checks.remotesettings.certificates_expiration": certificatesExpiration,
  "checks.remotesettings.changes_timestamps": changesTimestamps,
  "checks.remotesettings.collections_consistency": collectionsConsistency,
  "checks.remotesettings.crlite_filter_age": crliteFilterAge,
  "checks.remotesettings.git_reader_commit": gitReaderCommit,
  "checks.remotesettings.latest_approvals": latestApprovals,
  "checks.remotesettings.public_suffix_list": publicSuffixList,
  "checks.remotesettings.push_timestamp": pushTimestamp,
  "checks.remotesettings.server_compare": serverCompare,
  "checks.remotesettings.signatures_age": signaturesAge,
  "checks.remotesettings.total_approvals": totalApprovals,
  "checks.remotesettings.uptake_error_rate": uptakeErrorRate,
  "checks.remotesettings.uptake_max_age": uptakeMaxAge,
  "checks.remotesettings.uptake_max_duration": uptakeMaxDuration,
  "checks.remotesettings.uptake_spikes": uptakeSpikes,
  "checks.remotesettings.validate_signatures": validateSignatures,
  "checks.remotesettings.work_in_progress": workInProgress,
};
