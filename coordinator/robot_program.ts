/**
 * How a robot process is started.
 *
 * @module
 */
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/**
 * Small heaps: a robot holds little, and there may be a hundred of them. The young generation is
 * what an idle Node mostly reserves.
 */
const V8_FLAGS = ["--max-semi-space-size=1", "--optimize-for-size"];

/** Arguments and environment for `process.execPath`. */
export function robotProgram(): { args: string[]; env: Record<string, string> } {
  const source = join(ROOT, "coordinator", "robot_process.ts");
  return {
    args: [...V8_FLAGS, source],
    env: { NODE_COMPILE_CACHE: join(ROOT, ".cache", "compile") },
  };
}
