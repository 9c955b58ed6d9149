/**
 * The Redis clients of BullMQ. A worker duplicates the client it is given and, when it is closed
 * while Redis is away, leaves the duplicate behind: it reconnects for ever, complains on stderr and
 * keeps the process alive. So duplicates are remembered here and end with the rest.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { close, connect } from "./connect.ts";

export class BullClients {
  readonly #url: string;
  readonly #clients: Redis[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** A client for one queue or worker. */
  connect(): Redis {
    return this.#remember(connect(this.#url, { role: "bullmq", name: "hearsay-bullmq" }));
  }

  /** Ends all of them, duplicates too, in bounded time; what still waits for a reply is rejected. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map(close));
  }

  #remember(client: Redis): Redis {
    this.#clients.push(client);
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (override) => {
      const copy = this.#remember(duplicate(override));
      copy.on("error", () => {});
      return copy;
    };
    return client;
  }
}
