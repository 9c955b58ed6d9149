/**
 * Goal: the table is aligned and tells the truth; a failure says what is wrong and how to see it again.
 */
import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { SeededFlags } from "../../../coordinator/cli/glomers_flags.ts";
import { goingOn, repeating, reportGlomers } from "../../../coordinator/cli/glomers_report.ts";
import { rowsNamed } from "../../../coordinator/glomers/rows.ts";
import type { SeedResult, Standing } from "../../../coordinator/glomers/standing.ts";

const FLAGS: SeededFlags = {
  seeds: 1,
  seed: 7,
  delivery: "maelstrom",
  nemesis: [],
  loss: 0,
  duplicate: 0,
  store: "store",
};
const FIGURES = { msgsPerOp: 0.890_44, medianMs: 321.4, maxMs: 582, availability: 1 };
const NOTHING = { msgsPerOp: 0, medianMs: 0.123_4, maxMs: 2, availability: 0.9995 };

const good = (seed: string, figures = FIGURES): SeedResult => ({
  seed,
  valid: true,
  complaint: undefined,
  figures,
  folder: undefined,
});
const bad = (seed: string): SeedResult => ({
  ...good(seed),
  valid: false,
  complaint: { anomaly: "lost", what: `19 is missing\u001b[2J${"!".repeat(500)}` },
  folder: "store/broadcast/x",
});

function standing(id: string, seeds: number, ...done: SeedResult[]): Standing {
  const [row] = rowsNamed([id]);
  return { row: row!, faults: "", missing: undefined, seeds, done };
}

function report(
  standings: readonly Standing[],
  flags: SeededFlags = FLAGS,
  stream: PassThrough = new PassThrough(),
): string {
  reportGlomers(standings, flags, stream);
  return String(stream.read());
}

/** A stream that says of itself that it is a terminal with colours. */
const terminal = (): PassThrough =>
  Object.assign(new PassThrough(), {
    isTTY: true,
    getColorDepth: () => WriteStream.prototype.getColorDepth.call(process.stdout),
  });

beforeEach(() => {
  for (const name of ["FORCE_COLOR", "NO_COLOR", "NODE_DISABLE_COLORS", "CI", "TF_BUILD"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("TERM", "xterm-256color");
});

describe("the table", () => {
  it("has a line for each row", () => {
    const text = report([
      standing("1", 1, good("7", NOTHING)),
      { ...standing("3d", 1, good("7")), faults: "partition, 10 % loss" },
    ]);
    expect(text).toBe(
      [
        "2 rows in real time, seed 7, judged compat",
        "challenge                          verdict  msgs/op  median ms  max ms  available  faults",
        "1          echo                    valid          0       0.12       2    99.95 %",
        "3d         broadcast, efficient I  valid     0.8904        321     582      100 %  partition, 10 % loss",
        "",
        "2 of 2 rows passed",
        "",
      ].join("\n"),
    );
  });

  it("counts seeds when there are several", () => {
    const flags = { ...FLAGS, seeds: 2, virtual: true, strict: true };
    const text = report([standing("1", 2, good("7"), bad("8"))], flags);
    expect(text).toMatch(/^1 row in virtual time, seeds 7 to 8, judged strict\n/);
    expect(text).toMatch(/^1 +echo +invalid +1\/2 /m);
    expect(text).toContain("Each figure is the worst of its row's seeds.");
  });

  it("has colours only on a terminal, and they have no width", () => {
    const rows = [standing("1", 1, good("7")), standing("2", 1, bad("7")), standing("3a", 1)];
    const plain = report(rows);
    const coloured = report(rows, FLAGS, terminal());
    expect(plain).not.toContain("\u001b");
    expect(coloured).toContain("\u001b[32mvalid\u001b[39m");
    expect(coloured).toContain("\u001b[31minvalid\u001b[39m");
    expect(coloured).toContain("\u001b[33mnot run\u001b[39m");
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

describe("a failure", () => {
  it("tells the first complaint, without what a terminal would obey, and how to repeat it", () => {
    const flags = { ...FLAGS, seeds: 3, virtual: true };
    const text = report([standing("3d", 3, good("7"), bad("8"), bad("9"))], flags);
    const lines = text.split("\n\n")[1]!.split("\n");
    expect(lines[0]).toMatch(/^3d, seed 8: lost: 19 is missing!+…$/);
    expect(lines[0]!.length).toBeLessThan(230);
    expect(lines.slice(1)).toEqual([
      "  again: npx hearsay glomers --only 3d --seed 8 --virtual",
      "  files: store/broadcast/x",
      "0 of 1 row passed",
      "",
    ]);
  });

  it("is a program that is missing, and names it", () => {
    const text = report([{ ...standing("3d", 1), missing: "broadcast-hub is not there" }]);
    expect(text).toMatch(/^3d +broadcast, efficient I +missing +-/m);
    expect(text).toContain("\n3d: broadcast-hub is not there\n0 of 1 row passed\n");
  });

  it("is repeated with all that was asked for", () => {
    const flags = {
      ...FLAGS,
      seeds: 20,
      virtual: true,
      strict: true,
      nemesis: ["kill", "pause"] as const,
      nemesisInterval: 2,
      loss: 0.1,
      duplicate: 0.2,
    };
    expect(repeating(flags, { id: "4" }, "9")).toBe(
      "npx hearsay glomers --only 4 --seed 9 --virtual --strict --nemesis kill,pause --nemesis-interval 2 --loss 0.1 --duplicate 0.2",
    );
    expect(repeating({ ...FLAGS, delivery: "exact" }, { id: "3d" }, "9")).toBe(
      "npx hearsay glomers --only 3d --seed 9 --delivery exact",
    );
  });
});

describe("goingOn()", () => {
  it("runs the rows that did not come to their end", () => {
    const flags = { ...FLAGS, seeds: 2, virtual: true };
    const rows = [
      standing("1", 2, good("7"), good("8")),
      standing("2", 2, good("7")),
      standing("3a", 2),
    ];
    expect(goingOn(rows, flags)).toBe(
      "npx hearsay glomers --only 2,3a --seed 7 --virtual --seeds 2",
    );
    expect(goingOn(rows.slice(0, 1), flags)).toBe(undefined);
  });
});

describe("--json", () => {
  it("is one object with the same truth", () => {
    const flags = { ...FLAGS, seeds: 2, json: true };
    const rows = [standing("1", 2, good("7"), bad("8")), { ...standing("2", 2), missing: "gone" }];
    const result: unknown = JSON.parse(report(rows, flags));
    expect(result).toMatchObject({
      "valid?": false,
      time: "real",
      judgement: "compat",
      seed: 7,
      seeds: 2,
      rows: [
        {
          id: "1",
          program: "echo",
          "valid?": false,
          missing: null,
          done: 2,
          passed: 1,
          figures: { "msgs-per-op": FIGURES.msgsPerOp, availability: 1 },
          failed: [{ seed: "8", "valid?": false, anomaly: "lost", folder: "store/broadcast/x" }],
        },
        { id: "2", "valid?": false, missing: "gone", figures: { "median-ms": null } },
      ],
    });
  });
});
