#!/usr/bin/env node
/**
 * Nodes that nobody should have written: the first argument says what is wrong with this one. Each
 * answers `init` and `echo` as well as it can.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";

const [mode] = process.argv.slice(2);
let id = "n0";

const write = (data) => {
  const bytes = Buffer.from(data);
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
};
const send = (dest, body) => write(`${JSON.stringify({ src: id, dest, body })}\n`);
const stay = () => setInterval(() => {}, 1000);

const beginnings = {
  exits() {
    process.stderr.write("I looked around\n\x1b[31mand did not like it\x1b[0m\n");
    process.exit(3);
  },
  dies_by_signal: () => process.kill(process.pid, "SIGSEGV"),
  deaf() {
    stay();
    process.stderr.write("I do not listen\n");
    return "does not read";
  },
  silent: () => stay(),
  closes_stdout() {
    closeSync(1);
    stay();
  },
  closes_stdin() {
    stay();
    closeSync(0);
    process.stderr.write("closed\n");
    return "does not read";
  },
  ignores_signals() {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]) process.on(signal, () => {});
    stay();
  },
  has_children() {
    // One in its group, without the mark; one that leaves it; and one whose parent is gone at once.
    spawn("sleep", ["600"], { stdio: "inherit", env: { ...process.env, HEARSAY_NODE: "" } });
    spawn("sleep", ["601"], { stdio: "inherit", detached: true });
    spawn("sh", ["-c", "setsid sleep 602 &"], { stdio: "inherit", detached: true });
  },
  leaves_children() {
    spawn("sleep", ["603"], { stdio: "inherit", detached: true });
    process.exit(0);
  },
  floods_stderr() {
    const line = `${"a lot to say ".repeat(70)}\n`.repeat(70);
    const more = () => process.stderr.write(line, more);
    more();
  },
};

const afterInit = {
  floods() {
    const line = `${JSON.stringify({ src: id, dest: "n1", body: { type: "noise" } })}\n`;
    for (;;) write(line.repeat(1000));
  },
  garbage() {
    write("hello\n\n\x1b[2J\x07\n{\n");
    write(`${"x".repeat(10_000)}\n`);
  },
  endless_garbage() {
    for (;;) write("nonsense\n".repeat(1000));
  },
  half_lines() {
    const line = `${JSON.stringify({ src: id, dest: "c1", body: { type: "late", text: "é" } })}\n`;
    const bytes = Buffer.from(line);
    let at = 0;
    const more = () => {
      write(bytes.subarray(at, ++at));
      if (at < bytes.length) setTimeout(more, 1);
    };
    more();
  },
  ends_in_a_line() {
    for (let i = 0; i < 3000; i++) send("n1", { type: "last words", i });
    write(`{"src": "${id}", "de`);
    process.exit(0);
  },
  long_line() {
    const megabyte = Buffer.alloc(1 << 20, "x");
    for (let i = 0; i < 100; i++) write(megabyte);
    write("\n");
  },
  invalid_utf8: () => write([0x22, 0xff, 0xfe, 0x22, 0x0a]),
  nul: () => write('{"src":\0"n0"}\n'),
  wrong_shapes() {
    const body = { type: "x" };
    const wrong = [
      42,
      null,
      [],
      {},
      { src: id },
      { src: id, dest: 1, body },
      { src: id, dest: "n1" },
      { src: id, dest: "n1", body: [] },
      { src: id, dest: "n1", body: {} },
      { src: id, dest: "n1", body: { type: 7 } },
      { src: 7, dest: "n1", body },
    ];
    for (const each of wrong) write(`${JSON.stringify(each)}\n`);
  },
  untyped: () => write('{"src":"n0","dest":"n1","body":{"in_reply_to":3}}\n'),
  forged: () => write('{"src":"n9","dest":"n1","body":{"type":"x"}}\n'),
};

let rest = "";
if (beginnings[mode]?.() !== "does not read") {
  process.stdin.setEncoding("utf8").on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) receive(JSON.parse(line));
  });
}

function receive({ src, body }) {
  if (mode === "silent" || mode === "closes_stdout") return;
  const in_reply_to = body.msg_id;
  if (body.type === "init") {
    id = body.node_id;
    send(src, { type: "init_ok", in_reply_to });
    afterInit[mode]?.();
  } else if (body.type === "echo") send(src, { type: "echo_ok", echo: body.echo, in_reply_to });
  else if (body.type === "exit") process.exit(0);
}
