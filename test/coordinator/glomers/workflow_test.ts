/**
 * Goal: the workflow runs every row of the matrix, on the workbench and under Maelstrom, with an old
 * Node on the PATH.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { glomersCommand } from "../../../coordinator/cli/glomers.ts";
import { ROWS } from "../../../coordinator/glomers/rows.ts";
import { parseYamlSubset } from "../../support/yaml_subset.ts";

const ROOT = join(import.meta.dirname, "../../..");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly strategy: { readonly matrix: { readonly row: readonly string[] } };
  readonly env?: Record<string, string>;
  readonly steps: readonly Step[];
}

const { jobs } = parseYamlSubset(
  readFileSync(join(ROOT, ".github/workflows/glomers.yml"), "utf8"),
) as unknown as { readonly jobs: { readonly workbench: Job; readonly maelstrom: Job } };

/** Of all steps of a job. */
const commandsOf = ({ steps }: Job): string => steps.map(({ run = "" }) => run).join("\n");

describe.each(Object.entries(jobs))("the job %s", (_name, job) => {
  it("has a run for each row", () => {
    expect(job.strategy.matrix.row).toEqual(ROWS.map(({ id }) => id));
  });

  it("has only Node 20", () => {
    const nodes = job.steps.filter(({ uses = "" }) => uses.startsWith("actions/setup-node@"));
    expect(nodes.map((step) => step.with?.["node-version"])).toEqual(["20"]);
  });

  it("asks hearsay for what it can do", () => {
    const known = glomersCommand().options.map(({ long }) => long);
    const calls = commandsOf(job)
      .split("\n")
      .filter((line) => line.includes("glomers"));
    expect(calls.length).toBeGreaterThan(0);
    const flags = calls.flatMap((line) => line.match(/ --[a-z][a-z-]+/g) ?? []);
    expect(flags.length).toBeGreaterThan(0);
    expect(flags.filter((flag) => !known.includes(flag.trim()))).toEqual([]);
    expect(calls.filter((line) => !line.includes('--only "${{ matrix.row }}"'))).toEqual([]);
  });
});

describe("Maelstrom", () => {
  it("is unpacked only when it is what it should be", () => {
    const { env = {} } = jobs.maelstrom;
    expect(env["MAELSTROM_SHA256"]).toMatch(/^[0-9a-f]{64}$/);
    const commands = commandsOf(jobs.maelstrom);
    const order = ["curl", "sha256sum --check", "tar -xjf", "--print-maelstrom", "\n$command"];
    const places = order.map((each) => commands.indexOf(each));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
  });
});
