/**
 * Goal: folders are made where they can be, and where they cannot that is said at once.
 */
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { makeFolders } from "../../../robots/node/make_folders.ts";
import { freshFolder } from "../../support/hearsay.ts";

describe("makeFolders()", () => {
  it("makes what is missing, with its mode, and leaves what is there", () => {
    const path = join(freshFolder(), "a", "b", "c");
    for (let i = 0; i < 2; i++) makeFolders(path, 0o700);
    for (const each of [path, join(path, "..")]) expect(statSync(each).mode & 0o777).toBe(0o700);
  });

  it("takes no file for a folder", () => {
    const file = join(freshFolder(), "file");
    writeFileSync(file, "");
    expect(() => makeFolders(join(file, "below"))).toThrow("ENOTDIR");
  });

  it.runIf(process.platform === "linux")("comes back where nothing can be made", () => {
    expect(() => makeFolders("/proc/nope/below")).toThrow("ENOENT");
    expect(() => makeFolders("/proc/self/nope")).toThrow("ENOENT");
  });
});
