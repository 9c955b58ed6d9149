/**
 * Goal: what the docs claim and a machine can check is true: links, commands, options, variables,
 * scripts, examples.
 */
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

import { describeRule } from "../robots/faults/describe.ts";
import { RULE_KINDS } from "../robots/faults/plan.ts";
import { parsePlan } from "../robots/faults/plan_schema.ts";
import { examplesOf, plain } from "./support/examples.ts";
import { freshFolder } from "./support/hearsay.ts";
import { anchorsOf, codeOf, commandLinesOf, flagsOf, linksOf } from "./support/markdown.ts";

const ROOT = join(import.meta.dirname, "..");

/** An example is a few lines: it starts Node and is done. */
const EXAMPLE_MS_MAX = 10_000;

const pages = globSync(["*.md", "bench/*.md", "docs/**/*.md"], { cwd: ROOT });

async function helpOf(...command: string[]): Promise<string> {
  const shim = join(ROOT, "bin/hearsay.mjs");
  const args = [shim, ...command, "--help"];
  return (await promisify(execFile)(process.execPath, args)).stdout;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

describe.each(pages)("%s", (page) => {
  const text = read(page);

  it("links only to what is there", () => {
    const broken = linksOf(text).filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("names scripts of package.json that are there", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("names variables of the environment that the program reads", () => {
    const sources = globSync(["coordinator/**/*.ts", "bin/*.mjs"], { cwd: ROOT }).map(read).join();
    const compose = read("docker-compose.yml");
    const named = new Set(text.match(/\bHEARSAY_[A-Z_]*[A-Z]\b/g));
    const unknown = [...named].filter((name) => {
      if (sources.includes(name) || compose.includes(name)) return false;
      const option = name.replace("HEARSAY_", "--").toLowerCase().replaceAll("_", "-");
      return !sources.includes(`knob("${option} `) && !sources.includes(`"${option} `);
    });
    // The pattern of all of them.
    expect(unknown.filter((name) => name !== "HEARSAY_SOME_NAME")).toEqual([]);
  });
});

describe("the command line", () => {
  /** The flags of each command, as its own help gives them. */
  const flags = new Map<string, string[]>();

  beforeAll(async () => {
    const [, list] = (await helpOf()).split("Commands:");
    const names = [...list!.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!);
    const helps = await Promise.all(names.map((name) => helpOf(name)));
    for (const [i, name] of names.entries()) {
      const [, options] = helps[i]!.split("Options:");
      flags.set(name, flagsOf(options!.split("Examples:")[0]!));
    }
  });

  it("has the commands that it should", () => {
    expect([...flags.keys()]).toEqual(
      expect.arrayContaining(["run", "robot", "host", "status", "inspect", "faults", "kill"]),
    );
    expect(flags.get("run")).toContain("--robots");
  });

  it.each(pages)("has every command and flag that %s calls", (page) => {
    const wrong = commandLinesOf(codeOf(read(page))).filter(({ command, flags: given }) => {
      if (command === undefined) return given.some((flag) => !/^--(help|version)$/.test(flag));
      const known = flags.get(command);
      return known === undefined || given.some((flag) => !known.includes(flag));
    });
    expect(wrong).toEqual([]);
  });

  it("has every option of the README's tables", () => {
    const all = new Set([...flags.values()].flat());
    const rows = read("README.md").match(/^\|.*`--[a-z].*$/gm) ?? [];
    expect(rows.length).toBeGreaterThan(10);
    const named = rows.flatMap((row) => flagsOf(row.replaceAll("`", " ")));
    expect(named.filter((flag) => !all.has(flag))).toEqual([]);
  });

  it("is told of whole in the README: every command, every option of run", () => {
    const readme = read("README.md");
    for (const name of flags.keys()) expect(readme).toContain(`hearsay ${name}`);
    const named = new Set(flagsOf(readme.replaceAll(/[`,|]/g, " ")));
    const missing = flags.get("run")!.filter((flag) => !named.has(flag));
    expect(missing.filter((flag) => flag !== "--help")).toEqual([]);
  });
});

describe("examples in doc comments", () => {
  const sources = globSync(["robots/**/*.ts", "coordinator/**/*.ts"], { cwd: ROOT });
  const examples = sources.flatMap((path) =>
    examplesOf(join(ROOT, path), read(path)).map((example) => [path, example] as const),
  );

  it("are there", () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)("of %s run and print what they say", async (_path, { code, prints }) => {
    const file = join(freshFolder(), "example.ts");
    writeFileSync(file, code);
    const options = { cwd: ROOT, timeout: EXAMPLE_MS_MAX };
    const { stdout } = await promisify(execFile)(process.execPath, [file], options);
    expect(plain(stdout)).toBe(plain(prints));
    expect(prints).not.toBe("");
  });
});

describe("how docs are read", () => {
  it("finds links outside code, and anchors as GitHub makes them", () => {
    const text = '# A `b` c!\n[x](a.md#b) `[y](z)`\n```\n[q](r)\n# no\n```\n![i](p.svg "t")\n';
    expect(linksOf(text)).toEqual(["a.md#b", "p.svg"]);
    expect(anchorsOf(text)).toEqual(["a-b-c"]);
  });

  it("finds commands and their flags", () => {
    const text = [
      "`hearsay kill demo r3 --json | jq --tab` and `npm start`",
      "```sh",
      "npm start -- --robots 20 --loss=0.3   # more --of-this",
      "npx hearsay run --a \\",
      "  --b",
      "$ node bin/hearsay.mjs --version",
      "redis-cli keys 'hearsay:demo:*'",
      "cd hearsay",
      "```",
    ].join("\n");
    const calls = commandLinesOf(codeOf(text));
    expect(calls.map(({ command, flags: given }) => [command, given])).toEqual([
      ["run", ["--robots", "--loss"]],
      ["run", ["--a", "--b"]],
      [undefined, ["--version"]],
      ["kill", ["--json"]],
      ["run", []],
    ]);
  });

  it("finds examples and what they should print", () => {
    const source =
      '/**\n * @example\n * ```ts\n * import { x } from "./x.ts";\n * console.log(x); // 1\n * ```\n */\n';
    const [example, ...more] = examplesOf("/a/b.ts", source);
    expect(more).toEqual([]);
    expect(example).toMatchObject({ line: 2, prints: " 1" });
    expect(example!.code).toContain('from "file:///a/x.ts"');
  });
});

describe("docs/faults.md", () => {
  const rows = [...read("docs/faults.md").matchAll(/^\| `([a-z-]+)` \| `(.*)` \| (.*) \|$/gm)];

  it("shows every kind of rule once", () => {
    expect(rows.map(([, kind]) => kind)).toEqual(RULE_KINDS);
  });

  it.each(rows.map(([, kind, json, words]) => [kind!, json!, words!]))(
    "says of %s what is so",
    (kind, json, words) => {
      const parsed = parsePlan({ rules: [JSON.parse(json)] });
      if (!parsed.ok) throw new Error(parsed.problem);
      const [rule] = parsed.plan.rules;
      expect(rule!.kind).toBe(kind);
      expect(describeRule(rule!)).toBe(words);
    },
  );
});
