/**
 * A service whose state a Raft cluster of all nodes keeps (raft.ts): every node takes requests, hands
 * changes to the leader and answers when it has applied them itself; for reads it asks the leader up to
 * where it must have applied the log. So all that it answers is linearizable.
 *
 * A request that finds no leader waits for one. When its patience is over it ends with
 * temporarily-unavailable (11) if it certainly did not happen, and with timeout (0) if it may happen yet.
 *
 * ```text
 * --heartbeat-ms N   between messages of a leader [50]
 * --election-ms N    without a leader before a node stands for election [300]
 * --log-max N        entries that are kept before a snapshot takes their place [1000]
 * --patience-ms N    before a client is told that it does not work out
 * ```
 *
 * @module
 */
import type { Content, Node } from "../node/node.ts";
import { optionsOf, wholeNumber } from "./options.ts";
import { Raft } from "./raft.ts";
import { type Json, RAFT_TYPES, type RaftMessage } from "./raft_messages.ts";
import { RaftOutbox } from "./raft_outbox.ts";
import { RaftSessions, type RequestName } from "./raft_sessions.ts";
import { DiskStorage } from "./raft_storage.ts";

/** What the requests of a service change. It must do the same everywhere: it knows no time and chance. */
export interface ServiceMachine {
  /** Carries out a request and says what its client is answered, also when it is refused. */
  apply(operation: Json): Content;
  /** All of the state; nobody changes it afterwards. */
  snapshot(): Json;
  restore(state: Json): void;
}

/** Of the timers of Raft: they need not be finer. */
const TICK_MS = 10;

/** Before a leader is asked again: an answer comes in four hops, at most 200 ms at 50 ms a hop. */
const RESEND_MS = 250;

/** Requests of one node that wait. More are refused, so that memory is bounded. */
const WAITING_MAX = 10_000;

/** Where the number of lives is written. */
const LIVES = "lives";

/** A minute without a leader, or with one request, is no service. */
const WAIT_MS_MAX = 60_000;

/** In the log: whose request it is, and what it wants. */
type Command = { readonly by: RequestName; readonly operation: Json };

interface Update {
  readonly operation: Json;
  readonly answer: (content: Content) => void;
}

interface Read {
  readonly look: () => Content;
  readonly answer: (content: Content) => void;
}

/** Whoever asked the leader for a read index. */
interface Ticket {
  readonly node: string;
  readonly life: number;
  readonly numbers: readonly number[];
}

export class RaftService {
  readonly #node: Node;
  readonly #machine: ServiceMachine;
  readonly #patienceMs: number;
  readonly #raft: Raft<Ticket>;
  readonly #life: number;
  readonly #sessions = new RaftSessions();
  readonly #updates = new RaftOutbox<Update>();
  readonly #reads = new RaftOutbox<Read>();
  /** Reads that wait for this node to apply as much. */
  #lagging: { readonly index: number; readonly numbers: readonly number[] }[] = [];
  /** Nodes whose clients wait for this leader to tell them that something is settled. */
  readonly #curious = new Set<string>();

  /** @param patienceMs Somewhat less than the clients'. */
  constructor(node: Node, machine: ServiceMachine, patienceMs: number) {
    const options = optionsOf(node.args, {
      "heartbeat-ms": wholeNumber(50, 1, WAIT_MS_MAX, "between messages of a leader"),
      "election-ms": wholeNumber(
        300,
        1,
        WAIT_MS_MAX,
        "without a leader before it stands for election",
      ),
      "log-max": wholeNumber(1000, 1, 1_000_000, "entries before a snapshot takes their place"),
      "patience-ms": wholeNumber(
        patienceMs,
        0,
        WAIT_MS_MAX,
        "before a client is told that it does not work out",
      ),
    });
    this.#node = node;
    this.#machine = machine;
    this.#patienceMs = options["patience-ms"];
    this.#life = Number(node.disk.read(LIVES) ?? 0) + 1;
    node.disk.write(LIVES, String(this.#life));
    const storage = new DiskStorage(node.disk);
    const raftOptions = {
      id: node.id,
      ids: node.ids,
      timing: { heartbeatMs: options["heartbeat-ms"], electionMs: options["election-ms"] },
      logMax: options["log-max"],
      memory: storage.load(),
      storage,
      machine: {
        apply: (command: Json) => this.#apply(command as Command),
        snapshot: () => [this.#sessions.toJson(), machine.snapshot()],
        restore: (state: Json) => this.#restore(state as readonly [Json, Json]),
      },
      world: {
        send: (to: string, message: RaftMessage) => node.send(to, { ...message }),
        readable: (ticket: Ticket, index: number) => this.#tellReadable(ticket, index),
      },
      random: () => node.random(),
    };
    this.#raft = new Raft(raftOptions, node.now());
    this.#listen();
    node.every(TICK_MS, () => this.#act((nowMs) => this.#raft.tick(nowMs)));
  }

  /** Has the state changed, once, by a request, and says what comes of it. */
  update(operation: Json): Promise<Content> {
    const { promise, resolve } = Promise.withResolvers<Content>();
    this.#await(this.#updates, { operation, answer: resolve });
    return promise;
  }

  /** Looks at a state that no client has seen a newer one than before it asked. */
  read(look: () => Content): Promise<Content> {
    const { promise, resolve } = Promise.withResolvers<Content>();
    this.#await(this.#reads, { look, answer: resolve });
    return promise;
  }

  #listen(): void {
    const node = this.#node;
    for (const type of RAFT_TYPES)
      node.on<RaftMessage>(type, ({ src, body }) =>
        this.#fromPeer(src, (nowMs) => this.#raft.receive(src, body, nowMs)),
      );
    node.on<{ commands: readonly Command[] }>("raft_propose", ({ src, body }) =>
      this.#fromPeer(src, (nowMs) => this.#raft.propose(body.commands, nowMs)),
    );
    node.on<Omit<Ticket, "node">>("raft_read", ({ src, body: { life, numbers } }) =>
      this.#fromPeer(src, (nowMs) => this.#raft.read({ node: src, life, numbers }, nowMs)),
    );
    node.on<Omit<Ticket, "node"> & { readonly index: number }>("raft_readable", ({ src, body }) =>
      this.#fromPeer(src, () => {
        // The numbers of a life before are others.
        if (body.life === this.#life) this.#wasReadable(body.numbers, body.index);
      }),
    );
  }

  #fromPeer(src: string, action: (nowMs: number) => void): void {
    if (!this.#node.peers.includes(src))
      throw this.#node.error("not-supported", "only nodes of the cluster may ask this");
    this.#act(action);
  }

  /** Does something with the member, and then whatever follows from it. */
  #act(action: (nowMs: number) => void): void {
    const nowMs = this.#node.now();
    action(nowMs);
    this.#push(nowMs);
    for (const node of this.#curious) this.#raft.inform(node, nowMs);
    this.#curious.clear();
    const { applied } = this.#raft.state;
    const ready = this.#lagging.filter(({ index }) => index <= applied);
    if (ready.length === 0) return;
    this.#lagging = this.#lagging.filter(({ index }) => index > applied);
    for (const { numbers } of ready)
      for (const number of numbers) {
        const read = this.#reads.take(number)?.value;
        read?.answer(read.look());
      }
  }

  /** Sends the leader what it has not been sent. */
  #push(nowMs: number): void {
    const { leader: who, term } = this.#raft;
    if (who === undefined) return;
    const isOwn = who === this.#node.id;
    // What a leader has taken it has until it is one no more.
    const resendMs = isOwn ? Infinity : RESEND_MS;
    const updates = this.#updates.due({ who, term }, resendMs, nowMs);
    if (updates.length > 0) {
      const open = this.#updates.firstOpen;
      const commands = updates.map(([number, { operation }]): Command => {
        return { by: [this.#node.id, this.#life, number, open], operation };
      });
      if (isOwn) this.#raft.propose(commands, nowMs);
      else this.#node.send(who, { type: "raft_propose", commands });
    }
    const numbers = this.#reads.due({ who, term }, resendMs, nowMs).map(([number]) => number);
    if (numbers.length === 0) return;
    const { id: node } = this.#node;
    if (isOwn) this.#raft.read({ node, life: this.#life, numbers }, nowMs);
    else this.#node.send(who, { type: "raft_read", life: this.#life, numbers });
  }

  #await<T extends Update | Read>(outbox: RaftOutbox<T>, request: T): void {
    if (outbox.size >= WAITING_MAX)
      throw this.#node.error("temporarily-unavailable", `${WAITING_MAX} requests wait`);
    const number = outbox.add(request);
    this.#act(() => {});
    this.#node.after(this.#patienceMs, () => {
      const ended = outbox.take(number);
      if (ended === undefined) return;
      const isSure = !ended.wasSent || "look" in request;
      const error = isSure
        ? this.#node.error("temporarily-unavailable", "no leader could be asked")
        : this.#node.error("timeout", "no majority has confirmed it: it may happen yet");
      request.answer({ type: "error", code: error.code, text: error.message });
    });
  }

  #apply({ by, operation }: Command): void {
    const [node, life, number] = by;
    if (this.#raft.role === "leader" && node !== this.#node.id) this.#curious.add(node);
    if (!this.#sessions.admit(by)) return;
    const answer = this.#machine.apply(operation);
    if (node !== this.#node.id || life !== this.#life) return;
    this.#updates.take(number)?.value.answer(answer);
  }

  #restore([sessions, state]: readonly [Json, Json]): void {
    this.#sessions.become(sessions);
    this.#machine.restore(state);
  }

  #tellReadable({ node, life, numbers }: Ticket, index: number): void {
    if (node === this.#node.id) this.#wasReadable(numbers, index);
    else this.#node.send(node, { type: "raft_readable", life, numbers, index });
  }

  #wasReadable(numbers: readonly number[], index: number): void {
    this.#lagging.push({ index, numbers });
  }
}
