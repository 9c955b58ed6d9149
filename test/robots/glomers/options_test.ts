/** Goal: options say what they take, and refuse everything else in a line. */
import { describe, expect, it } from "vitest";
import { oneOf, optionsOf, wholeNumber } from "../../../robots/glomers/options.ts";
import { HelpWanted, OptionsError } from "../../../robots/node/options_error.ts";

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
    ["--epoch", "cannot use the arguments as an option must be --epoch-ms or --ack: got --epoch"],
    ["--toString", "--toString"],
    ["-x", "got -x"],
    ["--ack", "local or all: got nothing"],
    ["word", "got word"],
    ["two\nlines", String.raw`got "two\nlines"`],
  ])("refuse %s", (arg, words) => {
    const read = (): unknown => optionsOf([arg], OPTIONS);
    expect(read).toThrow(words);
    expect(read).toThrow(OptionsError);
    expect(read).not.toThrow(/\n/);
  });

  it("refuse a number below none", () => {
    expect(() => optionsOf(["--epoch-ms", "-1"], OPTIONS)).toThrow("from 0 to 1000: got -1");
  });

  it("refuse everything when there are none", () => {
    const words = "cannot use the arguments as the program has no options: got --ack";
    expect(() => optionsOf(["--ack", "all"], {})).toThrow(words);
  });

  it.each([["--help"], ["-h"], ["--ack", "all", "--help"]])("are told to %s %s %s", (...args) => {
    const table = {
      "epoch-ms": wholeNumber(400, 0, 1000, "between epochs"),
      ack: oneOf(["local", "all"]),
      "own-ms": wholeNumber(-1, 0, 9),
    };
    const text = `
  --epoch-ms <value>  between epochs: a whole number from 0 to 1000 [400]
  --ack <value>       local or all [local]
  --own-ms <value>    a whole number from 0 to 9
  -h, --help          says this`;
    expect(() => optionsOf(args, table)).toThrow(new HelpWanted(text.slice(1)));
  });
});
