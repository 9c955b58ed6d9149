/**
 * Places with a set and one side of a conversation by riblt.
 *
 * @module
 */
import { equalIds } from "../../robots/crdt/entry_id.ts";
import { GSet } from "../../robots/crdt/g_set.ts";
import { Reconcilable } from "../../robots/reconcile/reconcilable.ts";
import { riblt } from "../../robots/reconcile/riblt.ts";
import { BURST_MESSAGES_MAX, type Limits, type Side } from "../../robots/reconcile/strategy.ts";

export const LIMITS: Limits = { messageBytesMax: 65_536, burstMessagesMax: BURST_MESSAGES_MAX };

/** A set that can also forget, as some types do. */
class ForgetfulSet extends GSet {
  forget(element: string): void {
    this.drop(element);
  }
}

export class Place {
  readonly set = new ForgetfulSet();
  readonly state: Reconcilable;
  readonly side: Side;

  constructor(elements: Iterable<string>, limits = LIMITS) {
    for (const element of elements) this.set.add(element);
    this.state = new Reconcilable(this.set);
    this.side = riblt.side(this.state, limits);
  }

  holdsSameAs(other: Place): boolean {
    return equalIds(this.state.index.digest, other.state.index.digest);
  }
}

export function named(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix} ${i}`);
}

/** Two places that hold `common` entries both, and `a` and `b` of their own. */
export function places(
  common: number,
  a: number,
  b: number,
  limits = LIMITS,
  seed = "",
): [Place, Place] {
  const both = named("both", common);
  return [
    new Place([...both, ...named(`a${seed}`, a)], limits),
    new Place([...both, ...named(`b${seed}`, b)], limits),
  ];
}
