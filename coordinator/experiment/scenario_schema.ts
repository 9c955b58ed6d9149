/**
 * Takes scenarios from files: everything that the simulator relies on is checked.
 *
 * @module
 */
import { z } from "zod";
import { EXCHANGES } from "../../robots/engine/robot.ts";
import { planSchema } from "../../robots/faults/plan_schema.ts";
import { ROBOTS_MAX, VIRTUAL_MS_MAX, WORDS_MAX } from "./limits.ts";

/** Sizes beyond which nothing changes any more. */
const COUNT_MAX = 1_000_000;

/** Latencies have the resolution of the simulator: a microsecond. */
const LATENCY_MS_MIN = 0.001;

/** Every message of these schemas completes "<field> must be". */
function whole(min: number, max: number): z.ZodNumber {
  const required = `a whole number from ${min} to ${max}`;
  return z.number(required).int(required).min(min, required).max(max, required);
}

function timeMs(min: number): z.ZodNumber {
  const required = `a number from ${min} to ${VIRTUAL_MS_MAX}`;
  return z.number(required).min(min, required).max(VIRTUAL_MS_MAX, required);
}

const skippedTick = z
  .strictObject({ robot: whole(0, ROBOTS_MAX), tick: whole(0, COUNT_MAX) }, "an object")
  .readonly();

export const scenarioSchema = z
  .strictObject(
    {
      system: z.literal("secret", '"secret"'),
      seed: z.string("a text"),
      robots: whole(1, ROBOTS_MAX),
      words: whole(1, WORDS_MAX),
      copies: whole(1, ROBOTS_MAX),
      exchange: z.enum(EXCHANGES, `one of ${EXCHANGES.join(", ")}`),
      fanout: whole(1, COUNT_MAX),
      gossipMs: timeMs(1),
      quietMs: timeMs(0),
      inboxMax: whole(1, COUNT_MAX),
      latencyMs: timeMs(LATENCY_MS_MIN),
      latencyJitterMs: timeMs(0),
      synchronous: z.boolean("true or false"),
      plan: planSchema,
      faultsMs: timeMs(0),
      convergenceRoundsMax: whole(0, COUNT_MAX),
      skippedTicks: z.array(skippedTick, "a list").readonly().exactOptional(),
    },
    "an object",
  )
  .refine(({ copies, robots }) => copies <= robots, {
    path: ["copies"],
    error: "at most as many as robots",
  })
  .readonly();
