import { expect, test } from "vitest";

import {
  everyEntry,
  newestEntries,
  newestId,
  type StreamEntry,
} from "../../../coordinator/cli/scan_stream.ts";
import type { RunStore } from "../../../coordinator/redis/run_store.ts";
import { freshRun } from "../../support/redis.ts";
import { openStore } from "./fixture.ts";

/** A stream of `length` entries with the ids 1-0, 2-0, … */
async function fill({ redis, keys }: RunStore, length: number): Promise<void> {
  const pipeline = redis.pipeline();
  for (let i = 1; i <= length; i++) pipeline.xadd(keys.events, `${i}-0`, "number", i);
  await pipeline.exec();
}

const numberOf = ({ fields }: StreamEntry): number => Number(fields.get("number"));

test("everyEntry() reads long streams whole, each entry once", async () => {
  const store = await openStore(freshRun());
  await fill(store, 2500);
  const numbers: number[] = [];
  for await (const entry of everyEntry(store.redis, store.keys.events))
    numbers.push(numberOf(entry));
  expect(numbers).toEqual(Array.from({ length: 2500 }, (_, i) => i + 1));
});

test("newestEntries() returns what is wanted, oldest first", async () => {
  const store = await openStore(freshRun());
  await fill(store, 2500);
  const wanted = (entry: StreamEntry): boolean => numberOf(entry) % 1000 === 0;
  const read = (count: number): Promise<StreamEntry[]> =>
    newestEntries(store.redis, store.keys.events, count, wanted);
  expect((await read(2)).map(numberOf)).toEqual([1000, 2000]);
  expect((await read(1)).map(numberOf)).toEqual([2000]);
  expect((await read(9)).map(numberOf)).toEqual([1000, 2000]);
});

test("streams that are not there are empty", async () => {
  const { redis, keys } = await openStore(freshRun());
  expect(await newestEntries(redis, keys.events, 5)).toEqual([]);
  expect(await newestId(redis, keys.events)).toBe("0-0");
});
