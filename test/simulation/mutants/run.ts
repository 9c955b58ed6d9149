/**
 * Bugs around the robots: the deal, the way to victory, restarts; and in what the simulator plays,
 * as the real medium, store and supervisor could have them.
 *
 * @module
 */
import { inFile, type Mutant } from "./mutant.ts";

export const RUN_MUTANTS: readonly Mutant[] = [
  ...inFile("robots/secret/deal.ts", [
    {
      name: "deal-forgets-word",
      find: "for (const [turn, index] of order.entries()) {",
      replace: "for (const [turn, index] of order.slice(1).entries()) {",
      why: "off by one: a word is dealt to nobody",
    },
    {
      name: "deal-forgets-last-word",
      find: "Array.from({ length: wordCount }, (_, index) => index)",
      replace: "Array.from({ length: wordCount - 1 }, (_, index) => index)",
      why: "off by one: the last word is dealt to nobody",
    },
    {
      name: "deal-forgets-first-copy",
      find: "    give(first, index);\n",
      replace: "",
      why: "only further copies are dealt: without any a word is lost",
    },
    {
      name: "deal-beyond-last",
      find: "const first = turn % robots;",
      replace: "const first = turn % (robots + 1);",
      why: "off by one: a robot that does not exist gets words",
    },
  ]),
  ...inFile("coordinator/claim.ts", [
    {
      name: "claim-loser-resumes",
      find: 'if (held?.claimant !== claim.claimant) return "lost";',
      replace: 'if (held === undefined) return "lost";',
      why: "does not look who holds the channel: every loser takes itself for the winner",
    },
    {
      name: "claim-is-not-resumed",
      find: 'return held.boot === claim.boot ? "won" : "resumed";',
      replace: 'return held.boot === claim.boot ? "won" : "lost";',
      why: "a winner that died before it wrote does not know itself again: nobody writes",
    },
    {
      name: "claim-reply-lost-is-defeat",
      find: 'return held.boot === claim.boot ? "won" : "resumed";',
      replace: 'return held.boot === claim.boot ? "lost" : "resumed";',
      why: "a winner whose reply got lost believes the refusal of its second try: nobody writes",
    },
    {
      name: "claim-resumed-rests",
      find: 'this.#holds = outcome !== "lost";',
      replace: 'this.#holds = outcome === "won";',
      why: "whoever resumes its claim does not go on with it",
    },
    {
      name: "claim-loser-writes",
      find: 'this.#holds = outcome !== "lost";',
      replace: "this.#holds = true;",
      why: "lost fence: a loser writes the file, too",
    },
    {
      name: "claim-announces-without-file",
      find: 'this.#step = this.#written ? "announce" : "write";',
      replace: 'this.#step = "announce";',
      why: "says that the file is there, but has not written it",
    },
    {
      name: "claim-writes-again",
      find: 'this.#step = this.#written ? "announce" : "write";',
      replace: 'this.#step = "write";',
      why: "a claim that is repeated writes the file once more",
    },
    {
      name: "claim-writes-for-ever",
      find: 'this.#step = this.#holds ? "announce" : "rest";',
      replace: 'this.#step = this.#holds ? "write" : "rest";',
      why: "does not notice that the file is written",
    },
  ]),
  ...inFile(
    "coordinator/restart_policy.ts",
    [
      {
        name: "restart-never",
        find: "if (this.#youngDeaths > YOUNG_DEATHS_MAX) return undefined;",
        replace: "if (this.#youngDeaths <= YOUNG_DEATHS_MAX) return undefined;",
        why: "an inverted test: whoever dies young once is given up",
      },
      {
        name: "restart-in-a-minute",
        find: "return Math.round(backoffMs * (0.5 + random() / 2));",
        replace: "return Math.round(backoffMs * 1000 * (0.5 + random() / 2));",
        why: "units: milliseconds are taken for seconds",
      },
      {
        name: "restart-without-longest-delay",
        find: "Math.min(BACKOFF_MS_MIN * 2 ** exponent, BACKOFF_MS_MAX)",
        replace: "Math.max(BACKOFF_MS_MIN * 2 ** exponent, BACKOFF_MS_MAX * 4)",
        why: "min and max are swapped: a robot is away for ages",
      },
    ],
    { stage: "contradiction" },
  ),
  ...inFile("coordinator/simulation/population.ts", [
    {
      name: "boot-always-one",
      find: "const boot = (this.boots[index]! += 1);",
      replace: "const boot = (this.boots[index] = 1);",
      why: "lives are not counted: message ids repeat",
    },
    {
      name: "share-not-kept",
      find: "if (share === undefined) return;",
      replace: "if (share === undefined || boot > 1) return;",
      why: "a robot's share is lost when it dies",
    },
    {
      name: "share-of-neighbour",
      find: "    const share = this.#shares[index];\n    if",
      replace: "    const share = this.#shares[(index + (boot > 1 ? 1 : 0)) % this.size];\n    if",
      why: "off by one: a new life begins with another robot's share",
    },
    {
      name: "share-forgotten-too-easily",
      find: "others.some((share) => share?.includes(word))",
      replace: "others.length > 0",
      why: "the only copy of a word may be deleted",
    },
  ]),
  ...inFile("coordinator/simulation/victories.ts", [
    {
      name: "store-overwrites-claim",
      find: "      if (this.#held === undefined) {\n        this.#held = attempt.claim;",
      replace: "      if (this.#held !== attempt.claim) {\n        this.#held = attempt.claim;",
      why: "SET without NX: everybody wins",
    },
    {
      name: "store-does-not-keep-claim",
      find: "        this.#held = attempt.claim;\n",
      replace: "",
      why: "the claim is answered, but not kept: everybody wins",
    },
    {
      name: "victory-lost-fence",
      find: "if (attempt.steps.holds) witness.wrote(robot, attempt.bytes);",
      replace: "witness.wrote(robot, attempt.bytes);",
      why: "lost fence: writes though another has claimed meanwhile",
      stage: "slowDisk",
    },
    {
      name: "victory-of-a-past-life",
      find: "    this.#attempts.delete(robot);\n",
      replace: "",
      why: "what a dead life did stands in the way of the next one",
    },
  ]),
  ...inFile("coordinator/simulation/reception.ts", [
    {
      name: "inbox-one-more",
      find: "if (backlog >= this.#inboxMax) {",
      replace: "if (backlog > this.#inboxMax) {",
      why: "off by one: an inbox holds more than it may",
    },
    {
      name: "inbox-without-limit",
      find: "if (backlog >= this.#inboxMax) {",
      replace: "if (backlog < 0) {",
      why: "an inbox that grows as long as its robot is away",
    },
    {
      name: "inbox-not-drained",
      find: "    if (this.#inboxes.backlog(robot) === 0) return;\n",
      replace: "    if (this.#inboxes.backlog(robot) >= 0) return;\n",
      why: "whoever has found its inbox filled never empties it",
    },
  ]),
  ...inFile("coordinator/simulation/lives.ts", [
    {
      name: "crash-not-restarted",
      find: "      if (!this.lives(robot)) this.begin(robot, nowUs);\n",
      replace: "      if (!this.lives(robot)) this.#options.population.boots[robot]! += 1;\n",
      why: "whoever is down when the faults end is forgotten",
    },
    {
      name: "pause-forgets-inbox",
      find: "    resumed(robot, nowUs);\n",
      replace: "",
      why: "whoever goes on does not look at what has come meanwhile",
    },
  ]),
];
