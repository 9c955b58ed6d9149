/**
 * `hearsay faults RUN`: what goes wrong between robots, changed while they run.
 *
 * @module
 */
import { Argument, type Command, Option } from "commander";
import { describeRule } from "../../robots/faults/describe.ts";
import { type FaultPlan, isPartitionRule, NO_FAULTS, type Rule } from "../../robots/faults/plan.ts";
import type { RunName } from "../redis/keys.ts";
import { hasEnded } from "../run_config.ts";
import { UserError } from "../user_error.ts";
import {
  checkPlan,
  type FaultFlags,
  faultOptions,
  givenFlags,
  readPlan,
  robotsNamed,
  rulesOf,
} from "./fault_flags.ts";
import { checkRobots, commandOnRun, type OpenRun, type RunFlags, withRun } from "./open_run.ts";
import { jsonOption } from "./shared_options.ts";

const ACTIONS = ["show", "set", "clear", "partition", "heal"] as const;

type Action = (typeof ACTIONS)[number];

interface Flags extends RunFlags, FaultFlags {
  readonly add?: boolean;
  readonly oneWay?: boolean;
  readonly json?: boolean;
}

/** What a command line asks for: the plan in force becomes another one. */
type Change = (present: FaultPlan, open: OpenRun) => FaultPlan;

export function faultsCommand(): Command {
  const command = commandOnRun("faults", "Show or change what goes wrong between robots.")
    .addArgument(new Argument("[action]", "what to do").choices([...ACTIONS]).default("show"))
    .addArgument(new Argument("[what...]", "set: a plan file; partition: groups of robots"))
    .addOption(jsonOption())
    .addOption(new Option("--add", "set: keep the present rules, too"))
    .addOption(new Option("--one-way", "partition: cut only from the first group to the second"))
    .addHelpText(
      "after",
      `
Examples:
  hearsay faults demo                                the plan in force, in words
  hearsay faults demo set --loss 0.3 --delay-ms 50   replace it
  hearsay faults demo set plan.json                  replace it with a file's
  hearsay faults demo set --corrupt 0.01 --add       one more rule
  hearsay faults demo partition r1,r2 r3,r4          these groups, and all others as a third
  hearsay faults demo partition r1 r2,r3 --one-way   nothing passes from r1 to r2 and r3
  hearsay faults demo heal                           no partitions and cuts; the rest stays
  hearsay faults demo clear                          no faults at all

Every robot follows within a second.`,
    )
    .action(perform);
  for (const option of faultOptions()) command.addOption(option);
  return command;
}

async function perform(run: RunName, action: Action, what: string[], flags: Flags): Promise<void> {
  checkUsage(action, what, flags);
  const change = await changeOf(action, what, flags);
  await withRun(run, flags, async (open) => {
    const { store, description } = open;
    const { plan: present = NO_FAULTS } = await store.faults();
    if (change === undefined) return print(run, present, flags);
    if (hasEnded(description.state)) {
      throw new UserError(
        `cannot change the faults of ${run} as it must be under way: it is ${description.state}`,
      );
    }
    const plan = checkPlan(change(present, open), "cannot use this fault plan");
    await checkRobots(store, robotsNamed(plan), "cannot use this fault plan");
    await store.setFaults(plan);
    print(run, plan, flags);
  });
}

/** @throws UserError (2) for what does not belong to the action. */
function checkUsage(action: Action, what: readonly string[], flags: Flags): void {
  const given = givenFlags(flags);
  const stray = (reason: string): UserError => new UserError(`cannot ${action}: ${reason}`, 2);
  if (action !== "set") {
    const [flag] = flags.add ? ["--add", ...given] : given;
    if (flag !== undefined) throw stray(`${flag} belongs to hearsay faults RUN set`);
  }
  if (action !== "partition" && flags.oneWay) {
    throw stray("--one-way belongs to hearsay faults RUN partition");
  }
  if (action === "set") {
    if (what.length > 1) throw stray(`at most one plan file is expected: got ${what.length}`);
    if (what.length === 0 && given.length === 0) {
      throw stray("give a plan file, or flags such as --loss 0.3");
    }
  } else if (action === "partition") {
    if (flags.oneWay && what.length !== 2) {
      throw stray(`--one-way needs two groups, such as r1,r2 r3,r4: got ${what.length}`);
    }
    if (what.length === 0) throw stray("give at least one group, such as r1,r2");
  } else if (what[0] !== undefined) {
    throw stray(`nothing is expected after it: got ${what[0]}`);
  }
}

async function changeOf(
  action: Action,
  what: readonly string[],
  flags: Flags,
): Promise<Change | undefined> {
  switch (action) {
    case "show":
      return undefined;
    case "clear":
      return () => NO_FAULTS;
    case "heal":
      return (present) => ({
        ...present,
        rules: present.rules.filter((rule) => !isPartitionRule(rule)),
      });
    case "partition": {
      const rule = divisionOf(what, flags.oneWay === true);
      return (present) => ({ ...present, rules: [...present.rules, rule] });
    }
    case "set": {
      const file = what[0] === undefined ? NO_FAULTS : await readPlan(what[0]);
      return (present, { description }) => {
        const kept = flags.add ? present : NO_FAULTS;
        const rules = rulesOf(flags, description.config.gossipMs);
        return { ...kept, ...file, rules: [...kept.rules, ...rules, ...file.rules] };
      };
    }
    default:
      return action satisfies never;
  }
}

function divisionOf(what: readonly string[], oneWay: boolean): Rule {
  const groups = what.map((text) => text.split(","));
  const [from = [], to = []] = groups;
  const rule: Rule = oneWay ? { kind: "cut", from, to } : { kind: "partition", groups };
  checkPlan({ rules: [rule] }, `cannot use the groups ${what.join(" ")}`);
  return rule;
}

function print(run: RunName, plan: FaultPlan, { json }: Flags): void {
  const inWords = plan.rules.map(describeRule);
  if (json) {
    process.stdout.write(`${JSON.stringify({ run, ...plan, inWords })}\n`);
    return;
  }
  const lines = inWords.length > 0 ? inWords : ["no faults"];
  process.stdout.write(`${lines.join("\n")}\n`);
}
