/** What hosts and robots would do in answer is done by hand here; with real ones see test/e2e. */
import { describe, expect, test } from "vitest";

import { ControlReader } from "../../../coordinator/redis/control.ts";
import type { RosterEntry } from "../../../coordinator/run_config.ts";
import { eventually } from "../../support/eventually.ts";
import { command, looks, type HandmadeRun, makeRun, r1, r2 } from "./fixture.ts";

const entry = (boot: number, state: RosterEntry["state"]): RosterEntry => ({
  host: "box",
  pid: 100 + boot,
  boot,
  state,
});

/** r1 lives on a host of another machine. */
async function makeHosted(): Promise<HandmadeRun> {
  const made = await makeRun();
  await made.store.setRoster(r1, entry(1, "running"));
  await made.leases.acquire(r1, "box/1");
  return made;
}

/** Waits for the command that the robot be killed. */
async function killAsked({ store }: HandmadeRun): Promise<void> {
  await eventually(async () => (await store.redis.xlen(store.keys.control)) > 0);
}

describe("kill", () => {
  test("waits for the new life", async () => {
    const made = await makeHosted();
    const reader = new ControlReader(made.store.redis, made.store.keys);
    await reader.read();
    const said = command("kill", made.run, "r1");
    await killAsked(made);
    expect(await reader.read()).toEqual([{ command: "kill", robot: "r1" }]);
    await made.store.setRoster(r1, entry(1, "restarting"));
    await made.leases.release(r1, "box/1");
    await looks(3);
    await made.leases.acquire(r1, "box/1");
    await made.store.setRoster(r1, entry(2, "running"));
    expect(await said).toEqual({
      code: 0,
      stdout:
        "killed r1 (process 101 on box, life 1); it runs again as process 102 on box, life 2\n",
      stderr: "",
    });
  });

  test("says when it is not back yet", async () => {
    const made = await makeHosted();
    await made.store.redis.persist(made.store.keys.lease(r1));
    const said = command("kill", made.run, "r1");
    await killAsked(made);
    await made.store.setRoster(r1, entry(1, "restarting"));
    expect((await said).stdout).toBe(
      "killed r1 (process 101 on box, life 1); it is about to be restarted\n",
    );
  });

  test("says when its budget is spent", async () => {
    const made = await makeHosted();
    await made.store.redis.persist(made.store.keys.lease(r1));
    const said = command("kill", made.run, "r1", "--json");
    await killAsked(made);
    await made.store.setRoster(r1, entry(1, "failed"));
    expect(JSON.parse((await said).stdout)).toMatchObject({
      run: made.run,
      robot: "r1",
      before: { boot: 1, state: "running" },
      after: { boot: 1, state: "failed" },
    });
  });

  test("says when nobody answers", async () => {
    const made = await makeHosted();
    await made.store.redis.persist(made.store.keys.lease(r1));
    const { code, stdout, stderr } = await command("kill", made.run, "r1");
    expect(stderr).toBe(
      "hearsay: r1 still seems to live 4000 ms after the kill: its holder box/1 may hang\n",
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test.for([
    ["r9", /^hearsay: cannot kill r9 as run \S+ has no robot r9: it has r1, r2\n$/],
    ["r2", /^hearsay: cannot kill r2 as nobody runs it\n$/],
  ] as const)("refuses %s", async ([robot, problem]) => {
    const made = await makeHosted();
    const { code, stderr } = await command("kill", made.run, robot);
    expect(stderr).toMatch(problem);
    expect(code).toBe(1);
    expect(await made.store.redis.xlen(made.store.keys.control)).toBe(0);
  });

  test("refuses in a run that has ended", async () => {
    const made = await makeHosted();
    await made.store.setState("stopped");
    const { code, stderr } = await command("kill", made.run, "r1");
    expect(stderr).toBe(
      `hearsay: cannot kill r1 as run ${made.run} must be under way: it is stopped\n`,
    );
    expect(code).toBe(1);
  });
});

describe("stop", () => {
  test("ends the run and waits until nobody holds a lease", async () => {
    const made = await makeHosted();
    await made.leases.acquire(r2, "box/1");
    const said = command("stop", made.run);
    await eventually(async () => (await made.store.describe())?.state === "stopped");
    await looks(3);
    await made.leases.release(r1, "box/1");
    await made.leases.release(r2, "box/1");
    const { code, stdout, stderr } = await said;
    expect(stdout).toMatch(new RegExp(`^stopped ${made.run}: 2 of 2 robots ended in \\d+ ms\n$`));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect((await made.store.runFields())["reason"]).toBe("it was stopped by hearsay stop");
  });

  test.for(["won", "failed", "stopped"] as const)(
    "leaves a run alone that is %s",
    async (state) => {
      const made = await makeRun();
      await made.store.setState(state, { reason: "as it was" });
      const { code, stdout } = await command("stop", made.run);
      expect(stdout).toBe(`run ${made.run} had ended already: ${state}\n`);
      expect(code).toBe(0);
      expect(await made.store.runFields()).toMatchObject({ state, reason: "as it was" });
    },
  );

  test("says who does not end", async () => {
    const made = await makeHosted();
    await made.store.redis.persist(made.store.keys.lease(r1));
    const { code, stdout, stderr } = await command("stop", made.run, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      run: made.run,
      stopped: true,
      state: "stopped",
      robots: 1,
      left: { r1: "box/1" },
    });
    expect(stderr).toMatch(/some robots of \S+ are still run: r1 \(box\/1\)\n$/);
    expect(code).toBe(1);
  });
});
