/**
 * The rules of a plan made ready to look at messages: what can be worked out once is. Rules about
 * processes and the store never look at a message and are left out.
 *
 * @module
 */
import type { KeyedRandom } from "../engine/random.ts";
import type { ChangeRule } from "./changes.ts";
import { ruleKeys } from "./draws.ts";
import { type Fate, PASS, type Passage } from "./fate.ts";
import { BurstLoss, Clog, PeriodicLoss, Throttle } from "./link_state.ts";
import {
  type DivisionRule,
  isMessageRule,
  isPartitionRule,
  type MessageRule,
  type PartitionRule,
  type Rule,
  type Scope,
} from "./plan.ts";
import { type Circle, DrawnShape, placesOf } from "./shapes.ts";

/** A rule that ends a message's way without the usual draw. */
interface Taker {
  takes(passage: Passage): boolean;
}

/** A rule that holds all copies of a message back for the same time, without the usual draw. */
interface Holder {
  delayMs(passage: Passage): number;
}

/** What a rule does, one of three; without any it ends the way of the share that it draws. */
interface Action {
  readonly taker?: Taker;
  readonly holder?: Holder;
  readonly change?: ChangeRule;
  /** Whether it must see messages whose fate is decided already, or before and after its window. */
  readonly remembers?: boolean;
}

/** One rule, ready to look. */
export class Look {
  readonly index: number;
  readonly ruleKey: number;
  /** Share of messages, 0 to 1. */
  readonly rate: number;
  readonly afterMs: number;
  readonly untilMs: number;
  /** What it decides when it ends a message's way. */
  readonly fate: Fate;
  readonly taker: Taker | undefined;
  readonly holder: Holder | undefined;
  readonly change: ChangeRule | undefined;
  readonly remembers: boolean;
  /** Whether it looks at every message while it applies. */
  readonly isOpen: boolean;
  readonly #from: ReadonlySet<string> | undefined;
  readonly #to: ReadonlySet<string> | undefined;
  readonly #carriesUpdate: boolean | undefined;

  constructor(index: number, ruleKey: number, rule: MessageRule | DivisionRule, action: Action) {
    const { from, to, carrying }: Scope = rule;
    this.index = index;
    this.ruleKey = ruleKey;
    this.rate = ("rate" in rule ? rule.rate : undefined) ?? 1;
    this.afterMs = rule.afterMs ?? 0;
    this.untilMs = rule.untilMs ?? Infinity;
    this.fate = fateOf(rule, action, index);
    this.taker = action.taker;
    this.holder = action.holder;
    this.change = action.change;
    this.remembers = action.remembers ?? false;
    this.#from = from && new Set(from);
    this.#to = to && new Set(to);
    this.#carriesUpdate = carrying && carrying === "update";
    this.isOpen = from === undefined && to === undefined && carrying === undefined;
  }

  /** Whether the message is one of those that the rule is about, at any time. */
  covers({ from, to, carriesUpdate }: Passage): boolean {
    if (this.#carriesUpdate !== undefined && this.#carriesUpdate !== carriesUpdate) return false;
    if (this.#from !== undefined && !this.#from.has(from)) return false;
    return this.#to === undefined || this.#to.has(to);
  }
}

/** What rules are made ready with. */
export interface LookSetting {
  readonly draws: KeyedRandom;
  /** For what all robots must agree on. */
  readonly sharedDraws: KeyedRandom;
  /** All robots of the run, in order. */
  readonly circle: Circle;
}

/** The rules that look at messages, in the plan's order. */
export function looksOf(rules: readonly Rule[], setting: LookSetting): Look[] {
  const keys = ruleKeys(rules);
  return rules.flatMap((rule, index) => {
    const ruleKey = keys[index]!;
    if (isMessageRule(rule)) {
      return [new Look(index, ruleKey, rule, messageAction(rule, ruleKey, setting.draws))];
    }
    if (!isPartitionRule(rule)) return [];
    return [new Look(index, ruleKey, rule, { taker: dividerOf(rule, ruleKey, setting) })];
  });
}

function fateOf(rule: MessageRule | DivisionRule, action: Action, index: number): Fate {
  if (rule.kind === "saturate") return { kind: "reject", rule: index };
  return action.change || action.holder ? PASS : { kind: "drop", rule: index };
}

function messageAction(rule: MessageRule, ruleKey: number, draws: KeyedRandom): Action {
  switch (rule.kind) {
    case "loss":
    case "saturate":
      return {};
    case "burst-loss":
      return { taker: new BurstLoss(rule, ruleKey, draws), remembers: true };
    case "periodic-loss":
      return { taker: new PeriodicLoss(rule), remembers: true };
    case "oversize-loss":
      return { taker: { takes: (passage) => passage.bytes().length > rule.bytesMax } };
    case "clog":
      return { holder: new Clog(rule, ruleKey, draws) };
    case "throttle":
      return { holder: new Throttle(rule), remembers: true };
    default:
      return { change: rule };
  }
}

function dividerOf(
  rule: DivisionRule,
  ruleKey: number,
  { sharedDraws, circle }: LookSetting,
): Taker {
  switch (rule.kind) {
    case "partition":
      return new Groups(rule);
    case "cut":
      // Whom it is about is all that it is.
      return { takes: () => true };
    case "deaf": {
      const deaf = new Set(rule.robots);
      return { takes: ({ to }) => deaf.has(to) };
    }
    case "mute": {
      const mute = new Set(rule.robots);
      return { takes: ({ from }) => mute.has(from) };
    }
    default: {
      const among = rule.robots === undefined ? circle : { places: placesOf(rule.robots) };
      const shape = new DrawnShape(rule, ruleKey, sharedDraws, among);
      return { takes: ({ from, to, sinceStartMs }) => shape.separates(from, to, sinceStartMs) };
    }
  }
}

/** Named groups; `undefined` for the group of those named in none. */
class Groups {
  readonly #groups = new Map<string, number>();

  constructor({ groups }: PartitionRule) {
    for (const [number, group] of groups.entries()) {
      for (const robot of group) this.#groups.set(robot, number);
    }
  }

  takes({ from, to }: Passage): boolean {
    return this.#groups.get(from) !== this.#groups.get(to);
  }
}
