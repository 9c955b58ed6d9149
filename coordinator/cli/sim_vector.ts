/**
 * `hearsay sim --model vector`: synchronous rounds of very many robots.
 *
 * @module
 */
import type { FaultPlan } from "../../robots/faults/plan.ts";
import { counted, grouped, seconds } from "../observe/footer.ts";
import { simulateVector, type VectorOptions } from "../simulation/vector.ts";
import { UserError } from "../user_error.ts";
import type { SimFlags, Simulation } from "./sim_request.ts";

/**
 * Runs the model; returns the exit code.
 *
 * @throws UserError (2) for what the model does not have.
 */
export function simulateRounds({ series, seedsText }: Simulation, flags: SimFlags): number {
  const { robots, words, copies, exchange, plan } = series.base;
  const unknown = notInModel(flags);
  if (unknown !== undefined) {
    throw new UserError(`cannot use ${unknown} with --model vector: ${WHAT_IT_HAS}`, 2);
  }
  const options: VectorOptions = {
    robots,
    words,
    copies,
    exchange,
    seed: flags.seed,
    ...lossOf(plan),
  };
  const beganMs = performance.now();
  const { rounds, messages, payloads, traceHash } = simulateVector(options);
  const elapsedMs = Math.round(performance.now() - beganMs);
  if (flags.json === true) {
    const figures = rounds === undefined ? null : { median: rounds, p99: rounds, max: rounds };
    const result = {
      system: flags.system,
      model: "vector",
      robots,
      words,
      seeds: seedsText,
      seedsDone: 1,
      traceHash,
      elapsedMs,
      rounds: figures,
      messages,
      payloads,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return 0;
  }
  const text =
    rounds === undefined ? "never converged" : `converged after ${counted(rounds, "round")}`;
  process.stdout.write(
    `seed ${seedsText}: ${counted(robots, "robot")}, ${counted(words, "word")}, ${exchange}: ${text}\n` +
      `messages    ${grouped(messages)}, ${grouped(payloads)} of them with words\n` +
      `time        ${seconds(elapsedMs)}\n` +
      `trace       ${traceHash}\n`,
  );
  return 0;
}

const WHAT_IT_HAS =
  "it has one seed, fanout 1 and as faults only one loss for all messages, or for those with words";

/** What is asked for and not there. */
function notInModel(flags: SimFlags): string | undefined {
  const { seeds, swarm, trace, fanout, faultMs, out, jobs, shrink } = flags;
  if (seeds !== undefined) return "--seeds";
  if (swarm === true) return "--swarm";
  if (trace === true) return "--trace";
  if (faultMs !== undefined) return "--fault-ms";
  if (jobs !== undefined) return "--jobs";
  if (out !== undefined) return "--out";
  if (!shrink) return "--no-shrink";
  return fanout === 1 ? undefined : `--fanout ${fanout}`;
}

/** @throws UserError (2) for a plan that is more than loss. */
function lossOf({ rules }: FaultPlan): Pick<VectorOptions, "loss" | "lossOf"> {
  const [rule, ...more] = rules;
  if (rule === undefined) return {};
  if (rule.kind === "loss" && more.length === 0) {
    const { kind: _, rate, carrying, ...scope } = rule;
    if (Object.keys(scope).length === 0 && carrying !== "summary") {
      return { loss: rate, ...(carrying === "update" && { lossOf: "updates" }) };
    }
  }
  throw new UserError(`cannot use this fault plan with --model vector: ${WHAT_IT_HAS}`, 2);
}
