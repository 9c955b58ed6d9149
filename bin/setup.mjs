/**
 * Makes a fresh clone ready: npm runs it before `npm start`, `npm test` and others. When everything
 * is in place it only compares two files. Plain JavaScript, as an old Node runs it; it writes to
 * stderr alone, as `npm start -- --json` prints JSON on stdout.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { isModern, packagedNode, ROOT, tooOld } from "./packaged_node.mjs";

/**
 * What npm has installed. npm writes it when all the rest is done, so it is also the mark of a
 * complete installation, whoever has started it.
 */
const INSTALLED = join(ROOT, "node_modules/.package-lock.json");
const WANTED = join(ROOT, "package-lock.json");

process.exitCode = setUp();

/** @returns {number} the exit code */
function setUp() {
  if (!isInstalled()) {
    console.error("Installing dependencies…");
    const problem = install();
    if (problem !== undefined) {
      console.error(`hearsay: cannot install its dependencies: ${problem}`);
      return 1;
    }
  }
  if (isModern(process.version) || packagedNode() !== undefined) return 0;
  console.error(tooOld());
  return 1;
}

/** Whether node_modules holds what package-lock.json asks for, as far as npm was told to. */
function isInstalled() {
  const wanted = packagesOf(WANTED);
  const installed = packagesOf(INSTALLED);
  if (wanted === undefined || installed === undefined) return false;
  // An image that only runs hearsay has no development tools.
  const runsOnly = process.env.npm_lifecycle_event === "prestart";
  for (const [path, { version, integrity, optional, dev, devOptional }] of Object.entries(wanted)) {
    // The project itself.
    if (path === "") continue;
    const there = installed[path];
    if (there === undefined) {
      if (optional || devOptional || (dev && runsOnly)) continue;
      return false;
    }
    if (there.version !== version || there.integrity !== integrity) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

/** @returns {Record<string, object> | undefined} undefined when there is no such file or it is torn */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** @returns {string | undefined} what went wrong */
function install() {
  // Killed half way, npm may leave the old mark on half of the new files.
  rmSync(INSTALLED, { force: true });
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  // npm's own Node, not ours: the one in node_modules is about to be replaced.
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  const windows = process.platform === "win32";
  const [command, options] =
    npm === undefined ? [windows ? "npm.cmd" : "npm", { shell: windows }] : [node, {}];
  const { error, status, signal } = spawnSync(command, npm === undefined ? args : [npm, ...args], {
    ...options,
    cwd: ROOT,
    // What it says on stdout is how many packages it has added.
    stdio: ["ignore", "ignore", 2],
  });
  if (error !== undefined) return `${command}: ${error.code ?? error.message}`;
  if (signal !== null) return `npm ci was ended by ${signal}`;
  return status === 0 ? undefined : `npm ci failed with exit code ${status}, see above`;
}
