// Tells the types of `cloudflare:workers` what this Worker exports.
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import("./main.ts");
    durableNamespaces: "Lookout" | "Board";
  }
}
