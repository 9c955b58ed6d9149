import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { eventually } from "../support/eventually.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Twice what the shim takes as one signal. */
const APART_MS = 200;

/** Stands in for the program: does what its arguments say. */
const MAIN = `
export async function main(args: string[]): Promise<void> {
  const [what, value] = args;
  if (what === "exit") process.exitCode = Number(value);
  else if (what === "args") console.log(JSON.stringify(args));
  else if (what === "fall") process.kill(process.pid, value);
  else if (what === "env") console.log(process.version, process.env["HEARSAY_SHIM"] ?? "none");
  else if (what === "wait") {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.on(name, () => {
        console.log(name);
        if (name === "SIGTERM") process.exit(7);
      });
    }
    // No test takes that long, and none that fails shall leave a process for ever.
    setTimeout(() => process.exit(9), 60_000);
    console.log("pid " + process.pid);
    await new Promise(() => {});
  }
}
`;

/** A Node that cannot run TypeScript, if this machine has one. */
const oldNode = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "node"))
  .find((path) => {
    const version = /^v(\d+)/.exec(spawnSync(path, ["--version"], { encoding: "utf8" }).stdout);
    return Number(version?.[1] ?? Infinity) < 22;
  });

/** The two ways to run the shim: on a Node that runs TypeScript, and on one that does not. */
const NODES = [
  ["this Node", process.execPath],
  ...(oldNode === undefined ? [] : [["an old Node", oldNode] as const]),
] as const;

/** A project with our `bin`, a program of its own and, unless `bare`, our dependencies. */
function sandbox({ bare = false, main = MAIN } = {}): string {
  const root = mkdtempSync(join(tmpdir(), "hearsay-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cpSync(join(ROOT, "bin"), join(root, "bin"), { recursive: true });
  mkdirSync(join(root, "coordinator/cli"), { recursive: true });
  writeFileSync(join(root, "coordinator/cli/main.ts"), main);
  writeFileSync(join(root, "package.json"), `{ "type": "module" }`);
  if (!bare) symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  return join(root, "bin/hearsay.mjs");
}

/** Starts `hearsay wait`; its output grows in `lines`, and `pid` is the program's. */
async function wait(node: string, shim: string, before: string[] = []) {
  const [command, ...args] = [...before, node, shim, "wait"];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    lines.push(...text.split(/\r?\n/).filter((line) => line !== ""));
  });
  await eventually(() => lines.some((line) => line.startsWith("pid")));
  const pid = Number(lines.shift()!.split(" ")[1]);
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  return { child, lines, pid };
}

/** Whether the process runs. One that has ended may wait long to be reaped when its parent died. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return /^[^Z]/.test(stdout.trim());
}

async function end(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode ?? child.signalCode;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

describe.each(NODES)("hearsay on %s", (_name, node) => {
  it("hands over arguments and gives back output and exit code", () => {
    const shim = sandbox();
    const { stdout, stderr } = spawnSync(node, [shim, "args", "--json", "a b"], {
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual(["args", "--json", "a b"]);
    expect(stderr).toBe("");
    expect(spawnSync(node, [shim, "exit", "42"]).status).toBe(42);
    expect(spawnSync(node, [shim, "exit", "0"]).status).toBe(0);
  });

  it("runs the program on a Node that runs TypeScript, and tells nobody of the shim", () => {
    const { stdout } = spawnSync(node, [sandbox(), "env"], { encoding: "utf8" });
    const [version, shimmed] = stdout.trim().split(" ");
    expect(Number(/^v(\d+)/.exec(version!)![1])).toBeGreaterThanOrEqual(22);
    expect(shimmed).toBe("none");
  });

  it("ends by the signal that ended the program", () => {
    const shim = sandbox();
    for (const name of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
      expect(spawnSync(node, [shim, "fall", name]).signal).toBe(name);
    }
  });

  it("hands on each signal once, and the exit code that the program answers with", async () => {
    const { child, lines, pid } = await wait(node, sandbox());
    child.kill("SIGINT");
    await eventually(() => lines.includes("SIGINT"));
    child.kill("SIGHUP");
    await eventually(() => lines.includes("SIGHUP"));
    await pause(APART_MS);
    child.kill("SIGINT");
    await eventually(() => lines.length === 3);
    child.kill("SIGTERM");
    expect(await end(child)).toBe(7);
    expect(lines).toEqual(["SIGINT", "SIGHUP", "SIGINT", "SIGTERM"]);
    expect(isAlive(pid)).toBe(false);
  });

  it("gives one line when the dependencies are not installed", () => {
    const { status, stdout, stderr } = spawnSync(node, [sandbox({ bare: true })], {
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "hearsay: cannot start as its dependencies are not installed: run npm ci (or npm start)\n",
    );
  });

  it("gives the same line when one of them is missing", () => {
    const main = `import "no-such-package"; export async function main() {}`;
    const { status, stderr } = spawnSync(node, [sandbox({ main })], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^hearsay: cannot start as its dependencies are not installed: .*\n$/);
  });
});

describe.skipIf(oldNode === undefined)("hearsay on an old Node (skipped without one)", () => {
  it("takes the program along when it is killed without a chance to tell", async () => {
    const { child, lines, pid } = await wait(oldNode!, sandbox());
    child.kill("SIGKILL");
    await eventually(() => !isAlive(pid), 5_000);
    // It has written that before it ended, but we may not have read it yet.
    await eventually(() => lines.length > 0);
    expect(lines).toEqual(["SIGTERM"]);
  });

  it("passes one SIGTERM on when the whole group gets several, as from timeout(1)", async () => {
    const { child, lines } = await wait(oldNode!, sandbox(), ["setsid"]);
    const group = -child.pid!;
    for (const name of ["SIGINT", "SIGINT", "SIGINT"]) process.kill(group, name);
    await eventually(() => lines.includes("SIGINT"));
    await pause(APART_MS);
    expect(lines).toEqual(["SIGINT"]);
    child.kill("SIGTERM");
    expect(await end(child)).toBe(7);
  });

  it("passes Ctrl-C on a terminal on exactly once", async (context) => {
    if (!hasScript()) context.skip("needs script(1) of util-linux to make a terminal");
    const shim = sandbox();
    // With `exec`, as some shells would die of the Ctrl-C that the shim survives.
    const command = `exec ${oldNode} ${shim} wait`;
    const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
      env: { ...process.env, SHELL: "/bin/sh" },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => void (output += text));
    await eventually(() => /pid \d+/.test(output));
    const pid = Number(/pid (\d+)/.exec(output)![1]);
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, "SIGKILL");
    });
    child.stdin.write("\u0003");
    await eventually(() => output.includes("SIGINT"));
    await pause(APART_MS);
    expect(output.match(/SIGINT/g)).toHaveLength(1);
    process.kill(pid, "SIGTERM");
    expect(await end(child)).toBe(7);
  });

  it("says what to do when npm has installed no newer one", () => {
    const shim = sandbox({ bare: true });
    mkdirSync(join(shim, "../../node_modules"));
    const { status, stdout, stderr } = spawnSync(oldNode!, [shim], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^hearsay: cannot start as Node >= 22.18 is needed .*--omit=optional.*\n$/,
    );
  });
});

describe("isModern", () => {
  it.each([
    ["v20.20.2", false],
    ["v22.17.9", false],
    ["v22.18.0", true],
    ["v23.0.0", true],
    ["v26.10.0", true],
  ])("of %s is %s", async (version, modern) => {
    const url = join(ROOT, "bin/packaged_node.mjs");
    const packagedNode = (await import(url)) as { isModern(version: string): boolean };
    expect(packagedNode.isModern(version)).toBe(modern);
  });
});

function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}
