/**
 * Goal: what docs/strict.md lists is what strict says today.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { strictPage } from "../../docs/strict_page.ts";

it("docs/strict.md is what npm run strict writes", () => {
  expect(readFileSync(join(import.meta.dirname, "../../docs/strict.md"), "utf8")).toBe(
    strictPage(),
  );
});
