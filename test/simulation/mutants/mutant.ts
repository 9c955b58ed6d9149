/**
 * Planted bugs: one change of a source file each, that an engineer could have made. The simulator's
 * checkers must find every one of them.
 *
 * @module
 */

export interface Mutant {
  /** Short, unique, with dashes. */
  readonly name: string;
  /** The file that is changed, from the root of the project. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The bug, in one line. */
  readonly why: string;
  /** Whether every message is encoded: for bugs that only bytes show. */
  readonly wire?: boolean;
  /** What the world does besides, so that there is something to get wrong. */
  readonly stage?: StageName;
}

/** One of {@linkcode STAGES}. */
export type StageName = keyof typeof STAGES;

/** A change of a source file. */
export type Edit = Pick<Mutant, "file" | "find" | "replace">;

const WORLD = "coordinator/simulation/world.ts";

/**
 * Changes of the simulated world. With sound robots there is no violation in them: the test shows it.
 */
export const STAGES = {
  /**
   * Some messages carry a word that contradicts what their receiver knows, as a broken memory would
   * make them: it must end over them and begin again. Also some time after all faults are over.
   */
  contradiction: [
    {
      file: WORLD,
      find: "    witness.receiving(robot, ",
      replace: `    const [first] = population.share(robot);
    if (first !== undefined && message.seq % 16 === 5 && this.#nowUs < this.#healUs + 300_000) {
      const half = first.value.slice(0, -1);
      const other = first.value.map((byte) => byte ^ 1);
      const value = message.lamport % 2 === 0 ? half : other;
      const fresh = population.words.findIndex((_, i) => !population.replica(robot).known.has(i));
      const extra = fresh < 0 ? [] : [{ index: fresh, value: population.words[fresh]! }];
      message = { ...message, update: [...extra, { index: first.index, value }] };
    }
    witness.receiving(robot, `,
    },
  ],
  /** Writing the file takes long, so that others can claim meanwhile when the store has forgotten. */
  slowDisk: [
    {
      file: "coordinator/simulation/victories.ts",
      find: "const WRITE_US = 5_000;",
      replace: "const WRITE_US = 500_000;",
    },
  ],
} as const satisfies Record<string, readonly Edit[]>;

/** Mutants of one file. */
export function inFile(
  file: string,
  mutants: readonly Omit<Mutant, "file">[],
  common: Pick<Mutant, "wire" | "stage"> = {},
): readonly Mutant[] {
  return mutants.map((mutant) => ({ file, ...common, ...mutant }));
}

/** Everything that is changed for a mutant. */
export function editsOf({ file, find, replace, stage }: Mutant): readonly Edit[] {
  return [...(stage === undefined ? [] : STAGES[stage]), { file, find, replace }];
}

/**
 * Applies an edit.
 *
 * @throws Error when its place is not there, or not the only one: a refactoring has disarmed it.
 */
export function applied(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new Error(
      `cannot plant a bug as its place must stand once in ${file}: ${parts.length - 1} times ${JSON.stringify(find)}`,
    );
  }
  return parts.join(replace);
}
