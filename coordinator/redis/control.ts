/**
 * The command path: what people ask of the processes of a run, apart from what observers read.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { isRobotId, type RobotId } from "../../robots/engine/ids.ts";
import type { RunKeys } from "./keys.ts";

/** Commands kept: readers look several times a second. */
const CONTROL_MAX = 1000;

/** `kill`: end this robot as kill -9 does; its supervisor starts it again. */
export interface ControlCommand {
  readonly command: "kill";
  readonly robot: RobotId;
}

/** Sends a command to whoever runs the robot. */
export async function sendControl(
  redis: Redis,
  keys: RunKeys,
  { command, robot }: ControlCommand,
): Promise<void> {
  const bound = ["MAXLEN", "~", CONTROL_MAX] as const;
  await redis.xadd(keys.control, ...bound, "*", "command", command, "robot", robot);
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
  const robot = values.get("robot") ?? "";
  if (values.get("command") !== "kill" || !isRobotId(robot)) return undefined;
  return { command: "kill", robot };
}
