/**
 * Right file: what is written is the secret, byte for byte, and only a robot that is done writes.
 *
 * @module
 */
import type { Checker, RobotView, Truth, Violation } from "./checker.ts";
import { Findings, robotName } from "./findings.ts";

/** @see Checker */
export class RightFile implements Checker {
  readonly name = "right_file";
  readonly #findings = new Findings(this.name);
  readonly #words: readonly Uint8Array[];
  /** 1 where each robot has said in this life that it is done. */
  readonly #done: Uint8Array;

  constructor({ robots, words }: Truth) {
    this.#words = words;
    this.#done = new Uint8Array(robots);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan({ index }: RobotView): void {
    this.#done[index] = 0;
  }

  done({ index }: RobotView): void {
    this.#done[index] = 1;
  }

  wrote({ index }: RobotView, bytes: Uint8Array, atMs: number): void {
    const name = robotName(index);
    if (!this.#done[index]) {
      this.#findings.add(atMs, index, `${name} must be done before it writes the file: was not`);
    }
    const fault = this.#faultOf(bytes);
    if (fault === undefined) return;
    this.#findings.add(atMs, index, `${name} must write the secret, byte for byte: ${fault}`);
  }

  /** Where `bytes` are not the secret, in words. */
  #faultOf(bytes: Uint8Array): string | undefined {
    let at = 0;
    for (const [index, word] of this.#words.entries()) {
      for (const byte of word) {
        if (at === bytes.length) return `the file ends in word ${index}, after ${at} bytes`;
        if (bytes[at] !== byte) return `byte ${at} of the file, in word ${index}, is wrong`;
        at += 1;
      }
    }
    return at < bytes.length ? `the file has ${bytes.length} bytes instead of ${at}` : undefined;
  }
}
