/**
 * Kills the nodes of a run when the workbench itself dies and cannot: a shell in a session of its own
 * that waits at a pipe. The pipe closes when the workbench ends, whatever ended it.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { MARK_VARIABLE } from "./process_group.ts";

/**
 * Hears `+ GROUP` and `- GROUP`, and at the end `over`. Who left the groups is known by the mark in its
 * environment; as some may be about to start others, it looks until it has found nobody twice.
 */
const SCRIPT = `
groups=
while read -r word group; do
  case $word in
    +) groups="$groups $group" ;;
    -) kept=
      for each in $groups; do [ "$each" = "$group" ] || kept="$kept $each"; done
      groups=$kept ;;
    over) exit 0 ;;
  esac
done
for group in $groups; do kill -KILL "-$group"; done
quiet=0
for round in 1 2 3 4 5 6 7 8 9 10; do
  found=
  for file in $(grep -lsz "^${MARK_VARIABLE}=$1" /proc/[0-9]*/environ); do
    process=\${file#/proc/}
    kill -KILL "\${process%/environ}" && found=yes
  done
  if [ -n "$found" ]; then quiet=0; else quiet=$((quiet + 1)); fi
  [ $quiet -ge 2 ] && exit 0
  sleep 0.2
done
`;

export class Watchdog {
  readonly #shell: ChildProcess;

  /** @param mark What the marks of all its processes begin with. */
  constructor(mark: string) {
    this.#shell = spawn("/bin/sh", ["-c", SCRIPT, "sh", mark], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    // Without a shell there is no watchdog; the nodes can be run all the same.
    this.#shell.on("error", () => {});
    this.#shell.stdin?.on("error", () => {});
    this.#shell.unref();
  }

  /** Another group to kill. */
  watch(group: number): void {
    this.#say(`+ ${group}`);
  }

  /** A group that is gone. */
  forget(group: number): void {
    this.#say(`- ${group}`);
  }

  /** There is nothing to watch any more. */
  stop(): void {
    this.#say("over");
    this.#shell.stdin?.end();
  }

  #say(line: string): void {
    this.#shell.stdin?.write(`${line}\n`);
  }
}
