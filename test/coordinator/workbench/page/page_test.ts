/**
 * Goal: a test as one page that needs nothing else, and no text of a node becomes a part of it.
 */
import { Script } from "node:vm";
import { describe, expect, test } from "vitest";

import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import { hash, renderPage } from "../../../../coordinator/workbench/page/page.ts";
import type { TestOutcome } from "../../../../coordinator/workbench/record.ts";
import type { Complaint } from "../../../../coordinator/workbench/workload.ts";
import { event, HISTORY, outcomeOf, SECOND } from "./outcome.ts";

const MESSAGES = [event(0, 1, "sent"), event(0, 1.2, "lost")];

function render(outcome: TestOutcome, storyText = "A story."): Promise<string> {
  return renderPage({ outcome, storyText, messages: MESSAGES });
}

/** Everything that a browser would take for markup. */
function tagsOf(page: string): string[] {
  const shown = page.replaceAll(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, "");
  return [...shown.matchAll(/<\/?([a-zA-Z][^\s/>]*)/g)].map(([, name]) => name!);
}

function lost(value: number): Complaint {
  return { anomaly: "lost", what: `${value} is lost`, events: [0, 1], value };
}

describe("a page", () => {
  test("says the verdict, the complaints and the story first", async () => {
    const page = await render(outcomeOf(HISTORY), "n0 told nobody.");
    const places = ["Invalid", "17 is in no read", "n0 told nobody.", "Over time"].map((text) =>
      page.indexOf(text, page.indexOf("<main>")),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test("has one h1 and no level left out", async () => {
    const page = await render(outcomeOf(HISTORY));
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [i, level] of levels.entries()) {
      expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    }
  });

  test("loads nothing, and allows its own script and style alone", async () => {
    const page = await render(outcomeOf(HISTORY));
    expect(page).not.toMatch(/\b(?:src|srcset)=|@import|url\(|https?:/);
    const script = /<script>([^]*?)<\/script>/.exec(page)![1]!;
    const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
    expect(page).toContain(`script-src '${hash(script)}'; style-src '${hash(style)}'`);
    expect(page).not.toMatch(/\son[a-z]+=|style="/);
  });

  test("has a script that a browser can read, in which no two modules share a name", async () => {
    const page = await render(outcomeOf(HISTORY));
    const script = /<script>([^]*?)<\/script>/.exec(page)![1]!;
    expect(() => new Script(script)).not.toThrow();
    expect(script).not.toMatch(/^\s*(?:import|export)\b/m);
  });

  test("names and shades each fault in each chart", async () => {
    const page = await render(outcomeOf(HISTORY));
    expect(page.match(/class="fault cut"/g)).toHaveLength(3);
    expect(page.match(/class="fault kill"/g)).toHaveLength(6);
    expect(page).toContain("n0 | n1 (1.000 s to 2.000 s)");
  });

  test("groups complaints by anomaly, and has buttons for those that lead somewhere", async () => {
    const complaints: Complaint[] = [
      lost(0),
      lost(1),
      { anomaly: "lost", what: "5 more: 7 in all", events: [] },
      { anomaly: "expectation", what: "expected p50 < 4", events: [] },
    ];
    const page = await render({ ...outcomeOf(HISTORY), complaints });
    expect(page.match(/<strong>lost<\/strong>/g)).toHaveLength(1);
    expect(page).toContain("<summary>1 more like this, and 5 more: 7 in all</summary>");
    const sought = [...page.matchAll(/data-find="([^"]*)"/g)].map(([, text]) => text);
    expect(sought).toEqual(["=0", "=1"]);
    expect(page).toContain("Show in the diagram (1.000 s to 1.500 s)");
  });

  test("is the same each time", async () => {
    expect(await render(outcomeOf(HISTORY))).toBe(await render(outcomeOf(HISTORY)));
  });

  test("can be made of a test in which nothing happened", async () => {
    const { record, ...rest } = outcomeOf([]);
    const empty = { ...rest, complaints: [], record: { ...record, strikes: [], endedNs: 0 } };
    const page = await renderPage({ outcome: empty, storyText: "", messages: [] });
    expect(page).toContain("No operation was performed.");
    const words = page.replaceAll(/<script\b[^>]*>[^]*?<\/script>/g, "");
    expect(words).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("tells how to repeat the test", async () => {
    const page = await render(outcomeOf(HISTORY));
    expect(page).toContain("hearsay test -w broadcast --bin PROGRAM --node-count 2");
    expect(page).toContain("--seed 1");
  });
});

describe("hostile nodes", () => {
  const EVIL = `</script></pre><img src=x onerror=alert(1)>"'&<svg onload=alert(2)>\u202e\0`;

  test("cannot write markup, wherever their text goes", async () => {
    const { record, ...rest } = outcomeOf(
      HISTORY.map((each) => ({ ...each, value: { [EVIL]: EVIL } as Json, error: EVIL })),
    );
    const evil: TestOutcome = {
      ...rest,
      complaints: [{ anomaly: EVIL, what: EVIL, events: [0], value: EVIL }],
      results: { [EVIL]: EVIL },
      record: {
        ...record,
        broken: EVIL,
        plan: { ...record.plan, seed: EVIL, args: [EVIL], nodes: [EVIL] },
        strikes: [{ atNs: SECOND, f: "kill", what: EVIL, nodes: [EVIL] }],
        crashes: [{ node: EVIL, atNs: 1, how: EVIL, lastLines: [EVIL] }],
        badOutput: [{ node: EVIL, atNs: 1, line: 1, text: EVIL, reason: EVIL }],
        badAnswers: [
          { node: EVIL, atNs: 1, event: 0, request: EVIL, answer: [EVIL], reason: EVIL },
        ],
      },
    };
    const messages = [{ ...event(0, 1, "sent", { type: EVIL }), src: EVIL }];
    const page = await renderPage({ outcome: evil, storyText: EVIL, messages });
    expect(tagsOf(page)).not.toContain("img");
    expect(page).not.toMatch(/<svg onload|<img/);
    expect(page).not.toContain("\u202e");
    expect(page).toContain("&lt;/script&gt;");
    // As many ends of scripts as beginnings.
    expect(page.match(/<\/script>/g)).toHaveLength(page.match(/<script\b/g)!.length);
  });
});
