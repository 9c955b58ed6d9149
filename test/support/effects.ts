/**
 * What a robot wants done, written down: so that a test can look at it afterwards.
 *
 * @module
 */
import type { RobotId } from "../../robots/engine/ids.ts";
import { emptyDraft, type Message } from "../../robots/engine/message.ts";
import type { Random } from "../../robots/engine/random.ts";
import type { Effects, Robot, RobotEvent } from "../../robots/engine/robot.ts";

/** One call of a robot's effects. */
export type Effect<Summary, Update> =
  | { readonly kind: "send"; readonly to: RobotId; readonly message: Message<Summary, Update> }
  | { readonly kind: "event"; readonly event: RobotEvent }
  | { readonly kind: "done" };

/** The effects of `act`, in order. Messages are copies: the next one is written over the last. */
export function effectsOf<Summary, Update>(
  act: (effects: Effects<Summary, Update>) => void,
): Effect<Summary, Update>[] {
  const recorded: Effect<Summary, Update>[] = [];
  act({
    draft: emptyDraft(),
    send: (to, message) => {
      recorded.push({ kind: "send", to, message: { ...message } });
    },
    event: (event) => void recorded.push({ kind: "event", event }),
    done: () => void recorded.push({ kind: "done" }),
  });
  return recorded;
}

/** The effects of one tick. */
export function ticked<Summary, Update>(
  robot: Robot<Summary, Update>,
  nowMs: number,
  random: Random,
): Effect<Summary, Update>[] {
  return effectsOf((effects) => robot.tick(nowMs, random, effects));
}

/** The effects of the arrival of `message`. */
export function received<Summary, Update>(
  robot: Robot<Summary, Update>,
  message: Message<Summary, Update>,
  nowMs: number,
): Effect<Summary, Update>[] {
  return effectsOf((effects) => robot.receive(message, nowMs, effects));
}

/** The messages among `effects`. */
export function sends<Summary, Update>(
  effects: readonly Effect<Summary, Update>[],
): Message<Summary, Update>[] {
  return effects.flatMap((effect) => (effect.kind === "send" ? [effect.message] : []));
}

/** To whom the messages among `effects` go. */
export function receivers<Summary, Update>(effects: readonly Effect<Summary, Update>[]): RobotId[] {
  return effects.flatMap((effect) => (effect.kind === "send" ? [effect.to] : []));
}

/** What happened, in one word an effect: `send`, `done` or the kind of event. */
export function kinds<Summary, Update>(effects: readonly Effect<Summary, Update>[]): string[] {
  return effects.map((effect) => (effect.kind === "event" ? effect.event.kind : effect.kind));
}
