/**
 * All checkers of a run about a secret.
 *
 * @module
 */
import { BoundedInbox } from "./bounded_inbox.ts";
import type { Checker, Truth } from "./checker.ts";
import { Convergence } from "./convergence.ts";
import { ExchangeModel } from "./exchange.ts";
import { Immutable } from "./immutable.ts";
import { LamportOrder } from "./lamport_order.ts";
import { MessageIds } from "./message_ids.ts";
import { Monotone } from "./monotone.ts";
import { NoLostWord } from "./no_lost_word.ts";
import { PrematureWinner } from "./premature_winner.ts";
import { QuiescenceHonesty } from "./quiescence_honesty.ts";
import { RightFile } from "./right_file.ts";
import { SingleWinner } from "./single_winner.ts";
import { Supervision } from "./supervision.ts";

/** Fresh checkers for one run. Those that see causes come before those that see effects. */
export function secretCheckers(truth: Truth): {
  readonly all: readonly Checker[];
  readonly honesty: QuiescenceHonesty;
} {
  const honesty = new QuiescenceHonesty(truth);
  const all = [
    new Immutable(truth),
    new Monotone(truth),
    new ExchangeModel(truth),
    new LamportOrder(truth),
    new MessageIds(truth),
    new PrematureWinner(truth),
    new SingleWinner(truth),
    new RightFile(truth),
    new NoLostWord(truth),
    new BoundedInbox(truth),
    new Supervision(truth),
    honesty,
    new Convergence(truth),
  ];
  return { all, honesty };
}
