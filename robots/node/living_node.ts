/**
 * A life of a node: a program among messages and timers, wherever it runs. It decides nothing about
 * time, chance and the way of a message; its surroundings do.
 *
 * @module
 */
import { MemoryDisk } from "./disk.ts";
import { keyValue, timestamp } from "./key_value.ts";
import type { Body, ErrorName, Fields, Message } from "./message.ts";
import { isRpcError, RpcError } from "./message.ts";
import type { Cancel, Content, Disk, Handler, KeyValue, Node, NodeProgram } from "./node.ts";
import { Requests } from "./requests.ts";

/** Before a request is given up. A loaded network at 100 ms a hop answers well within it. */
const RPC_TIMEOUT_MS = 1000;

/** Timers go no finer, and in virtual time a period of nothing would never let time pass. */
const PERIOD_MS_MIN = 1;

/**
 * Messages kept while the program gets ready. Nodes begin at the same time and one that is quick may
 * gossip to others before they have heard their names: that is a few messages, not a flood.
 */
const EARLY_MESSAGES_MAX = 10_000;

/** Types without a handler that are told of: enough to see what is wrong. */
const STRANGE_TYPES_MAX = 100;

/** What a node needs of the world. */
export interface Surroundings {
  readonly args: readonly string[];
  /** What outlives it. @default memory of its own, which does not */
  readonly disk?: Disk;
  nowMs(): number;
  random(): number;
  /** Calls `action` later, never at once. `delayMs` is 0 or more, and may be infinite. */
  after(delayMs: number, action: () => void): Cancel;
  send(message: Message): void;
  log(text: string): void;
  /** The program broke: nothing may come after. */
  broke(error: unknown): void;
}

/** Who a node is. */
interface Self {
  readonly id: string;
  readonly ids: readonly string[];
  readonly peers: readonly string[];
}

const NOBODY: Self = { id: "", ids: [], peers: [] };

/** Hears every message for a node and runs its program's handlers. */
export class LivingNode implements Node {
  readonly disk: Disk;
  readonly #program: NodeProgram;
  readonly #world: Surroundings;
  readonly #requests: Requests;
  readonly #handlers = new Map<string, Handler<never>>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #strangeTypes = new Set<string>();
  #self = NOBODY;
  /** What came before the program was ready. */
  #early: Message[] | undefined = [];
  #isOver = false;

  constructor(program: NodeProgram, surroundings: Surroundings) {
    this.#program = program;
    this.#world = surroundings;
    this.disk = surroundings.disk ?? new MemoryDisk();
    this.#requests = new Requests(surroundings.random(), (ms, action) => this.after(ms, action));
  }

  get id(): string {
    return this.#self.id;
  }

  get ids(): readonly string[] {
    return this.#self.ids;
  }

  get peers(): readonly string[] {
    return this.#self.peers;
  }

  get args(): readonly string[] {
    return this.#world.args;
  }

  /** Handles a message. Whatever goes wrong in the program goes to the surroundings. */
  receive(message: Message): void {
    if (this.#isOver) return;
    const { type, in_reply_to: answered } = message.body;
    if (typeof answered === "number") this.#requests.hear(answered, message.body);
    else if (type === "init" && this.#self === NOBODY) this.#begin(message);
    else if (this.#early !== undefined) this.#keep(this.#early, message);
    else if (type === "init") this.#beginAgain(message);
    else this.#handle(message);
  }

  /** After this the node does nothing more. */
  end(): void {
    this.#isOver = true;
    this.#requests.end();
  }

  /** Resolves when the program is ready and no handler is at work. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  on<B extends object = Fields>(type: string, handler: Handler<B>): void {
    this.#handlers.set(type, handler);
  }

  reply(request: Message<object>, answer: Content): void {
    const { src, body } = request;
    // An answer that nobody waits for would only puzzle its receiver.
    if (typeof body.msg_id !== "number") return;
    // A node that has no name yet was called by one.
    this.#post(src, { ...answer, in_reply_to: body.msg_id }, this.id || request.dest);
  }

  send(to: string, content: Content): void {
    this.#post(to, content);
  }

  rpc<B extends object = Fields>(
    to: string,
    content: Content,
    timeoutMs: number = RPC_TIMEOUT_MS,
  ): Promise<Body<B>> {
    const { id, answer } = this.#requests.open(`${content.type} to ${to}`, timeoutMs);
    this.#post(to, { ...content, msg_id: id });
    // The caller says what the answer holds.
    return answer as Promise<Body<B>>;
  }

  error(error: ErrorName | number, text?: string): RpcError {
    return new RpcError(error, text);
  }

  isError(caught: unknown, error?: ErrorName | number): caught is RpcError {
    return isRpcError(caught, error);
  }

  every(periodMs: number, action: () => void | Promise<void>): Cancel {
    if (!(periodMs >= PERIOD_MS_MIN)) throw badTime("periodMs", PERIOD_MS_MIN, periodMs);
    let dueMs = this.now() + periodMs;
    const next = (): Cancel =>
      this.after(Math.max(0, dueMs - this.now()), () => {
        const lateMs = this.now() - dueMs;
        dueMs += periodMs * Math.max(1, Math.floor(lateMs / periodMs) + 1);
        cancel = next();
        return action();
      });
    let cancel = next();
    return () => cancel();
  }

  after(delayMs: number, action: () => void | Promise<void>): Cancel {
    if (typeof delayMs !== "number" || Number.isNaN(delayMs)) throw badTime("delayMs", 0, delayMs);
    return this.#world.after(Math.max(0, delayMs), () => {
      if (!this.#isOver) void this.#call(action, () => {}, this.#broke);
    });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  now(): number {
    return this.#world.nowMs();
  }

  random(): number {
    return this.#world.random();
  }

  log(text: string): void {
    if (!this.#isOver) this.#world.log(text);
  }

  kv(service: string, timeoutMs: number = RPC_TIMEOUT_MS): KeyValue {
    return keyValue((content) => this.rpc(service, content, timeoutMs));
  }

  timestamp(): Promise<number> {
    return timestamp((content) => this.rpc("lin-tso", content));
  }

  #begin(init: Message): void {
    const { node_id: id, node_ids: ids } = init.body;
    if (typeof id !== "string" || id === "" || !isTexts(ids)) {
      this.#refuse(init, malformed("init must have a node_id and node_ids"));
      return;
    }
    if (!ids.includes(id) || new Set(ids).size < ids.length) {
      this.#refuse(init, malformed("node_ids must have node_id among them, and each name once"));
      return;
    }
    this.#self = { id, ids, peers: ids.filter((each) => each !== id) };
    const start = (): void | Promise<void> => this.#program(this);
    this.#watch(this.#call(start, () => this.#ready(init), this.#broke));
  }

  #ready(init: Message): void {
    this.reply(init, { type: "init_ok" });
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) this.receive(message);
  }

  /** A second init is the first one, told twice. */
  #beginAgain(init: Message): void {
    const { node_id: id } = init.body;
    if (id === this.id) this.reply(init, { type: "init_ok" });
    else this.#refuse(init, malformed(`the name of ${this.id} cannot change`));
  }

  /** What is beyond the limit is lost, as on a network. */
  #keep(early: Message[], message: Message): void {
    if (early.push(message) <= EARLY_MESSAGES_MAX) return;
    early.pop();
    this.#logStrange(message, `came too early, as ${EARLY_MESSAGES_MAX} others did`);
  }

  #handle(message: Message): void {
    const handler = this.#handlers.get(message.body.type);
    if (handler === undefined) {
      this.#logStrange(message, "has no handler");
      const what = message.body.type || "a request without a type";
      this.#refuse(message, new RpcError("not-supported", `${what} is not supported`));
      return;
    }
    const working = this.#call(
      () => handler(message as Message<never>),
      (answer) => answer && this.reply(message, answer),
      (error) => (isRpcError(error) ? this.#refuse(message, error) : this.#broke(error)),
    );
    this.#watch(working);
  }

  #refuse(request: Message, { code, message: text }: RpcError): void {
    this.reply(request, { type: "error", code, text });
  }

  /** Once for each type. */
  #logStrange({ src, body: { type } }: Message, what: string): void {
    if (this.#strangeTypes.size >= STRANGE_TYPES_MAX || this.#strangeTypes.has(type)) return;
    this.#strangeTypes.add(type);
    this.log(`${type} from ${src} ${what}`);
  }

  /**
   * Runs a part of the program. What it gives at once is handed on at once, without a turn of promises.
   *
   * @returns What it waits for, if it does. It never rejects.
   */
  #call<T>(
    action: () => T | Promise<T>,
    onResult: (result: T) => void,
    onError: (error: unknown) => void,
  ): Promise<void> | undefined {
    try {
      const result = action();
      if (result instanceof Promise) return result.then(onResult).catch(onError);
      onResult(result);
    } catch (error) {
      onError(error);
    }
    return undefined;
  }

  #watch(working: Promise<void> | undefined): void {
    if (working === undefined) return;
    this.#underWay.add(working);
    void working.finally(() => this.#underWay.delete(working));
  }

  readonly #broke = (error: unknown): void => {
    if (this.#isOver) return;
    this.end();
    this.#world.broke(error);
  };

  #post(dest: string, body: Body, src: string = this.id): void {
    if (this.#isOver) return;
    if (typeof dest !== "string" || typeof body.type !== "string") {
      const got = `${JSON.stringify(body)} to ${dest}`;
      throw new TypeError(`cannot send as a message must have a receiver and a type: got ${got}`);
    }
    this.#world.send({ src, dest, body });
  }
}

function malformed(text: string): RpcError {
  return new RpcError("malformed-request", text);
}

function badTime(name: string, leastMs: number, got: unknown): RangeError {
  return new RangeError(`cannot wait as ${name} must be >= ${leastMs}: got ${String(got)}`);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
