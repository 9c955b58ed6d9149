/**
 * All that attacks a run from `hearsay run`: the kills of `--kill-every-ms` and the strikes of the
 * fault plan.
 *
 * @module
 */
import { seededRandom } from "../robots/engine/random.ts";
import type { HearsayEvent } from "../robots/runtime/events.ts";
import { FaultNemesis, type FaultNemesisOptions } from "./fault_nemesis.ts";
import type { Host } from "./host.ts";
import { startNemesis } from "./nemesis.ts";
import { type ControlCommand, sendControl } from "./redis/control.ts";

export interface NemesesOptions extends Omit<FaultNemesisOptions, "obey"> {
  /** This process's own, which obeys at once. */
  readonly host: Host | undefined;
  readonly killEveryMs: number | undefined;
}

export class Nemeses {
  readonly #options: NemesesOptions;
  readonly #faults: FaultNemesis;
  #stopKilling: (() => void) | undefined;

  constructor(options: NemesesOptions) {
    this.#options = options;
    this.#faults = new FaultNemesis({ ...options, obey: (command) => this.#obey(command) });
  }

  /** How often the winner channel has been made to forget a claim. */
  get forgotClaims(): number {
    return this.#faults.forgotClaims;
  }

  start(): void {
    const { killEveryMs: everyMs, host, store, config } = this.#options;
    this.#faults.start();
    if (everyMs === undefined) return;
    this.#stopKilling = startNemesis({
      everyMs,
      random: seededRandom(`${config.seed}:nemesis`),
      victims: async () => host?.robots ?? [...(await store.roster()).keys()],
      kill: async (robot) => {
        const command = { command: "kill", robot } as const;
        if (!this.#obey(command)) await sendControl(store.redis, store.keys, command);
      },
    });
  }

  /** Hears what robots report. */
  heard(event: HearsayEvent): void {
    this.#faults.heard(event);
  }

  /** Settles when nothing is under way any more. Idempotent. */
  async stop(): Promise<void> {
    this.#stopKilling?.();
    await this.#faults.stop();
  }

  #obey(command: ControlCommand): boolean {
    return this.#options.host?.obey(command) ?? false;
  }
}
