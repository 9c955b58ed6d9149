/**
 * Goal: the command that a page shows can be pasted into a shell.
 */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

import { commandOf, quoted } from "../../../../coordinator/workbench/page/plan_flags.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";

test("words come back from a shell as they were", () => {
  const words = ["/a b/node.ts", "it's", '"$HOME" `x`', "", "./plain.ts", "*"];
  const said = execFileSync("sh", ["-c", `printf '%s\\n' ${words.map(quoted).join(" ")}`], {
    encoding: "utf8",
  });
  expect(said.split("\n").slice(0, -1)).toEqual(words);
  expect(quoted("./plain.ts")).toBe("./plain.ts");
});

test("a path with a space stands in quotes", () => {
  const command = commandOf(DEFAULT_PLAN, `--module ${quoted("/a b/node.ts")}`);
  expect(command).toContain("--module '/a b/node.ts' ");
});

test("how messages are delivered is said unless it goes without saying", () => {
  expect(commandOf({ ...DEFAULT_PLAN, delivery: "maelstrom" })).toContain(" --delivery maelstrom ");
  expect(commandOf(DEFAULT_PLAN)).not.toContain("--delivery");
});
