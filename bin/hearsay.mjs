#!/usr/bin/env node
/**
 * The command `hearsay`. On a Node that runs TypeScript it is the program itself; on an older one
 * it hands over to the Node that npm has installed with hearsay and stands in for it: signals go
 * in, the exit code comes out.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { isModern, packagedNode, ROOT, tooOld } from "./packaged_node.mjs";

const NOT_INSTALLED =
  "hearsay: cannot start as its dependencies are not installed: run npm ci (or npm start)";

/** What a terminal or a supervisor sends to end us, each handed on. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
/**
 * One Ctrl-C arrives up to three times: from the terminal, from npm and from `timeout`. Nobody
 * presses it twice this quickly.
 */
const SAME_SIGNAL_MS = 100;
/** What the program gets to tidy the terminal before Ctrl-Z stops it. */
const PREPARE_MS = 100;
/** How often we look whether npm's shell is still there. */
const PARENT_MS = 250;
/** Whatever kept our own signal from ending us, this does. */
const RAISE_MS_MAX = 500;

if (!existsSync(join(ROOT, "node_modules"))) fail(NOT_INSTALLED);
else if (isModern(process.version)) await run();
else {
  const node = packagedNode();
  if (node === undefined) fail(tooOld());
  else standIn(node);
}

async function run() {
  if (process.env.HEARSAY_SHIM === "1") endWithShim();
  module.enableCompileCache?.(join(ROOT, ".cache/compile"));
  let program;
  try {
    program = await import("../coordinator/cli/main.ts");
  } catch (error) {
    // A package that is missing, not a file of ours.
    if (error?.code !== "ERR_MODULE_NOT_FOUND" || !/Cannot find package/.test(error.message)) {
      throw error;
    }
    fail(NOT_INSTALLED);
    return;
  }
  if (process.env.npm_lifecycle_event !== undefined) endWithParent();
  process.stdout.once("error", lost);
  process.stdout.on("error", () => {});
  await program.main(process.argv.slice(2));
  // The work is done, but timers of clients that were given up may still be running.
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit();
}

/** Resolves when everything written to `stream` so far has left. */
function written(stream) {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
    stream.once("error", () => resolve());
  });
}

/** A result that cannot be written is not a result; a reader who has seen enough may leave. */
function lost(error) {
  if (error.code === "EPIPE") return;
  console.error(`hearsay: cannot write the output: ${error.message}`);
  process.exitCode = 1;
}

/** The shim that started us may be killed without a chance to tell: then its channel closes. */
function endWithShim() {
  // The processes that we start have no shim.
  delete process.env.HEARSAY_SHIM;
  if (process.connected) {
    process.on("disconnect", endCleanly);
    process.channel.unref();
  } else {
    endCleanly();
  }
}

/** npm hands a signal on to its shell alone, which dies of it without a word to us. */
function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    endCleanly();
  }, PARENT_MS);
  watch.unref();
}

/** The program cleans up on SIGTERM. */
function endCleanly() {
  process.kill(process.pid, "SIGTERM");
}

/**
 * Runs this script on `node`, in a session of its own. A terminal sends Ctrl-C to its whole
 * foreground group, so a child in our group would get it once from there and once from us, and no
 * way to tell `kill -INT` from Ctrl-C would make it exactly once. Like this all signals come to us
 * alone and we hand on each of them once.
 */
function standIn(node) {
  const windows = process.platform === "win32";
  const script = fileURLToPath(import.meta.url);
  const child = spawn(node, [script, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, HEARSAY_SHIM: "1" },
    // On Windows that would open a console; there Ctrl-C reaches both and is not handed on.
    detached: !windows,
  });

  const last = new Map();
  const handOn = (signal) => {
    const nowMs = performance.now();
    if (nowMs - (last.get(signal) ?? -Infinity) < SAME_SIGNAL_MS) return;
    last.set(signal, nowMs);
    if (!windows) child.kill(signal);
  };
  for (const signal of ENDING) process.on(signal, handOn);
  if (!windows) {
    // Job control and the size of the terminal reach only our group, too.
    process.on("SIGWINCH", () => child.kill("SIGWINCH"));
    process.on("SIGCONT", () => child.kill("SIGCONT"));
    process.on("SIGTSTP", () => {
      // First the one that it may prepare for, by giving the cursor back, then the one that works.
      child.kill("SIGTSTP");
      setTimeout(() => {
        child.kill("SIGSTOP");
        process.kill(process.pid, "SIGSTOP");
      }, PREPARE_MS);
    });
  }

  child.once("error", (error) => {
    fail(`hearsay: cannot start ${node}: ${error.code ?? error.message}`);
  });
  child.once("exit", (code, signal) => {
    if (signal === null) {
      process.exit(code);
    }
    // Whoever waits for us shall see the same end.
    for (const name of ENDING) process.off(name, handOn);
    setTimeout(() => process.exit(1), RAISE_MS_MAX);
    process.kill(process.pid, signal);
  });
}

function fail(line) {
  console.error(line);
  process.exitCode = 1;
}
