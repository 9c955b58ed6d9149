/**
 * Goal: the house stays as ARCHITECTURE.md draws it, and the rules that hold it can fail.
 */
import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { describe, expect, it } from "vitest";

import { type Files, LINES_MAX, violationsOf } from "./support/architecture.ts";

const ROOT = join(import.meta.dirname, "..");

function project(): Files {
  const paths = globSync("{robots,coordinator,proto,test,bench,bin,docs}/**/*.{ts,mjs,js}", {
    cwd: ROOT,
  });
  const files = paths.map((path) => [
    path.replaceAll(sep, "/"),
    readFileSync(join(ROOT, path), "utf8"),
  ]);
  return new Map(files as [string, string][]);
}

const HEADER = "/**\n * What it is.\n *\n * @module\n */\n";

/** What the rules say of these files; each gets a header unless it says `bare`. */
function said(files: Record<string, string>, header = HEADER): string[] {
  return violationsOf(
    new Map(Object.entries(files).map(([path, source]) => [path, header + source])),
  );
}

describe("this project", () => {
  const files = project();

  it("is looked at as a whole", () => {
    expect(files.has("robots/engine/robot.ts")).toBe(true);
    expect(files.has("coordinator/cli/main.ts")).toBe(true);
    expect(files.has("bin/hearsay.mjs")).toBe(true);
    expect(files.has("proto/gen/hearsay.js")).toBe(true);
    expect(files.size).toBeGreaterThan(100);
  });

  it("breaks none of its rules", () => {
    expect(violationsOf(files)).toEqual([]);
  });
});

describe("direction of imports", () => {
  const rooms = ["crdt", "reconcile", "engine", "transport", "faults", "runtime", "secret"];
  const pairs = rooms.flatMap((low, i) => rooms.slice(i + 1).map((high) => [low, high] as const));

  it.each(pairs)("%s must not import %s, which may import it", (low, high) => {
    const a = `robots/${low}/a.ts`;
    const b = `robots/${high}/b.ts`;
    expect(said({ [a]: `import { x } from "../${high}/b.ts";`, [b]: "" })).toEqual([
      `${a}: it must not import ${b}`,
    ]);
    expect(said({ [b]: `import { x } from "../${low}/a.ts";`, [a]: "" })).toEqual([]);
  });

  it.each([
    `import type { X } from "../engine/b.ts";`,
    `export { x } from "../engine/b.ts";`,
    `export * from "../engine/b.ts";`,
    `type X = import("../engine/b.ts").X;`,
    `function f(x: import("../engine/b.ts").X[]) {}`,
    `const x = await import("../engine/b.ts");`,
  ])("holds for %s, too", (source) => {
    expect(said({ "robots/crdt/a.ts": source, "robots/engine/b.ts": "" })).toEqual([
      "robots/crdt/a.ts: it must not import robots/engine/b.ts",
    ]);
  });

  it("keeps the five systems apart and the coordinator above all robots", () => {
    expect(
      said({
        "robots/chat/a.ts": `import { x } from "../mesh/b.ts";`,
        "robots/mesh/b.ts": `import { x } from "../../coordinator/c.ts";`,
        "robots/mod.ts": `export * from "./mesh/b.ts";`,
        "coordinator/c.ts": `import "../robots/mod.ts"; import "../robots/crdt/d.ts";`,
        "robots/crdt/d.ts": "",
      }),
    ).toEqual([
      "robots/chat/a.ts: it must not import robots/mesh/b.ts",
      "robots/mesh/b.ts: imports in a circle: robots/mesh/b.ts -> coordinator/c.ts -> robots/mod.ts -> robots/mesh/b.ts",
      "robots/mesh/b.ts: it must not import coordinator/c.ts",
    ]);
  });

  it("lets bytes begin at the transport", () => {
    const gen = { "proto/gen/hearsay.js": "" };
    const source = `import { hearsay } from "../../proto/gen/hearsay.js";`;
    expect(said({ ...gen, "robots/engine/a.ts": source })).toEqual([
      "robots/engine/a.ts: it must not import proto/gen/hearsay.js",
    ]);
    expect(said({ ...gen, "robots/transport/a.ts": source })).toEqual([]);
    expect(said({ ...gen, "coordinator/checkers/a.ts": source })).toEqual([
      "coordinator/checkers/a.ts: it must not import proto/gen/hearsay.js",
    ]);
  });

  it("keeps checkers from the rest of the coordinator", () => {
    const source = `import "../run.ts"; import "../../robots/engine/b.ts";`;
    const others = { "coordinator/run.ts": "", "robots/engine/b.ts": "" };
    expect(said({ "coordinator/checkers/a.ts": source, ...others })).toEqual([
      "coordinator/checkers/a.ts: it must not import coordinator/run.ts",
    ]);
  });

  it("lets nothing depend on tests and benches", () => {
    const others = { "test/support/t.ts": "", "bench/b.ts": "" };
    const source = `import "../test/support/t.ts"; import "../bench/b.ts";`;
    expect(said({ "coordinator/a.ts": source, ...others })).toEqual([
      "coordinator/a.ts: it must not import bench/b.ts",
      "coordinator/a.ts: it must not import test/support/t.ts",
    ]);
    expect(said({ "bench/a.ts": `import "../test/support/t.ts";`, ...others })).toHaveLength(1);
    expect(said({ "test/a_test.ts": source, ...others })).toEqual([]);
  });

  it("has no circles, however long, and finds each file that is not there", () => {
    expect(
      said({
        "robots/crdt/a.ts": `import "./b.ts";`,
        "robots/crdt/b.ts": `import type { C } from "./c.ts";`,
        "robots/crdt/c.ts": `import "./a.ts"; import "./none.ts";`,
      }),
    ).toEqual([
      "robots/crdt/a.ts: imports in a circle: robots/crdt/a.ts -> robots/crdt/b.ts -> robots/crdt/c.ts -> robots/crdt/a.ts",
      "robots/crdt/c.ts: there is no robots/crdt/none.ts",
    ]);
  });

  it.each(["./b", "./b.js", "."])("refuses an import without its ending: %s", (specifier) => {
    const files = { "robots/crdt/a.ts": `import "${specifier}";`, "robots/crdt/b.ts": "" };
    expect(said(files)).toEqual([
      `robots/crdt/a.ts: an import must name the file with its ending: ${specifier}`,
    ]);
  });
});

describe("purity", () => {
  const path = "robots/engine/a.ts";

  it.each([
    ["setTimeout", "setTimeout(() => {}, 1);"],
    ["setInterval", "const later = setInterval;"],
    ["setImmediate", "f(setImmediate);"],
    ["queueMicrotask", "queueMicrotask(f);"],
    ["Date", "const now = Date.now();"],
    ["Date", "const now = new Date();"],
    ["Date", "const { now } = Date;"],
    ["performance", "const now = performance.now();"],
    ["Math.random", "const x = Math.random();"],
    ["Math.random", 'const x = Math["random"]();'],
    ["Math", "const { random } = Math;"],
    ["crypto", "crypto.randomUUID();"],
    ["process", 'const x = process.env["X"];'],
    ["process", "const options = { process };"],
    ["fetch", "await fetch(url);"],
    ["globalThis", "globalThis.fetch(url);"],
    ["console", "class A { f = () => console.log(1); }"],
    ["performance", "const x = (performance as Clock).now();"],
    ["performance", "function f(now = performance) {}"],
    ["Math.random", "const text = `${Math.random()}`;"],
  ])("must not use %s: %s", (name, source) => {
    expect(said({ [path]: source })).toEqual([`${path}: a pure room must not use ${name}`]);
    expect(said({ "robots/runtime/a.ts": source })).toEqual([]);
  });

  it.each([
    "// Date.now() would be wrong here",
    'const text = "setTimeout(() => Date.now())";',
    "const x = clock.setTimeout(1);",
    "const limits = { process: 1, fetch() {} };",
    "interface Clock { performance: number; fetch(): Date }",
    "const x = Math.max(1, Math.imul(2, 3));",
    "class A { process = 1; }",
    'import { performance } from "./clock.ts"; performance();',
  ])("takes %s", (source) => {
    expect(said({ [path]: source, "robots/engine/clock.ts": "" })).toEqual([]);
  });

  it.each(["node:fs", "node:crypto", "ioredis", "pino"])("must not import %s", (specifier) => {
    for (const room of [
      "robots/crdt",
      "robots/reconcile",
      "robots/engine",
      "coordinator/checkers",
    ]) {
      const source = `import type { x } from "${specifier}";`;
      expect(said({ [`${room}/a.ts`]: source })).toEqual([
        `${room}/a.ts: a pure room must not import ${specifier}`,
      ]);
    }
  });

  it("takes a package that is pure itself, and no computed import", () => {
    expect(said({ [path]: 'import { x } from "pure-rand/generator/x";' })).toEqual([]);
    expect(said({ [path]: "await import(name);" })).toEqual([
      `${path}: a pure room must not compute imports`,
    ]);
  });
});

describe("names of keys", () => {
  it.each(["`hearsay:${run}:inbox`", '"hearsay:*"', '"{hearsay:demo}"', "f`hearsay:x`"])(
    "are built in one file, not from %s",
    (text) => {
      expect(said({ "coordinator/a.ts": `const key = ${text};` })).toHaveLength(1);
      expect(said({ "robots/runtime/a.ts": `const key = ${text};` })).toHaveLength(1);
      expect(said({ "coordinator/redis/keys.ts": `const key = ${text};` })).toEqual([]);
    },
  );

  it("are not what people read", () => {
    const source = "const line = `hearsay: ${reason}`; // hearsay:demo:events";
    expect(said({ "coordinator/a.ts": source })).toEqual([]);
  });
});

describe("start-up of a robot", () => {
  const program = "coordinator/robot_process.ts";

  it("loads no package that it does not need, by whatever way", () => {
    const files = {
      [program]: `import "./a.ts";`,
      "coordinator/a.ts": `export { type X } from "./b.ts";`,
      "coordinator/b.ts": `import { z } from "zod/mini";`,
    };
    expect(said(files)).toEqual([
      `${program}: it must not load zod/mini: ${program} -> coordinator/a.ts -> coordinator/b.ts`,
    ]);
  });

  it("may know types of such packages, and load some of them later", () => {
    const files = {
      [program]: `import type { Job } from "bullmq"; import type { A } from "./a.ts"; await import("./b.ts");`,
      "coordinator/a.ts": `import "commander";`,
      "coordinator/b.ts": `import "zod";`,
    };
    expect(said(files)).toEqual([]);
  });
});

describe("looks", () => {
  it("wants snake_case", () => {
    for (const path of ["bench/aB.ts", "bench/a-b.ts", "bench/Sub/a.ts", "bench/_a.ts"]) {
      expect(said({ [path]: "" })).toEqual([`${path}: its name must be snake_case`]);
    }
    expect(said({ "bench/a_b2.ts": "" })).toEqual([]);
  });

  it("wants short files", () => {
    const lines = LINES_MAX - HEADER.split("\n").length + 1;
    expect(said({ "bench/a.ts": "f();\n".repeat(lines) })).toEqual([]);
    expect(said({ "bench/a.ts": "f();\n".repeat(lines + 1) })).toEqual([
      `bench/a.ts: at most ${LINES_MAX} lines: it has ${LINES_MAX + 1}`,
    ]);
    expect(said({ "proto/gen/a.js": "f();\n".repeat(1000) })).toEqual([]);
  });

  it("wants a header that says what a module is", () => {
    for (const header of ["", "// @module\n", "/** Not here. */\n/** @module */\n"]) {
      expect(said({ "robots/crdt/a.ts": "f();" }, header)).toEqual([
        "robots/crdt/a.ts: it must begin with a doc comment that has @module",
      ]);
    }
    expect(said({ "test/a_test.ts": "f();" }, "")).toEqual([]);
  });
});
