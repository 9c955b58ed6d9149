/**
 * Goal: robots start from a bundle of exactly these sources, or from source, and nothing that
 * happens to the bundle keeps them from starting.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { RobotBundle } from "../../coordinator/robot_bundle.ts";
import { robotProgram } from "../../coordinator/robot_program.ts";
import { eventually } from "../support/eventually.ts";

const ROOT = join(import.meta.dirname, "../..");

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "hearsay-bundle-"));
  for (const folder of ["coordinator", "robots", "proto/gen"]) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await source("robots/word.ts", `export const word: string = "first";`);
  await source("proto/gen/wire.js", `export const wire = "wire";`);
  await source(
    "coordinator/robot_process.ts",
    `import { word } from "../robots/word.ts";
     import { wire } from "../proto/gen/wire.js";
     export const said: string = word + " " + wire;`,
  );
});
afterEach(() => rm(root, { recursive: true, force: true }));

function source(path: string, code: string): Promise<void> {
  return writeFile(join(root, path), code);
}

async function said(bundle: RobotBundle): Promise<unknown> {
  const module = (await import(bundle.path)) as { said: unknown };
  return module.said;
}

describe("a bundle", () => {
  test("holds the program in one file and leaves nothing else", async () => {
    const bundle = new RobotBundle(root);
    expect(bundle.exists).toBe(false);
    await bundle.build();
    expect(bundle.exists).toBe(true);
    expect(await said(bundle)).toBe("first wire");
    expect(await readdir(join(root, ".cache/robot"))).toHaveLength(1);
  });

  test("is another one once a source has changed, and the old one goes", async () => {
    const old = new RobotBundle(root);
    await old.build();
    await source("robots/word.ts", `export const word: string = "second";`);
    const bundle = new RobotBundle(root);
    expect(bundle.exists).toBe(false);
    await bundle.build();
    expect(await said(bundle)).toBe("second wire");
    expect(old.exists).toBe(false);
  });

  test("is another one once packages were installed", async () => {
    const old = new RobotBundle(root);
    await mkdir(join(root, "node_modules"));
    await source("node_modules/.package-lock.json", "{}");
    expect(new RobotBundle(root).path).not.toBe(old.path);
  });

  test("is not built again when it is there", async () => {
    const bundle = new RobotBundle(root);
    await bundle.build();
    await writeFile(bundle.path, "// kept");
    await bundle.build();
    await new RobotBundle(root).build();
    expect(await readFile(bundle.path, "utf8")).toBe("// kept");
  });

  test("is whole when several build it at once", async () => {
    const bundles = Array.from({ length: 8 }, () => new RobotBundle(root));
    await Promise.all(bundles.map((bundle) => bundle.build()));
    expect(await said(bundles[0]!)).toBe("first wire");
    expect(await readdir(join(root, ".cache/robot"))).toHaveLength(1);
  });
});

describe("there is no bundle, and the next attempt may have one,", () => {
  test("when a source does not compile", async () => {
    await source("robots/word.ts", "export const word: string = ;");
    await expect(new RobotBundle(root).build()).rejects.toThrow(/word\.ts/);
    expect(new RobotBundle(root).exists).toBe(false);
    await source("robots/word.ts", `export const word: string = "third";`);
    const bundle = new RobotBundle(root);
    await bundle.build();
    expect(await said(bundle)).toBe("third wire");
  });

  test("when our code asks where it is, as a bundle is elsewhere", async () => {
    await source("robots/word.ts", `export const word: string = import.meta.dirname;`);
    await expect(new RobotBundle(root).build()).rejects.toThrow("import.meta");
  });

  test("when the folder refuses", async () => {
    await mkdir(join(root, ".cache"));
    await writeFile(join(root, ".cache/robot"), "not a folder");
    await expect(new RobotBundle(root).build()).rejects.toThrow("EEXIST");
  });

  test.skipIf(process.getuid?.() === 0)("when nothing may be written", async () => {
    await chmod(root, 0o555);
    await expect(new RobotBundle(root).build()).rejects.toThrow("EACCES");
    await chmod(root, 0o755);
  });
});

describe("this project", () => {
  test("has robots that can be bundled, and starts them from the bundle once it is there", async () => {
    // The copy has its own `.cache`, whatever other tests do to that of the project.
    for (const folder of ["coordinator", "robots", "proto/gen"]) {
      await rm(join(root, folder), { recursive: true });
      await symlink(join(ROOT, folder), join(root, folder));
    }
    await symlink(join(ROOT, "node_modules"), join(root, "node_modules"));
    const bundle = new RobotBundle(root);
    await bundle.build();
    expect((await readFile(bundle.path, "utf8")).length).toBeGreaterThan(100_000);
    robotProgram();
    await eventually(() => robotProgram().args.at(-1)!.endsWith(".mjs"));
  });
});
