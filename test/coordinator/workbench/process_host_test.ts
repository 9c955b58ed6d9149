/**
 * Goal: whatever a program does, its host says so in words, goes on, ends in bounded time and leaves
 * nothing behind.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { executable } from "../../../coordinator/workbench/executable.ts";
import { BACKLOG_CHARACTERS_MAX } from "../../../coordinator/workbench/node_process.ts";
import { BAD_OUTPUT_MAX, WAITING_MAX } from "../../../coordinator/workbench/process_host.ts";
import { eventually } from "../../support/eventually.ts";
import { Hosted, HOSTILE, orphans } from "../../support/hosted.ts";

let folder = "";
let hosted: Hosted | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hearsay-host-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

afterEach(async () => {
  await hosted?.host.stop();
  hosted = undefined;
  await eventually(() => orphans().length === 0);
});

function start(mode: string, options?: ConstructorParameters<typeof Hosted>[1]): Hosted {
  hosted = new Hosted(mode, options);
  return hosted;
}

describe("a node as a process", () => {
  it("hears what it is sent and is heard, with the line as it wrote it", async () => {
    const node = start("good");
    for (let i = 0; i < 1000; i++) node.tell("echo", { echo: `é ${i}` });
    await eventually(() => node.messages.length === 1001);
    expect(node.messages.slice(1).map(({ body }) => body["echo"])).toEqual(
      Array.from({ length: 1000 }, (_, i) => `é ${i}`),
    );
    expect(node.lines.map((line) => JSON.parse(line!))).toEqual(node.messages);
    expect([node.bad, node.crashes]).toEqual([[], []]);
  });

  it("gets a line on as it was written, and else one with the message's number", async () => {
    const node = start("any", { bin: "cat", args: [] });
    const body = { type: "x" };
    node.host.deliver("n0", { id: 7, src: "n0", dest: "n1", body, line: '{ "not": "this" }' });
    await eventually(() => node.bad.length === 1);
    expect(node.lines).toEqual([
      '{"id":0,"src":"c0","dest":"n0","body":{"node_id":"n0","node_ids":["n0"],"type":"init","msg_id":0}}',
    ]);
    expect(node.bad[0]!.text).toBe('{ "not": "this" }');
  });

  it("runs in the folder that it is given, with its arguments", async () => {
    const script = join(folder, "where.sh");
    writeFileSync(script, '#!/bin/sh\necho "$PWD $*" >&2\nexit 4\n');
    chmodSync(script, 0o755);
    const node = start("", { bin: script, args: ["a b", "--c"], dir: folder });
    await eventually(() => node.crashes.length === 1);
    expect(node.crashes[0]).toMatchObject({ how: "exit code 4", lastLines: [`${folder} a b --c`] });
  });

  it("can be killed and started again; the first life is heard no more", async () => {
    const node = start("floods");
    await eventually(() => node.has("noise"));
    await node.host.kill("n0");
    const { length } = node.messages;
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect(node.messages.length).toBe(length);
    expect(node.crashes).toEqual([]);
    node.host.start("n0");
    node.tell("init", { node_id: "n0" });
    await eventually(() => node.messages.length > length);
  });

  it("finds what its lives before wrote on its disk; at the end it is gone", async () => {
    const script = join(folder, "disk.sh");
    const lines = [
      "#!/bin/sh",
      'mkdir -p "$HEARSAY_DISK" && echo life >> "$HEARSAY_DISK/lives"',
      'echo "$HEARSAY_DISK" $(cat "$HEARSAY_DISK/lives") >&2',
      "exit 1",
    ];
    writeFileSync(script, lines.join("\n"));
    chmodSync(script, 0o755);
    const node = start("", { bin: script, args: [] });
    for (const name of ["n0", "..", "n0"]) {
      const { length } = node.crashes;
      if (length > 0) node.host.start(name);
      await eventually(() => node.crashes.length > length);
    }
    const said = node.crashes.map(({ lastLines }) => lastLines[0]!.split(" "));
    expect(said.map(([, ...lives]) => lives.length)).toEqual([1, 1, 2]);
    const [first, other, second] = said.map(([disk]) => disk!);
    expect(second).toBe(first);
    expect(dirname(other!)).toBe(dirname(first!));
    expect(existsSync(dirname(first!))).toBe(true);
    await node.host.stop();
    expect(existsSync(dirname(first!))).toBe(false);
  });

  it("stands still while it is paused, and then hears what it missed", async () => {
    const node = start("good");
    await eventually(() => node.has("init_ok"));
    node.host.pause("n0");
    node.tell("echo");
    await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(node.has("echo_ok")).toBe(false);
    node.host.resume("n0");
    await eventually(() => node.has("echo_ok"));
  });

  it("is killed also while it is paused", async () => {
    const node = start("has_children");
    await eventually(() => node.has("init_ok"));
    node.host.pause("n0");
    await node.host.kill("n0");
    await eventually(() => orphans().length === 1);
    expect(orphans()[0], "only the watchdog").toContain("read -r word group");
  });

  it("writes its log into a file, and line by line to whoever listens", async () => {
    const logged: string[] = [];
    const log = (node: string, line: string): void => void logged.push(`${node}: ${line}`);
    const node = start("exits", { logFolder: join(folder, "node-logs"), log });
    await eventually(() => node.crashes.length === 1);
    await node.host.stop();
    expect(logged).toEqual(["n0: I looked around", "n0: and did not like it"]);
    expect(readFileSync(join(folder, "node-logs", "n0.log"), "utf8")).toBe(
      "I looked around\n\x1b[31mand did not like it\x1b[0m\n",
    );
  });
});

describe("a program that ends", () => {
  it.each([
    ["exits", "exit code 3", ["I looked around", "and did not like it"]],
    ["dies_by_signal", "signal SIGSEGV", []],
    ["leaves_children", "exit code 0", []],
  ])("%s: a crash, with its last lines", async (mode, how, lastLines) => {
    const node = start(mode);
    await eventually(() => node.crashes.length === 1);
    expect(node.crashes).toEqual([{ node: "n0", atNs: 1, how, lastLines }]);
    node.tell("echo");
    await eventually(() => orphans().every((each) => each.includes("read -r word group")));
  });

  it("is heard to its last line", async () => {
    const node = start("ends_in_a_line");
    await eventually(() => node.crashes.length === 1);
    expect(node.messages.length).toBe(3001);
    expect(node.bad).toMatchObject([{ line: 3002, text: '{"src": "n0", "de' }]);
  });
});

describe("a program that cannot be started", () => {
  it("is refused before the run, in one line that says what to do", () => {
    const file = join(folder, "plain.txt");
    writeFileSync(file, "hello");
    expect(() => executable(file)).toThrow(`must be executable: chmod +x ${file}`);
    expect(() => executable(join(folder, "none"))).toThrow("must be a file: there is nothing");
    expect(() => executable(`${folder}/`)).toThrow("must be a file: there is a folder");
    expect(() => executable("no-such-command")).toThrow("must be a file here or a command");
    expect(executable("sh")).toMatch(/\/sh$/);
  });

  it("crashes when that shows only then", async () => {
    const script = join(folder, "lost.sh");
    writeFileSync(script, "#!/no/such/shell\n");
    chmodSync(script, 0o755);
    const node = start("", { bin: script, args: [] });
    await eventually(() => node.crashes.length === 1);
    expect(node.crashes[0]!.how).toMatch(/^cannot start: .*ENOENT/);
  });
});

describe("a program that says nonsense", () => {
  it("is told which line, how it begins and why", async () => {
    const node = start("garbage");
    await eventually(() => node.bad.length === 5);
    expect(node.bad.map(({ line, text }) => [line, text.slice(0, 30)])).toEqual([
      [2, "hello"],
      [3, ""],
      [4, "\\u{1b}[2J\\u{7}"],
      [5, "{"],
      [6, "x".repeat(30)],
    ]);
    expect(node.bad[4]!.text.length).toBeLessThan(300);
    expect(node.reasons[0]).toMatch(/^must be JSON: /);
    expect(node.reasons[1]).toBe("must be a JSON object: it is empty");
    node.tell("echo");
    await eventually(() => node.has("echo_ok"));
  });

  it.each([
    ["invalid_utf8", "must be UTF-8"],
    ["nul", "must be JSON: "],
    ["long_line", "must have at most 16777216 bytes"],
  ])("%s: it is said, and the node goes on", async (mode, reason) => {
    const node = start(mode);
    await eventually(() => node.bad.length === 1);
    expect(node.reasons[0]).toContain(reason);
    node.tell("echo");
    await eventually(() => node.has("echo_ok"));
    expect(node.bad.length).toBe(1);
  });

  it("may leave out the type of an answer", async () => {
    const node = start("untyped");
    await eventually(() => node.messages.some(({ body }) => body.in_reply_to === 3));
    expect(node.bad).toEqual([]);
  });

  it("may speak for others, but it is said who spoke", async () => {
    const node = start("forged");
    await eventually(() => node.messages.some(({ src }) => src === "n9"));
    const forged = node.messages.findIndex(({ src }) => src === "n9");
    expect(node.writers[forged]).toBe("n0");
    expect(node.bad).toEqual([]);
  });

  it("is told what is missing in a message", async () => {
    const node = start("wrong_shapes");
    await eventually(() => node.bad.length === 11);
    expect(node.reasons).toEqual([
      "must be a JSON object: got 42",
      "must be a JSON object: got null",
      "must be a JSON object: got []",
      "src must be a string: got nothing",
      "dest must be a string: got nothing",
      "dest must be a string: got 1",
      "body must be an object: got nothing",
      "body must be an object: got []",
      "body.type must be a string: got nothing",
      "body.type must be a string: got 7",
      "src must be a string: got 7",
    ]);
  });

  it("is told so a bounded number of times", async () => {
    const node = start("endless_garbage");
    await eventually(() => node.bad.length === BAD_OUTPUT_MAX);
    await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(node.bad.length).toBe(BAD_OUTPUT_MAX);
    expect(node.reasons.at(-1)).toContain("what else is wrong with its output is not reported");
  });

  it("is understood when lines come in pieces", async () => {
    const node = start("half_lines");
    await eventually(() => node.has("late"));
    expect(node.messages.at(-1)!.body["text"]).toBe("é");
    expect(node.bad).toEqual([]);
  });
});

describe("a program that does not take part", () => {
  it("that says nothing is only silent", async () => {
    const node = start("silent");
    node.tell("echo");
    await node.host.stop();
    expect([node.messages, node.bad, node.crashes]).toEqual([[], [], []]);
  });

  it("that does not read loses what is too much, and is told once", async () => {
    const node = start("deaf");
    const text = "x".repeat(1 << 20);
    for (let i = 0; i < 3 * (BACKLOG_CHARACTERS_MAX / text.length); i++)
      node.tell("echo", { text });
    await eventually(() => node.bad.length > 0);
    expect(node.bad).toMatchObject([{ line: 0 }]);
    expect(node.reasons[0]).toContain("must read its stdin");
  });

  it("that closes its stdout is told so", async () => {
    const node = start("closes_stdout");
    await eventually(() => node.bad.length > 0);
    expect(node.reasons).toEqual(["must keep its stdout open: it closed it"]);
  });

  it("that closes its stdin is told so", async () => {
    const node = start("closes_stdin");
    await eventually(() => {
      node.tell("echo");
      return node.bad.length > 0;
    });
    expect(node.reasons).toEqual(["must keep its stdin open: it closed it"]);
  });
});

describe("a program that does too much", () => {
  it("has to wait while too much is under way", async () => {
    const node = start("floods");
    node.load.waiting = WAITING_MAX + 1;
    await eventually(() => node.has("noise"));
    await new Promise((resolve) => void setTimeout(resolve, 100));
    // A chunk each time that it is looked after; unhindered it says ten times as much.
    expect(node.messages.length).toBeLessThan(60_000);
    const { length } = node.messages;
    node.load.waiting = 0;
    await eventually(() => node.messages.length > 2 * length);
  });

  it("may write logs without end", async () => {
    const node = start("floods_stderr", { logFolder: join(folder, "flood") });
    node.tell("echo");
    await eventually(() => node.has("echo_ok"));
    expect(node.crashes).toEqual([]);
  });

  it.each(["ignores_signals", "has_children"])("%s: it is gone when told to stop", async (mode) => {
    const node = start(mode);
    await eventually(() => node.has("init_ok"));
    await node.host.stop();
    expect(orphans().filter((each) => !each.includes("read -r word group"))).toEqual([]);
  });

  it.each(["ignores_signals", "has_children", "floods"])(
    "%s: it does not outlive a workbench that was killed",
    async (mode) => {
      const program = join(HOSTILE, "abandoned_bench.ts");
      const bench: ChildProcess = spawn(process.execPath, [program, mode], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(bench.stdout!, "data");
      expect(orphans().length).toBeGreaterThan(1);
      bench.kill("SIGKILL");
      await eventually(() => orphans().length === 0);
    },
  );
});
