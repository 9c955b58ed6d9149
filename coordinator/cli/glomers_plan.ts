/**
 * From a row of the matrix to the plan of a test, by way of the flags of `hearsay test`: so the
 * reference's command is read by the one who would read it from the keyboard.
 *
 * @module
 */
import { harder, type Hardships } from "../glomers/hardships.ts";
import type { Row } from "../glomers/row.ts";
import type { Delivery, TestPlan } from "../workbench/plan.ts";
import { testCommand } from "./test.ts";
import { planOf, type TestFlags } from "./test_request.ts";

export interface RowRequest {
  readonly strict: boolean;
  readonly delivery: Delivery;
  readonly hardships: Hardships;
}

/** The plan of a row's test with the first of its seeds. */
export function planOfRow(row: Row, seed: string, request: RowRequest): TestPlan {
  const { strict, delivery, hardships } = request;
  const args = delivery === "exact" ? (row.exactArgs ?? row.args) : row.args;
  const plan = planOf({ ...flagsOf(row), strict, delivery }, args, seed);
  return harder(plan, row, hardships);
}

function flagsOf({ flags, target }: Row): TestFlags {
  const expected = target === undefined ? [] : ["--expect", target];
  const command = testCommand().action(() => {});
  // Whoever wrote the row made the mistake, if there is one.
  command.exitOverride((error) => {
    throw new Error(`cannot read the flags of a row: ${error.message}`);
  });
  command.parse([...flags.split(" "), ...expected], { from: "user" });
  return command.opts<TestFlags>();
}
