/**
 * A workbench that is killed from outside: it starts a hostile node and says when it answered.
 *
 * @module
 */
import { join } from "node:path";
import { processHost } from "../../../coordinator/workbench/process_host.ts";
import { WallClock } from "../../../coordinator/workbench/wall_clock.ts";

const [mode = ""] = process.argv.slice(2);
const host = processHost({
  clock: new WallClock(),
  bin: join(import.meta.dirname, "hostile_node.mjs"),
  args: [mode],
})({
  send() {
    process.stdout.write("ready\n");
    return undefined;
  },
  crashed() {},
  badOutput() {},
});
host.start("n0");
host.deliver("n0", { id: 1, src: "c0", dest: "n0", body: { type: "init", node_id: "n0" } });
