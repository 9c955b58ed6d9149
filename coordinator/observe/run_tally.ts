/**
 * What has happened in a run so far, folded from its events. Pure: the same events give the same
 * tally, whoever watches.
 *
 * @module
 */
import type { HearsayEvent } from "../../robots/runtime/events.ts";

/** Messages of a run. */
export interface MessageCounts {
  /** Handed to a transport. */
  sent: number;
  /** Arrived whole and decoded, copies included. */
  delivered: number;
  /** Dropped by the fault layer, or known to be lost by the medium. */
  lost: number;
  /** Extra copies made by the fault layer. */
  duplicated: number;
  /** Held back by the fault layer. */
  delayed: number;
  /** Changed or cut short by the fault layer. */
  corrupted: number;
  /** Refused by a full inbox. */
  rejected: number;
}

/** One robot, as last reported. */
export interface RobotTally {
  host: string;
  boot: number;
  known: number;
  total: number;
  restarts: number;
  lamport: number;
  /** This life has ended as told. */
  stopped: boolean;
  /** What keeps this life, which is done, from claiming or from its file; empty when nothing does. */
  hindrance: string;
}

/** A file that a winner wrote. */
export interface WrittenFile {
  readonly robot: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Why a run broke an invariant, newest last; a few are kept. */
const VIOLATIONS_KEPT_MAX = 20;

export class RunTally {
  readonly messages: MessageCounts = {
    sent: 0,
    delivered: 0,
    lost: 0,
    duplicated: 0,
    delayed: 0,
    corrupted: 0,
    rejected: 0,
  };
  readonly robots = new Map<string, RobotTally>();
  /** How often each rule of the fault plan fired, by its description. */
  readonly fired = new Map<string, number>();
  readonly violationReasons: string[] = [];
  payloadMessages = 0;
  ticks = 0;
  restarts = 0;
  violations = 0;
  quarantined = 0;
  /** Robots that held the winner key; a later life of one repeats its claim. */
  readonly claimants = new Set<string>();
  winner: string | undefined;
  written: WrittenFile | undefined;
  /** When the last of `places` robots first knew every word, milliseconds since the Unix epoch. */
  convergedAtMs: number | undefined;
  readonly #places: readonly string[];
  readonly #lastSeqs = new Map<string, number>();

  /** @param places Robots that must know every word before the run counts as converged. */
  constructor(places: readonly string[]) {
    this.#places = places;
  }

  /** How many robots claimed the winner key with success: more than one means that a claim was lost. */
  get claims(): number {
    return this.claimants.size;
  }

  /** Robots of this run that know every word now, those that joined without a share too. */
  get complete(): number {
    return this.completeAmong([...this.robots.keys()]);
  }

  /** How many of `robots` know every word now. */
  completeAmong(robots: readonly string[]): number {
    return robots.filter((name) => {
      const { known = 0, total = 0 } = this.robots.get(name) ?? {};
      return total > 0 && known === total;
    }).length;
  }

  apply(event: HearsayEvent): void {
    if (this.#isRepeated(event)) return;
    const count = event.count ?? 1;
    const robot = this.#robot(event);
    switch (event.kind) {
      case "sent":
        this.messages.sent += count;
        this.payloadMessages += event.payloads ?? 0;
        break;
      case "received":
        this.messages.delivered += count;
        break;
      case "lost":
      case "duplicated":
      case "rejected":
        this.#fault(event.kind, event, count);
        break;
      case "delayed":
      case "reordered":
        this.#fault("delayed", event, count);
        break;
      case "corrupted":
      case "truncated":
        this.#fault("corrupted", event, count);
        break;
      case "ticked":
        this.ticks += count;
        break;
      case "faulted":
        this.#fire(event, count);
        break;
      case "restarted":
        this.restarts += count;
        robot.restarts += count;
        break;
      case "invariant-violated":
        this.violations += count;
        this.violationReasons.push(event.reason || event.violation?.what || "unknown");
        this.violationReasons.splice(0, this.violationReasons.length - VIOLATIONS_KEPT_MAX);
        break;
      case "quarantined":
        this.quarantined += count;
        break;
      case "winner":
        this.claimants.add(event.robot);
        this.winner ??= event.robot;
        robot.hindrance = "";
        break;
      case "hindered":
        if ((event.boot ?? 0) === robot.boot) robot.hindrance = event.reason ?? "";
        break;
      case "written":
        this.#noteFile(event);
        robot.hindrance = "";
        break;
      case "stopped":
        // A late word of an earlier life says nothing of this one.
        robot.stopped ||= (event.boot ?? 0) === robot.boot;
        break;
      case "started":
      case "merged":
      case "converged":
      case "quiescent":
        break;
    }
    this.#noteConvergence(event.atMs ?? 0);
  }

  /** A reporter whose reply got lost sends its last reports again. Each life reports in order. */
  #isRepeated({ robot, boot = 0, seq }: HearsayEvent): boolean {
    if (!seq) return false;
    const life = `${robot}-${boot}`;
    if (seq <= (this.#lastSeqs.get(life) ?? 0)) return true;
    this.#lastSeqs.set(life, seq);
    return false;
  }

  /** The robot of an event, brought up to date with what the event says of it. */
  #robot(event: HearsayEvent): RobotTally {
    let robot = this.robots.get(event.robot);
    if (robot === undefined) {
      const nothing = { known: 0, total: 0, restarts: 0, lamport: 0, stopped: false };
      robot = { host: "", boot: 0, ...nothing, hindrance: "" };
      this.robots.set(event.robot, robot);
    }
    const boot = event.boot ?? 0;
    if (boot < robot.boot) return robot;
    if (boot > robot.boot) {
      Object.assign(robot, { boot, known: 0, stopped: false, hindrance: "" });
    }
    if (event.host) robot.host = event.host;
    if (event.total) Object.assign(robot, { known: event.known ?? 0, total: event.total });
    if (event.lamport) robot.lamport = event.lamport;
    return robot;
  }

  #fault(kind: keyof MessageCounts, event: HearsayEvent, count: number): void {
    this.messages[kind] += count;
    this.#fire(event, count);
  }

  #fire({ reason }: HearsayEvent, count: number): void {
    if (reason) this.fired.set(reason, (this.fired.get(reason) ?? 0) + count);
  }

  #noteFile(event: HearsayEvent): void {
    const { path, bytes, sha256 } = event.file ?? {};
    // Not the first that claimed, if the winner channel has forgotten that claim.
    this.winner = event.robot;
    this.written = {
      robot: event.robot,
      path: path ?? "",
      bytes: bytes ?? 0,
      sha256: sha256 ?? "",
    };
  }

  #noteConvergence(atMs: number): void {
    if (this.convergedAtMs !== undefined) return;
    if (this.completeAmong(this.#places) === this.#places.length) this.convergedAtMs = atMs;
  }
}
