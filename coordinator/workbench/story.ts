/**
 * The story of a test as text for a terminal.
 *
 * @module
 */
import { styleText } from "node:util";
import type { TestOutcome } from "./record.ts";
import { storyLines } from "./story_lines.ts";
import type { StoryOptions, Tone } from "./story_lines.ts";

export interface StoryTextOptions extends StoryOptions {
  /** @default false */
  readonly colour?: boolean;
}

/** Tells a test in lines that end with one. */
export function storyOf(outcome: TestOutcome, options: StoryTextOptions = {}): string {
  const lines = storyLines(outcome, options).map(({ text, tone }) => {
    const style = STYLES[tone];
    if (options.colour !== true || style === undefined) return text;
    return styleText(style, text, { validateStream: false });
  });
  return `${lines.join("\n")}\n`;
}

const STYLES: Readonly<Record<Tone, "green" | "red" | "yellow" | "dim" | undefined>> = {
  good: "green",
  bad: "red",
  unsure: "yellow",
  detail: "dim",
  plain: undefined,
};
