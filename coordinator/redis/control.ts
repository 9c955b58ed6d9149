/**
 * The command path: what people and the nemesis ask of the processes of a run, apart from what
 * observers read.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { isRobotId, type RobotId } from "../../robots/engine/ids.ts";
import { DELAY_MS_MAX } from "../../robots/faults/plan.ts";
import type { RunKeys } from "./keys.ts";

/** Commands kept: readers look several times a second. */
const CONTROL_MAX = 1000;

/**
 * `kill`: end this robot as kill -9 does; its supervisor starts it again. `pause`: let it stand still
 * (SIGSTOP) until `resume` (SIGCONT) or until its time is over.
 */
export interface ControlCommand {
  readonly command: "kill" | "pause" | "resume";
  readonly robot: RobotId;
  /**
   * How long it stands still, or is down at least, milliseconds; bounded by
   * {@linkcode DELAY_MS_MAX}. @default 0
   */
  readonly forMs?: number;
  /** Its share is gone for good: whoever keeps a copy forgets it. @default false */
  readonly forget?: boolean;
  /** The fault rule that asks for it, in words: whoever obeys reports that it fired. */
  readonly reason?: string;
}

/** Sends a command to whoever runs the robot. */
export async function sendControl(
  redis: Redis,
  keys: RunKeys,
  { command, robot, forMs = 0, forget = false, reason = "" }: ControlCommand,
): Promise<void> {
  const bound = ["MAXLEN", "~", CONTROL_MAX] as const;
  const fields = ["command", command, "robot", robot];
  if (forMs > 0) fields.push("forMs", String(forMs));
  if (forget) fields.push("forget", "1");
  if (reason !== "") fields.push("reason", reason);
  await redis.xadd(keys.control, ...bound, "*", ...fields);
}

/** Reads the commands that are sent from now on. */
export class ControlReader {
  readonly #redis: Redis;
  readonly #keys: RunKeys;
  #lastId: string | undefined;

  constructor(redis: Redis, keys: RunKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** The commands since the last call, without waiting; the first call only finds the place. */
  async read(): Promise<ControlCommand[]> {
    const [newest] = await this.#redis.xrevrange(this.#keys.control, "+", "-", "COUNT", 1);
    if (this.#lastId === undefined || newest === undefined) {
      this.#lastId = newest?.[0] ?? "0-0";
      return [];
    }
    if (newest[0] === this.#lastId) return [];
    const rows = await this.#redis.xrange(this.#keys.control, `(${this.#lastId}`, "+");
    this.#lastId = newest[0];
    return rows.flatMap(([, fields]) => commandOf(fields) ?? []);
  }
}

function commandOf(fields: readonly string[]): ControlCommand | undefined {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) values.set(fields[i]!, fields[i + 1]!);
  const command = values.get("command");
  const robot = values.get("robot") ?? "";
  if (command !== "kill" && command !== "pause" && command !== "resume") return undefined;
  if (!isRobotId(robot)) return undefined;
  const forMs = Number(values.get("forMs"));
  const reason = values.get("reason");
  return {
    command,
    robot,
    // What comes from outside must not stop a robot for ever.
    ...(forMs > 0 && { forMs: Math.min(forMs, DELAY_MS_MAX) }),
    ...(values.get("forget") === "1" && { forget: true }),
    ...(reason !== undefined && { reason }),
  };
}
