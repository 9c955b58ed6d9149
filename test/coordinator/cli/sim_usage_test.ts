/**
 * Goal: whatever hearsay sim cannot do it refuses in one clear line, before it begins.
 */
import { describe, expect, test } from "vitest";

import { fileWith, planFile, sim } from "./sim_fixture.ts";

describe("bad input is refused in one line before work starts", () => {
  const cases: [string[], RegExp][] = [
    [["--copies", "11"], /--copies must be at most --robots: got 10 robots$/],
    [["--trace", "--seeds", "1..3"], /cannot use --trace with --seeds/],
    [["--fault-ms", "10"], /cannot use --fault-ms without faults/],
    [["--duplicate-count", "3"], /without --duplicate/],
    [["--gossip-ms", "60000", "--loss", "0.1"], /virtual time as there are at most 4,294 s/],
    [["--replay", "a", "--robots", "3"], /cannot use --robots with --replay/],
    [["--replay", "a", "--no-shrink"], /cannot use --no-shrink with --replay/],
    [["--replay", "/nowhere"], /cannot read the replay file \/nowhere: there is no such file$/],
    [["--faults", "/nowhere"], /there is no such file$/],
    [
      ["--robots", "1000000"],
      /1,000,000 robots with 64 words as that needs some 2.2 GB: there are 1.0 GB/,
    ],
    [["--model", "vector", "--corrupt", "0.1"], /this fault plan with --model vector/],
    [["--model", "vector", "--swarm"], /--swarm with --model vector/],
    [["--model", "vector", "--seeds", "1..2"], /--seeds with --model vector/],
    [["--model", "vector", "--fanout", "2"], /--fanout 2 with --model vector/],
    [["--model", "vector", "--trace"], /--trace with --model vector/],
    [["--model", "vector", "--loss", "0.1", "--fault-ms", "500"], /--fault-ms with --model vector/],
    [["--model", "vector", "--jobs", "2"], /--jobs with --model vector/],
    [["--out", "/nowhere/a.json"], /cannot write \/nowhere\/a.json: its folder does not exist$/],
  ];

  test.for(cases)("%j", async ([args, problem]) => {
    const { code, stdout, stderr } = await sim(args, { memoryBytes: 1e9 });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trimEnd()).toMatch(problem);
    expect(stderr.trimEnd()).not.toContain("\n");
  });

  test.for([
    [
      { rules: [{ kind: "cut", from: ["r1"], to: ["r11"] }] },
      /there is no robot r11: there are r1 to r10$/,
    ],
    [{ rules: [{ kind: "deaf", robots: ["x"] }] }, /there is no robot x: /],
    [
      { rules: [{ kind: "loss", rate: 1, afterMs: 300 }] },
      /rules\[0\] begins after 300 ms and all faults end after 300 ms: raise --fault-ms$/,
    ],
  ] as const)("the plan %j", async ([plan, problem]) => {
    const { code, stderr } = await sim(["--faults", planFile(plan), "--fault-ms", "300"]);
    expect(code).toBe(2);
    expect(stderr.trimEnd()).toMatch(problem);
  });

  test("a fault that nobody knows", async () => {
    const path = fileWith(JSON.stringify({ rules: [{ kind: "boom" }] }));
    const { code, stderr } = await sim(["--faults", path]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/rules\[0\].kind must be one of loss, .*: got "boom"$/m);
  });

  test.for([
    { kind: "loss", rate: 0.1, carrying: "summary" },
    { kind: "loss", rate: 0.1, from: ["r1"] },
    { kind: "loss", rate: 0.1, untilMs: 500 },
  ] as const)("--model vector with %j", async (rule) => {
    const { code, stderr } = await sim([
      "--model",
      "vector",
      "--faults",
      planFile({ rules: [rule] }),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^cannot use this fault plan with --model vector: /);
  });
});
