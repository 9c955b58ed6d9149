/**
 * Goal: a store can be looked at from a browser, and nothing else of the machine can.
 */
import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { serveCommand } from "../../../coordinator/cli/serve.ts";
import { openStore, type StoredRun } from "../../../coordinator/workbench/store.ts";
import { serveStore } from "../../../coordinator/workbench/store_server.ts";
import { eventually } from "../../support/eventually.ts";
import { freshFolder } from "../../support/hearsay.ts";

interface Shown {
  readonly url: string;
  readonly dir: string;
  readonly run: StoredRun;
}

/** A store with one run, and a secret beside it. */
async function shown(): Promise<Shown> {
  const folder = freshFolder();
  const dir = join(folder, "store");
  writeFileSync(join(folder, "secret.txt"), "secret");
  const run = await openStore(dir, { workload: "echo", seed: "7" }, new Date(0));
  await run.write("plan.json", '{"workload":"echo","seed":"7","nodes":["n0","n1"],"rate":5}');
  await run.write("results.json", '{"valid?":true,"net":{"servers":{"msgs-per-op":1.25}}}');
  await run.write("results.html", "<!doctype html><p>page");
  await run.write("node-logs/n0.html", "<script>alert(1)</script>");
  const server = await serveStore(dir, 0, "127.0.0.1");
  onTestFinished(() => server.close());
  return { url: server.url, dir, run };
}

/** fetch would tidy up `..` before it asks. */
function ask(
  url: string,
  path: string,
  method = "GET",
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (data: string) => (text += data));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, text }),
      );
    });
    asked.on("error", reject).end();
  });
}

const RUN = "/echo/19700101T000000.000Z-7";

describe("the list of runs", () => {
  test("has verdict, seed, nodes, rate and messages, and leads to every file", async () => {
    const { url } = await shown();
    const { text } = await ask(url, "/");
    const row = /<tbody>([^]*)<\/tbody>/.exec(text)![1]!.replaceAll(/<[^>]*>|\s+/g, " ");
    expect(row).toMatch(/valid +echo +19700101T000000\.000Z +7 +2 +5 .*1\.25/);
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!);
    expect(links).toContain(`${RUN}/results.html`);
    expect((await ask(url, `${RUN}/results.html`)).text).toBe("<!doctype html><p>page");
    expect((await ask(url, `${RUN}/`)).text).toContain(`${RUN}/node-logs/"`);
    expect((await ask(url, "/latest/results.html")).status).toBe(200);
  });

  test("can be filtered by workload and verdict", async () => {
    const { url } = await shown();
    const count = async (query: string): Promise<string> =>
      /(\d+ of \d+) runs/.exec((await ask(url, `/?${query}`)).text)![1]!;
    expect(await count("workload=echo&verdict=valid")).toBe("1 of 1");
    expect(await count("workload=kafka")).toBe("0 of 1");
    expect(await count("verdict=invalid")).toBe("0 of 1");
    expect(await count("workload=&verdict=")).toBe("1 of 1");
  });

  test("shows hostile names as text", async () => {
    const { url, run } = await shown();
    await run.write("plan.json", '{"seed":"<img src=x onerror=alert(1)>"}');
    expect((await ask(url, "/")).text).not.toContain("<img");
  });
});

describe("the server", () => {
  test.each([
    "/../secret.txt",
    "/echo/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/echo/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/echo%00",
    "/%zz",
  ])("does not leave the store for %s", async (path) => {
    const { url } = await shown();
    const { status, text } = await ask(url, path);
    expect(status).toBe(400);
    expect(text).not.toContain("secret<");
  });

  test("follows no link out of the store", async () => {
    const { url, dir } = await shown();
    symlinkSync("../secret.txt", join(dir, "link"));
    symlinkSync("..", join(dir, "out"));
    mkdirSync(`${dir}-beside`);
    symlinkSync(`${dir}-beside`, join(dir, "beside"));
    for (const path of ["/link", "/out/secret.txt", "/out/", "/beside/"]) {
      expect((await ask(url, path)).status).toBe(404);
    }
  });

  test("shows what a node wrote as text, whatever it is called, and lets nothing run", async () => {
    const { url } = await shown();
    const { headers } = await ask(url, `${RUN}/node-logs/n0.html`);
    expect(headers).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*; sandbox$/);
    expect((await ask(url, "/")).headers["content-security-policy"]).not.toContain("unsafe");
  });

  test("answers GET and HEAD alone", async () => {
    const { url } = await shown();
    const head = await ask(url, `${RUN}/results.html`, "HEAD");
    expect(head).toMatchObject({ status: 200, text: "", headers: { "content-length": "22" } });
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const { status, headers } = await ask(url, "/", method);
      expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow: "GET, HEAD" });
    }
    expect((await ask(url, "/nothing")).status).toBe(404);
  });

  test("says in one line that its port is in use, or that there is no store", async () => {
    const { url, dir } = await shown();
    const port = Number(new URL(url).port);
    await expect(serveStore(dir, port, "127.0.0.1")).rejects.toThrow(
      /^cannot serve on 127\.0\.0\.1 as port \d+ must be free: somebody else uses it/,
    );
    await expect(serveStore(`${dir}/none`, 0, "127.0.0.1")).rejects.toThrow(/must be a folder/);
  });
});

describe("hearsay serve", () => {
  test("has examples in its help", () => {
    let help = "";
    serveCommand()
      .configureOutput({ writeOut: (text) => (help += text) })
      .outputHelp();
    expect(help).toMatch(/Examples:\n {2}hearsay serve\n/);
  });

  test("ends at Ctrl-C, with a browser connected", async () => {
    const { dir } = await shown();
    const file = join(import.meta.dirname, "../../../coordinator/cli/serve.ts");
    const program = `import { serveCommand } from ${JSON.stringify(file)}; await serveCommand().parseAsync(["--store", ${JSON.stringify(dir)}, "--port", "0"], { from: "user" });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
    onTestFinished(() => void child.kill("SIGKILL"));
    let stdout = "";
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    const ended = new Promise((resolve) => void child.once("close", resolve));
    await eventually(() => stdout.includes("until Ctrl-C"));
    const url = /http:\S+/.exec(stdout)![0];
    expect((await fetch(url)).status).toBe(200);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });
});
