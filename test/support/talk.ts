/**
 * Two replicas that talk over a link of a test's choosing, message by message, in virtual time.
 *
 * @module
 */
import type { Random } from "../../robots/engine/random.ts";
import { randomBelow } from "../../robots/engine/random.ts";
import type { Heard, Side } from "../../robots/reconcile/strategy.ts";

/** What the link does to each message. All default to 0: a perfect link. */
export interface Link {
  readonly random?: Random;
  readonly loss?: number;
  readonly duplicate?: number;
  /** How likely it is that another message overtakes the one whose turn it is. */
  readonly reorder?: number;
}

/** What one conversation came to. */
export interface Talk {
  /** Messages and bytes that were sent, lost ones and not doubled ones included. */
  readonly messages: number;
  readonly bytes: number;
  /** The longest chain of messages that each answered the one before, the first included. */
  readonly legs: number;
  readonly largestBytes: number;
  readonly refusals: readonly string[];
}

/** No strategy needs more for what tests ask; one that does never ends. */
export const MESSAGES_MAX = 100_000;

/** `a` begins; messages travel until there are none. */
export function talk(a: Side, b: Side, link: Link = {}, nowMs = 0): Talk {
  const sides = [a, b] as const;
  const chance = (probability = 0): boolean =>
    probability > 0 && (link.random?.() ?? 1) < probability;
  const onTheWay: { to: 0 | 1; bytes: Uint8Array; leg: number }[] = [];
  const sum = { messages: 0, bytes: 0, legs: 0, largestBytes: 0, refusals: [] as string[] };
  const send = (to: 0 | 1, messages: readonly Uint8Array[], leg: number): void => {
    for (const bytes of messages) {
      sum.messages += 1;
      sum.bytes += bytes.length;
      sum.legs = Math.max(sum.legs, leg);
      sum.largestBytes = Math.max(sum.largestBytes, bytes.length);
      if (chance(link.loss)) continue;
      onTheWay.push({ to, bytes, leg });
      if (chance(link.duplicate)) onTheWay.push({ to, bytes, leg });
    }
    if (sum.messages > MESSAGES_MAX) throw new Error(`no end after ${sum.messages} messages`);
  };
  send(1, a.begin(nowMs), 1);
  while (onTheWay.length > 0) {
    const next = chance(link.reorder) ? randomBelow(link.random!, onTheWay.length) : 0;
    const [{ to, bytes, leg }] = onTheWay.splice(next, 1) as [(typeof onTheWay)[number]];
    const heard: Heard = sides[to].receive(bytes, nowMs);
    if (heard.kind === "refused") sum.refusals.push(heard.reason);
    else send(to === 0 ? 1 : 0, heard.replies, leg + 1);
  }
  return sum;
}
