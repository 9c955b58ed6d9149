/**
 * How a robot process is started.
 *
 * @module
 */
import { join } from "node:path";
import { RobotBundle } from "./robot_bundle.ts";

const ROOT = join(import.meta.dirname, "..");

/**
 * A small heap: a robot holds little, and there may be a hundred of them. The young generation is
 * what an idle Node mostly reserves. `--optimize-for-size` would save another 5 MB of 28, and cost
 * a third more time to start. The old generation has no limit, as a secret may be large.
 */
const V8_FLAGS = ["--max-semi-space-size=1"];

const SOURCE = join(ROOT, "coordinator", "robot_process.ts");

let bundle: RobotBundle | undefined;

/**
 * Arguments and environment for `process.execPath`. The first call begins to bundle the program if
 * need be, which nobody waits for: until that is done robots start from source.
 */
export function robotProgram(): { args: string[]; env: Record<string, string> } {
  if (bundle === undefined) {
    bundle = new RobotBundle(ROOT);
    // Without a bundler, or where nothing can be written, they always do.
    bundle.build().catch(() => {});
  }
  return {
    args: [...V8_FLAGS, bundle.exists ? bundle.path : SOURCE],
    env: { NODE_COMPILE_CACHE: join(ROOT, ".cache", "compile") },
  };
}
