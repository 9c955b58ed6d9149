import { expect, test } from "vitest";
import { LinTso } from "../../../../coordinator/workbench/services/lin_tso.ts";
import { request } from "../../../support/store_requests.ts";

test("gives every whole number from 0 once, in order, whoever asks", () => {
  const oracle = new LinTso();
  for (let ts = 0; ts < 1000; ts++)
    expect(oracle.answer(request(`n${ts % 3}`, { type: "ts" }))).toEqual({ type: "ts_ok", ts });
});

test("refuses everything else with 10, and no timestamp is lost by it", () => {
  const oracle = new LinTso();
  expect(oracle.answer(request("n0", { type: "read", key: 1 }))).toMatchObject({
    type: "error",
    code: 10,
  });
  expect(oracle.answer(request("n0", { type: "ts" }))).toEqual({ type: "ts_ok", ts: 0 });
});
