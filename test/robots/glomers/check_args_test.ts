/**
 * Goal: every program that hearsay brings along says before it begins what it takes, and refuses the rest.
 */
import { describe, expect, it } from "vitest";
import { checkArgs } from "../../../robots/glomers/check_args.ts";
import { PROGRAMS } from "../../../robots/glomers/programs.ts";

const EACH = Object.entries(PROGRAMS);

describe("arguments", () => {
  it.each(EACH)("of %s are told, and others refused", async (_, { load }) => {
    const program = await load();
    const help = checkArgs(program, ["--help"]);
    expect(help).toEqual({
      kind: "help",
      text: expect.stringMatching(/^( {2}-.*\n)* {2}-h, --help +says this$/),
    });
    const problem = expect.stringMatching(/^cannot use the arguments as .*: got --no-such$/);
    expect(checkArgs(program, ["--no-such"])).toEqual({ kind: "refused", problem });
    expect(checkArgs(program, [])).toEqual({ kind: "taken" });
  });

  it("are taken when they are right", async () => {
    const program = await PROGRAMS["g-counter"]!.load();
    expect(checkArgs(program, ["--period-ms", "7"])).toEqual({ kind: "taken" });
  });

  it("are not to blame for a program that breaks", () => {
    const outcome = checkArgs(
      ({ args }) => {
        throw new Error(`a bug with ${args.length}`);
      },
      ["--x"],
    );
    expect(outcome).toEqual({ kind: "taken" });
  });

  it("are checked without a trace: nothing is sent, and no time passes", () => {
    let isOver = false;
    const outcome = checkArgs(
      (node) => {
        void node.args;
        node.send("n1", { type: "hello" });
        node.after(0, () => void (isOver = true));
      },
      ["--x"],
    );
    expect([outcome, isOver]).toEqual([{ kind: "taken" }, false]);
  });
});
