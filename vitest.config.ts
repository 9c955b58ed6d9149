import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*_test.ts"],
    globalSetup: ["test/support/global_setup.ts"],
    // Most tests wait for processes, so that two cores carry more than two files.
    maxWorkers: 4,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
