/**
 * Nodes as programs of one module, in virtual time. Each life of a node has its own state as long as
 * the program keeps it inside its function.
 *
 * @module
 */
import { seededRandom } from "../../robots/engine/random.ts";
import { MemoryDisk } from "../../robots/node/disk.ts";
import { LivingNode } from "../../robots/node/living_node.ts";
import type { NodeProgram } from "../../robots/node/node.ts";
import { type Clock, NS_PER_MS } from "./clock.ts";
import type { Envelope } from "./envelope.ts";
import type { Host, HostEvents, HostMaker } from "./host.ts";

/** What a node wrote for people, kept for when it breaks. */
const LAST_LINES_MAX = 20;

export interface ModuleHostOptions {
  readonly program: NodeProgram;
  readonly clock: Clock;
  readonly seed: string;
  readonly args: readonly string[];
  /** Hears the lines that nodes write for people. */
  readonly log?: (node: string, line: string) => void;
  /** Told who does something, before it does. */
  readonly acting?: (node: string) => void;
}

/** Things that happen to a node at one moment of virtual time. A busy one has some thousands. */
const AT_ONCE_MAX = 100_000;

/** Where our own part of a stack begins: of no use to whoever wrote the program. */
const OWN_FRAMES = /^\s+at .*\/(robots\/node|coordinator\/workbench|coordinator\/cli)\/[a-z_]+\.ts/;

interface Life {
  readonly name: string;
  readonly node: LivingNode;
  readonly broke: (error: unknown) => void;
  isPaused: boolean;
  /** The moment of the last thing that happened, and how many have at that moment. */
  momentNs: number;
  atOnce: number;
  /** What happened to it while it was paused, in order. */
  held: (() => void)[];
}

export function moduleHost(options: ModuleHostOptions): HostMaker {
  return (events) => new ModuleHost(options, events);
}

class ModuleHost implements Host {
  readonly #options: ModuleHostOptions;
  readonly #events: HostEvents;
  readonly #lives = new Map<string, Life>();
  /** Lives of each node so far: each draws its own luck. */
  readonly #births = new Map<string, number>();
  /** What each node has written, in all its lives of this run. */
  readonly #disks = new Map<string, MemoryDisk>();
  /** Who did something last: a promise that fails with nobody to catch it is its. */
  #acting: Life | undefined;

  constructor(options: ModuleHostOptions, events: HostEvents) {
    this.#options = options;
    this.#events = events;
    process.on("unhandledRejection", this.#uncaught);
  }

  readonly #uncaught = (error: unknown): void => this.#acting?.broke(error);

  start(name: string): void {
    const { program, clock, seed, args } = this.#options;
    const birth = (this.#births.get(name) ?? 0) + 1;
    this.#births.set(name, birth);
    const lastLines: string[] = [];
    const log = (text: string): void => {
      for (const line of text.split("\n")) {
        if (lastLines.push(line) > LAST_LINES_MAX) lastLines.shift();
        this.#options.log?.(name, line);
      }
    };
    const broke = (error: unknown): void => {
      if (this.#lives.get(name) !== life) return;
      this.#lives.delete(name);
      node.end();
      log(stackOf(error));
      const how = `its program broke: ${error instanceof Error ? error.message : String(error)}`;
      this.#events.crashed({ node: name, atNs: clock.nowNs(), how, lastLines });
    };
    const disk = this.#disks.get(name) ?? new MemoryDisk();
    this.#disks.set(name, disk);
    let sent = 0;
    const node = new LivingNode(program, {
      args,
      disk,
      nowMs: () => clock.nowNs() / NS_PER_MS,
      random: seededRandom(`${seed}:${name}:${birth}`),
      after: (delayMs, action) =>
        clock.at(clock.nowNs() + delayMs * NS_PER_MS, () => this.#happen(life, action)),
      send: (message) => {
        sent += 1;
        // As a real node would: what it does to the object afterwards reaches nobody.
        const line = JSON.stringify(message);
        const reason = this.#events.send(JSON.parse(line), line);
        if (reason === undefined) return;
        this.#events.badOutput({ node: name, atNs: clock.nowNs(), line: sent, text: line, reason });
      },
      log,
      broke,
    });
    const life: Life = { name, node, broke, isPaused: false, momentNs: 0, atOnce: 0, held: [] };
    this.#lives.set(name, life);
  }

  deliver(name: string, envelope: Envelope): void {
    const life = this.#lives.get(name);
    if (life === undefined) return;
    // Every copy is the receiver's own: what it does to it reaches nobody else.
    const { src, dest, body, line = JSON.stringify({ src, dest, body }) } = envelope;
    this.#happen(life, () => life.node.receive(JSON.parse(line)));
  }

  kill(name: string): Promise<void> {
    this.#lives.get(name)?.node.end();
    this.#lives.delete(name);
    return Promise.resolve();
  }

  pause(name: string): void {
    const life = this.#lives.get(name);
    if (life !== undefined) life.isPaused = true;
  }

  resume(name: string): void {
    const life = this.#lives.get(name);
    if (life === undefined) return;
    life.isPaused = false;
    const { held } = life;
    life.held = [];
    for (const action of held) this.#happen(life, action);
  }

  stop(): Promise<void> {
    for (const { node } of this.#lives.values()) node.end();
    this.#lives.clear();
    process.off("unhandledRejection", this.#uncaught);
    return Promise.resolve();
  }

  #happen(life: Life, action: () => void): void {
    if (life.isPaused) {
      life.held.push(action);
      return;
    }
    if (this.#standsStill(life)) return;
    this.#acting = life;
    this.#options.acting?.(life.name);
    action();
  }

  /** Whether so much has happened to it at this moment that time would never go on. */
  #standsStill(life: Life): boolean {
    const nowNs = this.#options.clock.nowNs();
    if (nowNs !== life.momentNs) {
      life.momentNs = nowNs;
      life.atOnce = 0;
    }
    life.atOnce += 1;
    if (life.atOnce <= AT_ONCE_MAX) return false;
    const what = `it lets no time pass: ${AT_ONCE_MAX} messages and timers at the same moment`;
    life.broke(new StandStill(what));
    return true;
  }
}

/** Thrown by nobody: where it was noticed says nothing. */
class StandStill extends Error {
  override readonly name = "StandStill";
  override readonly stack = "";
}

/** An error and where in the program it came from. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack || error.message).split("\n");
  return lines.filter((line) => !OWN_FRAMES.test(line)).join("\n");
}
