import { describe, expect, test } from "vitest";

import { appendEvents, quarantine } from "../../../coordinator/redis/event_stream.ts";
import type { RobotId } from "../../../robots/engine/ids.ts";
import { eventually } from "../../support/eventually.ts";
import { freshFolder, startHearsay } from "../../support/hearsay.ts";
import { redisUrl } from "../../support/redis.ts";
import { makeRun, message, output, post, r1, r2, WORDS } from "./fixture.ts";

const words = [0, 1, 2, 6].map((index) => ({ index, value: WORDS[index]! }));

/** Records as `--json` prints them. */
interface PlainRecord {
  readonly stream: string;
  readonly id: string;
  readonly robot: string;
  readonly [field: string]: unknown;
}

function records(stdout: string): PlainRecord[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as PlainRecord);
}

describe("inboxes", () => {
  test("shows the fields of the entry and of each message", async () => {
    const { run, store } = await makeRun();
    await post(store, r1, [message(r2, words), message(r2, words.slice(0, 1))]);
    const lines = (await output("inspect", run, "--stream", "inbox")).trimEnd().split("\n");
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2}inbox +r1 {2}from r2 {2}kinds summary\+update {2}ids r2-1-7 r2-1-7 {2}\(entry \d+-\d+\)$/,
    );
    expect(lines.slice(1)).toEqual([
      "    r2-1-7  life 1  seq 7  lamport 9  wants",
      "      summary  4 of 8 words known: 0-2,6",
      '      update   4 words: 0 "one ", 1 "two ", 2 "three ", 6 "seven "',
      "    r2-1-7  life 1  seq 7  lamport 9  wants",
      "      summary  1 of 8 words known: 0",
      '      update   1 word: 0 "one "',
    ]);
  });

  test("--json has the same, with words as text or in hexadecimal", async () => {
    const { run, store } = await makeRun();
    const binary = { index: 3, value: Uint8Array.of(0xff, 0) };
    await post(store, r1, [message(r2, [words[0]!, binary])]);
    const [record, ...more] = records(await output("inspect", run, "--stream", "inbox", "--json"));
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      stream: "inbox",
      robot: "r1",
      from: "r2",
      messages: [
        {
          id: "r2-1-7",
          seq: 7,
          lamport: 9,
          wantsUpdate: true,
          offersUpdate: false,
          summary: { wordCount: 8, count: 2, known: [0, 3] },
          update: [
            { index: 0, text: "one " },
            { index: 3, hex: "ff00" },
          ],
        },
      ],
    });
  });

  test("shows what does not decode, safely", async () => {
    const { run, store } = await makeRun();
    const key = store.keys.inbox(r1);
    await store.redis.xadd(key, "*", "from", "\u001b]0;x\u0007", "body", Buffer.from([255, 1, 2]));
    await store.redis.xadd(key, "*", "colour", "red");
    const stdout = await output("inspect", run, "--stream", "inbox");
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain(String.raw`from \u{1b}]0;x\u{7}`);
    expect(stdout).toMatch(/not a message: the body is no protobuf batch\n +00000000 {2}ff 01 02 /);
    expect(stdout).toMatch(/not a message: no field body\n +00000000 .*\|colour=red\|/);
  });

  test("says why a message was refused", async () => {
    const { run, store } = await makeRun();
    const other = { ...message(r2, words.slice(0, 1)), from: "a b" as RobotId };
    await post(store, r1, [other]);
    expect(await output("inspect", run)).toContain("not a message: no valid sender");
  });
});

describe("events", () => {
  test("shows every field that is set, by its name", async () => {
    const { run, store } = await makeRun();
    await appendEvents(store.redis, store.keys, [
      {
        kind: "sent",
        robot: "r1",
        boot: 2,
        host: "box",
        count: 3,
        payloads: 1,
        peers: ["r2", "r4"],
      },
      { kind: "merged", robot: "r1", known: 4, total: 8, messageIds: ["r2-1-7"], lamport: 12 },
      {
        kind: "invariant-violated",
        robot: "r2",
        reason: "why",
        violation: {
          what: "a word must never change",
          index: 5,
          knownValue: Buffer.from("a"),
          givenValue: Uint8Array.of(0xff),
          messageId: "r9-1-1",
        },
      },
      { kind: "written", robot: "r1", file: { path: "/tmp/x", bytes: 39, sha256: "abc" } },
    ]);
    const lines = (await output("inspect", run, "--stream", "events")).trimEnd().split("\n");
    const texts = lines.map((line) => line.replace(/^\S+ +events +/, ""));
    expect(texts).toEqual([
      "r1  sent      boot 2  count 3  payloads 1  host box  peers r2,r4",
      "r1  merged    lamport 12  known 4 of 8  ids r2-1-7",
      'r2  invariant-violated  reason why  violation a word must never change: word 5 known "a" given 0xff by r9-1-1',
      "r1  written   file /tmp/x bytes 39 sha256 abc",
    ]);
    const plain = records(await output("inspect", run, "--json"));
    expect(plain.map(({ event }) => event)).toMatchObject([
      { kind: "sent", count: 3, payloads: 1, peers: ["r2", "r4"] },
      { kind: "merged", known: 4, total: 8 },
      { violation: { index: 5, knownValue: { text: "a" }, givenValue: { hex: "ff" } } },
      { file: { path: "/tmp/x", bytes: 39, sha256: "abc" } },
    ]);
  });
});

test("shows quarantine with its reason, its source and the head of the evidence", async () => {
  const { run, store } = await makeRun();
  const evidence = Buffer.alloc(100, "ab");
  const refused = { robot: r1, reason: "the checksum does not match", source: "17-0", evidence };
  await quarantine(store.redis, store.keys, refused);
  const lines = (await output("inspect", run, "--stream", "quarantine")).trimEnd().split("\n");
  expect(lines[0]).toMatch(
    /quarantine {2}r1 {2}the checksum does not match {2}\(entry \d+-0, source 17-0, 100 bytes\)$/,
  );
  expect(lines).toHaveLength(6);
  expect(lines[1]).toBe(
    "    00000000  61 62 61 62 61 62 61 62 61 62 61 62 61 62 61 62  |abababababababab|",
  );
  expect(lines[5]).toBe("    … 36 more bytes");
  const [plain] = records(await output("inspect", run, "--stream", "quarantine", "--json"));
  expect(plain).toMatchObject({ source: "17-0", evidence: evidence.toString("base64") });
});

describe("what is shown", () => {
  test("--count and --robot choose the newest of a robot, in the order of time", async () => {
    const { run, store } = await makeRun();
    for (let count = 1; count <= 1500; count += 500) {
      const events = Array.from({ length: 500 }, (_, i) => ({
        kind: "sent" as const,
        robot: i % 100 === 0 ? "r2" : "r1",
        count: count + i,
      }));
      await appendEvents(store.redis, store.keys, events);
    }
    const args = ["inspect", run, "--stream", "events", "--json"];
    const last = records(await output(...args, "--count", "3"));
    expect(last.map(({ event }) => (event as { count: number }).count)).toEqual([1498, 1499, 1500]);
    const ofR2 = records(await output(...args, "--robot", "r2", "--count", "12"));
    expect(ofR2.map(({ robot }) => robot)).toEqual(Array.from({ length: 12 }, () => "r2"));
    expect((ofR2[0]!["event"] as { count: number }).count).toBe(301);
  });

  test("all streams are shown in the order of time", async () => {
    const { run, store } = await makeRun();
    const { redis, keys } = store;
    await redis.xadd(keys.inbox(r1), "9-0", "from", "r2");
    await redis.xadd(keys.events, "100-2", "robot", "r1");
    await redis.xadd(keys.events, "100-10", "robot", "r1");
    await redis.xadd(keys.quarantine, "20-0", "robot", "r1");
    await redis.xadd(keys.inbox(r2), "100-9", "from", "r1");
    const plain = records(await output("inspect", run, "--json"));
    expect(plain.map(({ stream, id }) => `${stream} ${id}`)).toEqual([
      "inbox 9-0",
      "quarantine 20-0",
      "events 100-2",
      "inbox 100-9",
      "events 100-10",
    ]);
    const ofR1 = records(await output("inspect", run, "--json", "--robot", "r1"));
    expect(ofR1.map(({ id }) => id)).toEqual(["9-0", "20-0", "100-2", "100-10"]);
  });
});

test("--follow shows what was there and what comes, also for a robot that joins, until Ctrl-C", async () => {
  const { run, store } = await makeRun();
  await post(store, r1, [message(r2, words)]);
  const args = ["inspect", run, "--follow", "--redis", redisUrl, "--dir", freshFolder()];
  const following = startHearsay(args);
  await eventually(() => following.stdout().includes("r1  from r2"), 20_000);
  await appendEvents(store.redis, store.keys, [{ kind: "ticked", robot: "r2", count: 41 }]);
  await eventually(() => following.stdout().includes("count 41"));
  const r7 = "r7" as RobotId;
  await post(store, r7, [message(r1, words)]);
  await store.setRoster(r7, { host: "box", pid: 1, boot: 1, state: "running" });
  await eventually(() => following.stdout().includes("r7  from r1"));
  expect(following.stdout().match(/from r2/g)).toHaveLength(1);
  following.process.kill("SIGINT");
  expect(await following.finished).toMatchObject({ code: 0, stderr: "" });
});
