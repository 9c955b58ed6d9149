/**
 * The conformance suite over Redis Streams, packed and unpacked.
 */
import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";

import { close, connect, whenReady } from "../../coordinator/redis/connect.ts";
import { runKeys } from "../../coordinator/redis/keys.ts";
import { RedisStreamsTransport } from "../../robots/transport/redis_streams.ts";
import { freshRun, redisUrl } from "../support/redis.ts";
import type { Bench } from "./bench.ts";
import { transportConformance } from "./transport_conformance.ts";

/** Entries that an inbox may hold here: more than a burst, quick to fill. */
const INBOX_ENTRIES_MAX = 1100;

/** Messages that share an entry when packed. */
const ENTRY_MESSAGES_MAX = 64;

for (const packing of [true, false]) {
  transportConformance(`Redis Streams, ${packing ? "packed" : "unpacked"}`, async () => {
    const keys = runKeys(freshRun());
    const clients: Redis[] = [];
    const open = async (role: "commands" | "blocking"): Promise<Redis> => {
      const redis = connect(redisUrl, { role, name: `test-${randomBytes(3).toString("hex")}` });
      clients.push(redis);
      await whenReady(redis, 5000);
      return redis;
    };
    const bench: Bench = {
      lossless: true,
      unreadMessagesMax: packing ? INBOX_ENTRIES_MAX * ENTRY_MESSAGES_MAX : INBOX_ENTRIES_MAX,
      async transport(self) {
        return new RedisStreamsTransport({
          self,
          commands: await open("commands"),
          blocking: await open("blocking"),
          inboxKey: (robot) => keys.inbox(robot),
          inboxEntriesMax: INBOX_ENTRIES_MAX,
          packing,
        });
      },
      async dispose() {
        await Promise.all(clients.map(close));
      },
    };
    return bench;
  });
}
