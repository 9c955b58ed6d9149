/**
 * Goal: a run as lines, each of them telling one thing, and not too many.
 */
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PlainView } from "../../../coordinator/observe/plain_view.ts";
import type { HearsayEvent } from "../../../robots/runtime/events.ts";
import { STARTED_AT_MS, viewOf } from "./views.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: STARTED_AT_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  let written = "";
  const out = new Writable({
    write(chunk, _, done) {
      written += String(chunk);
      done();
    },
  });
  const lines = (): string[] => written.split("\n").slice(0, -1);
  return { view: new PlainView(out), lines };
}

test("tells progress once a second", () => {
  const { view, lines } = setUp();
  const run = viewOf({ known: [20, 1] });
  for (let i = 0; i < 25; i += 1) {
    view.update(run, []);
    vi.advanceTimersByTime(100);
  }
  expect(lines()).toEqual([
    "   0.0 s  1 of 2 robots know every word",
    "   1.0 s  1 of 2 robots know every word",
    "   2.0 s  1 of 2 robots know every word",
  ]);
});

test.each<[HearsayEvent, string]>([
  [{ kind: "converged", robot: "r1" }, "r1 knows every word"],
  [{ kind: "winner", robot: "r1" }, "r1 is the winner"],
  [{ kind: "hindered", robot: "r1", reason: "cannot write /a: full" }, "r1 cannot write /a: full"],
  [{ kind: "written", robot: "r1", file: { path: "/a/b" } }, "r1 wrote /a/b"],
  [{ kind: "restarted", robot: "r1", boot: 2 }, "r1 was restarted (life 2)"],
  [{ kind: "invariant-violated", robot: "r1", reason: "other\u001b[2J word" }, "r1: other word"],
])("tells %j", (event, line) => {
  const { view, lines } = setUp();
  view.update(viewOf({ known: [1] }), [event]);
  expect(lines()).toContain(`   0.0 s  ${line}`);
});

test("says nothing of what happens all the time", () => {
  const { view, lines } = setUp();
  view.update(viewOf({ known: [1] }), [{ kind: "sent", robot: "r1", count: 5 }]);
  expect(lines()).toHaveLength(1);
});
