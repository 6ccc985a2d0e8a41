/** What runs, and what lies in the repositories: the stand-ins and the services agree on it here. */
export const RELEASED = "v1.4.2";
export const UNDEPLOYED = "v1.5.0";
export const HEAD = "3f2a9c1d7b6e5f48091a2b3c4d5e6f7081920a3b";
export const PARENT = "90c8e7d6b5a4f3021b2c3d4e5f60718293a4b5c6";
export const NEWER_HEAD = "b71d04e6a98c7f52314e5d6c7b8a990817263f4e";

export const API_REPOSITORY = "almanac/api";
export const PUSH_REPOSITORY = "almanac/push";
export const DOCS_SLUG = "almanac";

/** Dockerflow's `/__version__`: of the origin, which runs a release and two commits. */
export const DEPLOYED_VERSION = {
  version: `${RELEASED}-2-g${HEAD.slice(0, 7)}`,
  commit: HEAD,
  source: `https://github.com/${API_REPOSITORY}`,
  build: "https://ci.example/almanac/api/812",
};

/** Of the push service, which runs each commit. */
export const DEPLOYED_COMMIT = { commit: HEAD, source: `https://github.com/${PUSH_REPOSITORY}` };
