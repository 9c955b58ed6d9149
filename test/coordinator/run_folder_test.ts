/**
 * What a run leaves on disk.
 *
 * @module
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunName } from "../../coordinator/redis/keys.ts";
import { checkOutput, recordedRedis, RunFolder } from "../../coordinator/run_folder.ts";
import { UserError } from "../../coordinator/user_error.ts";
import { freshFolder } from "../support/hearsay.ts";

const RUN = "x" as RunName;

async function events(folder: RunFolder): Promise<unknown[]> {
  const lines = (await readFile(join(folder.path, "events.jsonl"), "utf8")).split("\n");
  expect(lines.pop(), "the last line ends").toBe("");
  return lines.map((line) => JSON.parse(line) as unknown);
}

/** What `act` rejects with; must be meant for people. */
async function complaint(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const { message, exitCode } = error as UserError;
  expect(exitCode).toBe(1);
  expect(message).not.toContain("\n");
  return message;
}

test("makes the folder, with its parents", async () => {
  const dir = join(freshFolder(), "deep", "runs");
  const folder = new RunFolder(dir, RUN);
  await folder.create();
  await folder.close();
  expect(folder.path).toBe(join(dir, "x"));
  expect(await readdir(folder.path)).toEqual(["events.jsonl"]);
});

test("every event becomes one line, in order, also the last before it is closed", async () => {
  const folder = new RunFolder(freshFolder(), RUN);
  await folder.create();
  const many = 20_000;
  const reason = `a\nb${"x".repeat(200)}`;
  for (let i = 1; i <= many; i++) folder.log({ kind: "sent", robot: "r1", count: i, reason });
  await folder.close();
  const logged = await events(folder);
  expect(logged).toHaveLength(many);
  expect(logged[many - 1]).toEqual({ kind: "sent", robot: "r1", count: many, reason });
});

test("writes bytes as base64, from buffers and plain arrays", async () => {
  const folder = new RunFolder(freshFolder(), RUN);
  await folder.create();
  const violation = { knownValue: Buffer.from("one"), givenValue: Uint8Array.from([0, 255]) };
  folder.log({ kind: "invariant-violated", robot: "r1", violation });
  await folder.close();
  expect(await events(folder)).toEqual([
    {
      kind: "invariant-violated",
      robot: "r1",
      violation: { knownValue: "b25l", givenValue: "AP8=" },
    },
  ]);
});

test("what is logged after it is closed is dropped, and closing again is no error", async () => {
  const folder = new RunFolder(freshFolder(), RUN);
  await folder.create();
  await folder.close();
  folder.log({ kind: "sent", robot: "r1" });
  await folder.close();
  expect(await events(folder)).toEqual([]);
});

test("closing settles also when the events cannot be written", async () => {
  const folder = new RunFolder(freshFolder(), RUN);
  const creating = folder.create();
  await creating;
  // The file is opened in the background: without its folder that fails.
  await rm(folder.path, { recursive: true });
  folder.log({ kind: "sent", robot: "r1" });
  await expect(folder.close()).resolves.toBeUndefined();
});

test("refuses the folder of an earlier run, and leaves it as it is", async () => {
  const dir = freshFolder();
  await mkdir(join(dir, RUN));
  await writeFile(join(dir, RUN, "secret.txt"), "precious");
  expect(await complaint(new RunFolder(dir, RUN).create())).toMatch(
    /^cannot start as the run name is in use: .*\/x is there from an earlier run/,
  );
  expect(await readFile(join(dir, RUN, "secret.txt"), "utf8")).toBe("precious");
});

test("says why it cannot make the folder", async () => {
  const file = join(freshFolder(), "file");
  await writeFile(file, "");
  expect(await complaint(new RunFolder(join(file, "runs"), RUN).create())).toBe(
    `cannot write ${file}/runs/x: a part of its path is not a folder`,
  );
});

test("a run that never began leaves nothing", async () => {
  const dir = freshFolder();
  const folder = new RunFolder(dir, RUN);
  await folder.create();
  folder.log({ kind: "sent", robot: "r1" });
  await folder.discard();
  expect(await readdir(dir)).toEqual([]);
});

test("run.json tells other commands which Redis the run uses", async () => {
  const dir = freshFolder();
  const folder = new RunFolder(dir, RUN);
  await folder.create();
  await folder.record({ run: "x", redis: "redis://127.0.0.1:7" });
  expect(await recordedRedis(dir, RUN)).toBe("redis://127.0.0.1:7");
  await folder.record({ run: "x" });
  expect(await recordedRedis(dir, RUN)).toBeUndefined();
  await folder.record({ run: "x", redis: 7 });
  expect(await recordedRedis(dir, RUN)).toBeUndefined();
  await writeFile(join(folder.path, "run.json"), "{ half");
  expect(await recordedRedis(dir, RUN)).toBeUndefined();
  expect(await recordedRedis(dir, "y" as RunName)).toBeUndefined();
  await folder.close();
});

test("an output file may be new or there already, but no folder and nowhere", async () => {
  const dir = freshFolder();
  await checkOutput(join(dir, "new.txt"));
  await writeFile(join(dir, "old.txt"), "old");
  await checkOutput(join(dir, "old.txt"));
  expect(await readFile(join(dir, "old.txt"), "utf8")).toBe("old");
  expect(await readdir(dir)).toEqual(["old.txt"]);
  expect(await complaint(checkOutput(dir))).toBe(`cannot write ${dir}: it is a folder`);
  expect(await complaint(checkOutput(join(dir, "no", "x")))).toBe(
    `cannot write ${dir}/no/x: its folder does not exist`,
  );
  expect(await complaint(checkOutput(join(dir, "old.txt", "x")))).toMatch(
    /^cannot write .*\/old\.txt\/x: /,
  );
});
