/**
 * `hearsay serve`: the tests of a store in the browser.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { serveStore } from "../workbench/store_server.ts";
import { onSignals } from "./signals.ts";
import { wholeNumber } from "./values.ts";

const PORT_MAX = 65_535;

interface Flags {
  readonly store: string;
  readonly port: number;
  readonly host: string;
}

export function serveCommand(): Command {
  return new Command("serve")
    .description("Show the tests of a store in the browser, until Ctrl-C.")
    .addOption(
      new Option("--store <folder>", "where hearsay test put its results").default("store"),
    )
    .addOption(
      new Option("--port <n>", "port to listen on; 0: any that is free")
        .argParser(wholeNumber(0, PORT_MAX))
        .default(8080),
    )
    .addOption(
      new Option("--host <name>", "address to listen on").argParser(address).default("127.0.0.1"),
    )
    .addHelpText(
      "after",
      `
Examples:
  hearsay serve
  hearsay serve --store results --port 9000
  hearsay serve --host 0.0.0.0

Everybody who reaches the address can read the store; nobody can change it.`,
    )
    .action(perform);
}

async function perform({ store, port, host }: Flags): Promise<void> {
  const interrupted = Promise.withResolvers<void>();
  const forget = onSignals(() => interrupted.resolve());
  try {
    const server = await serveStore(store, port, host);
    process.stdout.write(`${store} is shown at ${server.url} until Ctrl-C\n`);
    await interrupted.promise;
    await server.close();
  } finally {
    forget();
  }
}

/** Node takes no address for all addresses. */
function address(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must be a name or an address.");
}
