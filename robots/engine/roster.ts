/**
 * The robots of a run, in order. One roster serves all robots of a process.
 *
 * @module
 */
import type { RobotId } from "./ids.ts";

export class Roster {
  readonly #ids: readonly RobotId[];
  readonly #positions = new Map<RobotId, number>();

  /** @param ids Every robot once. */
  constructor(ids: readonly RobotId[]) {
    this.#ids = [...ids];
    for (const [position, id] of this.#ids.entries()) this.#positions.set(id, position);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** The robot at `position`, from 0. */
  at(position: number): RobotId {
    return this.#ids[position]!;
  }

  /** Where `id` stands; -1 for a stranger. */
  positionOf(id: RobotId): number {
    return this.#positions.get(id) ?? -1;
  }
}
