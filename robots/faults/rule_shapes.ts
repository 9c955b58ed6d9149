/**
 * The fields of every kind of fault rule, strictly. A test compares them with the types.
 *
 * @module
 */
import { z } from "zod";
import { MESSAGE_BYTES_MAX } from "../transport/transport.ts";
import {
  CLOCK_MS_MAX,
  CLOCK_RATE_MAX,
  CLOCK_RATE_MIN,
  DAMAGE_BYTES_MAX,
  MESSAGES_PER_SEC_MAX,
  MESSAGES_PER_SEC_MIN,
  PARETO_SHAPE_MAX,
  PARETO_SHAPE_MIN,
  PERIODIC_EVERY_MAX,
  type RuleKind,
} from "./plan.ts";
import {
  amongThree,
  amongTwo,
  between,
  copies,
  delayMs,
  everyMs,
  forMs,
  groups,
  links,
  rate,
  robots,
  scope,
  times,
  victims,
  whole,
  window,
} from "./rule_fields.ts";

const bytes = whole(1, DAMAGE_BYTES_MAX);
const clockMs = between(-CLOCK_MS_MAX, CLOCK_MS_MAX);

/** A rule of one kind that has these fields and no others. */
function rule<K extends RuleKind, F extends z.core.$ZodLooseShape>(
  kind: K,
  fields: F,
): z.ZodObject<{ kind: z.ZodLiteral<K> } & F, z.core.$strict> {
  return z.strictObject({ kind: z.literal(kind), ...fields });
}

const MESSAGE_SHAPES = [
  rule("loss", { ...scope, rate }),
  rule("burst-loss", {
    ...scope,
    enterRate: rate,
    leaveRate: rate,
    lossRate: rate.exactOptional(),
    calmLossRate: rate.exactOptional(),
  }),
  rule("periodic-loss", { ...scope, every: whole(1, PERIODIC_EVERY_MAX) }),
  rule("oversize-loss", { ...scope, bytesMax: whole(0, MESSAGE_BYTES_MAX) }),
  rule("duplicate", { ...scope, rate, copies }),
  rule("replay", { ...scope, rate, delayMs }),
  rule("echo", { ...scope, rate }),
  rule("reorder", { ...scope, rate, delayMs }),
  rule("delay", {
    ...scope,
    delayMs,
    jitterMs: delayMs.exactOptional(),
    rate: rate.exactOptional(),
  }),
  rule("exponential-delay", { ...scope, meanMs: delayMs, rate: rate.exactOptional() }),
  rule("pareto-delay", {
    ...scope,
    minMs: delayMs,
    shape: between(PARETO_SHAPE_MIN, PARETO_SHAPE_MAX),
    rate: rate.exactOptional(),
  }),
  rule("clog", { ...scope, everyMs, forMs }),
  rule("throttle", {
    ...scope,
    messagesPerSec: between(MESSAGES_PER_SEC_MIN, MESSAGES_PER_SEC_MAX),
  }),
  rule("corrupt", { ...scope, rate, bytes: bytes.exactOptional() }),
  rule("truncate", { ...scope, rate }),
  rule("pad", { ...scope, rate, bytes }),
  rule("blank", { ...scope, rate, bytes: bytes.exactOptional() }),
  rule("garbage", { ...scope, rate }),
  rule("saturate", { ...scope, rate }),
] as const;

const drawnAnew = { everyMs: everyMs.exactOptional() };

const DIVISION_SHAPES = [
  rule("partition", { ...links, groups }),
  rule("cut", { ...links, from: robots, to: robots }),
  rule("halves", { ...amongTwo, ...drawnAnew }),
  rule("isolate", { ...amongTwo, ...drawnAnew }),
  rule("one-way", { ...amongTwo, ...drawnAnew }),
  rule("bridge", { ...amongThree, ...drawnAnew }),
  rule("majorities-ring", { ...amongThree, ...drawnAnew }),
  rule("flapping", { ...amongTwo, everyMs, forMs }),
  rule("deaf", { robots, ...window }),
  rule("mute", { robots, ...window }),
] as const;

const PROCESS_SHAPES = [
  rule("crash", { ...victims, everyMs, downMs: delayMs }),
  rule("crash-amnesia", { ...victims, everyMs, downMs: delayMs }),
  rule("crash-loop", { ...victims, times, downMs: delayMs }),
  rule("power-cut", { ...victims, everyMs, downMs: delayMs }),
  rule("crash-at-claim", { ...victims, times }),
  rule("crash-at-write", { ...victims, times }),
  rule("pause", { ...victims, everyMs, forMs }),
  rule("slow", { ...victims, delayMs }),
  rule("late-start", { ...victims, delayMs }),
  rule("clock-skew", { ...victims, skewMs: clockMs }),
  rule("clock-jump", { ...victims, everyMs, jumpMs: clockMs }),
  rule("clock-drift", { ...victims, rate: between(CLOCK_RATE_MIN, CLOCK_RATE_MAX) }),
  rule("clock-freeze", { ...victims, everyMs, forMs }),
  rule("tick-loss", { ...victims, rate }),
  rule("tick-burst", { ...victims, rate, copies }),
  rule("tick-jitter", { ...victims, jitterMs: delayMs }),
] as const;

const STORE_SHAPES = [
  rule("claim-reply-loss", { ...victims, rate }),
  rule("claim-delay", { ...victims, delayMs }),
  rule("store-outage", { ...victims, everyMs, forMs }),
  rule("store-amnesia", { ...window, everyMs }),
  rule("write-error", { ...victims, rate }),
] as const;

export const RULE_SHAPES = [
  ...MESSAGE_SHAPES,
  ...DIVISION_SHAPES,
  ...PROCESS_SHAPES,
  ...STORE_SHAPES,
] as const;
