/**
 * What epidemics theory says of one rumour that one of n robots knows, in synchronous rounds in which
 * each robot calls one other: how many rounds, and how many messages that carry it.
 *
 * {@linkcode leadingRounds} is what theorems give, up to a constant; {@linkcode spread} follows the
 * expected number of informed robots round by round, which also gives the constant.
 *
 * @module
 */
import type { Exchange } from "../../robots/engine/robot.ts";

/** The chances that a call passes the rumour on, when one side knows it and the other does not. */
export interface Chances {
  /** The called one knows it: the caller learns. */
  readonly pull: number;
  /** The caller knows it: the called one learns. */
  readonly push: number;
}

/** One round after the other: the expected course of a rumour. */
export interface Course {
  /** Robots that know it: at the start, and after each round. */
  readonly informed: readonly number[];
  /** Expected rounds until all know it. */
  readonly rounds: number;
  /** Messages that carry the rumour to robots without it, lost ones included, for each robot. */
  readonly payloads: number;
}

/** A course ends when fewer robots than this are expected to be without the rumour. */
const UNINFORMED_END = 1e-9;

/** No course comes near unless its chances are next to nothing. */
const ROUNDS_MAX = 100_000;

/**
 * The classic protocols: whoever knows sends, whoever asks gets, and each message with the rumour is
 * lost with chance `loss`; what carries no rumour is never lost.
 */
export function classicChances(exchange: Exchange, loss: number): Chances {
  return {
    pull: exchange === "push" ? 0 : 1 - loss,
    push: exchange === "pull" ? 0 : 1 - loss,
  };
}

/**
 * Our exchange when every message is lost with chance `loss`: a pull takes two messages (summary,
 * update), a push three (summary, request, update).
 */
export function everyMessageChances(exchange: Exchange, loss: number): Chances {
  return {
    pull: exchange === "push" ? 0 : (1 - loss) ** 2,
    push: exchange === "pull" ? 0 : (1 - loss) ** 3,
  };
}

/**
 * Rounds by the leading terms of theory: a phase of growth by 1 + pull + push a round, and one in
 * which the uninformed shrink by (1 - pull) e^-push a round, or, when no pull fails, are squared.
 *
 * - push: log2 n + ln n (Frieze and Grimmett 1985; up to a constant: Pittel 1987); with chance s
 *   log_{1+s} n + ln n / s (Doerr, Huber and Levavi 2009, arXiv 1001.3056)
 * - pull: log2 n + log2 ln n (for its distribution Panagiotou and Reisser 2021, arXiv 2110.09044)
 * - push-pull: log3 n + O(ln ln n) (Karp, Schindelhauer, Shenker and Vöcking 2000)
 *
 * The rest follows in the same way; that such terms are right up to a constant, with failures too, is
 * shown by Doerr and Kostrygin (2017, arXiv 2303.11150).
 */
export function leadingRounds(robots: number, { pull, push }: Chances): number {
  const growth = Math.log(robots) / Math.log(1 + pull + push);
  if (pull === 1) return growth + Math.log2(Math.log(robots));
  return growth + Math.log(robots) / (push - Math.log(1 - pull));
}

/**
 * The expected course. Given I informed robots, one that is not stays so with chance
 *
 * ```text
 * (1 - pull I / (n - 1)) (1 - push / (n - 1))^I
 * ```
 *
 * which is exact; that I then is what was expected is not, but nearly so once it is large (Pittel 1987
 * for push). The last robots learn nearly independently, so that all know it with chance e^-U when U
 * are expected not to; `rounds` sums the chances that it is not over yet. Chance at the start, while
 * few know it, is left out: it makes pull some 0.4 rounds slower than this says, and lossy ones up to
 * one round.
 *
 * @param legs Chances that a call that could pass the rumour on gets as far as the message with it;
 * absent: what comes before is never lost.
 * @throws RangeError when both chances are 0: nobody would ever learn it.
 *
 * @example
 * ```ts
 * import { classicChances, spread } from "./theory.ts";
 * console.log(spread(1000, classicChances("push-pull", 0)).rounds.toFixed(1)); // 9.0
 * ```
 */
export function spread(
  robots: number,
  { pull, push }: Chances,
  legs: Chances = { pull: pull > 0 ? 1 : 0, push: push > 0 ? 1 : 0 },
): Course {
  if (!(pull > 0 || push > 0)) {
    throw new RangeError(
      `cannot spread a rumour as a chance must be above 0: got ${pull} and ${push}`,
    );
  }
  const others = robots - 1;
  const informed = [1];
  let rounds = 0;
  let payloads = 0;
  let missing = robots - 1;
  while (missing > UNINFORMED_END && informed.length <= ROUNDS_MAX) {
    // A robot that still lacks it is itself among the missing, however few are expected.
    const know = Math.min(robots - missing, others);
    rounds += -Math.expm1(-missing);
    payloads += ((legs.pull + legs.push) * missing * know) / others;
    missing *= (1 - (pull * know) / others) * (1 - push / others) ** know;
    informed.push(robots - missing);
  }
  return { informed, rounds, payloads: payloads / robots };
}

/** {@linkcode spread} for our exchange when every message is lost with chance `loss`. */
export function spreadLossy(robots: number, exchange: Exchange, loss: number): Course {
  const legs = {
    pull: exchange === "push" ? 0 : 1 - loss,
    push: exchange === "pull" ? 0 : (1 - loss) ** 2,
  };
  return spread(robots, everyMessageChances(exchange, loss), legs);
}

/**
 * Messages with the rumour that the classic push sends: whoever knows it sends it in every round until
 * the end, as it never hears who knows it already. Push-pull does the same, and answers those that ask
 * in vain of the rest.
 */
export function classicPayloads(robots: number, exchange: Exchange, loss: number): number {
  const course = spread(robots, classicChances(exchange, loss));
  if (exchange === "pull") return course.payloads;
  let sent = 0;
  for (let round = 0; round < course.rounds; round++) {
    const last = Math.min(1, course.rounds - round);
    sent += last * course.informed[round]!;
  }
  const pulled = exchange === "push-pull" ? course.payloads / 2 : 0;
  return sent / robots + pulled;
}
