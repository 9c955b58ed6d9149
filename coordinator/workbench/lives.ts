/**
 * The nodes of a run as the network and the nemesis see them: they are started and named, killed and
 * started again, paused and cut off from each other.
 *
 * @module
 */
import type { Body } from "../../robots/node/message.ts";
import { type Clock, NS_PER_MS } from "./clock.ts";
import type { Envelope } from "./envelope.ts";
import type { Strike } from "./fault_schedule.ts";
import type { BadOutput, Crash, Host, HostMaker } from "./host.ts";
import type { Network } from "./network.ts";
import type { TestPlan } from "./plan.ts";

/** For a node to answer `init`, as in Maelstrom. */
export const INIT_MS_MAX = 10_000;

/** Kept for a node that has not spoken yet: a quick one may gossip to it, but not a flood. More is lost. */
export const EARLY_MESSAGES_MAX = 10_000;

export interface LivesOptions {
  readonly plan: TestPlan;
  readonly clock: Clock;
  readonly network: Network;
  readonly host: HostMaker;
  readonly clientName: () => string;
  readonly wasClient: (name: string) => boolean;
  readonly crashed: (crash: Crash) => void;
  readonly badOutput: (bad: BadOutput) => void;
}

export class Lives {
  readonly #options: LivesOptions;
  readonly #host: Host;
  /** Nodes that the nemesis has killed or paused, or that ended by themselves. */
  readonly #killed = new Set<string>();
  readonly #paused = new Set<string>();
  readonly #crashed = new Set<string>();
  /** Nodes that have not answered `init` yet, and how to give them up. */
  readonly #unnamed = new Map<string, (problem: string) => void>();
  /**
   * What waits for nodes that have not spoken yet. Nodes begin together, and one that starts slowly
   * would find the gossip of the others behind its `init`. Many handle each message in a thread of its
   * own and would answer such gossip before they know their name.
   */
  readonly #early = new Map<string, Envelope[]>();
  #isCut = false;
  #isOver = false;

  constructor(options: LivesOptions) {
    this.#options = options;
    const { network, plan } = options;
    this.#host = options.host({
      send: (message, line, writer = message.src) => {
        const { src, dest } = message;
        this.#spoke(writer);
        if (src !== writer && !network.has(src) && !options.wasClient(src))
          return `src must be ${writer} or whoever it forwards for: got ${JSON.stringify(src)}`;
        if (!network.has(dest) && !options.wasClient(dest))
          return `there must be a node, client or service of that name: got ${JSON.stringify(dest)}`;
        network.send(message, line, writer);
        return undefined;
      },
      crashed: (crash) => {
        this.#crashed.add(crash.node);
        network.setDown(crash.node, true);
        this.#unnamed.get(crash.node)?.(
          `${crash.node} ended before it answered init: ${crash.how}`,
        );
        options.crashed(crash);
      },
      badOutput: options.badOutput,
    });
    for (const node of plan.nodes) {
      network.attach(node, {
        kind: "node",
        deliver: (envelope) => this.#deliver(node, envelope),
      });
    }
  }

  /** Nodes that have not ended by themselves. */
  get running(): number {
    return this.#options.plan.nodes.length - this.#crashed.size;
  }

  /** Starts and names all nodes at once; resolves with what went wrong. */
  async begin(): Promise<string | undefined> {
    const { nodes } = this.#options.plan;
    for (const node of nodes) this.#start(node);
    const problems = await Promise.all(nodes.map((node) => this.#init(node)));
    return problems.find((problem) => problem !== undefined);
  }

  /** Returns false when nothing may strike any more. */
  strike({ f, cuts = [], nodes = [] }: Strike): boolean {
    if (this.#isOver) return false;
    switch (f) {
      case "cut":
      case "heal":
        this.#options.network.cut(cuts);
        this.#isCut = f === "cut";
        break;
      case "kill":
        for (const node of nodes) this.#kill(node);
        break;
      case "restart":
        for (const node of nodes) this.#restart(node);
        break;
      case "pause":
        for (const node of nodes) this.#pause(node);
        break;
      case "resume":
        for (const node of nodes) this.#resume(node);
        break;
    }
    return true;
  }

  /** What ends every fault that is in force. */
  cures(atNs: number): Strike[] {
    const cures: Strike[] = [];
    if (this.#isCut) cures.push({ atNs, f: "heal", what: "all hear each other again" });
    const killed = [...this.#killed];
    if (killed.length > 0)
      cures.push({ atNs, f: "restart", what: `restart ${killed.join(", ")}`, nodes: killed });
    const paused = [...this.#paused];
    if (paused.length > 0)
      cures.push({ atNs, f: "resume", what: `resume ${paused.join(", ")}`, nodes: paused });
    return cures;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#host.stop();
  }

  #deliver(node: string, envelope: Envelope): void {
    const early = this.#early.get(node);
    if (early === undefined || envelope.body.type === "init") this.#host.deliver(node, envelope);
    else if (early.length < EARLY_MESSAGES_MAX) early.push(envelope);
  }

  /** Whoever speaks has heard its name: it may ask others before it answers `init`. */
  #spoke(node: string): void {
    const early = this.#early.get(node);
    if (early === undefined) return;
    this.#early.delete(node);
    for (const envelope of early) this.#host.deliver(node, envelope);
  }

  #start(node: string): void {
    this.#early.set(node, []);
    this.#host.start(node);
  }

  #kill(node: string): void {
    if (this.#killed.has(node) || this.#crashed.has(node)) return;
    this.#killed.add(node);
    this.#paused.delete(node);
    this.#options.network.setDown(node, true);
    // Nobody waits any more for this life's answer.
    this.#unnamed.get(node)?.(`${node} was killed before it answered init`);
    void this.#host.kill(node);
  }

  #restart(node: string): void {
    if (!this.#killed.delete(node)) return;
    this.#start(node);
    this.#options.network.setDown(node, false);
    void this.#beginAgain(node);
  }

  async #beginAgain(node: string): Promise<void> {
    const how = await this.#init(node);
    const isWanted = !this.#isOver && !this.#killed.has(node) && !this.#crashed.has(node);
    if (how !== undefined && isWanted)
      this.#options.crashed({ node, atNs: this.#options.clock.nowNs(), how, lastLines: [] });
  }

  #pause(node: string): void {
    if (this.#killed.has(node) || this.#crashed.has(node)) return;
    this.#paused.add(node);
    this.#host.pause(node);
  }

  #resume(node: string): void {
    if (this.#paused.delete(node)) this.#host.resume(node);
  }

  /** Tells a node its name; resolves with what went wrong. */
  #init(node: string): Promise<string | undefined> {
    const { network, clock, plan } = this.#options;
    const name = this.#options.clientName();
    return new Promise((resolve) => {
      const end = (problem?: string): void => {
        cancel();
        network.detach(name);
        this.#unnamed.delete(node);
        resolve(problem);
      };
      this.#unnamed.set(node, end);
      const cancel = clock.at(clock.nowNs() + INIT_MS_MAX * NS_PER_MS, () =>
        end(
          `${node} must answer init within ${INIT_MS_MAX / 1000} s: it did not (does it flush stdout after each line?)`,
        ),
      );
      network.attach(name, {
        kind: "client",
        deliver: ({ body }) => end(body.type === "init_ok" ? undefined : misnamed(node, body)),
      });
      const body = { type: "init", msg_id: 1, node_id: node, node_ids: plan.nodes };
      network.send({ src: name, dest: node, body });
    });
  }
}

function misnamed(node: string, body: Body): string {
  return `${node} must answer init with init_ok: got ${JSON.stringify(body)}`;
}
