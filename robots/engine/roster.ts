/**
 * The robots of a run. One roster serves all robots of a process.
 *
 * @module
 */
import type { RobotId } from "./ids.ts";

/** One robot of a roster. */
export interface Peer {
  readonly id: RobotId;
  /** Where it stands in the roster, from 0. */
  readonly position: number;
}

export class Roster {
  readonly #peers: readonly Peer[];
  readonly #byId = new Map<RobotId, Peer>();

  /** @param ids Every robot once. */
  constructor(ids: readonly RobotId[]) {
    this.#peers = ids.map((id, position) => ({ id, position }));
    for (const peer of this.#peers) this.#byId.set(peer.id, peer);
  }

  get size(): number {
    return this.#peers.length;
  }

  at(position: number): Peer {
    return this.#peers[position]!;
  }

  /** The robot called `id`; `undefined` for a stranger. */
  find(id: RobotId): Peer | undefined {
    return this.#byId.get(id);
  }
}
