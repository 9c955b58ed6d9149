/**
 * Hostile nodes in a host of their own, what the host hears of them, and what is left of them.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BadOutput, Crash, Host } from "../../coordinator/workbench/host.ts";
import { processHost, type ProcessHostOptions } from "../../coordinator/workbench/process_host.ts";
import type { Message } from "../../robots/node/message.ts";

export const HOSTILE = join(import.meta.dirname, "../workbench/hostile");

/** In the environment of all processes that a test file starts, and that those start. */
const FAMILY = `HEARSAY_TEST_FAMILY=${randomUUID()}`;
process.env["HEARSAY_TEST_FAMILY"] = FAMILY.split("=")[1];

/** Those of the family that live: command lines. */
export function orphans(): string[] {
  return (
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter((name) => of(name, "environ").includes(FAMILY))
      .map((name) => of(name, "cmdline").replaceAll("\0", " "))
      // It ended between the two looks.
      .filter((command) => command !== "")
  );
}

function of(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, "latin1");
  } catch {
    return "";
  }
}

export class Hosted {
  readonly host: Host;
  readonly messages: Message[] = [];
  readonly lines: (string | undefined)[] = [];
  readonly writers: (string | undefined)[] = [];
  readonly bad: BadOutput[] = [];
  readonly crashes: Crash[] = [];
  /** What the clock says of it. */
  readonly load = { waiting: 0 };
  #sent = 0;

  constructor(mode: string, options: Partial<ProcessHostOptions> = {}) {
    const { load } = this;
    this.host = processHost({
      clock: {
        nowNs: () => 1,
        get waiting() {
          return load.waiting;
        },
      },
      bin: join(HOSTILE, "hostile_node.mjs"),
      args: [mode],
      ...options,
    })({
      send: (message, line, writer) => {
        this.messages.push(message);
        this.lines.push(line);
        this.writers.push(writer);
        return message.dest === "nobody" ? "nobody is there" : undefined;
      },
      crashed: (crash) => void this.crashes.push(crash),
      badOutput: (bad) => void this.bad.push(bad),
    });
    this.host.start("n0");
    this.tell("init", { node_id: "n0", node_ids: ["n0"] });
  }

  tell(type: string, fields: object = {}): void {
    const id = this.#sent++;
    this.host.deliver("n0", { id, src: "c0", dest: "n0", body: { ...fields, type, msg_id: id } });
  }

  has(type: string): boolean {
    return this.messages.some(({ body }) => body.type === type);
  }

  get reasons(): string[] {
    return this.bad.map(({ reason }) => reason);
  }
}
