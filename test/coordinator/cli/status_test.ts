import { describe, expect, test } from "vitest";

import type { RunStatus } from "../../../coordinator/cli/status_snapshot.ts";
import { appendEvents, quarantine } from "../../../coordinator/redis/event_stream.ts";
import { claimWinner } from "../../../coordinator/winner.ts";
import type { HearsayEvent } from "../../../robots/runtime/events.ts";
import {
  command,
  type HandmadeRun,
  makeRun,
  message,
  output,
  post,
  r1,
  r2,
  r3,
  WORDS,
} from "./fixture.ts";

/** Three places: r1 runs, r2 has died, r3 has never lived; r4 has joined. */
async function makeBusyRun(): Promise<HandmadeRun> {
  const made = await makeRun({ robots: 3 });
  const { store, leases } = made;
  await store.setRoster(r1, { host: "box-a", pid: 11, boot: 3, state: "running" });
  await leases.acquire(r1, "box-a/10");
  await store.setRoster(r2, { host: "box-b", pid: 12, boot: 1, state: "running" });
  const r4 = "r4" as typeof r1;
  await store.setRoster(r4, { host: "box-a", pid: 14, boot: 1, state: "restarting" });
  await post(store, r2, [message(r1, [{ index: 0, value: WORDS[0]! }])]);
  await post(store, r2, [message(r1, [{ index: 0, value: WORDS[0]! }])]);
  const started: HearsayEvent = { kind: "started", robot: "r1", boot: 3, known: 5, total: 8 };
  const ticked: HearsayEvent = { kind: "ticked", robot: "r1", boot: 3, atMs: Date.now() - 400 };
  await appendEvents(store.redis, store.keys, [started, ticked]);
  const refused = { robot: r1, reason: "bad", source: "1-0", evidence: Buffer.from("x") };
  await quarantine(store.redis, store.keys, refused);
  await store.setFaults({ rules: [{ kind: "loss", rate: 0.25 }] });
  return made;
}

test("shows who runs what, how far everybody is, and the faults in words", async () => {
  const { run } = await makeBusyRun();
  const { stdout, code } = await command("status", run);
  expect(code).toBe(0);
  const [head, config, winner, faults, refused, , ...table] = stdout.trimEnd().split("\n");
  expect(head).toMatch(new RegExp(`^run +${run}, running, began \\d+\\.\\d s ago$`));
  expect(config).toMatch(
    /3 places, 8 words \(39 bytes\), 1 copies of each, push-pull with 1 every 50 ms/,
  );
  expect(winner).toBe("winner      none yet");
  expect(faults).toBe("faults      lose 25 % of messages");
  expect(refused).toBe("quarantine  1 message");
  const rows = table.map((line) => line.trim().split(/ {2,}/));
  expect(rows.map((row) => row.slice(0, 8))).toEqual([
    ["robot", "host", "pid", "life", "state", "run by", "backlog", "words known"],
    ["r1", "box-a", "11", "3", "running", "box-a/10", "0", "5 of 8"],
    ["r2", "box-b", "12", "1", "gone", "nobody", "2", "-"],
    ["r3", "-", "-", "0", "waiting", "nobody", "0", "-"],
    ["r4 (joined)", "box-a", "14", "1", "restarting", "nobody", "0", "-"],
  ]);
  expect(rows[1]![8]).toMatch(/^\d\.\d s ago$/);
});

test("warns of places that nobody runs, but not of one that its host restarts", async () => {
  const { run } = await makeBusyRun();
  const { stderr } = await command("status", run);
  expect(stderr).toBe(
    `hearsay: warning: nobody runs r2, r3: start \`hearsay host ${run}\` or \`hearsay robot ${run}\` on any machine\n`,
  );
});

test("--json prints one object", async () => {
  const { run } = await makeBusyRun();
  const stdout = await output("status", run, "--json");
  expect(stdout.trimEnd()).not.toContain("\n");
  const status = JSON.parse(stdout) as RunStatus;
  expect(status).toMatchObject({
    run,
    state: "running",
    unattended: ["r2", "r3"],
    winner: null,
    faults: ["lose 25 % of messages"],
    quarantined: 1,
  });
  expect(status.robots[0]).toMatchObject({
    robot: "r1",
    holder: "box-a/10",
    known: 5,
    total: 8,
    backlog: 0,
    dealt: true,
  });
  expect(status.robots[0]!.tickAgeMs).toBeGreaterThanOrEqual(400);
  expect(status.robots[3]).toMatchObject({ robot: "r4", dealt: false, holder: null });
});

describe("a run that has ended", () => {
  test("shows its winner and the file, and warns of nothing", async () => {
    const { run, store } = await makeBusyRun();
    await claimWinner(store.redis, store.keys, { claimant: r3, boot: 2, digest: "abc" });
    await store.setState("won", { file: "/tmp/secret.txt" });
    const stdout = await output("status", run);
    expect(stdout).toContain("winner      r3 in life 2, sha256 abc, wrote /tmp/secret.txt");
    expect(stdout).toMatch(/r2 .* stopped /);
  });

  test("says why, when it was not won", async () => {
    const { run, store } = await makeRun();
    await store.setState("failed", { reason: "no winner within 10 ms" });
    expect(await output("status", run)).toContain(", failed (no winner within 10 ms), began ");
  });
});

test("shows nothing that a terminal would obey", async () => {
  const { run, store } = await makeRun({ robots: 1 });
  await store.setRoster(r1, { host: "\u001b[2Jbox", pid: 1, boot: 1, state: "running" });
  const { stdout } = await command("status", run);
  expect(stdout).toContain(String.raw`\u{1b}[2Jbox`);
  expect(stdout).not.toContain("\u001b");
});
