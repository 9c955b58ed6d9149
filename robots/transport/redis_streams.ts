/**
 * Gossip over Redis Streams: one bounded inbox stream for each robot. Many may write to an inbox;
 * only its owner reads it, and it trims what it has read, so XLEN is its backlog.
 *
 * An entry shows `from`, `kinds` and `ids` to people and carries encoded envelopes in `body`.
 * Messages for one robot are packed: whatever is sent while an earlier batch is on its way travels
 * together in the next one.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { hearsay } from "../../proto/gen/hearsay.js";
import type { RobotId } from "../engine/ids.ts";
import { FieldWriter } from "./field_writer.ts";
import { Outbox, type OutboxBatch, type OutboxEntry } from "./outbox.ts";
import type { StreamEntry } from "./stream_entry.ts";
import { StreamReader } from "./stream_reader.ts";
import {
  type LossReason,
  MESSAGE_BYTES_MAX,
  type MessageLabel,
  oversize,
  type Source,
  type Transport,
  TransportClosed,
  type TransportHandlers,
} from "./transport.ts";

const { Batch } = hearsay.v1;

/** Entries that an inbox may hold, unless told otherwise. */
export const INBOX_ENTRIES_MAX_DEFAULT = 1024;

/** Messages in one entry: keeps its readable fields readable and one bad entry small. */
const ENTRY_MESSAGES_MAX = 64;

/** Bytes of messages in one entry; a single message may always travel. */
const ENTRY_BYTES_MAX = MESSAGE_BYTES_MAX;

/** What joining adds to an entry and to a message of it, roughly: lengths, kinds and an id. */
const ENTRY_OVERHEAD_BYTES = 128;
const MESSAGE_OVERHEAD_BYTES = 48;

/** Bytes of evidence kept of a malformed entry. */
const EVIDENCE_BYTES_MAX = 4096;

/**
 * Appends entries while the inbox has room and returns how many fitted. Runs as one step, so the
 * bound holds whoever else writes. Entries come as one argument, each as kinds, ids and body with
 * their lengths before them: three arguments for each would cost the client more than all else.
 */
const DELIVER_SCRIPT = `
local room = tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1])
local from, entries = ARGV[2], ARGV[3]
local accepted, at = 0, 1
while at <= #entries and accepted < room do
  local kinds, ids, body
  kinds, ids, body, at = struct.unpack('>I4c0I4c0I4c0', entries, at)
  redis.call('XADD', KEYS[1], '*', 'from', from, 'kinds', kinds, 'ids', ids, 'body', body)
  accepted = accepted + 1
end
return accepted`;

/** A client on which {@linkcode DELIVER_SCRIPT} is defined. */
interface DeliveringRedis extends Redis {
  hearsayDeliver(inbox: string, room: number, from: string, entries: Buffer): Promise<number>;
}

export interface RedisStreamsOptions {
  readonly self: RobotId;
  /** Client for short commands. Shared: the transport does not close it. */
  readonly commands: Redis;
  /** Client for blocking reads, for this transport alone, which closes it. */
  readonly blocking: Redis;
  /** The key of a robot's inbox stream. */
  readonly inboxKey: (robot: RobotId) => string;
  /** Entries that an inbox may hold; further ones are refused. @default 1024 */
  readonly inboxEntriesMax?: number;
  /** Whether several messages may share an entry. @default true */
  readonly packing?: boolean;
}

export class RedisStreamsTransport implements Transport {
  readonly self: RobotId;
  readonly #commands: DeliveringRedis;
  readonly #inboxKey: (robot: RobotId) => string;
  readonly #inboxEntriesMax: number;
  readonly #entryMessagesMax: number;
  readonly #reader: StreamReader;
  readonly #outboxes = new Map<RobotId, Outbox>();
  #handlers: TransportHandlers | undefined;
  #closed = false;

  constructor(options: RedisStreamsOptions) {
    this.self = options.self;
    this.#commands = options.commands as DeliveringRedis;
    this.#inboxKey = options.inboxKey;
    this.#inboxEntriesMax = options.inboxEntriesMax ?? INBOX_ENTRIES_MAX_DEFAULT;
    this.#entryMessagesMax = (options.packing ?? true) ? ENTRY_MESSAGES_MAX : 1;
    this.#reader = new StreamReader({
      commands: options.commands,
      blocking: options.blocking,
      key: options.inboxKey(options.self),
    });
    if (typeof this.#commands.hearsayDeliver !== "function") {
      this.#commands.defineCommand("hearsayDeliver", { numberOfKeys: 1, lua: DELIVER_SCRIPT });
    }
  }

  async start(handlers: TransportHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#reader.start((entry) => this.#open(entry));
  }

  send(to: RobotId, bytes: Uint8Array, label?: MessageLabel): Promise<void> {
    if (this.#closed) return Promise.reject(new TransportClosed(this.self));
    if (bytes.length > MESSAGE_BYTES_MAX) return Promise.reject(oversize(bytes.length));
    let outbox = this.#outboxes.get(to);
    if (outbox === undefined) {
      outbox = new Outbox({
        entryMessagesMax: this.#entryMessagesMax,
        entryBytesMax: ENTRY_BYTES_MAX,
        deliver: (batch) => this.#deliver(to, batch),
        lost: (count, reason) => this.#lost(to, count, reason),
      });
      this.#outboxes.set(to, outbox);
    }
    return outbox.add(bytes, label);
  }

  async forget(source: Source): Promise<void> {
    await this.#commands.xdel(this.#inboxKey(this.self), source);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#outboxes.values()].map((outbox) => outbox.close()));
    await this.#reader.close();
  }

  async #deliver(to: RobotId, batch: OutboxBatch): Promise<void> {
    let accepted: number;
    try {
      accepted = await this.#commands.hearsayDeliver(
        this.#inboxKey(to),
        this.#inboxEntriesMax,
        this.self,
        joined(batch.entries),
      );
    } catch {
      this.#lost(to, batch.messageCount, "unreachable");
      return;
    }
    let refused = 0;
    for (const entry of batch.entries.slice(accepted)) refused += entry.messages.length;
    if (refused > 0) this.#lost(to, refused, "inbox-full");
  }

  #lost(to: RobotId, count: number, reason: LossReason): void {
    this.#handlers?.lost(to, count, reason);
  }

  #open(entry: StreamEntry): void {
    const handlers = this.#handlers!;
    const body = entry.body;
    if (body === undefined) {
      handlers.malformed(evidenceOf(entry), "an inbox entry has no field body", entry.id);
      return;
    }
    let envelopes: Uint8Array[];
    try {
      if (body.length > 2 * ENTRY_BYTES_MAX) throw new RangeError("too large");
      // Views of a plain array are cheaper than those of a Buffer, and each message makes several.
      const plain = new Uint8Array(body.buffer, body.byteOffset, body.length);
      envelopes = Batch.decode(plain).envelopes;
    } catch {
      handlers.malformed(evidenceOf(entry), "an inbox entry is no protobuf batch", entry.id);
      return;
    }
    if (envelopes.length === 0 || envelopes.length > ENTRY_MESSAGES_MAX) {
      const reason = `an inbox entry must have 1 to ${ENTRY_MESSAGES_MAX} messages: got ${envelopes.length}`;
      handlers.malformed(evidenceOf(entry), reason, entry.id);
      return;
    }
    for (const bytes of envelopes) handlers.message(bytes, entry.id);
  }
}

/** Entries as {@linkcode DELIVER_SCRIPT} takes them. */
function joined(entries: readonly OutboxEntry[]): Buffer {
  let expected = 0;
  for (const { bytes, messages } of entries) {
    expected += bytes + ENTRY_OVERHEAD_BYTES + MESSAGE_OVERHEAD_BYTES * messages.length;
  }
  const writer = new FieldWriter(expected);
  for (const { kinds, ids, messages } of entries) {
    writer.text(kinds.join(" "));
    writer.text(ids.join(" "));
    // A view of what the encoder wrote will do, as it is copied anyway.
    writer.bytes(Batch.encode({ envelopes: messages }).finish(true));
  }
  return writer.finish();
}

/** The start of an entry as it was found: the body, or its fields as text. */
function evidenceOf(entry: StreamEntry): Uint8Array {
  const body = entry.body;
  if (body !== undefined) return body.subarray(0, EVIDENCE_BYTES_MAX);
  const text = [...entry.fields].map(([name, value]) => `${name}=${value.toString("latin1")}`);
  return Buffer.from(text.join(" ")).subarray(0, EVIDENCE_BYTES_MAX);
}
