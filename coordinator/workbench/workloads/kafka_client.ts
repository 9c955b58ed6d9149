/**
 * A client of a Kafka-like log: it knows where it is in each key that it follows.
 *
 * @module
 */
import type { Body } from "../../../robots/node/message.ts";
import type { Content } from "../../../robots/node/node.ts";
import type { Json, Judgement } from "../../checkers/history/history.ts";
import { isList } from "../../checkers/history/json_values.ts";
import type { Ask, Client, Conversation } from "../workload.ts";
import { anything, checkAnswer, list, pair, record, whole } from "./answer.ts";
import { raise } from "./kafka_offsets.ts";
import { quoted } from "./words.ts";

/** The hint of an `assign` that starts at the beginning of every key. */
export const FROM_THE_BEGINNING = "from the beginning";

/**
 * Compat does what Maelstrom's client does: `assign` asks for the committed offsets and then overlooks
 * them, a poll commits what it has seen. Strict has commits and listings as operations of their own, so
 * that the history holds all of them, and `assign` goes on behind what was listed last.
 */
export class LogClient implements Client {
  readonly #strict: boolean;
  readonly #known: Map<string, number>;
  /** Of the keys that it follows: what to read next. */
  #next = new Map<string, number>();
  /** As last listed. */
  #committed: ReadonlyMap<string, number> = new Map();

  /** @param known The greatest offset of each key that any client was told of: it is kept up to date. */
  constructor(judgement: Judgement, known: Map<string, number>) {
    this.#known = known;
    this.#strict = judgement === "strict";
  }

  *perform(ask: Ask): Conversation {
    const { f, value } = ask;
    switch (f) {
      case "crash":
        return { type: "info", value };
      case "assign":
        return yield* this.#assign(keysOf(value), ask.hint === FROM_THE_BEGINNING);
      case "poll":
        return yield* this.#poll();
      case "send":
        return yield* this.#send(value);
      case "commit_offsets":
        checkAnswer(yield { type: f, offsets: value }, "commit_offsets_ok", {});
        return { type: "ok", value };
      case "list_committed_offsets": {
        const offsets = yield* committedOf(keysOf(value));
        this.#committed = new Map(Object.entries(offsets));
        return { type: "ok", value: offsets };
      }
      default:
        throw new RangeError(`cannot perform ${f} as logs have no such operation`);
    }
  }

  *#assign(keys: readonly string[], fromTheBeginning: boolean): Conversation {
    if (!fromTheBeginning && !this.#strict) yield* committedOf(keys);
    const start = (key: string): number => {
      if (fromTheBeginning) return 0;
      const committed = this.#strict ? (this.#committed.get(key) ?? -1) : -1;
      return this.#next.get(key) ?? Math.max(0, committed + 1);
    };
    this.#next = new Map(keys.map((key) => [key, start(key)]));
    return { type: "ok", value: keys };
  }

  *#poll(): Conversation {
    const answer = yield { type: "poll", offsets: Object.fromEntries(this.#next) };
    const { msgs } = checkAnswer(answer, "poll_ok", { msgs: record(list(pair(whole, anything))) });
    const heard = Object.entries(msgs).map(([key, messages]) => [key, messages ?? []] as const);
    const seen: Record<string, number> = {};
    for (const [key, messages] of heard) {
      const last = messages.reduce((greatest, [offset]) => Math.max(greatest, offset), -1);
      // Keys that nobody asked for, too, as Maelstrom has it: the node is asked to go on from there.
      this.#next.set(key, Math.max(this.#next.get(key) ?? 0, last + 1));
      if (messages.length === 0) continue;
      raise(this.#known, key, last);
      seen[key] = Math.max(0, last);
    }
    if (!this.#strict && Object.keys(seen).length > 0)
      checkAnswer(yield { type: "commit_offsets", offsets: seen }, "commit_offsets_ok", {});
    return { type: "ok", value: [["poll", Object.fromEntries(heard)]] };
  }

  *#send(value: Json): Conversation {
    const [step] = isList(value) ? value : [];
    const [f, key, message] = isList(step) ? step : [];
    if (f !== "send" || typeof key !== "string" || message === undefined)
      throw new RangeError(
        `cannot perform send as its value must be [["send", key, message]]: got ${quoted(value)}`,
      );
    const { offset } = checkAnswer(yield { type: f, key, msg: message }, "send_ok", {
      offset: whole,
    });
    raise(this.#known, key, offset);
    return { type: "ok", value: [[f, key, [offset, message]]] };
  }
}

function* committedOf(
  keys: readonly string[],
): Generator<Content, { readonly [key: string]: number }, Body> {
  const answer = yield { type: "list_committed_offsets", keys };
  const { offsets } = checkAnswer(answer, "list_committed_offsets_ok", { offsets: record(whole) });
  return offsets;
}

function keysOf(value: Json): string[] {
  const keys = isList(value) ? value.filter((key) => typeof key === "string") : [];
  if (isList(value) && keys.length === value.length) return keys;
  throw new RangeError(`cannot follow keys as they must be strings: got ${quoted(value)}`);
}
