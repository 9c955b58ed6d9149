/**
 * Goal: a module that is run in virtual time cannot draw chance or time from elsewhere by accident.
 */
import { afterEach, describe, expect, it } from "vitest";

import { forbidChance } from "../../../coordinator/workbench/forbid_chance.ts";

describe("while chance is forbidden", () => {
  let permit: (() => void) | undefined;
  afterEach(() => permit?.());

  /** What a call throws, if it throws. */
  function said(use: () => unknown): string | undefined {
    permit = forbidChance();
    try {
      use();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    } finally {
      permit?.();
    }
  }

  it.each([
    ["Math.random", () => Math.random()],
    ["Date.now", () => Date.now()],
    ["new Date", () => new Date()],
    ["performance.now", () => performance.now()],
    ["setTimeout", () => setTimeout(() => {}, 1)],
    ["setInterval", () => setInterval(() => {}, 1)],
    ["crypto.randomUUID", () => crypto.randomUUID()],
  ])("%s says what to use instead", (name, use) => {
    expect(said(use)).toMatch(
      new RegExp(`^${name.replace(".", "\\.")} must not be used .*use node\\.`),
    );
  });

  it("dates of a given time and everything else work", () => {
    expect(said(() => new Date(0).toISOString())).toBeUndefined();
    expect(said(() => new Date(0) instanceof Date)).toBeUndefined();
    expect(said(() => Date.parse("2020-01-01") + Math.max(1, 2))).toBeUndefined();
  });

  it("everything is as before afterwards", () => {
    said(() => {});
    expect(Math.random()).toBeLessThan(1);
    expect(new Date().getTime()).toBeLessThanOrEqual(Date.now());
    expect(performance.now()).toBeGreaterThan(0);
    expect(Object.keys(performance)).not.toContain("now");
    expect(crypto.randomUUID()).toHaveLength(36);
    clearTimeout(setTimeout(() => {}, 1));
  });
});
