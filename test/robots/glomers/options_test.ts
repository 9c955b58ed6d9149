/** Goal: options say what they take, and refuse everything else in a line. */
import { describe, expect, it } from "vitest";
import { oneOf, optionsOf, wholeNumber } from "../../../robots/glomers/options.ts";

const OPTIONS = { "epoch-ms": wholeNumber(400, 0, 1000), ack: oneOf(["local", "all"]) };

describe("options", () => {
  it("have defaults", () => {
    expect(optionsOf([], OPTIONS)).toEqual({ "epoch-ms": 400, ack: "local" });
  });

  it("are read, with a space or an equals sign", () => {
    const read = optionsOf(["--epoch-ms", "0", "--ack=all"], OPTIONS);
    expect(read).toEqual({ "epoch-ms": 0, ack: "all" });
  });

  it("may stand behind dashes", () => {
    expect(optionsOf(["--", "--epoch-ms=7"], OPTIONS)["epoch-ms"]).toBe(7);
  });

  it.each([
    [
      "--epoch-ms=1001",
      "cannot use --epoch-ms as it must be a whole number from 0 to 1000: got 1001",
    ],
    ["--epoch-ms=1.5", "a whole number"],
    ["--epoch-ms=", "a whole number"],
    ["--epoch-ms=1e2", "a whole number"],
    ["--ack=later", "local or all: got later"],
    ["--epoch", "--epoch"],
    ["--ack", "--ack"],
    ["word", "word"],
  ])("refuse %s", (arg, words) => {
    expect(() => optionsOf([arg], OPTIONS)).toThrow(words);
  });
});
