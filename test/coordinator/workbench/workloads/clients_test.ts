/**
 * How clients of the small workloads talk to a node: what they send, what they take for an answer, and
 * what the history gets.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { WorkloadMaker } from "../../../../coordinator/workbench/workload.ts";
import { MalformedAnswer } from "../../../../coordinator/workbench/workload.ts";
import { broadcast } from "../../../../coordinator/workbench/workloads/broadcast.ts";
import { gCounter, pnCounter } from "../../../../coordinator/workbench/workloads/counters.ts";
import { echo } from "../../../../coordinator/workbench/workloads/echo.ts";
import { gSet } from "../../../../coordinator/workbench/workloads/g_set.ts";
import { uniqueIds } from "../../../../coordinator/workbench/workloads/unique_ids.ts";
import type { Content } from "../../../../robots/node/node.ts";
import { perform, workerOf } from "../../../support/perform.ts";

interface Row {
  readonly maker: WorkloadMaker;
  readonly f: string;
  readonly argument: Json;
  readonly request: Content;
  readonly answer: Content;
  readonly value: Json;
  readonly malformed: Content;
}

const ROWS: readonly Row[] = [
  {
    maker: echo,
    f: "echo",
    argument: "Please echo 37",
    request: { type: "echo", echo: "Please echo 37" },
    answer: { type: "echo_ok", echo: "Please echo 37" },
    value: { type: "echo_ok", echo: "Please echo 37", in_reply_to: 1 },
    malformed: { type: "echo_ok" },
  },
  {
    maker: uniqueIds,
    f: "generate",
    argument: null,
    request: { type: "generate" },
    answer: { type: "generate_ok", id: ["n1", 3] },
    value: ["n1", 3],
    malformed: { type: "generate_ok", uuid: 1 },
  },
  {
    maker: broadcast,
    f: "broadcast",
    argument: 5,
    request: { type: "broadcast", message: 5 },
    answer: { type: "broadcast_ok" },
    value: 5,
    malformed: { type: "broadcast_ok", message: 5 },
  },
  {
    maker: broadcast,
    f: "read",
    argument: null,
    request: { type: "read" },
    answer: { type: "read_ok", messages: [5, 1] },
    value: [5, 1],
    malformed: { type: "read_ok", messages: { 5: true } },
  },
  {
    maker: gSet,
    f: "add",
    argument: 0,
    request: { type: "add", element: 0 },
    answer: { type: "add_ok" },
    value: 0,
    malformed: { type: "broadcast_ok" },
  },
  {
    maker: gSet,
    f: "read",
    argument: null,
    request: { type: "read" },
    answer: { type: "read_ok", value: [] },
    value: [],
    malformed: { type: "read_ok", messages: [] },
  },
  // What Go makes of a slice that nothing was put into.
  {
    maker: gSet,
    f: "read",
    argument: null,
    request: { type: "read" },
    answer: { type: "read_ok", value: null },
    value: [],
    malformed: { type: "read_ok" },
  },
  {
    maker: broadcast,
    f: "read",
    argument: null,
    request: { type: "read" },
    answer: { type: "read_ok", messages: null },
    value: [],
    malformed: { type: "read_ok" },
  },
  ...[gCounter, pnCounter].flatMap((maker): Row[] => [
    {
      maker,
      f: "add",
      argument: 4,
      request: { type: "add", delta: 4 },
      answer: { type: "add_ok", msg_id: 9 },
      value: 4,
      malformed: { type: "add_ok", value: 4 },
    },
    {
      maker,
      f: "read",
      argument: null,
      request: { type: "read" },
      answer: { type: "read_ok", value: -3 },
      value: -3,
      malformed: { type: "read_ok", value: 0.5 },
    },
  ]),
];

describe.each(ROWS.map((row) => ({ ...row, name: row.maker(DEFAULT_PLAN).name })))(
  "$f of $name",
  ({ maker, f, argument, request, answer, value, malformed }) => {
    const client = maker(DEFAULT_PLAN).newClient(workerOf());
    const ask = { f, value: argument };

    test("asks once and notes the answer", () => {
      const { asked, done } = perform(client, ask, () => answer);
      expect(asked).toEqual([request]);
      expect(done).toEqual({ type: "ok", value });
    });

    test("takes no answer of another form", () => {
      expect(() => perform(client, ask, () => malformed)).toThrow(MalformedAnswer);
      const extra = { ...answer, extra: 1 };
      expect(() => perform(client, ask, () => extra)).toThrow('and no others: got "extra"');
    });
  },
);
