import { Command, Option } from "commander";
import { expect, test } from "vitest";

import { commandLine } from "../../../coordinator/cli/command_line.ts";

function made(...args: string[]): Command {
  return new Command("sim")
    .addOption(new Option("--robots <n>", "").argParser(Number).default(10))
    .addOption(new Option("--seeds <range>", "").argParser((text) => ({ text })))
    .addOption(new Option("--seed <text>", ""))
    .addOption(new Option("--swarm", ""))
    .addOption(new Option("--no-shrink", ""))
    .action(() => {})
    .parse(args, { from: "user" });
}

test.for([
  [[], {}, "hearsay sim"],
  [["--robots", "20", "--swarm"], {}, "hearsay sim --robots 20 --swarm"],
  [["--no-shrink"], {}, "hearsay sim --no-shrink"],
  [["--seeds", "1..9"], { seeds: "4..9" }, "hearsay sim --seeds 4..9"],
  [["--seeds", "1..9", "--swarm"], { seeds: undefined }, "hearsay sim --swarm"],
  [["--seed", "it's a $X"], {}, `hearsay sim --seed 'it'\\''s a $X'`],
  [["--seed", ""], {}, "hearsay sim --seed ''"],
] as const)("%j with %j is %s", ([args, changed, expected]) => {
  expect(commandLine(made(...args), changed)).toBe(expected);
});
