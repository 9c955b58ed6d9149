/**
 * Goal: a node as a process loses nothing, says what is wrong, and ends when it should.
 */
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";

import type { Body } from "../../../robots/node/message.ts";
import type { Node } from "../../../robots/node/node.ts";
import { OptionsError } from "../../../robots/node/options_error.ts";
import { runOnStdio } from "../../../robots/node/stdio.ts";
import { eventually } from "../../support/eventually.ts";
import { INIT, Slow, startNode, turn } from "./fixture.ts";

const ECHO = `export default (node) => {
  node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
};`;

describe("a node on stdin and stdout", () => {
  it("answers, and ends with its input, the last line cut short or not", async () => {
    const node = startNode(ECHO);
    node.tell(INIT);
    node.child.stdin.end('{"src":"c1","dest":"n1","body":{"type":"echo","msg_id":2,"echo":"hä"}}');
    expect(await node.closed).toBe(0);
    expect(node.stdout()).toBe(
      '{"src":"n1","dest":"c1","body":{"type":"init_ok","in_reply_to":1}}\n' +
        '{"src":"n1","dest":"c1","body":{"type":"echo_ok","echo":"hä","in_reply_to":2}}\n',
    );
    expect(node.stderr()).toBe("");
  });

  it("understands characters that come in pieces", async () => {
    const node = startNode(ECHO);
    node.tell(INIT);
    await eventually(() => node.bodies().length === 1);
    const body = { type: "echo", msg_id: 2, echo: "ä€😀" };
    const bytes = Buffer.from(JSON.stringify({ src: "c1", dest: "n1", body }) + "\n");
    for (const byte of bytes) {
      await new Promise((resolve) => node.child.stdin.write(Buffer.of(byte), resolve));
    }
    await eventually(() => node.bodies().length === 2);
    expect(node.bodies()[1]).toEqual({ type: "echo_ok", echo: "ä€😀", in_reply_to: 2 });
  });

  it("names a bad line and goes on", async () => {
    const node = startNode(ECHO);
    node.tell(INIT);
    node.child.stdin.write('\ngarbage\n{"src":"c1"}\n');
    node.tell({ type: "echo", msg_id: 2, echo: 1 });
    node.child.stdin.end();
    expect(await node.closed).toBe(0);
    expect(node.bodies()).toHaveLength(2);
    const [first, second, ...more] = node.stderr().trimEnd().split("\n");
    expect(first).toMatch(/^cannot use line 3 of stdin: Unexpected token .*: got "garbage"$/);
    expect(second).toBe(
      String.raw`cannot use line 4 of stdin: dest must be a string: got "{\"src\":\"c1\"}"`,
    );
    expect(more).toEqual([]);
  });

  it("loses nothing when its reader is slow", async () => {
    const count = 20_000;
    const node = startNode(`export default (node) => {
      let heard = 0;
      node.on("echo", ({ body }) => {
        if (++heard === 1000) node.log("far");
        return { type: "echo_ok", echo: body.echo };
      });
    };`);
    node.child.stdout.pause();
    node.tell(INIT);
    const echo = "x".repeat(1000);
    for (let i = 2; i <= count; i++) node.tell({ type: "echo", msg_id: i, echo });
    node.child.stdin.end();
    await eventually(() => node.stderr() === "far\n");
    node.child.stdout.resume();
    expect(await node.closed).toBe(0);
    expect(node.bodies().map(({ in_reply_to: id }) => id)).toEqual(
      Array.from({ length: count }, (_, i) => i + 1),
    );
  });

  it("reads no more than it can answer", async () => {
    const stdin = new PassThrough();
    const stdout = new Slow();
    let heard = 0;
    const program = (node: Node): void =>
      node.on("echo", ({ body }) => {
        heard += 1;
        return { type: "echo_ok", echo: body.echo };
      });
    const ended = runOnStdio(program, { stdin, stdout, stderr: new PassThrough() });
    const tell = async (body: Body): Promise<void> => {
      stdin.write(`${JSON.stringify({ src: "c1", dest: "n1", body })}\n`);
      await turn();
    };
    await tell(INIT);
    const echo = "x".repeat(2 ** 20);
    for (let id = 2; id <= 5; id++) await tell({ type: "echo", msg_id: id, echo });
    expect(heard).toBe(1);
    stdin.end();
    let code: number | undefined;
    void ended.then((exitCode) => (code = exitCode));
    await eventually(() => {
      stdout.take();
      return code !== undefined;
    });
    expect([code, heard]).toEqual([0, 4]);
    const ids = stdout.writes.join("").match(/(?<="in_reply_to":)\d+/g);
    expect(ids).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("has a clock that runs, and chance", async () => {
    const node = startNode(`export default async (node) => {
      const beganMs = node.now();
      await node.sleep(20);
      node.send("c1", { type: "told", ms: node.now() - beganMs, luck: node.random() });
      let count = 0;
      node.every(5, () => {
        if (++count === 3) node.send("c1", { type: "thrice" });
      });
      node.after(1e12, () => node.log("too early"));
    };`);
    node.tell(INIT);
    await eventually(() => node.bodies().length === 3);
    const [told, ready, thrice] = node.bodies();
    expect(told!.ms).toBeGreaterThanOrEqual(19);
    expect(told!.luck).toBeLessThan(1);
    expect([ready!.type, thrice!.type]).toEqual(["init_ok", "thrice"]);
    expect(node.stderr()).toBe("");
  });
});

describe("the end of input", () => {
  it("comes after what is being handled, whatever else goes on", async () => {
    const node = startNode(`export default (node) => {
      node.every(10, () => {});
      node.on("slow", async () => {
        await node.sleep(100);
        return { type: "slow_ok" };
      });
    };`);
    node.tell(INIT);
    node.tell({ type: "slow", msg_id: 2 });
    node.child.stdin.end();
    expect(await node.closed).toBe(0);
    expect(node.bodies()[1]).toEqual({ type: "slow_ok", in_reply_to: 2 });
  });

  it("comes at once when there is none", async () => {
    const node = startNode(ECHO);
    node.child.stdin.end();
    expect(await node.closed).toBe(0);
  });
});

describe("a program that breaks", () => {
  it.each([
    ["in a handler", 'node.on("go", () => { throw new Error("a bug"); });'],
    ["in a timer", 'node.on("go", () => void node.after(1, () => { throw new Error("a bug"); }));'],
    ["in a promise of its own", 'node.on("go", () => void Promise.reject(new Error("a bug")));'],
    [
      "in a timer of its own",
      'node.on("go", () => void setTimeout(() => { throw new Error("a bug"); }));',
    ],
  ])("%s tells where, and what it sent before has left", async (_where, line) => {
    const node = startNode(`export default (node) => {
      for (let i = 0; i < 20_000; i++) node.send("c1", { type: "news", i });
      ${line}
    };`);
    node.tell(INIT);
    node.tell({ type: "go", msg_id: 2 });
    expect(await node.closed).toBe(1);
    expect(node.stderr()).toMatch(/^Error: a bug\n {4}at .*node\.ts:3:\d+/);
    expect(node.bodies()).toHaveLength(20_001);
  });

  it("with something that is no error says that", async () => {
    const node = startNode('export default () => { throw "a text"; };');
    node.tell(INIT);
    expect(await node.closed).toBe(1);
    expect(node.stderr()).toBe("a text\n");
  });
});

describe("a program with wrong arguments", () => {
  it("says so in a line, and the process ends as one that was used wrongly", async () => {
    const stdin = new PassThrough();
    const stderr = new PassThrough();
    const ended = runOnStdio(
      () => {
        throw new OptionsError("cannot use --x");
      },
      { stdin, stdout: new PassThrough(), stderr },
    );
    stdin.write(`${JSON.stringify({ src: "c1", dest: "n1", body: INIT })}\n`);
    expect(await ended).toBe(2);
    expect(String(stderr.read())).toBe("cannot use --x\n");
  });
});

describe("somebody else's end", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("%s is a quiet one", async (signal) => {
    const node = startNode(ECHO);
    node.tell(INIT);
    await eventually(() => node.bodies().length === 1);
    node.child.kill(signal);
    expect(await node.closed).toBe(0);
    expect(node.stderr()).toBe("");
  });

  it("that does not read what is left is not waited for", async () => {
    const node = startNode(`export default (node) => {
      node.send("c1", { type: "news", text: "x".repeat(10_000_000) });
      node.log("sent");
    };`);
    node.child.stdout.pause();
    node.tell(INIT);
    await eventually(() => node.stderr() === "sent\n");
    const exited = new Promise((resolve) => node.child.once("exit", resolve));
    node.child.kill("SIGTERM");
    expect(await exited).toBe(0);
  });

  it("closes stdout, which is a quiet one, too", async () => {
    const node = startNode(`export default (node) => {
      node.every(1, () => node.send("c1", { type: "news" }));
    };`);
    node.tell(INIT);
    await eventually(() => node.bodies().length > 1);
    node.child.stdout.destroy();
    expect(await node.closed).toBe(0);
    expect(node.stderr()).toBe("");
  });

  it("closes stderr, which does not matter", async () => {
    const node = startNode(`export default (node) => {
      node.on("talk", () => { node.log("hello"); return { type: "talk_ok" }; });
    };`);
    node.tell(INIT);
    await eventually(() => node.bodies().length === 1);
    node.child.stderr.destroy();
    for (let i = 2; i < 5; i++) {
      node.tell({ type: "talk", msg_id: i });
      await eventually(() => node.bodies().length === i);
    }
    node.child.stdin.end();
    expect(await node.closed).toBe(0);
  });
});
