/**
 * `hearsay clean RUN`: removes every key of a run from Redis, and nothing else.
 *
 * @module
 */
import { type Command, Option } from "commander";
import type { Redis } from "ioredis";
import { sleep } from "../../robots/transport/deadline.ts";
import type { RunName } from "../redis/keys.ts";
import { RENEW_MS } from "../redis/leases.ts";
import type { RunStore } from "../redis/run_store.ts";
import { hasEnded } from "../run_config.ts";
import { UserError } from "../user_error.ts";
import { commandOnRun, type RunFlags, unknownRun, withStore } from "./open_run.ts";
import { jsonOption } from "./shared_options.ts";
import { endRun } from "./stop.ts";
import { describeHolders, heldRobots, waitForLeases } from "./wait_for_leases.ts";

/** Keys that one SCAN looks at: some milliseconds of Redis's time. */
const SCAN_COUNT = 1000;

/** Passes: a straggler may write once more while the first one is under way. */
const PASSES_MAX = 3;

interface Flags extends RunFlags {
  readonly force?: boolean;
  readonly json?: boolean;
}

export function cleanCommand(): Command {
  return commandOnRun("clean", "Remove every key of a run from Redis; files stay.")
    .addOption(new Option("--force", "stop the run first if it is under way"))
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  hearsay clean demo
  hearsay clean demo --force`,
    )
    .action(perform);
}

async function perform(run: RunName, flags: Flags): Promise<void> {
  const keys = await withStore(run, flags, async (store, redis) => {
    await endOrRefuse(store, flags.force === true);
    const removed = await removeKeys(store);
    if (removed === 0) throw unknownRun(run, redis);
    return removed;
  });
  if (flags.json) process.stdout.write(`${JSON.stringify({ run, keys })}\n`);
  else process.stdout.write(`removed ${keys} keys of ${run}\n`);
}

/** Robots and hosts that live would put back what is removed. */
async function endOrRefuse(store: RunStore, force: boolean): Promise<void> {
  const { run } = store;
  const description = await store.describe();
  const held = await heldRobots(store);
  if (description !== undefined && !hasEnded(description.state)) {
    if (held.size > 0 && !force) {
      throw new UserError(
        `cannot clean ${run} as it must have ended: it is ${description.state} and has ${describeHolders(held)}; stop it with hearsay stop ${run}, or give --force`,
      );
    }
    await endRun(store, "it was stopped by hearsay clean");
    // A host without robots has no lease: this long it may take to look at the state.
    await sleep(RENEW_MS);
  }
  const left = held.size > 0 ? await waitForLeases(store) : held;
  if (left.size > 0 && !force) {
    throw new UserError(
      `cannot clean ${run} as some of its robots do not end: ${describeHolders(left)}; give --force to clean nevertheless`,
    );
  }
}

async function removeKeys({ redis, keys }: RunStore): Promise<number> {
  let removed = 0;
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let now = 0;
    for (const prefix of [keys.prefix, `${keys.bull}:`]) now += await removePrefix(redis, prefix);
    removed += now;
    if (now === 0) break;
  }
  return removed;
}

async function removePrefix(redis: Redis, prefix: string): Promise<number> {
  const pattern = `${prefix.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*`;
  let removed = 0;
  let cursor = "0";
  do {
    const [next, found] = await redis.scan(cursor, "MATCH", pattern, "COUNT", SCAN_COUNT);
    cursor = next;
    // One command a key, as the slots of a cluster differ.
    const pipeline = redis.pipeline();
    for (const key of found) if (key.startsWith(prefix)) pipeline.unlink(key);
    const replies = (await pipeline.exec()) ?? [];
    for (const [error, count] of replies) {
      if (error) throw error;
      removed += count as number;
    }
  } while (cursor !== "0");
  return removed;
}
