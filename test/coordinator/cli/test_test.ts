/**
 * Goal: `hearsay test` says first whether the nodes are right, keeps all of it, and can be repeated.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { eventually } from "../../support/eventually.ts";
import { type Finished, freshFolder, hearsay, startHearsay } from "../../support/hearsay.ts";

const ROOT = join(import.meta.dirname, "../../..");
const NODES = join(ROOT, "test/workbench");

const ECHO = ["-w", "echo", "--node-count", "1", "--time-limit", "2"];
const LOSING = [
  "--module",
  join(NODES, "broken/broadcast_no_retry.ts"),
  ..."-w broadcast --node-count 5 --time-limit 10 --loss 0.2".split(" "),
];

/** Runs `hearsay test` in a folder of its own. */
async function test(...args: string[]): Promise<Finished & { readonly cwd: string }> {
  const cwd = freshFolder();
  return { ...(await hearsay(["test", ...args], { cwd })), cwd };
}

const right = (name: string): string => join(NODES, "right", `${name}.ts`);

describe("a module", () => {
  it("that is right exits with 0, the verdict first, and everything is kept", async () => {
    const { code, stdout, stderr, cwd } = await test(...ECHO, "--module", right("echo"));
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^VALID {2}echo on 1 node/);
    expect(readdirSync(join(cwd, "store/latest")).toSorted()).toEqual([
      "history.jsonl",
      "messages.jsonl",
      "node-logs",
      "plan.json",
      "results.html",
      "results.json",
    ]);
    const lines = readFileSync(join(cwd, "store/latest/history.jsonl"), "utf8").trim().split("\n");
    expect(JSON.parse(lines[0]!)).toMatchObject({
      index: 0,
      process: 0,
      type: "invoke",
      f: "echo",
    });
  });

  it("that is wrong exits with 1, tells what got lost and where, and leaves the smallest case", async () => {
    const { code, stdout, cwd } = await test(...LOSING, "--seed", "1");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^INVALID {2}broadcast on 5 nodes, seed 1/);
    expect(stdout).toMatch(/never got it|nobody ever told/);
    expect(stdout).toContain("The smallest test found that fails so");
    const again = await hearsay(["test", "--replay", "store/latest/case.json"], { cwd });
    expect(again.code).toBe(1);
    expect(again.stderr).toBe("");
    expect(again.stdout).toMatch(/^INVALID {2}broadcast/);
  });

  it("gives the same bytes for the same seed", async () => {
    const [once, again] = await Promise.all([
      test(...LOSING, "--seed", "7", "--no-shrink"),
      test(...LOSING, "--seed", "7", "--no-shrink"),
    ]);
    for (const file of ["history.jsonl", "messages.jsonl", "results.json"]) {
      const [a, b] = [once, again].map(({ cwd }) =>
        readFileSync(join(cwd, "store/latest", file), "utf8"),
      );
      expect(a).toBe(b);
    }
  });

  it("may be tested with many seeds", async () => {
    const { code, stdout, cwd } = await test(
      ...LOSING,
      ..."--loss 0.01 --seed 1 --runs 8 --json --no-store".split(" "),
    );
    const result = JSON.parse(stdout) as { done: number; passed: number; failed: unknown[] };
    expect(result.done).toBe(8);
    expect(result.passed + result.failed.length).toBe(8);
    expect(code).toBe(result.failed.length > 0 ? 1 : 0);
    expect(existsSync(join(cwd, "store"))).toBe(false);
  });

  it("is held to what is expected of it", async () => {
    const args = [...LOSING, "--loss", "0", "--rate", "20", "--expect"];
    const met = await test(...args, "servers.msgs-per-op<30,workload.lost-count=0");
    expect(met.code).toBe(0);
    const unmet = await test(...args, "servers.msgs-per-op<0.5", "--no-shrink");
    expect(unmet.code).toBe(1);
    expect(unmet.stdout).toMatch(/expected servers\.msgs-per-op < 0\.5: it was \d/);
  });

  it("that prints does not print into the verdict, and gets what stands behind --", async () => {
    const cwd = freshFolder();
    writeFileSync(
      join(cwd, "node.ts"),
      `export default (node) => {
        console.log("chatter");
        node.on("echo", ({ body }) => ({ type: "echo_ok", echo: node.args[0] === "--wrong" ? 0 : body.echo }));
      };`,
    );
    const args = ["test", ...ECHO, "--module", "node.ts", "--json", "--no-shrink"];
    const fine = await hearsay(args, { cwd });
    expect(JSON.parse(fine.stdout)).toMatchObject({ "valid?": true });
    expect(fine.stderr).toContain("chatter");
    const wrong = await hearsay([...args, "--", "--wrong"], { cwd });
    expect(JSON.parse(wrong.stdout)).toMatchObject({ "valid?": false });
  });

  it("that draws chance by itself is told what to use", async () => {
    const cwd = freshFolder();
    writeFileSync(
      join(cwd, "node.ts"),
      `export default (node) => node.on("echo", () => ({ type: "echo_ok", echo: Math.random() }));`,
    );
    const { code, stdout } = await hearsay(["test", ...ECHO, "--module", "node.ts"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("use node.random()");
  });
});

/** Tests a module of one node that answers echo so. */
async function spoiled(source: string): Promise<Finished> {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "node.ts"), source);
  return hearsay(["test", ...ECHO, "--module", "node.ts", "--no-shrink"], { cwd });
}

describe("a module that spoils the run", () => {
  it("by never coming back is named and ended", { timeout: 60_000 }, async () => {
    const { code, stderr } = await spoiled(
      `export default (node) => node.on("echo", () => { for (;;); });`,
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain("n0's program does not come back");
  });

  it("by letting no time pass is invalid", async () => {
    const { code, stdout } = await spoiled(
      `export default (node) => {
        const again = () => node.after(0, again);
        node.on("echo", ({ body }) => { again(); return { type: "echo_ok", echo: body.echo }; });
      };`,
    );
    expect(code).toBe(1);
    expect(stdout).toContain("it lets no time pass");
  });

  it("by ending the process is told what to do", async () => {
    const { code, stdout } = await spoiled(
      `export default (node) => node.on("echo", () => process.exit(3));`,
    );
    expect(code).toBe(1);
    expect(stdout).toContain("process.exit must not be used");
  });

  it("by drawing chance when it is loaded is refused", async () => {
    const { code, stderr } = await spoiled(
      `const r = Math.random(); export default (node) => node.on("echo", () => r);`,
    );
    expect(code).toBe(2);
    expect(stderr).toContain("use node.random()");
  });

  it("by keeping state for all nodes is warned of", async () => {
    const { code, stderr } = await spoiled(
      `let asked = 0;
      export default (node) => node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo, ...(asked++, {}) }));`,
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^hearsay: node\.ts keeps "asked" outside of its function/);
  });
});

describe("a program", () => {
  it("runs in real time, and its words are kept", async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, "node.sh"), NODE_SH, { mode: 0o755 });
    const { code, stdout } = await hearsay(
      ["test", ...ECHO, "--rate", "20", "--bin", "./node.sh", "--", right("echo")],
      { cwd },
    );
    expect(stdout).toMatch(/^VALID {2}echo on 1 node/);
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, "store/latest/node-logs/n0.log"), "utf8")).toContain("hello");
  });

  it("that ends by itself is told with its last words", async () => {
    const cwd = freshFolder();
    const script = "#!/bin/sh\necho 'no such table' >&2\nexit 3\n";
    writeFileSync(join(cwd, "node.sh"), script, { mode: 0o755 });
    const { code, stdout } = await hearsay(["test", ...ECHO, "--bin", "./node.sh"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/exit code 3/);
    expect(stdout).toContain("no such table");
  });

  it("leaves nothing behind on Ctrl-C, and what was seen is told", async () => {
    const cwd = freshFolder();
    const script = "#!/bin/sh\necho $$ > pid\nsleep 1000 &\necho $! > child\nexec sleep 1000\n";
    writeFileSync(join(cwd, "node.sh"), script.replaceAll("> ", `> ${cwd}/`), { mode: 0o755 });
    const running = startHearsay(["test", ...ECHO, "--bin", "./node.sh"], { cwd });
    await eventually(() => existsSync(join(cwd, "child")));
    const pids = ["pid", "child"].map((name) => Number(readFileSync(join(cwd, name), "utf8")));
    running.process.kill("SIGINT");
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    expect(stdout).toContain("interrupted");
    for (const pid of pids) await eventually(() => !existsSync(`/proc/${pid}`));
  });
});

/** Says hello and becomes a node. */
const NODE_SH = `#!/bin/sh
echo hello >&2
exec "${process.execPath}" "${join(ROOT, "bin/hearsay.mjs")}" node "$@"
`;

describe("wrong usage is one line and exit 2", () => {
  it.each([
    [[], /--bin FILE .* or --module FILE .* got neither/],
    [["--bin", "./nothing"], /cannot run \.\/nothing as .*there is nothing/],
    [["--module", "./nothing.ts"], /cannot test \.\/nothing\.ts as there is no such file/],
    [["--bin", "x", "--module", "y"], /cannot be used with/],
    [["-w", "ech", "--bin", "x"], /Allowed choices are broadcast, echo/],
    [
      ["--nemesis", "rain", "--bin", "x"],
      /must be a list of partition, one-way, kill, pause: got "rain"/,
    ],
    [["--concurrency", "n", "--bin", "x"], /one like 4n .* got "n"/],
    [["--availability", "most", "--bin", "x"], /must be total or a number from 0 to 1: got "most"/],
    [
      ["--consistency-models", "strong", "--bin", "x"],
      /must be a list of .*serializable.*: got "strong"/,
    ],
    [["--expect", "p50!400", "--bin", "x"], /each must be a metric/],
    [["--nodes", "a,c7", "--bin", "x"], /different names.*got "c7"/],
    [["--rate", "many", "--bin", "x"], /It must be a number from 0/],
    [
      ["--replay", "nothing.json"],
      /cannot replay nothing\.json as it must be readable: got ENOENT/,
    ],
  ])("%j", async (args, said) => {
    const { code, stdout, stderr } = await test(...args);
    expect(stderr).toMatch(said);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("and --help has examples", async () => {
    const { code, stdout } = await test("--help");
    expect(code).toBe(0);
    expect(stdout).toContain("Examples:\n  hearsay test -w echo");
  });
});
