/**
 * Runs made by hand in the shared Redis, and commands called in this very process.
 *
 * @module
 */
import { onTestFinished, vi } from "vitest";

import { main } from "../../../coordinator/cli/main.ts";
import { close, connect, whenReady } from "../../../coordinator/redis/connect.ts";
import type { RunName } from "../../../coordinator/redis/keys.ts";
import { Leases } from "../../../coordinator/redis/leases.ts";
import { RunStore } from "../../../coordinator/redis/run_store.ts";
import type { RunConfig } from "../../../coordinator/run_config.ts";
import { sha256 } from "../../../coordinator/winner.ts";
import { hearsay as proto } from "../../../proto/gen/hearsay.js";
import { messageId, type RobotId, robotId } from "../../../robots/engine/ids.ts";
import type { Message } from "../../../robots/engine/message.ts";
import { encodeMessage } from "../../../robots/runtime/envelope.ts";
import { encodeUpdate, secretCodec } from "../../../robots/secret/codec.ts";
import {
  SecretReplica,
  type SecretSummary,
  type SecretUpdate,
} from "../../../robots/secret/secret_replica.ts";
import { splitWords } from "../../../robots/secret/split.ts";
import { eventually } from "../../support/eventually.ts";
import { freshRun, redisUrl } from "../../support/redis.ts";

export const SECRET = "one two three four five six seven eight";
export const WORDS = splitWords(Buffer.from(SECRET));
export const codec = secretCodec(WORDS.length);

/** A run as `hearsay run --hosted 0` leaves it for others. */
export interface HandmadeRun {
  readonly run: RunName;
  readonly store: RunStore;
  readonly leases: Leases;
}

export interface RunShape {
  readonly run?: RunName;
  readonly robots?: number;
  readonly config?: Partial<RunConfig>;
  readonly url?: string;
}

/** Deals {@linkcode SECRET}: robot i of n has the words i, i + n, … */
export async function makeRun(shape: RunShape = {}): Promise<HandmadeRun> {
  const { run = freshRun(), robots = 2, url = redisUrl } = shape;
  const store = await openStore(run, url);
  const config: RunConfig = {
    version: "0.1.0",
    seed: "test",
    robots,
    copies: 1,
    gossipMs: 50,
    quietMs: 300,
    timeoutMs: 60_000,
    inboxMax: 100,
    exchange: "push-pull",
    fanout: 1,
    ticks: "bullmq",
    secret: {
      wordCount: WORDS.length,
      bytes: SECRET.length,
      sha256: sha256(Buffer.from(SECRET)),
    },
    ...shape.config,
  };
  await store.create(config);
  const shares = new Map<RobotId, Uint8Array>();
  for (let i = 0; i < robots; i++) {
    const words = WORDS.map((value, index) => ({ index, value })).filter(
      ({ index }) => index % robots === i,
    );
    shares.set(robotId(`r${i + 1}`), encodeUpdate(words));
  }
  await store.deal(shares);
  await store.open(Date.now());
  return { run, store, leases: new Leases(store.redis, store.keys) };
}

/** The store of a run, whose client is closed when the test finishes. */
export async function openStore(run: RunName, url = redisUrl): Promise<RunStore> {
  const redis = connect(url, { name: "hearsay-test" });
  onTestFinished(() => close(redis));
  await whenReady(redis, 5000);
  return new RunStore(redis, run);
}

export const r1 = robotId("r1");
export const r2 = robotId("r2");
export const r3 = robotId("r3");

/** A message with these words, and with the summary of somebody who knows exactly them. */
export function message(from: RobotId, update: SecretUpdate): Message<SecretSummary, SecretUpdate> {
  const replica = new SecretReplica(from, WORDS.length);
  replica.merge(update, { from, boot: 1, seq: 1 });
  return {
    from,
    boot: 1,
    seq: 7,
    lamport: 9,
    wantsUpdate: true,
    offersUpdate: false,
    summary: replica.summarize(),
    update,
  };
}

/** Puts messages into a robot's inbox, in one entry. */
export async function post(
  { redis, keys }: RunStore,
  to: RobotId,
  messages: readonly Message<SecretSummary, SecretUpdate>[],
): Promise<void> {
  const envelopes = messages.map((each) => encodeMessage(each, codec));
  const body = Buffer.from(proto.v1.Batch.encode({ envelopes }).finish());
  const ids = messages.map(messageId).join(" ");
  const fields = ["from", messages[0]!.from, "kinds", "summary+update", "ids", ids] as const;
  await redis.xadd(keys.inbox(to), "*", ...fields, "body", body);
}

/** Waits until commands of this process have looked at leases `times` more. */
export async function looks(times: number): Promise<void> {
  const look = vi.spyOn(Leases.prototype, "holders");
  await eventually(() => look.mock.calls.length >= times);
  look.mockRestore();
}

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `hearsay ARGS` in this process, against the shared Redis unless `ARGS` say otherwise. */
export async function command(...args: string[]): Promise<Said> {
  let stdout = "";
  let stderr = "";
  const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text.toString();
    return true;
  });
  const err = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += text.toString();
    return true;
  });
  const codeBefore = process.exitCode;
  process.exitCode = 0;
  try {
    await main(args.includes("--redis") ? args : [...args, "--redis", redisUrl]);
    return { code: exitCode(), stdout, stderr };
  } finally {
    process.exitCode = codeBefore;
    out.mockRestore();
    err.mockRestore();
  }
}

/** A function, as the compiler believes that nothing has changed it. */
function exitCode(): number {
  return Number(process.exitCode);
}

/** A command that must succeed without a complaint; returns its output. */
export async function output(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await command(...args);
  if (code !== 0 || stderr !== "") throw new Error(`exit ${code}: ${stderr}`);
  return stdout;
}
