/**
 * Processes that stand still, and who wakes them.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { pauseUntilClosed } from "../../coordinator/pause.ts";
import { eventually } from "../support/eventually.ts";

const linux = process.platform === "linux";
const PAUSE = join(import.meta.dirname, "../../coordinator/pause.ts");

function start(code: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, pid: child.pid! };
}

/** The letter of a process's state; "" when it is gone. */
async function stateOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return /\) (.) /.exec(stat)?.[1] ?? "";
}

const isStopped = async (pid: number): Promise<boolean> => (await stateOf(pid)) === "T";

test.runIf(linux)("a process stands still until it is told to go on", async () => {
  const { pid } = start("setInterval(() => {}, 1000);");
  const goOn = pauseUntilClosed(pid);
  await eventually(() => isStopped(pid));
  goOn();
  goOn();
  await eventually(async () => !(await isStopped(pid)));
  expect(await stateOf(pid)).not.toBe("");
});

test.runIf(linux)("a pause that is over before it began stops nobody", async () => {
  const { pid } = start("setInterval(() => {}, 1000);");
  pauseUntilClosed(pid)();
  // A second one shows that there was time for the first.
  const goOn = pauseUntilClosed(pid);
  await eventually(() => isStopped(pid));
  goOn();
  await eventually(async () => !(await isStopped(pid)));
  expect(await stateOf(pid)).not.toBe("");
});

test.runIf(linux)("a process goes on when the one that stopped it is killed", async () => {
  const victim = start("setInterval(() => {}, 1000);");
  const stopper = start(
    `import { pauseUntilClosed } from ${JSON.stringify(PAUSE)};
     pauseUntilClosed(${victim.pid});
     setInterval(() => {}, 1000);`,
  );
  await eventually(() => isStopped(victim.pid));
  stopper.child.kill("SIGKILL");
  await eventually(async () => !(await isStopped(victim.pid)));
  expect(await stateOf(victim.pid)).not.toBe("");
});

test.runIf(linux)("a process that stops itself goes on by itself", async () => {
  const { pid } = start(
    `import { pauseSelf } from ${JSON.stringify(PAUSE)};
     pauseSelf(300);
     setInterval(() => {}, 1000);`,
  );
  await eventually(() => isStopped(pid));
  await eventually(async () => !(await isStopped(pid)));
  expect(await stateOf(pid)).not.toBe("");
});
