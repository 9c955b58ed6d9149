/**
 * Counts messages as Maelstrom does (doc/results.md): what was sent counts, whatever became of it, and
 * services are servers. Only what nobody was there to be sent to does not count.
 *
 * @module
 */
import type { Envelope, Journal, LossReason } from "./envelope.ts";
import type { NetCounts, NetStats } from "./record.ts";

/** A journal that keeps nothing but numbers. */
export class NetTally implements Journal {
  readonly #clients = { sent: 0, received: 0 };
  readonly #servers = { sent: 0, received: 0 };
  /** The message that was sent last, until something else happens. */
  #justSent: number | undefined;

  sent(envelope: Envelope): void {
    this.#sideOf(envelope).sent += 1;
    this.#justSent = envelope.id;
  }

  received(envelope: Envelope): void {
    this.#sideOf(envelope).received += 1;
    this.#justSent = undefined;
  }

  lost(envelope: Envelope, _atNs: number, reason: LossReason): void {
    // Gone at once: the network refused it. A receiver that went while it was under way is another case.
    if (reason === "gone" && envelope.id === this.#justSent) this.#sideOf(envelope).sent -= 1;
    this.#justSent = undefined;
  }

  /** A copy is the same message, sent once. */
  duplicated(): void {
    this.#justSent = undefined;
  }

  stats(): NetStats {
    const [clients, servers] = [this.#clients, this.#servers];
    const all = {
      sent: clients.sent + servers.sent,
      received: clients.received + servers.received,
    };
    return { all: countsOf(all), clients: countsOf(clients), servers: countsOf(servers) };
  }

  #sideOf(envelope: Envelope): Side {
    return involvesClient(envelope) ? this.#clients : this.#servers;
  }
}

/** Clients are known by their names: `c` and a number. */
export function isClient(name: string): boolean {
  return CLIENT.test(name);
}

export function involvesClient({
  src,
  dest,
  writer = src,
}: Pick<Envelope, "src" | "dest" | "writer">): boolean {
  return isClient(writer) || isClient(dest);
}

/** Messages for each operation that clients began; undefined when they began none. */
export function messagesPerOperation(counts: NetCounts, invocations: number): number | undefined {
  return invocations === 0 ? undefined : counts.msgCount / invocations;
}

const CLIENT = /^c\d+$/;

interface Side {
  sent: number;
  received: number;
}

/** Every message is sent once and has a number of its own, so there are as many as sends. */
function countsOf({ sent, received }: Side): NetCounts {
  return { sendCount: sent, recvCount: received, msgCount: sent };
}
