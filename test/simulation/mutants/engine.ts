/**
 * Bugs in the engine: the robot itself.
 *
 * @module
 */
import { inFile, type Mutant } from "./mutant.ts";

const NEWS = "        this.#quiescence.news(nowMs);\n";

export const ROBOT: readonly Mutant[] = inFile("robots/engine/robot.ts", [
  {
    name: "robot-complete-with-one-missing",
    find: "return known === total;",
    replace: "return known + 1 >= total!;",
    why: "off by one: complete with a word missing",
  },
  {
    name: "robot-done-though-incomplete",
    find: "if (this.#converged && !this.#done",
    replace: "if (!this.#done",
    why: "early quiescence: done as soon as it is quiet, whatever it knows",
  },
  {
    name: "robot-done-again-and-again",
    find: "!this.#done && this.#quiescence",
    replace: "this.#quiescence",
    why: "says at every tick that it is done",
  },
  {
    name: "robot-does-not-wait",
    find: " && this.#quiescence.reached(nowMs)) {",
    replace: ") {",
    why: "early quiescence: done as soon as it is complete",
  },
  {
    name: "robot-never-says-done",
    find: "      effects.done();\n",
    replace: "",
    why: "is done and tells nobody",
  },
  {
    name: "robot-complete-from-birth",
    find: "effects: Effects<Summary, Update>): void {\n    this.#noteConvergence(effects);",
    replace: "effects: Effects<Summary, Update>): void {",
    why: "whoever begins complete and learns nothing never notices",
  },
  {
    name: "robot-done-ends-tick",
    find: "      effects.done();\n",
    replace: "      effects.done();\n      return;\n",
    why: "forgets to gossip at the tick at which it is done",
  },
  {
    name: "robot-done-is-silent",
    find: "    const peers = this.#roster.size",
    replace: "    if (this.#done) return;\n    const peers = this.#roster.size",
    why: "a done robot gossips no more: others may never learn",
  },
  {
    name: "robot-ignores-fanout",
    find: "if (this.#fanout === 1 && peers > 0)",
    replace: "if (this.#fanout >= 1 && peers > 0)",
    why: "writes to one peer, whatever its fanout",
  },
  {
    name: "robot-fanout-default",
    find: "this.#fanout = options.fanout ?? 1;",
    replace: "this.#fanout = 1;",
    why: "forgets the option",
  },
  {
    name: "robot-exchange-default",
    find: 'this.#exchange = options.exchange ?? "push-pull";',
    replace: 'this.#exchange = "push-pull";',
    why: "forgets the option",
  },
  {
    name: "robot-counts-itself",
    find: "this.#roster.size - (this.#position < 0 ? 0 : 1)",
    replace: "this.#roster.size",
    why: "off by one: a peer beyond the roster",
  },
  {
    name: "robot-never-asks-last",
    find: "this.#roster.size - (this.#position < 0 ? 0 : 1)",
    replace: "this.#roster.size - 2",
    why: "off by one: the last peer is never written to; of two robots nobody ever writes",
  },
  {
    name: "robot-writes-to-itself",
    find: "peer < this.#position ? peer",
    replace: "peer <= this.#position ? peer",
    why: "off by one: takes itself for a peer",
  },
  {
    name: "robot-steps-over-nobody",
    find: "this.#position < 0 || peer < this.#position ? peer : peer + 1",
    replace: "peer",
    why: "forgets that peers are counted without itself",
  },
  {
    name: "robot-position-zero",
    find: "roster.positionOf(this.#id);",
    replace: "roster.positionOf(this.#id) || -1;",
    why: "zero is falsy: the first robot does not find itself",
  },
  {
    name: "robot-pull-does-not-want",
    find: 'const wantsUpdate = this.#exchange !== "push";',
    replace: 'const wantsUpdate = this.#exchange === "push-pull";',
    why: "with pull nobody asks for anything",
  },
  {
    name: "robot-push-does-not-offer",
    find: 'const offersUpdate = this.#exchange !== "pull";',
    replace: 'const offersUpdate = this.#exchange === "push-pull";',
    why: "with push nobody offers anything",
  },
  {
    name: "robot-flags-swapped",
    find: "this.#send(to, wantsUpdate, offersUpdate,",
    replace: "this.#send(to, offersUpdate, wantsUpdate,",
    why: "pull and push are swapped",
  },
  {
    name: "robot-complete-says-nothing",
    find: "    const summary = this.replica.summarize();\n",
    replace: "    const summary = this.#converged ? undefined : this.replica.summarize();\n",
    why: "a complete robot does not say what it knows, though others could ask",
  },
  {
    name: "robot-clock-not-set",
    find: "    this.#lamport = afterReceiving(this.#lamport, message.lamport);\n",
    replace: "",
    why: "clock misuse: what is received does not move the Lamport clock",
  },
  {
    name: "robot-clock-not-kept",
    find: "draft.lamport = this.#lamport = stamped(this.#lamport);",
    replace: "draft.lamport = stamped(this.#lamport);",
    why: "clock misuse: what is sent does not move the Lamport clock",
  },
  {
    name: "robot-clock-not-stamped",
    find: "draft.lamport = this.#lamport = stamped(this.#lamport);",
    replace: "draft.lamport = this.#lamport;",
    why: "clock misuse: what is sent has the stamp of what was received",
  },
  {
    name: "robot-known-is-news",
    find: 'if (outcome.kind === "applied") {',
    replace: 'if (outcome.kind !== "gap") {',
    why: "hearing what it knows keeps a robot from being quiet",
  },
  {
    name: "robot-misses-news",
    find: NEWS,
    replace: "",
    why: "early quiescence: learning does not begin the quiet period anew",
  },
  {
    name: "robot-message-is-news",
    find: "    if (message.update !== undefined) {\n",
    replace: "    this.#quiescence.news(nowMs);\n    if (message.update !== undefined) {\n",
    why: "every message counts as news: while others gossip nobody is quiet",
  },
  {
    name: "robot-ignores-summary-beside-update",
    find: "if (message.summary !== undefined) this.#answer",
    replace: "else if (message.summary !== undefined) this.#answer",
    why: "dropped reply: a message with both is answered by half",
  },
  {
    name: "robot-answers-before-it-merges",
    find: "    this.#lamport = afterReceiving(this.#lamport, message.lamport);\n",
    replace:
      "    this.#lamport = afterReceiving(this.#lamport, message.lamport);\n    if (message.summary !== undefined) return this.#answer(message, message.summary, effects, sender);\n",
    why: "answers and forgets what it was told",
  },
  {
    name: "robot-answers-itself",
    find: "return to === this.#position ? -1 : to;",
    replace: "return to;",
    why: "answers its own message when that comes back",
  },
  {
    name: "robot-sends-unasked",
    find: "message.wantsUpdate ? this.replica.missing(theirs) : undefined",
    replace: "this.replica.missing(theirs)",
    why: "sends words that nobody asked for",
  },
  {
    name: "robot-asks-without-offer",
    find: "message.offersUpdate && this.replica.lacks(theirs)",
    replace: "this.replica.lacks(theirs)",
    why: "asks whoever shows more, though it offers nothing",
  },
  {
    name: "robot-drops-half-answers",
    find: "if (update === undefined && !asks) return;",
    replace: "if (update === undefined || !asks) return;",
    why: "dropped reply: answers only when there is both something to give and to ask",
  },
  {
    name: "robot-answers-nothing",
    find: "    if (update === undefined && !asks) return;\n",
    replace: "",
    why: "answers though there is nothing to say",
  },
  {
    name: "robot-answers-with-summary",
    find: "const summary = asks ? this.replica.summarize() : undefined;",
    replace: "const summary = this.replica.summarize();",
    why: "a summary in every answer, which is answered again",
  },
  {
    name: "robot-asks-with-their-summary",
    find: "const summary = asks ? this.replica.summarize() : undefined;",
    replace: "const summary = asks ? theirs : undefined;",
    why: "asks with the other's summary instead of its own",
  },
  {
    name: "robot-answer-offers",
    find: "this.#send(to, asks, false, summary, update, effects);",
    replace: "this.#send(to, asks, asks, summary, update, effects);",
    why: "an answer that begins another exchange",
  },
  {
    name: "robot-answer-does-not-want",
    find: "this.#send(to, asks, false, summary, update, effects);",
    replace: "this.#send(to, false, asks, summary, update, effects);",
    why: "the flags of an answer are swapped: nobody sends what it asks for",
  },
  {
    name: "robot-update-or-question",
    find: "this.#send(to, asks, false, summary, update, effects);",
    replace: "this.#send(to, asks, false, summary, asks ? undefined : update, effects);",
    why: "gives nothing when it has a question itself",
  },
  {
    name: "robot-seq-from-zero",
    find: "draft.seq = this.#seq += 1;",
    replace: "draft.seq = this.#seq++;",
    why: "off by one: the first message has number 0",
  },
  {
    name: "robot-seq-not-kept",
    find: "draft.seq = this.#seq += 1;",
    replace: "draft.seq = this.#seq + 1;",
    why: "all messages of a life have the same id",
  },
  ...["from = this.#id", "boot = this.#boot", "update = update", "summary = summary"].map(
    (line) => ({
      name: `robot-draft-without-${line.split(" ")[0]!}`,
      find: `    draft.${line};\n`,
      replace: "",
      why: "a field of the draft keeps what the last message had in it",
    }),
  ),
  {
    name: "robot-draft-keeps-summary",
    find: "draft.summary = summary;",
    replace: "draft.summary ??= summary;",
    why: "what was once said is said for ever",
  },
  {
    name: "robot-quiet-since-ever",
    find: "new Quiescence(options.quietMs, options.nowMs)",
    replace: "new Quiescence(options.quietMs, 0)",
    why: "clock misuse: the quiet period counts from time 0 and not from the beginning of its life",
  },
]);
