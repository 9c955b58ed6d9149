/**
 * Goal: `hearsay node` runs what it is given, and says in one line why it cannot.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";

import { nodeCommand } from "../../../coordinator/cli/node.ts";
import { PROGRAMS } from "../../../robots/glomers/programs.ts";
import { freshFolder, hearsay } from "../../support/hearsay.ts";
import { INIT, startNode, startNodeFile, writeModule } from "../../robots/node/fixture.ts";

const ROOT = join(import.meta.dirname, "../../..");

describe("the arguments", () => {
  it.each([
    ["follow the file", ["a", "b"], ["a", "b"]],
    ["follow two dashes", ["--", "--fast", "-x"], ["--fast", "-x"]],
    ["do both", ["a", "--", "--help"], ["a", "--help"]],
    ["may be options", ["--fast", "7"], ["--fast", "7"]],
    ["may be none", [], []],
  ])("%s", async (_how, given, args) => {
    const node = startNode(
      'export default (node) => node.send("c1", { type: "told", args: node.args });',
      ...given,
    );
    node.tell(INIT);
    node.child.stdin.end();
    expect(await node.closed).toBe(0);
    expect(node.bodies()[0]).toEqual({ type: "told", args });
  });

  it("are explained by --help, with examples", async () => {
    const { code, stdout } = await hearsay(["node", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: hearsay node [options] <program> [args...]");
    expect(stdout).toContain("Examples:\n  hearsay node echo\n  hearsay node ./echo.ts");
  });
});

describe("a module", () => {
  it("is TypeScript with types of hearsay/node, which need not be there", async () => {
    const node = startNode(`import type { Node } from "hearsay/node";
      export default function program(node: Node): void {
        node.on<{ echo: string }>("echo", ({ body }) => {
          if (body.echo === "") throw node.error("malformed-request", "say something");
          return { type: "echo_ok", echo: body.echo };
        });
      }`);
    node.tell(INIT);
    node.tell({ type: "echo", msg_id: 2, echo: "" });
    node.child.stdin.end();
    expect(await node.closed).toBe(0);
    expect(node.bodies()[1]).toMatchObject({ type: "error", code: 12, text: "say something" });
  });

  it("may be CommonJS", async () => {
    const node = startNodeFile(writeModule("module.exports = () => {};", "node.cjs"));
    node.tell(INIT);
    node.child.stdin.end();
    expect(await node.closed).toBe(0);
    expect(node.bodies()).toHaveLength(1);
  });

  it("may print with console: that goes to stderr", async () => {
    const node = startNode(
      'console.log("at import"); export default () => console.log("in a life");',
    );
    node.tell(INIT);
    node.child.stdin.end();
    expect(await node.closed).toBe(0);
    expect(node.stderr()).toBe("at import\nin a life\n");
    expect(node.bodies()).toHaveLength(1);
  });
});

describe("what cannot be run", () => {
  it.each([
    ["export const x = 1;", 2, /its default export must be a function \(node\) => …: got none$/],
    ["export default {};", 2, /its default export must be a function \(node\) => …: got object$/],
    ["null.x; export default () => {};", 1, /imported: TypeError: .* \(node\.ts:1\)$/],
    ["\nlet x = = 1;", 1, /imported: SyntaxError: Expression expected \(node\.ts:2\)$/],
    [
      'import "./none.ts";',
      1,
      /imported: Error: Cannot find module '.*none\.ts' imported from .*$/,
    ],
    ["throw 'a\\nb';", 1, /imported: a$/],
  ])("is told in a line: %s", async (source, code, problem) => {
    const node = startNode(source);
    expect(await node.closed).toBe(code);
    expect(node.stderr()).toMatch(/^hearsay: cannot run \S+ as a node as [^\n]+\n$/);
    expect(node.stderr().trimEnd()).toMatch(problem);
    expect(node.stdout()).toBe("");
  });

  it("may be a file that is not there, or none", async () => {
    expect(await hearsay(["node", "./nowhere.ts"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "hearsay: cannot run ./nowhere.ts as a node as there is no such file\n",
    });
    expect((await hearsay(["node", "."])).stderr).toMatch(/as it must be a file\n$/);
    expect((await hearsay(["node"])).code).toBe(2);
  });

  it("shows its stack to those who ask for it", async () => {
    const file = writeModule("throw new Error('a bug');");
    const { stderr } = await hearsay(["node", file], { env: { HEARSAY_DEBUG: "1" } });
    expect(stderr).toMatch(/^Error: a bug\n {4}at .*node\.ts:1/);
  });
});

describe("a named program", () => {
  it("comes before a file, and is loaded only when it is asked for", async () => {
    const asked: string[] = [];
    const named = {
      echo: {
        what: "echoes",
        load: () => {
          asked.push("echo");
          return Promise.reject(new Error("loaded"));
        },
      },
    };
    const parent = new Command().enablePositionalOptions().addCommand(nodeCommand(named));
    const { console: before } = globalThis;
    try {
      await expect(parent.parseAsync(["node", "echo"], { from: "user" })).rejects.toThrow("loaded");
      await expect(parent.parseAsync(["node", "toString"], { from: "user" })).rejects.toThrow(
        "cannot run toString as a node as there is no such file",
      );
    } finally {
      globalThis.console = before;
    }
    expect(asked).toEqual(["echo"]);
  });
});

describe("the programs that hearsay brings along", () => {
  it("are listed by --help, with a line each", async () => {
    const { stdout } = await hearsay(["node", "--help"]);
    for (const [name, { what }] of Object.entries(PROGRAMS)) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, "m"));
      expect(stdout).toContain(what);
    }
  });

  it("run from any folder", async () => {
    const init = { src: "c1", dest: "n1", body: INIT };
    const child = spawn(process.execPath, [join(ROOT, "bin/hearsay.mjs"), "node", "echo"], {
      cwd: freshFolder(),
      stdio: ["pipe", "pipe", "ignore"],
    });
    let said = "";
    child.stdout.on("data", (data: Buffer) => (said += data.toString()));
    child.stdin.end(
      `${JSON.stringify(init)}\n${JSON.stringify({ ...init, body: { type: "echo", msg_id: 2, echo: "hi" } })}\n`,
    );
    await new Promise((resolve) => child.once("close", resolve));
    expect(said).toContain('"init_ok"');
    expect(said).toContain('"hi"');
  });

  it("say with --help what their options are, without waiting for stdin", async () => {
    const node = startNodeFile("g-counter", "--help");
    expect(await node.closed).toBe(0);
    expect(node.stdout()).toMatch(/^Usage: hearsay node g-counter \[options\]\n\nchallenge 4 /);
    expect(node.stdout()).toMatch(/^ {2}--push-ms .*: a whole number from 0 to 60000 \[20\]$/m);
    expect(node.stderr()).toBe("");
  });

  it.each([
    ["echo", ["--foo"], "the arguments as the program has no options: got --foo"],
    ["g-counter", ["--period-ms", "-1"], "--period-ms as it must be .* from 1 to 60000: got -1"],
  ])("refuse wrong options of %s in a line, without waiting for stdin", async (name, args, why) => {
    const node = startNodeFile(name, ...args);
    expect(await node.closed).toBe(2);
    expect(node.stderr()).toMatch(new RegExp(`^hearsay: cannot use ${why}\n$`));
    expect(node.stdout()).toBe("");
  });

  it("are named in the one line that says that a name is none of them", async () => {
    const { code, stdout, stderr } = await hearsay(["node", "ecko"]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "hearsay: cannot run ecko as a node as there is no such file, and its name is none of " +
        `${Object.keys(PROGRAMS).join(", ")}\n`,
    );
  });
});

describe("the start", () => {
  it("loads nothing that a node does not need", async () => {
    const file = writeModule(
      `import { registerHooks } from "node:module";
      const seen = [];
      registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
      process.on("exit", () => console.log(JSON.stringify(seen)));
      const [, , main, program] = process.argv;
      process.argv.splice(2);
      const { nodeCommand } = await import(main);
      await nodeCommand().parseAsync([program], { from: "user" });`,
      "trace.mjs",
    );
    const program = writeModule("export default () => {};");
    const command = join(ROOT, "coordinator/cli/node.ts");
    const child = spawn(process.execPath, [file, command, program], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let loaded = "";
    child.stderr.on("data", (data: Buffer) => (loaded += data.toString()));
    await new Promise((resolve) => child.once("close", resolve));
    const urls = JSON.parse(loaded) as string[];
    expect(urls.filter((url) => url.includes("robots/node/stdio.ts"))).toHaveLength(1);
    expect(urls.filter((url) => /\/(zod|ioredis|bullmq|protobufjs|pino)\//.test(url))).toEqual([]);
  });
});
