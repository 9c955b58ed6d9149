/**
 * The robot's program as one JavaScript file, kept in `.cache/robot`: Node starts it in two thirds
 * of the time that a hundred modules take. Only a shortcut: without it robots start from source.
 *
 * @module
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a bundle is made of: these folders… */
const FOLDERS = ["robots", "coordinator", "proto/gen"];

/** …and packages: npm writes this when it has installed any. */
const INSTALLED = "node_modules/.package-lock.json";

const ENTRY = "coordinator/robot_process.ts";

export class RobotBundle {
  /** Where the bundle of the sources is, or would be: its name tells them apart. */
  readonly path: string;
  readonly #root: string;
  readonly #folder: string;
  #building: Promise<void> | undefined;

  /** @param root The repository; its files must not change any more to count. */
  constructor(root: string) {
    this.#root = root;
    this.#folder = join(root, ".cache", "robot");
    this.path = join(this.#folder, `${fingerprint(root)}.mjs`);
  }

  /** Whether it is there; somebody with other sources may remove it at any time. */
  get exists(): boolean {
    return existsSync(this.path);
  }

  /**
   * Builds it, unless it is there or being built.
   *
   * @throws Error (as rejection) when there is no bundler, or it or the folder refuses.
   */
  build(): Promise<void> {
    if (this.exists) return Promise.resolve();
    this.#building ??= this.#build().finally(() => {
      this.#building = undefined;
    });
    return this.#building;
  }

  async #build(): Promise<void> {
    const code = await bundle(join(this.#root, ENTRY));
    await mkdir(this.#folder, { recursive: true });
    // Whole or not at all, whoever else builds it now.
    const temporary = `${this.path}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, code);
      await rename(temporary, this.path);
    } finally {
      await rm(temporary, { force: true });
    }
    await this.#removeOthers();
  }

  /** Bundles of sources that are no more. */
  async #removeOthers(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (name.endsWith(".mjs") && path !== this.path) await rm(path, { force: true });
    }
  }
}

/** Changes when any source does, as far as time and size tell. */
function fingerprint(root: string): string {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const hash = createHash("sha256");
  for (const path of [...paths.sort(), join(root, INSTALLED)]) {
    const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? {};
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/** The code of `entry` with everything that it imports, except what Node brings. */
async function bundle(entry: string): Promise<string> {
  // Loaded only here: most hosts find the bundle ready.
  const { build } = await import("rolldown");
  const { output } = await build({
    input: entry,
    platform: "node",
    write: false,
    logLevel: "silent",
    output: { format: "esm", codeSplitting: false },
    plugins: [{ name: "hearsay", transform: { filter: OWN_PLACE, handler: refuse } }],
  });
  if (output.length !== 1) throw new Error(`cannot bundle into one file: got ${output.length}`);
  return output[0].code;
}

/** Our own code that asks where it is: in the bundle the answer would be another. */
const OWN_PLACE = { id: /\.ts$/, code: "import.meta." };

function refuse(_code: string, id: string): never {
  throw new Error(`cannot bundle ${id} as it uses import.meta`);
}
