/**
 * Goal: what a node has written is there in its next life, wherever it lives: whole values as a whole,
 * logs line by line, and of what was being written when it died nothing or all.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";

import { DEFAULT_PLAN } from "../../../coordinator/workbench/plan.ts";
import { testInVirtualTime } from "../../../coordinator/workbench/run_test.ts";
import { MemoryDisk } from "../../../robots/node/disk.ts";
import { DISK_VARIABLE, FileDisk } from "../../../robots/node/file_disk.ts";
import type { Disk, Node } from "../../../robots/node/node.ts";
import { freshFolder } from "../../support/hearsay.ts";
import { INIT, readyNode, startNode } from "./fixture.ts";

/** A disk and how the next life finds it. */
type Lives = () => () => Disk;

const inMemory: Lives = () => {
  const disk = new MemoryDisk();
  return () => disk;
};
const inFiles: Lives = () => {
  const folder = join(freshFolder(), "n1", "disk");
  return () => new FileDisk(folder);
};

describe.each([
  ["memory", inMemory],
  ["files", inFiles],
])("a disk in %s", (_, lives) => {
  it("has nothing that nobody has written", () => {
    const disk = lives()();
    expect([disk.read("a"), disk.lines("a")]).toEqual([undefined, []]);
  });

  it("keeps the last value of each name", () => {
    const live = lives();
    const disk = live();
    disk.write("a", "1");
    disk.write("b", "é\n\0");
    disk.write("a", "");
    for (const each of [disk, live()]) {
      expect([each.read("a"), each.read("b")]).toEqual(["", "é\n\0"]);
    }
  });

  it("keeps lines in order, over lives, and after a new beginning", () => {
    const live = lives();
    const first = live();
    first.append("log", "1", "2");
    expect(first.lines("log")).toEqual(["1", "2"]);
    first.append("log");
    first.append("log", "é");
    const second = live();
    expect(second.lines("log")).toEqual(["1", "2", "é"]);
    second.append("log", "4");
    expect(second.read("log")).toBe("1\n2\né\n4\n");
    second.write("log", "5\n");
    second.append("log", "6");
    expect(live().lines("log")).toEqual(["5", "6"]);
  });

  it("forgets a line that was being written when the node died", () => {
    const live = lives();
    live().write("log", "é1\né2");
    expect(live().lines("log")).toEqual(["é1"]);
    live().append("log", "3");
    expect(live().read("log")).toBe("é1\n3\n");
  });

  it.each(["", "..", "a/b", "A", ".a", "a.new", "a\n", "a".repeat(65)])("refuses %j", (name) => {
    const disk = lives()();
    const message = "cannot use the disk as a name must be 1 to 64 of a-z, 0-9, _ and -";
    expect(() => disk.read(name)).toThrow(message);
    expect(() => disk.lines(name)).toThrow(message);
    expect(() => disk.write(name, "")).toThrow(message);
    expect(() => disk.append(name, "")).toThrow(message);
  });

  it("refuses lines that would be two", () => {
    const disk = lives()();
    expect(() => disk.append("a", "1", "2\n3")).toThrow("a line must not contain a line break");
    expect(disk.read("a")).toBeUndefined();
  });
});

describe("a disk in files", () => {
  it("makes its folder when it is needed, for nobody else", () => {
    const folder = join(freshFolder(), "disk");
    const disk = new FileDisk(folder);
    disk.read("a");
    expect(() => statSync(folder)).toThrow("ENOENT");
    disk.write("a", "1");
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("is not misled by a value whose writing came to no end", () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "a"), "old");
    writeFileSync(join(folder, "a.new"), "ne");
    const disk = new FileDisk(folder);
    expect(disk.read("a")).toBe("old");
    disk.write("a", "new");
    expect(disk.read("a")).toBe("new");
  });

  it("says so when it cannot read", () => {
    const folder = freshFolder();
    mkdirSync(join(folder, "a"));
    expect(() => new FileDisk(folder).read("a")).toThrow("EISDIR");
  });
});

function note(node: Node): void {
  node.disk.append("lives", node.id);
}

/** Answers with the number of its life. */
const LIVES = `export default (node) => {
  node.disk.append("lives", "one more");
  node.on("ask", () => ({ type: "told", life: node.disk.lines("lives").length }));
};`;

describe("node.disk", () => {
  it("ends with the node when it is given none", () => {
    for (let life = 0; life < 2; life++) {
      expect(readyNode(note).node.disk.lines("lives")).toEqual(["n1"]);
    }
  });

  it("is the folder that the environment names, on stdin and stdout", async () => {
    const folder = join(freshFolder(), "disk");
    vi.stubEnv(DISK_VARIABLE, folder);
    for (let life = 1; life <= 2; life++) {
      const node = startNode(LIVES);
      node.tell(INIT);
      node.tell({ type: "ask", msg_id: 2 });
      node.child.stdin.end();
      expect(await node.closed).toBe(0);
      expect(node.bodies()[1]).toMatchObject({ type: "told", life });
    }
    vi.unstubAllEnvs();
    expect(readFileSync(join(folder, "lives"), "utf8")).toBe("one more\none more\n");
  });

  it("ends the node with one line when it cannot be written", async () => {
    const file = join(freshFolder(), "file");
    writeFileSync(file, "");
    vi.stubEnv(DISK_VARIABLE, join(file, "disk"));
    const node = startNode(LIVES);
    vi.unstubAllEnvs();
    node.tell(INIT);
    expect(await node.closed).toBe(1);
    const lines = node.stderr().trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/cannot (read|write) .* as the folder of HEARSAY_DISK must be/);
    expect(lines.filter((line) => line.startsWith("    at "))).toEqual([]);
  });

  it("outlives kills in virtual time, each node has its own, and each run begins anew", async () => {
    const plan = {
      ...DEFAULT_PLAN,
      workload: "echo" as const,
      nodes: ["n0", "n1"],
      rate: 0,
      timeLimitMs: 5000,
      nemesis: { faults: ["kill" as const], intervalMs: 200 },
    };
    for (let run = 0; run < 2; run++) {
      const logged: string[] = [];
      await testInVirtualTime({
        plan,
        program(node) {
          node.disk.append("lives", node.id);
          node.log(node.disk.lines("lives").join());
        },
        log: (_, line) => logged.push(line),
      });
      expect(logged.slice(0, 2)).toEqual(["n0", "n1"]);
      expect(logged).toContain("n0,n0,n0");
      expect(logged.filter((line) => line.includes("n0") && line.includes("n1"))).toEqual([]);
    }
  });
});
