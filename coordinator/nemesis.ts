/**
 * Kills random robots while a run goes on.
 *
 * @module
 */
import { type Random, randomBelow } from "../robots/engine/random.ts";
import type { RobotId } from "../robots/engine/ids.ts";

export interface NemesisOptions {
  readonly everyMs: number;
  readonly random: Random;
  /** Robots that live now. */
  readonly victims: () => readonly RobotId[] | Promise<readonly RobotId[]>;
  readonly kill: (robot: RobotId) => void | Promise<void>;
}

/** Begins to kill; returns how to stop it. */
export function startNemesis({ everyMs, random, victims, kill }: NemesisOptions): () => void {
  let stopped = false;
  const strike = async (): Promise<void> => {
    const living = await victims();
    if (stopped) return;
    const victim = living[randomBelow(random, living.length)];
    if (victim !== undefined) await kill(victim);
  };
  const timer = setInterval(() => void strike().catch(() => {}), everyMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
