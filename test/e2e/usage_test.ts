/**
 * Goal: whatever is asked for wrongly gets one clear line, the right exit code and no stack trace,
 * and nothing is left behind.
 */
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { type Finished, freshFolder, hearsay, onSharedRedis } from "../support/hearsay.ts";
import { freshRun, redisUrl, startRedis } from "../support/redis.ts";

/** Root may write everywhere, so that "permission denied" cannot be seen. */
const isRoot = process.getuid?.() === 0;

function expectOneLine({ stderr, stdout }: Finished, line: RegExp): void {
  expect(stdout).toBe("");
  expect(stderr.trim().split("\n"), stderr).toHaveLength(1);
  expect(stderr).toMatch(/^hearsay: /);
  expect(stderr).toMatch(line);
  expect(stderr).not.toMatch(/\n\s+at /);
}

describe("wrong usage: exit 2", () => {
  test.for<[string, string[], RegExp]>([
    ["an unknown command", ["dance"], /unknown command 'dance'/],
    ["an unknown flag", ["run", "--nope"], /unknown option '--nope'/],
    ["a loss above 1", ["run", "--loss", "1.5"], /--loss.*'1\.5'.*from 0 to 1/],
    ["a loss below 0", ["run", "--loss=-0.1"], /--loss.*from 0 to 1/],
    ["a loss that is no number", ["run", "--loss", "much"], /--loss.*'much'/],
    ["no robots", ["run", "--robots", "0"], /--robots.*whole number from 1 to 1000/],
    ["half a robot", ["run", "--robots", "2.5"], /--robots.*'2\.5'/],
    ["an empty secret", ["run", "--secret", ""], /empty secret/],
    ["a missing file", ["run", "--secret-file", "/no/such/file"], /\/no\/such\/file.*no such file/],
    ["a file without a name", ["run", "--secret-file", ""], /the secret as its file must.*got ""/],
    ["a host name with a slash", ["run", "--host-name", "a/b"], /--host-name.*'a\/b'.*host name/],
    ["a folder as secret", ["run", "--secret-file", "/"], /it is a folder/],
    ["a bad run name", ["run", "--run", "no spaces"], /--run.*'no spaces'.*run name/],
    ["a run name with a colon", ["run", "--run", "a:b"], /run name/],
    ["more copies than robots", ["run", "--copies", "4", "--robots", "3"], /--copies.*--robots/],
    ["two secrets", ["run", "--secret", "a", "--secret-file", "b"], /cannot be used with/],
    ["an unknown exchange", ["run", "--exchange", "shove"], /push-pull, pull, push/],
    ["a bad Redis URL", ["run", "--redis", "http://x"], /cannot use this Redis URL/],
    ["a missing fault plan", ["run", "--faults", "/no/plan"], /fault plan \/no\/plan/],
    ["no run name", ["status"], /missing required argument 'run'/],
  ])("%s", async ([, args, line]) => {
    const done = await hearsay(args, { cwd: freshFolder() });
    expect(done.code).toBe(2);
    expectOneLine(done, line);
  });

  test("a bad value in the environment names its variable", async () => {
    const done = await hearsay(["run"], { cwd: freshFolder(), env: { HEARSAY_LOSS: "7" } });
    expect(done.code).toBe(2);
    expectOneLine(done, /'7' from env 'HEARSAY_LOSS'.*from 0 to 1/);
  });

  test("a switch in the environment is on, off or refused", async () => {
    const quick = ["run", "--robots", "1", "--quiet-ms", "0", "--redis", redisUrl, "--dir"];
    const on = await hearsay([...quick, freshFolder()], { env: { HEARSAY_JSON: "1" } });
    expect(JSON.parse(on.stdout)).toMatchObject({ robots: 1, claims: 1 });
    const off = await hearsay([...quick, freshFolder()], { env: { HEARSAY_JSON: "0" } });
    expect(off.stdout).toMatch(/^run /);
    const refused = await hearsay([...quick, freshFolder()], { env: { HEARSAY_JSON: "maybe" } });
    expect(refused.code).toBe(2);
    expectOneLine(refused, /HEARSAY_JSON.*1, true, 0 or false: got "maybe"/);
  });

  test("a fault plan with a bad rule names the rule", async () => {
    const folder = freshFolder();
    const plan = join(folder, "plan.json");
    await writeFile(plan, JSON.stringify({ rules: [{ kind: "loss", rate: 3 }] }));
    const done = await hearsay(["run", "--faults", plan], { cwd: folder });
    expect(done.code).toBe(2);
    expectOneLine(done, /rules\[0\]\.rate must be a number from 0 to 1: got 3/);
  });

  test.skipIf(isRoot)("an unreadable file", async () => {
    const file = join(freshFolder(), "secret");
    await writeFile(file, "secret");
    await chmod(file, 0);
    const done = await hearsay(["run", "--secret-file", file]);
    expect(done.code).toBe(2);
    expectOneLine(done, /permission denied/);
  });
});

describe("what cannot be done: exit 1", () => {
  test("Redis out of reach", async () => {
    const folder = freshFolder();
    const done = await hearsay(["run", "--redis", "redis://127.0.0.1:1"], { cwd: folder });
    expect(done.code).toBe(1);
    expectOneLine(done, /cannot reach Redis at redis:\/\/127\.0\.0\.1:1: connection refused/);
    expect(await readdir(folder)).toEqual([]);
  });

  test("a wrong password, which is not repeated", async () => {
    const { port } = await startRedis({ password: "right" });
    const url = `redis://:wrong-guess@127.0.0.1:${port}`;
    const done = await hearsay(["run", "--redis", url], { cwd: freshFolder() });
    expect(done.code).toBe(1);
    expectOneLine(done, /password/);
    expect(done.stderr).not.toMatch(/wrong-guess/);
  });

  test("a Redis that is too old", async () => {
    // Such a server does not know HELLO either.
    const info = "redis_version:5.0.7\r\n";
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", (data) => {
        for (const [, name] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
          const reply = `$${info.length}\r\n${info}\r\n`;
          const unknown = `-ERR unknown command \`${name}\`, with args beginning with: \r\n`;
          socket.write(/^info$/i.test(name!) ? reply : unknown);
        }
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const done = await hearsay(["run", "--redis", `redis://127.0.0.1:${port}`]);
    expect(done.code).toBe(1);
    expectOneLine(done, /5\.0\.7.*6\.2/);
  });

  test("an output that cannot be written", async () => {
    const folder = freshFolder();
    for (const [out, why] of [
      [join(folder, "no/such/folder/x"), /its folder does not exist/],
      [folder, /it is a folder/],
      ["/dev/null", /it is not a regular file/],
    ] as const) {
      const args = ["run", ...onSharedRedis(freshRun(), folder), "--out", out];
      const done = await hearsay(args);
      expect(done.code).toBe(1);
      expectOneLine(done, why);
    }
    expect(await readdir(folder)).toEqual([]);
  });

  test("a results folder that cannot be made", async () => {
    const folder = freshFolder();
    await writeFile(join(folder, "file"), "");
    const args = ["run", "--redis", redisUrl, "--dir", join(folder, "file/runs")];
    for (const more of [[], ["--json"], ["--kill-every-ms", "20"]]) {
      const done = await hearsay([...args, ...more]);
      expect(done.code).toBe(1);
      expectOneLine(done, /cannot write .*a part of its path is not a folder/);
    }
  });

  test("a run name in use, in Redis or on disk", async () => {
    const run = freshRun();
    const folder = freshFolder();
    const quick = ["--robots", "2", "--quiet-ms", "0"];
    const args = ["run", ...onSharedRedis(run, folder), ...quick];
    expect((await hearsay(args)).code).toBe(0);
    const onDisk = await hearsay(args);
    expect(onDisk.code).toBe(1);
    expectOneLine(onDisk, /cannot start as the run name is in use: .*choose another/);
    const elsewhere = freshFolder();
    const inRedis = await hearsay(["run", ...onSharedRedis(run, elsewhere), ...quick]);
    expect(inRedis.code).toBe(1);
    expectOneLine(inRedis, /run name is in use: .* is in Redis.*hearsay clean/);
    expect(await readdir(elsewhere)).toEqual([]);
  });

  test("a run that is not there", async () => {
    await mkdir(freshFolder(), { recursive: true });
    const done = await hearsay(["host", freshRun(), "--redis", redisUrl]);
    expect(done.code).toBe(1);
    expectOneLine(done, /there is no run/);
  });
});

test("--help shows examples and exits 0", async () => {
  for (const command of ["run", "host", "robot", "status", "inspect", "faults", "kill", "stop"]) {
    const done = await hearsay([command, "--help"]);
    expect(done.code, command).toBe(0);
    expect(done.stdout, command).toMatch(/Examples?:/);
  }
});
