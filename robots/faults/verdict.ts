/**
 * Decides the fate of each message under a fault plan. Pure: time and seed are arguments; the same
 * plan, seed and messages give the same fates, to the byte.
 *
 * @module
 */
import { hash32, KeyedRandom } from "../engine/random.ts";
import { change, type MutableCopy } from "./changes.ts";
import { type Fate, type Firing, PASS, type Passage } from "./fate.ts";
import { type Look, looksOf } from "./looks.ts";
import type { FaultPlan } from "./plan.ts";
import { WholeRun } from "./shapes.ts";

export { COPIES_MAX } from "./changes.ts";
export type { Copy, Fate, Firing, Passage } from "./fate.ts";

/** Applies one plan to any number of links. */
export class FaultInjector {
  readonly plan: FaultPlan;
  /** Whether no message can ever be hit: callers may skip {@linkcode fate}. */
  readonly idle: boolean;
  readonly #draws: KeyedRandom;
  readonly #fired: number[];
  readonly #looks: readonly Look[];
  readonly #wholeRun: WholeRun;
  readonly #links = new Map<string, Map<string, LinkPassage>>();

  /**
   * @param seed Used when the plan has none.
   * @param robots All robots of the run, in order: those among whom partitions are drawn.
   * @param sharedSeed As `seed`, for what all robots must agree on, such as who is on which side.
   */
  constructor(
    plan: FaultPlan,
    seed: string,
    robots: readonly string[] = [],
    sharedSeed: string = seed,
  ) {
    this.plan = plan;
    this.#draws = new KeyedRandom(plan.seed ?? seed);
    this.#wholeRun = new WholeRun(robots);
    this.#looks = looksOf(plan.rules, {
      draws: this.#draws,
      sharedDraws: new KeyedRandom(plan.seed ?? sharedSeed),
      circle: this.#wholeRun,
    });
    this.#fired = plan.rules.map(() => 0);
    this.idle = this.#looks.length === 0;
  }

  /**
   * How often each rule fired, by its index: the messages that it changed the fate of, and what was
   * noted. A live view.
   */
  get fired(): readonly number[] {
    return this.#fired;
  }

  /** Indexes of the rules that have not fired. A run that ends with any has not tested its plan. */
  neverFired(): number[] {
    return this.#fired.flatMap((count, rule) => (count === 0 ? [rule] : []));
  }

  /** Counts for whoever performs a rule that is not about messages. Bound. */
  readonly note = (rule: number, count = 1): void => {
    this.#fired[rule]! += count;
  };

  /** Says who is in the run, in order. If they are others than before, partitions are drawn anew. */
  setRobots(robots: readonly string[]): void {
    this.#wholeRun.become(robots);
  }

  /**
   * Decides about the next message from `from` to `to`. Counts messages of each link by itself.
   *
   * @param bytes Not changed.
   */
  fate(
    from: string,
    to: string,
    sinceStartMs: number,
    bytes: Uint8Array,
    carriesUpdate = false,
  ): Fate {
    if (this.idle) return PASS;
    const passage = this.#link(from, to);
    passage.begin(sinceStartMs, bytes, carriesUpdate);
    const fate = this.judge(passage);
    passage.end();
    return fate;
  }

  /**
   * Decides about a message. Rules meet it in order: the first that drops or rejects it decides alone;
   * otherwise what they do adds up, to each copy of it by itself. Makes no garbage unless it arrives
   * changed.
   */
  judge(passage: Passage): Fate {
    const { sinceStartMs } = passage;
    const draws = this.#draws;
    let copies: MutableCopy[] | undefined;
    let firings: Firing[] | undefined;
    let ended: Fate | undefined;
    for (const look of this.#looks) {
      const applies = sinceStartMs >= look.afterMs && sinceStartMs < look.untilMs;
      const matters = applies && ended === undefined;
      if (!matters && !look.remembers) continue;
      if (!look.isOpen && !look.covers(passage)) continue;
      if (look.taker !== undefined) {
        if (look.taker.takes(passage) && matters) ended = look.fate;
        continue;
      }
      if (look.holder !== undefined) {
        // A queue is empty before and after its rule applies.
        const delayMs = applies ? look.holder.delayMs(passage) : 0;
        if (delayMs <= 0 || !matters) continue;
        copies ??= [untouched()];
        for (const copy of copies) copy.delayMs += delayMs;
        (firings ??= []).push({ rule: look.index, count: copies.length });
        continue;
      }
      draws.aim(look.ruleKey, passage.fromKey, passage.toKey, passage.seq);
      const drawn = draws.next();
      if (copies === undefined && drawn >= look.rate) continue;
      if (look.change === undefined) {
        if (drawn < look.rate) ended = look.fate;
        continue;
      }
      copies ??= [untouched()];
      const count = change(copies, look.change, drawn, draws.next, passage);
      if (count > 0) (firings ??= []).push({ rule: look.index, count });
    }
    if (ended !== undefined) return this.#count(ended);
    if (copies === undefined || firings === undefined) return PASS;
    return this.#count({ kind: "deliver", copies, firings });
  }

  #count(fate: Fate): Fate {
    if (fate.kind === "drop" || fate.kind === "reject") this.note(fate.rule);
    if (fate.kind === "deliver") for (const { rule } of fate.firings) this.note(rule);
    return fate;
  }

  #link(from: string, to: string): LinkPassage {
    let receivers = this.#links.get(from);
    if (receivers === undefined) this.#links.set(from, (receivers = new Map()));
    let link = receivers.get(to);
    if (link === undefined) receivers.set(to, (link = new LinkPassage(from, to)));
    return link;
  }
}

function untouched(): MutableCopy {
  return { delayMs: 0, bytes: undefined, toSender: false };
}

const NO_BYTES = new Uint8Array();

/** The messages of a link, one after the other in the same object. */
class LinkPassage implements Passage {
  readonly from: string;
  readonly to: string;
  readonly fromKey: number;
  readonly toKey: number;
  seq = 0;
  sinceStartMs = 0;
  carriesUpdate = false;
  #bytes: Uint8Array = NO_BYTES;

  constructor(from: string, to: string) {
    this.from = from;
    this.to = to;
    this.fromKey = hash32(from);
    this.toKey = hash32(to);
  }

  begin(sinceStartMs: number, bytes: Uint8Array, carriesUpdate: boolean): void {
    this.seq = (this.seq + 1) | 0;
    this.sinceStartMs = sinceStartMs;
    this.#bytes = bytes;
    this.carriesUpdate = carriesUpdate;
  }

  /** The bytes are the sender's again. */
  end(): void {
    this.#bytes = NO_BYTES;
  }

  bytes(): Uint8Array {
    return this.#bytes;
  }
}
