/**
 * Runs a command in a real pseudo terminal, by util-linux's `script`.
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process";

/** A piece of output, as it came. */
export interface Chunk {
  readonly atMs: number;
  readonly text: string;
}

export interface PseudoTerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Record<string, string | undefined>;
  readonly cwd?: string;
}

export interface PseudoTerminal {
  readonly pid: number;
  /** Output so far. */
  readonly chunks: readonly Chunk[];
  /** The command's exit code. */
  readonly ended: Promise<number | null>;
  /** Types on its keyboard. */
  type(keys: string): void;
  /** Ends it at once. */
  kill(): void;
}

/** Why there is no pseudo terminal here; `undefined` when there is. */
export function noPseudoTerminal(): string | undefined {
  const { stdout } = spawnSync("script", ["--version"], { encoding: "utf8" });
  return stdout?.includes("util-linux") ? undefined : "there is no util-linux script on PATH";
}

/** Starts `command`; whoever calls sees to its end. */
export function inTerminal(
  command: readonly string[],
  { columns, rows, env = {}, cwd = process.cwd() }: PseudoTerminalOptions,
): PseudoTerminal {
  const line = `stty cols ${columns} rows ${rows}; exec ${command.map(quoted).join(" ")}`;
  const child = spawn("script", ["-qefc", line, "/dev/null"], {
    cwd,
    env: { ...process.env, ...PLAIN_TERMINAL, SHELL: "/bin/sh", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const chunks: Chunk[] = [];
  const beganMs = performance.now();
  const decoder = new TextDecoder();
  child.stdout.on("data", (bytes: Buffer) => {
    const text = decoder.decode(bytes, { stream: true });
    chunks.push({ atMs: performance.now() - beganMs, text });
  });
  child.stdin.on("error", () => {});
  return {
    pid: child.pid!,
    chunks,
    ended: new Promise((resolve) => {
      child.once("close", (code) => resolve(code));
    }),
    type: (keys) => void child.stdin.write(keys),
    kill: () => void child.kill("SIGKILL"),
  };
}

/** A usual terminal, whatever this process runs in. */
const PLAIN_TERMINAL = {
  TERM: "xterm-256color",
  LC_ALL: "C.UTF-8",
  CI: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  NODE_DISABLE_COLORS: undefined,
  NODE_OPTIONS: undefined,
  HEARSAY_NO_LIVE: undefined,
};

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
