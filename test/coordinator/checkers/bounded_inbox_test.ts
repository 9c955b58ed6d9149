/**
 * The checker of inboxes.
 *
 * @module
 */
import { expect, test } from "vitest";
import { BoundedInbox } from "../../../coordinator/checkers/bounded_inbox.ts";
import { linesOf, truth } from "./stage.ts";

test("is content with a full inbox and objects to one message more", () => {
  const checker = new BoundedInbox(truth({ inboxMax: 4 }));
  checker.queued(1, 1, 5);
  checker.queued(1, 4, 6);
  expect(linesOf(checker)).toEqual([]);
  checker.queued(1, 5, 7);
  checker.queued(2, 6, 8);
  expect(checker.violations).toEqual([
    {
      checker: "bounded_inbox",
      atMs: 7,
      robot: 1,
      what: "at most 4 messages may wait for r2: 5 do",
    },
  ]);
});
