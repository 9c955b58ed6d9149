/**
 * Lives of one node, one after the other: what the next one finds on its disk, and nodes whose disk ends
 * with them, as under Maelstrom.
 *
 * @module
 */
import { MemoryDisk } from "../../../robots/node/disk.ts";
import type { Disk, NodeProgram } from "../../../robots/node/node.ts";
import { type Tested, testInVirtualTime } from "../../../coordinator/workbench/run_test.ts";
import { DEFAULT_PLAN } from "../../../coordinator/workbench/plan.ts";
import { nodes, type Plan } from "../../workbench/parts/trial.ts";
import { readyNode } from "../node/fixture.ts";

/** The program with another disk than that of its surroundings: `disk` makes one for each life. */
export function onDisk(program: NodeProgram, disk: () => Disk): NodeProgram {
  return (node) => program(Object.assign(node, { disk: disk() }));
}

/** The program where nothing outlives a node. */
export function forgetful(program: NodeProgram): NodeProgram {
  return onDisk(program, () => new MemoryDisk());
}

/** A strict test of three nodes where nothing outlives a node. */
export function diskless(program: NodeProgram, plan: Plan): Promise<Tested> {
  const full = { ...DEFAULT_PLAN, nodes: nodes(3), judgement: "strict" as const, ...plan };
  return testInVirtualTime({ program: forgetful(program), plan: full });
}

/** A new life of n1 of three nodes on this disk, which has heard its name. */
export function life(program: NodeProgram, disk: Disk, luck = 0) {
  return readyNode(
    onDisk(program, () => disk),
    { luck },
  );
}

/** A disk on which nothing can be written. */
export class FullDisk extends MemoryDisk {
  override append(): void {
    throw new Error("no space left on device");
  }

  override write(): void {
    throw new Error("no space left on device");
  }
}
