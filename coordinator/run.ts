/**
 * `hearsay run`: deals a secret, starts robots, watches them until one has it all, and judges the
 * result. It arranges and looks on; it carries none of the robots' data.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import type { RobotId } from "../robots/engine/ids.ts";
import { describeRule } from "../robots/faults/describe.ts";
import type { HearsayEvent } from "../robots/runtime/events.ts";
import type { Logger } from "../robots/runtime/logger.ts";
import { patiently, sleep } from "../robots/transport/deadline.ts";
import { Host } from "./host.ts";
import { Nemeses } from "./nemeses.ts";
import { placeNames } from "./places.ts";
import { Backlogs } from "./observe/backlogs.ts";
import { LogFile } from "./observe/log_file.ts";
import { RunTally } from "./observe/run_tally.ts";
import { close, connect, whenReady } from "./redis/connect.ts";
import { EventReader } from "./redis/event_stream.ts";
import type { FoundRedis } from "./redis/find.ts";
import { RunStore } from "./redis/run_store.ts";
import { redactRedisUrl } from "./redis/url.ts";
import { hasEnded, type RunConfig, type RunState } from "./run_config.ts";
import { RunFolder } from "./run_folder.ts";
import type { RunOptions } from "./run_options.ts";
import type { RunOutcome, RunView, RunWatcher } from "./run_view.ts";
import { latenessOf, problemsOf, resultOf, type RunEnding } from "./run_result.ts";
import { configOf, cutSecret, dealSecret } from "./run_setup.ts";
import { EnsureQueue } from "./supervision.ts";
import { UserError } from "./user_error.ts";
import { sha256 } from "./winner.ts";

const READY_MS_MAX = 5000;

/** How long a run that begins waits for a Redis that has answered before. */
const PATIENCE_MS = 15_000;

/** How long one look at the event stream waits. */
const WATCH_MS = 100;

/** How long the robots' last reports are waited for, once the run is over. */
const LAST_REPORTS_MS_MAX = 3000;

export class Run {
  readonly #options: RunOptions;
  readonly #redis: FoundRedis;
  readonly #watcher: RunWatcher;
  #logger: Logger;
  #log: LogFile | undefined;
  readonly #folder: RunFolder;
  readonly #commands: Redis;
  readonly #blocking: Redis;
  readonly #store: RunStore;
  readonly #places: readonly RobotId[];
  readonly #backlogs: Backlogs | undefined;
  readonly #tally: RunTally;
  readonly #config: RunConfig;
  readonly #shares: Map<RobotId, Uint8Array>;
  readonly #rules: readonly string[];
  #interruption: string | undefined;
  /** Time is up, and whether Redis was away then. */
  #late: { readonly redisAway: boolean } | undefined;
  #startedAtMs = Date.now();
  #endedAtMs = Date.now();
  #reader: EventReader | undefined;
  #nemeses: Nemeses | undefined;
  #redisAway = false;
  #epoch: string | undefined;
  /** How the run ended, once that is known. */
  #endState: RunState | undefined;
  /** Events in the last look. */
  #eventCount = 0;

  constructor(options: RunOptions, redis: FoundRedis, watcher: RunWatcher, logger: Logger) {
    this.#options = options;
    this.#redis = redis;
    this.#watcher = watcher;
    this.#logger = logger;
    this.#folder = new RunFolder(options.dir, options.run);
    const words = cutSecret(options);
    this.#config = configOf(options, words.length);
    this.#shares = dealSecret(words, this.#config);
    this.#rules = options.faults.rules.map(describeRule);
    this.#commands = connect(redis.url, { role: "commands", name: "hearsay-run" });
    this.#blocking = connect(redis.url, { role: "blocking", name: "hearsay-watch" });
    this.#store = new RunStore(this.#commands, options.run);
    this.#places = placeNames(options.robots);
    this.#tally = new RunTally(this.#places);
    if (watcher.wantsBacklogs) this.#backlogs = new Backlogs(this.#commands, this.#store.keys);
  }

  /** Asks the run to end; what for becomes its reason. */
  interrupt(reason: string): void {
    this.#interruption ??= reason;
  }

  /** Runs to the end, once it has been prepared. */
  async perform(): Promise<RunOutcome> {
    const { hosted } = this.#options;
    const host = hosted > 0 ? this.#makeHost(hosted) : undefined;
    try {
      await host?.start();
      await this.#summonRobots();
      this.#nemeses = this.#makeNemeses(host);
      this.#nemeses.start();
      await this.#watchUntilEnd();
      this.#endedAtMs = Date.now();
      await this.#nemeses.stop();
      await this.#endRun();
      await this.#lastReports(host);
      return await this.#conclude();
    } catch (error) {
      // Nobody watches any more, so nobody must go on.
      await this.#store.end("failed", { reason: String(error) }).catch(() => {});
      throw error;
    } finally {
      await this.#nemeses?.stop();
      await host?.close();
      await this.#folder.close();
      this.#watcher.close();
      await Promise.all([close(this.#commands), close(this.#blocking)]);
      this.#log?.close();
    }
  }

  /**
   * Takes the name and deals; robots may come from now on. Nothing is shown yet.
   *
   * @throws UserError when the run cannot begin: then nothing of it stays.
   */
  async prepare(): Promise<void> {
    const { run } = this.#options;
    try {
      await this.#folder.create();
      await Promise.all([
        whenReady(this.#commands, READY_MS_MAX),
        whenReady(this.#blocking, READY_MS_MAX),
      ]);
      if (!(await this.#store.create(this.#config))) {
        throw new UserError(
          `cannot start as the run name is in use: ${run} is in Redis; choose another --run or remove it with hearsay clean ${run}`,
        );
      }
      if (this.#watcher.ownsTerminal) this.#logToFile();
      await patiently(PATIENCE_MS, () => this.#open());
      await this.#folder.record(this.#record());
    } catch (error) {
      // The run never began: nothing of it stays.
      await this.#folder.discard();
      await Promise.all([close(this.#commands), close(this.#blocking)]);
      this.#watcher.close();
      throw error;
    }
  }

  /** Deals and opens the run; doing so again changes nothing. */
  async #open(): Promise<void> {
    await this.#store.setFaults(this.#options.faults);
    await this.#store.deal(this.#shares);
    this.#startedAtMs = Date.now();
    await this.#store.open(this.#startedAtMs);
    this.#epoch = (await this.#store.describe())?.epoch;
  }

  #logToFile(): void {
    const { run, hostName: host, logLevel } = this.#options;
    this.#log = new LogFile(join(this.#folder.path, "log.jsonl"), logLevel, { run, host });
    this.#logger = this.#log.logger;
  }

  #makeHost(capacity: number): Host {
    const { run, hostName: name, dir, out, logLevel } = this.#options;
    const redisUrl = this.#redis.url;
    const stderr = this.#log?.fd ?? "inherit";
    const logger = this.#logger;
    return new Host({ redisUrl, run, name, capacity, dir, out, logger, logLevel, stderr });
  }

  /** Asks for every place to be filled, by whichever host. */
  async #summonRobots(): Promise<void> {
    try {
      await this.#withQueue((queue) => queue.ensure(this.#places));
    } catch (error) {
      // Hosts look for places that nobody runs, so this only takes longer.
      this.#logger.warn({ event: "robots-not-asked-for", error: String(error) });
    }
  }

  async #withQueue(ask: (queue: EnsureQueue) => Promise<void>): Promise<void> {
    const prefix = this.#store.keys.bull;
    const queue = new EnsureQueue({ prefix, logger: this.#logger, redisUrl: this.#redis.url });
    try {
      await ask(queue);
    } finally {
      await queue.close();
    }
  }

  #makeNemeses(host: Host | undefined): Nemeses {
    return new Nemeses({
      store: this.#store,
      config: this.#config,
      startedAtMs: this.#startedAtMs,
      killEveryMs: this.#options.killEveryMs,
      host,
      hasten: (robots) => this.#withQueue((queue) => queue.hasten(robots)),
      forgot: (robot) => void this.#shares.delete(robot),
      logger: this.#logger,
    });
  }

  /** Watches until the run has ended, time is up, or somebody interrupts. */
  async #watchUntilEnd(): Promise<void> {
    const reader = new EventReader(this.#blocking, this.#store.keys);
    this.#reader = reader;
    this.#blocking.on("ready", () => void reader.resynchronize().catch(() => {}));
    const deadlineMs = this.#startedAtMs + this.#config.timeoutMs;
    while (this.#interruption === undefined) {
      const state = await this.#look(reader);
      if (state === "stopped") this.interrupt("it was stopped before a robot had won");
      if (hasEnded(state)) {
        this.#endState = state;
        return;
      }
      if (Date.now() >= deadlineMs && this.#interruption === undefined) {
        this.#late = { redisAway: this.#redisAway };
        this.#explainLateness();
      }
    }
  }

  /** Says why nobody has won in time: again once the last reports are there, which may say more. */
  #explainLateness(): void {
    if (this.#late === undefined) return;
    const away = this.#late.redisAway ? "; Redis does not answer" : "";
    this.#interruption = `${latenessOf(this.#tally, this.#places, this.#config)}${away}`;
  }

  /** One look at events and state; `undefined` while Redis is away or has forgotten the run. */
  async #look(reader: EventReader): Promise<RunState | undefined> {
    let state: RunState | undefined;
    try {
      // Without events the state is asked for all the same: they come over a connection of their own.
      const events = await reader.read(WATCH_MS).catch(() => sleep(WATCH_MS).then(noEvents));
      this.#eventCount = events.length;
      for (const event of events) {
        this.#tally.apply(event);
        this.#nemeses?.heard(event);
        this.#folder.log(event);
      }
      void this.#backlogs?.refresh([...this.#places, ...this.#tally.robots.keys()]);
      const { state: present, epoch } = (await this.#store.describe()) ?? {};
      state = present;
      if (!hasEnded(state) && (epoch === undefined || epoch !== this.#epoch)) await this.#remind();
      this.#redisAway = false;
      this.#update(state, events);
    } catch {
      this.#redisAway = true;
      this.#update(undefined, []);
      await sleep(WATCH_MS);
    }
    return state;
  }

  /** Redis has lost its memory: deals again what was dealt, to those that have not begun yet. */
  async #remind(): Promise<void> {
    const startedAtMs = this.#startedAtMs;
    const state = this.#endState ?? "running";
    const run = { config: this.#config, state, startedAtMs };
    this.#epoch = await this.#store.restore(run, this.#shares);
  }

  #update(state: RunState | undefined, events: readonly HearsayEvent[]): void {
    const { run } = this.#options;
    const view: RunView = {
      config: this.#config,
      run,
      tally: this.#tally,
      startedAtMs: this.#startedAtMs,
      places: this.#places,
      rules: this.#rules,
      ...(this.#backlogs !== undefined && { backlogs: this.#backlogs.sizes }),
      state,
    };
    this.#watcher.update(view, events);
  }

  /** Tells everybody that it is over, unless a winner did. */
  async #endRun(): Promise<void> {
    if (this.#interruption === undefined) return;
    const end = this.#late === undefined ? "stopped" : "failed";
    this.#endState = end;
    try {
      const { state } = await this.#store.end(end, { reason: this.#interruption });
      // A robot was quicker, by a moment.
      this.#endState = state;
      if (state === "won") this.#interruption = this.#late = undefined;
    } catch {
      // Redis is away; robots and hosts end by their own limits.
    }
  }

  /**
   * Reads what the robots still had to say. Those of this host have said it when it is closed; for
   * those of others there is a limit, as one that was killed says nothing.
   */
  async #lastReports(host: Host | undefined): Promise<void> {
    const endMs = Date.now() + LAST_REPORTS_MS_MAX;
    const reader = this.#reader!;
    const { hostName } = this.#options;
    const speaking = (): boolean =>
      [...this.#tally.robots.values()].some((robot) => !robot.stopped && robot.host !== hostName);
    await host?.close();
    do await this.#look(reader);
    while ((this.#eventCount > 0 || speaking()) && Date.now() < endMs);
    await this.#recallResult();
    this.#explainLateness();
  }

  /** Events that Redis lost with its memory do not make a result undone that it still knows of. */
  async #recallResult(): Promise<void> {
    if (this.#tally.written !== undefined) return;
    const { winner, file, bytes, sha256: digest } = await this.#store.runFields().catch(noFields);
    if (winner === undefined || file === undefined) return;
    const written = { path: file, bytes: Number(bytes), sha256: digest ?? "" };
    const atMs = Date.now();
    this.#tally.apply({ kind: "winner", robot: winner, count: 1, atMs });
    this.#tally.apply({ kind: "written", robot: winner, count: 1, atMs, file: written });
  }

  async #conclude(): Promise<RunOutcome> {
    const fileSha256 = await this.#digestOfFile();
    const ending: RunEnding = {
      run: this.#options.run,
      seed: this.#config.seed,
      robots: this.#config.robots,
      secret: this.#config.secret,
      tally: this.#tally,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      ...(this.#interruption !== undefined && { interruption: this.#interruption }),
      ...(fileSha256 !== undefined && { fileSha256 }),
      forgotClaims: this.#nemeses?.forgotClaims ?? 0,
      ...(this.#options.out !== undefined && { out: this.#options.out }),
    };
    const result = resultOf(ending);
    const problems = problemsOf(ending);
    const neverFired = this.#neverFired();
    const counts = this.#rules.map((words) => [words, this.#tally.fired.get(words) ?? 0]);
    const fired: unknown = Object.fromEntries(counts);
    await this.#folder.record({ ...this.#record(), result, problems, fired, neverFired });
    return { result, problems, folder: this.#folder.path, neverFired };
  }

  /** What the winner wrote, if this machine can read it. */
  async #digestOfFile(): Promise<string | undefined> {
    const { written } = this.#tally;
    if (written === undefined) return undefined;
    const here = this.#tally.robots.get(written.robot)?.host === this.#options.hostName;
    try {
      return sha256(await readFile(written.path));
    } catch {
      return here ? "missing" : undefined;
    }
  }

  #neverFired(): string[] {
    return this.#rules.filter((words) => !this.#tally.fired.has(words));
  }

  #record(): Record<string, unknown> {
    const { run, faults, chunkBytes, killEveryMs, hosted, out } = this.#options;
    // Not all of it is for Redis, but a run can be repeated only with all of it.
    const config = { ...this.#config, chunkBytes, killEveryMs, hosted, out };
    // For commands in this folder. Without a password: whoever needs one names it.
    const redis = { redis: redactRedisUrl(this.#redis.url) };
    const startedAt = new Date(this.#startedAtMs).toISOString();
    return { run, seed: this.#config.seed, startedAt, config, faults, ...redis };
  }
}

const noEvents = (): HearsayEvent[] => [];

const noFields = (): Record<string, string> => ({});
