/**
 * Writes proto/gen from the .proto files; with `--check` it only says whether they are current.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const sources = ["envelope", "secret", "events"].map((name) => join("proto", `${name}.proto`));
const outputs = ["hearsay.js", "hearsay.d.ts"];

/** Runs pbjs: static ES modules, no services, no reflection, no Long (every integer is 32 bits). */
function generate(folder: string): void {
  const pbjs = join(root, "node_modules", "protobufjs-cli", "bin", "pbjs");
  const flags = [
    "-t",
    "static-module",
    "-w",
    "esm",
    "--dts",
    "--es6",
    "--no-service",
    "--no-verify",
  ];
  flags.push("--no-delimited", "--no-typeurl", "--no-beautify", "--force-number");
  const args = [pbjs, ...flags, "-o", join(folder, "hearsay.js"), ...sources];
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (done.status !== 0) throw new Error(`pbjs ended with ${done.status ?? done.signal}`);
}

if (process.argv.includes("--check")) {
  const folder = mkdtempSync(join(tmpdir(), "hearsay-proto-"));
  try {
    generate(folder);
    const stale = outputs.filter(
      (file) =>
        !readFileSync(join(folder, file)).equals(readFileSync(join(root, "proto", "gen", file))),
    );
    if (stale.length > 0) {
      console.error(`proto/gen is out of date (${stale.join(", ")}): run npm run proto`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} else {
  generate(join(root, "proto", "gen"));
}
