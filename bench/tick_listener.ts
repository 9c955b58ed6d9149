/**
 * A process that does nothing but take ticks and note when they came: from its host, or from a timer
 * of its own.
 *
 * @module
 */
import type { ChildOrder } from "../coordinator/robot_settings.ts";

/** `begin` forgets what came before; `end` asks for what came since. */
export type TickRequest =
  | { readonly do: "begin"; readonly timerMs?: number }
  | { readonly do: "end" };

/** When ticks came, milliseconds of this process's own clock. */
export interface TickReply {
  readonly ticksMs: number[];
}

let ticksMs: number[] = [];
let timer: NodeJS.Timeout | undefined;

process.on("disconnect", () => process.exit(0));
process.on("message", (message: ChildOrder | TickRequest) => {
  if ("order" in message) {
    ticksMs.push(performance.now());
    return;
  }
  clearInterval(timer);
  const reply: TickReply = { ticksMs };
  ticksMs = [];
  if (message.do === "begin" && message.timerMs !== undefined) {
    timer = setInterval(() => ticksMs.push(performance.now()), message.timerMs);
  }
  process.send!(reply);
});
