// What every Node can read: an older one would fail on a type, and not say why.
const [major] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `Cannot start: this is Node ${process.versions.node}, and an agent needs Node 24 or newer\n`,
  );
  process.exit(2);
}
await import("./main.ts");
