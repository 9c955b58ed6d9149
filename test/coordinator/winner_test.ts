/**
 * The winner channel: one claim stands whatever gets lost, and one file is whole or not there.
 *
 * @module
 */
import { mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { close, connect, whenReady } from "../../coordinator/redis/connect.ts";
import { runKeys } from "../../coordinator/redis/keys.ts";
import type { Claim } from "../../coordinator/claim.ts";
import { claimWinner, readWinner, writeAtomically } from "../../coordinator/winner.ts";
import { robotId } from "../../robots/engine/ids.ts";
import { freshFolder } from "../support/hearsay.ts";
import { freshRun, redisUrl } from "../support/redis.ts";

async function open(): Promise<Redis> {
  const redis = connect(redisUrl);
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  return redis;
}

function claimOf(name: string, boot = 1): Claim {
  return { claimant: robotId(name), boot, digest: "ab".repeat(32) };
}

test("of 50 robots that claim at once over 10 connections exactly one wins", async () => {
  const keys = runKeys(freshRun());
  const clients = await Promise.all(Array.from({ length: 10 }, open));
  const claims = Array.from({ length: 50 }, (_, i) => claimOf(`r${i}`));
  const outcomes = await Promise.all(
    claims.map((claim, i) => claimWinner(clients[i % clients.length]!, keys, claim)),
  );
  expect(outcomes.filter((outcome) => outcome === "won")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "lost")).toHaveLength(49);
  expect(await readWinner(clients[0]!, keys)).toEqual(claims[outcomes.indexOf("won")]);
});

test("a claim repeated in the same life, as after a lost reply, has still won", async () => {
  const keys = runKeys(freshRun());
  const redis = await open();
  expect(await claimWinner(redis, keys, claimOf("r1"))).toBe("won");
  expect(await claimWinner(redis, keys, claimOf("r1"))).toBe("won");
});

test("a claim of an earlier life is resumed, and the first claim stands as it was", async () => {
  const keys = runKeys(freshRun());
  const redis = await open();
  await claimWinner(redis, keys, claimOf("r1", 1));
  expect(await claimWinner(redis, keys, claimOf("r1", 2))).toBe("resumed");
  expect(await readWinner(redis, keys)).toEqual(claimOf("r1", 1));
});

test("who comes second has lost, also when it claims again", async () => {
  const keys = runKeys(freshRun());
  const redis = await open();
  await claimWinner(redis, keys, claimOf("r1"));
  for (const boot of [1, 1, 2]) {
    expect(await claimWinner(redis, keys, claimOf("r2", boot))).toBe("lost");
  }
});

test("nobody has won before the first claim", async () => {
  expect(await readWinner(await open(), runKeys(freshRun()))).toBeUndefined();
});

test.each(["junk", "null", "7", "{}", '{"claimant":"r 1","boot":1,"digest":""}'])(
  "what is no claim is named, as nobody can win against it: %s",
  async (junk) => {
    const keys = runKeys(freshRun());
    const redis = await open();
    await redis.set(keys.winner, junk);
    await expect(claimWinner(redis, keys, claimOf("r1"))).rejects.toThrow(
      `${keys.winner} must hold JSON of claimant, boot and digest: got ${JSON.stringify(junk)}`,
    );
  },
);

test("a claim fails with the connection instead of waiting, and stands if it arrived", async () => {
  const keys = runKeys(freshRun());
  const redis = await open();
  const claiming = claimWinner(redis, keys, claimOf("r1"));
  redis.disconnect();
  await claiming.catch(() => {});
  await expect(claimWinner(redis, keys, claimOf("r1"))).rejects.toThrow(Error);
  expect(await claimWinner(await open(), keys, claimOf("r1"))).toBe("won");
});

test("writes every byte, makes missing folders and leaves nothing else", async () => {
  const folder = join(freshFolder(), "a", "b");
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  await writeAtomically(join(folder, "secret.txt"), bytes, "r1");
  expect(Uint8Array.from(await readFile(join(folder, "secret.txt")))).toEqual(bytes);
  expect(await readdir(folder)).toEqual(["secret.txt"]);
});

test("whoever looks finds one whole file, never a part of one", async () => {
  const path = join(freshFolder(), "secret.txt");
  const versions = ["a", "b"].map((letter) => Buffer.alloc(4 * 1024 * 1024, letter));
  await writeAtomically(path, versions[0]!, "r1");
  const written = new AbortController();
  const seen = new Set<string>();
  const looking = (async () => {
    while (!written.signal.aborted) {
      const found = await readFile(path);
      seen.add(`${versions.findIndex((bytes) => bytes.equals(found))}`);
    }
  })();
  for (let i = 1; i <= 10; i++) await writeAtomically(path, versions[i % 2]!, "r1");
  written.abort();
  await looking;
  expect([...seen].sort()).toEqual(["0", "1"]);
});

test("leaves a file alone that has the same bytes already", async () => {
  const path = join(freshFolder(), "secret.txt");
  await writeFile(path, "secret");
  const longAgo = new Date(2001, 1, 1);
  await utimes(path, longAgo, longAgo);
  const { ino } = await stat(path);
  await writeAtomically(path, Buffer.from("secret"), "r1");
  expect(await stat(path)).toMatchObject({ ino, mtime: longAgo });
});

test("replaces a file that has other bytes", async () => {
  const path = join(freshFolder(), "secret.txt");
  await writeFile(path, "secret and more");
  await writeAtomically(path, Buffer.from("secret"), "r1");
  expect(await readFile(path, "utf8")).toBe("secret");
});

test("a writer that dies halfway leaves half a temporary file, and the next one a whole one", async () => {
  const folder = freshFolder();
  const path = join(folder, "secret.txt");
  const death = new Error("death");
  const dying = writeAtomically(path, Buffer.from("secret!"), "r1", undefined, async () => {
    const [half, ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(await readFile(join(folder, half!), "utf8")).toBe("sec");
    throw death;
  });
  await expect(dying).rejects.toBe(death);
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.secret\.txt\.r1\.\d+\.tmp$/)]);
  let asked = 0;
  const halfway = async (): Promise<void> => void (asked += 1);
  expect(await writeAtomically(path, Buffer.from("secret!"), "r1", undefined, halfway)).toBe(true);
  expect(asked).toBe(1);
  expect(await readdir(folder)).toEqual(["secret.txt"]);
  expect(await readFile(path, "utf8")).toBe("secret!");
});

test("removes what its own earlier life left half-written, and no foreign file", async () => {
  const folder = freshFolder();
  const foreign = [
    ".secret.txt.r2.17.tmp",
    ".other.txt.r1.17.tmp",
    "secret.txt.tmp",
    ".secret.txt",
  ];
  for (const name of [...foreign, ".secret.txt.r1.17.tmp"]) {
    await writeFile(join(folder, name), "half");
  }
  await writeAtomically(join(folder, "secret.txt"), Buffer.from("secret"), "r1");
  expect((await readdir(folder)).sort()).toEqual([...foreign, "secret.txt"].sort());
});

test("leaves alone what a writer with a longer name is writing", async () => {
  const folder = freshFolder();
  await writeFile(join(folder, ".secret.txt.r1.b.17.tmp"), "half");
  await writeAtomically(join(folder, "secret.txt"), Buffer.from("secret"), "r1");
  expect(await readdir(folder)).toContain(".secret.txt.r1.b.17.tmp");
});

test("fails with the file system's own error where it cannot write", async () => {
  const folder = freshFolder();
  await writeFile(join(folder, "file"), "");
  await mkdir(join(folder, "secret.txt"));
  const bytes = Buffer.from("secret");
  await expect(writeAtomically(join(folder, "file", "x"), bytes, "r1")).rejects.toMatchObject({
    code: "EEXIST",
  });
  await expect(writeAtomically(join(folder, "secret.txt"), bytes, "r1")).rejects.toMatchObject({
    code: expect.stringMatching(/^(EISDIR|ENOTEMPTY|EEXIST)$/) as string,
  });
});
