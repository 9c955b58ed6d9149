/**
 * Shows a store in the browser: reads and nothing else, and nothing outside of the store.
 *
 * @module
 */
import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { UserError } from "../user_error.ts";
import { hash } from "./page/page.ts";
import { errorPage, folderPage, runsPage, STYLE } from "./page/store_pages.ts";
import { listRuns } from "./store.ts";

export interface StoreServer {
  readonly url: string;
  /** Ends at once: whoever is reading is cut off. */
  close(): Promise<void>;
}

/** Everything that is not named here is shown as text: a node's log must not become a page. */
const TYPES: Readonly<Record<string, string>> = { ".json": "application/json; charset=utf-8" };

const TEXT = "text/plain; charset=utf-8";
const HTML = "text/html; charset=utf-8";

const CLOSED = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
/** Our own pages have a style and a form, and no script. */
const OWN_PAGES = `${CLOSED}; form-action 'self'; style-src '${hash(STYLE)}'`;
/** results.html names its script by its hash itself; here it is kept away from all others. */
const RESULTS = `${CLOSED}; form-action 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; sandbox allow-scripts`;
const FILES = `${CLOSED}; form-action 'none'; sandbox`;

/** @throws UserError when the store is not there, or the port is not to be had. */
export async function serveStore(dir: string, port: number, host: string): Promise<StoreServer> {
  const root = await realpath(dir).catch(() => {
    throw new UserError(`cannot serve the store as it must be a folder: got ${dir}`);
  });
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const why = REASONS[code ?? ""] ?? message;
      reject(new UserError(`cannot serve on ${host} as port ${port} must be free: ${why}`));
    });
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "somebody else uses it; choose another --port",
  EACCES: "it needs more rights; choose another --port",
  EADDRNOTAVAIL: "this machine has no such address; choose another --host",
  ENOTFOUND: "there is no such host",
};

async function answer(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("Cache-Control", "no-cache");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return say(request, response, 405, errorPage("Only GET and HEAD are answered"));
  }
  const place = placeOf(request.url ?? "/");
  if (place === undefined) return say(request, response, 400, errorPage("This is no address"));
  const { path, query } = place;
  if (path.length === 0) {
    const filter = {
      workload: query.get("workload") || undefined,
      verdict: query.get("verdict") || undefined,
    };
    return say(request, response, 200, runsPage(await listRuns(root), filter));
  }
  if (await sendFile(root, path, request, response)) return;
  say(request, response, 404, errorPage("There is nothing here"));
}

/** The address as names below the store; undefined when it is none. */
function placeOf(address: string): { path: string[]; query: URLSearchParams } | undefined {
  // URL would resolve `..` quietly. What is asked for is looked at as it was written.
  const [before = "", search = ""] = address.split(/\?(.*)/s, 2);
  try {
    const path = before.split("/").filter(Boolean).map(decodeURIComponent);
    if (path.some((part) => part === "." || part === ".." || /[/\\\0]/.test(part)))
      return undefined;
    return { path, query: new URLSearchParams(search) };
  } catch {
    return undefined;
  }
}

/** A file, or a folder's list. False when it is neither, or its links lead out of the store. */
async function sendFile(
  root: string,
  path: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const real = await realpath(join(root, ...path)).catch(() => undefined);
  if (real === undefined || !real.startsWith(root + sep)) return false;
  // O_NOFOLLOW as a link may have taken its place; a pipe must not keep us waiting.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(real, flags).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { size, isFile, isFolder } = await file.stat().then((found) => ({
      size: found.size,
      isFile: found.isFile(),
      isFolder: found.isDirectory(),
    }));
    if (isFolder) {
      const entries = await readdir(real, { withFileTypes: true });
      const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
      say(request, response, 200, folderPage(path, names.sort()));
      return true;
    }
    if (!isFile) return false;
    const isResults = path.length <= 3 && path.at(-1) === "results.html";
    const type = isResults ? HTML : (TYPES[extname(real)] ?? TEXT);
    response.writeHead(200, {
      "Content-Type": type,
      "Content-Length": size,
      "Content-Security-Policy": isResults ? RESULTS : FILES,
    });
    if (request.method === "HEAD" || size === 0) response.end();
    // A file that grows while it is read is sent as far as was said.
    else await pipeline(file.createReadStream({ end: size - 1, autoClose: false }), response);
    return true;
  } finally {
    await file.close();
  }
}

function say(request: IncomingMessage, response: ServerResponse, code: number, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(code, {
    "Content-Type": HTML,
    "Content-Length": body.length,
    "Content-Security-Policy": OWN_PAGES,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
