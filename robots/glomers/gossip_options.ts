/**
 * Options of a node that gossips, as they stand on its command line behind `--`.
 *
 * @module
 */
import { STRATEGY_NAMES } from "../reconcile/strategy.ts";
import { type GossipOptions, PERIOD_MS_DEFAULT, PUSH_MS_DEFAULT } from "./gossip.ts";
import { oneOf, optionsOf, wholeNumber } from "./options.ts";

/** A test lasts a minute or so: what takes longer never happens. */
const WAIT_MS_MAX = 60_000;

/** More peers than any node has here: all. */
const PEERS_MAX = 1000;

const [AUTO, ...OTHERS] = STRATEGY_NAMES;

/**
 * Reads `--period-ms`, `--push-ms`, `--fanout` and `--strategy`.
 *
 * @param otherwise What holds when the command line says nothing.
 * @throws OptionsError in one line for anything else.
 */
export function gossipOptions(
  args: readonly string[],
  otherwise: Pick<GossipOptions, "pushMs"> = {},
): Required<Omit<GossipOptions, "isKept">> {
  const options = optionsOf(args, {
    "period-ms": wholeNumber(PERIOD_MS_DEFAULT, 1, WAIT_MS_MAX, "between two greetings of a node"),
    "push-ms": wholeNumber(
      otherwise.pushMs ?? PUSH_MS_DEFAULT,
      0,
      WAIT_MS_MAX,
      "how long news wait for company",
    ),
    fanout: wholeNumber(
      PEERS_MAX,
      1,
      PEERS_MAX,
      "peers that are told what is new, all if there are fewer",
    ),
    strategy: oneOf([AUTO!, ...OTHERS], "how differences are found"),
  });
  return {
    periodMs: options["period-ms"],
    pushMs: options["push-ms"],
    fanout: options.fanout,
    strategy: options.strategy,
  };
}
